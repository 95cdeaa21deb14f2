"""One part of the result along one fact: smooth pieces between its own kinks, traced only as far as they are asked for.

A piece of a score is a rational function of how far the fact has gone. It ends where it turns, so that every piece only
rises, only falls or stands still. A piece of a gate or flag is its outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from fractions import Fraction
from typing import Any

from contracteval.analysis.field import BAR
from contracteval.analysis.following import followed_score, followed_step, mean, mind_turns
from contracteval.analysis.parts import Part
from contracteval.analysis.trial import Trial
from contracteval.analysis.way import Way
from contracteval.evaluation.admission import ends_of
from contracteval.evaluation.aggregate import join
from contracteval.formula import rational as r
from contracteval.formula.rational import Moving, Rational
from contracteval.formula.to_segment import NotRationalError, Segment, extreme
from contracteval.model.record import dataclass
from contracteval.model.result import Score
from contracteval.model.settings import Admission
from contracteval.model.value import Undefined
from contracteval.rules.plan import Branch, Leaf
from contracteval.rules.rulebook import LOT

ZERO = Fraction(0)
UNDEFINED = Score("undefined", None, ZERO, Fraction(100))
_MOST_PIECES = 60


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


class Moved(dict[str, Any]):
    """What is other in an environment; everything else is looked up there."""

    __slots__ = ("under",)

    def __init__(self, under: Mapping[str, Any]) -> None:
        super().__init__()
        self.under = under

    def __missing__(self, name: str) -> Any:
        return self.under[name]


class Course:
    """The pieces of one part of what ``trial`` comes to along a way, its own or that of another bid, nearest first."""

    def __init__(self, way: Way, trial: Trial, ends: frozenset[str]) -> None:
        self.way = way
        self.trial = trial
        self.bench = trial.bench
        self.path = self.bench.path(way.spec.id, ends)
        if trial.bid != way.trial.bid:  # another bid moves only by what it reads of this one
            self.path = tuple(step for step in self.path if step in self.bench.field.readers)
        self._pieces: list[Piece] = []

    def piece(self, place: int) -> Piece:
        """Return a piece by its place."""
        while len(self._pieces) <= place:
            if place >= _MOST_PIECES:
                raise NotRationalError("too many kinks")
            self._pieces.append(self._trace(self._pieces[-1].next if self._pieces else ZERO))
        return self._pieces[place]

    def _trace(self, t: Fraction) -> Piece:
        length, segment = self.way.length, Segment()
        env = Moved(self.trial.env)
        self.way.enter(env, t, self.trial.bid, moving=True)
        for id_ in self.path:
            env[id_] = followed_step(self.bench.followed(id_), env, segment)
        value = self.follow(env, segment)
        if isinstance(value, Rational):
            mind_turns(value, segment)
            value = r.shifted(value, -t)
        left = None if length is None else length - t
        end = segment.end(left)
        if end is None:
            return Piece(t, None, t, value, left is not None and segment.breaks_at(left))
        return Piece(t, t + end[0], t + end[1], value, segment.breaks_at(end[0]))

    def follow(self, env: MutableMapping[str, Any], segment: Segment) -> Any:
        """Return what the part comes to once the steps on the path were followed."""
        raise NotImplementedError


class VerdictCourse(Course):
    """How the condition of a gate or flag comes out along a way."""

    def __init__(self, way: Way, trial: Trial, step: str) -> None:
        super().__init__(way, trial, frozenset({step}))
        self.step = step

    def follow(self, env: MutableMapping[str, Any], segment: Segment) -> Any:
        """Return the outcome of the condition."""
        return env[self.step]

    def at(self, t: Fraction) -> Any:
        """Return the outcome of the condition at a point, exactly."""
        env = dict(self.trial.env)
        for id_ in self.path:
            env.pop(id_, None)
        self.way.enter(env, t, self.trial.bid, moving=False)
        return self.bench.study.engine.run(env, env[LOT], frozenset(self.path)).env[self.step]


class ScoreCourse(Course):
    """A part of what is scored along a way: the least of it, and the most of it for another bid than the one that moves."""

    def __init__(self, way: Way, trial: Trial, part: Part) -> None:
        super().__init__(way, trial, part.criteria)
        self.part = part
        self.moving = part.criteria & self.bench.cone(way.spec.id)
        self.end = 0
        if trial.bid != way.trial.bid:
            self.moving, self.end = self.moving & self.bench.field.readers, 1

    def follow(self, env: MutableMapping[str, Any], segment: Segment) -> Any:
        """Return the score as it moves."""
        return self._member(self.part.member, env, segment)

    def _member(self, member: Branch | Leaf, env: MutableMapping[str, Any], segment: Segment) -> Moving:
        if isinstance(member, Branch):
            return self._joined(member, env, segment)
        id_ = member.criterion.id
        if id_ not in self.moving:
            return self.trial.scores[id_].ends[self.end]
        if isinstance(env[id_], Undefined) and member.criterion.undefined_score is None:
            return UNDEFINED.ends[self.end]
        return followed_score(member.criterion, env[id_], segment)

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


class BarCourse(ScoreCourse):
    """How many marks a score reaches along a way: a minimum that the buyer set, or what the others have."""

    def __init__(self, way: Way, trial: Trial, part: Part, bar: Admission) -> None:
        super().__init__(way, trial, part)
        self.marks = marks_of(trial, bar)

    def follow(self, env: MutableMapping[str, Any], segment: Segment) -> int:
        """Return the number of marks that are reached."""
        score = super().follow(env, segment)
        return sum(segment.sign(r.minus(score, mark)) >= 0 for mark in self.marks)


def marks_of(trial: Trial, bar: Admission) -> tuple[Fraction, ...]:
    """Return what tells whether a bid passes a bar: the minimum, or both ends of the score of every other bid."""
    if bar.minimum is not None:
        return (bar.minimum,)
    beside = (
        Trial.of(trial.bench, other).within(trial.lot) for other in trial.bench.study.results if other != trial.bid
    )
    return tuple({end for other in beside for end in ends_of(other.alone, bar.on)})


def verdict_along(way: Way) -> list[VerdictCourse | BarCourse]:
    """Return the gates and flags that move along a way; the bars too where it decides who takes part."""
    bench, fact = way.trial.bench, way.spec.id
    found = [_remembered(way, step, frozenset({step}), VerdictCourse, step) for step in bench.verdict_steps_with(fact)]
    for bar in bench.bars_with(fact) if fact in bench.field.admitting else ():
        part = bench.field.bars[bar.id]
        found.append(_remembered(way, f"{BAR}:{bar.id}", part.criteria, BarCourse, part, bar))
    return found


def scores_along(way: Way, parts: Iterable[Part]) -> list[ScoreCourse]:
    """Return how some parts of the total move along a way."""
    return [_remembered(way, part.id, part.criteria, ScoreCourse, part) for part in parts]


def rivals_along(way: Way) -> dict[str, list[ScoreCourse]]:
    """Return the parts of the totals of other bids that move along a way, by bid."""
    trial, bench = way.trial, way.trial.bench
    if way.spec.id not in bench.field.compared or trial.bid not in trial.lot:
        return {}
    moving = [part for part in bench.parts_with(way.spec.id) if not part.criteria.isdisjoint(bench.field.readers)]
    rivals = [Trial.of(bench, id_).within(trial.lot) for id_ in bench.study.results if id_ != trial.bid]
    return {rival.bid: [ScoreCourse(way, rival, part) for part in moving] for rival in rivals}


def _remembered(way: Way, name: str, ends: frozenset[str], kind: Any, *what: Any) -> Any:
    """Take the course from the bid as it was read where nothing of what it rests on has been moved since."""
    trial = way.trial
    holder: Trial = trial if any(id_ in trial.touched for id_ in ends) else trial.root
    key = way.spec.id, way.slope, way.start, name
    if key not in holder.memo:
        own = way if holder is trial else Way(holder, way.spec, way.answer, way.start, way.slope)
        holder.memo[key] = kind(own, holder, *what)
    return holder.memo[key]
