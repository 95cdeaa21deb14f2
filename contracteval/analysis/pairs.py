"""The best pair of moves: the first stops where something turns, the second is swept exactly.

Where both facts enter one score, or one gate, flag or bar, the first also stops all along its range: such a pair may do
what neither fact begins alone. Facts that cannot help are left out before anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from contracteval.analysis.beside import bar, holding_back
from contracteval.analysis.goals import Goal
from contracteval.analysis.moves import Step, movable, moves
from contracteval.analysis.reach import may_reach, may_reach_together, reach_of
from contracteval.analysis.shortening import Pair, effort_of_pair, shortened, tightened
from contracteval.analysis.stops import Stop, made, stops_at_kinks, stops_spread
from contracteval.analysis.trial import Trial
from contracteval.model.fact import FactSpec

Joined = Set[frozenset[str]]
_MOST_HELPERS = 6
_MOST_PARTNERS = 6
_MOST_STOPS = 24
_MOST_SPREAD = 72
_MOST_FOLLOWED = 450
"""Parts of the total that are followed for one pair; judging all bids again counts as some parts for each."""
_PARTS_PER_BID = 3
_PARTS_TRIED = 150  # for a fact whose effect only trying tells
_CHEAPER = Fraction(19, 20)
"""A pair is worth telling where it takes less than this share of what one move alone takes."""


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
        most = min((step.effort for step in singles), default=None)
        most = None if most is None else most * _CHEAPER
        best, ended = self._best(self._towards(goal, most), goal, most)
        if best is None:
            joined = self._joined(goal)
            if not joined:
                return None, ended and not self._left_out(goal)
            best, _ = self._best(self._together(joined, most), goal, most, frozenset(map(frozenset, joined)))
            if best is None:
                return None, False
        tries = _MOST_FOLLOWED // 3 // max(1, sum(self._cost(step.move.fact) for step in best))
        return shortened(self.trial, best, goal, tries), True

    def _best(
        self, stops: Iterable[Step], goal: Goal, most: Fraction | None, joined: Joined = frozenset()
    ) -> tuple[Pair | None, bool]:
        """Sweep the partners of each stop, only those ``joined`` with it if any are given; stops come the nearest first.

        ``most`` is the effort that a pair must stay below. Where much is followed, few are tried.
        """
        best: Pair | None = None
        left = _MOST_FOLLOWED
        for stop in stops:
            left -= self._cost(stop.move.fact)
            for spec in self._partners(stop, goal):
                if joined and {stop.move.fact, spec.id} not in joined:
                    continue
                if most is not None and stop.effort >= most:
                    return best, True
                if left < 0:
                    return best, False
                left -= self._cost(spec.id)
                within = None if most is None else most - stop.effort
                step = moves(stop.trial, spec, goal, within)
                if step is not None and (within is None or step.effort < within):
                    best = tightened(self.trial, (stop, step), goal)
                    most = effort_of_pair(best)
        return best, True

    def _cost(self, fact: str) -> int:
        bench, field = self.trial.bench, self.trial.bench.field
        parts, bids = len(bench.parts_with(fact)), len(bench.study.results)
        if field.is_tried(fact) or (fact in field.admitting and field.readers):
            return _PARTS_TRIED
        if fact in field.compared:
            return parts * bids
        return parts + (_PARTS_PER_BID * bids if fact in field.admitting else 0)

    def _partners(self, stop: Step, goal: Goal) -> list[FactSpec]:
        able = [spec for spec in self.facts if spec.id != stop.move.fact and may_reach(stop.trial, spec, goal)]
        return sorted(able, key=lambda spec: -self.reach[spec.id])[:_MOST_PARTNERS]

    # --- where the first may stop

    def _towards(self, goal: Goal, most: Fraction | None) -> Iterator[Step]:
        """Yield where facts may stop on their own, the nearest first: better than now, and not there yet."""
        held, scored = frozenset(holding_back(self.trial, goal.verdict)), goal.first
        helpers = self._helpers(goal)[:_MOST_HELPERS] if scored else self._helpers(goal)
        stops = [stop for spec in helpers for stop in self._stops_of(spec, scored=scored)]
        left = _MOST_STOPS
        for stop in _nearest(stops, most):
            step = self._made(stop)
            frees = bool(held.difference(holding_back(step.trial, goal.verdict)))
            gains = scored and (step.trial.surely_exceeds(self.trial.low) or bar(step.trial) < bar(self.trial))
            if (frees or gains) and not goal.is_met(step.trial):
                yield step
                left -= 1
            if not left:
                return

    def _together(self, joined: Iterable[tuple[str, str]], most: Fraction | None) -> Iterator[Step]:
        """Yield where facts that act together with another may stop, whether that brings anything by itself or not."""
        book = self.trial.bench.plan.rulebook
        facts = [book.facts[id_] for id_ in dict.fromkeys(id_ for pair in joined for id_ in pair)]
        stops = [
            stop for spec in facts for stop in (*self._stops_of(spec, scored=True), *stops_spread(self.trial, spec))
        ]
        for stop in _nearest(stops, most)[:_MOST_SPREAD]:
            yield self._made(stop)

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


def _nearest(stops: Iterable[Stop], most: Fraction | None) -> list[Stop]:
    """Return stops of less effort than a pair may take, the nearest first."""
    return sorted((stop for stop in stops if most is None or stop.effort < most), key=lambda stop: stop.effort)
