"""One part of the result along one fact: smooth pieces between its own kinks, traced only as far as they are asked for.

A piece of a score is a rational function of how far the fact has gone. It ends where it turns, so that every piece only
rises, only falls or stands still. A piece of a gate or flag is its outcome.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from contracteval.analysis.trial import Trial, put
from contracteval.analysis.way import Way
from contracteval.analysis.workbench import Followed, Part
from contracteval.evaluation.aggregate import join
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.engine import CONDITION_FAILS
from contracteval.evaluation.evaluate import score_of
from contracteval.formula import rational as r
from contracteval.formula.functions import round_significant
from contracteval.formula.rational import Moving, Rational
from contracteval.formula.to_segment import NotRationalError, Segment, extreme
from contracteval.model.record import dataclass
from contracteval.model.result import Score
from contracteval.model.value import Undefined, Unknown, absent
from contracteval.rules.plan import Branch, Leaf
from contracteval.rules.rulebook import LOT, Criterion, Step

ZERO = Fraction(0)
_MOST_PIECES = 60
_MOST_DEGREES = 9


class StillOpenError(ValueError):
    """What the fact would do cannot be told before another answer is known."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What holds from ``near`` to ``far`` away from the start, both excluded; without ``far`` to the end of the way.

    The next piece begins at ``next``: at ``far`` itself, or just beyond where a kink is known only between two ends.
    ``breaks`` says that the value at ``far``, or at the end of the way, may be another than the one it tends to.
    """

    near: Fraction
    far: Fraction | None
    next: Fraction
    value: Any
    breaks: bool


class Course:
    """The pieces of one part along a way, nearest first."""

    def __init__(self, way: Way, ends: frozenset[str]) -> None:
        self.way = way
        self.bench = way.trial.bench
        self.path = self.bench.path(way.spec.id, ends)
        self._pieces: list[Piece] = []

    def piece(self, place: int) -> Piece:
        """Return a piece by its place."""
        while len(self._pieces) <= place:
            if place >= _MOST_PIECES:
                raise NotRationalError("too many kinks")
            self._pieces.append(self._trace(self._pieces[-1].next if self._pieces else ZERO))
        return self._pieces[place]

    def at(self, t: Fraction) -> Any:
        """Return what the part comes to at a point, exactly; None where it is open."""
        env = dict(self.way.trial.env)
        for id_ in self.path:
            env.pop(id_, None)
        put(env, self.way.spec.id, self.way.answer_at(t))
        return self.read(self.bench.study.engine.run(env, env[LOT], frozenset(self.path)).env)

    def _trace(self, t: Fraction) -> Piece:
        length, segment = self.way.length, Segment()
        env = ChainMap[str, Any]({}, self.way.trial.env)
        put(env, self.way.spec.id, self.way.answer_at(t))
        env[self.way.spec.id] = r.variable(self.way.value(t), Fraction(self.way.slope))
        for id_ in self.path:
            env[id_] = _step(self.bench.followed(id_), env, segment)
        value = self.follow(env, segment)
        if isinstance(value, Rational):
            _mind_turns(value, segment)
            value = r.shifted(value, -t)
        left = None if length is None else length - t
        end = segment.end(left)
        if end is None:
            return Piece(t, None, t, value, left is not None and segment.breaks_at(left))
        return Piece(t, t + end[0], t + end[1], value, segment.breaks_at(end[0]))

    def follow(self, env: MutableMapping[str, Any], segment: Segment) -> Any:
        """Return what the part comes to once the steps on the path were followed."""
        raise NotImplementedError

    def read(self, env: dict[str, Any]) -> Any:
        """Return what the part comes to once the steps on the path were run at a point."""
        raise NotImplementedError


class VerdictCourse(Course):
    """How the condition of a gate or flag comes out along a way."""

    def __init__(self, way: Way, step: str) -> None:
        super().__init__(way, frozenset({step}))
        self.step = step

    def follow(self, env: MutableMapping[str, Any], segment: Segment) -> Any:
        """Return the outcome of the condition."""
        return env[self.step]

    def read(self, env: dict[str, Any]) -> Any:
        """Return the outcome of the condition."""
        return env[self.step]


class ScoreCourse(Course):
    """The least that a part of the total can be along a way."""

    def __init__(self, way: Way, part: Part) -> None:
        super().__init__(way, part.criteria)
        self.part = part
        self.moving = part.criteria & self.bench.cone(way.spec.id)

    def read(self, env: dict[str, Any]) -> Fraction | None:
        """Return the score; None where it waits for an answer."""
        if any(isinstance(env[id_], Unknown) for id_ in self.moving):
            return None
        encloser, criteria = Encloser(self.bench.study.engine, env), self.bench.plan.rulebook.criteria
        moved = {id_: score_of(criteria[id_], env[id_], encloser) for id_ in self.moving}
        return self.part.low(moved if self.moving == self.part.criteria else {**self.way.trial.scores, **moved})

    def follow(self, env: MutableMapping[str, Any], segment: Segment) -> Moving:
        """Return the score as it moves."""
        return self._member(self.part.member, env, segment)

    def _member(self, member: Branch | Leaf, env: MutableMapping[str, Any], segment: Segment) -> Moving:
        if isinstance(member, Branch):
            return self._joined(member, env, segment)
        id_ = member.criterion.id
        if id_ not in self.moving:
            return self.way.trial.scores[id_].low or ZERO
        return _score(member.criterion, env[id_], segment)

    def _joined(self, branch: Branch, env: MutableMapping[str, Any], segment: Segment) -> Moving:
        parts = [(member.weight, self._member(member, env, segment)) for member in branch.members if member.weight]
        if branch.join == "min":
            return extreme([value for _, value in parts], segment, least=True)
        if branch.join == "mean" or len(parts) == 1:
            return mean(parts)
        known = [(weight, value) for weight, value in parts if isinstance(value, Fraction)]
        if len(known) < len(parts) and not any(value == 0 for _, value in known):
            raise NotRationalError(branch.id)
        return join("geometric", [(weight, Score.exactly(value)) for weight, value in known]).low or ZERO


def courses_along(way: Way, *, scored: bool) -> tuple[list[VerdictCourse], list[ScoreCourse]]:
    """Return what moves along a way: the gates and flags and, if ``scored``, the parts of the total."""
    bench, fact = way.trial.bench, way.spec.id
    verdict = [_remembered(way, frozenset({step}), step) for step in bench.verdict_steps_with(fact)]
    parts = [_remembered(way, part.criteria, part) for part in bench.parts_with(fact)] if scored else []
    return verdict, parts


def _remembered(way: Way, ends: frozenset[str], what: str | Part) -> Any:
    """Take the course from the bid as it was read where nothing of what it rests on has been moved since."""
    trial = way.trial
    holder: Trial = trial if any(id_ in trial.touched for id_ in ends) else trial.root
    key = way.spec.id, way.slope, way.start, ends
    if key not in holder.memo:
        own = way if holder is trial else Way(holder, way.spec, way.answer, way.start, way.slope)
        holder.memo[key] = VerdictCourse(own, what) if isinstance(what, str) else ScoreCourse(own, what)
    return holder.memo[key]


# --- the engine's steps, followed


def _step(followed: Followed, env: MutableMapping[str, Any], segment: Segment) -> Any:
    """Evaluate a step as the engine does: its condition, then the first formula whose inputs are known."""
    step = followed.step
    if step.kind == "table":
        raise NotRationalError(step.id)
    guard = True if followed.only_if is None else followed.only_if(env, segment)
    if guard is False:
        return Undefined(step.undefined_why or CONDITION_FAILS)
    first: Any = None
    for formula in followed.formulas:
        outcome = formula(env, segment)
        if not isinstance(outcome, Unknown):
            return absent(guard) if guard is not True else _as_stored(outcome, step)
        first = outcome if first is None else first
    first = Unknown(frozenset()) if first is None else first
    return absent(guard, first) if guard is not True else first


def _as_stored(outcome: Any, step: Step) -> Any:
    return round_significant(outcome) if isinstance(outcome, Fraction) and not step.type.exact else outcome


def _score(criterion: Criterion, value: Any, segment: Segment) -> Moving:
    if isinstance(value, Undefined):
        return criterion.undefined_score or ZERO
    if isinstance(value, Unknown):
        raise StillOpenError(criterion.id)
    if isinstance(value, Fraction):
        return criterion.score_at(value)
    return _on_scale(value, criterion.scale, segment)


def _on_scale(value: Rational, scale: Sequence[tuple[Fraction, Fraction]], segment: Segment) -> Moving:
    if segment.side(value, scale[0][0]) <= 0:
        return scale[0][1]
    for (x0, y0), (x1, y1) in pairwise(scale):
        if segment.side(value, x1) <= 0:
            steep = (y1 - y0) / (x1 - x0)
            return r.plus(r.times(steep, value), y0 - steep * x0)
    return scale[-1][1]


def mean(parts: Sequence[tuple[Fraction, Moving]]) -> Moving:
    """Return the weighted sum of what moves."""
    total: Moving = sum((weight * value for weight, value in parts if isinstance(value, Fraction)), ZERO)
    for weight, value in parts:
        if isinstance(value, Rational):
            total = r.plus(total, r.times(weight, value))
            if isinstance(total, Rational) and len(total.bottom) > _MOST_DEGREES:
                raise NotRationalError("too many denominators")  # their product is dearer than trying values out
    return total


def _mind_turns(value: Rational, segment: Segment) -> None:
    """End the segment where a score turns; a quotient of two straight lines never does."""
    if len(value.top) > 2 or len(value.bottom) > 2:
        segment.mind(r.slope(value), breaks=False)
