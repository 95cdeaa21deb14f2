"""How far all weights may move at once before a lead is lost: sort and fill, and Newton's method on straight pieces."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contracteval.analysis.sums import total_of
from contracteval.analysis.weighing import Vector

ZERO = Fraction(0)
Line = tuple[Fraction, Fraction]
"""A quantity just above a margin: its value there, and how it grows with the margin. They compare in that order."""


def margin(lead: Vector, weights: Vector) -> tuple[Fraction | None, Vector]:
    """Return the largest common change of weights under which a weighted lead stays at least 0, and where it is 0.

    Weights stay non-negative and sum to 1. None when no weighting makes the lead negative, as being level is not losing;
    0 when it is negative now.
    The least lead is convex in the margin and made of straight pieces, so that each step of Newton's method ends on a
    piece nearer to the root, never beyond it, and the last one exactly on it.
    """
    order = sorted(range(len(lead)), key=lead.__getitem__)
    at = ZERO
    while True:
        (value, slope), filled = _least(order, lead, weights, at)
        if value >= 0 and slope >= 0:
            return None, ()
        if value <= 0:
            return at, filled
        at -= value / slope


def least_lead(lead: Vector, weights: Vector, at: Fraction) -> Fraction:
    """Return the least weighted lead when every weight may move by ``at``."""
    return _least(sorted(range(len(lead)), key=lead.__getitem__), lead, weights, at)[0][0]


def _least(order: Sequence[int], lead: Vector, weights: Vector, at: Fraction) -> tuple[Line, Vector]:
    """Fill the weights to their upper ends where the lead is smallest until they sum to 1; the rest stays at the lower."""
    filled = [(weight - at, Fraction(-1)) if weight > at else (ZERO, ZERO) for weight in weights]
    rest: Line = (1 - sum((value for value, _ in filled), ZERO), -sum((slope for _, slope in filled), ZERO))
    for i in order:
        if rest == (ZERO, ZERO):
            break
        value, slope = filled[i]
        room = (weights[i] + at - value, 1 - slope)
        taken = min(room, rest)
        filled[i] = (value + taken[0], slope + taken[1])
        rest = (rest[0] - taken[0], rest[1] - taken[1])
    least = total_of(lead[i] * value for i, (value, _) in enumerate(filled) if value)
    growth = total_of(lead[i] * slope for i, (_, slope) in enumerate(filled) if slope)
    return (least, growth), tuple(value for value, _ in filled)
