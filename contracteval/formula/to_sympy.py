"""Expression to sympy, for proofs and derivatives; never for values, because sympy cancels ``x/x`` to 1.

The only road from a formula to sympy: names become symbols made here, and no text is ever parsed by sympy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from contracteval.formula import expression as x


class UnprovableError(ValueError):
    """A formula that has no sympy form: choices, tables, what is given."""


_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "==": sympy.Eq, "!=": sympy.Ne,
}  # fmt: skip
_CALLS: dict[str, Callable[..., Any]] = {
    "min": sympy.Min,
    "max": sympy.Max,
    "abs": sympy.Abs,
    "clamp": lambda value, low, high: sympy.Max(low, sympy.Min(value, high)),
    "exp": sympy.exp,
    "ln": sympy.log,
    "sqrt": sympy.sqrt,
    "normal_cdf": lambda z: (1 + sympy.erf(z / sympy.sqrt(2))) / 2,
    "normal_pdf": lambda z: sympy.exp(-(z**2) / 2) / sympy.sqrt(2 * sympy.pi),
}


def to_sympy(node: x.Node, symbols: Mapping[Any, Any]) -> Any:
    """Return the sympy form of a formula over numbers; ``symbols`` gives what each name, or aggregate, stands for.

    Raises ``UnprovableError`` for what has no such form.
    """
    return ToSympy(symbols).visit(node)


class ToSympy:
    """Prints formulas over numbers. A prover takes over what it must watch: names, quotients, functions, choices."""

    def __init__(self, symbols: Mapping[Any, Any]) -> None:
        self.symbols = symbols

    def visit(self, node: x.Node) -> Any:
        """Return the sympy form of a node."""
        method = getattr(self, f"visit_{type(node).__name__}", None)
        if method is None:
            raise UnprovableError(type(node).__name__)
        return method(node)

    def visit_Number(self, node: x.Number) -> Any:
        return sympy.Rational(node.value.numerator, node.value.denominator)

    def visit_Truth(self, node: x.Truth) -> Any:
        return sympy.true if node.value else sympy.false

    def visit_Name(self, node: x.Name) -> Any:
        if node.id not in self.symbols:
            raise UnprovableError(node.id)
        return self.symbols[node.id]

    def visit_Aggregate(self, node: x.Aggregate) -> Any:
        if node not in self.symbols:
            raise UnprovableError(type(node).__name__)
        return self.symbols[node]

    def visit_Negative(self, node: x.Negative) -> Any:
        return -self.visit(node.operand)

    def visit_Binary(self, node: x.Binary) -> Any:
        left, right = self.visit(node.left), self.visit(node.right)
        if node.operator == "/":
            return self.quotient(left, right)
        if node.operator == "**":
            return self.power(left, right)
        return _BINARY[node.operator](left, right)

    def visit_Call(self, node: x.Call) -> Any:
        return self.call(node.function, [self.visit(argument) for argument in x.children(node)])

    def visit_Not(self, node: x.Not) -> Any:
        return sympy.Not(self.visit(node.operand))

    def visit_Compare(self, node: x.Compare) -> Any:
        return self.compare(node.operator, self.visit(node.left), self.visit(node.right))

    def visit_Both(self, node: x.Both) -> Any:
        return sympy.And(*(self.visit(operand) for operand in node.operands))

    def visit_Either(self, node: x.Either) -> Any:
        return sympy.Or(*(self.visit(operand) for operand in node.operands))

    def visit_IfElse(self, node: x.IfElse) -> Any:
        condition, yes, no = (self.visit(child) for child in x.children(node))
        return sympy.Piecewise((yes, condition), (no, True))

    def quotient(self, left: Any, right: Any) -> Any:
        """Divide."""
        return left / right

    def power(self, base: Any, exponent: Any) -> Any:
        """Raise to a power."""
        return base**exponent

    def compare(self, operator: str, left: Any, right: Any) -> Any:
        """Compare."""
        return _COMPARE[operator](left, right)

    def call(self, function: str, arguments: list[Any]) -> Any:
        """Apply a function."""
        return _CALLS[function](*arguments)
