"""Sheets made in memory from rows as people type them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from contracteval.intake.book import Area, Book, Cell, CellValue, Sheet, address
from contracteval.intake.read_tables import read_tables
from contracteval.model.table import FileTables, Row, Table, TypedCell


class Formula(str):
    """A formula written as ``F("=SUM(C2:C3)", 30)``: its text and its value."""

    value: CellValue

    __slots__ = ("value",)

    def __new__(cls, text: str, value: CellValue) -> Formula:
        made = super().__new__(cls, text)
        made.value = value
        return made


F = Formula


def sheet(
    rows: Iterable[Sequence[CellValue | None]],
    *,
    title: str = "Prices",
    formats: Mapping[str, str] | None = None,
    merges: Sequence[Area] = (),
    top: int = 1,
    left: int = 1,
) -> Sheet:
    """Make a sheet; ``formats`` gives number formats by column letter or by cell."""
    looks = formats or {}
    first = {(area[0], area[1]): area for area in merges}
    cells = {}
    for row, values in enumerate(rows, top):
        for column, value in enumerate(values, left):
            if value is None:
                continue
            name = address(row, column)
            look = looks.get(name) or looks.get(name.rstrip("0123456789")) or "General"
            formula = str(value) if isinstance(value, Formula) else None
            shown = value.value if isinstance(value, Formula) else value
            cells[row, column] = Cell(
                row, column, shown, look, raw=str(shown), formula=formula, merged=first.get((row, column))
            )
    return Sheet(title, "visible", cells, tuple(merges))


def tables(*sheets: Sheet) -> FileTables:
    """Read sheets as the tables of one file."""
    return read_tables(Book("acme.xlsx", sheets))


def table(rows: Iterable[Sequence[CellValue | None]], **options: object) -> Table:
    """Read rows as the only table of the only sheet."""
    (found,) = tables(sheet(rows, **options)).sheets[0].tables  # type: ignore[arg-type]
    return found


def kinds(found: Table) -> list[str]:
    return [row.kind for row in found.rows]


def cell(found: Table | FileTables, name: str) -> TypedCell:
    """Return a cell of a table, or of any table of a file."""
    every = (found,) if isinstance(found, Table) else [t for s in found.sheets for t in s.tables]
    return next(c for t in every for row in t.rows for c in row.cells.values() if c.address == name)


def row(found: Table, number: int) -> Row:
    return next(r for r in found.rows if r.number == number)
