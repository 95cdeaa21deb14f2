"""Shares of weightings by quasi-Monte-Carlo: ten shifted lattices of Richtmyer, whose scatter is the standard error.

numpy is used only when it is asked for and there; plain Python draws the same weightings, more slowly.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import count, islice
from random import Random
from typing import Any

from contracteval.analysis.admissible import Admissible
from contracteval.analysis.subdivision import RankTables
from contracteval.analysis.weighing import Weighing

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
        counted = None if weightings is None else [_counted(weighing, part) for part in weightings]
    if counted is None:
        return None
    ranks = range(len(weighing.bids))
    certain, possible = ([[_in_shifts(counted, kind, i, rank) for rank in ranks] for i in ranks] for kind in (0, 1))
    errors = [_error(shifts, each) for table in (certain, possible) for row in table for shifts in row]
    whole = each * SHIFTS
    shares = tuple([[Fraction(sum(shifts), whole) for shifts in row] for row in table] for table in (certain, possible))
    return Sampled((shares[0], shares[1]), whole, Fraction(max(errors)))


Counted = tuple[list[list[int]], list[list[int]]]
"""For each bid how many weightings of one shift give it each rank for certain, and possibly."""


def _in_shifts(counted: Sequence[Counted], kind: int, bid: int, rank: int) -> list[int]:
    return [part[kind][bid][rank] for part in counted]


def _error(counts: Sequence[int], each: int) -> float:
    """Return the standard error of the mean share, from the scatter between the shifts."""
    mean = sum(counts) / len(counts)
    variance = sum((number - mean) ** 2 for number in counts) / (len(counts) - 1)
    return math.sqrt(variance / len(counts)) / each


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


def _alike(weighing: Weighing) -> list[int]:
    bids = weighing.bids
    return [sum(weighing.same(bid, other) for other in bids if other != bid) for bid in bids]


def _counted(weighing: Weighing, weightings: Sequence[Sequence[float]]) -> Counted:
    """Count the ranks of each bid among some weightings."""
    lows = [[float(value) for value in vector] for vector in weighing.lows.values()]
    highs = lows if weighing.is_known else [[float(value) for value in vector] for vector in weighing.highs.values()]
    size, alike = len(lows), _alike(weighing)
    certain, possible = ([[0] * size for _ in range(size)] for _ in range(2))
    for weights in weightings:
        low = [sum(map(float.__mul__, weights, vector)) for vector in lows]
        high = low if highs is lows else [sum(map(float.__mul__, weights, vector)) for vector in highs]
        for i in range(size):
            best = sum(other > high[i] for other in low)
            worst = size - 1 - sum(other < low[i] for other in high) - alike[i]
            if best == worst:
                certain[i][best] += 1
            for rank in range(best, worst + 1):
                possible[i][rank] += 1
    return certain, possible


def _counted_by_numpy(weighing: Weighing, weightings: Any) -> list[Counted]:
    """Count the same for all shifts at once: one product, then each pair of bids compared in one go."""
    np: Any = import_module("numpy")
    low = np.array([[float(value) for value in vector] for vector in weighing.lows.values()]) @ weightings
    high = low
    if not weighing.is_known:
        high = np.array([[float(value) for value in vector] for vector in weighing.highs.values()]) @ weightings
    size, draws = low.shape
    best = np.zeros((size, draws), dtype=np.int8 if size < 128 else np.intp)
    worst = best if weighing.is_known else np.zeros_like(best)
    for i, alike in enumerate(_alike(weighing)):
        for k in (k for k in range(size) if k != i):
            best[i] += low[k] > high[i]
            if worst is not best:
                worst[i] -= high[k] < low[i]
        if worst is not best:
            worst[i] += size - 1 - alike
    return _tables(np, best, worst)


def _tables(np: Any, best: Any, worst: Any) -> list[Counted]:
    """Count ranks from 0 in each shift: possible are those from the best to the worst."""
    size, draws = best.shape
    start = np.repeat(np.arange(SHIFTS) * size, draws // SHIFTS)

    def counts(ranks: Any, kept: Any = None) -> Any:
        places = start + ranks if kept is None else (start + ranks)[kept]
        return np.bincount(places, minlength=SHIFTS * size).reshape(SHIFTS, size)

    by_bid = []
    for one, other in zip(best, worst, strict=True):
        firsts, lasts = counts(one), counts(other)
        possible = firsts.cumsum(axis=1) - lasts.cumsum(axis=1) + lasts
        certain = firsts if best is worst else counts(one, one == other)
        by_bid.append((certain, possible))
    return [
        ([certain[n].tolist() for certain, _ in by_bid], [possible[n].tolist() for _, possible in by_bid])
        for n in range(SHIFTS)
    ]
