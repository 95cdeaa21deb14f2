"""A bid against each of the others along one fact: where it is above all of them on one smooth segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from contracteval.analysis.beside import NOBODY, others
from contracteval.analysis.course import ScoreCourse
from contracteval.analysis.crossing import Stretch, above
from contracteval.analysis.sums import total_of
from contracteval.analysis.trial import Trial
from contracteval.formula.rational import Moving
from contracteval.model.record import dataclass
from contracteval.model.result import Verdict


@dataclass(frozen=True, slots=True)
class Contest:
    """What moves of a bid and of another one: ``terms`` are places among the scores, with their shares of the lead.

    The bid is ahead where the sum of share and score is above ``bar``. Shares of what the other earns are below zero.
    """

    terms: tuple[tuple[int, Fraction], ...]
    bar: Fraction
    rough: tuple[tuple[int, float], ...]

    def most(self, here: Sequence[float], there: Sequence[float]) -> float:
        """Return about the most that the lead can be between two points where no score turns."""
        return sum(max(s * here[i], s * there[i]) for i, s in self.rough) - float(self.bar)


def contests_of(
    trial: Trial, own: Sequence[ScoreCourse], rivals: Mapping[str, Sequence[ScoreCourse]]
) -> tuple[Contest, ...]:
    """Return whom a bid has to exceed: each other bid that moves, and the best of those that stand still."""
    running = {bid.id: bid.score.ends[1] for bid in others(trial) if bid.verdict is not Verdict.REJECT}
    found, first = [], len(own)
    for bid, courses in rivals.items():
        if courses and bid in running:
            still = running.pop(bid) - _standing(courses[0].trial, courses)
            found.append(_contest(trial, own, still, [(first + i, -c.part.share) for i, c in enumerate(courses)]))
        first += len(courses)
    if running or not found:
        found.append(against_best(trial, own, max(running.values(), default=NOBODY)))
    return tuple(found)


def against_best(trial: Trial, own: Sequence[ScoreCourse], best: Fraction) -> Contest:
    """Return the contest with other bids that stand still."""
    return _contest(trial, own, best, [])


def _standing(trial: Trial, courses: Sequence[ScoreCourse]) -> Fraction:
    """Return what the parts that move come to before they do."""
    return total_of(course.part.share * course.part.ends(trial.scores)[course.end] for course in courses)


def _contest(
    trial: Trial, own: Sequence[ScoreCourse], still: Fraction, theirs: Sequence[tuple[int, Fraction]]
) -> Contest:
    """Make a contest; ``still`` is what the other has beside what moves of it."""
    terms = (*((i, course.part.share) for i, course in enumerate(own)), *theirs)
    bar = still - (trial.total.ends[0] - _standing(trial, own))
    return Contest(terms, bar, tuple((i, float(share)) for i, share in terms))


def exceeded(
    contests: Sequence[Contest], scores: Sequence[Moving], by: Fraction, near: Fraction, far: Fraction | None
) -> Iterator[Stretch]:
    """Yield where a bid is ahead of all others by more than so many points between two points, nearest first."""
    found: Iterator[Stretch] = iter((Stretch(near, far, closed=False),))
    for contest in contests:
        terms = [(share, scores[i]) for i, share in contest.terms]
        found = _within(found, terms, contest.bar + by)
    yield from found


def _within(found: Iterator[Stretch], terms: Sequence[tuple[Fraction, Moving]], bar: Fraction) -> Iterator[Stretch]:
    """Yield what is above a bar of some stretches; where one begins with the stretch, it does as the stretch does."""
    for outer in found:
        for inner in above(terms, bar, outer.near, outer.far):
            yield outer if inner == Stretch(outer.near, outer.far, closed=False) else _cut(outer, inner)


def _cut(outer: Stretch, inner: Stretch) -> Stretch:
    begins_with = inner.near == outer.near and not inner.closed
    return Stretch(inner.near, inner.far, outer.closed, outer.exact) if begins_with else inner
