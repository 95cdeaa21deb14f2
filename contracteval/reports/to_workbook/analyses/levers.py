"""Levers: what moves, where it leads, who pays."""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.model.analysis.levers import BidLevers, Levers
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.sheet import BODY, close, open_sheet
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page
from contracteval.reports.wording import sentence
from contracteval.text import Text

_WIDTHS = (20, 26, 70, 26, 50)
_TITLES = (
    w.BID, Text("Goal", "But"), Text("Change", "Changement"), Text("Then", "Alors"), Text("Who pays, who gains", "Qui paie, qui gagne"),
)  # fmt: skip


def has_data(result: Levers) -> bool:
    """Say whether there is a bid to turn."""
    return bool(result.bids)


def write(page: Page, content: Content, result: Levers) -> None:
    """Write every lever of every bid, a row each."""
    open_sheet(page, content, _WIDTHS)
    page.header(BODY, _TITLES)
    row, words = BODY, LeverWords(content.plan, content.lang)
    for item in result.bids:
        for cells in _rows(item, words):
            row += 1
            page.text(row, 0, content.voice.names[item.bid])
            for column, text in enumerate(cells, start=1):
                page.text(row, column, text)
    close(page, content, row, len(_WIDTHS), head=BODY)


def _rows(item: BidLevers, words: LeverWords) -> Iterator[tuple[str, ...]]:
    for aim in item.aims:
        goal = sentence(words.goal(aim))
        ways = [*aim.single, *([aim.pair] if aim.pair is not None else [])]
        for lever in ways:
            yield goal, words.moves(lever), words.outcome(lever), words.effect(lever)
        if not ways:
            yield goal, sentence(words.no_way(aim))
    if item.deficit is not None:
        yield "", words.deficit(item.deficit)
