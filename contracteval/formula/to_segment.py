"""Expression to a rational function of one fact, on the smooth segment just beyond a point.

The fact is written ``start + slope * t`` for small ``t`` above zero. Every comparison, minimum and division on the way
is decided there, and what decided it is kept as a *guard*: the function found holds until a guard becomes zero.
Exactly as ``to_exact``, it is three-valued and lazy. The value at a kink itself is ``to_exact``'s to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.formula import expression as x
from contracteval.formula import rational as r
from contracteval.formula.functions import TRANSCENDENTAL
from contracteval.formula.polynomial import Poly, first_root
from contracteval.formula.rational import Moving, Rational
from contracteval.formula.to_exact import DIVISION_BY_ZERO, NO_KEY, Context, Env, to_exact
from contracteval.model.record import dataclass
from contracteval.model.value import Undefined, Unknown, absent

ZERO = Fraction(0)
_HIGHEST_POWER = 12


class NotRationalError(ValueError):
    """A formula that is no quotient of polynomials of the fact: a root, a logarithm, a sum over rows that it enters."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What was decided on the way, so far: the guards whose first zero ends the segment."""

    guards: list[Poly] = field(default_factory=list)

    def sign(self, value: Moving) -> int:
        """Decide the sign of a value just beyond the start, and remember what it hangs on."""
        if isinstance(value, Rational):
            self.guards.extend(part for part in (value.top, value.bottom) if len(part) > 1)
        return r.sign_beyond_zero(value)

    def end(self, limit: Fraction | None) -> tuple[Fraction, Fraction] | None:
        """Return the first ``t`` at which a guard is zero, as the two ends it lies between; None when there is none."""
        nearest: tuple[Fraction, Fraction] | None = None
        for guard in dict.fromkeys(self.guards):
            root = first_root(guard, limit)
            if root is not None:
                nearest, limit = (root.low, root.high), root.low if limit is None else min(limit, root.low)
        return nearest


def to_segment(node: x.Node, env: Env, segment: Segment, context: Context) -> Any:
    """Return the value of a formula just beyond the start: a constant outcome, or a ``Rational`` in ``t``.

    ``env`` holds a ``Rational`` for the fact and for every step that moves with it. Raises ``NotRationalError``.
    """
    return _Tracer(env, segment, context).visit(node)


class _Tracer:
    def __init__(self, env: Env, segment: Segment, context: Context) -> None:
        self.env = env
        self.segment = segment
        self.context = context

    def visit(self, node: x.Node) -> Any:
        if not any(isinstance(self.env.get(name), Rational) for name in x.names(node)):
            return to_exact(node, self.context)(self.env)
        method: Callable[[Any], Any] = getattr(self, f"visit_{type(node).__name__}", self.refuse)
        return method(node)

    def refuse(self, node: x.Node) -> Any:
        raise NotRationalError(type(node).__name__)

    def visit_Name(self, node: x.Name) -> Any:
        return self.env[node.id]

    def visit_Negative(self, node: x.Negative) -> Any:
        value = self.visit(node.operand)
        return r.times(Fraction(-1), value) if _is_number(value) else absent(value)

    def visit_Not(self, node: x.Not) -> Any:
        value = self.visit(node.operand)
        return (not value) if type(value) is bool else absent(value)

    def visit_Both(self, node: x.Both) -> Any:
        return self.joined(node.operands, decides=False)

    def visit_Either(self, node: x.Either) -> Any:
        return self.joined(node.operands, decides=True)

    def joined(self, nodes: Sequence[x.Node], *, decides: bool) -> Any:
        rest = []
        for node in nodes:
            value = self.visit(node)
            if value is decides:
                return decides
            if type(value) is not bool:
                rest.append(value)
        return absent(*rest) if rest else not decides

    def visit_Binary(self, node: x.Binary) -> Any:
        a, b = self.visit(node.left), self.visit(node.right)
        if node.operator == "/":
            return self.divide(a, b)
        if not (_is_number(a) and _is_number(b)):
            rest = absent(a, b)
            is_zero = node.operator == "*" and isinstance(rest, Unknown) and (a == 0 or b == 0)
            return ZERO if is_zero else rest
        if node.operator == "**":
            return self.power(a, b)
        return {"+": r.plus, "-": r.minus, "*": r.times}[node.operator](a, b)

    def divide(self, a: Any, b: Any) -> Any:
        if _is_number(b) and self.segment.sign(b) == 0:
            return a if isinstance(a, Undefined) else DIVISION_BY_ZERO
        return r.over(a, b) if _is_number(a) and _is_number(b) else absent(a, b)

    def power(self, base: Moving, exponent: Moving) -> Any:
        if not isinstance(exponent, Fraction) or exponent.denominator != 1 or abs(exponent) > _HIGHEST_POWER:
            raise NotRationalError("**")
        made: Moving = Fraction(1)
        for _ in range(abs(int(exponent))):
            made = r.times(made, base)
        return self.divide(Fraction(1), made) if exponent < 0 else made

    def visit_Compare(self, node: x.Compare) -> Any:
        a, b = self.visit(node.left), self.visit(node.right)
        if not (_is_number(a) and _is_number(b)):
            return absent(a, b)
        sign = self.segment.sign(r.minus(a, b))
        return {
            "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0,
        }[node.operator]  # fmt: skip

    def visit_IfElse(self, node: x.IfElse) -> Any:
        value = self.visit(node.condition)
        if type(value) is bool:
            return self.visit(node.yes if value else node.no)
        if isinstance(value, Undefined):
            return value
        branches = [self.visit(branch) for branch in (node.yes, node.no)]
        return absent(value, *(outcome for outcome in branches if isinstance(outcome, Unknown)))

    def visit_Call(self, node: x.Call) -> Any:
        if node.function in TRANSCENDENTAL:
            raise NotRationalError(node.function)
        values = [self.visit(argument) for argument in node.arguments]
        if not all(map(_is_number, values)):
            return absent(*values)
        if node.function == "abs":
            return r.times(Fraction(-1), values[0]) if self.segment.sign(values[0]) < 0 else values[0]
        if node.function == "clamp":
            value, low, high = values
            return self.extreme((low, self.extreme((value, high), least=True)), least=False)
        return self.extreme(values, least=node.function == "min")

    def extreme(self, values: Sequence[Moving], *, least: bool) -> Moving:
        return extreme(values, self.segment, least=least)

    def visit_Keyed(self, node: x.Keyed) -> Any:
        """Between two keys there is none: each key is a point of its own."""
        key = self.visit(node.key)
        if not isinstance(key, Rational):
            return key if isinstance(key, Unknown | Undefined) else self.env[node.id].get(key, NO_KEY)
        for known in self.env[node.id]:
            if isinstance(known, Fraction):
                self.segment.sign(r.minus(key, known))
        return NO_KEY


def extreme(values: Sequence[Moving], segment: Segment, *, least: bool) -> Moving:
    """Return the least or the greatest of some values just beyond the start."""
    found = values[0]
    for value in values[1:]:
        below = segment.sign(r.minus(value, found)) < 0
        found = value if below is least else found
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, Fraction | Rational) and not isinstance(value, date)
