"""Expression to Excel text, for the file format: English function names, commas.

A spreadsheet has no third truth value, so a formula is printed three times over the same cells:

- ``value``: what it yields; right wherever it is known, and not to be looked at elsewhere;
- ``known``: whether it has a value where it is not undefined;
- ``undefined``: whether it has none whatever the missing answers are; None where that cannot happen.

The two conditions never fail, whatever stands in the cells. An unknown number is a blank or a text, an unknown yes/no
or choice anything but its words. The traps: ``AND`` evaluates every branch, ``""`` in arithmetic is an error,
``"" > 5`` is true, a blank counts as 0, ``-A1^2`` is ``(-A1)^2``, and doubles carry noise, so that what is computed is
rounded before it is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from contracteval.formula import expression as x

Kind = Literal["number", "truth", "choice"]

COMPARE, PLUS, TIMES, POWER, ATOM = range(5)
_LEVELS = {"+": PLUS, "-": PLUS, "*": TIMES, "/": TIMES, "**": POWER}
_SYMBOLS = {"==": "=", "!=": "<>"}
_CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_FUNCTIONS = {"min": "MIN", "max": "MAX", "abs": "ABS", "exp": "EXP", "ln": "LN", "normal_cdf": "NORMSDIST"}
_POSITIVE = frozenset({"exp", "normal_pdf"})
_DOMAINS = {"ln": "<=", "sqrt": "<"}
_PLACES = 12
_MAX_DIGITS = 15
_MAX_LENGTH = 8000
TRUE, FALSE = "TRUE", "FALSE"


class UntranslatableError(ValueError):
    """A formula that has no live form in a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How a name stands in the workbook.

    ``undefined`` is the condition that says so, for a step that may be; ``always`` marks what is never unknown;
    ``computed`` values carry the noise of doubles and are compared at ``places`` decimals; ``options`` pairs the ids of
    a choice with the words in its cell.
    """

    value: str
    kind: Kind = "number"
    undefined: str | None = None
    always: bool = False
    computed: bool = False
    nonzero: bool = False
    places: int = _PLACES
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that a formula reads, by name (``grade(fact)`` for evidence grades), and the words for yes and no."""

    names: Mapping[str, Cell]
    yes: str = "yes"
    no: str = "no"

    def cell(self, name: str) -> Cell:
        """Return the cell of a name. Raises ``UntranslatableError`` when it has none."""
        if name not in self.names:
            raise UntranslatableError(f"{name} has no cell")
        return self.names[name]


@dataclass(frozen=True, slots=True)
class Statuses:
    """The words that a status cell may hold."""

    scored: str = "scored"
    unknown: str = "unknown"
    undefined: str = "undefined"


@dataclass(frozen=True, slots=True)
class Printed:
    """The three texts of a formula, without the leading ``=``."""

    value: str
    known: str
    undefined: str | None


def to_excel(node: x.Node, cells: Cells, *, never_undefined: bool = False) -> Printed:
    """Print a formula. Raises ``UntranslatableError`` for what a spreadsheet cannot say.

    ``never_undefined`` drops the guards, where the ranges of the inputs already rule out that they strike.
    """
    bare = _Printer(cells)
    sure = tuple(bare.required(node))
    printer = _Printer(cells, frozenset(sure))
    known = _join([_Needs(sure), printer.needs(node)]).text
    undefined = None if never_undefined else bare.doubt(node).text
    if bare.kind(node) == "truth":
        value = _if(printer.truth(node), quoted(cells.yes), quoted(cells.no))
    else:
        value = printer.value(node, COMPARE)
    return Printed(value, known, undefined)


