"""One id of the rulebook as a person reads it: every rule, measure, parameter or fact that carries it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, cast

from contracteval.errors import InputError, Problem
from contracteval.formula import expression as x
from contracteval.formula.to_words import to_numbers, to_words
from contracteval.model.fact import FactSpec, Option, TableSpec, Value
from contracteval.model.record import dataclass
from contracteval.model.unit import ONE, Unit, unit_label
from contracteval.model.value import Outcome
from contracteval.reports import wording as w
from contracteval.rules.rulebook import (
    Claim,
    Criterion,
    Diagnostic,
    Flag,
    Gate,
    Group,
    Parameter,
    Profile,
    Rulebook,
    Source,
    Step,
)
from contracteval.text import NO_BREAK_SPACE, Language, Text, quote, suggestion

KINDS: Mapping[str, Text] = {
    "criterion": Text("Criterion", "Critère"),
    "measure": Text("Measure", "Mesure"),
    "gate": Text("Gate", "Barrière"),
    "flag": Text("Flag", "Alerte"),
    "diagnostic": Text("Diagnostic", "Diagnostic"),
    "claim": Text("Closed form", "Forme close"),
    "group": Text("Group", "Groupe"),
    "profile": Text("Profile", "Profil"),
    "parameter": Text("Parameter", "Paramètre"),
    "fact": Text("Fact", "Fait"),
    "table": Text("Table", "Tableau"),
}
_SAYS: Mapping[str, Text] = {
    "minimises": Text("the value of {} at which the model is lowest", "la valeur de {} qui minimise le modèle"),
    "maximises": Text("the value of {} at which the model is highest", "la valeur de {} qui maximise le modèle"),
    "solves": Text("the value of {} at which the model is zero", "la valeur de {} qui annule le modèle"),
    "equals": Text("another way to write the model", "une autre écriture du modèle"),
}
_UNSAFE = re.compile(r"[^\w-]")
RULE_KINDS = ("criterion", "gate", "flag", "diagnostic")
_TYPES: Mapping[str, Text] = {
    "money": Text("amount", "montant"),
    "ratio": Text("share", "part"),
    "count": Text("count", "nombre"),
    "duration": Text("duration", "durée"),
    "number": Text("number", "nombre"),
    "choice": Text("one of", "au choix"),
    "choices": Text("any of", "un ou plusieurs choix"),
    "level": Text("level from 0 to 4", "niveau de 0 à 4"),
    "yes/no": Text("yes or no", "oui ou non"),
    "date": Text("date", "date"),
    "text": Text("text", "texte"),
}


class Link(NamedTuple):
    """A part of a text that points at another sheet."""

    anchor: str
    text: str


class Note(NamedTuple):
    """A key word and what is said under it; ``role`` is the key word that all languages share."""

    role: str
    key: str
    parts: tuple[str | Link, ...]

    @property
    def text(self) -> str:
        """The text without its links."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """A scale to be drawn: values with their scores, and each value as it is written."""

    points: tuple[tuple[Fraction, Fraction], ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """A title and what is said under it; ``kind`` is the word of the rule language."""

    kind: str
    id: str
    ruleset: str
    title: str
    notes: tuple[Note, ...]
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """A step with the numbers of one bid: the formula that was used, what stood in it, and what came out."""

    vendor: str
    expression: Hashable
    values: Mapping[Hashable, Outcome]
    outcome: Value
    score: Fraction | None = None


def anchor(kind: str, id_: str) -> str:
    """Return the name that links point at; a character that has a meaning in a page or a link is spelled out."""
    return f"{kind}-{_UNSAFE.sub(lambda found: f'.{ord(found[0]):x}', id_)}"


def rule_sheets(
    rulebook: Rulebook, id_: str, lang: Language, worked: Mapping[str, Worked] | None = None
) -> tuple[RuleSheet, ...]:
    """Return the sheets of an id. Raises ``InputError`` with what was probably meant when nothing carries it.

    ``worked`` holds what the demo's numbers come to, by the id of a step.
    """
    writer = SheetWriter(rulebook, lang, worked or {})
    sheets = tuple(writer.sheet(kind, id_) for kind in KINDS if id_ in writer.ids(kind))
    if sheets:
        return sheets
    text = Text(f"no rule has the id {id_}", f"aucune règle n’a l’identifiant {id_}")
    listed = Text(
        "contracteval rules list --json gives all ids", "contracteval rules list --json donne tous les identifiants"
    )
    hint = suggestion(id_, [known for kind in KINDS for known in writer.ids(kind)]) or listed
    raise InputError([Problem("rule-unknown", text, got=id_, next=hint)])


class SheetWriter:
    """Writes the sheets of one rulebook in one language."""

    def __init__(self, book: Rulebook, lang: Language, worked: Mapping[str, Worked]) -> None:
        self.book = book
        self.lang = lang
        self.worked = worked
        self.labels = w.labels_of(book)

    def say(self, en: str, fr: str) -> str:
        return fr if self.lang == "fr" else en

    def note(self, role: str, en: str, fr: str, *parts: str | Link) -> Note:
        return Note(role, self.say(en, fr), parts)

    def ids(self, kind: str) -> Mapping[str, Any]:
        """Return what carries an id, by kind."""
        return self._known[kind]

    @cached_property
    def _known(self) -> dict[str, Mapping[str, Any]]:
        book = self.book
        measures = {id_: step for id_, step in book.steps.items() if step.kind in ("measure", "counted")}
        return {
            "criterion": book.criteria, "measure": measures, "gate": book.gates, "flag": book.flags,
            "diagnostic": book.diagnostics, "claim": book.claims, "group": book.groups, "profile": book.profiles,
            "parameter": book.parameters, "fact": book.facts, "table": book.tables,
        }  # fmt: skip

    def sheet(self, kind: str, id_: str) -> RuleSheet:
        """Return one sheet."""
        rule = self.ids(kind)[id_]
        title: Text = rule.title if hasattr(rule, "title") else rule.label
        notes = tuple(getattr(self, kind)(rule))
        chart = self.chart(rule) if isinstance(rule, Criterion) else None
        return RuleSheet(
            kind, id_, getattr(rule, "ruleset", "vocabulary"), w.sentence(title.to(self.lang)), notes, chart
        )

    def chart(self, rule: Criterion) -> Chart:
        unit = self.book.steps[rule.id].type.unit
        return Chart(rule.scale, tuple(w.number_text(at, unit, self.lang) for at, _ in rule.scale))

    # --- what each kind says

    def criterion(self, rule: Criterion) -> Iterator[Note]:
        step = self.book.steps[rule.id]
        yield self.note("asks", "asks", "question", rule.asks.to(self.lang))
        yield self.note("why", "why", "pourquoi", rule.why.to(self.lang))
        yield from self.formula(step)
        unit = step.type.unit
        scale = (
            f"{w.number_text(at, unit, self.lang)} → {w.bare_number(score, self.lang)}" for at, score in rule.scale
        )
        yield self.note("scale", "scale", "échelle", f"{', '.join(scale)} points")
        if rule.undefined_why is not None:
            score = "" if rule.undefined_score is None else f"{self.points(rule.undefined_score)}. "
            yield self.note("undefined", "undefined", "non défini", score + rule.undefined_why.to(self.lang))
        if rule.directions:
            yield self.note("direction", "direction", "sens", self.directions(rule))
        yield from self.rests_on(rule.id)
        yield from self.common(rule.stages, rule.sources)

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

    def gate(self, rule: Gate) -> Iterator[Note]:
        yield self.note("why", "why", "pourquoi", rule.why.to(self.lang))
        yield from self.formula(self.book.steps[f"gate:{rule.id}"])
        if rule.caps is not None:
            effect = self.say("verdict at most ", "verdict au mieux\u00a0: ") + w.VERDICTS[rule.caps].to(self.lang)
            yield self.note("effect", "if not", "sinon", effect)
        if rule.zeroes:
            yield self.note(
                "effect",
                "if not",
                "sinon",
                self.say("count as zero: ", "comptent pour zéro\u00a0: "),
                *self.listed(self.facts(rule.zeroes)),
            )
        yield from self.rests_on(f"gate:{rule.id}")
        yield from self.common(rule.stages, rule.sources)

    def flag(self, rule: Flag) -> Iterator[Note]:
        yield self.note("why", "why", "pourquoi", rule.why.to(self.lang))
        own = self.book.steps.get(rule.id)
        if own is not None and own.kind == "flag":
            yield from self.formula(own)
        yield from self.formula(self.book.steps[f"flag:{rule.id}"])
        effect = w.SEVERITIES[rule.severity].to(self.lang)
        if rule.caps is not None:
            effect += self.say(", verdict at most ", ", verdict au mieux\u00a0: ") + w.VERDICTS[rule.caps].to(self.lang)
        yield self.note("effect", "if raised", "si levée", effect)
        if rule.settled:
            raised = self.say("raised", "levée") if rule.raised_when_undefined else self.say("not raised", "non levée")
            yield self.note("undefined", "undefined", "non défini", raised)
        yield self.note("question", "ask", "à demander", rule.question.to(self.lang))
        yield from self.rests_on(f"flag:{rule.id}")
        yield from self.common(rule.stages, rule.sources)

    def diagnostic(self, rule: Diagnostic) -> Iterator[Note]:
        yield self.note("why", "why", "pourquoi", rule.why.to(self.lang))
        if rule.has_measure:
            yield from self.formula(self.book.steps[rule.id])
            yield from self.options(self.book.steps[rule.id])
            yield from self.rests_on(rule.id)
        if rule.analysis is not None:
            yield self.note("analysis", "analysis", "analyse", rule.analysis)
        yield from self.common(rule.stages, rule.sources)

    def measure(self, step: Step) -> Iterator[Note]:
        yield from self.formula(step)
        yield from self.options(step)
        if step.undefined_why is not None:
            yield self.note("undefined", "undefined", "non défini", step.undefined_why.to(self.lang))
        yield from self.rests_on(step.id)
        yield from self.used_by(self.users[step.id])

    def options(self, step: Step) -> Iterator[Note]:
        """Say what a choice may come to, each option with its id."""
        if step.options:
            listed = ", ".join(f"{option.label.to(self.lang)} ({option.id})" for option in step.options)
            yield self.note("options", "comes to one of", "donne au choix", listed)

    def claim(self, rule: Claim) -> Iterator[Note]:
        what = "" if rule.over is None else self.labels(rule.over).to(self.lang)
        yield self.note("says", "claims", "affirme", _SAYS[rule.says].to(self.lang).format(what))
        for role, en, fr, formula in (
            ("words", "closed form", "forme close", rule.closed_form),
            ("words", "model", "modèle", rule.model),
        ):
            yield self.note(role, en, fr, to_words(formula.node, self.labels, self.lang))
            yield self.note("formula", "formula", "formule", formula.text)
        proof = "proved with sympy, never used for scoring", "prouvé avec sympy, jamais utilisé pour noter"
        yield self.note("proof", "proof", "preuve", f"contracteval rules prove ({self.say(*proof)})")

    def group(self, rule: Group) -> Iterator[Note]:
        yield self.note("join", "join", "calcul", w.JOINS[rule.join].to(self.lang))
        members = (
            (self.member(id_), "" if rule.join == "min" else w.percent(weight, self.lang, 1))
            for id_, weight in rule.members.items()
        )
        yield from self.weighted("members", self.say("members", "membres"), members)
        above = [("group", group.id) for group in self.book.groups.values() if rule.id in group.members]
        above += [("profile", profile.id) for profile in self.book.profiles.values() if rule.id in profile.weights]
        yield from self.used_by(above)

    def profile(self, rule: Profile) -> Iterator[Note]:
        if rule.default:
            yield self.note(
                "default",
                "default",
                "par défaut",
                self.say("used where an evaluation names no profile", "retenu quand une évaluation n’en nomme aucun"),
            )
        if rule.mix:
            yield self.note(
                "mix",
                "mixes",
                "mélange",
                self.say(
                    "the profiles below, each in the share that follows from the buyer’s facts; the default profile while one of them is unknown",
                    "les profils ci-dessous, chacun dans la part qui découle des faits de l’acheteur\u00a0; le profil par défaut tant que l’une d’elles est inconnue",
                ),
            )
            for id_, share in rule.mix.items():
                yield Note("members", "", (self.link("profile", id_), " – ", self.link("measure", share)))
        weights = ((self.link("group", id_), w.percent(weight, self.lang, 1)) for id_, weight in rule.weights.items())
        yield from self.weighted("members", self.say("weights", "poids"), weights)
        narrowed = (
            ("gate", rule.gates, "only gates", "seules barrières"),
            ("flag", rule.flags, "only flags", "seules alertes"),
        )
        for kind, chosen, en, fr in narrowed:
            if chosen is not None:
                links = [self.link(kind, id_) for id_ in self.ids(kind) if id_ in chosen]
                yield self.note("only", en, fr, *(self.listed(links) if links else [self.say("none", "aucune")]))

    def parameter(self, rule: Parameter) -> Iterator[Note]:
        for day, value in rule.values.items():
            since = self.say(f"since {w.day_text(day, 'en')}", f"depuis le {w.day_text(day, 'fr')}")
            yield self.note("value", "value", "valeur", f"{self.valued(value, rule.unit)} ({since})")
        yield self.note("status", "status", "statut", w.PARAMETER_STATUSES[rule.status].to(self.lang))
        checked = self.say(
            f" (checked {w.day_text(rule.checked, 'en')})", f" (vérifié le {w.day_text(rule.checked, 'fr')})"
        )
        yield self.note("source", "source", "source", rule.source + checked)
        yield from self.used_by(self.users[rule.id])

    def fact(self, fact: FactSpec) -> Iterator[Note]:
        yield self.note("asks", "asks", "question", fact.question.to(self.lang))
        yield self.note("by", "given by", "donné par", self.given_by(fact.by, fact.per))
        yield self.note("answer", "answer", "réponse", self.answer(fact))
        for level, text in enumerate(fact.anchors):
            yield Note("anchor", str(level), (text.to(self.lang),))
        if fact.binding:
            yield self.note(
                "binding",
                "binding",
                "engagement",
                self.say("giving it commits the vendor", "la donner engage le prestataire"),
            )
        yield from self.used_by(self.users[fact.id])

    def table(self, table: TableSpec) -> Iterator[Note]:
        yield self.note("asks", "asks", "question", table.question.to(self.lang))
        yield self.note("by", "given by", "donné par", self.given_by(table.by, table.per))
        for column in table.columns.values():
            by = (
                ""
                if column.by == table.by
                else self.say(", given by the ", ", donné par\u00a0: ") + w.GIVERS[column.by].to(self.lang)
            )
            yield self.note("column", "column", "colonne", f"{column.label.to(self.lang)} ({self.answer(column)}{by})")
        for name, formula in self.book.steps[table.id].columns.items():
            label = self.labels(f"{table.id}.{name}").to(self.lang)
            words = to_words(formula.node, lambda id_: self.labels(_in_table(id_, table.id)), self.lang)
            yield self.note("column", "computed", "calculée", f"{label} = {words}")
        yield from self.used_by(self.users[table.id])

    # --- parts that several kinds share

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

    def points(self, score: Fraction) -> str:
        many = "s" if (abs(score) >= 2 if self.lang == "fr" else score != 1) else ""
        return f"{w.bare_number(score, self.lang, 1)}{NO_BREAK_SPACE}point{many}"

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

    def valued(self, value: Fraction | Mapping[Any, Fraction], unit: Unit) -> str:
        """Write the value of a parameter, or its values by key."""
        numbers: Mapping[Any, Fraction] = value if isinstance(value, Mapping) else {"": value}
        keys = {
            key: f"{w.value_text(key, self.lang)}{NO_BREAK_SPACE}→{NO_BREAK_SPACE}" if key != "" else ""
            for key in numbers
        }
        separator = "; " if self.lang == "en" else "\u00a0; "
        return separator.join(f"{keys[key]}{w.number_text(number, unit, self.lang)}" for key, number in numbers.items())

    def common(self, stages: Sequence[str], sources: Sequence[Source]) -> Iterator[Note]:
        yield self.note("stage", "stage", "stade", ", ".join(w.STAGES[stage].to(self.lang) for stage in stages))
        for source in sources:
            article = "" if source.cited is None else f"article {quote(source.cited.to(self.lang), self.lang)}"
            origin = ", ".join(part for part in (article, source.reference or "") if part)
            yield self.note("source", "source", "source", f"{origin}{w.colon(self.lang)} {source.idea.to(self.lang)}")

    def given_by(self, by: str, per: str) -> str:
        often = (
            self.say("once per evaluation", "une fois par évaluation")
            if per == "evaluation"
            else self.say("for each bid", "pour chaque offre")
        )
        return f"{w.GIVERS[cast('Any', by)].to(self.lang)}, {often}"  # fmt: skip

    def answer(self, fact: FactSpec) -> str:
        """Say what an answer looks like: type, unit, range, options."""
        kind = _TYPES[fact.type].to(self.lang)
        if fact.options:
            return f"{kind}{w.colon(self.lang)} {', '.join(option.label.to(self.lang) for option in fact.options)}"
        unit = unit_label(fact.unit, self.lang) if fact.type not in ("level", "yes/no", "date", "text") else ""
        said = [f"{kind}{self.say(' in ', ' en ')}{unit}" if unit else kind]
        if fact.type != "level":
            said += self.limits(fact)
        return ", ".join(said)

    def limits(self, fact: FactSpec) -> Iterator[str]:
        limits = fact.range
        if limits.low is not None:
            word = self.say("above", "plus de") if limits.low_open else self.say("at least", "au moins")
            yield f"{word} {w.number_text(limits.low, w.without_sign(fact.unit), self.lang)}"
        if limits.high is not None:
            word = self.say("below", "moins de") if limits.high_open else self.say("at most", "au plus")
            yield f"{word} {w.number_text(limits.high, w.without_sign(fact.unit), self.lang)}"

    # --- links

    def link(self, kind: str, id_: str) -> Link:
        rule = self.ids(kind)[id_]
        title: Text = rule.title if hasattr(rule, "title") else rule.label
        return Link(anchor(kind, id_), title.to(self.lang))

    def member(self, id_: str) -> Link:
        return self.link("criterion" if id_ in self.book.criteria else "group", id_)

    def facts(self, ids: Iterable[str]) -> Iterator[Link]:
        return (self.link("fact" if id_ in self.book.facts else "table", id_) for id_ in ids)

    def listed(self, links: Iterable[Link]) -> Iterator[str | Link]:
        for i, link in enumerate(links):
            if i:
                yield " · "
            yield link

    def weighted(self, role: str, key: str, members: Iterable[tuple[Link, str]]) -> Iterator[Note]:
        for i, (link, weight) in enumerate(members):
            yield Note(role, "" if i else key, (link, f" – {weight}" if weight else ""))

    def used_by(self, users: Iterable[tuple[str, str]]) -> Iterator[Note]:
        links = [Link(anchor(kind, id_), f"{id_} ({KINDS[kind].to(self.lang).lower()})") for kind, id_ in users]
        if links:
            yield self.note("uses", "used by", "utilisé par", *self.listed(links))

    # --- who needs what

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """The facts, tables and parameters that each step rests on, its own measure included."""
        needs = {id_: self.book.needs_of(id_) for id_ in self.book.steps}
        own = {
            f"flag:{id_}": needs[id_] for id_ in self.book.flags if id_ in needs and self.book.steps[id_].kind == "flag"
        }
        return needs | {id_: needs[id_] | more for id_, more in own.items()}

    @cached_property
    def users(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The rules that rest on each fact, table or parameter, and whatever names it or a measure directly."""
        rules = {step.id: rule for step in self.book.steps.values() if (rule := rule_of(step)) is not None}
        users: dict[str, dict[tuple[str, str], None]] = {}
        for id_, rule in rules.items():
            for used in self.book.mentions[id_] | (self.needs[id_] if rule[0] in RULE_KINDS else frozenset()):
                users.setdefault(used, {})[rule] = None
        known = (*self.book.facts, *self.book.tables, *self.book.parameters, *self.ids("measure"))
        first = {kind: i for i, kind in enumerate(dict.fromkeys((*RULE_KINDS, *KINDS)))}
        return {id_: tuple(sorted(users.get(id_, ()), key=lambda rule: first[rule[0]])) for id_ in known}


def _in_table(id_: str, table: str) -> str:
    """Name a column of the current row by its table, where its label is known."""
    return f"{table}.{id_.removeprefix('row.')}" if id_.startswith("row.") else id_


def rule_of(step: Step) -> tuple[str, str] | None:
    """Return the kind and id of the rule that a step belongs to; None for the computed columns of a table."""
    if step.kind == "table":
        return None
    kinds = {"gate-condition": "gate", "flag-condition": "flag", "counted": "measure"}
    return kinds.get(step.kind, step.kind), step.id.rpartition(":")[2]
