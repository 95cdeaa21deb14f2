"""An old Excel file (.xls), read by xlrd; runs in a process of its own (see ``worker``)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from contracteval.errors import Problem
from contracteval.intake.book import Area, Book, Cell, CellError, Cells, CellValue, Sheet, State, address
from contracteval.intake.formats.biff_records import Found, read_records
from contracteval.intake.formats.limits import MAX_CELLS, MAX_COLUMNS, Refusal
from contracteval.intake.formats.number_formats import GENERAL, kind_of, typed
from contracteval.intake.formats.remarks import cut_short, macros_not_run
from contracteval.intake.formats.sheet_extras import Ranges, join_extras

_STATES: tuple[State, ...] = ("visible", "hidden", "very hidden")
_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def read_xls(content: bytes, name: str) -> Book:
    """Read all sheets, hidden ones too. Raises ``Refusal``."""
    import xlrd

    try:
        # on demand, the book keeps its stream, in which the formulas are
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
        return _book(book, content, name)
    except xlrd.XLRDError as error:
        raise Refusal("workbook-password" if "encrypted" in str(error) else "workbook-damaged") from error
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # xlrd trusts its input: struct.error, IndexError, AssertionError, UnicodeDecodeError …
        raise Refusal("workbook-damaged", type(error).__name__) from error


def _book(book: Any, content: bytes, name: str) -> Book:
    room = MAX_CELLS
    grids: dict[str, dict[int, dict[int, Cell]]] = {}
    notes: list[Problem] = [macros_not_run(name)] if _MACROS in content else []
    records: list[Found] = []
    for number, title in enumerate(book.sheet_names()):
        records.append(read_records(book, number))
        sheet = book.sheet_by_index(number)
        kept: dict[int, dict[int, Cell]] = {}
        for cell in _cells(book, sheet, records[-1].formulas):
            if room <= 0 or cell.column > MAX_COLUMNS:
                notes.append(cut_short(name, title, address(cell.row, cell.column)))
                break
            kept.setdefault(cell.row, {})[cell.column] = cell
            room -= 1
        grids[title] = kept
    if not grids:
        raise Refusal("workbook-without-sheets")
    ranges = Ranges(grids, {})
    sheets = [
        _sheet(book.sheet_by_index(number), kept, records[number], ranges) for number, kept in enumerate(grids.values())
    ]
    return Book(name, tuple(sheets), "xls", tuple(notes))


def _sheet(sheet: Any, kept: dict[int, dict[int, Cell]], found: Found, ranges: Ranges) -> Sheet:
    merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    comments = {(row + 1, column + 1): note.text for (row, column), note in sheet.cell_note_map.items() if note.text}
    dropdowns: list[tuple[Area, tuple[str, ...]]] = []
    for source, areas in found.dropdowns:
        choices = ranges.choices(source, sheet.name)
        dropdowns += [(area, choices) for area in areas if choices is not None]
    join_extras(kept, merges, comments, dropdowns)
    return Sheet(
        sheet.name,
        _STATES[sheet.visibility] if sheet.visibility in (0, 1, 2) else "hidden",
        Cells(kept),
        tuple(merges),
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        _hidden_columns(sheet),
        comments,
        tuple(dropdowns),
    )


def _hidden_columns(sheet: Any) -> frozenset[int]:
    return frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)


def _cells(book: Any, sheet: Any, formulas: dict[tuple[int, int], str]) -> Iterator[Cell]:
    hidden_columns = _hidden_columns(sheet)
    for row in range(sheet.nrows):
        row_hidden = bool(row in sheet.rowinfo_map and sheet.rowinfo_map[row].hidden)
        for column, cell in enumerate(sheet.row(row), 1):
            formula = formulas.get((row + 1, column))
            number_format = _format(book, cell.xf_index)
            made = _value(book, cell.ctype, cell.value, number_format)
            if made is None or (isinstance(made[1], str) and not made[1].strip() and formula is None):
                continue
            raw, value = made
            hidden = row_hidden or column in hidden_columns
            yield Cell(row + 1, column, value, number_format, raw=raw, formula=formula, hidden=hidden)


def _format(book: Any, index: int | None) -> str:
    if index is None or not 0 <= index < len(book.xf_list):
        return GENERAL
    found = book.format_map.get(book.xf_list[index].format_key)
    return GENERAL if found is None else str(found.format_str)


def _value(book: Any, kind: int, stored: Any, number_format: str) -> tuple[str, CellValue] | None:
    """Return the value as a text and as what it is; None for a blank."""
    if kind == _TEXT:
        return str(stored), str(stored)
    if kind in (_NUMBER, _DATE):
        number = float(stored)
        moment = typed(number, kind_of(number_format), from_1904=book.datemode == 1)
        whole = number.is_integer() and abs(number) < 1e15
        plain: CellValue = int(number) if whole else number
        return str(plain), plain if isinstance(moment, float) else moment
    if kind == _BOOLEAN:
        return str(stored), bool(stored)
    if kind == _ERROR:
        from xlrd.biffh import error_text_from_code

        code = error_text_from_code.get(stored, "#N/A")
        return code, CellError(code)
    return None
