"""Tests of low prices, as they stood at hand-over: which test, its limit, what it says of each bid, what it cannot tell."""

from __future__ import annotations

from fractions import Fraction

from contracteval.model.analysis.low_prices import LowPrices, LowPriceTest, Tested
from contracteval.model.unit import unit_label
from contracteval.reports.analysis_words.low_prices import limits_of_the_tests, sentences
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.sheet import grey, write_sentences
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.look import AMBER_FILL
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.wording import NO, YES, sentence
from contracteval.text import Text

_LABEL, _SAYS, _JUDGES, _FIRST_BID = range(4)
_TITLE = Text("Tests of low prices – at hand-over (static)", "Tests de prix bas – à la remise (figé)")
_TITLES = (
    Text("Test", "Test"),
    Text("Source, and what it cannot tell here", "Source, et ce qu’il ne peut pas dire ici"),
    Text("Judges", "Juge"),
)
_LIMIT = Text("Price, {}", "Prix, {}")
_NAMED = Text("explain (limit {})", "à expliquer (seuil {})")
_NOT_NAMED = Text("no (limit {})", "non (seuil {})")
_EXPLAIN = Text("explain", "à expliquer")
_NO_TEST = Text("cannot tell", "indécidable")
_NOT_OPENED = Text("price not opened", "prix non ouvert")


def write_block(page: Page, content: Content, result: LowPrices, row: int, columns: int) -> int:
    """Write the tests below what else a sheet shows, bids from the fourth column on; return the row after them."""
    page.section(row, _TITLE, columns)
    said = [*sentences(result, content.voice), limits_of_the_tests(result, content.voice)]
    row = write_sentences(page, content, row + 1, said, columns) - 1
    page.header(row, _TITLES)
    page.header(row, [entry.vendor for entry in content.entries], _FIRST_BID, "header center")
    first = row + 1
    _write_prices(page, content, result, first)
    for at, test in enumerate(result.tests, start=first + 1):
        _write_test(page, content, at, test)
    last = first + len(result.tests)
    page.fill_when(
        f"{a1(first + 1, _FIRST_BID)}:{a1(last, columns - 1)}", AMBER_FILL, _starts_with(page, content, first + 1)
    )
    grey(page, content, first, last, columns)
    return last + 2


def _starts_with(page: Page, content: Content, row: int) -> str:
    word = content.to(_EXPLAIN)
    return f'=LEFT({a1(row, _FIRST_BID)},{len(word)})="{word}"'


def _write_prices(page: Page, content: Content, result: LowPrices, row: int) -> None:
    unit = unit_label(content.plan.rulebook.facts["price"].unit, content.lang, content.currency)
    page.text(row, _LABEL, content.to(_LIMIT).format(unit), "static wrap")
    prices: dict[str, Fraction | None] = {item.bid: item.price for test in result.tests for item in test.bids}
    for entry in content.entries:
        page.number(row, _FIRST_BID + entry.index, prices.get(entry.result.id), "static number right")


def _write_test(page: Page, content: Content, row: int, test: LowPriceTest) -> None:
    page.text(row, _LABEL, test.title, "static wrap")
    cannot = [] if test.cannot is None else [f"{sentence(content.to(test.cannot))}."]
    page.text(row, _SAYS, "\n".join([*cannot, *test.sources]), "static wrap")
    page.text(row, _JUDGES, YES if test.judges else NO, "static center")
    found = {item.bid: item for item in test.bids}
    for entry in content.entries:
        item = found.get(entry.result.id)
        column = _FIRST_BID + entry.index
        page.text(row, column, _told(test, item, content), "static center wrap")


def _told(test: LowPriceTest, item: Tested | None, content: Content) -> str:
    """Say what a test says of one bid, with the limit on both sides of which its price may lie."""
    if item is None:
        return content.to(_NOT_OPENED)
    if test.cannot is not None:
        return content.to(_NO_TEST)
    if item.raised is None:
        return content.to(w.UNKNOWN)
    limit = "–" if item.limit is None else content.voice.number(item.limit)
    return content.to(_NAMED if item.raised else _NOT_NAMED).format(limit)
