"""The best pair of moves: the first stops where something turns, the second is swept exactly.

Where both facts enter one score, or one gate, flag or bar, the first also stops all along its range: such a pair may do
what neither fact begins alone. Facts that cannot help are left out before anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from contracteval.analysis.beside import bar, holding_back
from contracteval.analysis.goals import Goal
from contracteval.analysis.moves import Step, directed, is_continuous, movable, moves, stop_at, value_at
from contracteval.analysis.reach import may_reach, may_reach_together, reach_of
from contracteval.analysis.stops import Stop, made, stops_at_kinks, stops_spread
from contracteval.analysis.trial import Trial
from contracteval.analysis.way import Way
from contracteval.model.fact import FactSpec

Pair = tuple[Step, Step]
Joined = Sequence[tuple[str, str]]
_MOST_HELPERS = 6
_MOST_PARTNERS = 6
_MOST_STOPS = 24
_MOST_SPREAD = 72
_MOST_FOLLOWED = 450
"""Parts of the total that are followed for one pair; judging all bids again counts as some parts for each."""
_PARTS_PER_BID = 3
_ROUNDS = 10
_LESS = Fraction(99, 100)
_RAY = 50
_HALVINGS = 20
_NOTHING = Fraction(1, 10**4)


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
        """Return the two moves that meet a goal together with the least effort found, neither of them in vain.

        With them comes whether no pair at all can do where none was found.
        """
        if any(step.move.edge is not None and step.move.edge == step.move.before for step in singles):
            return None, True  # as little as one likes of one fact is enough
        alone = {step.move.fact: step.effort for step in singles}
        best, ended = self._best(self._towards(goal, alone), goal, alone)
        joined = self._joined(goal)
        if best is None and joined:
            best, _ = self._best(self._together(joined, alone), goal, alone, joined)
        if best is not None:
            return self._refined(best, goal), True
        return None, ended and not joined and not self._left_out(goal)

    def _best(
        self, stops: Iterable[Step], goal: Goal, alone: Mapping[str, Fraction], joined: Joined = ()
    ) -> tuple[Pair | None, bool]:
        """Sweep the partners of each stop, only those ``joined`` with it if any are given; stops come the nearest first.

        Where much is followed, few are tried.
        """
        best: Pair | None = None
        left = _MOST_FOLLOWED
        for stop in stops:
            left -= self._cost(stop.move.fact)
            for spec in self._partners(stop, goal):
                if joined and not {(stop.move.fact, spec.id), (spec.id, stop.move.fact)} & set(joined):
                    continue
                if best is not None and stop.effort >= _effort(best):
                    return best, True
                if left < 0:
                    return best, False
                left -= self._cost(spec.id)
                most = _least_of(alone.get(spec.id), None if best is None else _effort(best) - stop.effort)
                step = moves(stop.trial, spec, goal, most)
                if step is not None and (most is None or step.effort < most):
                    best = self._tightened((stop, step), goal)
        return best, True

    def _cost(self, fact: str) -> int:
        bench = self.trial.bench
        again = _PARTS_PER_BID * len(bench.study.results) if fact in bench.field.admitting else 0
        return len(bench.parts_with(fact)) + again

    def _partners(self, stop: Step, goal: Goal) -> list[FactSpec]:
        able = [spec for spec in self.facts if spec.id != stop.move.fact and may_reach(stop.trial, spec, goal)]
        return sorted(able, key=lambda spec: -self.reach[spec.id])[:_MOST_PARTNERS]

    # --- where the first may stop

    def _towards(self, goal: Goal, alone: Mapping[str, Fraction]) -> Iterator[Step]:
        """Yield where facts may stop on their own, the nearest first: better than now, and not there yet."""
        held, scored = frozenset(holding_back(self.trial, goal.verdict)), goal.first
        helpers = self._helpers(goal)[:_MOST_HELPERS] if scored else self._helpers(goal)
        stops = [stop for spec in helpers for stop in self._stops_of(spec, scored=scored)]
        left = _MOST_STOPS
        for stop in _nearest(stops, alone):
            step = self._made(stop)
            frees = bool(held.difference(holding_back(step.trial, goal.verdict)))
            gains = scored and (step.trial.surely_exceeds(self.trial.low) or bar(step.trial) < bar(self.trial))
            if (frees or gains) and not goal.is_met(step.trial):
                yield step
                left -= 1
            if not left:
                return

    def _together(self, joined: Iterable[tuple[str, str]], alone: Mapping[str, Fraction]) -> Iterator[Step]:
        """Yield where facts that act together with another may stop, whether that brings anything by itself or not."""
        book = self.trial.bench.plan.rulebook
        facts = [book.facts[id_] for id_ in dict.fromkeys(id_ for pair in joined for id_ in pair)]
        stops = [
            stop for spec in facts for stop in (*self._stops_of(spec, scored=True), *stops_spread(self.trial, spec))
        ]
        for stop in _nearest(stops, alone)[:_MOST_SPREAD]:
            yield made(self.trial, stop)

    def _stops_of(self, spec: FactSpec, *, scored: bool) -> tuple[Stop, ...]:
        if (spec.id, scored) not in self._stops:
            self._stops[spec.id, scored] = tuple(stops_at_kinks(self.trial, spec, scored=scored))
        return self._stops[spec.id, scored]

    def _made(self, stop: Stop) -> Step:
        if stop not in self._steps:
            self._steps[stop] = made(self.trial, stop)
        return self._steps[stop]

    # --- which facts

    def _helpers(self, goal: Goal) -> list[FactSpec]:
        """Return the facts that could be half of a pair, those with most room first."""
        held = holding_back(self.trial, goal.verdict)
        frees = {spec.id for spec in self.facts if any(spec.id in self.trial.bench.bears_on(step) for step in held)}
        if not goal.first:
            return [spec for spec in self.facts if spec.id in frees]
        gap, most = bar(self.trial) - self.trial.low, max(self.reach.values(), default=Fraction(0))
        able = [
            spec for spec in self.facts
            if self.reach[spec.id] + most > gap and (self.reach[spec.id] or spec.id in frees)
        ]  # fmt: skip
        return sorted(able, key=lambda spec: -self.reach[spec.id])

    def _left_out(self, goal: Goal) -> bool:
        """Say whether facts that could be half of a pair were not looked at."""
        return goal.first and len(self._helpers(goal)) > min(_MOST_HELPERS, _MOST_PARTNERS)

    def _joined(self, goal: Goal) -> list[tuple[str, str]]:
        """Return the pairs of facts that act together and could meet a goal, those with most room first."""
        helpers = [spec.id for spec in self._helpers(goal)]
        pairs = (pair for pair in combinations(helpers, 2) if self.trial.bench.act_together(*pair))
        able = [pair for pair in pairs if may_reach_together(self.trial, pair, goal)]
        return sorted(able, key=lambda pair: -sum(self.reach[id_] for id_ in pair))

    # --- no more than needed

    def _tightened(self, pair: Pair, goal: Goal) -> Pair:
        """Take the first move back to what the goal still needs once the second is made."""
        first, second = pair
        less = self._least(first, {second.move.fact: second.trial.answers.facts[second.move.fact]}, goal)
        if less is None or less.effort > first.effort:
            return pair
        return less, replace(second, trial=less.trial)

    def _refined(self, pair: Pair, goal: Goal) -> Pair:
        """Take back both moves until less of both together would not do."""
        for _ in range(_ROUNDS):
            share = self._least_share(pair, goal)
            if share is None:
                break
            if share < _NOTHING:  # as little as one likes of both
                both = (replace(step, move=replace(step.move, edge=_numbers(step)[0])) for step in pair)
                return next(both), next(both)
            shorter = self._shortened(pair, goal, share)
            if _effort(shorter) >= _effort(pair):
                break
            pair = self._tightened(_swapped(self._tightened(_swapped(shorter), goal)), goal)
        return pair

    def _shortened(self, pair: Pair, goal: Goal, share: Fraction) -> Pair:
        """Take the least share of both moves that does."""
        first, second = pair
        way = self._way(first)
        value = value_at(way, share * abs(_numbers(first)[1] - way.start), closed=True)
        if value is None:
            return pair
        stop = stop_at(self.trial, way.spec, value)
        less = self._least(second, {first.move.fact: stop.trial.answers.facts[first.move.fact]}, goal)
        if less is None or stop.effort + less.effort >= _effort(pair):
            return pair
        return replace(stop, move=replace(stop.move, edge=value)), less

    def _least_share(self, pair: Pair, goal: Goal) -> Fraction | None:
        """Return the least share of two moves of numbers that meets a goal, None where next to all of them is needed."""
        if not all(isinstance(value, Fraction) for step in pair for value in (step.move.before, step.move.after)):
            return None
        ways = [(self._way(step), abs(_numbers(step)[1] - _numbers(step)[0])) for step in pair]

        def met(share: Fraction) -> bool:
            return goal.is_met(self.trial.but({way.spec.id: way.answer_at(share * far) for way, far in ways}))

        if not met(_LESS):
            return None
        shares = (Fraction(i, _RAY) for i in range(1, _RAY))
        high = next((share for share in shares if met(share)), _LESS)
        low = max(Fraction(0), high - Fraction(1, _RAY))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if met(middle) else (middle, high)
        return high

    def _way(self, step: Step) -> Way:
        before, after = _numbers(step)
        spec = self.trial.bench.plan.rulebook.facts[step.move.fact]
        return Way(self.trial, spec, self.trial.answers.facts[spec.id], before, 1 if after > before else -1)

    def _least(self, step: Step, others: Mapping[str, object], goal: Goal) -> Step | None:
        """Return the least move of a fact in the direction in which it was moved, once other facts are moved."""
        spec, trial = self.trial.bench.plan.rulebook.facts[step.move.fact], self.trial.but(others)  # type: ignore[arg-type]
        if isinstance(step.move.before, Fraction) and is_continuous(spec):
            return directed(trial, spec, goal, -1 if step.move.at_most else 1, step.effort)
        return moves(trial, spec, goal)


def _nearest(stops: Iterable[Stop], alone: Mapping[str, Fraction]) -> list[Stop]:
    """Return stops short of what a fact needs alone, the nearest first."""
    able = (stop for stop in stops if stop.effort < alone.get(stop.spec.id, stop.effort + 1))
    return sorted(able, key=lambda stop: stop.effort)


def _least_of(*limits: Fraction | None) -> Fraction | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _swapped(pair: Pair) -> Pair:
    first, second = pair
    return second, replace(first, trial=second.trial)


def _numbers(step: Step) -> tuple[Fraction, Fraction]:
    before, after = step.move.before, step.move.after
    assert isinstance(before, Fraction)
    assert isinstance(after, Fraction)
    return before, after


def _effort(pair: Pair) -> Fraction:
    return pair[0].effort + pair[1].effort
