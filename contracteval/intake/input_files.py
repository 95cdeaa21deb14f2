"""The files that an evaluation is read from, with the hash of their bytes: what a report was made of, for whoever checks it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from contracteval.model.provenance import InputFile

_SINGLE = ("evaluation.toml", "brief.xlsx", "brief.json", "seal.json", "theme.toml")
_FOLDERS = ("bids", "panel")
_PASSED_OVER = ("Thumbs.db", "desktop.ini")


def input_files(folder: Path) -> tuple[InputFile, ...]:
    """Return the files of an evaluation folder, always in the same order; what bids are not read from is no input."""
    return tuple(
        InputFile(path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in _paths(folder)
    )


def _paths(folder: Path) -> Iterator[Path]:
    yield from (path for name in _SINGLE if (path := folder / name).is_file())
    for name in _FOLDERS:
        inner = folder / name
        found = sorted(inner.iterdir(), key=lambda path: path.name) if inner.is_dir() else []
        yield from (path for path in found if path.is_file() and not _is_passed_over(path.name))


def _is_passed_over(name: str) -> bool:
    return name.startswith(("~$", ".")) or name in _PASSED_OVER
