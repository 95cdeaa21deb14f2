"""The expression that every target is printed from.

```
Node
├── Number Truth Choice          literals
├── Name                         a fact, parameter or measure
├── Column RowColumn             table.column, row.column
├── Negative Not                 one operand
├── Binary                       + - * / **
├── Compare                      < <= > >= == !=
├── Both Either                  and, or
├── IfElse
├── Call                         min max abs clamp exp ln sqrt normal_cdf normal_pdf
├── Given GradeOf                what is known about a fact
├── Keyed                        parameter[key]
└── Aggregate                    sum count mean any all lowest highest distinct over a table
```

Nodes are values: equal nodes compare equal. ``at`` is the column in the source text and is not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, fields
from fractions import Fraction

from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """An exact number, with the text it was written as."""

    value: Fraction
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Truth(Node):
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """One option of a choice, written in quotes."""

    option: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A fact, a parameter or a measure."""

    id: str


@dataclass(frozen=True, slots=True)
class Column(Node):
    """A column of the table that the enclosing aggregate runs over."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class RowColumn(Node):
    """A column of the row that a computed column belongs to."""

    column: str


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """Minus an operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The contrary of an operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic on two operands; ``operator`` is one of ``+ - * / **``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """Comparison of two operands; ``operator`` is one of ``< <= > >= == !=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Both(Node):
    """True when all operands are."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either(Node):
    """True when one operand is."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class IfElse(Node):
    """``yes`` where the condition holds, else ``no``."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of numbers."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Given(Node):
    """Whether a fact or table was answered."""

    id: str


@dataclass(frozen=True, slots=True)
class GradeOf(Node):
    """The evidence grade of a fact."""

    id: str


@dataclass(frozen=True, slots=True)
class Keyed(Node):
    """The value of a keyed parameter at an exact key."""

    id: str
    key: Node


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """One value from the rows of a table; ``body`` is None for ``count``, ``where`` None for all rows."""

    function: str
    table: str
    body: Node | None
    where: Node | None = None


def children(node: Node) -> Iterator[Node]:
    """Yield the operands of a node, left to right."""
    for name in _operands(type(node)):
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from value
        elif value is not None:
            yield value


_OPERANDS: dict[type[Node], tuple[str, ...]] = {}


def _operands(kind: type[Node]) -> tuple[str, ...]:
    """Return the fields of a kind of node that hold a node, or a tuple of them."""
    found = _OPERANDS.get(kind)
    if found is None:
        found = _OPERANDS[kind] = tuple(f.name for f in fields(kind) if "Node" in str(f.type))
    return found


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> frozenset[str]:
    """Return the ids of the facts, tables, parameters and measures that a formula mentions."""
    found: set[str] = set()
    for item in walk(node):
        if isinstance(item, Name | Given | GradeOf | Keyed):
            found.add(item.id)
        elif isinstance(item, Aggregate):
            found.add(item.table)
    return frozenset(found)


def substitute(node: Node, swap: Callable[[Node], Node | None]) -> Node:
    """Return the same formula with some parts swapped, the outermost first; ``swap`` answers None to look further in."""
    from dataclasses import replace

    found = swap(node)
    if found is not None:
        return found
    changes: dict[str, object] = {}
    for name in _operands(type(node)):
        value = getattr(node, name)
        if isinstance(value, tuple):
            made = tuple(substitute(item, swap) for item in value)
            if any(new is not old for new, old in zip(made, value, strict=True)):
                changes[name] = made
        elif value is not None:
            new = substitute(value, swap)
            if new is not value:
                changes[name] = new
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]


def rename(node: Node, new_ids: Mapping[str, str]) -> Node:
    """Return the same formula with some names replaced (``given`` and ``grade`` keep asking for the fact itself)."""

    def renamed(part: Node) -> Node | None:
        return Name(new_ids.get(part.id, part.id), at=part.at) if isinstance(part, Name) else None

    return substitute(node, renamed)
