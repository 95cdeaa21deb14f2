"""Along one fact: where a goal is met, from the value that was read outwards, kink by kink.

Between two kinks the total is a sum of rational functions of the fact and everything yes/no stands still, so that where
the goal is met follows from where that sum crosses a bar: what the best other bid reaches, or each of those that move
too because a rule compares them. At a kink, and at the end of what the fact may be, the exact evaluator is asked. Where a
formula is no rational function (a logarithm, a computed column), or the fact decides who takes part, the goal is tried on
a grid. Where the effect of the fact hangs on another missing answer, nothing is said.
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

from contracteval.analysis.beside import bar
from contracteval.analysis.contest import against_best, exceeded, lined_up
from contracteval.analysis.course import (
    BarCourse,
    Course,
    Piece,
    ScoreCourse,
    VerdictCourse,
    scores_along,
    verdict_along,
)
from contracteval.analysis.crossing import Stretch
from contracteval.analysis.field import BAR
from contracteval.analysis.following import StillOpenError
from contracteval.analysis.goals import Goal
from contracteval.analysis.grid import settled, stretches_on_grid, tried_at
from contracteval.analysis.trial import CLEARLY
from contracteval.analysis.way import Way
from contracteval.formula import rational as r
from contracteval.formula.to_segment import NotRationalError

ZERO = Fraction(0)
NEAR_ENOUGH = Fraction(1, 200)
"""How far beyond an edge a written value may lie, as a share of the move: with 1 % less of it the edge is not reached."""


def stretches(way: Way, goal: Goal, limit: Fraction | None = None) -> Iterator[Stretch]:
    """Yield where a goal is met, nearest first; the start itself is not looked at, nor what lies beyond a ``limit``."""
    if way.length is not None and way.length <= 0:
        return
    if way.trial.bench.field.is_tried(way.spec.id):
        yield from stretches_on_grid(way, goal, limit=limit)
        return
    yield from _merged(_Sweep(way, goal).stretches(limit), way)


def kinks(way: Way, *, scored: bool) -> Iterator[Fraction]:
    """Yield how far away the kinks along a fact are, nearest first, and the end of what it may be.

    Unless ``scored`` only those of gates and flags count.
    """
    parts = way.trial.bench.parts_with(way.spec.id) if scored else ()
    walk = Walk(verdict_along(way), scores_along(way, parts))
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

    Gates, flags and bars come first among the ``courses``, then the scores. ``turned`` names those that passed a kink
    last, by their place. At the kink itself the ``broken`` ones may be neither what they were before nor what they are
    beyond.
    """

    def __init__(self, verdict: Sequence[VerdictCourse | BarCourse], scores: Sequence[ScoreCourse]) -> None:
        self.verdict = verdict
        self.courses: list[Course] = [*verdict, *scores]
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
    def values(self) -> list[Any]:
        """The scores as they move between the last kink and the next."""
        return [head.value for head in self.heads[len(self.verdict) :]]

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
        bench, fact = way.trial.bench, way.spec.id
        self.admits = fact in bench.field.admitting
        self.bars = () if self.admits else tuple(bar for bar in bench.bars_with(fact) if goal.minds(bar))
        self.lineup = lined_up(way, first=goal.first, bars=self.bars, surely=goal.is_strict)
        self.walk = Walk(verdict_along(way), self.lineup.courses)
        self.contests = self.lineup.contests
        self.beside = way.trial  # the bid among those that take part beside it before the next kink
        self._rough: list[Callable[[float], float]] = []

    def stretches(self, limit: Fraction | None) -> Iterator[Stretch]:
        """Yield where the goal is met: within segments, and at kinks, none of them beyond the limit."""
        t, walk, way = ZERO, self.walk, self.way
        try:
            walk.begin()
            self._rough = [r.rough(value) for value in walk.values]
            yield from self._met_beyond(t)
            while (kink := walk.end) is not None:
                if limit is not None and kink > limit:
                    return
                t = walk.advance()
                self._turn()
                if t == kink and self._is_met_at(t):
                    yield Stretch(t, t, closed=True)
                yield from self._met_beyond(t)
        except StillOpenError:
            return
        except NotRationalError:
            yield from stretches_on_grid(way, self.goal, t, limit)
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
        if self.admits:
            self._join(t, far)
        if not self._allows([head.value for head in walk.heads[: len(walk.verdict)]]):
            return
        if not self._is_hopeless(t, far):
            found = exceeded(self.contests, walk.values, -self._slack, t, far)
            yield from found if not self._slack else self._rounded(found)

    def _join(self, t: Fraction, far: Fraction | None) -> None:
        """Stand among the bids that take part before the next kink: where no gate and no bar turned, they are the same."""
        first = len(self.walk.verdict)
        if self.beside is not self.way.trial and not any(i < first for i in self.walk.turned):
            return
        self.beside = tried_at(self.way, (t + far) / 2 if far is not None else 2 * t + 1)
        if self.beside.lot is not self.way.trial.lot:
            raise NotRationalError("other bids are compared")
        self.contests = (against_best(self.way.trial, self.lineup.own, bar(self.beside)),) if self.goal.first else ()

    def _rounded(self, found: Iterator[Stretch]) -> Iterator[Stretch]:
        """Yield where the goal is met once scores are rounded, of where it may be met."""
        for part in found:
            surely = next(exceeded(self.contests, self.walk.values, self._slack, part.near, part.far), None)
            yield from settled(self.way, self.goal, part, None if surely is None else surely.near)

    @cached_property
    def _slack(self) -> Fraction:
        return self.way.trial.bench.field.slack

    def _allows(self, outcomes: Sequence[Any]) -> bool:
        """Say whether gates, flags and bars are as the goal wants them."""
        if self.admits:
            return self.goal.allows(self.beside, self.beside.env)
        pairs = zip(self.walk.verdict, outcomes, strict=True)
        steps = {course.step: outcome for course, outcome in pairs if isinstance(course, VerdictCourse)}
        steps.update((f"{BAR}:{bar.id}", True) for bar in self.bars)  # each is a contest of its own
        return self.goal.allows(self.way.trial, ChainMap(steps, self.way.trial.env))

    def _is_hopeless(self, t: Fraction, far: Fraction | None) -> bool:
        """Say whether some other is surely not exceeded before the next kink: between kinks no score turns."""
        here = self._roughly_at(t)
        there = self._far_out() if far is None else self._roughly_at(far)
        return any(contest.most(here, there) < -self._clearly for contest in self.contests)

    def _roughly_at(self, t: Fraction) -> list[float]:
        x = float(t)
        return [value(x) for value in self._rough]

    def _far_out(self) -> list[float]:
        return [math.inf if (end := r.limit(value)) is None else float(end) for value in self.walk.values]

    def _is_met_at(self, t: Fraction) -> bool:
        """Say whether the goal is met at a kink; the bid is judged again only where what tends to it does not tell."""
        walk, first = self.walk, len(self.walk.verdict)
        if self.admits and any(i < first for i in walk.turned):
            return self.goal.is_met(tried_at(self.way, t))
        outcomes = [head.value for head in walk.heads[:first]]
        for i in walk.broken:
            course = walk.courses[i]
            if isinstance(course, VerdictCourse):
                outcomes[i] = course.at(t)
        if not self._allows(outcomes):
            return False
        if self.contests and not any(i >= first for i in walk.broken):
            values = self._roughly_at(t)
            lead = min(contest.most(values, values) for contest in self.contests)
            if abs(lead) > self._clearly:
                return lead > 0
        return self.goal.is_met(self.way.at(t))

    @cached_property
    def _clearly(self) -> float:
        return CLEARLY + float(self._slack)


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
