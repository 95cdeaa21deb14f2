"""Results that follow from an edit, told from results that were edited: the file is recalculated from its own formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from contracteval.audit.compare import shown
from contracteval.audit.snapshot import Position, SeenCell, Snapshot, Stored, place_in, place_of
from contracteval.model.verification import Deviation

Strays = Mapping[tuple[str, Position], Stored]
"""Cells whose stored value is not what their formula gives, with what it gives."""


def settle(
    deviations: Sequence[Deviation], found: Snapshot, file: str, strays: Strays
) -> tuple[tuple[Deviation, ...], int]:
    """Keep the results that do not recalculate, drop those that do, and add those that are stale.

    Return the deviations in their order, stale ones last, and how many were dropped.
    """
    left = {(title, place_of(position)): (title, position, value) for (title, position), value in strays.items()}
    kept: list[Deviation] = []
    following = 0
    for item in deviations:
        stray = left.pop((item.place.sheet or "", item.place.cell or ""), None)
        if item.kind != "result" or item.what is not None:
            kept.append(item)
        elif stray is None:
            following += 1
        else:
            kept.append(replace(item, expected=_shown(stray[2])))
    for title, position, value in left.values():
        sheet = found.sheets[title]
        now = shown(sheet.at(position), whole=False)
        kept.append(Deviation("result", place_in(file, sheet, position), _shown(value), now))
    return tuple(kept), following


def _shown(value: Stored) -> float | str | bool | None:
    return shown(SeenCell(value), whole=False)
