"""Results that follow from an edit, told from results that were edited: the file is recalculated from its own formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from contracteval.audit.compare import shown
from contracteval.audit.snapshot import Position, SeenCell, Snapshot, Stored, place_in, place_of
from contracteval.model.verification import Deviation

Strays = Mapping[tuple[str, Position], Stored]
"""Cells whose stored value is not what their formula gives, with what it gives."""


def settle(deviations: Sequence[Deviation], strays: Strays) -> tuple[tuple[Deviation, ...], int]:
    """Drop the results that follow from what was edited, and keep those that do not, with what they should be.

    Return the deviations in their order, and how many were dropped. A result that is still that of hand-over is none.
    """
    given = {(title, place_of(position)): value for (title, position), value in strays.items()}
    kept: list[Deviation] = []
    for item in deviations:
        place = (item.place.sheet or "", item.place.cell or "")
        if item.kind != "result" or item.what is not None:
            kept.append(item)
        elif place in given:
            kept.append(replace(item, expected=_shown(given[place])))
    return tuple(kept), len(deviations) - len(kept)


def stale(found: Snapshot, file: str, strays: Strays) -> tuple[Deviation, ...]:
    """Return every stored result that is not what its formula gives."""
    return tuple(
        Deviation(
            "result",
            place_in(file, found.sheets[title], position),
            _shown(value),
            shown(found.sheets[title].at(position), whole=False),
        )
        for (title, position), value in strays.items()
    )


def _shown(value: Stored) -> float | str | bool | None:
    return shown(SeenCell(value), whole=False)
