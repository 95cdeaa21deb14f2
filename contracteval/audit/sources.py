"""The hashes that a scorecard carries: of the files and the rules that it was made from."""

from __future__ import annotations

import re

from contracteval.audit.snapshot import SeenSheet, Snapshot
from contracteval.model.verification import Fingerprint, Source

_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNS = re.compile(r"[\s\-–]+")


def changed_sources(expected: Snapshot, found: Snapshot) -> tuple[Source, ...]:
    """Return the files and rulesets whose hash in the file is not the one of now."""
    now, then = _hashes(expected), _hashes(found)
    names = dict.fromkeys([*now, *then])
    return tuple(Source(name, then.get(name), now.get(name)) for name in names if then.get(name) != now.get(name))


def _hashes(snapshot: Snapshot) -> dict[str, str]:
    """Return every cell that is a hash by the text that stands before it in its row."""
    found: dict[str, str] = {}
    for sheet in snapshot.sheets.values():
        for (row, column), cell in sheet.cells.items():
            match = _HASH.fullmatch(cell.value) if isinstance(cell.value, str) else None
            if match is not None:
                name = _named(sheet, row, column)
                found[f"{name} ({row})" if name in found else name] = match[0]
    return found


def _named(sheet: SeenSheet, row: int, column: int) -> str:
    texts = [sheet.at((row, i)).value for i in range(1, column)]
    return " · ".join(dict.fromkeys(text for text in texts if isinstance(text, str) and text.strip())) or sheet.title


def look_for(recorded: str, found: Snapshot) -> Fingerprint:
    """Say whether a fingerprint that the user recorded stands in the file, however it is grouped or written."""
    wanted = _SIGNS.sub("", recorded).casefold()
    texts = (cell.value for sheet in found.sheets.values() for cell in sheet.cells.values())
    stands = any(wanted in _SIGNS.sub("", text).casefold() for text in texts if isinstance(text, str))
    return Fingerprint(recorded.strip(), bool(wanted) and stands)
