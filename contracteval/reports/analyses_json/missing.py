"""What the missing answers leave open, as JSON."""

from __future__ import annotations

from typing import Any

from contracteval.model.analysis.missing import Effect, Missing, OpenFact, Probe
from contracteval.reports.to_json import number, plain
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: Missing, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only the pairs and answers that concern that bid."""
    return {
        "bids": list(result.bids),
        "first": list(result.first),
        "ahead": [
            {"ahead": pair.ahead, "behind": pair.behind, "margin": number(pair.margin), "shared": pair.shared}
            for pair in result.ahead
            if bid in (None, pair.ahead, pair.behind)
        ],
        "may_be_rejected": list(result.may_be_rejected),
        "unanswered": [
            {"id": item.id, "title": item.title.to(lang), "weight": number(item.weight)} for item in result.unanswered
        ],
        "enclosed": result.enclosed,
        "ask": [
            _fact(fact, lang) for fact in result.facts if bid is None or bid in [effect.bid for effect in fact.effects]
        ],
    }


def _fact(fact: OpenFact, lang: Language) -> dict[str, Any]:
    return {
        "fact": fact.fact,
        "label": fact.label.to(lang),
        "question": fact.question.to(lang),
        "by": fact.by,
        "bid": fact.bid,
        "worth": number(fact.worth),
        "changes_first": fact.changes_first,
        "turn": None if fact.turn is None else {"answer": plain(fact.turn), "first": list(fact.first_then)},
        "effects": [_effect(effect) for effect in fact.effects],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "bid": effect.bid,
        "worth": number(effect.worth),
        "low": number(effect.low),
        "high": number(effect.high),
        "best": _probe(effect.best),
        "worst": _probe(effect.worst),
    }


def _probe(probe: Probe | None) -> dict[str, Any] | None:
    if probe is None:
        return None
    return {"answer": plain(probe.value), "low": number(probe.low), "high": number(probe.high)}