def step_to_excel(
    formulas: Sequence[x.Node],
    only_if: x.Node | None,
    cells: Cells,
    status_cell: str,
    statuses: Statuses,
    *,
    never_undefined: bool = False,
) -> tuple[str, str]:
    """Return the formulas of a step's status cell and value cell, with their leading ``=``.

    ``formulas`` are alternatives: the first whose inputs are known is used. The value is ``""`` unless scored.
    """
    printed = [to_excel(node, cells, never_undefined=never_undefined) for node in formulas]
    scored, unknown, undefined = (quoted(w) for w in (statuses.scored, statuses.unknown, statuses.undefined))
    status = unknown
    value = printed[-1].value
    for item in reversed(printed):
        status = _if(item.known, scored, status)
        status = status if item.undefined is None else _if(item.undefined, undefined, status)
    for item in reversed(printed[:-1]):
        value = _if(item.known, item.value, value)
    if only_if is not None:
        bare = _Printer(cells)
        fails = _or([bare.false(only_if), *bare.doubt(only_if).parts])
        status = _if(fails, undefined, _if(bare.needs(only_if).text, status, unknown))
    result = f"={status}", f"={_if(f'{status_cell}={scored}', value, quoted(''))}"
    if max(len(text) for text in result) > _MAX_LENGTH:
        raise UntranslatableError("too long for a cell")
    return result


def quoted(text: str) -> str:
    """Write a text literal.

    >>> quoted('say "yes"')
    '"say ""yes\"""'
    """
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class _Needs:
    """What must be known: cells that hold numbers, and further conditions."""

    cells: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        if not self.cells:
            return _and(self.conditions)
        counted = f"ISNUMBER({self.cells[0]})"
        if len(self.cells) > 1:
            counted = f"COUNT({','.join(self.cells)})={len(self.cells)}"
        return _if(counted, _and(self.conditions), FALSE)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """When it is undefined: steps that are, and guards that strike."""

    steps: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        return (*self.steps, *self.guards)

    @property
    def text(self) -> str | None:
        return _or(self.parts) if self.parts else None


_NOTHING = _Needs()
_NEVER = _Doubt()


