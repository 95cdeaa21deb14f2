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
_FRENCH_PLURAL = 2


def sentences(result: LowPrices, voice: Voice) -> Iterator[str]:
    """Yield who has to explain a price, and by which tests."""
    able = [test for test in result.tests if test.cannot is None]
    named = [id_ for id_ in voice.bids if voice.bid in (None, id_) and any(id_ in test.raised for test in able)]
    for id_ in named:
        tests = [test for test in able if id_ in test.raised]
        judging = w.listed([w.lower_first(test.title.to(voice.lang)) for test in tests if test.judges], voice.lang)
        name, share = voice.names[id_], _share(len(tests), len(able), voice)
        if judging:
            yield voice.say(
                f"{name} has to explain its price: {judging} (named by {share}).",
                f"{name} doit expliquer son prix\u00a0: {judging} (désignée par {share}).",
            )
        else:
            yield voice.say(
                f"{name} is named by {share}; none of those is among the rules of this evaluation.",
                f"{name} est désignée par {share}\u00a0; aucun d’eux ne fait partie des règles de cette évaluation.",
            )
    if not named and able:
        who = None if voice.bid is None else voice.names[voice.bid]
        yield voice.say(
            "No test names a price." if who is None else f"No test names the price of {who}.",
            "Aucun test ne désigne un prix." if who is None else f"Aucun test ne désigne le prix de {who}.",
        )


def _share(naming: int, able: int, voice: Voice) -> str:
    """Say how many tests name a bid, of those that can tell anything here."""
    if able == 1:
        return voice.say("the only test that can tell here", "le seul test qui puisse se prononcer ici")
    if naming == able:
        return voice.say(f"all {able} tests that can tell here", f"les {able} tests qui peuvent se prononcer ici")
    some = str(naming) if naming > 1 else voice.say("one", "un")
    return voice.say(
        f"{some} of the {able} tests that can tell here", f"{some} des {able} tests qui peuvent se prononcer ici"
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
    """Say what so few bids can never show, whatever the prices are; below two there is nothing to compare."""
    asks = voice.say(
        "A test asks for an explanation; it never rejects by itself.",
        "Un test demande une explication\u00a0; il ne rejette jamais de lui-même.",
    )
    if result.farthest_squared is None:
        return asks
    farthest = math.sqrt(result.farthest_squared)
    shown, n = format_number(Fraction(farthest), voice.lang, 3), result.counted
    deviations = voice.say("standard deviations", "écart type" if farthest < _FRENCH_PLURAL else "écarts types")
    text = voice.say(
        f"With {n} bids no price can lie more than {shown} {deviations} from the mean",
        f"Avec {n} offres, aucun prix ne peut s’écarter de la moyenne de plus de {shown} {deviations}",
    )
    if farthest <= _FAMILIAR_SPREAD:
        text += voice.say(
            ", so a test of two deviations could never name one",
            "\u00a0: un test à deux écarts types n’en désignerait jamais",
        )
    return f"{text}. {asks}"
