"""Along one fact: where a goal is met, from the value that was read outwards, kink by kink.

Between two kinks the total is a rational function of the fact and everything yes/no stands still, so that where the goal
is met follows from the roots of one polynomial. At a kink, and at the end of what the fact may be, the exact evaluator
is asked. Where a formula is no rational function (a logarithm, rows of a table, the other bids), the goal is tried on a
grid and its edge closed in on by halving. A fact whose effect hangs on another missing answer has no stretch at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from contracteval.analysis.goals import Goal
from contracteval.analysis.trial import Followed, Trial
from contracteval.evaluation.aggregate import join
from contracteval.evaluation.engine import CONDITION_FAILS
from contracteval.formula import polynomial as p
from contracteval.formula import rational as r
from contracteval.formula.functions import round_significant
from contracteval.formula.rational import Moving, Rational
from contracteval.formula.to_segment import NotRationalError, Segment, extreme
from contracteval.model.bid import Answer
from contracteval.model.fact import FactSpec
from contracteval.model.record import dataclass
from contracteval.model.result import Score
from contracteval.model.value import Undefined, Unknown, absent
from contracteval.rules.plan import Branch, Leaf
from contracteval.rules.rulebook import Criterion, Step

ZERO = Fraction(0)
_MOST_SEGMENTS = 60
_MOST_DEGREES = 9
_GRID = 48
_COARSE = 16
_HALVINGS = 70


class StillOpenError(ValueError):
    """What the fact would do cannot be told before another answer is known."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a goal is met: from ``near`` to ``far`` away from the start (None: without end).

    ``closed`` says that it is met at ``near`` itself, ``exact`` that ``near`` is exactly where it begins.
    """

    near: Fraction
    far: Fraction | None
    closed: bool
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """A walk along one fact: from ``start`` upwards (``slope`` 1) or downwards (-1), as far as the fact may go."""

    trial: Trial
    spec: FactSpec
    answer: Answer
    start: Fraction
    slope: int

    @property
    def length(self) -> Fraction | None:
        """How far it is to the end of what the fact may be; None where there is none."""
        end = self.spec.range.high if self.slope > 0 else self.spec.range.low
        return None if end is None else abs(end - self.start)

    @property
    def end_counts(self) -> bool:
        """Say whether the end itself is possible."""
        limits = self.spec.range
        return not (limits.high_open if self.slope > 0 else limits.low_open)

    def value(self, t: Fraction) -> Fraction:
        """Return the value of the fact ``t`` away from the start."""
        return self.start + self.slope * t

    def at(self, t: Fraction) -> Trial:
        """Return the bid with the fact ``t`` away from the start."""
        answer = Answer(self.value(t), self.answer.grade, self.answer.places)
        return self.trial.but({self.spec.id: answer})


def stretches(way: Way, goal: Goal) -> Iterator[Stretch]:
    """Yield where a goal is met, nearest first; the start itself is not looked at."""
    if way.length is not None and way.length <= 0:
        return
    if way.trial.bench.sees_lot:
        yield from _by_trial(way, goal)
        return
    try:
        yield from _merged([*_by_segments(way, goal)])
    except StillOpenError:
        return
    except NotRationalError:
        yield from _by_trial(way, goal)


def _by_segments(way: Way, goal: Goal) -> Iterator[Stretch]:
    t, length = ZERO, way.length
    for _ in range(_MOST_SEGMENTS):
        limit = None if length is None else length - t
        tracer = Tracer(way, t)
        total, end = tracer.follow(limit, scored=goal.above is not None)
        wide = limit if end is None else end[0]
        if goal.allows(way.trial, tracer.env):
            yield from (_moved(part, t) for part in _met(total, goal, wide))
        if end is None:
            break
        t += end[1]
        if end[0] == end[1] and goal.is_met(way.at(t)):
            yield Stretch(t, t, closed=True)
    else:
        raise NotRationalError("too many kinks")
    if length is not None and way.end_counts and goal.is_met(way.at(length)):
        yield Stretch(length, length, closed=True)


def _merged(found: Sequence[Stretch]) -> Iterator[Stretch]:
    """Join stretches that touch where the goal is met at the point between them."""
    held: Stretch | None = None
    for part in found:
        if held is not None and held.far == part.near and (part.closed or held.near == held.far):
            held = replace(held, far=part.far)
        else:
            yield from [] if held is None else [held]
            held = part
    yield from [] if held is None else [held]


def kinks(way: Way, *, scored: bool) -> Iterator[Fraction]:
    """Yield how far away the kinks along a fact are, nearest first, and the end of what it may be.

    Unless ``scored`` only those of gates and flags count.
    """
    t, length = ZERO, way.length
    try:
        for _ in range(_MOST_SEGMENTS):
            end = Tracer(way, t).follow(None if length is None else length - t, scored=scored)[1]
            if end is None:
                break
            t += end[1]
            yield t
    except (NotRationalError, StillOpenError):
        return
    if length is not None and way.end_counts:
        yield length


def _moved(part: Stretch, t: Fraction) -> Stretch:
    return Stretch(part.near + t, None if part.far is None else part.far + t, part.closed, part.exact)


def _met(total: Moving | None, goal: Goal, wide: Fraction | None) -> Iterator[Stretch]:
    """Yield where the total is high enough on one smooth segment that begins at zero and is ``wide``."""
    if goal.above is None or total is None:
        yield Stretch(ZERO, wide, closed=False)
        return
    lead = r.minus(total, goal.above)
    top, bottom = r.parts(lead)
    ahead = p.scale(top, Fraction(p.sign_beyond_zero(bottom)))  # the denominator keeps its sign on the segment
    start, exact = ZERO, True
    while True:
        root = p.first_root(ahead, None if wide is None else wide - start)
        if p.sign_beyond_zero(ahead) > 0:
            yield Stretch(start, wide if root is None else start + root.low, closed=False, exact=exact)
        if root is None:
            return
        start, exact = start + root.high, root.is_exact
        ahead = p.shifted(ahead, root.high)


def _by_trial(way: Way, goal: Goal) -> Iterator[Stretch]:
    """Try the goal on a grid, and close in on each edge."""

    def met(t: Fraction) -> bool:
        return goal.is_met(way.at(t))

    points = _grid(way, _COARSE if way.trial.bench.sees_lot else _GRID)
    held = False
    for before, after in pairwise(points):
        holds = met(after)
        if holds and not held:
            yield _edge(met, before, after)
        held = holds


def _grid(way: Way, cells: int) -> Sequence[Fraction]:
    """Return where to look: near the start ever more closely, because small moves matter, and evenly to the end."""
    length = way.length
    size = min(abs(way.start) or Fraction(1), length or abs(way.start) or Fraction(1))
    near = {size / Fraction(2) ** i for i in range(cells // 2)}
    if length is None:
        return [ZERO, *sorted(near | {size * Fraction(2) ** i for i in range(cells)})]
    end = length if way.end_counts else length * Fraction(10**6 - 1, 10**6)
    return [ZERO, *sorted(near | {end * Fraction(i, cells) for i in range(1, cells + 1)})]


def _edge(met: Callable[[Fraction], bool], before: Fraction, after: Fraction) -> Stretch:
    """Halve until the edge is known to 15 digits and more; the simplest fraction there is it, if it is one."""
    low, high = before, after
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if met(middle) else (middle, high)
    simple = p.simplest_between(low, high)
    if simple.denominator < 10**9:
        return Stretch(simple, after, closed=simple > before and met(simple))
    return Stretch(high, after, closed=True, exact=False)


class Tracer:
    """The total of a bid, its gates and its flags on the smooth segment just beyond one point of a way."""

    def __init__(self, way: Way, t: Fraction) -> None:
        self.way = way
        self.bench = way.trial.bench
        self.segment = Segment()
        self.start = way.value(t)
        self.env = dict(way.trial.env)

    def follow(self, limit: Fraction | None, *, scored: bool) -> tuple[Moving | None, tuple[Fraction, Fraction] | None]:
        """Return the least total (None unless ``scored``) and where the segment ends before ``limit``; fill ``env``."""
        fact = self.way.spec.id
        cone = self.bench.cone(fact)
        self.env[fact] = r.variable(self.start, Fraction(self.way.slope))
        self.env[f"given({fact})"] = True
        self.env[f"grade({fact})"] = self.way.answer.grade.name.lower()
        for id_ in self.bench.ordered_cone(fact, scored=scored):
            self.env[id_] = self._step(self.bench.followed(id_))
        total = (
            None
            if not scored
            else _mean([(branch.weight, self._joined(branch, cone)) for branch in self.bench.plan.groups])
        )
        return total, self.segment.end(limit)

    def _step(self, followed: Followed) -> Any:
        """Evaluate a step as the engine does: its condition, then the first formula whose inputs are known."""
        step = followed.step
        if step.kind == "table":
            raise NotRationalError(step.id)
        guard = True if followed.only_if is None else followed.only_if(self.env, self.segment)
        if guard is False:
            return Undefined(step.undefined_why or CONDITION_FAILS)
        first: Any = None
        for formula in followed.formulas:
            outcome = formula(self.env, self.segment)
            if not isinstance(outcome, Unknown):
                return absent(guard) if guard is not True else _as_stored(outcome, step)
            first = outcome if first is None else first
        first = Unknown(frozenset()) if first is None else first
        return absent(guard, first) if guard is not True else first

    def _score(self, criterion: Criterion) -> Moving:
        value = self.env[criterion.id]
        if isinstance(value, Undefined):
            return criterion.undefined_score or ZERO
        if isinstance(value, Unknown):
            raise StillOpenError(criterion.id)
        if isinstance(value, Fraction):
            return criterion.score_at(value)
        return self._on_scale(value, criterion.scale)

    def _on_scale(self, value: Rational, scale: Sequence[tuple[Fraction, Fraction]]) -> Moving:
        if self.segment.sign(r.minus(value, scale[0][0])) <= 0:
            return scale[0][1]
        for (x0, y0), (x1, y1) in pairwise(scale):
            if self.segment.sign(r.minus(value, x1)) <= 0:
                return r.plus(y0, r.times((y1 - y0) / (x1 - x0), r.minus(value, x0)))
        return scale[-1][1]

    def _joined(self, branch: Branch, cone: frozenset[str]) -> Moving:
        """Join the members of a group; one that nothing in the cone belongs to keeps the score it has."""
        if cone.isdisjoint(self.bench.members[branch.id]):
            return self.way.trial.group_lows[branch.id]
        parts = [(member.weight, self._member(member, cone)) for member in branch.members if member.weight]
        if branch.join == "min":
            return extreme([value for _, value in parts], self.segment, least=True)
        if branch.join == "mean" or len(parts) == 1:
            return _mean(parts)
        known = [(weight, value) for weight, value in parts if isinstance(value, Fraction)]
        if len(known) < len(parts) and not any(value == 0 for _, value in known):
            raise NotRationalError(branch.id)
        return join("geometric", [(weight, Score.exactly(value)) for weight, value in known]).low or ZERO

    def _member(self, member: Branch | Leaf, cone: frozenset[str]) -> Moving:
        if isinstance(member, Branch):
            return self._joined(member, cone)
        criterion = member.criterion
        return self._score(criterion) if criterion.id in cone else self.way.trial.scores[criterion.id].low or ZERO


def _as_stored(outcome: Any, step: Step) -> Any:
    return round_significant(outcome) if isinstance(outcome, Fraction) and not step.type.exact else outcome


def _mean(parts: Sequence[tuple[Fraction, Moving]]) -> Moving:
    total: Moving = sum((weight * value for weight, value in parts if isinstance(value, Fraction)), ZERO)
    for weight, value in parts:
        if isinstance(value, Rational):
            total = r.plus(total, r.times(weight, value))
            if isinstance(total, Rational) and len(total.bottom) > _MOST_DEGREES:
                raise NotRationalError("too many denominators")  # their product is dearer than trying values out
    return total
