"""Expression to bounds: everything that a formula can yield while some answers are missing.

Enclosures are safe for every completion of the missing answers. They are tight where each missing answer acts in
one direction; elsewhere the box of missing answers is split until the ends are known within a tolerance.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.formula import expression as x
from contracteval.formula import span as s
from contracteval.formula.aggregate_bounds import TRUTHS, aggregate, any_aggregate, joined
from contracteval.formula.functions import TRANSCENDENTAL, round_significant, transcendental
from contracteval.formula.span import INFINITY, NOTHING, Bound, Enclosure, Options, Span
from contracteval.formula.to_exact import COMPARISONS
from contracteval.model.fact import FactSpec, Grade


def of_value(value: Any) -> Enclosure:
    """Enclose a value that is known."""
    if isinstance(value, bool | str):
        return Options(frozenset({value}))
    if isinstance(value, date):
        return s.point(Fraction(value.toordinal()))
    return s.point(value)


def of_fact(spec: FactSpec) -> Enclosure:
    """Enclose every answer that a fact may get."""
    if spec.type == "yes/no":
        return Options(TRUTHS, hang_on=frozenset({spec.id}))
    if spec.type == "choice":
        return Options(frozenset(option.id for option in spec.options), hang_on=frozenset({spec.id}))
    if not spec.is_numeric:
        return s.EVERYTHING
    r = spec.range
    low: Bound = -INFINITY if r.low is None else r.low
    high: Bound = INFINITY if r.high is None else r.high
    slopes = {spec.id: (Fraction(1), Fraction(1))}
    return Span(low, high, r.low_open or r.low is None, r.high_open or r.high is None, slopes=slopes)


def to_bounds(
    node: x.Node, env: Mapping[str, Any], inexact: bool = False, orders: Mapping[str, tuple[str, ...]] | None = None
) -> Enclosure:
    """Enclose what a formula can yield. ``env`` maps names to enclosures, tables to rows of enclosures or None."""
    return _Walker(env, orders or {}, inexact).visit(node)


class _Walker:
    def __init__(self, env: Mapping[str, Any], orders: Mapping[str, tuple[str, ...]], inexact: bool) -> None:
        self.env = env
        self.orders = orders
        self.inexact = inexact
        self.current: dict[str, Enclosure] = {}

    def visit(self, node: x.Node) -> Enclosure:
        method = getattr(self, f"visit_{type(node).__name__}")
        found: Enclosure = method(node)
        return found

    def number(self, node: x.Node) -> Span | None:
        """Enclose a number; None when there can be none."""
        found = self.visit(node)
        return found if isinstance(found, Span) else None

    def visit_Number(self, node: x.Number) -> Enclosure:
        return s.point(node.value)

    def visit_Truth(self, node: x.Truth) -> Enclosure:
        return Options(frozenset({node.value}))

    def visit_Choice(self, node: x.Choice) -> Enclosure:
        return Options(frozenset({node.option}))

    def visit_Name(self, node: x.Name) -> Enclosure:
        found: Enclosure = self.env[node.id]
        return found

    def visit_Column(self, node: x.Column) -> Enclosure:
        return self.current[f"{node.table}.{node.column}"]

    def visit_RowColumn(self, node: x.RowColumn) -> Enclosure:
        found: Enclosure = self.env[f"row.{node.column}"]
        return found

    def visit_Negative(self, node: x.Negative) -> Enclosure:
        operand = self.number(node.operand)
        return NOTHING if operand is None else s.negative(operand)

    def visit_Binary(self, node: x.Binary) -> Enclosure:
        a, b = self.number(node.left), self.number(node.right)
        if a is None or b is None:
            return NOTHING
        if node.operator == "+":
            return s.add(a, b)
        if node.operator == "-":
            return s.add(a, s.negative(b))
        if node.operator == "*":
            return s.multiply(a, b)
        if node.operator == "/":
            return s.divide(a, b)
        return _power(a, int(b.low))

    def visit_Compare(self, node: x.Compare) -> Enclosure:
        a, b = self.visit(node.left), self.visit(node.right)
        if NOTHING in (a, b):
            return NOTHING
        undefined = a.undefined or b.undefined
        if isinstance(a, Options) and isinstance(b, Options):
            return Options(self.compare_options(node, a, b), undefined, a.hang_on | b.hang_on)
        if not isinstance(a, Span) or not isinstance(b, Span):
            return Options(TRUTHS, undefined)
        values = _compare(node.operator, a, b, self.inexact)
        return Options(values, undefined, frozenset({*a.slopes, *b.slopes}) if len(values) > 1 else frozenset())

    def compare_options(self, node: x.Compare, a: Options, b: Options) -> frozenset[bool]:
        order = self.order_of(node.left) or self.order_of(node.right)
        test = COMPARISONS[node.operator]
        pairs = itertools.product(a.values, b.values)
        if order is None:
            return frozenset(test(p, q) for p, q in pairs)
        return frozenset(test(order.index(p), order.index(q)) for p, q in pairs)

    def order_of(self, node: x.Node) -> tuple[str, ...] | None:
        if isinstance(node, x.GradeOf):
            return tuple(grade.name.lower() for grade in Grade)
        if isinstance(node, x.Name):
            return self.orders.get(node.id)
        return self.orders.get(f"{node.table}.{node.column}") if isinstance(node, x.Column) else None

    def visit_Not(self, node: x.Not) -> Enclosure:
        found = self.visit(node.operand)
        return replace(found, values=frozenset(not v for v in found.values)) if isinstance(found, Options) else found

    def visit_Both(self, node: x.Both) -> Enclosure:
        return self.joined(node.operands, decides=False)

    def visit_Either(self, node: x.Either) -> Enclosure:
        return self.joined(node.operands, decides=True)

    def joined(self, nodes: tuple[x.Node, ...], *, decides: bool) -> Enclosure:
        return joined([self.visit(node) for node in nodes], decides=decides)

    def visit_IfElse(self, node: x.IfElse) -> Enclosure:
        condition = self.visit(node.condition)
        values = condition.values if isinstance(condition, Options) else TRUTHS
        branches = [self.visit(branch) for flag, branch in ((True, node.yes), (False, node.no)) if flag in values]
        result = either(branches)
        if condition.undefined and result is not NOTHING:
            result = replace(result, undefined=True)
        if isinstance(condition, Options) and len(values) > 1:
            if isinstance(result, Span):
                return s.with_any_slopes(result, condition.hang_on)
            return replace(result, hang_on=result.hang_on | condition.hang_on)
        return result

    def visit_Call(self, node: x.Call) -> Enclosure:
        arguments = [self.number(argument) for argument in node.arguments]
        spans = [span for span in arguments if span is not None]
        if len(spans) < len(arguments):
            return NOTHING
        if node.function in TRANSCENDENTAL:
            return _transcendental(node.function, spans[0])
        if node.function == "abs":
            return s.magnitude(spans[0])
        if node.function == "clamp":
            return s.greater(spans[1], s.lesser(spans[0], spans[2]))
        join = s.lesser if node.function == "min" else s.greater
        result = spans[0]
        for span in spans[1:]:
            result = join(result, span)
        return result

    def visit_Given(self, node: x.Given) -> Enclosure:
        found: Enclosure = self.env[f"given({node.id})"]
        return found

    def visit_GradeOf(self, node: x.GradeOf) -> Enclosure:
        found: Enclosure = self.env[f"grade({node.id})"]
        return found

    def visit_Keyed(self, node: x.Keyed) -> Enclosure:
        table: Mapping[Any, Fraction] = self.env[node.id]
        key = self.visit(node.key)
        if isinstance(key, Options):
            found = [table[k] for k in key.values if k in table]
            missing = len(found) < len(key.values)
        else:
            found = [v for k, v in table.items() if key.low <= k <= key.high]
            missing = not (key.is_point and found)
        if not found:
            return NOTHING
        slopes = key.slopes if isinstance(key, Span) else {}
        jumps = s.with_any_slopes(Span(min(found), max(found)), frozenset(slopes))
        return replace(jumps, undefined=missing)

    def visit_Aggregate(self, node: x.Aggregate) -> Enclosure:
        rows = self.env[node.table]
        if rows is None:
            found = any_aggregate(node.function)
            return replace(found, undefined=True) if self.may_strike(node) else found
        kept: list[Enclosure] = []
        maybe: list[Enclosure] = []
        strikes = False
        for row in rows:
            self.current.update({f"{node.table}.{column}": value for column, value in row.items()})
            where = self.visit(node.where) if node.where is not None else Options(frozenset({True}))
            values = where.values if isinstance(where, Options) else TRUTHS
            strikes = strikes or where.undefined
            if True not in values and not where.undefined:
                continue
            body = self.visit(node.body) if node.body is not None else s.point(Fraction(1))
            certain = values == frozenset({True}) and not where.undefined
            (kept if certain else maybe).append(body)
        result = aggregate(node.function, kept, maybe)
        return replace(result, undefined=True) if strikes else result

    def may_strike(self, node: x.Aggregate) -> bool:
        """Say whether some row could leave an aggregate undefined: a name that may be, or a divisor that a row brings."""
        for part in x.walk(node):
            if isinstance(part, x.Name) and self.env[part.id].undefined:
                return True
            if (
                isinstance(part, x.Binary)
                and part.operator == "/"
                and any(isinstance(below, x.Column) for below in x.walk(part.right))
            ):
                return True
        return False


def either(branches: list[Enclosure]) -> Enclosure:
    """Enclose what any of the branches yields."""
    undefined = any(branch.undefined for branch in branches)
    spans = [branch for branch in branches if isinstance(branch, Span)]
    if spans:
        result = spans[0]
        for span in spans[1:]:
            result = s.hull(result, span)
        return replace(result, undefined=undefined or len(spans) < len(branches))
    options = [branch for branch in branches if isinstance(branch, Options)]
    values: frozenset[Any] = frozenset().union(*(option.values for option in options))
    hang_on: frozenset[str] = frozenset().union(*(option.hang_on for option in options))
    return Options(values, undefined, hang_on)


def _compare(operator: str, a: Span, b: Span, inexact: bool) -> frozenset[bool]:
    if inexact and a.is_point and b.is_point:
        a, b = s.point(round_significant(a.low)), s.point(round_significant(b.low))
    if operator in (">", ">="):
        a, b, operator = b, a, {">": "<", ">=": "<="}[operator]
    touching = a.high == b.low and not a.high_open and not b.low_open
    below = a.high < b.low or (a.high == b.low and not touching)
    above = a.low > b.high or (a.low == b.high and (a.low_open or b.high_open))
    if operator == "<":
        never = a.low >= b.high
        return frozenset({True}) if below else frozenset({False}) if never else TRUTHS
    if operator == "<=":
        return frozenset({True}) if a.high <= b.low else frozenset({False}) if above else TRUTHS
    equal = a.is_point and b.is_point and a.low == b.low
    values = frozenset({True}) if equal else frozenset({False}) if below or above else TRUTHS
    return values if operator == "==" else frozenset(not v for v in values)


def _power(a: Span, exponent: int) -> Enclosure:
    if exponent < 0:
        positive = _power(a, -exponent)
        return s.divide(s.point(Fraction(1)), positive) if isinstance(positive, Span) else positive
    if exponent == 0:
        return s.point(Fraction(1))
    base = s.magnitude(a) if exponent % 2 == 0 else a
    return s.monotone(base, lambda end: end**exponent)


def _transcendental(function: str, a: Span) -> Enclosure:
    if function == "ln":
        if a.high <= 0:
            return NOTHING
        low = -INFINITY if a.low <= 0 else a.low
        inside = replace(a, low=low)
        return s.monotone(
            inside, lambda e: e if e in (INFINITY, -INFINITY) else transcendental("ln", e), undefined=a.low <= 0
        )
    if function == "sqrt":
        if a.high < 0:
            return NOTHING
        inside = replace(a, low=max(a.low, Fraction(0)))
        return s.monotone(inside, lambda e: e if e == INFINITY else transcendental("sqrt", e), undefined=a.low < 0)
    zero, one = Fraction(0), Fraction(1)
    if function == "exp":
        return s.monotone(
            a, lambda e: zero if e == -INFINITY else INFINITY if e == INFINITY else transcendental("exp", e)
        )
    if function == "normal_cdf":
        return s.monotone(
            a, lambda e: zero if e == -INFINITY else one if e == INFINITY else transcendental(function, e)
        )
    far = s.negative(s.magnitude(a))
    return s.monotone(far, lambda e: zero if e == -INFINITY else transcendental("normal_pdf", e))
