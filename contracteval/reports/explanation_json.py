"""An explanation as JSON: the rules in order, and once each the measures, answers and parameters they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from contracteval.formula import expression as x
from contracteval.formula.to_words import to_words
from contracteval.model.explanation import (
    CriterionExplanation,
    Explanation,
    FactExplanation,
    FlagExplanation,
    GateExplanation,
    Input,
    MeasureExplanation,
    ParameterExplanation,
    Reference,
    Rule,
    TableExplanation,
)
from contracteval.model.unit import Unit, unit_label
from contracteval.model.value import Outcome, Undefined, Unknown
from contracteval.reports.relationship import relationship_to_dict
from contracteval.reports.seal import seal_to_dict
from contracteval.reports.to_json import number, plain
from contracteval.reports.wording import as_written, labels_of
from contracteval.rules.plan import Plan
from contracteval.text import Language


def explanation_to_dict(explanation: Explanation, plan: Plan, lang: Language) -> dict[str, Any]:
    """Return the explanation; numbers are the nearest doubles, and what is shared is referred to by its id."""
    bid = explanation.result
    made: dict[str, Any] = {
        "bid": bid.id,
        "vendor": bid.vendor,
        "asked": explanation.asked,
        "relationship": relationship_to_dict(plan),
        "seal": seal_to_dict(plan.seal),
        "verdict": bid.verdict.id,
        "why": bid.why.to(lang),
        "score": {"value": number(bid.score.value), "low": number(bid.score.low), "high": number(bid.score.high),
                  "committed": number(bid.committed), "status": bid.score.status},
        "group": _group(explanation, plan, lang),
        "rules": [_rule(rule, lang) for rule in explanation.rules],
        "measures": {}, "facts": {}, "tables": {}, "parameters": {},
    }  # fmt: skip
    writer = _Writer(plan, lang)
    for item in explanation.inputs():
        section, content = writer.write(item)
        made[section][item.id] = content
    return made


def _group(explanation: Explanation, plan: Plan, lang: Language) -> dict[str, Any] | None:
    """Return the group that was asked for with what it earned; its criteria stand under ``rules``."""
    group = next((group for group in explanation.result.groups if group.id == explanation.asked), None)
    if group is None:
        return None
    return {
        "id": group.id,
        "title": group.title.to(lang),
        "join": plan.rulebook.groups[group.id].join,
        "share": number(plan.share_of(group.id)),
        "score": {"value": number(group.score.value), "low": number(group.score.low), "high": number(group.score.high),
                  "status": group.score.status},
    }  # fmt: skip


class _Writer:
    def __init__(self, plan: Plan, lang: Language) -> None:
        self.lang = lang
        self.settings = plan.settings
        self.currency = plan.settings.currency
        self.labels = labels_of(plan.rulebook)

    def write(self, item: Input) -> tuple[str, dict[str, Any]]:
        """Return the section an input stands in, and what to say of it."""
        if isinstance(item, FactExplanation):
            return "facts", self.fact(item)
        if isinstance(item, ParameterExplanation):
            return "parameters", self.parameter(item)
        if isinstance(item, TableExplanation):
            return "tables", self.table(item)
        return "measures", self.measure(item)

    def unit(self, unit: Unit) -> str:
        return unit_label(unit, "en", self.currency) or "1"

    def measure(self, item: MeasureExplanation) -> dict[str, Any]:
        rule = item.rule
        expression = cast("x.Node | None", rule.expression)
        return {
            "title": rule.title.to(self.lang),
            "value": plain(item.value),
            "low": number(item.low),
            "high": number(item.high),
            "unit": self.unit(rule.unit),
            "status": item.status,
            "why": None if item.why is None else item.why.to(self.lang),
            "formula": rule.formula,
            "words": None if expression is None else to_words(expression, self.labels, self.lang),
            "alternative": rule.alternative,
            "alternatives": rule.alternatives,
            "place": None if rule.place is None else rule.place.to_dict(self.lang),
            "inputs": [{"kind": self.write_kind(item), "id": item.id} for item in item.inputs],
        }

    def write_kind(self, item: Input) -> str:
        kinds = {FactExplanation: "fact", ParameterExplanation: "parameter", TableExplanation: "table"}
        return kinds.get(type(item), "measure")

    def fact(self, item: FactExplanation) -> dict[str, Any]:
        spec, answer = item.spec, item.answer
        return {
            "label": spec.label.to(self.lang),
            "value": None if answer is None else plain(answer.value),
            "unit": self.unit(spec.unit),
            "by": spec.by,
            "grade": None if answer is None else answer.grade.name.lower(),
            "raw": None if answer is None else answer.raw,
            "conversion": (as_written(answer.raw, spec, self.settings, self.lang) or None) if answer else None,
            "clause": None if answer is None else answer.clause,
            "places": [] if answer is None else [place.to_dict(self.lang) for place in answer.places],
            "question": spec.question.to(self.lang) if item.is_missing else None,
        }

    def parameter(self, item: ParameterExplanation) -> dict[str, Any]:
        keyed = isinstance(item.value, Mapping)
        return {
            "label": item.label.to(self.lang),
            "value": {str(key): number(value) for key, value in item.value.items()} if keyed else number(item.value),
            "unit": self.unit(item.unit),
            "status": item.status,
            "source": item.source,
            "checked": item.checked.isoformat(),
            "overridden": item.overridden,
        }

    def table(self, item: TableExplanation) -> dict[str, Any]:
        answered = item.answers is not None
        return {
            "label": item.spec.label.to(self.lang),
            "by": item.spec.by,
            "rows": [{name: _outcome(value) for name, value in row.items()} for row in item.rows] if answered else None,
            "places": [
                [a.to_dict(self.lang) for answer in row.values() for a in answer.places] for row in item.answers or ()
            ],
            "question": None if answered else item.spec.question.to(self.lang),
        }


def _outcome(outcome: Outcome) -> float | bool | str | None:
    return None if isinstance(outcome, Unknown | Undefined) else plain(outcome)


def _rule(rule: Rule, lang: Language) -> dict[str, Any]:
    if isinstance(rule, CriterionExplanation):
        return _criterion(rule, lang)
    if isinstance(rule, GateExplanation):
        gate = rule.result
        effect = gate.caps.id if gate.caps is not None else "zeroes"
        return {"kind": "gate", "id": gate.id, "title": gate.title.to(lang), "passed": gate.passed, "effect": effect,
                "zeroes": list(gate.zeroes), "why": gate.why.to(lang), "sources": _sources(rule.sources, lang),
                "measure": rule.measure.id}  # fmt: skip
    if isinstance(rule, FlagExplanation):
        flag = rule.result
        caps = None if flag.caps is None else flag.caps.id
        return {"kind": "flag", "id": flag.id, "title": flag.title.to(lang), "raised": flag.raised,
                "severity": flag.severity, "caps": caps, "why": flag.why.to(lang), "question": flag.question.to(lang),
                "sources": _sources(rule.sources, lang), "measure": rule.measure.id}  # fmt: skip
    return {"kind": "measure", "id": rule.id, "title": rule.rule.title.to(lang), "measure": rule.id}


def _criterion(node: CriterionExplanation, lang: Language) -> dict[str, Any]:
    rule = node.rule
    return {
        "kind": "criterion",
        "id": rule.id,
        "title": rule.title.to(lang),
        "asks": rule.asks.to(lang),
        "why": rule.why.to(lang),
        "score": number(node.score.value),
        "low": number(node.score.low),
        "high": number(node.score.high),
        "status": node.score.status,
        "group": rule.group,
        "weight": number(rule.weight),
        "share": number(rule.share),
        "contribution": number(node.contribution),
        "scale": [[number(at), number(score)] for at, score in rule.scale],
        "undefined_score": number(rule.undefined_score),
        "undefined_why": None if rule.undefined_why is None else rule.undefined_why.to(lang),
        "sources": _sources(rule.sources, lang),
        "measure": node.measure.id,
    }


def _sources(references: tuple[Reference, ...], lang: Language) -> list[dict[str, str | None]]:
    return [
        {
            "article": item.article,
            "title": None if item.cited is None else item.cited.to(lang),
            "reference": item.reference,
            "idea": item.idea.to(lang),
        }
        for item in references
    ]
