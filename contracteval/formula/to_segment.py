"""Expression to a rational function of one fact, on the smooth segment just beyond a point.

The fact is written ``start + slope * t`` for small ``t`` above zero. Every comparison, minimum and division on the way
is decided there, and what decided it is kept as a *guard*: the function found holds until a guard becomes zero.
Exactly as ``to_exact``, it is three-valued and lazy. The value at a kink itself is ``to_exact``'s to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from contracteval.formula import expression as x
from contracteval.formula import rational as r
from contracteval.formula.functions import TRANSCENDENTAL
from contracteval.formula.polynomial import Poly, add, at_ratio, first_root, primitive, scale, sign_beyond_zero
from contracteval.formula.rational import Moving, Rational
from contracteval.formula.to_exact import (
    AGGREGATES,
    ARITHMETIC,
    DIVISION_BY_ZERO,
    NO_KEY,
    Context,
    Env,
    as_number,
    columns_read,
    comparison,
    of_rows,
    to_exact,
)
from contracteval.model.value import Undefined, Unknown, absent

ZERO, ONE = Fraction(0), Fraction(1)
_HIGHEST_POWER = 12
_MOST_DEGREES = 9
"""The longest denominator that sums are brought to."""


class NotRationalError(ValueError):
    """A formula that is no quotient of polynomials of the fact: a root, a logarithm, a count of different values."""


class Segment:
    """What was decided on the way, so far: the guards whose first zero ends the segment.

    Each guard says whether the value may break there: at a comparison or a division it may, at a minimum it only bends.
    """

    def __init__(self) -> None:
        self.guards: dict[Poly, bool] = {}

    def sign(self, value: Moving, *, breaks: bool = True) -> int:
        """Decide the sign of a value just beyond the start, and remember what it hangs on."""
        if type(value) is Fraction:
            return (value > 0) - (value < 0)
        top, bottom = r.parts(value)
        for part in (top, bottom):
            self.mind(part, breaks=breaks)
        return sign_beyond_zero(top) * sign_beyond_zero(bottom)

    def side(self, value: Rational, of: Fraction) -> int:
        """Decide on which side of a number a value is just beyond the start: it bends where it passes."""
        lead = add(scale(value.top, of.denominator), scale(value.bottom, -of.numerator))
        self.mind(lead, breaks=False)
        self.mind(value.bottom, breaks=False)
        return sign_beyond_zero(lead) * sign_beyond_zero(value.bottom)

    def mind(self, guard: Poly, *, breaks: bool) -> None:
        """Let the segment end where a polynomial is zero next."""
        if len(guard) > 1:
            guard = primitive(guard)
            self.guards[guard] = breaks or self.guards.get(guard, False)

    def end(self, limit: Fraction | None) -> tuple[Fraction, Fraction] | None:
        """Return the first ``t`` at which a guard is zero, as the two ends it lies between; None when there is none."""
        nearest: tuple[Fraction, Fraction] | None = None
        for guard in self.guards:
            root = first_root(guard, limit)
            if root is not None:
                nearest, limit = (root.low, root.high), root.low if limit is None else min(limit, root.low)
        return nearest

    def breaks_at(self, t: Fraction) -> bool:
        """Say whether the value may break at a point up to which no guard is zero; else it is there what it tends to."""
        return any(breaks and not at_ratio(guard, t.numerator, t.denominator) for guard, breaks in self.guards.items())


Follow = Callable[[Env, Segment], Any]


def to_segment(node: x.Node, context: Context) -> Follow:
    """Compile a formula to its value just beyond the start: a constant outcome, or a ``Rational`` in ``t``.

    The environment holds a ``Rational`` for the fact and for every step that moves with it. What is returned raises
    ``NotRationalError``.
    """
    return _Compiler(context).compile(node)


class _Compiler:
    def __init__(self, context: Context) -> None:
        self.context = context

    def compile(self, node: x.Node) -> Follow:
        method: Callable[[Any], Follow] = getattr(self, f"compile_{type(node).__name__}", self.constant)
        return method(node)

    def constant(self, node: x.Node) -> Follow:
        """What can only be followed while nothing in it moves: literals, grades, roots and the like."""
        exact = to_exact(node, self.context)
        names = (*x.names(node), *(_cell(item) for item in x.walk(node) if isinstance(item, x.Column)))

        def follow(env: Env, segment: Segment) -> Any:
            for name in names:
                if type(env.get(name)) is Rational:
                    raise NotRationalError(name)
            return exact(env)

        return follow

    def compile_Number(self, node: x.Number) -> Follow:
        value = node.value
        return lambda env, segment: value

    def compile_Name(self, node: x.Name) -> Follow:
        name = node.id
        return lambda env, segment: env[name]

    def compile_Column(self, node: x.Column) -> Follow:
        name = _cell(node)
        return lambda env, segment: env[name]

    def compile_Aggregate(self, node: x.Aggregate) -> Follow:
        """Follow what is gathered row by row; where nothing moves in any row, as ``to_exact`` does."""
        where = None if node.where is None else self.compile(node.where)
        body = None if node.body is None else self.compile(node.body)
        table, cells, gather = node.table, columns_read(node), AGGREGATES[node.function]

        def aggregate(env: Env, segment: Segment) -> Any:
            rows = env[table]
            if isinstance(rows, Unknown | Undefined):
                return rows
            keep, tell = (None if part is None else partial(_on, part, segment) for part in (where, body))
            outcomes, doubtful = of_rows(env, rows, cells, keep, tell)
            if any(type(outcome) is Rational for outcome in outcomes):
                return _gathered(node.function, outcomes, doubtful, segment)
            return gather(outcomes, doubtful)

        return aggregate

    def compile_Negative(self, node: x.Negative) -> Follow:
        operand = self.compile(node.operand)

        def negative(env: Env, segment: Segment) -> Any:
            value = operand(env, segment)
            return r.times(-ONE, value) if _is_number(value) else absent(value)

        return negative

    def compile_Not(self, node: x.Not) -> Follow:
        operand = self.compile(node.operand)

        def contrary(env: Env, segment: Segment) -> Any:
            value = operand(env, segment)
            return (not value) if type(value) is bool else absent(value)

        return contrary

    def compile_Both(self, node: x.Both) -> Follow:
        return self.joined(node.operands, decides=False)

    def compile_Either(self, node: x.Either) -> Follow:
        return self.joined(node.operands, decides=True)

    def joined(self, nodes: Sequence[x.Node], *, decides: bool) -> Follow:
        operands = [self.compile(node) for node in nodes]

        def join(env: Env, segment: Segment) -> Any:
            rest = []
            for operand in operands:
                value = operand(env, segment)
                if value is decides:
                    return decides
                if type(value) is not bool:
                    rest.append(value)
            return absent(*rest) if rest else not decides

        return join

    def compile_Binary(self, node: x.Binary) -> Follow:
        left, right, apply = self.compile(node.left), self.compile(node.right), _BINARY[node.operator]
        exact = ARITHMETIC[node.operator](_first, _second)

        def binary(env: Env, segment: Segment) -> Any:
            a, b = left(env, segment), right(env, segment)
            if type(a) is Rational or type(b) is Rational:
                return apply(a, b, segment)
            return exact({"a": a, "b": b})

        return binary

    def compile_Compare(self, node: x.Compare) -> Follow:
        left, right, holds = self.compile(node.left), self.compile(node.right), _SIGNS[node.operator]
        exact = comparison(node, self.context, _first, _second)

        def compare(env: Env, segment: Segment) -> Any:
            a, b = left(env, segment), right(env, segment)
            if type(a) is not Rational and type(b) is not Rational:
                return exact({"a": a, "b": b})
            return segment.sign(r.minus(a, b)) in holds if _is_number(a) and _is_number(b) else absent(a, b)

        return compare

    def compile_IfElse(self, node: x.IfElse) -> Follow:
        condition, yes, no = self.compile(node.condition), self.compile(node.yes), self.compile(node.no)

        def choose(env: Env, segment: Segment) -> Any:
            value = condition(env, segment)
            if type(value) is bool:
                return (yes if value else no)(env, segment)
            if isinstance(value, Undefined):
                return value
            branches = (yes(env, segment), no(env, segment))
            return absent(value, *(outcome for outcome in branches if isinstance(outcome, Unknown)))

        return choose

    def compile_Call(self, node: x.Call) -> Follow:
        if node.function in TRANSCENDENTAL:
            return self.constant(node)
        arguments, apply = [self.compile(argument) for argument in node.arguments], _CALLS[node.function]

        def call(env: Env, segment: Segment) -> Any:
            values = [argument(env, segment) for argument in arguments]
            return apply(values, segment) if all(map(_is_number, values)) else absent(*values)

        return call

    def compile_Keyed(self, node: x.Keyed) -> Follow:
        name, key = node.id, self.compile(node.key)

        def keyed(env: Env, segment: Segment) -> Any:
            """Between two keys there is none: each key is a point of its own."""
            value = key(env, segment)
            if type(value) is not Rational:
                return value if isinstance(value, Unknown | Undefined) else env[name].get(value, NO_KEY)
            for known in env[name]:
                if isinstance(known, Fraction):
                    segment.sign(r.minus(value, known))
            return NO_KEY

        return keyed


def _on(follow: Follow, segment: Segment, env: Env) -> Any:
    return follow(env, segment)


def _cell(node: x.Column) -> str:
    return f"{node.table}.{node.column}"


def _gathered(function: str, outcomes: Sequence[Any], doubtful: Sequence[Any], segment: Segment) -> Any:
    """Gather numbers some of which move."""
    rest = [outcome for outcome in (*outcomes, *doubtful) if isinstance(outcome, Unknown | Undefined)]
    if rest:
        return absent(*rest)
    if function not in _GATHERED:
        raise NotRationalError(function)
    return _GATHERED[function]([as_number(outcome) for outcome in outcomes], segment)


def _first(env: Env) -> Any:
    return env["a"]


def _second(env: Env) -> Any:
    return env["b"]


def extreme(values: Sequence[Moving], segment: Segment, *, least: bool) -> Moving:
    """Return the least or the greatest of some values just beyond the start."""
    found = values[0]
    for value in values[1:]:
        below = segment.sign(r.minus(value, found), breaks=False) < 0
        found = value if below is least else found
    return found


def added(values: Iterable[Moving]) -> Moving:
    """Add what moves, as long as that does not make too many denominators."""
    total: Moving = ZERO
    for value in values:
        total = r.plus(total, value)
        if isinstance(total, Rational) and len(total.bottom) > _MOST_DEGREES:
            raise NotRationalError("too many denominators")  # their product is dearer than trying values out
    return total


def _is_number(value: Any) -> bool:
    return type(value) is Fraction or type(value) is Rational


def _plain(apply: Callable[[Moving, Moving], Moving]) -> Callable[[Any, Any, Segment], Any]:
    def binary(a: Any, b: Any, segment: Segment) -> Any:
        return apply(a, b) if _is_number(a) and _is_number(b) else absent(a, b)

    return binary


def _times(a: Any, b: Any, segment: Segment) -> Any:
    if _is_number(a) and _is_number(b):
        return r.times(a, b)
    return absent(a, b)  # what moves is not zero, so that the other operand is needed


def _over(a: Any, b: Any, segment: Segment) -> Any:
    if _is_number(b) and segment.sign(b) == 0:
        return a if isinstance(a, Undefined) else DIVISION_BY_ZERO
    return r.over(a, b) if _is_number(a) and _is_number(b) else absent(a, b)


def _power(base: Any, exponent: Any, segment: Segment) -> Any:
    if not (_is_number(base) and _is_number(exponent)):
        return absent(base, exponent)
    if type(exponent) is not Fraction or exponent.denominator != 1 or abs(exponent) > _HIGHEST_POWER:
        raise NotRationalError("**")
    made: Moving = ONE
    for _ in range(abs(int(exponent))):
        made = r.times(made, base)
    return _over(ONE, made, segment) if exponent < 0 else made


def _magnitude(values: Sequence[Moving], segment: Segment) -> Moving:
    return r.times(-ONE, values[0]) if segment.sign(values[0], breaks=False) < 0 else values[0]


def _clamp(values: Sequence[Moving], segment: Segment) -> Moving:
    value, low, high = values
    return extreme((low, extreme((value, high), segment, least=True)), segment, least=False)


_BINARY = {"+": _plain(r.plus), "-": _plain(r.minus), "*": _times, "/": _over, "**": _power}
_SIGNS = {
    "<": frozenset({-1}), "<=": frozenset({-1, 0}), ">": frozenset({1}), ">=": frozenset({0, 1}),
    "==": frozenset({0}), "!=": frozenset({-1, 1}),
}  # fmt: skip
_CALLS: dict[str, Callable[[Sequence[Moving], Segment], Moving]] = {
    "min": lambda values, segment: extreme(values, segment, least=True),
    "max": lambda values, segment: extreme(values, segment, least=False),
    "abs": _magnitude,
    "clamp": _clamp,
}
_GATHERED: dict[str, Callable[[Sequence[Moving], Segment], Moving]] = {
    "sum": lambda values, segment: added(values),
    "count": lambda values, segment: Fraction(len(values)),
    "mean": lambda values, segment: r.times(Fraction(1, len(values)), added(values)),
    "lowest": lambda values, segment: extreme(values, segment, least=True),
    "highest": lambda values, segment: extreme(values, segment, least=False),
}
