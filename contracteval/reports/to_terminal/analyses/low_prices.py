"""Is a price so low that it must be explained, and by which test?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contracteval.model.analysis.low_prices import LowPrices, LowPriceTest
from contracteval.model.unit import unit_label
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.low_prices import limit, limits_of_the_tests, named_by, sentences
from contracteval.reports.to_terminal.analyses.desk import Desk

if TYPE_CHECKING:
    from rich.console import RenderableType


def blocks(result: LowPrices, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: who must explain a price, then each test with its limit, then what the tests cannot see."""
    if not result.tests:
        return
    yield desk.head("Low prices", "Prix bas")
    yield from (desk.line(sentence) for sentence in sentences(result, desk))
    yield _table(result.tests, desk)
    yield desk.note(limits_of_the_tests(result, desk))


def _table(tests: Sequence[LowPriceTest], desk: Desk) -> RenderableType:
    table = desk.page.table()
    unit = unit_label(desk.plan.rulebook.facts["price"].unit, desk.lang, desk.plan.settings.currency)
    table.add_column(desk.page.text(desk.say("Test", "Test")))
    table.add_column(desk.page.text(desk.say("judges", "juge")))
    table.add_column(desk.page.text(desk.say(f"limit, {unit}", f"seuil, {unit}")), justify="right")
    table.add_column(desk.page.text(desk.say("names", "désigne")))
    for test in tests:
        table.add_row(
            desk.page.text(test.title.to(desk.lang)),
            desk.page.text((w.YES if test.judges else w.NO).to(desk.lang)),
            desk.page.text(limit(test, desk)),
            desk.page.text(named_by(test, desk)),
        )
    return table
