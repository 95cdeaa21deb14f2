"""The steps of a plan, compiled once and run for each bid."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.evaluation.admission import Early
from contracteval.formula.functions import round_significant
from contracteval.formula.to_exact import Context, Evaluate, to_exact
from contracteval.model.bid import Answer, Answers, Row
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.record import dataclass
from contracteval.model.value import Outcome, Undefined, Unknown, absent
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import LOT, Step
from contracteval.text import Text

CONDITION_FAILS = Text("the condition of this measure does not hold", "la condition de cette mesure n’est pas remplie")
NO_GRADE = Grade.NONE.name.lower()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A step ready to run."""

    step: Step
    formulas: tuple[Evaluate, ...]
    only_if: Evaluate | None
    columns: Mapping[str, Evaluate]


@dataclasses.dataclass(slots=True)
class Run:
    """What came out for one bid: the environment by name, and which alternative each step used."""

    env: dict[str, Any]
    alternatives: dict[str, int]


class Engine:
    """Runs the steps of a plan over the answers of one bid."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        book = plan.rulebook
        inexact = frozenset(id_ for id_, step in book.steps.items() if not step.type.exact)
        self.context = Context(inexact, book.orders)
        self.steps = tuple(_compile(step, self.context) for step in book.steps.values())
        self.bounds: dict[Hashable, tuple[Any, Any]] = {}

    @cached_property
    def early(self) -> Early:
        """What judges before the prices are opened."""
        return Early.of(self.plan)

    def start(self, answers: Answers) -> dict[str, Any]:
        """Return the environment before any step has run."""
        book = self.plan.rulebook
        env: dict[str, Any] = dict(self.plan.parameters)
        for id_, spec in book.facts.items():
            answer = answers.facts.get(id_)
            env[id_] = _outcome(answer, id_)
            env[f"given({id_})"] = answer is not None and answer.value is not None
            env[f"grade({id_})"] = _grade(answer, spec)
        for id_, table in book.tables.items():
            rows = answers.tables.get(id_)
            env[f"given({id_})"] = rows is not None
            env[id_] = Unknown(frozenset({id_})) if rows is None else [_row(row, table.columns, id_) for row in rows]
        return env

    def under(self, plan: Plan) -> Engine:
        """Return an engine of the same rules, compiled already, with the weights and parameters of another plan."""
        other = copy.copy(self)
        other.plan = plan
        return other

    def narrowed(self, ids: Iterable[str]) -> Engine:
        """Return an engine that runs these steps and what they rest on, and nothing else."""
        wanted = self.plan.rulebook.reached(ids)
        other = copy.copy(self)
        other.steps = tuple(compiled for compiled in self.steps if compiled.step.id in wanted)
        return other

    def run(self, env: dict[str, Any], lot: Sequence[Mapping[str, Any]] = (), only: Set[str] | None = None) -> Run:
        """Run every step in order, filling the environment; with ``only``, the steps named there and no others."""
        env[LOT] = list(lot)
        alternatives: dict[str, int] = {}
        for compiled in self.steps:
            step = compiled.step
            if only is not None and step.id not in only:
                continue
            if step.kind == "table":
                _fill_columns(compiled, env)
            elif step.id not in env:
                env[step.id], alternatives[step.id] = _evaluate(compiled, env)
        return Run(env, alternatives)


def _compile(step: Step, context: Context) -> Compiled:
    return Compiled(
        step,
        tuple(to_exact(formula.node, context) for formula in step.formulas),
        None if step.only_if is None else to_exact(step.only_if.node, context),
        {name: to_exact(formula.node, context) for name, formula in step.columns.items()},
    )


def _outcome(answer: Answer | None, id_: str) -> Outcome:
    return Unknown(frozenset({id_})) if answer is None or answer.value is None else answer.value


def _grade(answer: Answer | None, spec: FactSpec) -> str:
    if answer is None or answer.value is None:
        return NO_GRADE
    return answer.grade.name.lower()


def _row(row: Row, columns: Mapping[str, FactSpec], table: str) -> dict[str, Outcome]:
    return {name: _outcome(row.get(name), table) for name in columns}


def _fill_columns(compiled: Compiled, env: dict[str, Any]) -> None:
    """Compute the computed columns of a table, row by row."""
    rows = env[compiled.step.id]
    if isinstance(rows, Unknown) or not compiled.columns:
        return
    for row in rows:
        for name, value in row.items():
            env[f"row.{name}"] = value
        for name, evaluate in compiled.columns.items():
            row[name] = env[f"row.{name}"] = evaluate(env)


def _evaluate(compiled: Compiled, env: dict[str, Any]) -> tuple[Outcome, int]:
    """Use the first formula whose inputs are known; when none is, the first says what is missing."""
    step = compiled.step
    guard = True if compiled.only_if is None else compiled.only_if(env)
    if guard is False:
        return Undefined(step.undefined_why or CONDITION_FAILS), 0
    first: Outcome | None = None
    for i, formula in enumerate(compiled.formulas):
        outcome = formula(env)
        if not isinstance(outcome, Unknown):
            if guard is not True:
                return absent(guard), i
            return (outcome if step.type.exact or type(outcome) is not Fraction else round_significant(outcome)), i
        first = outcome if first is None else first
    if first is None:
        return Unknown(frozenset()), 0
    return (absent(guard, first) if guard is not True else first), 0
