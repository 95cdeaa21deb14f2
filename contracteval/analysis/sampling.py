"""Shares of weightings by quasi-Monte-Carlo: ten shifted lattices of Richtmyer, whose scatter is the standard error.

numpy is used only when it is asked for and there; plain Python draws the same weightings, more slowly.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import count, islice
from random import Random
from typing import Any

from contracteval.analysis.admissible import Admissible
from contracteval.analysis.subdivision import RankTables, rank_ends
from contracteval.analysis.weighing import Vector, Weighing

SHIFTS = 10
_TRIES = 100
"""How many points may be drawn for one that lies within the ranges."""
Draws = list[list[tuple[float, ...]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Sampled:
    """The estimated share of each rank for each bid, from so many draws, and the largest standard error of any share."""

    shares: RankTables
    draws: int
    standard_error: Fraction


def sampled(weighing: Weighing, admissible: Admissible, draws: int, seed: int, *, fast: bool) -> Sampled | None:
    """Estimate the shares; None when hardly any weighting is admissible."""
    each = -(-draws // SHIFTS)
    if fast and find_spec("numpy") is not None:
        matrix = _matrix(admissible, each, seed)
        counted = None if matrix is None else _counted_by_numpy(weighing, matrix)
    else:
        weightings = drawn(admissible, each, seed)
        counted = None if weightings is None else _counted(weighing, weightings)
    if counted is None:
        return None
    certain = _shares(counted.certain, each * SHIFTS)
    possible = certain if counted.possible is counted.certain else _shares(counted.possible, each * SHIFTS)
    return Sampled((certain, possible), each * SHIFTS, Fraction(_error(counted) / each))


Counts = list[list[list[int]]]
"""For each bid and rank how many weightings of each shift give it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """The ranks that weightings give for certain, and possibly: the same counts when no answer is missing."""

    certain: Counts
    possible: Counts


def _shares(counts: Counts, whole: int) -> list[list[Fraction]]:
    return [[Fraction(sum(shifts), whole) for shifts in row] for row in counts]


def _error(counted: Counted) -> float:
    """Return the greatest standard error of the mean count of a shift, from the scatter between the shifts."""
    kinds = [counted.certain] if counted.possible is counted.certain else [counted.certain, counted.possible]
    cells = (shifts for counts in kinds for row in counts for shifts in row)
    spread = max(SHIFTS * sum(map(int.__mul__, shifts, shifts)) - sum(shifts) ** 2 for shifts in cells)
    return math.sqrt(spread / (SHIFTS - 1)) / SHIFTS


# --- the weightings


@lru_cache(maxsize=8)
def drawn(admissible: Admissible, each: int, seed: int) -> Draws | None:
    """Draw weightings, ``each`` in every shift, evenly over the admissible set; None when too few points fall in it."""
    shifts, steps = _lattice(admissible, seed)
    found: Draws = []
    for shift in shifts:
        lattice = ([(start + n * step) % 1 for start, step in zip(shift, steps, strict=True)] for n in count(1))
        points = islice(lattice, each * (_TRIES if admissible.ranges else 1))
        inside = (weights for point in points if (weights := _weights(admissible, point)) is not None)
        part = list(islice(inside, each))
        if len(part) < each:
            return None
        found.append(part)
    return found


@lru_cache(maxsize=8)
def _matrix(admissible: Admissible, each: int, seed: int) -> Any:
    """Return the same weightings as columns of a matrix; not scaled to sum to 1 when free, which no rank sees."""
    np: Any = import_module("numpy")
    if admissible.blocks or admissible.ranges:
        found = drawn(admissible, each, seed)
        return None if found is None else np.array(found).reshape(-1, admissible.size).T
    shifts, steps = _lattice(admissible, seed)
    points = np.array(steps)[:, None, None] * np.arange(1, each + 1) + np.array(shifts).T[:, :, None]
    points -= np.floor(points)
    return -np.log1p(-points.reshape(admissible.size, -1))


def _lattice(admissible: Admissible, seed: int) -> tuple[list[list[float]], list[float]]:
    """Return where each shifted lattice starts, and its step in each dimension."""
    random = Random(seed)  # noqa: S311 a repeatable sample, not a secret
    steps = [math.sqrt(prime) % 1 for prime in islice(_primes(), admissible.size)]
    return [[random.random() for _ in steps] for _ in range(SHIFTS)], steps


def _primes() -> Iterator[int]:
    return (n for n in count(2) if all(n % k for k in range(2, math.isqrt(n) + 1)))


