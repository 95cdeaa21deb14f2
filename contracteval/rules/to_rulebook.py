"""Shapes to a rulebook: ids resolved, formulas parsed, ordered, typed, and their gaps found."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from contracteval.errors import FormulaError, Place, Problem
from contracteval.formula import expression as x
from contracteval.formula.from_text import RESERVED, from_text
from contracteval.formula.types import Scope, Type, type_of, type_of_fact
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Needs, Option, Range, TableSpec
from contracteval.model.quantity import QuantityError, parse_amount
from contracteval.model.result import Verdict
from contracteval.model.settings import Settings
from contracteval.model.unit import ONE, PERCENT, Unit, parse_unit
from contracteval.rules import rulebook as r
from contracteval.rules import shape
from contracteval.rules.from_toml import (
    Entry,
    RawRules,
    default_rulesets,
    raise_if_any,
    read_rulesets,
    read_vocabulary,
    ruleset_of_profile,
)
from contracteval.text import Text, suggestion

EXPECTED = ("score", "value", "status", "raised", "passed", "verdict")


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Pause the search for garbage: nearly all that is made while rules are read stays."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_nothing_thrown_away()
def load_rulebook(ids: Iterable[str] = (), extra: Sequence[Path] = ()) -> r.Rulebook:
    """Read, resolve and check rulesets. Raises ``RulesetError`` with every problem found."""
    return _checked(read_rulesets(ids, extra))


@_nothing_thrown_away()
def load_rulebook_for(settings: Settings, extra: Sequence[Path] = ()) -> r.Rulebook:
    """Read the rules of one evaluation: only the core of each ruleset where its profile narrows itself to that.

    A profile brings the ruleset that defines it, and what that needs.
    """

    def core_is_enough(raw: RawRules) -> bool:
        profiles = {entry.id: entry.shape for entry in raw.entries["profile"].values()}
        chosen = [
            id_ for id_, s in profiles.items() if (s.default if settings.profile is None else id_ == settings.profile)
        ]
        if len(chosen) != 1:
            return False
        profile = profiles[chosen[0]]
        narrow = None not in (profile.gates, profile.flags, profile.shows)
        named = {*profile.weights, *settings.weights}
        parameters = set(settings.parameters) <= set(raw.entries["parameter"])
        return narrow and parameters and named <= set(raw.entries["group"])

    core = core_is_enough if settings.rulesets else None
    ids = list(settings.rulesets) or default_rulesets(extra)
    owner = ruleset_of_profile(settings.profile, ids, extra) if settings.profile else None
    return _checked(read_rulesets([*ids, *([owner] if owner is not None else [])], extra, core))


def _checked(raw: RawRules) -> r.Rulebook:
    from contracteval.rules.check import undefined_problems
    from contracteval.rules.choices import choice_problems

    rulebook, problems = to_rulebook(raw)
    raise_if_any([*raw.problems, *problems])
    raise_if_any([*undefined_problems(rulebook).values(), *choice_problems(rulebook)])
    return rulebook


def load_vocabulary(extra: Sequence[Path] = ()) -> Needs:
    """Return every fact and table that can be asked, whichever rules are loaded."""
    raw = read_vocabulary(extra)
    rulebook, problems = to_rulebook(raw)
    raise_if_any([*raw.problems, *problems])
    return Needs(rulebook.facts, rulebook.tables)


def to_rulebook(raw: RawRules) -> tuple[r.Rulebook, list[Problem]]:
    """Resolve shapes to a rulebook; the problems are all there are."""
    builder = _Builder(raw)
    return builder.build(), builder.problems


class _Builder:
    def __init__(self, raw: RawRules) -> None:
        self.raw = raw
        self.problems: list[Problem] = []
        self.facts: dict[str, FactSpec] = {}
        self.tables: dict[str, TableSpec] = {}
        self.parameters: dict[str, r.Parameter] = {}
        self.steps: dict[str, r.Step] = {}

    def build(self) -> r.Rulebook:
        entries = self.raw.entries
        for entry in entries["fact"].values():
            self.facts[entry.id] = self.fact(entry)
        for entry in entries["table"].values():
            self.table(entry)
        for entry in entries["parameter"].values():
            self.parameter(entry)
        for word in ("measure", "criterion", "flag", "diagnostic", "gate"):
            for entry in entries[word].values():
                self.add_steps(word, entry)
        self.count_zeroed_facts()
        self.check_ids()
        ordered = self.order()
        typed = self.type_all(ordered)
        typed |= {
            e.id: replace(typed[e.id], cases=self.cases("measure", e))
            for e in self.with_cases("measure")
            if e.id in typed
        }
        self.check_groups()
        return r.Rulebook(
            tuple(self.ruleset(id_) for id_ in self.raw.headers),
            self.facts, self.tables, self.parameters, typed,
            {e.id: self.criterion(e) for e in entries["criterion"].values()},
            {e.id: self.gate(e) for e in entries["gate"].values()},
            {e.id: self.flag(e) for e in entries["flag"].values()},
            {e.id: self.diagnostic(e) for e in entries["diagnostic"].values()},
            {e.id: claim for e in entries["claim"].values() if (claim := self.claim(e, typed)) is not None},
            {e.id: self.group(e) for e in entries["group"].values()},
            {e.id: self.profile(e) for e in entries["profile"].values()},
            self.orders(),
            {e.id: r.Article(e.id, e.shape.title.text(), e.shape.about.text()) for e in entries["article"].values()},
        )  # fmt: skip

    def problem(
        self, kind: str, place: Place, en: str, fr: str, got: str | None = None, next_: Text | None = None
    ) -> None:
        self.problems.append(Problem(kind, Text(en, fr), (place,), got=got, next=next_))

    def ruleset(self, id_: str) -> r.Ruleset:
        header = self.raw.headers[id_]
        raw = self.raw
        return r.Ruleset(
            id_, header.version, header.title.text(), raw.hashes[id_], raw.folders[id_], tuple(header.needs)
        )

    # --- facts, tables, parameters

    def unit(self, text: str | None, type_: str, place: Place) -> Unit:
        if text is None:
            return PERCENT if type_ == "ratio" else ONE
        unit = parse_unit(text)
        if unit is None:
            self.problem("unit-unknown", place, "unknown unit", "unité inconnue", text)
            return ONE
        return unit

    def amount(self, text: str, unit: Unit, place: Place) -> Fraction:
        try:
            return parse_amount(text, unit)
        except QuantityError as error:
            self.problem("amount", place, f"not a number in {unit}", f"ce n’est pas un nombre en {unit}", error.text)
            return Fraction(0)

    def fact(self, entry: Entry) -> FactSpec:
        s: shape.FactShape = entry.shape
        spec = self.spec(entry.id, s, s.label.text(), s.question.text(), s.by, s.per, entry.place("fact"))
        paid_by = s.paid_by or shape.PaidByShape()
        return replace(spec, rise=paid_by.rise, fall=paid_by.fall, negotiable=s.negotiable)

    def spec(self, id_: str, s: Any, label: Text, question: Text, by: Any, per: Any, place: Place) -> FactSpec:
        unit = self.unit(s.unit, s.type, place)
        limits = Range(Fraction(0), Fraction(HIGHEST_LEVEL)) if s.type == "level" else self.limits(s, unit, place)
        if s.type in ("choice", "choices") and not s.options:
            self.problem("fact-options", place, "a choice needs options", "un choix demande des options")
        options = _options(s.options)
        anchors = tuple(anchor.text() for anchor in getattr(s, "anchors", ()))
        whole = s.whole or s.type == "level"
        binding = getattr(s, "binding", False)
        return FactSpec(
            id_, s.type, label, question, unit, limits, by, per, binding, whole, options, s.ordered, anchors,
            synonyms=s.synonyms,
        )  # fmt: skip

    def limits(self, s: Any, unit: Unit, place: Place) -> Range:
        """Read the ends of a range, each open or closed, or none."""
        low, high = s.above if s.above is not None else s.at_least, s.below if s.below is not None else s.at_most
        return Range(
            None if low is None else self.amount(low, unit, place),
            None if high is None else self.amount(high, unit, place),
            s.above is not None,
            s.below is not None,
        )

    def table(self, entry: Entry) -> None:
        s: shape.TableShape = entry.shape
        columns: dict[str, FactSpec] = {}
        computed: dict[str, r.Formula] = {}
        for name, column in s.columns.items():
            place = entry.place("table", "columns", name)
            if column.formula is not None:
                formula = self.formula(column.formula, place)
                computed |= {name: formula} if formula else {}
            elif column.type is None:
                self.problem(
                    "table-column",
                    place,
                    "a column needs a type or a formula",
                    "une colonne demande un type ou une formule",
                )
            else:
                label = column.label.text() if column.label else Text.same(name.replace("_", " "))
                columns[name] = self.spec(name, column, label, label, column.by or s.by, s.per, place)
        self.tables[entry.id] = TableSpec(entry.id, s.label.text(), s.question.text(), columns, s.by, s.per)
        self.steps[entry.id] = r.Step(entry.id, "table", s.label.text(), entry.ruleset, columns=computed)

    def parameter(self, entry: Entry) -> None:
        s: shape.ParameterShape = entry.shape
        unit = self.unit(s.unit, "number", entry.place("parameter", "unit"))
        values: dict[date, Fraction | Mapping[Any, Fraction]] = {}
        for day, value in s.values.items():
            place = entry.place("parameter", "values", day)
            try:
                since = date.fromisoformat(day)
            except ValueError:
                self.problem(
                    "parameter-date",
                    place,
                    "values stand by date, as 2026-01-31",
                    "les valeurs sont datées, comme 2026-01-31",
                    day,
                )
                continue
            if isinstance(value, str):
                values[since] = self.amount(value, unit, place)
            else:
                values[since] = {_key(key): self.amount(item, unit, place) for key, item in value.items()}
        if not values:
            self.problem("parameter-values", entry.place("parameter", "values"), "no value", "aucune valeur")
        self.parameters[entry.id] = r.Parameter(
            entry.id, s.label.text(), unit, values, s.status, s.source, s.checked, entry.ruleset
        )

    # --- formulas

    def formula(self, text: str, place: Place) -> r.Formula | None:
        try:
            return r.Formula.of(text, from_text(text, place.file, place.key), place)
        except FormulaError as error:
            self.problems.extend(error.problems)
            return None

    def formulas(self, texts: Sequence[tuple[str, str]], word: str, entry: Entry) -> tuple[r.Formula, ...]:
        made = [self.formula(text, entry.place(word, key)) for key, text in texts]
        return tuple(formula for formula in made if formula is not None)

    def add_steps(self, word: str, entry: Entry) -> None:
        s = entry.shape
        title: Text = s.title.text()
        if word == "gate":
            self.step(f"gate:{entry.id}", "gate-condition", title, entry, word, [("require", s.require)], s)
            return
        if word == "flag":
            self.step(f"flag:{entry.id}", "flag-condition", title, entry, word, [("when", s.when)], None)
        text = s.formula if word == "measure" else s.measure
        if text is None:
            return
        key = "formula" if word == "measure" else "measure"
        alternatives = [(f"else.{i}", other) for i, other in enumerate(getattr(s, "otherwise", []))]
        if entry.id in self.steps:
            place = self.steps[entry.id].formulas[0].place if self.steps[entry.id].formulas else entry.place(word)
            text_ = Text(f"the measure {entry.id} is defined twice", f"la mesure {entry.id} est définie deux fois")
            self.problems.append(Problem("duplicate-id", text_, (place, entry.place(word, key))))
            return
        self.step(entry.id, word, title, entry, word, [(key, text), *alternatives], s)

    def step(
        self, id_: str, kind: Any, title: Text, entry: Entry, word: str, texts: list[tuple[str, str]], s: Any
    ) -> None:
        formulas = self.formulas(texts, word, entry)
        guard = getattr(s, "only_if", None)
        only_if = self.formula(guard, entry.place(word, "only_if")) if guard else None
        why = getattr(s, "undefined_why", None)
        relative = bool(getattr(entry.shape, "relative", False))
        self.steps[id_] = r.Step(
            id_, kind, title, entry.ruleset, formulas, only_if=only_if,
            undefined_why=why.text() if why else None, relative=relative, options=_options(getattr(s, "options", ())),
        )  # fmt: skip

    def count_zeroed_facts(self) -> None:
        """A fact that a gate zeroes is counted through a step of its own, and every other formula reads that step."""
        zeroed: dict[str, tuple[str, Entry]] = {}
        for entry in self.raw.entries["gate"].values():
            for fact in entry.shape.zeroes:
                place = entry.place("gate", "zeroes")
                if fact not in self.facts or not self.facts[fact].is_numeric:
                    hint = suggestion(fact, self.facts)
                    self.problem(
                        "gate-zeroes", place, "not a fact with a number", "ce n’est pas un fait chiffré", fact, hint
                    )
                elif fact in zeroed:
                    self.problem(
                        "gate-zeroes",
                        place,
                        f"{fact} is zeroed by two gates",
                        f"{fact} est annulé par deux barrières",
                        fact,
                    )
                else:
                    zeroed[fact] = (entry.id, entry)
        new_ids = {fact: f"{fact}_counted" for fact in zeroed}
        gates = {f"gate:{gate}" for gate, _ in zeroed.values()}
        for id_, step in self.steps.items():
            if id_ not in gates:
                self.steps[id_] = _renamed(step, new_ids)
        for fact, (gate, entry) in zeroed.items():
            node = x.IfElse(x.Name(f"gate:{gate}"), x.Name(fact), x.Number(Fraction(0), "0"))
            formula = r.Formula.of(f"{fact} if {gate} else 0", node, entry.place("gate", "zeroes"))
            label = self.facts[fact].label
            title = Text(f"{label.en}, as counted", f"{label.fr} (valeur retenue)")
            self.steps[new_ids[fact]] = r.Step(new_ids[fact], "counted", title, entry.ruleset, (formula,))

    def check_ids(self) -> None:
        """Facts, tables, parameters and measures share one namespace, because formulas name them alike."""
        owners: dict[str, Place] = {}
        for word in ("fact", "table", "parameter", "measure"):
            for entry in self.raw.entries[word].values():
                place = entry.place(word)
                if (
                    not entry.id.isidentifier()
                    or entry.id.lower() != entry.id
                    or entry.id in RESERVED
                    or entry.id == r.LOT
                ):
                    self.problem(
                        "id",
                        place,
                        "an id is snake_case and no word of the language",
                        "un identifiant est en snake_case et n’est pas un mot du langage",
                        entry.id,
                    )
                if entry.id in owners:
                    text = Text(f"{entry.id} has two meanings", f"{entry.id} a deux sens")
                    self.problems.append(Problem("duplicate-id", text, (owners[entry.id], place)))
                owners[entry.id] = place
        for word in ("criterion", "flag", "diagnostic"):
            for entry in self.raw.entries[word].values():
                if entry.id in owners and (word == "criterion" or entry.shape.measure is not None):
                    text = Text(f"{entry.id} has two meanings", f"{entry.id} a deux sens")
                    self.problems.append(Problem("duplicate-id", text, (owners[entry.id], entry.place(word))))

    def order(self) -> list[str]:
        """Sort steps so that each needs only earlier ones; a cycle is a problem that names its members."""
        done: dict[str, None] = {}
        path: list[str] = []

        def visit(id_: str) -> None:
            if id_ in done or id_ not in self.steps:
                return
            if id_ in path:
                cycle = " → ".join([*path[path.index(id_) :], id_])
                place = _place_of(self.steps[id_])
                self.problem(
                    "cycle",
                    place,
                    f"these rules need each other: {cycle}",
                    f"ces règles ont besoin l’une de l’autre\u00a0: {cycle}",
                )
                return
            path.append(id_)
            for needed in sorted(_names_of(self.steps[id_])):
                visit(needed)
            path.pop()
            done[id_] = None

        for id_ in self.steps:
            visit(id_)
        return list(done)

    def type_all(self, ordered: list[str]) -> dict[str, r.Step]:
        names: dict[str, Type] = {id_: type_of_fact(spec) for id_, spec in self.facts.items()}
        names |= {id_: Type("number", p.unit) for id_, p in self.parameters.items() if not p.is_keyed}
        keyed = {id_: Type("number", p.unit) for id_, p in self.parameters.items() if p.is_keyed}
        tables = {id_: {c: type_of_fact(spec) for c, spec in t.columns.items()} for id_, t in self.tables.items()}
        lot = {id_: type_of_fact(spec) for id_, spec in self.facts.items() if spec.per == "bid"}
        facts = frozenset({*self.facts, *self.tables})
        typed: dict[str, r.Step] = {}
        for id_ in ordered:
            step = self.steps[id_]
            visible = {**tables, r.LOT: lot} if step.relative else tables
            scope = Scope(names, visible, keyed, facts=facts)
            if step.kind == "table":
                typed[id_] = self.type_columns(step, scope, tables)
            else:
                typed[id_] = self.type_step(step, scope)
                names[id_] = typed[id_].type
        return typed

    def type_columns(self, step: r.Step, scope: Scope, tables: dict[str, dict[str, Type]]) -> r.Step:
        types: dict[str, Type] = {}
        for name, formula in step.columns.items():
            row_scope = replace(scope, row={**tables[step.id], **types})
            found, problems = type_of(formula.node, row_scope, formula.place.file, formula.place.key or "")
            self.problems.extend(problems)
            types[name] = found
        tables[step.id] |= types
        return replace(step, column_types=types)

    def type_step(self, step: r.Step, scope: Scope) -> r.Step:
        result: Type | None = None
        for formula in step.formulas:
            found, problems = type_of(formula.node, scope, formula.place.file, formula.place.key or "")
            self.problems.extend(problems)
            found = self.declared(step, found, formula, bool(problems))
            if result is not None and (found.kind != result.kind or not found.unit.same_as(result.unit)):
                self.problem(
                    "formula-unit",
                    formula.place,
                    f"yields {found.unit}, the first formula {result.unit}",
                    f"donne {found.unit}, la première formule {result.unit}",
                )
            result = replace(result or found, exact=(result or found).exact and found.exact)
        if step.only_if is not None:
            found, problems = type_of(step.only_if.node, scope, step.only_if.place.file, step.only_if.place.key or "")
            self.problems.extend(problems)
        if (
            step.kind in ("gate-condition", "flag-condition")
            and result is not None
            and result.kind not in ("truth", "any")
        ):
            self.problem("formula-type", _place_of(step), "a condition is a yes/no", "une condition est un oui/non")
        return replace(step, type=result or Type("any"))

    def declared(self, step: r.Step, found: Type, formula: r.Formula, faulty: bool) -> Type:
        """Check the unit that the rule declares; without one, the unit of the formula stands."""
        word = {"gate-condition": "gate", "flag-condition": "flag", "counted": "fact"}.get(step.kind, step.kind)
        entry = self.raw.entries[word].get(step.id) if word in self.raw.entries else None
        text = getattr(entry.shape, "unit", None) if entry is not None else None
        if text is None or faulty or found.kind != "number":
            return found
        unit = self.unit(text, "number", formula.place)
        if not unit.same_as(found.unit):
            self.problem(
                "formula-unit",
                formula.place,
                f"declared in {unit}, the formula yields {found.unit}",
                f"déclarée en {unit}, la formule donne {found.unit}",
            )
        return replace(found, unit=unit)

    # --- criteria, gates, flags, groups, profiles

    def with_cases(self, word: str) -> Iterator[Entry]:
        return (entry for entry in self.raw.entries[word].values() if entry.shape.case)

    def cases(self, word: str, entry: Entry) -> tuple[r.Case, ...]:
        made = []
        for i, case in enumerate(entry.shape.case):
            expected = {name: value for name in EXPECTED if (value := getattr(case, name)) is not None}
            place = entry.place(word, "case", str(i + 1))
            for name in case.given:
                if name not in self.facts and name not in self.parameters and name not in self.steps:
                    hint = suggestion(name, [*self.facts, *self.parameters, *self.steps])
                    self.problem("case-name", place, f"unknown name {name}", f"nom inconnu {name}", name, hint)
            made.append(r.Case(case.given, case.tables, expected, place))
        return tuple(made)

    def join_cases(self, word: str, entry: Entry, members: Mapping[str, str]) -> tuple[r.Case, ...]:
        """Read the cases of a group or a profile, which are given the score of each member."""
        made = []
        for i, case in enumerate(entry.shape.case):
            place = entry.place(word, "case", str(i + 1))
            for name in set(case.given) ^ set(members):
                self.problem(
                    "case-name",
                    place,
                    "a case gives the score of every member, and of nothing else",
                    "un cas donne la note de chaque membre, et rien d’autre",
                    name,
                    suggestion(name, members),
                )
            made.append(r.Case(case.given, {}, {"score": case.score}, place))
        return tuple(made)

    def criterion(self, entry: Entry) -> r.Criterion:
        s: shape.CriterionShape = entry.shape
        place = entry.place("criterion", "scale")
        step = self.steps.get(entry.id)
        unit = step.type.unit if step else ONE
        unit = unit if s.unit is None else self.unit(s.unit, "number", place)
        scale = tuple((self.amount(a, unit, place), self.amount(b, ONE, place)) for a, b in s.scale)
        if any(a[0] >= b[0] for a, b in pairwise(scale)):
            self.problem(
                "scale-order", place, "the scale's values must rise", "les valeurs de l’échelle doivent croître"
            )
        if any(not 0 <= score <= 100 for _, score in scale):
            self.problem("scale-range", place, "scores lie between 0 and 100", "les scores vont de 0 à 100")
        undefined = (
            None if s.undefined is None or s.undefined.score is None else self.amount(s.undefined.score, ONE, place)
        )
        if undefined is not None and not 0 <= undefined <= 100:
            self.problem(
                "scale-range",
                entry.place("criterion", "undefined"),
                "scores lie between 0 and 100",
                "les scores vont de 0 à 100",
            )
        if s.undefined is not None and (s.undefined.score is None) == (s.undefined.flag is None):
            self.problem(
                "undefined",
                entry.place("criterion", "undefined"),
                "give either a score or a flag",
                "donnez un score ou une alerte, pas les deux",
            )
        if (
            s.undefined is not None
            and s.undefined.flag is not None
            and s.undefined.flag not in self.raw.entries["flag"]
        ):
            self.problem(
                "undefined",
                entry.place("criterion", "undefined", "flag"),
                "there is no such flag",
                "cette alerte n’existe pas",
                s.undefined.flag,
            )
        return r.Criterion(
            entry.id, entry.ruleset, s.title.text(), s.asks.text(), s.why.text(), self.sources(s.source), tuple(s.stage), scale,
            undefined, s.undefined.why.text() if s.undefined else None, s.since, self.cases("criterion", entry),
            s.price_formula,
            self.directions(entry),
        )  # fmt: skip

    def directions(self, entry: Entry) -> dict[str, str]:
        """Check that a declared direction names a fact with a number."""
        for fact in entry.shape.direction:
            if fact not in self.facts or not self.facts[fact].is_numeric:
                hint = suggestion(fact, self.facts)
                place = entry.place("criterion", "direction", fact)
                self.problem("direction", place, "not a fact with a number", "ce n’est pas un fait chiffré", fact, hint)
        return dict(entry.shape.direction)

    def gate(self, entry: Entry) -> r.Gate:
        s: shape.GateShape = entry.shape
        if s.caps is None and not s.zeroes:
            self.problem(
                "gate-effect",
                entry.place("gate"),
                "a gate caps the verdict or zeroes facts",
                "une barrière plafonne le verdict ou annule des faits",
            )
        return r.Gate(
            entry.id, entry.ruleset, s.title.text(), _verdict(s.caps), tuple(s.zeroes), s.why.text(), tuple(s.stage),
            self.sources(s.source), self.cases("gate", entry),
        )  # fmt: skip

    def flag(self, entry: Entry) -> r.Flag:
        s: shape.FlagShape = entry.shape
        if s.measure is None and (s.only_if is not None or s.undefined_why is not None):
            self.problem(
                "flag-condition",
                entry.place("flag", "only_if"),
                "only_if and undefined_why belong to a measure, and this flag has none",
                "only_if et undefined_why se rapportent à une mesure, et cette alerte n’en a pas",
            )
        known = {*self.facts, *self.steps}
        if s.threshold is not None and s.threshold not in known:
            place, hint = entry.place("flag", "threshold"), suggestion(s.threshold, known)
            self.problem(
                "threshold", place, "not a fact or measure", "ce n’est ni un fait ni une mesure", s.threshold, hint
            )
        return r.Flag(
            entry.id, entry.ruleset, s.title.text(), _verdict(s.caps), s.severity, s.why.text(), s.question.text(),
            s.undefined == "raised", s.undefined is not None, tuple(s.stage), self.sources(s.source), self.cases("flag", entry),
            s.threshold,
        )  # fmt: skip

    def diagnostic(self, entry: Entry) -> r.Diagnostic:
        s: shape.DiagnosticShape = entry.shape
        if (s.measure is None) == (s.analysis is None):
            self.problem(
                "diagnostic",
                entry.place("diagnostic"),
                "give either a measure or an analysis",
                "donnez une mesure ou une analyse, pas les deux",
            )
        return r.Diagnostic(
            entry.id, entry.ruleset, s.title.text(), s.why.text(), s.analysis, s.measure is not None, tuple(s.stage),
            self.sources(s.source), self.cases("diagnostic", entry),
        )  # fmt: skip

    def sources(self, shapes: Sequence[shape.SourceShape]) -> tuple[r.Source, ...]:
        return tuple(r.Source(s.article, s.reference, s.idea.text(), self.title_of(s.article)) for s in shapes)

    def title_of(self, article: str | None) -> Text | None:
        entry = self.raw.entries["article"].get(article or "")
        return None if entry is None else entry.shape.title.text()

    def claim(self, entry: Entry, typed: Mapping[str, r.Step]) -> r.Claim | None:
        """Read a claim; its formulas may name facts, parameters and measures, and yield numbers."""
        s: shape.ClaimShape = entry.shape
        place = entry.place("claim", "over")
        if (s.over is None) != (s.says == "equals"):
            self.problem(
                "claim",
                place,
                "name what the closed form stands for, unless it equals the model",
                "nommez ce que vaut la forme close, sauf si elle égale le modèle",
            )
        if (s.deviation is None) != (s.says != "expects") or (s.mean is not None and s.deviation is None):
            self.problem(
                "claim",
                entry.place("claim", "deviation"),
                "a mean is taken over a deviation, and nothing else needs one",
                "une espérance se prend sur un écart type, et rien d’autre n’en demande",
            )
        for key in ("over", "mean", "deviation"):
            name = getattr(s, key)
            if name is not None and name not in {*self.facts, *self.parameters, *s.variables}:
                hint, place = suggestion(name, [*self.facts, *self.parameters]), entry.place("claim", key)
                self.problem(
                    "claim", place, "not a fact or parameter", "ce n’est ni un fait ni un paramètre", name, hint
                )
        for name in s.takes:
            if name not in typed:
                hint, place = suggestion(name, typed), entry.place("claim", "takes")
                self.problem("claim", place, "not a measure", "ce n’est pas une mesure", name, hint)
        made = self.formulas([("model", s.model), ("closed_form", s.closed_form)], "claim", entry)
        names = {id_: type_of_fact(spec) for id_, spec in self.facts.items()}
        names |= {id_: Type("number", p.unit) for id_, p in self.parameters.items() if not p.is_keyed}
        names |= {id_: step.type for id_, step in typed.items() if step.kind != "table"}
        variables = {id_: self.variable(id_, item, entry) for id_, item in s.variables.items()}
        names |= {id_: Type("number", spec.unit) for id_, spec in variables.items()}
        tables = {id_: {c: type_of_fact(spec) for c, spec in t.columns.items()} for id_, t in self.tables.items()}
        tables = {id_: {**columns, **typed[id_].column_types} for id_, columns in tables.items()}
        for formula in made:
            _, problems = type_of(formula.node, Scope(names, tables), formula.place.file, formula.place.key or "")
            self.problems.extend(problems)
        if len(made) < 2:
            return None
        return r.Claim(
            entry.id, entry.ruleset, s.title.text(), s.says, made[0], s.over, made[1],
            frozenset(s.takes), s.mean, s.deviation, variables,
        )  # fmt: skip

    def variable(self, id_: str, s: shape.VariableShape, entry: Entry) -> FactSpec:
        """Read a variable of a claim's own: a number with its unit and range, under a name that nothing else has."""
        place = entry.place("claim", "variables", id_)
        if id_ in self.facts or id_ in self.parameters:
            self.problem("claim", place, "this name is taken", "ce nom est déjà pris", id_)
        unit = self.unit(s.unit, "number", place)
        return FactSpec(id_, "number", Text.same(id_), Text.same(id_), unit, self.limits(s, unit, place))

    def weights(self, items: Mapping[str, str], place: Place, normalise: bool) -> dict[str, Fraction]:
        """Weights are not negative and sum to 1 or 100 exactly; only ``normalise`` allows another sum."""
        weights = {name: self.amount(text, ONE, place) for name, text in items.items()}
        total = sum(weights.values(), Fraction(0))
        negative = [name for name, weight in weights.items() if weight < 0]
        if negative:
            self.problem(
                "weights",
                place,
                f"negative weight of {', '.join(negative)}",
                f"poids négatif pour {', '.join(negative)}",
            )
        if total <= 0 or (total not in (1, 100) and not normalise):
            self.problem(
                "weights",
                place,
                f"weights sum to {float(total):g}, not to 1 or 100",
                f"les poids totalisent {float(total):g}, et non 1 ou 100",
            )
            return weights
        return {name: weight / total for name, weight in weights.items()}

    def group(self, entry: Entry) -> r.Group:
        s: shape.GroupShape = entry.shape
        place = entry.place("group", "members")
        known = {**self.raw.entries["criterion"], **self.raw.entries["group"]}
        for member in s.members:
            if member not in known:
                hint = suggestion(member, known)
                self.problem(
                    "group-member",
                    place,
                    f"no criterion or group {member}",
                    f"pas de critère ni de groupe {member}",
                    member,
                    hint,
                )
        if s.join == "min":
            members = dict.fromkeys(s.members, Fraction(1))
        else:
            members = self.weights(s.members, place, s.normalise)
        cases = self.join_cases("group", entry, s.members)
        return r.Group(entry.id, entry.ruleset, s.title.text(), s.join, members, cases)

    def check_groups(self) -> None:
        """A group may hold groups, but never itself."""
        groups = self.raw.entries["group"]

        def holds(id_: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
            if id_ in path:
                return (*path[path.index(id_) :], id_)
            members = groups[id_].shape.members if id_ in groups else ()
            return next((found for member in members if (found := holds(member, (*path, id_)))), None)

        for entry in groups.values():
            cycle = holds(entry.id, ())
            if cycle is not None and cycle[0] == min(cycle):
                shown = " → ".join(cycle)
                self.problem(
                    "cycle",
                    entry.place("group", "members"),
                    f"these groups hold each other: {shown}",
                    f"ces groupes se contiennent\u00a0: {shown}",
                )
                return

    def profile(self, entry: Entry) -> r.Profile:
        s: shape.ProfileShape = entry.shape
        place = entry.place("profile", "weights")
        for group in s.weights:
            if group not in self.raw.entries["group"]:
                hint = suggestion(group, self.raw.entries["group"])
                self.problem("profile-group", place, f"no group {group}", f"pas de groupe {group}", group, hint)
        if bool(s.mix) != (s.shows_type is not None) or (s.mix and s.weights):
            self.problem(
                "profile-mix",
                place,
                "a profile has weights, or a mix and the type that explains it",
                "un profil a des poids, ou un mélange et le type qui l’explique",
            )
        weights = {} if s.mix else self.weights(s.weights, place, s.normalise)
        gates = self.chosen(entry, "gates", s.gates, self.raw.entries["gate"])
        flags = self.chosen(entry, "flags", s.flags, self.raw.entries["flag"])
        shows = self.chosen(entry, "shows", s.shows, self.steps)
        return r.Profile(
            entry.id, entry.ruleset, s.title.text(), weights, s.default, place, gates, flags, shows,
            s.mix, s.shows_type, self.join_cases("profile", entry, s.weights),
        )  # fmt: skip

    def chosen(
        self, entry: Entry, key: str, ids: Sequence[str] | None, known: Mapping[str, object]
    ) -> frozenset[str] | None:
        """Return what a profile narrows itself to; each id must exist."""
        for id_ in ids or ():
            if id_ not in known:
                hint = suggestion(id_, known)
                place = entry.place("profile", key)
                self.problem("profile-rule", place, f"there is no {id_}", f"il n’y a pas de {id_}", id_, hint)
        return None if ids is None else frozenset(ids)

    def orders(self) -> dict[str, tuple[str, ...]]:
        specs = dict(self.facts)
        for table_id, table in self.tables.items():
            specs |= {f"{table_id}.{name}": column for name, column in table.columns.items()}
        specs |= {f"{r.LOT}.{name}": spec for name, spec in self.facts.items()}
        return {
            id_: tuple(o.id for o in spec.options)
            for id_, spec in specs.items()
            if spec.type == "choice" and spec.ordered
        }


def _key(text: str) -> Any:
    return Fraction(text) if text.isdigit() else text


def _options(shapes: Sequence[shape.OptionShape]) -> tuple[Option, ...]:
    return tuple(Option(option.id, option.label.text()) for option in shapes)


def _verdict(name: str | None) -> Verdict | None:
    return None if name is None else Verdict[name.upper()]


def _names_of(step: r.Step) -> frozenset[str]:
    found = r.names_of(step)
    return found - {step.id} if step.kind == "table" else found


def _place_of(step: r.Step) -> Place:
    formulas = [*step.formulas, *step.columns.values()]
    return formulas[0].place if formulas else Place(step.ruleset)


def _renamed(step: r.Step, new_ids: dict[str, str]) -> r.Step:
    def again(formula: r.Formula) -> r.Formula:
        return r.Formula.of(formula.text, x.rename(formula.node, new_ids), formula.place)

    if r.names_of(step).isdisjoint(new_ids):
        return step
    return replace(
        step,
        formulas=tuple(again(formula) for formula in step.formulas),
        only_if=None if step.only_if is None else again(step.only_if),
        columns={name: again(formula) for name, formula in step.columns.items()},
    )
