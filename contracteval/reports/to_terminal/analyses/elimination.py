"""Would the result be another if a bid had not been there?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.elimination import Elimination, Removal, Shift
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import quote

if TYPE_CHECKING:
    from rich.console import RenderableType


def blocks(result: Elimination, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: a sentence for the whole lot, one for each bid that decides between others, dominance."""
    yield desk.head("If a bid were withdrawn", "Si une offre se retirait")
    turning = [item for item in result.removals if item.turned and desk.bid in (None, item.bid)]
    if not turning:
        yield desk.line(_nothing_turns(result, desk))
    for item in turning:
        yield desk.line(_sentence(item, desk))
    if turning:
        yield desk.note(_why(result, desk))
    yield from (desk.line(text) for text in _dominance(result, desk))


def _nothing_turns(result: Elimination, desk: Desk) -> str:
    if not result.relative:
        return desk.say(
            "Nothing moves: each bid is scored on its own, and no rule looks at the others.",
            "Rien ne bouge\u00a0: chaque offre est notée pour elle-même, aucune règle ne regarde les autres.",
        )
    if not any(item.shifts for item in result.removals):
        return desk.say("No score and no verdict moves.", "Aucune note, aucun verdict ne bouge.")
    return desk.say(
        "Scores or verdicts may move, but the order of the other bids stays.",
        "Des notes ou des verdicts peuvent bouger, mais l’ordre des autres offres reste.",
    )


def _why(result: Elimination, desk: Desk) -> str:
    """Name the rules that make one bid weigh on another."""
    titles = [desk.title_of(id_) for id_ in result.relative]
    listed = w.listed([quote(title, desk.lang) for title in titles], desk.lang)
    return desk.say(
        f"Because of rules that look at the other bids: {listed}.",
        f"En cause, des règles qui regardent les autres offres\u00a0: {listed}.",
    )


def _dominance(result: Elimination, desk: Desk) -> Iterator[str]:
    for item in result.dominance:
        if item.certain and desk.bid in (None, item.bid, item.over):
            bid, over = desk.names[item.bid], desk.names[item.over]
            yield desk.say(
                f"{bid} is at least as good as {over} on every criterion, and better on {len(item.better_on)}.",
                f"{bid} fait au moins aussi bien que {over} sur chaque critère, et mieux sur {len(item.better_on)}.",
            )
    for pair in result.identical:
        if desk.bid is None or desk.bid in pair:
            names = desk.listed(pair)
            yield desk.say(
                f"{names} score exactly alike on every criterion.",
                f"{names} ont exactement les mêmes notes sur chaque critère.",
            )


def _sentence(item: Removal, desk: Desk) -> str:
    shifts = {shift.bid: shift for shift in item.shifts}
    turns = [
        desk.say(f"{_moved(after, shifts, desk)} would pass {_moved(before, shifts, desk)}",
                 f"{_moved(after, shifts, desk)} passerait devant {_moved(before, shifts, desk)}")
        for before, after in item.turned
    ]  # fmt: skip
    name, parts = desk.names[item.bid], f"{w.semicolon(desk.lang)} ".join(turns)
    return desk.say(f"Without {name}, {parts}.", f"Sans {name}, {parts}.")


def _moved(bid: str, shifts: dict[str, Shift], desk: Desk) -> str:
    shift = shifts.get(bid)
    if shift is None:
        return desk.names[bid]
    before, after = (w.score_text(score, desk.lang) for score in (shift.before, shift.after))
    return f"{desk.names[bid]} ({before} → {after})"
