"""A curve as live cells: a fact moves, and the rules' own expression is printed at every point and at every kink."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from contracteval.formula import expression as x
from contracteval.formula.to_excel import Cell, Cells, UntranslatableError, to_excel
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.topics import Curve

POINTS = 31
VARIABLE = "x"


def inlined(content: Content, curve: Curve, id_: str) -> x.Node:
    """Return the expression of a measure over the moving fact, which stands in it as ``x``."""
    steps = content.plan.rulebook.steps

    def swap(part: x.Node) -> x.Node | None:
        if isinstance(part, x.Name) and part.id == curve.over:
            return x.Name(VARIABLE)
        if isinstance(part, x.Name) and part.id in curve.through and part.id != id_:
            return inlined(content, curve, part.id)
        return None

    return x.substitute(steps[id_].formulas[0].node, swap)


@dataclass(frozen=True, slots=True)
class Kink:
    """A place where one of two expressions takes over from the other; both are straight in ``x``."""

    left: x.Node
    right: x.Node

    def gap(self, at: int) -> x.Node:
        """Return how far the two are apart where the fact has a value."""

        def swap(part: x.Node) -> x.Node | None:
            return x.Number(Fraction(at)) if part == x.Name(VARIABLE) else None

        return x.substitute(x.Binary("-", self.left, self.right), swap)


def kinks_of(node: x.Node) -> Iterator[Kink]:
    """Yield the kinks of an expression: minima and maxima of straight lines."""
    for part in x.walk(node):
        if isinstance(part, x.Call) and part.function in ("min", "max") and len(part.arguments) == 2:
            left, right = part.arguments
            moves = any(item == x.Name(VARIABLE) for item in x.walk(part))
            if moves and is_straight(left) and is_straight(right):
                yield Kink(left, right)


def is_straight(node: x.Node) -> bool:
    """Say whether an expression is a straight line in ``x``."""
    if not _moves(node) or node == x.Name(VARIABLE):
        return True
    if isinstance(node, x.Negative):
        return is_straight(node.operand)
    if isinstance(node, x.Binary) and node.operator in "+-":
        return is_straight(node.left) and is_straight(node.right)
    if isinstance(node, x.Binary) and node.operator == "*":
        return is_straight(node.left) and is_straight(node.right) and not (_moves(node.left) and _moves(node.right))
    return isinstance(node, x.Binary) and node.operator == "/" and is_straight(node.left) and not _moves(node.right)


def _moves(node: x.Node) -> bool:
    return any(item == x.Name(VARIABLE) for item in x.walk(node))


def printed_at(content: Content, node: x.Node, names: dict[str, Cell], address: str) -> str | None:
    """Print an expression at a point, empty where it has no value; None where it has no live form."""
    cells = Cells({**names, VARIABLE: Cell(address)}, *w.yes_no(content.lang))
    try:
        printed = to_excel(node, cells)
    except UntranslatableError:
        return None
    value = f'IF({printed.known},{printed.value},"")'
    return value if printed.undefined is None else f'IF({printed.undefined},"",{value})'


def kink_at(content: Content, kink: Kink, names: dict[str, Cell], low: str, high: str) -> str | None:
    """Print where a kink lies, empty where it lies outside of what is drawn."""
    cells = Cells(names, *w.yes_no(content.lang))
    try:
        first, second = to_excel(kink.gap(0), cells), to_excel(kink.gap(1), cells)
    except UntranslatableError:
        return None
    place = f"({first.value})/(({first.value})-({second.value}))"
    parallel = f"ROUND(({first.value})-({second.value}),12)=0"
    inside = f'IF(AND({place}>{low},{place}<{high}),{place},"")'
    # Both ends must be known: at 0 an unknown factor of the moving fact is not missed.
    return f'=IF({first.known},IF({second.known},IF({parallel},"",{inside}),""),"")'


def straight_root(first: Fraction, second: Fraction) -> Fraction | None:
    """Return where a line through (0, first) and (1, second) meets zero."""
    return None if first == second else first / (first - second)


def grid(start: Fraction, end: Fraction) -> list[Fraction]:
    """Return the points of a curve without its kinks, evenly spaced."""
    return [start + (end - start) * i / (POINTS - 1) for i in range(POINTS)]
