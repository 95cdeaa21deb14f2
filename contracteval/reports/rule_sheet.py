"""One id of the rulebook as a person reads it: every rule, measure, parameter or fact that carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contracteval.errors import InputError, Problem
from contracteval.formula.to_words import to_words
from contracteval.model.fact import FactSpec
from contracteval.reports import wording as w
from contracteval.rules.rulebook import Criterion, Diagnostic, Flag, Gate, Parameter, Rulebook, Source, Step
from contracteval.model.unit import unit_label
from contracteval.text import Language, Text, did_you_mean

Note = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """A title and what is said under it, as pairs of a key word and a text; ``kind`` is the word of the rule language."""

    kind: str
    id: str
    ruleset: str
    title: str
    notes: tuple[Note, ...]


def rule_sheets(rulebook: Rulebook, id_: str, lang: Language) -> tuple[RuleSheet, ...]:
    """Return the sheets of an id. Raises ``InputError`` with what was probably meant when nothing carries it."""
    writer = _Writer(rulebook, lang)
    sheets = tuple(writer.sheets(id_))
    if sheets:
        return sheets
    known = [*rulebook.criteria, *rulebook.gates, *rulebook.flags, *rulebook.steps, *rulebook.parameters, *rulebook.facts]
    near = did_you_mean(id_, known)
    hint = Text(f"did you mean {near}?", f"vouliez-vous dire {near}\u00a0?") if near else Text("contracteval rules list --json gives all ids", "contracteval rules list --json donne tous les identifiants")
    raise InputError([Problem("rule-unknown", Text(f"no rule has the id {id_}", f"aucune règle n’a l’identifiant {id_}"), got=id_, next=hint)])


class _Writer:
    def __init__(self, book: Rulebook, lang: Language) -> None:
        self.book = book
        self.lang = lang
        self.labels = w.labels_of(book)

    def say(self, en: str, fr: str) -> str:
        return fr if self.lang == "fr" else en

    def sheets(self, id_: str) -> Iterator[RuleSheet]:
        book = self.book
        if id_ in book.criteria:
            yield self.sheet("criterion", book.criteria[id_], self.criterion(book.criteria[id_]))
        elif id_ in book.steps and book.steps[id_].kind in ("measure", "counted"):
            yield self.sheet("measure", book.steps[id_], self.formula(book.steps[id_]))
        if id_ in book.gates:
            yield self.sheet("gate", book.gates[id_], self.gate(book.gates[id_]))
        if id_ in book.flags:
            yield self.sheet("flag", book.flags[id_], self.flag(book.flags[id_]))
        if id_ in book.diagnostics:
            yield self.sheet("diagnostic", book.diagnostics[id_], self.diagnostic(book.diagnostics[id_]))
        if id_ in book.parameters:
            parameter = book.parameters[id_]
            yield RuleSheet("parameter", id_, parameter.ruleset, parameter.label.to(self.lang), tuple(self.parameter(parameter)))
        if id_ in book.facts:
            fact = book.facts[id_]
            yield RuleSheet("fact", id_, "vocabulary", fact.label.to(self.lang), tuple(self.fact(fact)))

    def sheet(self, kind: str, rule: Criterion | Gate | Flag | Diagnostic | Step, notes: Iterator[Note]) -> RuleSheet:
        return RuleSheet(kind, rule.id, rule.ruleset, rule.title.to(self.lang), tuple(notes))

    def criterion(self, rule: Criterion) -> Iterator[Note]:
        step = self.book.steps[rule.id]
        yield self.say("asks", "question"), rule.asks.to(self.lang)
        yield self.say("why", "pourquoi"), rule.why.to(self.lang)
        yield from self.formula(step)
        points = " · ".join(f"{w.number_text(at, step.type.unit, self.lang)} → {w.bare_number(score, self.lang)}" for at, score in rule.scale)
        yield self.say("scale", "échelle"), points
        if rule.undefined_why is not None:
            score = "" if rule.undefined_score is None else f"{w.bare_number(rule.undefined_score, self.lang)}, "
            yield self.say("undefined", "non défini"), score + rule.undefined_why.to(self.lang)
        yield from self.parameters(rule.id)
        yield from self.common(rule.stages, rule.sources)

    def gate(self, rule: Gate) -> Iterator[Note]:
        yield self.say("why", "pourquoi"), rule.why.to(self.lang)
        yield from self.formula(self.book.steps[f"gate:{rule.id}"])
        if rule.caps is not None:
            yield self.say("if not", "sinon"), self.say("verdict at most ", "verdict au mieux\u00a0: ") + w.VERDICTS[rule.caps].to(self.lang)
        if rule.zeroes:
            facts = ", ".join(self.book.facts[id_].label.to(self.lang) for id_ in rule.zeroes)
            yield self.say("if not", "sinon"), self.say(f"count as zero: {facts}", f"comptent pour zéro\u00a0: {facts}")
        yield from self.parameters(f"gate:{rule.id}")
        yield from self.common(rule.stages, rule.sources)

    def flag(self, rule: Flag) -> Iterator[Note]:
        yield self.say("why", "pourquoi"), rule.why.to(self.lang)
        own = self.book.steps.get(rule.id)
        if own is not None and own.kind == "flag":
            yield from self.formula(own)
        yield from self.formula(self.book.steps[f"flag:{rule.id}"])
        severity = w.SEVERITIES[rule.severity].to(self.lang)
        caps = "" if rule.caps is None else self.say(", verdict at most ", ", verdict au mieux\u00a0: ") + w.VERDICTS[rule.caps].to(self.lang)
        yield self.say("if raised", "si levée"), severity + caps
        yield self.say("ask", "à demander"), rule.question.to(self.lang)
        yield from self.parameters(f"flag:{rule.id}")
        yield from self.common(rule.stages, rule.sources)

    def diagnostic(self, rule: Diagnostic) -> Iterator[Note]:
        yield self.say("why", "pourquoi"), rule.why.to(self.lang)
        if rule.has_measure:
            yield from self.formula(self.book.steps[rule.id])
        if rule.analysis is not None:
            yield self.say("analysis", "analyse"), rule.analysis
        yield from self.common(rule.stages, rule.sources)

    def formula(self, step: Step) -> Iterator[Note]:
        for i, formula in enumerate(step.formulas):
            if i:
                yield self.say("or else", "à défaut"), to_words(formula.node, self.labels, self.lang)
            else:
                yield self.say("in words", "en mots"), to_words(formula.node, self.labels, self.lang)
            yield self.say("formula", "formule"), formula.text
        if step.only_if is not None:
            yield self.say("only if", "seulement si"), to_words(step.only_if.node, self.labels, self.lang)
        if step.type.kind == "number" and step.type.unit.text != "1":
            yield self.say("unit", "unité"), unit_label(step.type.unit, self.lang) or step.type.unit.text

    def parameters(self, step_id: str) -> Iterator[Note]:
        needed = self.book.needs_of(step_id)
        for id_ in (id_ for id_ in self.book.parameters if id_ in needed):
            for key, text in self.parameter(self.book.parameters[id_]):
                yield (id_, text) if key == self.say("value", "valeur") else (key, text)

    def parameter(self, rule: Parameter) -> Iterator[Note]:
        for day, value in rule.values.items():
            numbers: Mapping[Any, Fraction] = value if isinstance(value, Mapping) else {"": value}
            text = ", ".join(f"{f'[{key}] ' if key != '' else ''}{w.number_text(number, rule.unit, self.lang)}" for key, number in numbers.items())
            since = self.say(f"since {w.day_text(day, 'en')}", f"depuis le {w.day_text(day, 'fr')}")
            status = w.PARAMETER_STATUSES[rule.status].to(self.lang)
            yield self.say("value", "valeur"), f"{text} ({since}; {status}; {rule.source})"

    def fact(self, fact: FactSpec) -> Iterator[Note]:
        yield self.say("asks", "question"), fact.question.to(self.lang)
        yield self.say("given by", "donné par"), w.GIVERS[fact.by].to(self.lang)
        if fact.unit.text != "1":
            yield self.say("unit", "unité"), unit_label(fact.unit, self.lang)
        for level, anchor in enumerate(fact.anchors):
            yield str(level), anchor.to(self.lang)

    def common(self, stages: Sequence[str], sources: Sequence[Source]) -> Iterator[Note]:
        yield self.say("stage", "stade"), ", ".join(w.STAGES[stage].to(self.lang) for stage in stages)
        for source in sources:
            origin = source.article or source.reference or ""
            yield self.say("source", "source"), f"{origin}{w.colon(self.lang)} {source.idea}"
