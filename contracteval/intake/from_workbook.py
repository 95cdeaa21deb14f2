"""A vendor's workbook as plain cells: value, address, number format, and which formulas were never calculated."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.book import Book, Cell, CellError, Cells, Sheet, State, column_number
from contracteval.intake.door import check_workbook
from contracteval.text import Text

MAX_ROWS = 5_000
MAX_COLUMNS = 200
_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>\s*<(?:\w+:)?f\b(.*?)</(?:\w+:)?c>", re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]")
_TEXT_VALUE = re.compile(rb"<(?:\w+:)?v\b")


def read_book(path: Path, name: str) -> Book:
    """Read the first 5,000 rows and 200 columns of each sheet, hidden ones too. Raises ``InputError``."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError([_unreadable(name, error.strerror or "")]) from error
    check_workbook(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of dropdowns and styles that it drops; only values are read
            sheets = _sheets(content)
    except Exception as error:  # openpyxl raises unrelated types on damaged files and has no common base
        raise InputError([_unreadable(name, type(error).__name__)]) from error
    if not sheets:
        raise InputError([_unreadable(name, "0")])
    return Book(name, sheets)


def _sheets(content: bytes) -> tuple[Sheet, ...]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        return tuple(_sheet(book, sheet) for sheet in book.worksheets)
    finally:
        book.close()


_STATES: dict[str, State] = {"visible": "visible", "hidden": "hidden", "veryHidden": "very hidden"}


def _sheet(book: Any, sheet: Any) -> Sheet:  # the stubs of openpyxl leave out its read-only sheets
    sheet.reset_dimensions()  # a wrong <dimension> hides cells, and a far cell makes it explode
    rows: dict[int, dict[int, Cell]] = {}
    for row in sheet.iter_rows(max_row=MAX_ROWS):  # a max_col would fill every row up to it
        for cell in row[:MAX_COLUMNS]:
            if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip()):
                value = CellError(cell.value) if cell.data_type == "e" else cell.value
                made = Cell(cell.row, cell.column, value, cell.number_format, raw=str(cell.value))
                rows.setdefault(cell.row, {})[cell.column] = made
    for number, column in _never_calculated(book._archive.read(sheet._worksheet_path)):
        rows.setdefault(number, {})[column] = Cell(number, column, "", never_calculated=True)
    return Sheet(sheet.title, _STATES[sheet.sheet_state], Cells(rows))


def _never_calculated(part: bytes) -> Iterator[tuple[int, int]]:
    """Find the formulas without ``<v>``: openpyxl gives None for them, as it does for a formula whose result is blank."""
    if b"<f" not in part and b":f" not in part:
        return
    for attributes, rest in _FORMULA_CELL.findall(part):
        # an empty <v> is a blank text where the cell says that it holds text, and no value at all elsewhere
        calculated = _TEXT_VALUE if b't="str"' in attributes else _VALUE
        place = _ADDRESS.search(attributes)
        if place is not None and not calculated.search(rest):
            row, column = int(place[2]), column_number(place[1].decode())
            if row <= MAX_ROWS and column <= MAX_COLUMNS:
                yield row, column


def _unreadable(name: str, reason: str) -> Problem:
    return Problem(
        "workbook-unreadable",
        Text("the workbook cannot be read", "le classeur ne peut pas être lu"),
        (Place(name),),
        got=reason,
        next=Text(
            "open it in Excel or LibreOffice, save it as .xlsx, and try again",
            "ouvrez-le dans Excel ou LibreOffice, enregistrez-le au format .xlsx, puis réessayez",
        ),
    )
