"""Intervals with open ends and slopes: the arithmetic behind bounds.

A ``Span`` encloses every number that a formula can yield; ``slopes`` encloses its derivative in each unknown,
so that a formula in which an unknown acts in one direction is bounded by its ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from fractions import Fraction
from typing import Any

from contracteval.model.record import dataclass

INFINITY = float("inf")
ZERO = Fraction(0)
Bound = Any  # a Fraction, or a float that is plus or minus infinity
Slope = tuple[Bound, Bound]
ANY_SLOPE: Slope = (-INFINITY, INFINITY)


@dataclass(frozen=True, slots=True)
class Span:
    """All numbers from ``low`` to ``high``; ``undefined`` says that there may be no number at all."""

    low: Bound
    high: Bound
    low_open: bool = False
    high_open: bool = False
    undefined: bool = False
    slopes: Mapping[str, Slope] = field(default_factory=dict)

    @property
    def is_point(self) -> bool:
        """Say whether only one number is possible."""
        return bool(self.low == self.high)

    @property
    def holds_zero(self) -> bool:
        """Say whether zero is possible."""
        below = self.low < 0 or (self.low == 0 and not self.low_open)
        above = self.high > 0 or (self.high == 0 and not self.high_open)
        return bool(below and above)


@dataclass(frozen=True, slots=True)
class Options:
    """The yes/no or choice values that are possible, and the unknowns on which they hang."""

    values: frozenset[Any]
    undefined: bool = False
    hang_on: frozenset[str] = frozenset()


Enclosure = Span | Options
EVERYTHING = Span(-INFINITY, INFINITY, True, True)
NOTHING = Options(frozenset(), undefined=True)


def point(value: Fraction) -> Span:
    """Enclose one number."""
    return Span(value, value)


def times(a: Bound, b: Bound) -> Bound:
    """Multiply two ends; zero times infinity is zero, because infinity is never attained."""
    if not a or not b:
        return ZERO
    if type(a) is float or type(b) is float:  # infinite; a fraction times a float would go through a double
        return INFINITY if (a > 0) == (b > 0) else -INFINITY
    return a * b


def _over(a: Bound, b: Bound) -> Bound:
    return Fraction(0) if b in (INFINITY, -INFINITY) else a / b


def _product(a: Slope, b: Slope) -> Slope:
    ends = [times(x, y) for x in a for y in b]
    return min(ends), max(ends)


def _merge(a: Mapping[str, Slope], b: Mapping[str, Slope], join: Callable[[Slope, Slope], Slope]) -> dict[str, Slope]:
    if not a and not b:
        return {}
    zero: Slope = (Fraction(0), Fraction(0))
    return {name: join(a.get(name, zero), b.get(name, zero)) for name in {**a, **b}}


def hull(a: Span, b: Span) -> Span:
    """Enclose both."""
    low, low_open = min((a.low, a.low_open), (b.low, b.low_open))
    high = max(a.high, b.high)
    high_open = all(s.high_open for s in (a, b) if s.high == high)
    slopes = _merge(a.slopes, b.slopes, lambda x, y: (min(x[0], y[0]), max(x[1], y[1])))
    return Span(low, high, low_open, high_open, a.undefined or b.undefined, slopes)


def add(a: Span, b: Span) -> Span:
    """Enclose the sum."""
    slopes = _merge(a.slopes, b.slopes, lambda x, y: (x[0] + y[0], x[1] + y[1]))
    return Span(
        a.low + b.low, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open,
        a.undefined or b.undefined, slopes,
    )  # fmt: skip


def negative(a: Span) -> Span:
    """Enclose the opposite."""
    slopes = {name: (-high, -low) for name, (low, high) in a.slopes.items()}
    return Span(-a.high, -a.low, a.high_open, a.low_open, a.undefined, slopes)


def multiply(a: Span, b: Span) -> Span:
    """Enclose the product. An end is open when it is reached only through an open end that is not zero."""
    ends: list[tuple[Bound, bool]] = []
    for x, x_open in ((a.low, a.low_open), (a.high, a.high_open)):
        for y, y_open in ((b.low, b.low_open), (b.high, b.high_open)):
            closed_zero = not (x or x_open) or not (y or y_open)
            ends.append((times(x, y), not closed_zero and (x_open or y_open)))
    low, high = min(end for end, _ in ends), max(end for end, _ in ends)
    low_open = all(is_open for end, is_open in ends if end == low)
    high_open = all(is_open for end, is_open in ends if end == high)
    if (low == 0 or high == 0) and (a.holds_zero or b.holds_zero):
        low_open, high_open = low_open and low != 0, high_open and high != 0
    left = {name: _product(slope, (b.low, b.high)) for name, slope in a.slopes.items()}
    right = {name: _product(slope, (a.low, a.high)) for name, slope in b.slopes.items()}
    slopes = _merge(left, right, lambda x, y: (x[0] + y[0], x[1] + y[1]))
    return Span(low, high, low_open, high_open, a.undefined or b.undefined, slopes)


def divide(a: Span, b: Span) -> Enclosure:
    """Enclose the quotient; nothing is left when the divisor can only be zero."""
    if b.low == b.high == 0:
        return NOTHING
    if not b.holds_zero:
        return multiply(a, _inverse(b))
    unknown_slopes = dict.fromkeys({**a.slopes, **b.slopes}, ANY_SLOPE)
    if b.low >= 0 or b.high <= 0:
        sided = replace(b, low_open=b.low_open or b.low == 0, high_open=b.high_open or b.high == 0)
        return replace(multiply(a, _inverse(sided)), undefined=True, slopes=unknown_slopes)
    return Span(-INFINITY, INFINITY, True, True, True, unknown_slopes)


def _inverse(b: Span) -> Span:
    one = Fraction(1)
    low = -INFINITY if b.high == 0 else _over(one, b.high)
    high = INFINITY if b.low == 0 else _over(one, b.low)
    ends = (times(low, low), times(high, high)) if low != -INFINITY or high != INFINITY else (0, INFINITY)
    square = (-max(ends), -min(ends))
    slopes = {name: _product(slope, square) for name, slope in b.slopes.items()}
    return Span(low, high, b.high_open or b.high == INFINITY, b.low_open or b.low == -INFINITY, b.undefined, slopes)


def lesser(a: Span, b: Span) -> Span:
    """Enclose the lesser of both."""
    undefined = a.undefined or b.undefined
    if a.high <= b.low:
        return replace(a, undefined=undefined)
    if b.high <= a.low:
        return replace(b, undefined=undefined)
    joined = hull(a, b)
    low, low_open = min((a.low, a.low_open), (b.low, b.low_open))
    high, high_open = min((a.high, not a.high_open), (b.high, not b.high_open))
    return Span(low, high, low_open, not high_open, undefined, joined.slopes)


def greater(a: Span, b: Span) -> Span:
    """Enclose the greater of both."""
    return negative(lesser(negative(a), negative(b)))


def magnitude(a: Span) -> Span:
    """Enclose the absolute value; both signs alone would still allow a negative one."""
    return greater(greater(a, negative(a)), point(Fraction(0)))


def monotone(a: Span, function: Callable[[Bound], Bound], *, undefined: bool = False) -> Span:
    """Enclose a function that never falls; its slope is known by sign only."""
    slopes = {name: _product(slope, (Fraction(0), INFINITY)) for name, slope in a.slopes.items()}
    return Span(function(a.low), function(a.high), a.low_open, a.high_open, a.undefined or undefined, slopes)


def with_any_slopes(a: Span, names: frozenset[str]) -> Span:
    """Forget the slope in some unknowns, because the span jumps in them."""
    return replace(a, slopes={**a.slopes, **dict.fromkeys(names, ANY_SLOPE)}) if names else a
