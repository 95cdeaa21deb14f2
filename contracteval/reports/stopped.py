"""Bids that something stopped, in words: on which legal basis, and before their prices were opened or after."""

from __future__ import annotations

from dataclasses import replace

from contracteval.model.result import BidResult, FlagResult, Score, Verdict
from contracteval.reports import wording as w
from contracteval.rules.plan import Plan
from contracteval.rules.prices import judged_total, rests_on_prices
from contracteval.text import Language


def as_opened(bid: BidResult, plan: Plan) -> BidResult:
    """Return a bid with no mark and no flag that rests on its price, where it was out before prices were opened."""
    if bid.opened:
        return bid
    ids = [*(item.id for item in bid.criteria), *(item.id for item in bid.groups)]
    priced = {id_ for id_ in ids if rests_on_prices(plan, id_)}
    none = Score.not_judged()
    return replace(
        bid,
        score=judged_total(plan, bid),
        criteria=tuple(replace(item, score=none) if item.id in priced else item for item in bid.criteria),
        flags=tuple(item for item in bid.flags if not rests_on_prices(plan, f"flag:{item.id}")),
        groups=tuple(replace(item, score=none) if item.id in priced else item for item in bid.groups),
    )


def exclusions(bid: BidResult, plan: Plan) -> list[tuple[FlagResult, str]]:
    """Return the flags that exclude a bid by themselves, each with the legal basis that the buyer states for it."""
    bases = plan.settings.exclusions
    return [
        (flag, bases[flag.id]) for flag in bid.flags if flag.raised and flag.caps is Verdict.REJECT and flag.id in bases
    ]


def reason(bid: BidResult, plan: Plan, lang: Language) -> str:
    """Return the reason of a verdict, to stand inside a sentence, with the legal basis of each exclusion."""
    said = w.run_on(bid.why.to(lang))
    bases = {w.lower_first(flag.title.to(lang)): basis for flag, basis in exclusions(bid, plan)}
    return " · ".join(f"{title} ({bases[title]})" if title in bases else title for title in said.split(" · "))
