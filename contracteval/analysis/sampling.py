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
from statistics import stdev
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
    weightings = drawn(admissible, each, seed)
    if weightings is None:
        return None
    if fast and find_spec("numpy") is not None:
        counted = _counted_by_numpy(weighing, _matrix(admissible, each, seed))
    else:
        counted = [_counted(weighing, part) for part in weightings]
    certain, possible = ([_means(counted, kind, i) for i in range(len(weighing.bids))] for kind in (0, 1))
    error = max(_error([part[kind][i][k] for part in counted]) for kind in (0, 1)
                for i in range(len(weighing.bids)) for k in range(len(weighing.bids)))  # fmt: skip
    return Sampled((certain, possible), each * SHIFTS, Fraction(error))


Counted = tuple[list[list[float]], list[list[float]]]


def _means(counted: Sequence[Counted], kind: int, bid: int) -> list[Fraction]:
    ranks = range(len(counted[0][kind][bid]))
    return [Fraction(math.fsum(part[kind][bid][rank] for part in counted)) / len(counted) for rank in ranks]


def _error(shares: Sequence[float]) -> float:
    return stdev(shares) / math.sqrt(len(shares))


# --- the weightings


@lru_cache(maxsize=8)
def drawn(admissible: Admissible, each: int, seed: int) -> Draws | None:
    """Draw weightings, ``each`` in every shift, evenly over the admissible set; None when too few points fall in it."""
    random = Random(seed)  # noqa: S311 a repeatable sample, not a secret
    steps = [math.sqrt(prime) % 1 for prime in islice(_primes(), admissible.size)]
    found: Draws = []
    for _ in range(SHIFTS):
        shift = [random.random() for _ in steps]
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
    return import_module("numpy").array(drawn(admissible, each, seed)).reshape(-1, admissible.size)


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
    """Return the share of each rank for each bid among some weightings."""
    lows = [[float(value) for value in vector] for vector in weighing.lows.values()]
    highs = lows if weighing.is_known else [[float(value) for value in vector] for vector in weighing.highs.values()]
    size, alike, one = len(lows), _alike(weighing), 1 / len(weightings)
    certain, possible = ([[0.0] * size for _ in range(size)] for _ in range(2))
    for weights in weightings:
        low = [sum(map(float.__mul__, weights, vector)) for vector in lows]
        high = low if highs is lows else [sum(map(float.__mul__, weights, vector)) for vector in highs]
        for i in range(size):
            best = sum(other > high[i] for other in low)
            worst = size - 1 - sum(other < low[i] for other in high) - alike[i]
            if best == worst:
                certain[i][best] += one
            for rank in range(best, worst + 1):
                possible[i][rank] += one
    return certain, possible


def _counted_by_numpy(weighing: Weighing, weightings: Any) -> list[Counted]:
    """Return the same for all shifts at once: one product, and for each bid the others that are ahead or behind."""
    np: Any = import_module("numpy")
    low = np.array([[float(value) for value in vector] for vector in weighing.lows.values()]) @ weightings.T
    high = low
    if not weighing.is_known:
        high = np.array([[float(value) for value in vector] for vector in weighing.highs.values()]) @ weightings.T
    size = len(low)
    tables = np.zeros((2, SHIFTS, size, size))
    for i, alike in enumerate(_alike(weighing)):
        best = (low > high[i]).sum(axis=0).reshape(SHIFTS, -1)
        worst = best if weighing.is_known else (size - 1 - alike - (high < low[i]).sum(axis=0)).reshape(SHIFTS, -1)
        for rank in range(size):
            tables[0, :, i, rank] = ((best == rank) & (worst == rank)).mean(axis=1)
            tables[1, :, i, rank] = ((best <= rank) & (worst >= rank)).mean(axis=1)
    return [(tables[0, shift].tolist(), tables[1, shift].tolist()) for shift in range(SHIFTS)]
