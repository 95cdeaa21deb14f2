"""Two facts moved together: the first stops at a kink, the second goes as far as the goal then needs.

With one goal and totals that are nearly linear between kinks, the least pair has one fact at a kink and the other on the
goal's edge; so only kinks are tried for the first, and the second is swept exactly. Facts that cannot help are left out
before anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from contracteval.analysis.beside import bar, holding_back
from contracteval.analysis.goals import Goal
from contracteval.analysis.moves import (
    Step,
    alternatives,
    directed,
    effort_of,
    given,
    is_continuous,
    movable,
    moves,
    stop_at,
    value_at,
    ways,
)
from contracteval.analysis.sums import total_of
from contracteval.analysis.sweep import kinks
from contracteval.analysis.trial import Trial
from contracteval.model.analysis.levers import Move
from contracteval.model.fact import FactSpec, Value
from contracteval.model.record import dataclass

Pair = tuple[Step, Step]
_MOST_HELPERS = 6
_MOST_PARTNERS = 6
_MOST_STOPS = 24
_MOST_FOLLOWED = 900
"""Parts of the total that are followed for one pair."""
_APART = Fraction(1, 50)
"""Kinks of scores that lie closer together than this effort count as one stop."""
ZERO, _FULL = Fraction(0), Fraction(100)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a fact may stop as half of a pair; ``edge`` is the kink it stops at, None where the fact moves in steps."""

    spec: FactSpec
    value: Value
    edge: Fraction | None
    effort: Fraction


