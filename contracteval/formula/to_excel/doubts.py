"""When a node is undefined, whatever the missing answers are."""

from __future__ import annotations

from contracteval.formula import expression as x
from contracteval.formula.to_excel.asks import Asks, whole
from contracteval.formula.to_excel.findings import NEVER, Doubt, either
from contracteval.formula.to_excel.text import FALSE, TRUE, all_of, any_of, contrary, if_then

_DOMAINS = {"ln": "<=", "sqrt": "<"}


class Doubts(Asks):
    """Prints when a node is undefined."""

    def doubt(self, node: x.Node) -> Doubt:
        """Return when a node is undefined; asked of a printer without sure cells."""
        if isinstance(node, x.Name):
            undefined = self.cells.cell(node.id).undefined
            return NEVER if undefined is None else Doubt((undefined,))
        if isinstance(node, x.Both | x.Either):
            return self.doubt_of_joined(node)
        if isinstance(node, x.IfElse):
            return self.doubt_of_branches(node)
        found = either(self.doubt(child) for child in x.children(node))
        if isinstance(node, x.Binary) and node.operator == "*" and found.steps:
            return Doubt(guards=found.parts)
        guard = self.guard(node)
        return found if guard == FALSE else Doubt(found.steps, (*found.guards, guard))

    def guard(self, node: x.Node) -> str:
        """Print the condition under which a node itself has no value: a zero divisor, a logarithm of zero."""
        if isinstance(node, x.Binary):
            divisor = node.right if node.operator == "/" else node.left
            divides = node.operator == "/" or (node.operator == "**" and whole(node.right) < 0)
            return self.holds(divisor, "=") if divides and self.may_be_zero(divisor) else FALSE
        if isinstance(node, x.Keyed):
            return if_then(self.certain(node.key), f"ISNA({self.matched(node)})", FALSE)
        if isinstance(node, x.Call) and node.function in _DOMAINS:
            return self.holds(node.arguments[0], _DOMAINS[node.function])
        return FALSE

    def holds(self, node: x.Node, symbol: str) -> str:
        """Print whether a node is known and compares so with zero."""
        if isinstance(node, x.Number):
            return TRUE if {"=": node.value == 0, "<": node.value < 0, "<=": node.value <= 0}[symbol] else FALSE
        text = f"{self.rounded(node)}{symbol}0"
        known = self.certain(node)
        return all_of([known, text]) if self.is_plain(node) else if_then(known, text, FALSE)

    def doubt_of_joined(self, node: x.Both | x.Either) -> Doubt:
        parts = either(self.doubt(operand) for operand in node.operands).parts
        settled = self.decided(node, wanted=isinstance(node, x.Either))
        return Doubt(guards=(all_of([contrary(settled), any_of(parts)]),)) if parts else NEVER

    def doubt_of_branches(self, node: x.IfElse) -> Doubt:
        condition, yes, no = self.doubt(node.condition), self.doubt(node.yes), self.doubt(node.no)
        if not yes.parts and not no.parts:
            return condition
        otherwise = if_then(self.false(node.condition), any_of(no.parts), FALSE)
        taken = if_then(self.true(node.condition), any_of(yes.parts), otherwise)
        return Doubt(condition.steps, (*condition.guards, taken))
