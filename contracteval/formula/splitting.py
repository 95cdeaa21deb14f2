"""Tight bounds by splitting: branch and bound over the box of missing answers."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from contracteval.formula import span as s
from contracteval.formula.span import INFINITY, Bound, Enclosure, Options, Span
from contracteval.model.record import dataclass

Box = dict[str, Enclosure]
_FAR = Fraction(10) ** 15
_PATIENCE = 30  # splits that bring the ends no nearer before splitting is given up
_NEAR = Fraction(1, 10**15)


@dataclass(frozen=True, slots=True)
class Problem:
    """A quantity to bound: ``enclose`` gives an enclosure over a box of unknowns, refined by splitting the box."""

    enclose: Callable[[Box], Span]
    box: Box


def bound(problem: Problem, tolerance: Fraction, budget: int) -> tuple[Bound, Bound]:
    """Return safe ends of a quantity over its box, each within ``tolerance`` where the budget of enclosures allows."""
    low = least(problem.enclose, problem.box, tolerance, budget)

    def mirrored(box: Box) -> Span:
        return s.negative(problem.enclose(box))

    return low, -least(mirrored, problem.box, tolerance, budget)


def least(enclose: Callable[[Box], Span], box: Box, tolerance: Fraction, budget: int) -> Bound:
    """Return a safe low end. Branch and bound: the lowest end first; ``best`` is the least value known to be attained nearly."""
    serial = itertools.count()
    best: Bound = INFINITY
    queue: list[tuple[Bound, Bound, int, Box]] = []

    def push(candidate: Box) -> None:
        nonlocal best, budget
        budget -= 1
        reduced, span = _reduce(enclose, candidate)
        best = min(best, span.high if not span.undefined else best)
        heapq.heappush(queue, (span.low, span.high, next(serial), reduced))

    push(box)
    told, fruitless = (queue[0][0], best), 0
    while True:
        low, _, _, current = queue[0]
        fruitless = fruitless + 1 if (low, best) == told else 0
        told = (low, best)
        if fruitless > _PATIENCE:
            return low
        if low == best or (low > -INFINITY and best - low <= tolerance) or budget <= 0:
            return low
        if low == -INFINITY and best <= -_FAR:
            return low  # no end within any use
        halves = _split(current)
        if not halves:
            return low
        heapq.heappop(queue)
        for half in halves:
            push(half)


def _reduce(enclose: Callable[[Box], Span], box: Box) -> tuple[Box, Span]:
    """Move each unknown that acts in one direction to the end where the quantity is least."""
    span = enclose(box)
    for _ in range(3):
        moved = dict(box)
        for name, (down, up) in span.slopes.items():
            domain = box.get(name)
            if isinstance(domain, Span) and not domain.is_point and not _is_thin(domain) and (down >= 0 or up <= 0):
                moved[name] = _end(domain, low=down >= 0)
        if moved == box:
            break
        box = moved
        span = enclose(box)
    return box, span


def _is_thin(domain: Span) -> bool:
    return bool(domain.high - domain.low <= _NEAR or domain.low >= _FAR or domain.high <= -_FAR)


def _end(domain: Span, *, low: bool) -> Span:
    """Return the end of a domain: a point where it is closed, a thin or far piece where it is open."""
    end = domain.low if low else domain.high
    is_open = domain.low_open if low else domain.high_open
    if end == -INFINITY:
        return replace(domain, high=min(-_FAR, domain.high))
    if end == INFINITY:
        return replace(domain, low=max(_FAR, domain.low))
    if not is_open:
        return replace(domain, low=end, high=end)
    if low:
        return replace(domain, high=min(domain.high, end + _NEAR))
    return replace(domain, low=max(domain.low, end - _NEAR))


def _split(box: Box) -> list[Box]:
    """Halve the unknown that leaves most open; nothing is left to split when all are points."""
    for name, domain in box.items():
        if isinstance(domain, Options) and len(domain.values) > 1:
            return [
                {**box, name: replace(domain, values=frozenset({value}))} for value in sorted(domain.values, key=str)
            ]
    widest: str | None = None
    width: Bound = Fraction(0)
    for name, domain in box.items():
        if isinstance(domain, Span) and not domain.is_point and not _is_thin(domain):
            extent = (domain.high - domain.low) / (1 + min(abs(domain.low), abs(domain.high)))
            if extent > width:
                widest, width = name, extent
    if widest is None:
        return []
    domain = box[widest]
    assert isinstance(domain, Span)
    middle = _middle(domain)
    lower = replace(domain, high=middle, high_open=False)
    upper = replace(domain, low=middle, low_open=False)
    return [{**box, widest: lower}, {**box, widest: upper}]


def _middle(domain: Span) -> Fraction:
    low, high = domain.low, domain.high
    if low == -INFINITY and high == INFINITY:
        return Fraction(0)
    if high == INFINITY:
        return Fraction(max(low * 16, low + 1, Fraction(1)))
    if low == -INFINITY:
        return Fraction(min(high * 16, high - 1, Fraction(-1)))
    return Fraction(low + high) / 2


def proved_never(possible: Callable[[Box], bool], box: Box, budget: int) -> bool:
    """Say whether splitting proves that something happens nowhere in a box; ``possible`` judges a part, on the safe side."""
    waiting = [box]
    while waiting:
        if budget <= 0:
            return False
        budget -= 1
        current = waiting.pop()
        if not possible(current):
            continue
        halves = _peeled(current) or _split(current)
        if not halves:
            return False
        waiting += halves
    return True


def _peeled(box: Box) -> list[Box]:
    """Take the closed lower end of a domain apart, a zero first: there a divisor or a condition changes its nature."""
    closed = [
        (domain.low != 0, name, domain)
        for name, domain in box.items()
        if isinstance(domain, Span) and not domain.is_point and not domain.low_open and domain.low != -INFINITY
    ]
    if not closed:
        return []
    _, name, domain = min(closed, key=lambda item: item[0])
    end = replace(domain, high=domain.low, high_open=False)
    return [{**box, name: replace(domain, low_open=True)}, {**box, name: end}]
