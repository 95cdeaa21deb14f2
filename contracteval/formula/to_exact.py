"""Expression to exact value: closures over ``Fraction``, three-valued and lazy.

The environment maps a name to its outcome; ``table.column`` and ``row.column`` stand for the current rows.
A value that leaves the rationals is compared at 15 significant digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.formula import expression as x
from contracteval.formula.functions import TRANSCENDENTAL, round_significant, transcendental
from contracteval.formula.types import is_inexact
from contracteval.model.fact import Grade
from contracteval.model.record import dataclass
from contracteval.model.value import Outcome, Undefined, Unknown, absent
from contracteval.text import Text

Env = MutableMapping[str, Any]
Evaluate = Callable[[Env], Outcome]

ZERO = Fraction(0)
ONE = Fraction(1)
DIVISION_BY_ZERO = Undefined(Text("division by zero", "division par zéro"))
LOGARITHM = Undefined(
    Text("logarithm of a number that is not above zero", "logarithme d’un nombre qui n’est pas au-dessus de zéro")
)
ROOT = Undefined(Text("square root of a negative number", "racine carrée d’un nombre négatif"))
NO_KEY = Undefined(Text("the parameter has no value for this key", "le paramètre n’a pas de valeur pour cette clé"))
NO_ROWS = Undefined(Text("no row to take it over", "aucune ligne sur laquelle le calculer"))
_MAX_BITS = 1 << 16
TOO_LARGE = Undefined(Text("the number grows beyond any use", "le nombre dépasse toute grandeur utile"))


@dataclass(frozen=True, slots=True)
class Context:
    """What the printer must know of names: which leave the rationals, the rank of each ordered choice's options."""

    inexact: frozenset[str] = frozenset()
    orders: Mapping[str, tuple[str, ...]] | None = None


def to_exact(node: x.Node, context: Context | None = None) -> Evaluate:
    """Compile a formula to a function of an environment."""
    return _Compiler(context or Context()).compile(node)