class Search:
    """The moves of one bid, with what is known of each fact before it is swept."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.facts = movable(trial.bench.plan)
        self._stops: dict[tuple[str, bool], tuple[Stop, ...]] = {}
        self._steps: dict[Stop, Step] = {}

    @cached_property
    def reach(self) -> Mapping[str, Fraction]:
        """The most that moving each fact could add to the total."""
        return {spec.id: reach_of(self.trial, spec.id) for spec in self.facts}

    def singles(self, goal: Goal) -> list[Step]:
        """Return the least move of each fact that meets a goal on its own."""
        able = (spec for spec in self.facts if may_reach(self.trial, spec, goal))
        return [step for spec in able if (step := moves(self.trial, spec, goal)) is not None]

    def best_pair(self, goal: Goal, singles: list[Step]) -> tuple[Pair | None, bool]:
        """Return the two moves that meet a goal together with the least effort, neither of them in vain.

        With them comes whether the search went to its end: where a fact moves very many scores, few stops are tried.
        """
        alone = {step.move.fact: step.effort for step in singles}
        best: Pair | None = None
        left = _MOST_FOLLOWED
        for stop in self._stops_towards(goal, alone):
            left -= len(self.trial.bench.parts_with(stop.move.fact))
            for spec in self._partners(stop, goal):
                if best is not None and stop.effort >= _effort(best):
                    return best, True
                if left < 0:
                    return best, False
                left -= len(self.trial.bench.parts_with(spec.id))
                step = moves(stop.trial, spec, goal)
                if step is None or step.effort >= alone.get(spec.id, step.effort + 1):
                    continue
                if best is None or stop.effort + step.effort < _effort(best):
                    best = self._tightened(stop, step, goal)
        return best, True

    def _tightened(self, stop: Step, step: Step, goal: Goal) -> Pair:
        """Take the first move back to what the goal still needs once the second is made."""
        spec = self.trial.bench.plan.rulebook.facts[stop.move.fact]
        other = {step.move.fact: step.trial.answers.facts[step.move.fact]}
        less = _less(self.trial.but(other), spec, goal, stop.move)
        return (stop, step) if less is None or less.effort > stop.effort else (less, replace(step, trial=less.trial))

    def _partners(self, stop: Step, goal: Goal) -> list[FactSpec]:
        able = [spec for spec in self.facts if spec.id != stop.move.fact and may_reach(stop.trial, spec, goal)]
        return sorted(able, key=lambda spec: -self.reach[spec.id])[:_MOST_PARTNERS]

    def _stops_towards(self, goal: Goal, alone: Mapping[str, Fraction]) -> Iterator[Step]:
        """Yield where facts may stop on their own, the nearest first: better than now, and not there yet."""
        held, scored = frozenset(holding_back(self.trial, goal.verdict)), goal.first
        stops = [stop for spec in self._helpers(goal, held) for stop in self._stops_of(spec, scored=scored)]
        able = (stop for stop in stops if stop.effort < alone.get(stop.spec.id, stop.effort + 1))
        left = _MOST_STOPS
        for stop in sorted(able, key=lambda stop: stop.effort):
            step = self._made(stop)
            frees = bool(held.difference(holding_back(step.trial, goal.verdict)))
            gains = scored and step.trial.surely_exceeds(self.trial.low)
            if (frees or gains) and not goal.is_met(step.trial):
                yield step
                left -= 1
            if not left:
                return

    def _stops_of(self, spec: FactSpec, *, scored: bool) -> tuple[Stop, ...]:
        if (spec.id, scored) not in self._stops:
            self._stops[spec.id, scored] = tuple(_stops(self.trial, spec, scored=scored))
        return self._stops[spec.id, scored]

    def _made(self, stop: Stop) -> Step:
        if stop not in self._steps:
            step = stop_at(self.trial, stop.spec, stop.value)
            rounded = stop.edge is not None and stop.value != stop.edge
            move = replace(step.move, edge=stop.edge, rounded=rounded)
            self._steps[stop] = Step(move, step.trial, stop.effort)
        return self._steps[stop]

    def _helpers(self, goal: Goal, held: frozenset[str]) -> list[FactSpec]:
        """Return the facts that could be half of a pair, those with most room first."""
        frees = {spec.id for spec in self.facts if any(spec.id in self.trial.bench.bears_on(step) for step in held)}
        if not goal.first:
            return [spec for spec in self.facts if spec.id in frees]
        gap, most = bar(self.trial) - self.trial.low, max(self.reach.values(), default=Fraction(0))
        able = [
            spec for spec in self.facts
            if self.reach[spec.id] + most > gap and (self.reach[spec.id] or spec.id in frees)
        ]  # fmt: skip
        return sorted(able, key=lambda spec: -self.reach[spec.id])[:_MOST_HELPERS]


def reach_of(trial: Trial, fact: str) -> Fraction:
    """Return the most that moving a fact could add to the total: what the parts that move with it have room for."""
    bench = trial.bench
    if fact in bench.compared or fact in bench.admitting:  # what the others come to may fall
        return _FULL
    room = (part.share * (_FULL - part.low(trial.scores)) for part in bench.parts_with(fact))
    return min(_FULL, total_of(room) + bench.slack)


def may_reach(trial: Trial, spec: FactSpec, goal: Goal) -> bool:
    """Say whether moving a fact could meet a goal at all, before anything is computed.

    Every gate and flag that holds the verdict down must rest on it, and the criteria that rest on it must have room for
    what the total lacks.
    """
    held = [*holding_back(trial, goal.verdict), *([goal.frees] if goal.frees else [])]
    if not all(spec.id in trial.bench.bears_on(step) for step in held):
        return False
    return not goal.first or trial.low + reach_of(trial, spec.id) > bar(trial)


def _less(trial: Trial, spec: FactSpec, goal: Goal, move: Move) -> Step | None:
    """Return the least move of a fact in the direction in which it has been moved already."""
    if isinstance(move.before, Fraction) and is_continuous(spec):
        return directed(trial, spec, goal, -1 if move.at_most else 1)
    return moves(trial, spec, goal)


def _effort(pair: Pair) -> Fraction:
    return pair[0].effort + pair[1].effort


def _stops(trial: Trial, spec: FactSpec, *, scored: bool) -> Iterator[Stop]:
    if not is_continuous(spec):
        values = alternatives(spec, given(trial, spec).value)
        yield from (Stop(spec, value, None, effort_of(trial, spec, value)) for value in values)
        return
    for way in ways(trial, spec):
        last: Fraction | None = None
        for t in kinks(way, scored=scored):
            for closed in (True,) if scored else (True, False):  # a strict condition turns just beyond its kink
                value = value_at(way, t, closed=closed)
                effort = ZERO if value is None else effort_of(trial, spec, value)
                if value is not None and (not scored or last is None or effort - last >= _APART):
                    last = effort
                    yield Stop(spec, value, way.value(t), effort)
