"""How rule sheets tell what is computed: the formula in words, as written and with numbers, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from contracteval.formula import expression as x
from contracteval.formula.to_words import to_numbers, to_words
from contracteval.model.fact import FactSpec, Option, TableSpec
from contracteval.model.unit import ONE, Unit, unit_label
from contracteval.reports import wording as w
from contracteval.reports.rule_sheet.phrases import Phrases
from contracteval.reports.rule_sheet.sheet import (
    Chart,
    Note,
    Worked,
    rule_of,
)
from contracteval.rules.rulebook import (
    Criterion,
    Step,
)


class Computed(Phrases):
    """Writes the notes of steps."""

    def formula(self, step: Step) -> Iterator[Note]:
        for i, formula in enumerate(step.formulas):
            words = to_words(formula.node, self.labels, self.lang)
            yield (
                self.note("words", "or else", "à défaut", words)
                if i
                else self.note("words", "in words", "en clair", words)
            )
            yield self.note("formula", "formula", "formule", formula.text)
        if step.only_if is not None:
            yield self.note("words", "only if", "seulement si", to_words(step.only_if.node, self.labels, self.lang))
        if step.type.kind == "number" and step.type.unit.text != "1":
            yield self.note("unit", "unit", "unité", unit_label(step.type.unit, self.lang) or step.type.unit.text)
        if step.id in self.worked:
            yield self.note("demo", "with the demo", "avec la démo", self.in_numbers(step, self.worked[step.id]))

    def in_numbers(self, step: Step, worked: Worked) -> str:
        """Write a formula with the demo's numbers and what it comes to."""

        def show(node: x.Node) -> str | None:
            if node not in worked.values:
                return None
            options, unit = self.named(node)
            outcome = worked.values[node]
            return w.outcome_text(outcome, self.lang, w.without_sign(unit), options=options)

        numbers = to_numbers(cast("x.Node", worked.expression), show, self.lang, self.labels)
        if isinstance(worked.outcome, bool) and step.kind in ("gate-condition", "flag-condition"):
            end = f"{numbers} → {self.judged(step, worked.outcome)}"
        else:
            came = w.value_text(worked.outcome, self.lang, step.type.unit, options=step.options)
            end = came if isinstance(worked.expression, x.Name) else f"{numbers} = {came}"
        if worked.score is not None:
            end += f" → {self.points(worked.score)}"
        return f"{end} ({worked.vendor})"

    def named(self, node: x.Node) -> tuple[Sequence[Option], Unit]:
        """Return the options and the unit of what a name in a formula stands for."""
        id_ = node.id if isinstance(node, x.Name | x.Keyed) else ""
        if id_ in self.book.facts:
            return self.book.facts[id_].options, self.book.facts[id_].unit
        if id_ in self.book.parameters:
            return (), self.book.parameters[id_].unit
        step = self.book.steps.get(id_)
        return ((), ONE) if step is None else (step.options, step.type.unit)

    def judged(self, step: Step, holds: bool) -> str:
        if step.kind == "gate-condition":
            return self.say("passed", "franchie") if holds else self.say("not passed", "non franchie")
        return self.say("raised", "levée") if holds else self.say("not raised", "non levée")

    def options(self, step: Step) -> Iterator[Note]:
        """Say what a choice may come to, each option with its id."""
        if step.options:
            listed = ", ".join(f"{option.label.to(self.lang)} ({option.id})" for option in step.options)
            yield self.note("options", "may come to", "valeurs possibles", listed)

    def directions(self, rule: Criterion) -> str:
        """Say as which facts rise, or fall, the score never falls."""

        def labels(way: str) -> str:
            return ", ".join(
                self.book.facts[fact].label.to(self.lang) for fact, is_ in rule.directions.items() if is_ == way
            )

        rising, falling = labels("higher"), labels("lower")
        parts = [self.say(f"these rise: {rising}", f"montent\u00a0: {rising}")] if rising else []
        parts += [self.say(f"these fall: {falling}", f"baissent\u00a0: {falling}")] if falling else []
        return self.say("never fewer points when ", "jamais moins de points quand ") + self.say(
            "; or when ", "\u00a0; ou quand "
        ).join(parts)

    def chart(self, rule: Criterion) -> Chart:
        unit = self.book.steps[rule.id].type.unit
        return Chart(rule.scale, tuple(w.number_text(at, unit, self.lang) for at, _ in rule.scale))

    # --- what a step rests on

    def rests_on(self, step_id: str) -> Iterator[Note]:
        """Name the parameters that a rule rests on, with their values, and the facts that it asks for."""
        needed = self.needs[step_id]
        for id_ in (id_ for id_ in self.book.parameters if id_ in needed):
            rule = self.book.parameters[id_]
            latest = self.valued(rule.values[max(rule.values)], rule.unit)
            status = w.PARAMETER_STATUSES[rule.status].to(self.lang)
            about = f" = {latest} ({id_}, {status}{w.colon(self.lang)} {rule.source})"
            yield self.note("parameter", "parameter", "paramètre", self.link("parameter", id_), about)
        yield from self.built_on(step_id)
        key = self.say("rests on", "repose sur")
        for giver, facts in self.by_giver(needed).items():
            lead = f"{w.GIVERS[cast('Any', giver)].to(self.lang)}{w.colon(self.lang)} "
            yield Note("facts", key, (lead, *self.listed(self.facts(facts))))
            key = ""

    def built_on(self, step_id: str) -> Iterator[Note]:
        """Name the measures, criteria and gates that a formula is built on, by their ids."""
        own = {rule_of(self.book.steps[step_id])}
        names = self.book.mentions[step_id] | self.book.mentions.get(self.own_measure(step_id), frozenset())
        named = (self.book.steps[id_] for id_ in self.book.steps if id_ in names)
        rules = (rule for step in named if (rule := rule_of(step)) is not None and rule not in own)
        links = [self.link(kind, id_) for kind, id_ in rules]
        if links:
            yield self.note("measures", "built on", "s’appuie sur", *self.listed(links))

    def own_measure(self, step_id: str) -> str:
        """Return the id of the measure that a flag brings along, or nothing."""
        own = self.book.steps.get(step_id.removeprefix("flag:"))
        return own.id if own is not None and own.kind == "flag" else ""

    def by_giver(self, needed: frozenset[str]) -> dict[str, list[str]]:
        """Return the facts and tables among some ids, in the order of the vocabulary, under who gives them."""
        found: dict[str, list[str]] = {giver: [] for giver in w.GIVERS}
        asked: dict[str, FactSpec | TableSpec] = {**self.book.facts, **self.book.tables}
        for id_, spec in asked.items():
            if id_ in needed:
                found[spec.by].append(id_)
        return {giver: ids for giver, ids in found.items() if ids}
