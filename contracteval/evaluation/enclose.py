"""Bounds of the steps of one bid while some of its answers are missing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from contracteval.evaluation.engine import Engine
from contracteval.formula.span import ANY_SLOPE, EVERYTHING, INFINITY, NOTHING, Bound, Enclosure, Options, Span, hull
from contracteval.formula.splitting import Box, bound
from contracteval.formula.splitting import Problem as BoundProblem
from contracteval.formula.to_bounds import either, of_fact, of_value, to_bounds
from contracteval.model.fact import Grade
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.rulebook import LOT, Criterion, Rulebook, Step

SCORE_TOLERANCE = Fraction(1, 10)
SCORE_BUDGET = 240
MEASURE_TOLERANCE = Fraction(1, 10**6)
MEASURE_BUDGET = 12
MOST_REMEMBERED = 20_000
Known = dict[Hashable, tuple[Bound, Bound]]
GRADES = frozenset(grade.name.lower() for grade in Grade)


class Encloser:
    """Encloses steps over every completion of the missing answers of one bid."""

    def __init__(
        self,
        engine: Engine,
        env: Mapping[str, Any],
        within: Box | None = None,
        budget: int = SCORE_BUDGET,
        known: Known | None = None,
    ) -> None:
        """Bound the steps of ``env``; ``known`` remembers what the same answers came to for another bid.

        Only an environment in which every step was computed from answers may remember.
        """
        self.book = engine.plan.rulebook
        self.env = env
        self.within = within or {}
        self.budget = budget
        self.known = known if not self.within else None

    @cached_property
    def missing(self) -> Box:
        """The domains of the facts that are not known: ``within`` narrows some of them."""
        unknown = [id_ for id_ in self.book.facts if isinstance(self.env.get(id_), Unknown)]
        return {id_: self.within.get(id_) or of_fact(self.book.facts[id_]) for id_ in unknown}

    @cached_property
    def fixed(self) -> dict[str, Any]:
        """The enclosures of everything else; a bid in which all is known never asks for them."""
        known = {id_: _fixed(v) for id_, v in self.env.items() if not isinstance(v, Unknown | Undefined)}
        return known | self._tables() | self._asked()

    def _tables(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        specs = {id_: table.columns for id_, table in self.book.tables.items()}
        lot = {id_: spec for id_, spec in self.book.facts.items() if spec.per == "bid"}
        for id_, columns in (*specs.items(), (LOT, lot)):
            rows = self.env.get(id_)
            if isinstance(rows, Unknown):
                found[id_] = None
            elif rows is not None:
                found[id_] = [
                    {
                        name: of_fact(replace(columns[name], id=""))
                        if isinstance(row[name], Unknown)
                        else of_value(row[name])
                        for name in row
                        if name in columns
                    }
                    for row in rows
                ]
        return found

    def _asked(self) -> dict[str, Any]:
        """What is missing may be given yet, at any grade."""
        found: dict[str, Any] = {}
        for id_ in self.missing:
            found[f"given({id_})"] = Options(frozenset({True, False}))
            if self.book.facts[id_].by == "vendor":
                found[f"grade({id_})"] = Options(GRADES)
        return found

    def measure(self, id_: str) -> tuple[Bound, Bound]:
        """Bound a measure; infinite ends stay infinite."""
        return self._bound(
            id_, lambda found: found if isinstance(found, Span) else EVERYTHING, MEASURE_TOLERANCE, MEASURE_BUDGET
        )

    def score(self, criterion: Criterion) -> tuple[Bound, Bound]:
        """Bound a criterion: its measure put on its scale, with what an undefined measure means."""

        def to_score(found: Enclosure) -> Span:
            return score_span(found, criterion)

        return self._bound(criterion.id, to_score, SCORE_TOLERANCE, self.budget)

    def _bound(
        self, id_: str, finish: Callable[[Enclosure], Span], tolerance: Fraction, budget: int
    ) -> tuple[Bound, Bound]:
        if self.known is None:
            return self._split(id_, finish, tolerance, budget)
        key = (id_, budget, *self._answers(id_))
        if key not in self.known:
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            self.known[key] = self._split(id_, finish, tolerance, budget)
        return self.known[key]

    def _answers(self, id_: str) -> Iterator[Hashable]:
        """Yield all that a step's bounds depend on: the answers and parameters below it, and the lot where it reads it."""
        for name in self.book.inputs_of(id_):
            yield _hashable(self.env[name])
            yield self.env.get(f"grade({name})")
        if self.book.reads_lot(id_):
            yield _hashable(self.env[LOT])

    def _split(
        self, id_: str, finish: Callable[[Enclosure], Span], tolerance: Fraction, budget: int
    ) -> tuple[Bound, Bound]:
        enclose, box = self.over([id_])
        return bound(BoundProblem(lambda candidate: finish(enclose(candidate)[id_]), box), tolerance, budget)

    def over(self, ids: Iterable[str]) -> tuple[Callable[[Box], Mapping[str, Any]], Box]:
        """Return what encloses steps, with all that they rest on, over a box of missing answers; and the whole box."""
        support, facts = self._support(ids)
        box: Box = {fact: domain for fact, domain in self.missing.items() if fact in facts}

        def enclose(candidate: Box) -> Mapping[str, Any]:
            env = {**self.fixed, **candidate}
            for step in support:
                if step.kind == "table":
                    _columns(step, env, self.book)
                else:
                    env[step.id] = _step(step, env, self.book)
            return env

        return enclose, box

    def _support(self, ids: Iterable[str]) -> tuple[list[Step], frozenset[str]]:
        """Return the steps that some steps need and that are not known yet, in order, and the facts they name."""
        wanted: set[str] = set()
        facts: set[str] = set()
        waiting = list(ids)
        while waiting:
            current = waiting.pop()
            step = self.book.steps.get(current)
            if step is None:
                facts.add(current)
            if step is None or current in wanted or (current in self.fixed and step.kind != "table"):
                continue
            wanted.add(current)
            waiting.extend(self.book.mentions[current])
        return [step for step in self.book.steps.values() if step.id in wanted], frozenset(facts)