class _Printer:
    """Prints nodes; cells in ``sure`` are known to hold numbers wherever the text is evaluated."""

    def __init__(self, cells: Cells, sure: frozenset[str] = frozenset()) -> None:
        self.cells = cells
        self.sure = sure

    def call(self, what: str, node: x.Node) -> Any:
        method = getattr(self, f"{what}_{type(node).__name__}", None)
        if method is None:
            raise UntranslatableError(f"{type(node).__name__} has no live form")
        return method(node)

    def bare(self) -> _Printer:
        return _Printer(self.cells)

    # --- what a node is

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
        return min(found, default=_PLACES)

    # --- value

    def value(self, node: x.Node, level: int) -> str:
        """Print a number, in parentheses where it binds less tightly than ``level``."""
        text, own = self.call("value", node)
        return f"({text})" if own < level else str(text)

    def value_Number(self, node: x.Number) -> tuple[str, int]:
        return number(node.value), ATOM

    def value_Name(self, node: x.Name) -> tuple[str, int]:
        return self.cells.cell(node.id).value, ATOM

    def value_Negative(self, node: x.Negative) -> tuple[str, int]:
        return f"-{self.value(node.operand, ATOM)}", PLUS

    def value_Binary(self, node: x.Binary) -> tuple[str, int]:
        if node.operator == "*":
            return self.product(node), TIMES
        level = _LEVELS[node.operator]
        if node.operator == "**":
            return self.power(node), level
        return f"{self.value(node.left, level)}{node.operator}{self.value(node.right, level + 1)}", level

    def power(self, node: x.Binary) -> str:
        exponent = _whole(node.right)
        written = str(exponent) if exponent >= 0 else f"({exponent})"
        return "1" if exponent == 0 else f"{self.value(node.left, ATOM)}^{written}"

    def product(self, node: x.Binary) -> str:
        """Print factors; one that may be unknown while another is zero is read so that it does no harm."""
        parts = _factors(node)
        texts = []
        for i, factor in enumerate(parts):
            text = self.value(factor, TIMES if i == 0 else POWER)
            others = (other for j, other in enumerate(parts) if j != i)
            if any(self.may_be_zero(other) for other in others) and self.may_be_missing(factor):
                text = f"N({text})" if isinstance(factor, x.Name) else _if(self.certain(factor), text, "0")
            texts.append(text)
        return "*".join(texts)

    def value_IfElse(self, node: x.IfElse) -> tuple[str, int]:
        if self.kind(node.yes) != "number":
            raise UntranslatableError("a branch that is not a number")
        yes, no = self.value(node.yes, COMPARE), self.value(node.no, COMPARE)
        return _if(self.truth(node.condition), yes, no), ATOM

    def value_Call(self, node: x.Call) -> tuple[str, int]:
        if node.function == "normal_pdf":
            return f"EXP(0-{self.value(node.arguments[0], ATOM)}^2/2)/SQRT(2*PI())", TIMES
        texts = [self.value(argument, COMPARE) for argument in node.arguments]
        if node.function == "clamp":
            return f"MAX({texts[1]},MIN({texts[0]},{texts[2]}))", ATOM
        if node.function == "sqrt":
            return (f"SQRT({texts[0]})" if self.is_plain(node.arguments[0]) else f"SQRT(MAX(0,{texts[0]}))"), ATOM
        return f"{_FUNCTIONS[node.function]}({','.join(texts)})", ATOM

    # --- truth of what is known

    def truth(self, node: x.Node) -> str:
        """Print a yes/no that is known."""
        return str(self.call("truth", node))

    def truth_Truth(self, node: x.Truth) -> str:
        return TRUE if node.value else FALSE

    def truth_Name(self, node: x.Name) -> str:
        return f"{self.cells.cell(node.id).value}={quoted(self.cells.yes)}"

    def truth_Not(self, node: x.Not) -> str:
        return _not(self.truth(node.operand))

    def truth_Both(self, node: x.Both) -> str:
        return _and(self.safe_truth(operand) for operand in node.operands)

    def truth_Either(self, node: x.Either) -> str:
        return _or(self.safe_truth(operand) for operand in node.operands)

    def safe_truth(self, node: x.Node) -> str:
        """Print an operand that may be unknown where another decides; it must not fail then."""
        return self.truth(node) if self.is_harmless(node) else self.true(node)

    def is_harmless(self, node: x.Node) -> bool:
        if isinstance(node, x.Compare) and self.kind(node.left) == "number":
            return self.is_plain(node.left) and self.is_plain(node.right)
        return isinstance(node, x.Truth | x.Name | x.Given) or (
            isinstance(node, x.Not) and self.is_harmless(node.operand)
        )

    def truth_Compare(self, node: x.Compare) -> str:
        return self.comparison(node, node.operator)

    def truth_IfElse(self, node: x.IfElse) -> str:
        return _if(self.truth(node.condition), self.truth(node.yes), self.truth(node.no))

    def truth_Given(self, node: x.Given) -> str:
        return self.bare().needs(x.Name(node.id)).text

    def comparison(self, node: x.Compare, operator: str) -> str:
        kind = self.kind(node.left)
        symbol = _SYMBOLS.get(operator, operator)
        if kind == "truth":
            return f"({self.truth(node.left)}){symbol}({self.truth(node.right)})"
        if kind == "choice":
            return self.choices(node, operator)
        if self.is_plain(node.left) and self.is_plain(node.right):
            return f"{self.value(node.left, PLUS)}{symbol}{self.value(node.right, PLUS)}"
        difference = x.Binary("-", node.left, node.right)
        if isinstance(node.right, x.Number) and node.right.value == 0:
            return f"{self.rounded(node.left)}{symbol}0"
        return f"{self.rounded(difference)}{symbol}0"

    def rounded(self, node: x.Node) -> str:
        text = self.value(node, COMPARE)
        return text if self.is_plain(node) else f"ROUND({text},{self.places(node)})"

    def choices(self, node: x.Compare, operator: str) -> str:
        options = self.options(node.left) or self.options(node.right)
        if operator in ("==", "!="):
            words = [self.word(side, options) for side in (node.left, node.right)]
        else:
            order = ",".join(quoted(word) for _, word in options)
            words = [self.position(side, options, order) for side in (node.left, node.right)]
        return f"{words[0]}{_SYMBOLS.get(operator, operator)}{words[1]}"

    def options(self, node: x.Node) -> tuple[tuple[str, str], ...]:
        return self.choice_cell(node).options if isinstance(node, x.Name | x.GradeOf) else ()

    def choice_cell(self, node: x.Name | x.GradeOf) -> Cell:
        return self.cells.cell(node.id if isinstance(node, x.Name) else f"grade({node.id})")

    def word(self, node: x.Node, options: tuple[tuple[str, str], ...]) -> str:
        if isinstance(node, x.Choice):
            return quoted(dict(options)[node.option])
        if isinstance(node, x.Name | x.GradeOf):
            return self.choice_cell(node).value
        raise UntranslatableError("a choice that is computed")

    def position(self, node: x.Node, options: tuple[tuple[str, str], ...], order: str) -> str:
        if isinstance(node, x.Choice):
            return str(1 + [id_ for id_, _ in options].index(node.option))
        return f"MATCH({self.word(node, options)},{{{order}}},0)"

    # --- certainly true, certainly false: conditions that never fail

    def true(self, node: x.Node) -> str:
        return self.decided(node, wanted=True)

    def false(self, node: x.Node) -> str:
        return self.decided(node, wanted=False)

    def decided(self, node: x.Node, *, wanted: bool) -> str:
        if isinstance(node, x.Truth):
            return TRUE if node.value is wanted else FALSE
        if isinstance(node, x.Name):
            return f"{self.cells.cell(node.id).value}={quoted(self.cells.yes if wanted else self.cells.no)}"
        if isinstance(node, x.Not):
            return self.decided(node.operand, wanted=not wanted)
        if isinstance(node, x.Both | x.Either):
            parts = [self.decided(operand, wanted=wanted) for operand in node.operands]
            return _and(parts) if isinstance(node, x.Both) is wanted else _or(parts)
        if isinstance(node, x.IfElse):
            yes, no = self.decided(node.yes, wanted=wanted), self.decided(node.no, wanted=wanted)
            return _if(self.true(node.condition), yes, _if(self.false(node.condition), no, FALSE))
        if isinstance(node, x.Given):
            return self.truth(node) if wanted else _not(self.truth(node))
        if not isinstance(node, x.Compare):
            raise UntranslatableError(f"{type(node).__name__} is not a condition")
        text = self.comparison(node, node.operator if wanted else _CONTRARY[node.operator])
        known = self.certain(node)
        return _and([known, text]) if self.is_harmless(node) else _if(known, text, FALSE)

    # --- what must be known

    def certain(self, node: x.Node) -> str:
        """Print whether a node is known and not undefined, for use where nothing has been ruled out yet."""
        return _if(_or(self.bare().doubt(node).guards), FALSE, self.needs(node).text)

    def may_be_missing(self, node: x.Node) -> bool:
        return self.needs(node) != _NOTHING

    def needs(self, node: x.Node) -> _Needs:
        """Return what a node that is not undefined needs, beyond the cells that are sure."""
        if isinstance(node, x.Name):
            return self.needs_of_cell(self.cells.cell(node.id))
        if isinstance(node, x.Binary) and node.operator == "*":
            return self.needs_of_product(_factors(node))
        if isinstance(node, x.Both | x.Either):
            return self.needs_of_joined(node)
        if isinstance(node, x.IfElse):
            return self.needs_of_branches(node)
        if isinstance(node, x.Given | x.GradeOf):
            return _NOTHING
        if isinstance(node, x.Keyed | x.Aggregate | x.Column | x.RowColumn):
            raise UntranslatableError(f"{type(node).__name__} has no live form")
        return _join(self.needs(child) for child in x.children(node))

    def needs_of_cell(self, cell: Cell) -> _Needs:
        if cell.always or cell.value in self.sure:
            return _NOTHING
        if cell.kind == "number":
            return _Needs((cell.value,))
        words = [self.cells.yes, self.cells.no] if cell.kind == "truth" else [word for _, word in cell.options]
        return _Needs(conditions=(_or(f"{cell.value}={quoted(word)}" for word in words),))

    def needs_of_product(self, parts: Sequence[x.Node]) -> _Needs:
        """A product is known when all factors are, or one is zero."""
        whole = _join(self.needs(factor) for factor in parts)
        deciding = [factor for i, factor in enumerate(parts) if self.decides(parts, i)]
        if not deciding:
            return whole
        return _Needs(conditions=(_or([whole.text, *(self.holds(factor, "=") for factor in deciding)]),))

    def decides(self, parts: Sequence[x.Node], i: int) -> bool:
        """Say whether a factor may be zero while another is unknown."""
        others = (other for j, other in enumerate(parts) if j != i)
        return self.may_be_zero(parts[i]) and any(self.may_be_missing(other) for other in others)

    def needs_of_joined(self, node: x.Both | x.Either) -> _Needs:
        wanted = isinstance(node, x.Either)
        rest = [
            self.decided(operand, wanted=not wanted) if isinstance(operand, x.Name) else self.certain(operand)
            for operand in node.operands
        ]
        return _Needs(conditions=_kept(_or([self.decided(node, wanted=wanted), _and(rest)])))

    def needs_of_branches(self, node: x.IfElse) -> _Needs:
        yes, no = self.needs(node.yes), self.needs(node.no)
        if yes == no:
            return _join([self.needs(node.condition), yes])
        taken = _if(self.false(node.condition), no.text, FALSE)
        return _Needs(conditions=_kept(_if(self.true(node.condition), yes.text, taken)))

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
            every = _factors(node)
            parts = [f for i, f in enumerate(every) if not any(map(self.may_be_zero, every[:i] + every[i + 1 :]))]
        found: dict[str, None] = {}
        for part in parts:
            found |= self.required(part)
        return found

    # --- when it is undefined

    def doubt(self, node: x.Node) -> _Doubt:
        """Return when a node is undefined; asked of a printer without sure cells."""
        if isinstance(node, x.Name):
            undefined = self.cells.cell(node.id).undefined
            return _NEVER if undefined is None else _Doubt((undefined,))
        if isinstance(node, x.Both | x.Either):
            return self.doubt_of_joined(node)
        if isinstance(node, x.IfElse):
            return self.doubt_of_branches(node)
        found = _either(self.doubt(child) for child in x.children(node))
        if isinstance(node, x.Binary) and node.operator == "*" and found.steps:
            return _Doubt(guards=found.parts)
        guard = self.guard(node)
        return found if guard == FALSE else _Doubt(found.steps, (*found.guards, guard))

    def guard(self, node: x.Node) -> str:
        """Print the condition under which a node itself has no value: a zero divisor, a logarithm of zero."""
        if isinstance(node, x.Binary):
            divisor = node.right if node.operator == "/" else node.left
            divides = node.operator == "/" or (node.operator == "**" and _whole(node.right) < 0)
            return self.holds(divisor, "=") if divides and self.may_be_zero(divisor) else FALSE
        if isinstance(node, x.Call) and node.function in _DOMAINS:
            return self.holds(node.arguments[0], _DOMAINS[node.function])
        return FALSE

    def holds(self, node: x.Node, symbol: str) -> str:
        """Print whether a node is known and compares so with zero."""
        if isinstance(node, x.Number):
            return TRUE if {"=": node.value == 0, "<": node.value < 0, "<=": node.value <= 0}[symbol] else FALSE
        text = f"{self.rounded(node)}{symbol}0"
        known = self.certain(node)
        return _and([known, text]) if self.is_plain(node) else _if(known, text, FALSE)

    def doubt_of_joined(self, node: x.Both | x.Either) -> _Doubt:
        parts = _either(self.doubt(operand) for operand in node.operands).parts
        settled = self.decided(node, wanted=isinstance(node, x.Either))
        return _Doubt(guards=(_and([_not(settled), _or(parts)]),)) if parts else _NEVER

    def doubt_of_branches(self, node: x.IfElse) -> _Doubt:
        condition, yes, no = self.doubt(node.condition), self.doubt(node.yes), self.doubt(node.no)
        if not yes.parts and not no.parts:
            return condition
        otherwise = _if(self.false(node.condition), _or(no.parts), FALSE)
        taken = _if(self.true(node.condition), _or(yes.parts), otherwise)
        return _Doubt(condition.steps, (*condition.guards, taken))


