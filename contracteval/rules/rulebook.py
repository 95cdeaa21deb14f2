"""Rules read and checked: what every other room works from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from contracteval.errors import Place
from contracteval.formula.expression import Node, names
from contracteval.formula.types import Type
from contracteval.model.fact import FactSpec, Option, TableSpec
from contracteval.model.record import dataclass
from contracteval.model.result import Verdict
from contracteval.model.unit import Unit
from contracteval.text import Text

LOT = "bids"
"""The table of all bids, which relative rules read."""
StepKind = Literal["measure", "criterion", "flag", "diagnostic", "counted", "gate-condition", "flag-condition", "table"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, as text and as expression, with the place it was written at, and the ids that it mentions."""

    text: str
    node: Node
    place: Place
    names: frozenset[str]

    @classmethod
    def of(cls, text: str, node: Node, place: Place) -> Formula:
        """Make a formula; its names are looked up once, here."""
        return cls(text, node, place, names(node))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named norm or threshold. ``values`` holds, for each effective date, a number or a number by key."""

    id: str
    label: Text
    unit: Unit
    values: Mapping[date, Fraction | Mapping[Any, Fraction]]
    status: str
    source: str
    checked: date
    ruleset: str

    @property
    def is_keyed(self) -> bool:
        """Say whether a key is needed to read it."""
        return any(isinstance(value, Mapping) for value in self.values.values())

    def at(self, day: date) -> Fraction | Mapping[Any, Fraction] | None:
        """Return the value in force on a day, None before the first one."""
        past = [start for start in self.values if start <= day]
        return self.values[max(past)] if past else None


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case of a rule: what is given, and what must come out."""

    given: Mapping[str, Any]
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    expected: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """Something computed from facts, parameters and earlier steps.

    ``formulas`` are alternatives in order of preference. A table step has none: ``columns`` are its computed columns.
    """

    id: str
    kind: StepKind
    title: Text
    ruleset: str
    formulas: tuple[Formula, ...] = ()
    type: Type = field(default_factory=lambda: Type("number"))
    only_if: Formula | None = None
    undefined_why: Text | None = None
    columns: Mapping[str, Formula] = field(default_factory=dict)
    column_types: Mapping[str, Type] = field(default_factory=dict)
    relative: bool = False
    cases: tuple[Case, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An article that rules cite."""

    id: str
    title: Text
    about: Text


@dataclass(frozen=True, slots=True)
class Source:
    """Where an idea comes from: an article of the mission, with its title where the rules know it, or a public reference."""

    article: str | None
    reference: str | None
    idea: Text
    title: Text | None = None

    @property
    def cited(self) -> Text | None:
        """How the article is cited: its title, or what the rule calls it."""
        return self.title or (None if self.article is None else Text.same(self.article))


@dataclasses.dataclass(frozen=True)
class Criterion:
    """A measure turned into 0 to 100 by a piecewise-linear scale; its measure is the step of the same id.

    ``price_formula`` marks one that marks prices as tenders do: it is tried out and says what it can do wrong.
    ``directions`` says of some facts whether ``lower`` or ``higher`` is better: it never lowers the score.
    """

    id: str
    ruleset: str
    title: Text
    asks: Text
    why: Text
    sources: tuple[Source, ...]
    stages: tuple[str, ...]
    scale: tuple[tuple[Fraction, Fraction], ...]
    undefined_score: Fraction | None
    undefined_why: Text | None
    since: str
    cases: tuple[Case, ...]
    price_formula: bool = False
    directions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _pieces(self) -> tuple[tuple[Fraction, Fraction, Fraction, Fraction], ...]:
        """The scale in pieces: where one begins, the score there, points per unit, and where it ends."""
        pairs = zip(self.scale, self.scale[1:], strict=False)
        return tuple((x0, y0, (y1 - y0) / (x1 - x0), x1) for (x0, y0), (x1, y1) in pairs)

    def score_at(self, value: Any) -> Fraction:
        """Read the scale; beyond its ends the end scores stand. ``value`` may be infinite."""
        if value <= self.scale[0][0]:
            return self.scale[0][1]
        for start, score, slope, end in self._pieces:
            if value <= end:
                return Fraction(score + slope * (value - start))
        return self.scale[-1][1]


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that never averages out; its condition is the step ``gate:id``."""

    id: str
    ruleset: str
    title: Text
    caps: Verdict | None
    zeroes: tuple[str, ...]
    why: Text
    stages: tuple[str, ...]
    sources: tuple[Source, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition that leaves the score visible; its condition is the step ``flag:id``.

    ``threshold`` names the fact or measure that holds the limit, for a test of low prices.
    """

    id: str
    ruleset: str
    title: Text
    caps: Verdict | None
    severity: str
    why: Text
    question: Text
    raised_when_undefined: bool
    settled: bool
    stages: tuple[str, ...]
    sources: tuple[Source, ...]
    cases: tuple[Case, ...]
    threshold: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something shown and never scored; without a measure it names an analysis."""

    id: str
    ruleset: str
    title: Text
    why: Text
    analysis: str | None
    has_measure: bool
    stages: tuple[str, ...]
    sources: tuple[Source, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A closed form and the model it comes from: ``says`` is minimises, maximises, solves (model = 0), equals, expects
    or differentiates (is the model's slope).

    ``over`` is the name that the closed form stands for, or over which the mean is taken; none for ``equals``. The
    measures that it ``takes`` stand as they are while ``over`` moves. ``variables`` are numbers of the claim's own.
    """

    id: str
    ruleset: str
    title: Text
    says: str
    model: Formula
    over: str | None
    closed_form: Formula
    takes: frozenset[str] = frozenset()
    mean: str | None = None
    deviation: str | None = None
    variables: Mapping[str, FactSpec] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria and groups joined by weighted mean, minimum or geometric mean; weights sum to 1 (min: each is 1)."""

    id: str
    ruleset: str
    title: Text
    join: str
    members: Mapping[str, Fraction]
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of weights for the top groups; None of ``gates``, ``flags`` or ``shows`` means all there are.

    A profile with a ``mix`` (shares by the id of a profile, each a step over the buyer's facts) has no weights of its
    own; the choice ``shows_type`` explains it, and the default profile stands in while a share is unknown.
    """

    id: str
    ruleset: str
    title: Text
    weights: Mapping[str, Fraction]
    default: bool
    place: Place
    gates: frozenset[str] | None = None
    flags: frozenset[str] | None = None
    shows: frozenset[str] | None = None
    mix: Mapping[str, str] = field(default_factory=dict)
    shows_type: str | None = None
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One folder of rules; ``sha256`` is over the bytes of its files (line endings aside), ``needs`` the rulesets that it borrows from."""

    id: str
    version: str
    title: Text
    sha256: str
    folder: str
    needs: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Rulebook:
    """All rules of an evaluation. ``steps`` stand in an order in which each needs only earlier ones."""

    rulesets: tuple[Ruleset, ...]
    facts: Mapping[str, FactSpec]
    tables: Mapping[str, TableSpec]
    parameters: Mapping[str, Parameter]
    steps: Mapping[str, Step]
    criteria: Mapping[str, Criterion]
    gates: Mapping[str, Gate]
    flags: Mapping[str, Flag]
    diagnostics: Mapping[str, Diagnostic]
    claims: Mapping[str, Claim]
    groups: Mapping[str, Group]
    profiles: Mapping[str, Profile]
    orders: Mapping[str, tuple[str, ...]]
    articles: Mapping[str, Article] = field(default_factory=dict)

    def needs_of(self, step_id: str) -> frozenset[str]:
        """Return the ids of all facts, tables and parameters that a step rests on, through other steps."""
        reached = self.reached([step_id])
        return frozenset(id_ for id_ in reached if id_ in self.facts or id_ in self.tables or id_ in self.parameters)

    def steps_of(self, step_id: str) -> frozenset[str]:
        """Return the ids of all other steps that a step rests on."""
        return frozenset(id_ for id_ in self.reached([step_id]) if id_ in self.steps and id_ != step_id)

    def reached(self, ids: Iterable[str]) -> frozenset[str]:
        """Return some ids and all that they rest on, through other steps: facts, tables, parameters, steps, the lot."""
        waiting, seen = list(ids), set[str]()
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting.extend(self.mentions.get(current, ()))
        return frozenset(seen)

    def inputs_of(self, step_id: str) -> tuple[str, ...]:
        """Return what ``needs_of`` does, always in the same order."""
        found = self._inputs.get(step_id)
        if found is None:
            found = self._inputs[step_id] = tuple(sorted(self.needs_of(step_id)))
        return found

    @cached_property
    def _inputs(self) -> dict[str, tuple[str, ...]]:
        return {}

    def reads_lot(self, step_id: str) -> bool:
        """Say whether a step, or one that it rests on, reads the other bids."""
        return step_id in self._relative

    @cached_property
    def _relative(self) -> frozenset[str]:
        """The steps that read the other bids themselves or through others; each stands after those that it needs."""
        found: set[str] = set()
        for id_, step in self.steps.items():
            if step.relative or not self.mentions[id_].isdisjoint(found):
                found.add(id_)
        return frozenset(found)

    @cached_property
    def mentions(self) -> Mapping[str, frozenset[str]]:
        """The ids that the formulas of each step name."""
        return {id_: names_of(step) for id_, step in self.steps.items()}


def names_of(step: Step) -> frozenset[str]:
    """Return the ids that the formulas of a step name."""
    return frozenset().union(*(formula.names for formula in formulas_of(step)))


def formulas_of(step: Step) -> tuple[Formula, ...]:
    """Return every formula of a step: its alternatives, its computed columns, its condition."""
    return (*step.formulas, *step.columns.values(), *([step.only_if] if step.only_if else []))
