"""Would the result be another if a bid had not been there?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.elimination import Elimination, Removal, Shift
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.analyses.desk import Desk

if TYPE_CHECKING:
    from rich.console import RenderableType


def blocks(result: Elimination, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: a sentence for the whole lot, and one for each bid that decides between others."""
    yield desk.head("If a bid were withdrawn", "Si une offre se retirait")
    removals = [item for item in result.removals if desk.bid in (None, item.bid)]
    turning = [item for item in removals if item.turned]
    if not result.relative:
        yield desk.line(
            desk.say(
                "Nothing moves: each bid is scored on its own, and no rule looks at the others.",
                "Rien ne bouge\u00a0: chaque offre est notée pour elle-même, aucune règle ne regarde les autres.",
            )
        )
    elif not turning:
        yield desk.line(
            desk.say(
                "Scores may move, but the order of the other bids stays.",
                "Des notes peuvent bouger, mais l’ordre des autres offres reste.",
            )
        )
    for item in turning:
        yield desk.line(_sentence(item, desk))


def _sentence(item: Removal, desk: Desk) -> str:
    shifts = {shift.bid: shift for shift in item.shifts}
    turns = [
        desk.say(f"{_moved(after, shifts, desk)} would pass {_moved(before, shifts, desk)}",
                 f"{_moved(after, shifts, desk)} passerait devant {_moved(before, shifts, desk)}")
        for before, after in item.turned
    ]  # fmt: skip
    name = desk.names[item.bid]
    return desk.say(f"Without {name}, {'; '.join(turns)}.", f"Sans {name}, {' ; '.join(turns)}.")


def _moved(bid: str, shifts: dict[str, Shift], desk: Desk) -> str:
    shift = shifts.get(bid)
    if shift is None:
        return desk.names[bid]
    before, after = (w.score_text(score, desk.lang) for score in (shift.before, shift.after))
    return f"{desk.names[bid]} ({before} → {after})"
