"""Leave-one-out and dominance as JSON."""

from __future__ import annotations

from typing import Any

from contracteval.model.analysis.elimination import Elimination, Removal
from contracteval.reports.to_json import score_to_dict
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: Elimination, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only what leaving that bid out does."""
    removals = [_removal(item) for item in result.removals if bid in (None, item.bid)]
    return {
        "relative": list(result.relative),
        "removals": removals,
        "dominance": [
            {"bid": item.bid, "over": item.over, "certain": item.certain, "better_on": list(item.better_on)}
            for item in result.dominance
            if bid in (None, item.bid, item.over)
        ],
        "identical": [list(pair) for pair in result.identical if bid is None or bid in pair],
    }


def _removal(item: Removal) -> dict[str, Any]:
    return {
        "without": item.bid,
        "turns": [
            {"bids": list(turn.pair), "ahead_before": turn.before, "ahead_after": turn.after} for turn in item.turned
        ],
        "first": list(item.first),
        "no_longer_rejected": [shift.bid for shift in item.shifts if shift.returns],
        "rejected": [shift.bid for shift in item.shifts if shift.drops_out],
        "shifts": [
            {
                "bid": shift.bid,
                "before": {**score_to_dict(shift.before), "verdict": shift.verdict_before.id},
                "after": {**score_to_dict(shift.after), "verdict": shift.verdict_after.id},
            }
            for shift in item.shifts
        ],
    }
