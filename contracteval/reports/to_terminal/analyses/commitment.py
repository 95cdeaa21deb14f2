"""The bids at face value and at commitment value, and what to write into the contract before signing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.commitment import Commitment, Committed
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.commitment import promise, sentence
from contracteval.reports.to_terminal.analyses.desk import Desk

if TYPE_CHECKING:
    from rich.console import RenderableType

_SHOWN = 6


def blocks(result: Commitment, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: the two rankings, then the promises that are not safe yet."""
    yield desk.head("What is promised, and what is committed", "Ce qui est promis, et ce qui est engagé")
    yield desk.line(sentence(result, desk))
    if desk.bid is None and result.bids:
        yield _table(result, desk)
    for item in result.bids:
        if desk.bid in (None, item.bid) and item.promises:
            yield from _promises(item, desk)


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
            "–" if item.value_rank is None else str(item.value_rank),
            "–" if item.value is None else w.points(item.value, desk.lang),
        )  # fmt: skip
        table.add_row(*(desk.page.text(cell) for cell in cells))
    return table


def _promises(item: Committed, desk: Desk) -> Iterator[RenderableType]:
    name = desk.names[item.bid]
    title = desk.say(f"To write into the contract with {name}", f"À inscrire au contrat avec {name}")
    yield desk.page.text((f"{title}{w.colon(desk.lang)}", "bold"))
    for one in item.promises[:_SHOWN]:
        yield desk.page.indented(desk.page.text(promise(one, desk)), "  • ")
    rest = len(item.promises) - _SHOWN
    if rest > 0:
        more = desk.say(f"and {rest} more; --json has them all", f"et {rest} de plus\u00a0; --json les donne toutes")
        yield desk.page.indented(desk.page.text((more, "dim")), "    ")
