"""Where a sum of moving scores is above a bar on one smooth segment: by the roots of one polynomial, or closed in on.

Few denominators make one polynomial, whose roots tell exactly. With many, floating point narrows the segment: every
score only rises or only falls on it, so that its ends bound it, down to a five-hundredth of the segment; each edge found
so is then settled exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from contracteval.analysis.sums import total_of
from contracteval.formula import polynomial as p
from contracteval.formula import rational as r
from contracteval.formula.functions import round_significant
from contracteval.formula.polynomial import Poly
from contracteval.formula.rational import Moving, Rational
from contracteval.model.record import dataclass

ZERO = Fraction(0)
_MOST_DEGREES = 8
_CLEARLY = 1e-9  # points of the total, well above what floating point loses in a sum of some hundred scores
_NARROW = 1e-13
_FINE = 1 / 500
_MOST_HALVES = 4000
_FAR_OUT = 2.0**48
_MOST_TRIES = 24
_EDGE = Fraction(1, 10**14)
_DIGITS = 18
Terms = Sequence[tuple[Fraction, Moving]]
"""What adds up: shares of the total with the scores that they are shares of, as functions of how far the fact went."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a goal is met: from ``near`` to ``far`` away from the start (None: without end).

    ``closed`` says that it is met at ``near`` itself, ``exact`` that ``near`` is exactly where it begins.
    """

    near: Fraction
    far: Fraction | None
    closed: bool
    exact: bool = True


def above(terms: Terms, bar: Fraction, near: Fraction, far: Fraction | None) -> Iterator[Stretch]:
    """Yield where the sum is above the bar between two points, both excluded, nearest first."""
    moving = [term for term in terms if isinstance(term[1], Rational)]
    bar -= total_of(share * value for share, value in terms if isinstance(value, Fraction))
    if not moving:
        yield from [Stretch(near, far, closed=False)] if bar < 0 else []
        return
    bottoms = {p.primitive(r.parts(value)[1]) for _, value in moving}
    if sum(len(bottom) - 1 for bottom in bottoms) <= _MOST_DEGREES:
        yield from _by_roots(moving, bar, near, far)
    else:
        yield from _Closing(moving, bar).above(near, far)


def _by_roots(terms: Terms, bar: Fraction, near: Fraction, far: Fraction | None) -> Iterator[Stretch]:
    top, bottom = (p.shifted(part, near) for part in _over_one(terms, bar))
    ahead = p.scale(top, p.sign_beyond_zero(bottom))  # the denominator keeps its sign on the segment
    start, exact = near, True
    while True:
        root = p.first_root(ahead, None if far is None else far - start)
        if p.sign_beyond_zero(ahead) > 0:
            yield Stretch(start, far if root is None else start + root.low, closed=False, exact=exact)
        if root is None:
            return
        start, exact = start + root.high, root.is_exact
        ahead = p.shifted(ahead, root.high)


def _over_one(terms: Terms, bar: Fraction) -> tuple[Poly, Poly]:
    """Return the sum less the bar as top and bottom; they may share factors, which have no root on the segment."""
    sums: dict[Poly, Moving] = {}
    for share, value in terms:
        bottom = p.primitive(r.parts(value)[1])
        sums[bottom] = r.plus(sums.get(bottom, ZERO), r.times(share, value))
    above, below = r.parts(-bar)
    for top, bottom in map(r.parts, sums.values()):
        above, below = p.add(p.multiply(above, bottom), p.multiply(top, below)), p.multiply(below, bottom)
    return above, below


class _Closing:
    """Halves a segment until floating point tells every bit of it, but for slivers where the bar is met."""

    def __init__(self, terms: Terms, bar: Fraction) -> None:
        self.terms = terms
        self.bar = bar
        self.rough_bar = float(bar)
        self.rough = [(float(share), r.rough(value)) for share, value in terms]

    def above(self, near: Fraction, far: Fraction | None) -> Iterator[Stretch]:
        """Yield where the sum is above the bar, nearest first."""
        start, end = float(near), float(near or 1) * _FAR_OUT if far is None else float(far)
        for before, low, high in _joined(self._met(start, end, endless=far is None), start):
            last = far if high == end else Fraction(high)
            first = near if before == start else Fraction(before)
            if low == start or self._lead(first) > 0:
                yield Stretch(first, last, closed=False)
            else:
                yield self._settled(first, Fraction(low), last)

    def _met(self, start: float, end: float, *, endless: bool) -> Iterator[tuple[bool, float, float]]:
        """Yield the bits of a segment in order, and whether the bar is exceeded there; slivers are left out.

        A bit is bounded by what each score is at its ends, a very short one taken for what the sum is there.
        """
        waiting = [(start, end, self._at(start), self._at(end))]
        for _ in range(_MOST_HALVES):
            if not waiting:
                return
            low, high, here, there = waiting.pop()
            is_fine = high - low <= (low if endless else end - start) * _FINE
            bounds = (sum(here), sum(there)) if is_fine else (sum(map(min, here, there)), sum(map(max, here, there)))
            if max(bounds) < self.rough_bar - _CLEARLY or min(bounds) > self.rough_bar + _CLEARLY:
                yield min(bounds) > self.rough_bar, low, high
            elif max(map(abs, map(float.__sub__, here, there))) > _CLEARLY and high - low > _NARROW * high:
                middle = (low + high) / 2
                between = self._at(middle)
                waiting += [(middle, high, between, there), (low, middle, here, between)]

    def _at(self, t: float) -> list[float]:
        return [share * value(t) for share, value in self.rough]

    def _lead(self, t: Fraction) -> Fraction:
        return total_of(share * r.value_at(value, t) for share, value in self.terms) - self.bar

    def _settled(self, low: Fraction, high: Fraction, far: Fraction | None) -> Stretch:
        """Close in on the edge between a point where the bar is not exceeded and one where it is (Illinois method)."""
        below, beyond = float(self._lead(low)), float(self._lead(high))
        for turn in range(_MOST_TRIES):
            if high - low <= high * _EDGE:
                break
            t = _between(low, high, below / (below - beyond)) if turn % 3 else p.simplest_between(low, high)
            lead = self._lead(t)
            if lead == 0:
                return Stretch(t, far, closed=False)
            if lead > 0:
                high, beyond, below = t, float(lead), below / 2
            else:
                low, below, beyond = t, float(lead), beyond / 2
        return Stretch(high, far, closed=True, exact=False)


def _joined(bits: Iterator[tuple[bool, float, float]], start: float) -> Iterator[tuple[float, float, float]]:
    """Join the bits above the bar that touch: how far it is surely not exceeded before, and both ends."""
    before, held = start, None
    for met, low, high in bits:
        if met and held is not None and held[2] == low:
            held = (held[0], held[1], high)
        elif met:
            yield from [] if held is None else [held]
            held = (before, low, high)
        before = high
    yield from [] if held is None else [held]


def _between(low: Fraction, high: Fraction, share: float) -> Fraction:
    """Return a number of few digits at a share of the way between two others, a little away from both.

    Exact sums of long numbers are dear, and beside an end that lies on the edge a small step finds its other side.
    """
    least = high * _EDGE / 2
    wanted = low + (high - low) * Fraction(share)
    short = round_significant(max(low + least, min(wanted, high - least)), _DIGITS)
    return short if low < short < high else (low + high) / 2
