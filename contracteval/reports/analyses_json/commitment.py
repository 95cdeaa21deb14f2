"""Commitment as JSON."""

from __future__ import annotations

from typing import Any

from contracteval.model.analysis.commitment import Commitment, Committed, Promise
from contracteval.reports.to_json import number, score_to_dict
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: Commitment, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only that bid."""
    return {"turns": result.turns, "bids": [_bid(item, lang) for item in result.bids if bid in (None, item.bid)]}


def _bid(item: Committed, lang: Language) -> dict[str, Any]:
    return {
        "id": item.bid,
        "face": {
            **score_to_dict(item.face),
            "rank": item.rank,
            "rank_best": item.rank_best,
            "rank_worst": item.rank_worst,
        },
        "committed": {"value": number(item.value), "rank": item.value_rank},
        "promises": [_promise(promise, lang) for promise in item.promises],
    }


def _promise(item: Promise, lang: Language) -> dict[str, Any]:
    return {
        "fact": item.fact,
        "row": item.row,
        "label": item.label.to(lang),
        "grade": item.grade,
        "clause": item.clause,
        "lacks": list(item.lacks),
        "at_stake": number(item.at_stake),
    }
