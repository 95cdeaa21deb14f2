"""How one bid came by its results: a tree from each rule down to the cells and the sources.

```
Explanation
└── Rule          CriterionExplanation  GateExplanation  FlagExplanation  or a measure alone
    └── MeasureExplanation
        └── Input     MeasureExplanation  FactExplanation  TableExplanation  ParameterExplanation
```

A node holds values, not sentences: reports word them. What several rules share is one object, so that a report can
explain it once and refer to it afterwards.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.errors import Place
from contracteval.model.bid import Answer, Row
from contracteval.model.fact import FactSpec, Option, TableSpec, Value
from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, FlagResult, GateResult, Score, Status
from contracteval.model.unit import Unit
from contracteval.model.value import Outcome
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class FactExplanation:
    """One answer that was used, or None where the question is still open."""

    spec: FactSpec
    answer: Answer | None

    @property
    def id(self) -> str:
        """Id of the fact."""
        return self.spec.id

    @property
    def is_missing(self) -> bool:
        """Say whether the answer is not known."""
        return self.answer is None or self.answer.value is None


@dataclass(frozen=True, slots=True)
class TableExplanation:
    """The rows of a table: as answered, and with computed columns; None where the table was not answered."""

    spec: TableSpec
    answers: tuple[Row, ...] | None
    rows: tuple[Mapping[str, Outcome], ...] = ()

    @property
    def id(self) -> str:
        """Id of the table."""
        return self.spec.id


@dataclass(frozen=True, slots=True)
class ParameterExplanation:
    """A norm or threshold as it applied: ``value`` is a number, or numbers by key.

    ``status`` is sourced, derived or guess; ``overridden`` says that the buyer set the value for this evaluation.
    """

    id: str
    label: Text
    value: Any
    unit: Unit
    status: str
    source: str
    checked: date
    overridden: bool


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """How a measure is computed: the same for every bid that used this alternative.

    ``formula`` is the rule's text and ``expression`` its node (opaque here: the model knows no formulas) for the
    alternative that was used, counted from 0 out of ``alternatives``; ``only_if`` is the node of its condition and
    ``options`` the words of a choice.
    """

    id: str
    kind: str
    title: Text
    unit: Unit
    formula: str
    expression: Hashable
    only_if: Hashable | None
    alternative: int
    alternatives: int
    place: Place | None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureExplanation:
    """A computed value and what it was computed from.

    ``numbers`` holds the value of each part of the expression that is neither a name nor arithmetic: aggregates,
    keyed parameters, ``given`` and ``grade``. ``why`` says why the measure is undefined.
    """

    rule: MeasureRule
    status: Status
    value: Value | None
    low: Fraction | None
    high: Fraction | None
    why: Text | None
    inputs: tuple[Input, ...]
    numbers: Mapping[Hashable, Outcome]

    @property
    def id(self) -> str:
        """Id of the measure."""
        return self.rule.id


Input = MeasureExplanation | FactExplanation | TableExplanation | ParameterExplanation


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a rule comes from: an article of the mission or a public reference, and the idea taken from it."""

    article: str | None
    reference: str | None
    idea: Text
    cited: Text | None = None


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """What a criterion asks, how it scores, and what it weighs: the same for every bid.

    ``weight`` is the weight within the group, ``share`` the share of the total. ``joins`` names how the groups above
    join their members, the nearest first.
    """

    id: str
    title: Text
    asks: Text
    why: Text
    scale: tuple[tuple[Fraction, Fraction], ...]
    undefined_score: Fraction | None
    undefined_why: Text | None
    group: str
    group_title: Text
    weight: Fraction
    share: Fraction
    joins: tuple[str, ...]
    sources: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class CriterionExplanation:
    """A score, and the measure that was put on the scale."""

    rule: CriterionRule
    score: Score
    measure: MeasureExplanation

    @property
    def id(self) -> str:
        """Id of the criterion."""
        return self.rule.id

    @property
    def contribution(self) -> Fraction | None:
        """Points that the criterion adds to the total; None while unknown, or where a group is not a mean."""
        if self.score.value is None or any(join != "mean" for join in self.rule.joins):
            return None
        return self.rule.share * self.score.value


@dataclass(frozen=True, slots=True)
class GateExplanation:
    """A gate, passed or not, and the condition that decided it."""

    result: GateResult
    sources: tuple[Reference, ...]
    measure: MeasureExplanation

    @property
    def id(self) -> str:
        """Id of the gate."""
        return self.result.id


@dataclass(frozen=True, slots=True)
class FlagExplanation:
    """A flag, raised or not, and the condition that decided it."""

    result: FlagResult
    sources: tuple[Reference, ...]
    measure: MeasureExplanation

    @property
    def id(self) -> str:
        """Id of the flag."""
        return self.result.id


Rule = CriterionExplanation | GateExplanation | FlagExplanation | MeasureExplanation


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was asked about one bid. ``asked`` is the id asked for, None for the whole bid."""

    result: BidResult
    rules: tuple[Rule, ...]
    asked: str | None = None

    def inputs(self) -> Iterator[Input]:
        """Yield everything that the rules rest on, each thing once, measures before what they are made of."""
        seen: set[int] = set()
        for rule in self.rules:
            yield from _below(rule if isinstance(rule, MeasureExplanation) else rule.measure, seen)


def _below(node: Input, seen: set[int]) -> Iterator[Input]:
    if id(node) in seen:
        return
    seen.add(id(node))
    yield node
    if isinstance(node, MeasureExplanation):
        for item in node.inputs:
            yield from _below(item, seen)
