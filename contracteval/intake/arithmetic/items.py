"""The amounts of one column, row by row, with what rounding may hide in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from contracteval.model.record import dataclass
from contracteval.model.table import Row, Table, TypedCell

NUMBERS = frozenset({"money", "number", "duration", "percent", "scale", "free"})
_UNREADABLE = frozenset({"doubtful", "error", "range"})
_MANY = 6
LARGEST = 10**30  # no price; and products of such numbers are no doubles
_NOISE = Fraction(1, 10**11)


@dataclass(frozen=True, slots=True)
class Item:
    """One row's cell in a column: ``value`` is 0 where nothing counts, ``slack`` what the shown digits leave open."""

    row: Row
    cell: TypedCell | None
    value: Fraction
    slack: Fraction
    readable: bool

    @property
    def is_number(self) -> bool:
        """Say whether a number stands in the cell."""
        return self.cell is not None and self.cell.type in NUMBERS and self.cell.number is not None

    @property
    def is_line(self) -> bool:
        """Say whether the row counts among what is sold, as a discount does not."""
        return self.row.kind == "line" and self.row.role != "discount"

    @property
    def is_sum(self) -> bool:
        """Say whether the row adds others up."""
        return self.row.kind in ("sub-total", "total")


def items(table: Table, column: int) -> tuple[Item, ...]:
    """Return the cells of one column for all rows that are more than blank or a note."""
    rows = (row for row in table.rows if row.kind not in ("blank", "note"))
    return tuple(item(row, column) for row in rows)


def item(row: Row, column: int) -> Item:
    """Return one cell as an amount."""
    cell = row.cells.get(column)
    if cell is None or cell.type not in NUMBERS or cell.number is None:
        return Item(row, cell, Fraction(0), Fraction(0), cell is None or cell.type not in _UNREADABLE)
    if abs(cell.number) > LARGEST:
        return Item(row, None, Fraction(0), Fraction(0), readable=False)
    return Item(row, cell, cell.number, slack_of(cell), readable=True)


def half_unit(cell: TypedCell) -> Fraction:
    """Return half of the last digit that a cell shows; 1/200 where cents are shown."""
    decimals = cell.decimals if cell.decimals is not None else _own_decimals(cell)
    return Fraction(1, 2 * 10**decimals) if decimals < _MANY else Fraction(0)


def slack_of(cell: TypedCell) -> Fraction:
    """Return how far a summand may be from what it shows: nothing where all its digits are shown."""
    value = cell.number
    if value is None or cell.decimals is None:
        return Fraction(0)
    return half_unit(cell) if (value * 10**cell.decimals).denominator != 1 else Fraction(0)


def _own_decimals(cell: TypedCell) -> int:
    value = cell.number
    if value is None or value.denominator == 1:
        return 2 if cell.type == "money" else 0
    text = format(float(value), ".15g")
    found = re.search(r"\.(\d+)", text)
    return max(len(found[1]), 2 if cell.type == "money" else 0) if found else _MANY


def agrees(stated: Item, value: Fraction, slack: Fraction) -> bool:
    """Say whether a stated amount is a recomputed one, as far as the digits shown can tell."""
    if stated.cell is None:
        return False
    noise = _NOISE * max(abs(value), abs(stated.value))
    return abs(stated.value - value) <= half_unit(stated.cell) + slack + noise


def explained(stated: Item, sums: Iterable[tuple[Fraction, Fraction]]) -> bool:
    """Say whether one of the amounts, each with its slack, is the stated one.

    Doubles pick the few that are compared exactly: a long table has millions of sums.
    """
    near = float(stated.value)
    for value, slack in sums:
        if abs(float(value) - near) <= float(slack) + 0.51 + abs(near) * 1e-9 and agrees(stated, value, slack):
            return True
    return False


def total_of(found: Sequence[Item]) -> tuple[Fraction, Fraction]:
    """Add items up; return the sum and its slack."""
    return sum((i.value for i in found), Fraction(0)), sum((i.slack for i in found), Fraction(0))
