"""Made-up bids: answers that reach what a rule can do, found by a directed search.

A trial maps the facts and tables that some steps rest on to answers. The search begins with the worked cases, tries
the ends of ranges and the numbers in the formulas, and changes what comes nearest to a goal. The same rules give the
same trials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from contracteval.evaluation.engine import Compiled, Engine
from contracteval.formula import expression as x
from contracteval.formula.functions import round_significant
from contracteval.model.bid import Answers
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Grade
from contracteval.model.record import dataclass
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.rulebook import LOT, formulas_of, names_of

Trial = dict[str, Any]
Env = dict[str, Any]

BUDGET = 3000
_MOST_ROWS = 4
_USUAL = [Fraction(n) for n in ("0", "0.01", "0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "1", "2", "3", "5", "10", "20", "50", "100", "1000")]  # fmt: skip
_DATES = tuple(date(*day) for day in ((2026, 1, 1), (2026, 1, 15), (2026, 4, 1), (2026, 12, 31), (2028, 1, 1), (2031, 6, 30)))  # fmt: skip
_WORDS = ("a", "b", "c")
_GRADES = tuple(grade.name.lower() for grade in Grade)


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to reach: ``distance`` is 0 where a trial reaches it, None where it tells nothing."""

    id: Any
    distance: Callable[[Env], Any]


