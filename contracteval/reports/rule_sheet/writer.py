"""One id of the rulebook as a person reads it: every rule, measure, parameter or fact that carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contracteval.errors import InputError, Problem
from contracteval.formula.to_words import to_words
from contracteval.model.fact import FactSpec, TableSpec
from contracteval.reports import wording as w
from contracteval.reports.rule_sheet.computed import Computed
from contracteval.reports.rule_sheet.sheet import (
    KINDS,
    Note,
    RuleSheet,
    Worked,
)
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
    Step,
)
from contracteval.text import Language, Text, suggestion

_SAYS: Mapping[str, Text] = {
    "minimises": Text("the value of {} at which the model is lowest", "la valeur de {} qui minimise le modèle"),
    "maximises": Text("the value of {} at which the model is highest", "la valeur de {} qui maximise le modèle"),
    "solves": Text("the value of {} at which the model is zero", "la valeur de {} qui annule le modèle"),
    "equals": Text("another way to write the model", "une autre écriture du modèle"),
    "differentiates": Text("the slope of the model over {}", "la pente du modèle selon {}"),
    "expects": Text(
        "the mean of the model where {} is normal, around {} with the deviation {}",
        "l’espérance du modèle quand {} suit une loi normale, autour de {} avec l’écart type {}",
    ),
}


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


class SheetWriter(Computed):
    """Writes the sheets of one rulebook in one language; a method for each kind."""

    def sheet(self, kind: str, id_: str) -> RuleSheet:
        """Return one sheet."""
        rule = self.ids(kind)[id_]
        title: Text = rule.title if hasattr(rule, "title") else rule.label
        notes = tuple(getattr(self, kind)(rule))
        chart = self.chart(rule) if isinstance(rule, Criterion) else None
        return RuleSheet(
            kind, id_, getattr(rule, "ruleset", "vocabulary"), w.sentence(title.to(self.lang)), notes, chart
        )

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

    def claim(self, rule: Claim) -> Iterator[Note]:
        named = (rule.over, rule.mean or rule.over, rule.deviation)
        what = [self.labels(id_).to(self.lang) for id_ in named if id_ is not None]
        yield self.note("says", "claims", "affirme", _SAYS[rule.says].to(self.lang).format(*what))
        if rule.takes:
            taken = ", ".join(self.labels(id_).to(self.lang) for id_ in sorted(rule.takes))
            yield self.note("takes", "taken as they stand", "pris tels quels", taken)
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


def _in_table(id_: str, table: str) -> str:
    """Name a column of the current row by its table, where its label is known."""
    return f"{table}.{id_.removeprefix('row.')}" if id_.startswith("row.") else id_