def _weights(admissible: Admissible, point: Sequence[float]) -> tuple[float, ...] | None:
    """Turn a point of the unit cube into a weighting; None when it falls outside the ranges."""
    if admissible.ranges:
        return _within(admissible, point)
    raw = [-math.log1p(-value) for value in point]  # normalised exponentials are even over the simplex
    total = math.fsum(raw)
    weights = [value / total for value in raw]
    return tuple(_in_order(weights, admissible.blocks) if admissible.blocks else weights)


def _in_order(weights: list[float], blocks: Sequence[Sequence[int]]) -> list[float]:
    """Give the greatest weights to the first block and so on; within a block they keep the order they were drawn in."""
    left = sorted(weights, reverse=True)
    made = [0.0] * len(weights)
    for block in blocks:
        taken, left = left[: len(block)], left[len(block) :]
        for component, weight in zip(sorted(block, key=lambda i: -weights[i]), taken, strict=True):
            made[component] = weight
    return made


def _within(admissible: Admissible, point: Sequence[float]) -> tuple[float, ...] | None:
    """Draw all weights but that with the widest range, which takes the rest: even over the set where the rest fits."""
    ends = [(float(low), float(high)) for low, high in admissible.ranges]
    weights = [low + value * (high - low) for (low, high), value in zip(ends, point, strict=True)]
    widest = max(range(len(ends)), key=lambda i: ends[i][1] - ends[i][0])
    weights[widest] = 1 - (math.fsum(weights) - weights[widest])
    low, high = ends[widest]
    return tuple(weights) if low <= weights[widest] <= high else None


# --- the ranks


def _counted(weighing: Weighing, shifts: Draws) -> Counted:
    """Count the ranks of each bid among some weightings."""
    lows, highs = _floats(weighing.lows.values()), _floats(weighing.highs.values())
    size, known = len(lows), weighing.is_known
    certain, possible = ([[[0] * SHIFTS for _ in range(size)] for _ in range(size)] for _ in range(2))
    for shift, weightings in enumerate(shifts):
        for weights in weightings:
            low = [sum(map(float.__mul__, weights, vector)) for vector in lows]
            high = low if known else [sum(map(float.__mul__, weights, vector)) for vector in highs]
            for i, (best, worst) in enumerate(rank_ends(low, high)):
                if best == worst:
                    certain[i][best][shift] += 1
                for rank in range(best, worst + 1):
                    possible[i][rank][shift] += 1
    return Counted(certain, possible)


def _floats(vectors: Iterable[Vector]) -> list[list[float]]:
    return [[value.numerator / value.denominator for value in vector] for vector in vectors]


def _totals(np: Any, rows: Sequence[Sequence[float]], weightings: Any) -> Any:
    """Weigh every row; rows that are alike are weighed once, because a product may round the same row in two ways."""
    places: dict[tuple[float, ...], int] = {}
    chosen = [places.setdefault(tuple(row), len(places)) for row in rows]
    totals = np.array([*places]) @ weightings
    return totals if len(places) == len(rows) else totals[chosen]


def _counted_by_numpy(weighing: Weighing, weightings: Any) -> Counted:
    """Count the same for all shifts at once: one product, then each bid compared with all in one go."""
    np: Any = import_module("numpy")
    rows = _floats(weighing.lows.values())
    if weighing.is_known:
        low = _totals(np, rows, weightings)
        counts = _tallied(np, _sums(np, (low > own for own in low))).tolist()
        return Counted(counts, counts)
    both = _totals(np, rows + _floats(weighing.highs.values()), weightings)
    low, high = both[: len(rows)], both[len(rows) :]
    best = _sums(np, (low > own for own in high))
    worst = _sums(np, (high > own for own in low)) - (high > low)  # no bid is ahead of itself
    firsts, lasts = _tallied(np, best), _tallied(np, worst)
    possible = firsts.cumsum(axis=1) - lasts.cumsum(axis=1) + lasts
    return Counted(_tallied(np, best, best == worst).tolist(), possible.tolist())


def _sums(np: Any, comparisons: Iterable[Any]) -> Any:
    """Return for each bid how many of the others a comparison holds for, in every draw."""
    return np.array([np.add.reduce(held.view(np.int8), axis=0, dtype=np.int16) for held in comparisons])


def _tallied(np: Any, ranks: Any, kept: Any = None) -> Any:
    """Count ranks from 0 by bid, rank and shift; with ``kept`` only those draws."""
    size, draws = ranks.shape
    shift = np.repeat(np.arange(SHIFTS) * size * size, draws // SHIFTS)
    places = shift + (np.arange(size) * size)[:, None] + ranks
    found = np.bincount(places.ravel() if kept is None else places[kept], minlength=SHIFTS * size * size)
    return found.reshape(SHIFTS, size, size).transpose(1, 2, 0)