class Trials:
    """All trials of some steps."""

    def __init__(self, engine: Engine, ids: Sequence[str], numbers: Iterable[Fraction] = (), seed: str = "") -> None:
        self.engine = engine.narrowed(ids)
        self.book = engine.plan.rulebook
        self.random = Random(seed or " ".join(ids))  # noqa: S311 nothing secret, and the same every time
        needed = frozenset[str]().union(*(self.book.needs_of(id_) for id_ in ids))
        self.pool = pool = sorted({*_USUAL, *numbers, *_numbers(self.engine.steps, engine, needed)})
        self.facts = {id_: candidates(spec, pool) for id_, spec in self.book.facts.items() if id_ in needed}
        self.tables = {
            id_: {name: candidates(spec, pool) for name, spec in table.columns.items()}
            for id_, table in self.book.tables.items()
            if id_ in needed
        }
        columns = _lot_columns(self.engine.steps)
        if columns:
            self.tables[LOT] = {id_: candidates(self.book.facts[id_], pool) for id_ in sorted(columns)}
        self.asked = frozenset[str]().union(*(_asked(compiled) for compiled in self.engine.steps))
        self.graded = frozenset[str]().union(*(_graded(compiled) for compiled in self.engine.steps))
        self._start = engine.start(Answers())

    def run(self, trial: Mapping[str, Any]) -> Env:
        """Return what every step comes to for a trial."""
        env = dict(self._start)
        lot: Sequence[Mapping[str, Any]] = ()
        for id_, answer in trial.items():
            if id_ == LOT:
                lot = answer
            elif answer is not None:
                env[id_] = [dict(row) for row in answer] if isinstance(answer, list) else answer
                env[f"given({id_})"] = True
                env[f"grade({id_})"] = trial.get(f"grade({id_})", Grade.CONTRACTED.name.lower())
        return self.engine.run(env, lot).env

    def fresh(self) -> Trial:
        """Draw a trial."""
        trial: Trial = {id_: self._answer(id_) for id_ in self.facts}
        trial |= {f"grade({id_})": self.random.choice(_GRADES) for id_ in sorted(self.graded)}
        return trial | {id_: self._rows(id_) for id_ in self.tables}

    def completed(self, answers: Mapping[str, Any]) -> Trial:
        """Return a trial with these answers, the others drawn."""
        return {**self.fresh(), **{id_: a for id_, a in answers.items() if id_ in self.facts or id_ in self.tables}}

    def changed(self, trial: Trial) -> Trial:
        """Return a trial that differs in one or two answers."""
        made = dict(trial)
        ids = [*self.facts, *self.tables]
        for id_ in self.random.sample(ids, min(len(ids), self.random.choice((1, 1, 2)))):
            made[id_] = self._changed_rows(id_, made[id_]) if id_ in self.tables else self._moved(id_, made[id_])
        return made

    def _answer(self, id_: str) -> Any:
        if id_ in self.asked and self.random.random() < 0.3:
            return None
        return self.random.choice(self.facts[id_])

    def _moved(self, id_: str, value: Any) -> Any:
        if id_ in self.asked and self.random.random() < 0.3:
            return None
        return self._near(value, self.facts[id_], self.book.facts[id_])

    def _near(self, value: Any, candidates: Sequence[Any], spec: FactSpec) -> Any:
        other = self.random.choice(candidates)
        if not isinstance(value, Fraction) or self.random.random() < 0.4:
            return other
        factor = self.random.choice(("0.5", "0.9", "1.1", "2"))
        moved = (value + other) / 2 if self.random.random() < 0.5 else value * Fraction(factor)
        moved = Fraction(round(moved)) if spec.whole else round_significant(moved, 3)
        return moved if moved in spec.range else other

    def _rows(self, id_: str) -> list[dict[str, Any]]:
        columns = self.tables[id_]
        count = self.random.choice((0, 1, 1, 2, 2, 3, _MOST_ROWS))
        return [{name: self.random.choice(found) for name, found in columns.items()} for _ in range(count)]

    def _changed_rows(self, id_: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        columns = self.tables[id_]
        if not rows or not columns or self.random.random() < 0.2:
            return self._rows(id_)
        if len(rows) < _MOST_ROWS and self.random.random() < 0.2:
            return [*rows, *self._rows(id_)[:1]]
        at, name = self.random.randrange(len(rows)), self.random.choice(list(columns))
        spec = self.book.facts[name] if id_ == LOT else self.book.tables[id_].columns[name]
        row = {**rows[at], name: self._near(rows[at].get(name), columns[name], spec)}
        return [*rows[:at], row, *rows[at + 1 :]]


def search(
    trials: Trials, goals: Iterable[Goal], seeds: Iterable[Mapping[str, Any]] = (), budget: int = BUDGET
) -> tuple[dict[Any, Trial], dict[Any, Trial]]:
    """Look for a trial that reaches each goal; return those found, and the nearest for the others."""
    found: dict[Any, Trial] = {}
    nearest: dict[Any, tuple[Any, Trial]] = {}
    left = {goal.id: goal for goal in goals}

    def judge(trial: Trial) -> None:
        env = trials.run(trial)
        for goal in list(left.values()):
            distance = goal.distance(env)
            if distance == 0:
                found[goal.id] = trial
                del left[goal.id]
            elif distance is not None and (goal.id not in nearest or distance < nearest[goal.id][0]):
                nearest[goal.id] = (distance, trial)

    for answers in seeds:
        if left:
            judge(trials.completed(answers))
    for i in range(budget):
        if not left:
            break
        near = nearest.get(list(left)[i % len(left)])
        judge(trials.fresh() if near is None or i % 3 == 0 else trials.changed(near[1]))
    return found, {id_: trial for id_, (_, trial) in nearest.items() if id_ in left}


def undefined_goal(id_: Any, step: str) -> Goal:
    """Reach an undefined outcome of a step."""
    return Goal(id_, lambda env: 0 if isinstance(env[step], Undefined) else 1)


def _numbers(steps: Sequence[Compiled], engine: Engine, needed: frozenset[str]) -> set[Fraction]:
    """Return the numbers that formulas compare with: their literals, and the parameters that they rest on."""
    found: set[Fraction] = set()
    for compiled in steps:
        step = compiled.step
        for formula in formulas_of(step):
            found |= {node.value for node in x.walk(formula.node) if isinstance(node, x.Number)}
    for id_, value in engine.plan.parameters.items():
        if id_ in needed:
            found |= {key for key in value if isinstance(key, Fraction)} if isinstance(value, Mapping) else {value}
    return found


def candidates(spec: FactSpec, pool: Sequence[Fraction]) -> list[Any]:
    """Return answers to try: all options, or the ends of the range and what lies between them and beside the pool."""
    if spec.type == "yes/no":
        return [True, False]
    if spec.type == "choice":
        return [option.id for option in spec.options]
    if spec.type == "level":
        return [Fraction(level) for level in range(HIGHEST_LEVEL + 1)]
    if spec.type == "date":
        return list(_DATES)
    if not spec.is_numeric:
        return list(_WORDS)
    ends = [end for end in (spec.range.low, spec.range.high) if end is not None]
    if len(ends) == 2:
        ends += [(ends[0] * i + ends[1] * (8 - i)) / 8 for i in range(1, 8)]
    below = [-number for number in pool if spec.range.low is None or spec.range.low < 0]
    made = [Fraction(round(v)) if spec.whole else v for v in dict.fromkeys([*ends, *pool, *below])]
    return sorted({value for value in made if value in spec.range}) or [Fraction(1)]


def _lot_columns(steps: Sequence[Compiled]) -> set[str]:
    """Return the facts of other bids that relative rules read."""
    nodes = (node for c in steps for formula in c.step.formulas for node in x.walk(formula.node))
    return {node.column for node in nodes if isinstance(node, x.Column) and node.table == LOT}


def _asked(compiled: Compiled) -> frozenset[str]:
    """Return the facts that must be missing in some trials: those of ``given``, and of formulas with an alternative."""
    step = compiled.step
    nodes = [node for formula in step.formulas for node in x.walk(formula.node)]
    found = {node.id for node in nodes if isinstance(node, x.Given)}
    return frozenset(found) | (names_of(step) if len(step.formulas) > 1 else frozenset())


def _graded(compiled: Compiled) -> frozenset[str]:
    """Return the facts whose evidence grade is asked for."""
    nodes = (node for formula in compiled.step.formulas for node in x.walk(formula.node))
    return frozenset(node.id for node in nodes if isinstance(node, x.GradeOf))


def is_known(value: Any) -> bool:
    """Say whether an outcome is a value."""
    return not isinstance(value, Unknown | Undefined)
