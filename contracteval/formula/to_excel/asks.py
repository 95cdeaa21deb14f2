"""What a node is: the part of the printer that the others ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from contracteval.formula import expression as x
from contracteval.formula.to_excel.cells import PLACES, Cells, Kind, UntranslatableError
from contracteval.formula.to_excel.findings import Doubt, Needs

COMPARE, PLUS, TIMES, POWER, ATOM = range(5)
_POSITIVE = frozenset({"exp", "normal_pdf"})


class Asks:
    """What a node is; cells in ``sure`` are known to hold numbers wherever the text is evaluated."""

    def __init__(self, cells: Cells, sure: frozenset[str] = frozenset()) -> None:
        self.cells = cells
        self.sure = sure

    def call(self, what: str, node: x.Node) -> Any:
        method = getattr(self, f"{what}_{type(node).__name__}", None)
        if method is None:
            raise UntranslatableError(f"{type(node).__name__} has no live form")
        return method(node)

    def bare(self) -> Self:
        """Return a printer to which nothing is sure."""
        return type(self)(self.cells)

    if TYPE_CHECKING:  # what the other parts of the printer answer

        def value(self, node: x.Node, level: int) -> str: ...

        def truth(self, node: x.Node) -> str: ...

        def true(self, node: x.Node) -> str: ...

        def false(self, node: x.Node) -> str: ...

        def decided(self, node: x.Node, *, wanted: bool) -> str: ...

        def certain(self, node: x.Node) -> str: ...

        def may_be_missing(self, node: x.Node) -> bool: ...

        def needs(self, node: x.Node) -> Needs: ...

        def doubt(self, node: x.Node) -> Doubt: ...

        def holds(self, node: x.Node, symbol: str) -> str: ...

        def rounded(self, node: x.Node) -> str: ...

        def matched(self, node: x.Keyed) -> str: ...

        def word(self, node: x.Node, options: tuple[tuple[str, str], ...]) -> str: ...

        def options(self, node: x.Node) -> tuple[tuple[str, str], ...]: ...

    def kind(self, node: x.Node) -> Kind:
        if isinstance(node, x.Name):
            return self.cells.cell(node.id).kind
        if isinstance(node, x.IfElse):
            return self.kind(node.yes)
        if isinstance(node, x.Truth | x.Not | x.Both | x.Either | x.Compare | x.Given):
            return "truth"
        return "choice" if isinstance(node, x.Choice | x.GradeOf) else "number"

    def is_plain(self, node: x.Node) -> bool:
        """Say whether a number is exactly what stands in a cell or in the rule."""
        if isinstance(node, x.Name):
            return not self.cells.cell(node.id).computed
        return isinstance(node, x.Number) or (isinstance(node, x.Negative) and self.is_plain(node.operand))

    def may_be_zero(self, node: x.Node) -> bool:
        if isinstance(node, x.Number):
            return node.value == 0
        if isinstance(node, x.Name):
            return not self.cells.cell(node.id).nonzero
        if isinstance(node, x.Negative):
            return self.may_be_zero(node.operand)
        if isinstance(node, x.Binary) and node.operator == "*":
            return self.may_be_zero(node.left) or self.may_be_zero(node.right)
        return not (isinstance(node, x.Call) and node.function in _POSITIVE)

    def places(self, node: x.Node) -> int:
        found = [self.cells.cell(item.id).places for item in x.walk(node) if isinstance(item, x.Name)]
        return min(found, default=PLACES)


def factors(node: x.Node) -> list[x.Node]:
    if isinstance(node, x.Binary) and node.operator == "*":
        return [*factors(node.left), node.right]
    return [node]


def whole(node: x.Node) -> int:
    if isinstance(node, x.Negative):
        return -whole(node.operand)
    if isinstance(node, x.Number):
        return int(node.value)
    raise UntranslatableError("a power that is not a whole number")