class _Compiler:
    def __init__(self, context: Context) -> None:
        self.context = context

    def compile(self, node: x.Node) -> Evaluate:
        method = getattr(self, f"compile_{type(node).__name__}")
        evaluate: Evaluate = method(node)
        return evaluate

    def compile_Number(self, node: x.Number) -> Evaluate:
        value = node.value
        return lambda env: value

    def compile_Truth(self, node: x.Truth) -> Evaluate:
        value = node.value
        return lambda env: value

    def compile_Choice(self, node: x.Choice) -> Evaluate:
        value = node.option
        return lambda env: value

    def compile_Name(self, node: x.Name) -> Evaluate:
        name = node.id
        return lambda env: env[name]

    def compile_Column(self, node: x.Column) -> Evaluate:
        name = f"{node.table}.{node.column}"
        return lambda env: env[name]

    def compile_RowColumn(self, node: x.RowColumn) -> Evaluate:
        name = f"row.{node.column}"
        return lambda env: env[name]

    def compile_Negative(self, node: x.Negative) -> Evaluate:
        operand = self.compile(node.operand)

        def negative(env: Env) -> Outcome:
            value: Any = operand(env)
            return -value if type(value) is Fraction else absent(value)

        return negative

    def compile_Not(self, node: x.Not) -> Evaluate:
        operand = self.compile(node.operand)

        def contrary(env: Env) -> Outcome:
            value = operand(env)
            return (not value) if type(value) is bool else absent(value)

        return contrary

    def compile_Both(self, node: x.Both) -> Evaluate:
        return self.joined(node.operands, decides=False)

    def compile_Either(self, node: x.Either) -> Evaluate:
        return self.joined(node.operands, decides=True)

    def joined(self, nodes: tuple[x.Node, ...], *, decides: bool) -> Evaluate:
        operands = [self.compile(node) for node in nodes]

        def join(env: Env) -> Outcome:
            rest: list[Outcome] = []
            for operand in operands:
                value = operand(env)
                if value is decides:
                    return decides
                if type(value) is not bool:
                    rest.append(value)
            return absent(*rest) if rest else not decides

        return join

    def compile_Binary(self, node: x.Binary) -> Evaluate:
        return ARITHMETIC[node.operator](self.compile(node.left), self.compile(node.right))

    def compile_Compare(self, node: x.Compare) -> Evaluate:
        return self.comparison(node, self.compile(node.left), self.compile(node.right))

    def comparison(self, node: x.Compare, left: Evaluate, right: Evaluate) -> Evaluate:
        operator = COMPARISONS[node.operator]
        order = self.order_of(node.left) or self.order_of(node.right)
        inexact = is_inexact(node, self.context.inexact)

        def compare(env: Env) -> Outcome:
            a: Any = left(env)
            b: Any = right(env)
            if isinstance(a, Unknown | Undefined) or isinstance(b, Unknown | Undefined):
                return absent(a, b)
            if inexact and type(a) is Fraction:
                a, b = round_significant(a), round_significant(b)
            elif order is not None:
                a, b = order.index(a), order.index(b)
            return operator(a, b)

        return compare

    def order_of(self, node: x.Node) -> tuple[str, ...] | None:
        if isinstance(node, x.GradeOf):
            return tuple(grade.name.lower() for grade in Grade)
        orders = self.context.orders or {}
        if isinstance(node, x.Name):
            return orders.get(node.id)
        if isinstance(node, x.Column):
            return orders.get(f"{node.table}.{node.column}")
        return None

    def compile_IfElse(self, node: x.IfElse) -> Evaluate:
        condition, yes, no = self.compile(node.condition), self.compile(node.yes), self.compile(node.no)

        def choose(env: Env) -> Outcome:
            value = condition(env)
            if value is True:
                return yes(env)
            if value is False:
                return no(env)
            if isinstance(value, Undefined):
                return value
            branches = (outcome for outcome in (yes(env), no(env)) if isinstance(outcome, Unknown))
            return absent(value, *branches)

        return choose

    def compile_Call(self, node: x.Call) -> Evaluate:
        arguments = [self.compile(argument) for argument in node.arguments]
        apply = _transcendental(node.function) if node.function in TRANSCENDENTAL else _CALLS[node.function]

        def call(env: Env) -> Outcome:
            values: list[Any] = [argument(env) for argument in arguments]
            for value in values:
                if type(value) is not Fraction:
                    return absent(*values)
            return apply(values)

        return call

    def compile_Given(self, node: x.Given) -> Evaluate:
        name = f"given({node.id})"
        return lambda env: env[name]

    def compile_GradeOf(self, node: x.GradeOf) -> Evaluate:
        name = f"grade({node.id})"
        return lambda env: env[name]

    def compile_Keyed(self, node: x.Keyed) -> Evaluate:
        name, key = node.id, self.compile(node.key)

        def keyed(env: Env) -> Outcome:
            value = key(env)
            if isinstance(value, Unknown | Undefined):
                return value
            outcome: Outcome = env[name].get(value, NO_KEY)
            return outcome

        return keyed

    def compile_Aggregate(self, node: x.Aggregate) -> Evaluate:
        body = self.compile(node.body) if node.body is not None else None
        where = self.compile(node.where) if node.where is not None else None
        gather = AGGREGATES[node.function]
        table, cells = node.table, columns_read(node)

        def aggregate(env: Env) -> Outcome:
            rows = env[table]
            if isinstance(rows, Unknown | Undefined):
                return rows
            return gather(*of_rows(env, rows, cells, where, body))

        return aggregate


def of_rows(
    env: Env,
    rows: Iterable[Mapping[str, Any]],
    cells: Sequence[tuple[str, str]],
    where: Callable[[Any], Any] | None,
    body: Callable[[Any], Any] | None,
) -> tuple[list[Any], list[Any]]:
    """Return what the rows come to that ``where`` keeps, and why it is not known whether others are kept."""
    outcomes: list[Any] = []
    doubtful: list[Any] = []
    for row in rows:
        for column, cell in cells:
            env[cell] = row[column]
        kept = True if where is None else where(env)
        if kept is True:
            outcomes.append(ONE if body is None else body(env))
        elif kept is not False:
            doubtful.append(kept)
    return outcomes, doubtful


def columns_read(node: x.Aggregate) -> tuple[tuple[str, str], ...]:
    """Return the columns of its table that an aggregate reads, each with the name that its cell has in the environment."""
    columns = (item.column for item in x.walk(node) if isinstance(item, x.Column) and item.table == node.table)
    return tuple((column, f"{node.table}.{column}") for column in dict.fromkeys(columns))


def comparison(node: x.Compare, context: Context, left: Evaluate, right: Evaluate) -> Evaluate:
    """Compile a comparison whose operands are compiled already."""
    return _Compiler(context).comparison(node, left, right)


