"""Where a goal is met along one fact when only trying tells: on a grid, each edge closed in on by halving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from contracteval.analysis.crossing import Stretch
from contracteval.analysis.goals import Goal
from contracteval.analysis.way import Way
from contracteval.formula import polynomial as p

ZERO = Fraction(0)
_GRID = 48
_COARSE = 16
_HALVINGS = 70


def stretches_on_grid(way: Way, goal: Goal, beyond: Fraction = ZERO) -> Iterator[Stretch]:
    """Yield where a goal is met beyond a point, nearest first."""

    def met(t: Fraction) -> bool:
        return goal.is_met(way.at(t))

    points = [t for t in _grid(way, _COARSE if way.trial.bench.sees_lot else _GRID) if t > beyond]
    held = False
    for before, after in pairwise([beyond, *points]):
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
        return sorted(near | {size * Fraction(2) ** i for i in range(cells)})
    end = length if way.end_counts else length * Fraction(10**6 - 1, 10**6)
    return sorted(near | {end * Fraction(i, cells) for i in range(1, cells + 1)})


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
