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
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
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
    if isinstance(node, x.Number):
        return sympy.Rational(node.value.numerator, node.value.denominator)
    if isinstance(node, x.Truth):
        return sympy.true if node.value else sympy.false
    if isinstance(node, x.Name | x.Aggregate):
        name: x.Node | str = node.id if isinstance(node, x.Name) else node
        if name not in symbols:
            raise UnprovableError(name if isinstance(name, str) else type(node).__name__)
        return symbols[name]
    operands = [to_sympy(child, symbols) for child in x.children(node)]
    if isinstance(node, x.Negative):
        return -operands[0]
    if isinstance(node, x.Not):
        return sympy.Not(operands[0])
    if isinstance(node, x.Binary):
        return _BINARY[node.operator](*operands)
    if isinstance(node, x.Compare):
        return _COMPARE[node.operator](*operands)
    if isinstance(node, x.Both | x.Either):
        return (sympy.And if isinstance(node, x.Both) else sympy.Or)(*operands)
    if isinstance(node, x.IfElse):
        condition, yes, no = operands
        return sympy.Piecewise((yes, condition), (no, True))
    if isinstance(node, x.Call):
        return _CALLS[node.function](*operands)
    raise UnprovableError(type(node).__name__)
