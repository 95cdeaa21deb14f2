"""A sheet of rows: one line of ``table.column`` ids, a line of labels, then one row for each risk, promise or outcome."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from contracteval.errors import Place
from contracteval.intake.book import Cell, Sheet
from contracteval.intake.cells import read_cell
from contracteval.intake.headers import BID, means_none, names
from contracteval.intake.names import COLUMN, fold, unknown_name
from contracteval.intake.reading import GivenTable, Reading, column_of
from contracteval.model.bid import Row
from contracteval.model.fact import FactSpec, TableSpec

_NEAR = 10
_COLUMN_ID = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)")


def read_table_sheet(sheet: Sheet, reading: Reading) -> bool:
    """Read a sheet of rows into ``reading``; return whether it is one.

    Nothing below the labels leaves the table unanswered; the word “none” in a first cell declares that it is empty.
    """
    found = _find_ids(sheet, reading)
    if found is None:
        return False
    id_row, table, columns, bid_column = found
    rows_of: dict[str | None, list[Row]] = {}
    for row, cells in _rows_below_labels(sheet, id_row, columns):
        bid = None
        if bid_column is not None:
            if bid_column not in cells:
                continue
            bid = unicodedata.normalize("NFC", cells[bid_column].text)
            reading.bids.setdefault(bid, Place(reading.file, sheet.title, cells[bid_column].address))
        answered = [cell for column in columns if (cell := cells.get(column)) is not None and not cell.is_blank]
        if not answered:
            continue
        rows = rows_of.setdefault(bid, [])
        if len(answered) > 1 or not means_none(answered[0].text):
            rows.append(
                {name: read_cell(sheet, (row, c), spec, reading, bid=bid) for c, (name, spec) in columns.items()}
            )
    place = Place(reading.file, sheet.title, label=table.label)
    reading.tables += [GivenTable(table.id, tuple(rows), place, bid) for bid, rows in rows_of.items()]
    return True


_Columns = Mapping[int, tuple[str, FactSpec]]


def _find_ids(sheet: Sheet, reading: Reading) -> tuple[int, TableSpec, _Columns, int | None] | None:
    for row, cells in sheet.rows():
        matches = {c: m for c, cell in sorted(cells.items()) if (m := _COLUMN_ID.fullmatch(cell.text))}
        table = next((t for m in matches.values() if (t := reading.needs.tables.get(m[1]))), None)
        if table is not None:
            ids = {column: match[2] for column, match in matches.items() if match[1] == table.id}
            bid_column = next((column for column, cell in cells.items() if names(cell.text, BID)), None)
            return row, table, _columns(ids, table, sheet, cells, reading), bid_column
    return None


def _columns(
    ids: Mapping[int, str], table: TableSpec, sheet: Sheet, cells: Mapping[int, Cell], reading: Reading
) -> _Columns:
    columns = {}
    for column, name in ids.items():
        spec = column_of(table, name)
        if spec is None:
            place = Place(reading.file, sheet.title, cells[column].address)
            reading.problems.append(unknown_name("column-unknown", COLUMN, name, table.columns, place))
        else:
            columns[column] = (name, spec)
    return columns


def _rows_below_labels(sheet: Sheet, id_row: int, columns: _Columns) -> list[tuple[int, Mapping[int, Cell]]]:
    """Return what stands below the labels; a note may have come between ids and labels, and labels may be reworded."""
    below = [item for item in sheet.rows() if item[0] > id_row]
    labels = (i for i, (_, cells) in enumerate(below[:_NEAR]) if _are_labels(cells, columns))
    return below[next(labels, 0) + 1 :]


def _are_labels(cells: Mapping[int, Cell], columns: _Columns) -> bool:
    said = [(fold(cells[c].text), spec.label) for c, (_, spec) in columns.items() if c in cells]
    return bool(said) and all(text.partition(" (")[0] in (fold(label.en), fold(label.fr)) for text, label in said)