def _hashable(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple(value.items())
    if isinstance(value, list):
        return tuple(_hashable(row) for row in value)
    return value  # type: ignore[no-any-return]


def _fixed(value: Any) -> Any:
    return value if isinstance(value, list | Mapping) else of_value(value)


def _step(step: Step, env: dict[str, Any], book: Rulebook) -> Enclosure:
    found = either([to_bounds(formula.node, env, not step.type.exact, book.orders) for formula in step.formulas])
    if step.only_if is None:
        return found
    guard = to_bounds(step.only_if.node, env, False, book.orders)
    if not isinstance(guard, Options) or True not in guard.values:
        return NOTHING
    if guard.values == frozenset({True}) and not guard.undefined:
        return found
    if isinstance(found, Span):
        return replace(found, undefined=True, slopes={**found.slopes, **dict.fromkeys(guard.hang_on, ANY_SLOPE)})
    return replace(found, undefined=True)


def _columns(step: Step, env: dict[str, Any], book: Rulebook) -> None:
    rows = env.get(step.id)
    if rows is None:
        return
    filled = []
    for row in rows:
        complete = dict(row)
        env.update({f"row.{name}": value for name, value in row.items()})
        for name, formula in step.columns.items():
            complete[name] = env[f"row.{name}"] = to_bounds(formula.node, env, False, book.orders)
        filled.append(complete)
    env[step.id] = filled


def score_span(found: Enclosure, criterion: Criterion) -> Span:
    """Enclose the score of a criterion from what its measure can be."""
    scale, undefined_score = criterion.scale, criterion.undefined_score
    low, high = min(score for _, score in scale), max(score for _, score in scale)
    if undefined_score is None:
        low_undefined, high_undefined = Fraction(0), Fraction(100)
    else:
        low_undefined = high_undefined = undefined_score
    if not isinstance(found, Span):
        return Span(low_undefined, high_undefined) if found.undefined else Span(low, high)
    ends = [criterion.score_at(found.low), criterion.score_at(found.high)]
    ends += [score for value, score in scale if found.low < value < found.high]
    pieces = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(scale) if found.low < b[0] and found.high > a[0]]
    if found.low < scale[0][0] or found.high > scale[-1][0] or not pieces:
        pieces.append(Fraction(0))
    steep = (min(pieces), max(pieces))
    slopes = {name: _times(slope, steep) for name, slope in found.slopes.items()}
    span = Span(min(ends), max(ends), slopes=slopes)
    if not found.undefined:
        return span
    joined = hull(span, Span(low_undefined, high_undefined))
    return replace(joined, slopes=dict.fromkeys(found.slopes, ANY_SLOPE))


def _times(slope: tuple[Bound, Bound], steep: tuple[Fraction, Fraction]) -> tuple[Bound, Bound]:
    ends = [Fraction(0) if a == 0 or b == 0 else a * b for a in slope for b in steep]
    return min(ends), max(ends)


def finite(end: Bound) -> Fraction | None:
    """Return an end as a fraction, None where it is not bounded."""
    return None if end in (INFINITY, -INFINITY) else Fraction(end)
