"""Along one fact: where a goal is met, from the value that was read outwards, kink by kink.

Between two kinks the total is a sum of rational functions of the fact and everything yes/no stands still, so that where
the goal is met follows from where that sum crosses a bar. At a kink, and at the end of what the fact may be, the exact
evaluator is asked. Where a formula is no rational function (a logarithm, rows of a table, the other bids), the goal is
tried on a grid. Where the effect of the fact hangs on another missing answer, nothing is said.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Any

from contracteval.analysis.course import Course, Piece, StillOpenError, courses_along
from contracteval.analysis.crossing import Stretch, above
from contracteval.analysis.goals import Goal
from contracteval.analysis.grid import stretches_on_grid
from contracteval.analysis.sums import total_of
from contracteval.analysis.trial import CLEARLY
from contracteval.analysis.way import Way
from contracteval.formula import rational as r
from contracteval.formula.to_segment import NotRationalError

ZERO = Fraction(0)
NEAR_ENOUGH = Fraction(1, 200)
"""How far beyond an edge a written value may lie, as a share of the move: with 1 % less of it the edge is not reached."""


def stretches(way: Way, goal: Goal) -> Iterator[Stretch]:
    """Yield where a goal is met, nearest first; the start itself is not looked at."""
    if way.length is not None and way.length <= 0:
        return
    if way.trial.bench.sees_lot:
        yield from stretches_on_grid(way, goal)
        return
    yield from _merged(_Sweep(way, goal).stretches(), way)


def kinks(way: Way, *, scored: bool) -> Iterator[Fraction]:
    """Yield how far away the kinks along a fact are, nearest first, and the end of what it may be.

    Unless ``scored`` only those of gates and flags count.
    """
    walk = Walk(way, scored=scored)
    try:
        walk.begin()
        while walk.end is not None:
            yield walk.advance()
    except (NotRationalError, StillOpenError):
        return
    if way.length is not None and way.end_counts:
        yield way.length


class Walk:
    """All parts of the result that move along a way, each at its own kinks: ``heads`` are the pieces they are on.

    ``turned`` names those that passed a kink last, by their place among ``courses``: gates and flags first. At the kink
    itself the ``broken`` ones may be neither what they were before nor what they are beyond.
    """

    def __init__(self, way: Way, *, scored: bool) -> None:
        self.verdict, self.scores = courses_along(way, scored=scored)
        self.courses: list[Course] = [*self.verdict, *self.scores]
        self.heads: list[Piece] = []
        self.turned: list[int] = []
        self.broken: list[int] = []
        self._places = [0] * len(self.courses)
        self._ends: list[tuple[Fraction, int]] = []

    def begin(self) -> None:
        """Stand just beyond the start."""
        self.heads = [course.piece(0) for course in self.courses]
        self._ends = [(head.far, i) for i, head in enumerate(self.heads) if head.far is not None]
        heapify(self._ends)

    @property
    def end(self) -> Fraction | None:
        """Where the next kink is; None when there is none before the end of the way."""
        return self._ends[0][0] if self._ends else None

    def advance(self) -> Fraction:
        """Pass the next kink, and return where all is smooth again: the kink itself, if that is known exactly."""
        t, self.turned, self.broken = self._ends[0][0], [], []
        while self._ends and self._ends[0][0] <= t:
            _, i = heappop(self._ends)
            self._places[i] += 1
            self.broken += [i] if self.heads[i].breaks else []
            self.heads[i] = head = self.courses[i].piece(self._places[i])
            self.turned.append(i)
            if head.far is not None:
                heappush(self._ends, (head.far, i))
            t = max(t, head.near)
        return t


class _Sweep:
    """A goal held against what moves along a way."""

    def __init__(self, way: Way, goal: Goal) -> None:
        self.way = way
        self.goal = goal
        self.walk = Walk(way, scored=goal.above is not None)
        self.shares = [course.part.share for course in self.walk.scores]
        self._rough: list[Callable[[float], float]] = []

    def stretches(self) -> Iterator[Stretch]:
        """Yield where the goal is met: within segments, and at kinks."""
        t, walk, way = ZERO, self.walk, self.way
        try:
            walk.begin()
            self._rough = [r.rough(head.value) for head in walk.heads[len(walk.verdict) :]]
            yield from self._met_beyond(t)
            while (kink := walk.end) is not None:
                t = walk.advance()
                self._turn()
                if t == kink and self._is_met_at(t):
                    yield Stretch(t, t, closed=True)
                yield from self._met_beyond(t)
        except StillOpenError:
            return
        except NotRationalError:
            yield from stretches_on_grid(way, self.goal, t)
            return
        breaks = way.end_counts and any(head.breaks for head in walk.heads)
        if way.length is not None and breaks and self.goal.is_met(way.at(way.length)):
            yield Stretch(way.length, way.length, closed=True)

    def _turn(self) -> None:
        """Take up the pieces that were passed on to."""
        first = len(self.walk.verdict)
        for i in self.walk.turned:
            if i >= first:
                self._rough[i - first] = r.rough(self.walk.heads[i].value)

    def _met_beyond(self, t: Fraction) -> Iterator[Stretch]:
        """Yield where the goal is met before the next kink."""
        walk, far = self.walk, self.walk.end or self.way.length
        if not self._allows([head.value for head in walk.heads]):
            return
        if self.goal.above is None:
            yield Stretch(t, far, closed=False)
        elif not self._is_hopeless(t, far):
            values = [head.value for head in walk.heads[len(walk.verdict) :]]
            yield from above([*zip(self.shares, values, strict=True)], self._bar, t, far)

    def _allows(self, outcomes: Sequence[Any]) -> bool:
        """Say whether gates and flags are as the goal wants them."""
        steps = {course.step: outcome for course, outcome in zip(self.walk.verdict, outcomes, strict=False)}
        return self.goal.allows(self.way.trial, ChainMap(steps, self.way.trial.env))

    @cached_property
    def _bar(self) -> Fraction:
        """What the parts that move must exceed together."""
        trial = self.way.trial
        moved = total_of(course.part.share * course.part.low(trial.scores) for course in self.walk.scores)
        return (self.goal.above or ZERO) - trial.low + moved

    def _is_hopeless(self, t: Fraction, far: Fraction | None) -> bool:
        """Say whether the bar is surely not exceeded before the next kink: between kinks no score turns."""
        here = [value(float(t)) for value in self._rough]
        there = [value(float(far)) for value in self._rough] if far is not None else self._far_out()
        return sum(s * max(a, b) for s, a, b in zip(self._shares, here, there, strict=True)) < self._rough_bar - CLEARLY

    def _far_out(self) -> list[float]:
        heads = self.walk.heads[len(self.walk.verdict) :]
        return [math.inf if (end := r.limit(head.value)) is None else float(end) for head in heads]

    def _is_met_at(self, t: Fraction) -> bool:
        """Say whether the goal is met at a kink; the bid is judged again only where what tends to it does not tell."""
        walk, first = self.walk, len(self.walk.verdict)
        outcomes = [head.value for head in walk.heads[:first]]
        for i in walk.broken:
            if i < first:
                outcomes[i] = walk.courses[i].at(t)
        if not self._allows(outcomes):
            return False
        if self.goal.above is not None and not any(i >= first for i in walk.broken):
            lead = (
                sum(s * value(float(t)) for s, value in zip(self._shares, self._rough, strict=True)) - self._rough_bar
            )
            if abs(lead) > CLEARLY:
                return lead > 0
        return self.goal.is_met(self.way.at(t))

    @cached_property
    def _shares(self) -> list[float]:
        return [float(share) for share in self.shares]

    @cached_property
    def _rough_bar(self) -> float:
        return float(self._bar)


def _merged(found: Iterator[Stretch], way: Way) -> Iterator[Stretch]:
    """Join stretches that touch where the goal is met at the point between them, as far as it matters."""
    held: Stretch | None = None
    for part in found:
        if held is not None and held.far == part.near and (part.closed or held.near == held.far):
            held = replace(held, far=part.far)
        else:
            yield from [] if held is None else [held]
            held = part
        if is_long(way, held):
            yield held
            held = None
    yield from [] if held is None else [held]


def is_long(way: Way, found: Stretch) -> bool:
    """Say whether a stretch has room for the value that would be written if it had no end; its end need not be known."""
    if found.far is None:
        return True
    if way.answer.value is None and not found.near:  # met from the lowest value on: its far end matters
        return False
    step = (found.near or abs(way.start) or Fraction(1)) * NEAR_ENOUGH
    return found.far - found.near > (max(step, Fraction(1)) if way.spec.whole else step)
