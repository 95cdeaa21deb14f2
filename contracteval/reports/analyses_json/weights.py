"""What the weights decide, as JSON: weights and margins are shares of the total (0.042 is 4.2 points)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from contracteval.model.analysis.weights import Acceptability, Component, Level, Move, Weights
from contracteval.reports.to_json import number
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: Weights, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only what would make that bid first."""
    return {"levels": [_level(level, lang, bid) for level in result.levels], "rejected": list(result.rejected)}


def _level(level: Level, lang: Language, bid: str | None) -> dict[str, Any]:
    tolerance = level.tolerance
    return {
        "id": level.id,
        "components": [
            {"id": item.id, "title": item.title.to(lang), "weight": number(item.weight)} for item in level.components
        ],
        "leaders": list(level.leaders),
        "tolerance": None
        if tolerance is None
        else {
            "leader": tolerance.leader,
            "margin": number(tolerance.margin),
            "rival": tolerance.rival,
            "weights": _weights(level.components, tolerance.weights),
            "level": list(tolerance.level),
        },
        "thresholds": [
            {
                "id": item.component,
                "low": number(item.low),
                "low_rival": item.low_rival,
                "high": number(item.high),
                "high_rival": item.high_rival,
            }
            for item in level.thresholds
        ],
        "to_first": [
            {
                "bid": item.bid,
                "certain": _move(level.components, item.certain),
                "possible": _move(level.components, item.possible),
            }
            for item in level.to_first
            if bid in (None, item.bid)
        ],
        "acceptability": [_acceptability(item, bid) for item in level.acceptability],
    }


def _acceptability(item: Acceptability, bid: str | None) -> dict[str, Any]:
    return {
        "admissible": item.admissible,
        "method": "exact" if item.draws is None else "sampled",
        "draws": item.draws,
        "seed": item.seed,
        "standard_error": number(item.standard_error),
        "bids": [
            {
                "bid": shares.bid,
                "ranks": [
                    {"rank": rank, "certain": number(certain), "possible": number(possible)}
                    for rank, (certain, possible) in enumerate(
                        zip(shares.certain, shares.possible, strict=True), start=1
                    )
                ],
            }
            for shares in item.bids
            if bid in (None, shares.bid)
        ],
    }


def _move(components: Sequence[Component], move: Move) -> dict[str, Any]:
    return {
        "standing": move.standing,
        "change": number(move.change),
        "weights": _weights(components, move.weights),
        "outdone_by": list(move.outdone_by),
        "level": move.level,
    }


def _weights(components: Sequence[Component], weights: Sequence[Fraction]) -> dict[str, float | None] | None:
    if not weights:
        return None
    return {item.id: number(weight) for item, weight in zip(components, weights, strict=True)}
