"""A vendor's workbook as plain cells, whatever format it came in: values, addresses, and what was seen about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, time, timedelta
from typing import Literal

from contracteval.errors import Problem
from contracteval.model.record import dataclass

Format = Literal["xlsx", "xlsm", "xls", "ods", "csv"]
State = Literal["visible", "hidden", "very hidden"]
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all counted from 1 and included."""


@dataclass(frozen=True, slots=True)
class CellError:
    """What a calculation left instead of a value, such as ``#REF!``; never a text and never a blank."""

    code: str

    def __str__(self) -> str:
        return self.code


CellValue = str | bool | int | float | date | datetime | time | timedelta | CellError


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not blank.

    ``raw`` is the text that the file stores; ``formula`` begins with ``=``. ``never_calculated`` marks a formula that
    was saved without its value; a formula whose value is an empty text has the value ``""`` and is not marked.
    ``hidden`` says that the cell's row or column is. ``merged`` stands on the first cell of a merged area. ``choices``
    are those of its dropdown.
    """

    row: int
    column: int
    value: CellValue
    number_format: str = "General"
    never_calculated: bool = False
    raw: str = ""
    formula: str | None = None
    hidden: bool = False
    merged: Area | None = None
    comment: str | None = None
    choices: tuple[str, ...] | None = None

    @property
    def address(self) -> str:
        """Return the address as people write it, such as ``C14``."""
        return address(self.row, self.column)

    @property
    def text(self) -> str:
        """Return the value as text, without the spaces around it."""
        return str(self.value).strip()

    @property
    def is_blank(self) -> bool:
        """Say whether a calculated formula shows nothing; cells without content are not kept at all."""
        return self.value == "" and not self.never_calculated


Rows = Mapping[int, Mapping[int, Cell]]
"""Cells by row and then by column."""


class Cells(Mapping[tuple[int, int], Cell]):
    """Cells by (row, column), kept by row: a large sheet needs no million keys."""

    __slots__ = ("by_row",)

    def __init__(self, by_row: Rows) -> None:
        self.by_row = by_row

    def __getitem__(self, position: tuple[int, int]) -> Cell:
        row, column = position
        return self.by_row[row][column]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row, cells in self.by_row.items() for column in cells)

    def __len__(self) -> int:
        return sum(map(len, self.by_row.values()))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet that are not blank, by row and column counted from 1.

    ``comments`` and ``choices`` tell of blank cells too: a comment may be the answer, a dropdown says what is asked.
    """

    title: str
    state: State
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    dropdowns: tuple[tuple[Area, tuple[str, ...]], ...] = ()

    @property
    def visible(self) -> bool:
        """Say whether a person who opens the workbook sees the sheet."""
        return self.state == "visible"

    def rows(self) -> Iterator[tuple[int, Mapping[int, Cell]]]:
        """Yield each row that is not blank, with its cells by column, in order."""
        cells = self.cells
        if not isinstance(cells, Cells):
            by_row: dict[int, dict[int, Cell]] = {}
            for (row, column), cell in cells.items():
                by_row.setdefault(row, {})[column] = cell
            cells = Cells(by_row)
        yield from sorted(cells.by_row.items())

    def choices_at(self, position: tuple[int, int]) -> tuple[str, ...] | None:
        """Return what the dropdown of a cell offers, blank or not; None where there is none."""
        return next((choices for area, choices in self.dropdowns if contains(area, position)), None)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read; ``name`` is the file as reports cite it, ``notes`` say what a reader should know of it."""

    name: str
    sheets: tuple[Sheet, ...]
    format: Format = "xlsx"
    notes: tuple[Problem, ...] = ()


def contains(area: Area, position: tuple[int, int]) -> bool:
    """Say whether a cell at (row, column) lies in an area."""
    return area[0] <= position[0] <= area[2] and area[1] <= position[1] <= area[3]


def address(row: int, column: int) -> str:
    """Write a cell's address: row 14, column 3 is ``C14``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def column_number(letters: str) -> int:
    """Count a column from its letters: ``C`` is 3."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
