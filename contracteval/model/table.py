"""The tables of a vendor's spreadsheet: headers, rows by kind, and each cell as the value that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal

from contracteval.errors import Problem
from contracteval.model.difference import Difference
from contracteval.model.record import dataclass

RowKind = Literal["line", "section", "sub-total", "tax", "total", "note", "blank"]
Role = Literal["discount", "option"]
CellType = Literal[
    "money", "percent", "duration", "number", "date", "range", "scale", "yes/no", "tick", "text",
    "free", "included", "not offered", "on request", "for the record", "not applicable", "blank", "error", "doubtful",
]  # fmt: skip
TypedValue = Fraction | bool | str | date | datetime | timedelta
SUMMED_AS_ZERO: frozenset[CellType] = frozenset({"free", "included", "for the record", "blank", "not applicable"})
"""What stands in a column of prices, is no number, and adds nothing to its total."""

JOINT = " – "
"""What stands between the header texts of one column, from top to bottom."""


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One cell as it is read.

    ``raw`` is what the file stores, a number or a text; ``value`` is a number in ``unit`` (a percentage is a ratio: 7 % is 7/100),
    a date, a yes or no, or a text; None where there is no single value. A range has ``low`` and ``high``.
    ``period`` is ``month``, ``yr`` … or ``once`` for money; ``taxed`` tells TTC from HT, None where nothing says so.
    ``decimals`` are those that a reader sees, None where the whole number is shown.
    """

    address: str
    raw: str | int | float | bool
    type: CellType
    value: TypedValue | None = None
    unit: str | None = None
    period: str | None = None
    taxed: bool | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    decimals: int | None = None
    formula: str | None = None
    hidden: bool = False
    never_calculated: bool = False
    stored_as_text: bool = False

    @property
    def number(self) -> Fraction | None:
        """Return the value where it is a number."""
        return self.value if isinstance(self.value, Fraction) else None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its joined headers, and what they say of the numbers below.

    ``role`` is what the column is for (``quantity``, ``unit price``, ``amount``, ``discount`` …), ``period`` and
    ``taxed`` are those of its amounts; None where the header does not say.
    """

    number: int
    header: str
    unit: str | None = None
    block: int | None = None
    role: str | None = None
    period: str | None = None
    taxed: bool | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring columns under one heading, as those of one vendor; columns are counted from 1 and included."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; ``label`` is what names it, ``section`` the heading above it."""

    number: int
    kind: RowKind
    cells: Mapping[int, TypedCell] = field(default_factory=dict)
    label: str = ""
    section: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text outside a table, with its cell."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet. ``range`` includes its headers; ``header_rows`` is empty where it has none."""

    range: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]
    above: tuple[PlacedText, ...] = ()
    below: tuple[PlacedText, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the headers, one for each column."""
        return tuple(column.header for column in self.columns)


@dataclass(frozen=True, slots=True)
class SheetTables:
    """One sheet: its tables, and the texts of a sheet that has none."""

    title: str
    state: str
    tables: tuple[Table, ...]
    texts: tuple[PlacedText, ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0


@dataclass(frozen=True, slots=True)
class FileTables:
    """What a spreadsheet holds, and what was found in it; ``format`` is what the file really is."""

    file: str
    format: str
    sheets: tuple[SheetTables, ...]
    findings: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