def number(value: Fraction) -> str:
    """Write an exact number: a decimal of at most 15 digits, else a quotient in parentheses.

    >>> number(Fraction(1, 3))
    '(1/3)'
    """
    text = f"{value.numerator / value.denominator:.15g}" if value.denominator > 1 else str(value.numerator)
    if "e" not in text and Fraction(text) == value and sum(c.isdigit() for c in text) <= _MAX_DIGITS + 1:
        return f"({text})" if value < 0 else text
    if max(len(str(abs(value.numerator))), len(str(value.denominator))) > _MAX_DIGITS:
        raise UntranslatableError("a number of more than 15 digits")
    return f"({value.numerator}/{value.denominator})"


def _factors(node: x.Node) -> list[x.Node]:
    if isinstance(node, x.Binary) and node.operator == "*":
        return [*_factors(node.left), node.right]
    return [node]


def _whole(node: x.Node) -> int:
    if isinstance(node, x.Negative):
        return -_whole(node.operand)
    if isinstance(node, x.Number):
        return int(node.value)
    raise UntranslatableError("a power that is not a whole number")


def _join(needs: Iterable[_Needs]) -> _Needs:
    cells: dict[str, None] = {}
    conditions: dict[str, None] = {}
    for item in needs:
        cells |= dict.fromkeys(item.cells)
        conditions |= dict.fromkeys(item.conditions)
    return _Needs(tuple(cells), tuple(conditions))


