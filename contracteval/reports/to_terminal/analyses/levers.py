"""What would turn the decision on each bid, as it is said at a negotiating table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contracteval.model.analysis.levers import Aim, BidLevers, Lever, Levers
from contracteval.reports import wording as w
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.to_terminal.analyses.desk import Desk

if TYPE_CHECKING:
    from rich.console import RenderableType

_SHOWN = 4


def blocks(result: Levers, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: for each bid its goals, the ways to reach them, and its price."""
    words = LeverWords(desk.plan, desk.lang)
    yield desk.head("What would turn the decision", "Ce qui ferait basculer la décision")
    shown = [item for item in result.bids if desk.bid in (None, item.bid)]
    for item in shown:
        yield from _bid(item, words, desk)
    if any(lever.buyer is not None for item in shown for aim in item.aims for lever in aim.single):
        yield desk.note(
            desk.say(
                "Gains and losses are per year, at full success; change counts where the status quo pays no rent.",
                "Gains et pertes par an, en cas de pleine réussite\u00a0; le changement compte là où le statu quo ne rapporte pas de rente.",
            )
        )


def _bid(item: BidLevers, words: LeverWords, desk: Desk) -> Iterator[RenderableType]:
    name = desk.names[item.bid]
    yield desk.page.text((f"{name}{w.colon(desk.lang)} ", "bold"), _standing(item, desk))
    for aim in item.aims:
        yield from _aim(aim, words, desk)
    if item.deficit is not None:
        yield desk.page.indented(desk.page.text(words.deficit(item.deficit)), "  € ")
    rows = [(aim, lever) for aim in item.aims for lever in (*aim.single, *([] if aim.pair is None else [aim.pair]))]
    if desk.bid is not None and len(rows) > 1:
        yield _table(rows, words, desk)


def _table(rows: Sequence[tuple[Aim, Lever]], words: LeverWords, desk: Desk) -> RenderableType:
    """Put all levers of one bid side by side, those too that the sentences leave out."""
    table = desk.page.table()
    heads = (("Goal", "But"), ("Change", "Changement"), ("Then", "Ensuite"), ("You", "Vous"), ("Vendor", "Prestataire"))
    for i, (en, fr) in enumerate(heads):
        table.add_column(desk.page.text(desk.say(en, fr)), justify="right" if i > 2 else "left")
    for aim, lever in rows:
        goal = (
            desk.say("first place", "première place") if aim.verdict is None else w.VERDICTS[aim.verdict].to(desk.lang)
        )
        gains = ["–" if gain is None else words.money(gain) for gain in (lever.buyer, lever.vendor)]
        cells = (goal, words.moves(lever), words.outcome(lever), *gains)
        table.add_row(*(desk.page.text((cell, "green" if lever.is_win_win else "")) for cell in cells))
    return table


def _standing(item: BidLevers, desk: Desk) -> str:
    verdict = w.VERDICTS[desk.bids[item.bid].verdict].to(desk.lang)
    if item.tied_with:
        names = desk.listed(item.tied_with)
        place = desk.say(f"exactly tied with {names}", f"à égalité exacte avec {names}")
    elif item.is_first:
        place = desk.say("first", "en tête")
    else:
        rank = w.rank_text(desk.bids[item.bid])
        place = desk.say("no rank", "sans rang") if rank == "–" else desk.say(f"rank {rank}", f"rang {rank}")
    if not item.aims:
        return f"{place}, {verdict}. " + desk.say("Nothing is left to gain.", "Il n’y a plus rien à gagner.")
    return f"{place}, {verdict}."


def _aim(aim: Aim, words: LeverWords, desk: Desk) -> Iterator[RenderableType]:
    goal = w.sentence(words.goal(aim))
    if not aim.single and aim.pair is None:
        yield desk.page.indented(desk.page.text(f"{goal}{w.colon(desk.lang)} {words.no_way(aim)}."), "  • ")
        return
    either = desk.say(", any one of these", ", au choix") if len(aim.single) > 1 else ""
    yield desk.page.indented(desk.page.text(f"{goal}{either}{w.colon(desk.lang)}"), "  • ")
    for lever in aim.single[:_SHOWN]:
        yield _lever(lever, words, desk, "    – ")
    rest = len(aim.single) - _SHOWN
    if rest > 0:
        yield desk.page.indented(desk.page.text((desk.say(f"and {rest} more", f"et {rest} de plus"), "dim")), "      ")
    if aim.pair is not None:
        both = desk.say("two together: ", "à deux\u00a0: ") if aim.single else ""
        yield _lever(aim.pair, words, desk, "    – ", both)


def _lever(lever: Lever, words: LeverWords, desk: Desk, mark: str, lead: str = "") -> RenderableType:
    style = "green" if lever.is_win_win else ""
    told = desk.page.text(f"{lead}{words.moves(lever)} → {words.outcome(lever)} – ", (words.effect(lever), style))
    return desk.page.indented(told, mark)
