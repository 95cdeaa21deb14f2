"""Where a goal is met along one fact when only trying tells: on a grid, each edge closed in on by halving."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from contracteval.analysis.crossing import Stretch
from contracteval.analysis.goals import Goal
from contracteval.analysis.trial import Trial
from contracteval.analysis.way import Way
from contracteval.formula import polynomial as p

ZERO = Fraction(0)
_GRID = 48
_CELLS = 10
_COARSE = Fraction(1, 10)
_HALVINGS = 70
_FINE, _CLOSE = Fraction(1, 2**70), Fraction(1, 2**32)
_BY_CHANCE = Fraction(1, 10**6)
"""Between two numbers ``w`` apart there is always a fraction whose denominator is about the root of ``1 / w``."""
_WAIT = 10
_CLOSE_BY = Fraction(1, 2**20)


def stretches_on_grid(
    way: Way, goal: Goal, beyond: Fraction = ZERO, limit: Fraction | None = None
) -> Iterator[Stretch]:
    """Yield where a goal is met beyond a point, nearest first, none of them beyond a limit."""
    held = False
    for before, after in pairwise([beyond, *(t for t in _grid(way) if t > beyond)]):
        if limit is not None and before > limit:
            return
        holds = goal.is_met(tried_at(way, after))
        if holds and not held:
            yield _edge(way, goal, before, after, _FINE)
        held = holds


def tried_at(way: Way, t: Fraction) -> Trial:
    """Return the bid with the fact ``t`` away from the start; it is kept for the other goals along the same way."""
    tried: dict[Fraction, Trial] = way.trial.memo.setdefault((way.spec.id, way.slope, way.start, "tried"), {})
    if t not in tried:
        tried[t] = way.at(t)
    return tried[t]


def settled(way: Way, goal: Goal, part: Stretch, surely: Fraction | None) -> Iterator[Stretch]:
    """Yield where a goal is first met within a stretch, in which it may be met, and is met from ``surely`` on if given."""
    far = part.far
    room = (far - part.near) if far is not None else max(part.near, Fraction(1))
    points = [part.near + room * Fraction(i, _CELLS) for i in range(1, _CELLS)]
    if surely is not None:
        last = surely + (room + part.near - surely) / 2**_CELLS
        coarse = _CELLS if way.trial.bench.field.slack > _COARSE else 1  # coarse rounding steps up and down
        points = [part.near + (last - part.near) * Fraction(i, coarse) for i in range(1, coarse + 1)]
    for before, after in pairwise([part.near, *points]):
        if goal.is_met(way.at(after)):
            yield replace(_edge(way, goal, before, after, _CLOSE), far=far)
            return


def _grid(way: Way) -> Sequence[Fraction]:
    """Return where to look: near the start ever more closely, because small moves matter, and evenly to the end."""
    length = way.length
    size = min(abs(way.start) or Fraction(1), length or abs(way.start) or Fraction(1))
    near = {size / Fraction(2) ** i for i in range(_GRID // 2)}
    if length is None:
        return sorted(near | {size * Fraction(2) ** i for i in range(_GRID)})
    end = length if way.end_counts else length * Fraction(10**6 - 1, 10**6)
    return sorted(near | {end * Fraction(i, _GRID) for i in range(1, _GRID + 1)})


def _edge(way: Way, goal: Goal, before: Fraction, after: Fraction, fine: Fraction) -> Stretch:
    """Halve until the edge is known to a share of itself; a fraction far simpler than others that near is the edge.

    Now and then the simplest is tried before: an edge of few digits is found long before halving comes so near.
    """

    def met(t: Fraction) -> bool:
        return goal.is_met(way.at(t))

    low, high, wait = before, after, _WAIT
    for _ in range(_HALVINGS):
        width = high - low
        if width <= high * fine:
            break
        guess = (low + high) / 2 if wait else p.simplest_between(low, high)
        low, high = (low, guess) if met(guess) else (guess, high)
        if not wait:  # where the guess is the edge, its other side is found close by
            beside = guess + (1 if low == guess else -1) * width * _CLOSE_BY
            if low < beside < high:
                low, high = (low, beside) if met(beside) else (beside, high)
        wait = wait - 1 if wait else 0 if high - low <= width * _CLOSE_BY else _WAIT
    simple = p.simplest_between(low, high)
    if simple.denominator**2 * (high - low) < _BY_CHANCE:
        return Stretch(simple, after, closed=simple > before and met(simple))
    return Stretch(high, after, closed=True, exact=False)
