"""The smallest change of weights that makes a bid first, or the proof that none does; and each weight alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm

from contracteval.analysis.linear_program import Optimum, integers, maximise
from contracteval.analysis.weighing import Vector, Weighing, dot
from contracteval.model.analysis.weights import Move, Threshold


def move(leads: Sequence[Vector], rivals: Sequence[str], weights: Vector) -> Move:
    """Return what makes a bid first; ``leads`` are its leads over each rival, component by component.

    Only the rivals that stand in the way are taken into the program, the one that is furthest ahead at each turn: what
    is best against some and loses to none of the others is best against all.
    """
    present = [dot(weights, lead) for lead in leads]
    if all(total >= 0 for total in present):
        return Move("first", level=0 in present)
    worst = present.index(min(present))
    value, best, mixture = _best_weighting(leads, worst)
    if value < 0:
        return Move("never", outdone_by=tuple(rivals[i] for i in sorted(mixture)))
    active = [worst]
    while True:
        nearest = _nearest([leads[i] for i in active], weights) or best
        behind = [dot(nearest, lead) for lead in leads]
        if min(behind) >= 0:
            change = sum((abs(new - old) for new, old in zip(nearest, weights, strict=True)), Fraction(0))
            return Move("possible" if value else "tied", change, nearest)
        active.append(behind.index(min(behind)))


def _best_weighting(leads: Sequence[Vector], worst: int) -> tuple[Fraction, Vector, list[int]]:
    """Return the greatest least lead of all weightings, or of enough rivals to show that it is not above 0.

    With it come a weighting that attains it, and the rivals of which a mixture proves that none does better.
    """
    active = [worst]
    while True:
        value, best, mixture = _game([leads[i] for i in active])
        behind = [dot(best, lead) for lead in leads]
        if value < 0 or min(behind) >= value:
            return value, best, [i for i, part in zip(active, mixture, strict=True) if part]
        active.append(behind.index(min(behind)))


def _game(leads: Sequence[Vector]) -> tuple[Fraction, Vector, Vector]:
    """Return the greatest least lead over all weightings, a weighting that attains it, and the rivals' mixture.

    It is a game between the weights and a mixture of rivals. When its value is negative the mixture is ahead in every
    component, which proves that no weighting makes the bid first.
    """
    lift = 1 - min(min(lead) for lead in leads)
    rows = [integers([lead[i] + lift for lead in leads]) for i in range(len(leads[0]))]
    found = maximise([1] * len(leads), [row for row, _ in rows], [scale for _, scale in rows])
    raw = [price * scale for price, (_, scale) in zip(found.prices, rows, strict=True)]
    best = tuple(price / found.gain for price in raw)
    return 1 / found.gain - lift, best, tuple(part / found.gain for part in found.point)


def _nearest(leads: Sequence[Vector], weights: Vector) -> Vector | None:
    """Return the weights nearest to the present ones (sum of absolute changes) that leave no lead negative.

    What is kept of the weights is made as large as possible, with the rest added wherever it helps. A sum below 1 is as
    good as 1, because scaling it up keeps every lead's sign and keeps at least as much.
    """
    if len(leads) == 1:
        return _nearest_to_one(leads[0], weights)
    columns = [integers(column) for column in zip(*leads, strict=True)]  # each its own unit, to keep the numbers short
    units, useful = [unit for _, unit in columns], _useful(leads)
    common = lcm(*(weight.denominator for weight in weights)) * lcm(*units)
    added = [*range(len(weights)), *useful]
    found: Optimum = maximise(
        [*units, *[0] * len(useful)],
        [[units[i] for i in added], *([-columns[i][0][k] for i in added] for k in range(len(leads)))],
        [common, *[0] * len(leads)],
        [*(int(weight * common) // unit for weight, unit in zip(weights, units, strict=True)), *[None] * len(useful)],
    )
    made = [Fraction(0)] * len(weights)
    for i, part in zip(added, found.point, strict=True):
        made[i] += part * units[i]
    total = sum(made, Fraction(0))
    return tuple(weight / total for weight in made) if total else None


def _nearest_to_one(lead: Vector, weights: Vector) -> Vector:
    """Move weight from where a single rival is furthest ahead to where the bid leads most, until they are level."""
    made, missing = list(weights), -dot(weights, lead)
    target = max(range(len(lead)), key=lead.__getitem__)
    for i in sorted(range(len(lead)), key=lead.__getitem__):
        gain = lead[target] - lead[i]
        if missing <= 0 or not gain:
            break
        moved = min(made[i], missing / gain)
        made[i] -= moved
        made[target] += moved
        missing -= moved * gain
    return tuple(made)


def _useful(leads: Sequence[Vector]) -> list[int]:
    """Return the components to which weight may usefully be added: no other is as good against every rival."""
    columns = list(zip(*leads, strict=True))
    first = {column: i for i, column in reversed(list(enumerate(columns)))}
    return sorted(
        i
        for column, i in first.items()
        if not any(other != column and all(a >= b for a, b in zip(other, column, strict=True)) for other in first)
    )


def thresholds(weighing: Weighing, leader: str, rivals: Sequence[str]) -> Iterator[Threshold]:
    """Yield between which weights of each component the leader stays first, the others rescaled in proportion."""
    leads = [(rival, weighing.lead(leader, rival)) for rival in rivals]
    totals = [(rival, lead, dot(weighing.weights, lead)) for rival, lead in leads]
    for i, component in enumerate(weighing.components):
        below: list[tuple[Fraction, str]] = []
        above: list[tuple[Fraction, str]] = []
        for rival, lead, total in totals:
            without, alone = _without(lead, total, component.weight, i), lead[i]
            if without < 0:
                below.append((without / (without - alone), rival))
            if alone < 0:
                above.append((without / (without - alone), rival))
        low = max(below, key=lambda end: end[0], default=(None, None))
        high = min(above, key=lambda end: end[0], default=(None, None))
        yield Threshold(component.id, *low, *high)


def _without(lead: Vector, total: Fraction, weight: Fraction, i: int) -> Fraction:
    """Return the lead when one component has no weight; the others share alike when it had all of it."""
    if weight == 1:
        return (sum(lead, Fraction(0)) - lead[i]) / (len(lead) - 1)
    return (total - weight * lead[i]) / (1 - weight)
