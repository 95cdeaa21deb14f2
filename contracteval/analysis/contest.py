"""A bid against each of the others, and against the bars that the buyer set: where it passes all on one smooth segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, count

from contracteval.analysis.beside import NOBODY, running
from contracteval.analysis.course import ScoreCourse, rivals_along, scores_along
from contracteval.analysis.crossing import Stretch, Terms, above
from contracteval.analysis.parts import Part
from contracteval.analysis.sums import total_of
from contracteval.analysis.trial import Trial
from contracteval.analysis.way import Way
from contracteval.formula.rational import Moving, Rational
from contracteval.model.record import dataclass
from contracteval.model.settings import Admission

Own = Sequence[tuple[int, Part]]
"""The parts of a bid that move, each with its place among the moving scores."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What a sum of moving scores must exceed, or reach where ``reaches`` says so.

    ``terms`` are places among the moving scores with their shares; what another bid earns has shares below zero.
    """

    terms: tuple[tuple[int, Fraction], ...]
    bar: Fraction
    rough: tuple[tuple[int, float], ...]
    reaches: bool

    def most(self, here: Sequence[float], there: Sequence[float]) -> float:
        """Return about the most that the lead can be between two points where no score turns."""
        return sum(max(s * here[i], s * there[i]) for i, s in self.rough) - float(self.bar)


@dataclass(frozen=True, slots=True)
class Lineup:
    """The scores that move along a way, which of them are parts of the bid's own total, and what they are held against."""

    courses: tuple[ScoreCourse, ...]
    own: Own
    contests: tuple[Contest, ...]


def lined_up(way: Way, *, first: bool, bars: Sequence[Admission], surely: bool) -> Lineup:
    """Line up what a goal is held against: the other bids where it is to be first, and bars on scores.

    Unless they are to be passed ``surely``, a bar may wait for a missing answer.
    """
    trial, bench, fact = way.trial, way.trial.bench, way.spec.id
    total = bench.parts_with(fact) if first else ()
    held = [(bar, bench.minimum_parts(bar, fact)) for bar in bars]
    parts = {part.id: part for part in (*total, *chain.from_iterable(moving for _, moving in held))}
    places = {id_: i for i, id_ in enumerate(parts)}

    def placed(some: Sequence[Part]) -> Own:
        return [(places[part.id], part) for part in some]

    number = count(len(parts))
    rivals = rivals_along(way) if first else {}
    numbered = {bid: [(next(number), course) for course in courses] for bid, courses in rivals.items()}
    contests = contests_of(trial, placed(total), numbered) if first else ()
    over = (
        against_minimum(trial, placed(moving), bench.field.bars[bar.id], bar.minimum, end=0 if surely else 1)
        for bar, moving in held
        if bar.minimum is not None
    )
    courses = (*scores_along(way, parts.values()), *chain.from_iterable(rivals.values()))
    return Lineup(courses, placed(total), (*contests, *over))


def contests_of(trial: Trial, own: Own, rivals: Mapping[str, Sequence[tuple[int, ScoreCourse]]]) -> tuple[Contest, ...]:
    """Return whom a bid has to exceed: each other bid that moves, and the best of those that stand still."""
    left = dict(running(trial))
    found = []
    for bid, courses in rivals.items():
        if courses and bid in left:
            rival, parts = courses[0][1].trial, [(i, course.part) for i, course in courses]
            lead = left.pop(bid) - _standing(rival, parts, end=1)
            found.append(_contest(_terms(own) + _terms(parts, -1), lead - _still(trial, own)))
    if left or not found:
        found.append(against_best(trial, own, max(left.values(), default=NOBODY)))
    return tuple(found)


def against_best(trial: Trial, own: Own, best: Fraction) -> Contest:
    """Return the contest with other bids that stand still."""
    return _contest(_terms(own), best - _still(trial, own))


def against_minimum(trial: Trial, own: Own, held: Part, minimum: Fraction, *, end: int) -> Contest:
    """Return the contest with a bar that the buyer set on a score, of which the least or the most counts."""
    still = held.ends(trial.scores)[end] - _standing(trial, own, end)
    return _contest(_terms(own), minimum - still, reaches=True)


def _still(trial: Trial, own: Own) -> Fraction:
    """Return what a bid has beside what moves of it."""
    return trial.total.ends[0] - _standing(trial, own)


def _standing(trial: Trial, own: Own, end: int = 0) -> Fraction:
    """Return what the parts that move come to before they do."""
    return total_of(part.share * part.ends(trial.scores)[end] for _, part in own)


def _terms(own: Own, sign: int = 1) -> tuple[tuple[int, Fraction], ...]:
    return tuple((i, sign * part.share) for i, part in own)


def _contest(terms: tuple[tuple[int, Fraction], ...], bar: Fraction, *, reaches: bool = False) -> Contest:
    return Contest(terms, bar, tuple((i, float(share)) for i, share in terms), reaches)


def exceeded(
    contests: Sequence[Contest], scores: Sequence[Moving], by: Fraction, near: Fraction, far: Fraction | None
) -> Iterator[Stretch]:
    """Yield where all contests are won by more than so many points between two points, nearest first."""
    found: Iterator[Stretch] = iter((Stretch(near, far, closed=False),))
    for contest in contests:
        terms = [(share, scores[i]) for i, share in contest.terms]
        found = _within(found, terms, contest.bar + by, reaches=contest.reaches)
    yield from found


def _within(found: Iterator[Stretch], terms: Terms, bar: Fraction, *, reaches: bool) -> Iterator[Stretch]:
    """Yield what passes a bar of some stretches; where one begins with the stretch, it does as the stretch does."""
    for outer in found:
        if reaches and not any(isinstance(value, Rational) for _, value in terms):
            yield from [outer] if total_of(share * value for share, value in terms) >= bar else []  # type: ignore[operator]
            continue
        for inner in above(terms, bar, outer.near, outer.far):
            if inner.near == outer.near and not inner.closed:
                yield Stretch(inner.near, inner.far, outer.closed, outer.exact)
            else:
                yield replace(inner, closed=inner.closed or (reaches and inner.exact))