def _add(left: Evaluate, right: Evaluate) -> Evaluate:
    def add(env: Env) -> Outcome:
        a: Any = left(env)
        b: Any = right(env)
        return a + b if type(a) is Fraction and type(b) is Fraction else absent(a, b)

    return add


def _subtract(left: Evaluate, right: Evaluate) -> Evaluate:
    def subtract(env: Env) -> Outcome:
        a: Any = left(env)
        b: Any = right(env)
        if type(a) is Fraction and type(b) is Fraction:
            return a - b
        if isinstance(a, date) and isinstance(b, date):
            return Fraction((a - b).days)
        return absent(a, b)

    return subtract


def _multiply(left: Evaluate, right: Evaluate) -> Evaluate:
    def multiply(env: Env) -> Outcome:
        a: Any = left(env)
        b: Any = right(env)
        if type(a) is Fraction and type(b) is Fraction:
            return a * b
        rest = absent(a, b)
        return ZERO if isinstance(rest, Unknown) and (a == 0 or b == 0) else rest

    return multiply


def _divide(left: Evaluate, right: Evaluate) -> Evaluate:
    def divide(env: Env) -> Outcome:
        a: Any = left(env)
        b: Any = right(env)
        if b == 0:
            return a if isinstance(a, Undefined) else DIVISION_BY_ZERO
        return a / b if type(a) is Fraction and type(b) is Fraction else absent(a, b)

    return divide


def _power(left: Evaluate, right: Evaluate) -> Evaluate:
    def power(env: Env) -> Outcome:
        a: Any = left(env)
        b: Any = right(env)
        if type(a) is not Fraction or type(b) is not Fraction:
            return absent(a, b)
        if a == 0 and b < 0:
            return DIVISION_BY_ZERO
        if (a.numerator.bit_length() + a.denominator.bit_length()) * abs(b) > _MAX_BITS:
            return TOO_LARGE
        return Fraction(a ** int(b))

    return power


ARITHMETIC: dict[str, Callable[[Evaluate, Evaluate], Evaluate]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "**": _power,
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
}


def _clamp(values: list[Fraction]) -> Fraction:
    value, low, high = values
    return max(low, min(value, high))


_CALLS: dict[str, Callable[[list[Fraction]], Outcome]] = {
    "min": min,
    "max": max,
    "abs": lambda values: abs(values[0]),
    "clamp": _clamp,
}


def _transcendental(function: str) -> Callable[[list[Fraction]], Outcome]:
    def apply(values: list[Fraction]) -> Outcome:
        value = values[0]
        if function == "ln" and value <= 0:
            return LOGARITHM
        if function == "sqrt" and value < 0:
            return ROOT
        return transcendental(function, value)

    return apply


def as_number(outcome: Any) -> Any:
    """Count a yes as 1 and a no as 0: the mean of a yes/no is the share of yes."""
    return Fraction(outcome) if type(outcome) is bool else outcome


def _numbers(use: Callable[[list[Any]], Outcome], empty: Outcome) -> Callable[[list[Outcome], list[Outcome]], Outcome]:
    def gather(outcomes: list[Outcome], doubtful: list[Outcome]) -> Outcome:
        rest = [o for o in (*outcomes, *doubtful) if isinstance(o, Unknown | Undefined)]
        if rest:
            return absent(*rest)
        return use(outcomes) if outcomes else empty

    return gather


def _decided(decides: bool, empty: Outcome) -> Callable[[list[Outcome], list[Outcome]], Outcome]:
    def gather(outcomes: list[Outcome], doubtful: list[Outcome]) -> Outcome:
        if any(outcome is decides for outcome in outcomes):
            return decides
        rest = [o for o in (*outcomes, *doubtful) if isinstance(o, Unknown | Undefined)]
        if rest:
            return absent(*rest)
        return (not decides) if outcomes else empty

    return gather


AGGREGATES: dict[str, Callable[[list[Outcome], list[Outcome]], Outcome]] = {
    "sum": _numbers(lambda values: sum(map(as_number, values), ZERO), ZERO),
    "count": _numbers(lambda values: Fraction(len(values)), ZERO),
    "mean": _numbers(lambda values: sum(map(as_number, values), ZERO) / len(values), NO_ROWS),
    "lowest": _numbers(min, NO_ROWS),
    "highest": _numbers(max, NO_ROWS),
    "distinct": _numbers(lambda values: Fraction(len(set(values))), NO_ROWS),
    "any": _decided(True, NO_ROWS),
    "all": _decided(False, False),
}
