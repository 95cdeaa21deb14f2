"""What must be known for a node to have a value."""

from __future__ import annotations

from collections.abc import Sequence

from contracteval.formula import expression as x
from contracteval.formula.to_excel.asks import Asks, factors
from contracteval.formula.to_excel.cells import Cell, UntranslatableError
from contracteval.formula.to_excel.findings import NOTHING, Needs, join
from contracteval.formula.to_excel.text import FALSE, all_of, any_of, if_then, kept, quoted


class Requirements(Asks):
    """Prints what must be known."""

    def certain(self, node: x.Node) -> str:
        """Print whether a node is known and not undefined, for use where nothing has been ruled out yet."""
        return if_then(any_of(self.bare().doubt(node).guards), FALSE, self.needs(node).text)

    def may_be_missing(self, node: x.Node) -> bool:
        return self.needs(node) != NOTHING

    def needs(self, node: x.Node) -> Needs:
        """Return what a node that is not undefined needs, beyond the cells that are sure."""
        if isinstance(node, x.Name):
            return self.needs_of_cell(self.cells.cell(node.id))
        if isinstance(node, x.Binary) and node.operator == "*":
            return self.needs_of_product(factors(node))
        if isinstance(node, x.Both | x.Either):
            return self.needs_of_joined(node)
        if isinstance(node, x.IfElse):
            return self.needs_of_branches(node)
        if isinstance(node, x.Given | x.GradeOf):
            return NOTHING
        if isinstance(node, x.Aggregate | x.Column | x.RowColumn):
            raise UntranslatableError(f"{type(node).__name__} has no live form")
        return join(self.needs(child) for child in x.children(node))

    def needs_of_cell(self, cell: Cell) -> Needs:
        if cell.always or cell.value in self.sure:
            return NOTHING
        if cell.kind == "number":
            return Needs((cell.value,))
        if cell.kind == "text":
            return Needs(conditions=(f'{cell.value}<>""',))
        words = [self.cells.yes, self.cells.no] if cell.kind == "truth" else [word for _, word in cell.options]
        return Needs(conditions=(any_of(f"{cell.value}={quoted(word)}" for word in words),))

    def needs_of_product(self, parts: Sequence[x.Node]) -> Needs:
        """A product is known when all factors are, or one is zero."""
        whole = join(self.needs(factor) for factor in parts)
        deciding = [factor for i, factor in enumerate(parts) if self.decides(parts, i)]
        if not deciding:
            return whole
        return Needs(conditions=(any_of([whole.text, *(self.holds(factor, "=") for factor in deciding)]),))

    def decides(self, parts: Sequence[x.Node], i: int) -> bool:
        """Say whether a factor may be zero while another is unknown."""
        others = (other for j, other in enumerate(parts) if j != i)
        return self.may_be_zero(parts[i]) and any(self.may_be_missing(other) for other in others)

    def needs_of_joined(self, node: x.Both | x.Either) -> Needs:
        wanted = isinstance(node, x.Either)
        rest = [
            self.decided(operand, wanted=not wanted) if isinstance(operand, x.Name) else self.certain(operand)
            for operand in node.operands
        ]
        return Needs(conditions=kept(any_of([self.decided(node, wanted=wanted), all_of(rest)])))

    def needs_of_branches(self, node: x.IfElse) -> Needs:
        yes, no = self.needs(node.yes), self.needs(node.no)
        if yes == no:
            return join([self.needs(node.condition), yes])
        taken = if_then(self.false(node.condition), no.text, FALSE)
        return Needs(conditions=kept(if_then(self.true(node.condition), yes.text, taken)))

    def required(self, node: x.Node) -> dict[str, None]:
        """Return the cells of numbers without which a node is not known, whatever the others hold."""
        if isinstance(node, x.Name):
            cell = self.cells.cell(node.id)
            return {} if cell.always or cell.kind != "number" else {cell.value: None}
        if isinstance(node, x.IfElse):
            return self.required(node.condition)
        if isinstance(node, x.Both | x.Either | x.Given | x.GradeOf):
            return {}
        parts = list(x.children(node))
        if isinstance(node, x.Binary) and node.operator == "*":
            every = factors(node)
            parts = [f for i, f in enumerate(every) if not any(map(self.may_be_zero, every[:i] + every[i + 1 :]))]
        found: dict[str, None] = {}
        for part in parts:
            found |= self.required(part)
        return found
