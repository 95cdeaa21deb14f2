"""The tests of low prices as JSON."""

from __future__ import annotations

import math
from typing import Any

from contracteval.model.analysis.low_prices import LowPrices, LowPriceTest
from contracteval.reports.to_json import number
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: LowPrices, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only what the tests say of that bid. Money is in millions a year."""
    farthest = None if result.farthest_squared is None else math.sqrt(result.farthest_squared)
    return {
        "bids_counted": result.counted,
        "farthest_deviations": farthest,
        "tests": [_test(test, lang, bid) for test in result.tests],
    }


def _test(test: LowPriceTest, lang: Language, bid: str | None) -> dict[str, Any]:
    return {
        "id": test.id,
        "ruleset": test.ruleset,
        "title": test.title.to(lang),
        "sources": list(test.sources),
        "judges": test.judges,
        "cannot": None if test.cannot is None else test.cannot.to(lang),
        "bids": [
            {"bid": item.bid, "price": number(item.price), "limit": number(item.limit), "raised": item.raised}
            for item in test.bids
            if bid in (None, item.bid)
        ],
    }
