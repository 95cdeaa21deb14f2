"""Small problems on weights solved by looking at every corner, exactly: slow, and plainly right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm
from random import Random

Vector = tuple[Fraction, ...]
ZERO, ONE = Fraction(0), Fraction(1)


def dot(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True)), ZERO)


def unit(size: int, i: int) -> Vector:
    return tuple(ONE if i == k else ZERO for k in range(size))


def whole(plane: tuple[Vector, Fraction]) -> list[int]:
    """Return a plane ``normal · w = value`` as integers."""
    numbers = [*plane[0], plane[1]]
    common = lcm(*(number.denominator for number in numbers))
    return [int(number * common) for number in numbers]


def solve(planes: Sequence[list[int]]) -> Vector | None:
    """Return the one point where as many planes as unknowns meet; None when there is no such point."""
    rows, size = list(planes), len(planes)
    for k in range(size):
        pivot = next((i for i in range(k, size) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(size):
            if i != k and rows[i][k]:
                rows[i] = [a * rows[k][k] - rows[i][k] * b for a, b in zip(rows[i], rows[k], strict=True)]
    return tuple(Fraction(row[size], row[i]) for i, row in enumerate(rows))


def corners(planes: Iterable[tuple[Vector, Fraction]], size: int) -> list[Vector]:
    """Return every point of the simplex of weights where enough of the planes meet."""
    total = [1] * (size + 1)
    sides = [whole(plane) for plane in dict.fromkeys(planes)]
    found = {solve([total, *chosen]) for chosen in combinations(sides, size - 1)}
    return [point for point in found if point is not None and all(value >= 0 for value in point)]


def edges(size: int) -> list[tuple[Vector, Fraction]]:
    return [(unit(size, i), ZERO) for i in range(size)]


def level(leads: Sequence[Vector]) -> list[tuple[Vector, Fraction]]:
    return [(lead, ZERO) for lead in leads]


def least_change(leads: Sequence[Vector], weights: Vector) -> Fraction | None:
    """The least sum of absolute changes under which no lead is negative; None when there is none."""
    size = len(weights)
    kept = [(unit(size, i), weights[i]) for i in range(size)]
    points = [p for p in corners([*edges(size), *kept, *level(leads)], size) if all(dot(p, d) >= 0 for d in leads)]
    return min((sum((abs(a - b) for a, b in zip(p, weights, strict=True)), ZERO) for p in points), default=None)


def greatest_least_lead(leads: Sequence[Vector]) -> Fraction:
    """The most that some weighting puts a bid ahead of the rival that it is least ahead of."""
    size = len(leads[0])
    equal = [(tuple(a - b for a, b in zip(d, e, strict=True)), ZERO) for d, e in combinations(leads, 2)]
    return max(min(dot(p, d) for d in leads) for p in corners([*edges(size), *equal], size))


def margin(lead: Vector, weights: Vector) -> Fraction | None:
    """The least common change (greatest absolute one) beyond which the lead is lost; None when no corner loses it."""
    size = len(weights)
    if all(dot(unit(size, i), lead) >= 0 for i in range(size)):
        return None
    alike = [
        (tuple(unit(size, i)[k] + sign * unit(size, j)[k] for k in range(size)), weights[i] + sign * weights[j])
        for i, j in combinations(range(size), 2)
        for sign in (1, -1)
    ]
    kept = [(unit(size, i), weights[i]) for i in range(size)]
    points = [p for p in corners([*edges(size), *kept, *alike, (lead, ZERO)], size) if dot(p, lead) <= 0]
    return min((max(abs(a - b) for a, b in zip(p, weights, strict=True)) for p in points), default=None)


def cases(count: int, seed: int, sizes: Sequence[int]) -> list[tuple[list[Vector], Vector]]:
    """Draw bids (scores by component, with ties and zeros often) and weights (some of them 0)."""
    random = Random(seed)
    made = []
    for _ in range(count):
        size = random.choice(sizes)
        bids = [tuple(Fraction(random.randint(0, 5)) for _ in range(size)) for _ in range(random.randint(2, 4))]
        raw = [random.randint(0, 4) for _ in range(size)]
        raw[random.randrange(size)] += 1
        made.append((bids, tuple(Fraction(weight, sum(raw)) for weight in raw)))
    return made


def by_name(vectors: Sequence[Vector], name: Callable[[int], str] = "abcdefgh".__getitem__) -> dict[str, Vector]:
    return {name(i): vector for i, vector in enumerate(vectors)}
