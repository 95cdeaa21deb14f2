"""The bids at face value and at commitment value, and what to write into the contract before signing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.commitment import Commitment, Committed, Promise
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_SHOWN = 6
_LACKS = {
    "clause": Text("a clause", "une clause"),
    "measure": Text("a measure", "une mesure"),
    "funding": Text("funding", "un financement"),
}


def blocks(result: Commitment, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: the two rankings, then the promises that are not safe yet."""
    yield desk.head("What is promised, and what is committed", "Ce qui est promis, et ce qui est engagé")
    yield desk.line(_sentence(result, desk))
    if desk.bid is None and result.bids:
        yield _table(result, desk)
    for item in result.bids:
        if desk.bid in (None, item.bid) and item.promises:
            yield from _promises(item, desk)


def _sentence(result: Commitment, desk: Desk) -> str:
    held = [item.bid for item in result.bids if item.value_rank == 1]
    if not held:
        return desk.say("Every bid is rejected.", "Toutes les offres sont rejetées.")
    if not any(item.promises for item in result.bids):
        return desk.say(
            "Everything that counts is contracted, each with its clause: face value and commitment value are the same.",
            "Tout ce qui compte est contractualisé, avec sa clause\u00a0: valeur affichée et valeur engagée coïncident.",
        )
    names = desk.listed(held)
    if result.turns:
        return desk.say(
            f"If only what is contracted counted, {names} would come first.",
            f"Si seul comptait ce qui est contractualisé, {names} arriverait en tête.",
        )
    return desk.say(
        f"{names} comes first at face value, and also if only what is contracted counts.",
        f"{names} arrive en tête telle qu’affichée, et aussi si seul compte ce qui est contractualisé.",
    )


def _table(result: Commitment, desk: Desk) -> RenderableType:
    table = desk.page.table()
    heads = (
        desk.say("Bid", "Offre"), desk.say("Rank", "Rang"), desk.say("Face value", "Valeur affichée"),
        desk.say("Rank committed", "Rang engagé"), desk.say("Commitment value", "Valeur engagée"),
    )  # fmt: skip
    for i, head in enumerate(heads):
        table.add_column(desk.page.text(head), justify="left" if i == 0 else "right")
    for item in result.bids:
        bid = desk.bids[item.bid]
        cells = (
            desk.names[item.bid], w.rank_text(bid), w.score_text(item.face, desk.lang),
            "–" if item.value_rank is None else str(item.value_rank), w.points(item.value, desk.lang),
        )  # fmt: skip
        table.add_row(*(desk.page.text(cell) for cell in cells))
    return table


def _promises(item: Committed, desk: Desk) -> Iterator[RenderableType]:
    name = desk.names[item.bid]
    title = desk.say(f"To write into the contract with {name}", f"À inscrire au contrat avec {name}")
    yield desk.page.text((f"{title}{w.colon(desk.lang)}", "bold"))
    for promise in item.promises[:_SHOWN]:
        yield desk.page.indented(desk.page.text(_promise(promise, desk)), "  • ")
    rest = len(item.promises) - _SHOWN
    if rest > 0:
        more = desk.say(f"and {rest} more; --json has them all", f"et {rest} de plus\u00a0; --json les donne toutes")
        yield desk.page.indented(desk.page.text((more, "dim")), "    ")


def _promise(item: Promise, desk: Desk) -> str:
    lacks = w.listed([_LACKS[lack].to(desk.lang) for lack in item.lacks], desk.lang)
    grade = w.grade_label(item.grade).to(desk.lang)
    said = f"{item.label.to(desk.lang)} ({grade}){desk.say(' needs ', ' demande ')}{lacks}"
    if not item.at_stake:
        return said
    number = w.bare_number_short(item.at_stake, desk.lang)
    return said + desk.say(f"; up to {number} points rest on it", f"\u00a0; jusqu’à {number} points en dépendent")
