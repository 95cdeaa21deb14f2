"""Is a price so low that it must be explained, and by which test?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from contracteval.model.analysis.low_prices import LowPrices, LowPriceTest
from contracteval.model.unit import unit_label
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import format_number

if TYPE_CHECKING:
    from rich.console import RenderableType

_FAMILIAR_SPREAD = 2


def blocks(result: LowPrices, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: who must explain a price, then each test with its limit, then what the tests cannot see."""
    if not result.tests:
        return
    yield desk.head("Low prices", "Prix bas")
    yield from (desk.line(sentence) for sentence in _sentences(result, desk))
    yield _table(result.tests, desk)
    yield desk.note(_limits_of_the_tests(result, desk))


def _sentences(result: LowPrices, desk: Desk) -> Iterator[str]:
    able = [test for test in result.tests if test.cannot is None]
    named = [id_ for id_ in desk.bids if desk.bid in (None, id_) and any(id_ in test.raised for test in able)]
    for id_ in named:
        tests = [test for test in able if id_ in test.raised]
        judging = w.listed([w.lower_first(test.title.to(desk.lang)) for test in tests if test.judges], desk.lang)
        count = f"{len(tests)}/{len(able)}"
        if judging:
            yield desk.say(
                f"{desk.names[id_]} has to explain its price: {judging} ({count} of all tests name it).",
                f"{desk.names[id_]} doit expliquer son prix\u00a0: {judging} ({count} des tests au total le désignent).",
            )
        else:
            yield desk.say(
                f"{desk.names[id_]} is named by {count} tests; none of them is among the rules of this evaluation.",
                f"{desk.names[id_]} est désignée par {count} tests\u00a0; aucun ne fait partie des règles de cette évaluation.",
            )
    if not named:
        who = None if desk.bid is None else desk.names[desk.bid]
        yield desk.say(
            "No test names a price." if who is None else f"No test names the price of {who}.",
            "Aucun test ne désigne un prix." if who is None else f"Aucun test ne désigne le prix de {who}.",
        )


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
            desk.page.text(_limit(test, desk)),
            desk.page.text(_names(test, desk)),
        )
    return table


def _limit(test: LowPriceTest, desk: Desk) -> str:
    limits = sorted({item.limit for item in test.bids if item.limit is not None})
    shown = [format_number(limit, desk.lang, 2) for limit in ([limits[0], limits[-1]] if len(limits) > 1 else limits)]
    return "–".join(shown) or "–"


def _names(test: LowPriceTest, desk: Desk) -> str:
    if test.cannot is not None:
        return test.cannot.to(desk.lang)
    return ", ".join(desk.names[id_] for id_ in test.raised) or "–"


def _limits_of_the_tests(result: LowPrices, desk: Desk) -> str:
    """Say what so few bids can never show, whatever the prices are."""
    farthest = 0.0 if result.farthest_squared is None else math.sqrt(result.farthest_squared)
    shown = format_number(Fraction(farthest), desk.lang, 3)
    n = result.counted
    text = desk.say(
        f"With {n} {'bid' if n == 1 else 'bids'} no price can lie more than {shown} standard deviations from the mean",
        f"Avec {n} {'offre' if n == 1 else 'offres'}, aucun prix ne peut s’écarter de la moyenne de plus de {shown} écarts types",
    )
    if farthest <= _FAMILIAR_SPREAD:
        text += desk.say(
            ", so a test of two deviations could never name one",
            "\u00a0: un test à deux écarts types n’en désignerait jamais",
        )
    return text + desk.say(
        ". A test asks for an explanation; it never rejects by itself.",
        ". Un test demande une explication\u00a0; il ne rejette jamais de lui-même.",
    )
