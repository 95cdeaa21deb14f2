"""Is a price so low that it must be explained, and by which test?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from contracteval.model.analysis.low_prices import LowPrices, LowPriceTest
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.voice import Voice
from contracteval.text import format_number

_FAMILIAR_SPREAD = 2


def sentences(result: LowPrices, voice: Voice) -> Iterator[str]:
    """Yield who has to explain a price, and by which tests."""
    able = [test for test in result.tests if test.cannot is None]
    named = [id_ for id_ in voice.bids if voice.bid in (None, id_) and any(id_ in test.raised for test in able)]
    for id_ in named:
        tests = [test for test in able if id_ in test.raised]
        judging = w.listed([w.lower_first(test.title.to(voice.lang)) for test in tests if test.judges], voice.lang)
        count = f"{len(tests)}/{len(able)}"
        if judging:
            yield voice.say(
                f"{voice.names[id_]} has to explain its price: {judging} ({count} of all tests name it).",
                f"{voice.names[id_]} doit expliquer son prix\u00a0: {judging} ({count} des tests au total le désignent).",
            )
        else:
            yield voice.say(
                f"{voice.names[id_]} is named by {count} tests; none of them is among the rules of this evaluation.",
                f"{voice.names[id_]} est désignée par {count} tests\u00a0; aucun ne fait partie des règles de cette évaluation.",
            )
    if not named:
        who = None if voice.bid is None else voice.names[voice.bid]
        yield voice.say(
            "No test names a price." if who is None else f"No test names the price of {who}.",
            "Aucun test ne désigne un prix." if who is None else f"Aucun test ne désigne le prix de {who}.",
        )


def limit(test: LowPriceTest, voice: Voice) -> str:
    """Write the limit of a test, or the range of its limits."""
    limits = sorted({item.limit for item in test.bids if item.limit is not None})
    shown = [format_number(limit, voice.lang, 2) for limit in ([limits[0], limits[-1]] if len(limits) > 1 else limits)]
    return "–".join(shown) or "–"


def named_by(test: LowPriceTest, voice: Voice) -> str:
    """Name the bids that a test names, or say why it can tell nothing here."""
    if test.cannot is not None:
        return test.cannot.to(voice.lang)
    return ", ".join(voice.names[id_] for id_ in test.raised) or "–"


def limits_of_the_tests(result: LowPrices, voice: Voice) -> str:
    """Say what so few bids can never show, whatever the prices are."""
    farthest = 0.0 if result.farthest_squared is None else math.sqrt(result.farthest_squared)
    shown = format_number(Fraction(farthest), voice.lang, 3)
    n = result.counted
    text = voice.say(
        f"With {n} {'bid' if n == 1 else 'bids'} no price can lie more than {shown} standard deviations from the mean",
        f"Avec {n} {'offre' if n == 1 else 'offres'}, aucun prix ne peut s’écarter de la moyenne de plus de {shown} écarts types",
    )
    if farthest <= _FAMILIAR_SPREAD:
        text += voice.say(
            ", so a test of two deviations could never name one",
            "\u00a0: un test à deux écarts types n’en désignerait jamais",
        )
    return text + voice.say(
        ". A test asks for an explanation; it never rejects by itself.",
        ". Un test demande une explication\u00a0; il ne rejette jamais de lui-même.",
    )
