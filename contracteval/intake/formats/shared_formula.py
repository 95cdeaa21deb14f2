"""A formula that many cells share is stored once; here it is written for each of them."""

from __future__ import annotations

import re

from contracteval.intake.book import address, column_number
from contracteval.model.record import dataclass

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# texts, quoted sheet names and names of columns in brackets are passed over; what is left is cells, columns and rows
_REFERENCE = re.compile(
    r""""(?:[^"]|"")*"|'(?:[^']|\'\')*'|\[(?:[^\[\]]|\[[^\[\]]*\])*\]"""
    r"""|(?<![\w.$\\])(?P<c>\$?)(?P<column>[A-Za-z]{1,3})(?P<r>\$?)(?P<row>[1-9][0-9]{0,6})(?![\w.(!\\])"""
    r"""|(?<![\w.$\\])(?P<c1>\$?)(?P<first_column>[A-Za-z]{1,3}):(?P<c2>\$?)(?P<last_column>[A-Za-z]{1,3})(?![\w.(!\\$])"""
    r"""|(?<![\w.$\\])(?P<r1>\$?)(?P<first_row>[1-9][0-9]{0,6}):(?P<r2>\$?)(?P<last_row>[1-9][0-9]{0,6})(?![\w.(!\\$])"""
)


@dataclass(frozen=True, slots=True)
class SharedFormula:
    """A formula as it stands in the cell at (row, column)."""

    formula: str
    row: int
    column: int

    def at(self, row: int, column: int) -> str:
        """Write the formula as it stands in another cell; a reference that leaves the sheet is ``#REF!``."""
        down, right = row - self.row, column - self.column
        return _REFERENCE.sub(lambda match: _moved(match, down, right), self.formula)


def _moved(match: re.Match[str], down: int, right: int) -> str:
    if match["column"] and column_number(match["column"]) <= _LAST_COLUMN:  # beyond it stands a name such as TAX2026
        row = _shift(match["row"], match["r"], down, _LAST_ROW)
        column = _shift_column(match["column"], match["c"], right)
        return "#REF!" if row is None or column is None else f"{match['c']}{column}{match['r']}{row}"
    if match["first_column"]:
        ends = [
            _shift_column(match[name], match[mark], right)
            for name, mark in (("first_column", "c1"), ("last_column", "c2"))
        ]
        return "#REF!" if None in ends else f"{match['c1']}{ends[0]}:{match['c2']}{ends[1]}"
    if match["first_row"]:
        rows = [
            _shift(match[name], match[mark], down, _LAST_ROW)
            for name, mark in (("first_row", "r1"), ("last_row", "r2"))
        ]
        return "#REF!" if None in rows else f"{match['r1']}{rows[0]}:{match['r2']}{rows[1]}"
    return match[0]


def _shift(text: str, fixed: str, by: int, last: int) -> int | None:
    number = int(text) + (0 if fixed else by)
    return number if 1 <= number <= last else None


def _shift_column(letters: str, fixed: str, by: int) -> str | None:
    moved = _shift(str(column_number(letters)), fixed, by, _LAST_COLUMN)
    return None if moved is None else address(0, moved)[:-1]
