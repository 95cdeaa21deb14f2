"""A comparison as JSON: the contract that others build on. Keys may be added; none changes meaning or goes away."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.model.fact import Value
from contracteval.model.result import BidResult, Comparison, MeasureResult, Score
from contracteval.model.unit import unit_label
from contracteval.reports.relationship import relationship_to_dict
from contracteval.reports.seal import seal_to_dict
from contracteval.reports.stopped import exclusions
from contracteval.rules.plan import Plan
from contracteval.text import Language


def comparison_to_dict(comparison: Comparison, plan: Plan, lang: Language) -> dict[str, Any]:
    """Return the whole comparison; numbers are the nearest doubles of the exact values."""
    return {
        "evaluation": evaluation_to_dict(plan),
        "recommended": comparison.recommended,
        "bids": [_bid(bid, plan, lang) for bid in comparison.bids],
    }


def evaluation_to_dict(plan: Plan) -> dict[str, Any]:
    """Return which evaluation it is, and by which rules."""
    settings = plan.settings
    return {
        "title": settings.title,
        "date": settings.date.isoformat(),
        "currency": settings.currency,
        "stage": settings.stage,
        "profile": plan.profile.id,
        "relationship": relationship_to_dict(plan),
        "rulesets": [
            {"id": item.id, "version": item.version, "sha256": item.sha256} for item in plan.rulebook.rulesets
        ],
        "seal": seal_to_dict(plan.seal),
    }


def number(value: Fraction | None) -> float | None:
    """Return the nearest double; beyond its range there is none."""
    if value is None:
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def plain(value: Value | None) -> float | bool | str | None:
    """Return a value as JSON can carry it."""
    if isinstance(value, Fraction):
        return number(value)
    return value.isoformat() if isinstance(value, date) else value


def score_to_dict(score: Score) -> dict[str, Any]:
    """Return a score with its interval."""
    return {
        "value": number(score.value),
        "low": number(score.low),
        "high": number(score.high),
        "status": score.status,
    }


def _bid(bid: BidResult, plan: Plan, lang: Language) -> dict[str, Any]:
    return {
        "id": bid.id,
        "vendor": bid.vendor,
        "rank": bid.rank,
        "rank_best": bid.rank_best,
        "rank_worst": bid.rank_worst,
        "tied_with": list(bid.tied_with),
        "verdict": bid.verdict.id,
        "why": bid.why.to(lang),
        "opened": bid.opened,
        "exclusions": {flag.id: basis for flag, basis in exclusions(bid, plan)},
        "score": {**score_to_dict(bid.score), "committed": number(bid.committed)},
        "groups": [
            {
                "id": group.id,
                "title": group.title.to(lang),
                "weight": number(group.weight),
                **score_to_dict(group.score),
            }
            for group in bid.groups
        ],
        "criteria": [_criterion(item, lang) for item in bid.criteria],
        "measures": {id_: _measure(item, plan, lang) for id_, item in bid.measures.items()},
        "gates": [
            {
                "id": gate.id,
                "title": gate.title.to(lang),
                "passed": gate.passed,
                "effect": gate.caps.id if gate.caps is not None else "zeroes",
                "zeroes": list(gate.zeroes),
                "why": gate.why.to(lang),
            }
            for gate in (*bid.gates, *bid.admissions)
        ],
        "flags": [
            {
                "id": flag.id,
                "title": flag.title.to(lang),
                "raised": flag.raised,
                "severity": flag.severity,
                "caps": flag.caps.id if flag.caps is not None else None,
                "why": flag.why.to(lang),
                "question": flag.question.to(lang),
            }
            for flag in bid.flags
        ],
        "missing": [
            {
                "fact": item.fact,
                "worth": number(item.worth),
                "label": item.label.to(lang),
                "question": item.question.to(lang),
                "by": item.by,
            }
            for item in bid.missing
        ],
        "conditions": [
            {"fact": item.fact, "row": item.row, "label": item.label.to(lang), "grade": item.grade}
            for item in bid.conditions
        ],
    }


def _criterion(item: Any, lang: Language) -> dict[str, Any]:
    score = score_to_dict(item.score)
    return {
        "id": item.id,
        "ruleset": item.ruleset,
        "title": item.title.to(lang),
        "group": item.group,
        "weight": number(item.weight),
        "score": score.pop("value"),
        **score,
        "why": item.why.to(lang) if item.why is not None else None,
    }


def _measure(item: MeasureResult, plan: Plan, lang: Language) -> dict[str, Any]:
    step = plan.rulebook.steps[item.id]
    unit = step.type.unit.text if step.type.kind == "number" else None
    return {
        "value": plain(item.value),
        "low": number(item.low),
        "high": number(item.high),
        "unit": unit
        if unit is None or unit == "1"
        else unit_label(step.type.unit, "en", plan.settings.currency) or "1",
        "status": item.status,
        "alternative": item.alternative,
        "why": item.why.to(lang) if item.why is not None else None,
    }