def _either(doubts: Iterable[_Doubt]) -> _Doubt:
    steps: dict[str, None] = {}
    guards: dict[str, None] = {}
    for item in doubts:
        steps |= dict.fromkeys(item.steps)
        guards |= dict.fromkeys(item.guards)
    return _Doubt(tuple(steps), tuple(guards))


def _kept(text: str) -> tuple[str, ...]:
    return () if text == TRUE else (text,)


def _and(parts: Iterable[str]) -> str:
    return _joined("AND", parts, neutral=TRUE, decisive=FALSE)


def _or(parts: Iterable[str]) -> str:
    return _joined("OR", parts, neutral=FALSE, decisive=TRUE)


def _joined(function: str, parts: Iterable[str], *, neutral: str, decisive: str) -> str:
    kept = [part for part in dict.fromkeys(parts) if part != neutral]
    if decisive in kept:
        return decisive
    if len(kept) < 2:
        return kept[0] if kept else neutral
    return f"{function}({','.join(kept)})"


def _not(text: str) -> str:
    return {TRUE: FALSE, FALSE: TRUE}.get(text) or f"NOT({text})"


def _if(condition: str, yes: str, no: str) -> str:
    if condition in (TRUE, FALSE):
        return yes if condition == TRUE else no
    if (yes, no) == (TRUE, FALSE):
        return condition
    return yes if yes == no else f"IF({condition},{yes},{no})"
