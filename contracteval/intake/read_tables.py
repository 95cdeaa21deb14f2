"""Any spreadsheet as its tables: layout first, then the kind of each row, then the value of each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from contracteval.errors import Place, Problem
from contracteval.intake.arithmetic.recompute import recompute
from contracteval.intake.book import Book, Cell, Sheet, address
from contracteval.intake.layout.hints import Hint, hint_of
from contracteval.intake.layout.rows import Kinded
from contracteval.intake.layout.tables import Found, find_tables
from contracteval.intake.names import shown
from contracteval.intake.number_formats import Look, look_of
from contracteval.intake.typed.cells import type_cell
from contracteval.intake.typed.columns import ColumnView, column_view, decimal_sign
from contracteval.intake.typed.doubts import doubt
from contracteval.model.table import Column, FileTables, Row, SheetTables, Table, TypedCell
from contracteval.text import Text

_LONGEST_GAP = 50
_LONGEST_SPAN = 1000


def read_tables(book: Book, progress: Callable[[int, int], None] = lambda done, of: None) -> FileTables:
    """Read every sheet of a book, hidden ones too; findings name the cells that leave a doubt."""
    findings: list[Problem] = list(book.notes)
    sheets = []
    for done, sheet in enumerate(book.sheets):
        progress(done, len(book.sheets))
        sheets.append(_sheet(sheet, book.name, findings))
    progress(len(book.sheets), len(book.sheets))
    differences = tuple(
        d for sheet in sheets for table in sheet.tables for d in recompute(table, book.name, sheet.title)
    )
    return FileTables(book.name, book.format, tuple(sheets), tuple(findings), differences)


def sums_that_differ(book: Book) -> list[Problem]:
    """Return what does not add up in a book, as findings: for a bid, beside the facts that its map reads."""
    return [difference.problem() for difference in read_tables(book).differences]


def _sheet(sheet: Sheet, file: str, findings: list[Problem]) -> SheetTables:
    found, texts = find_tables(sheet)
    decimal = decimal_sign(sheet.cells.values())
    tables = tuple(_Typing(sheet, file, table, decimal, findings).table() for table in found)
    return SheetTables(sheet.title, sheet.state, tables, texts, len(sheet.hidden_rows), len(sheet.hidden_columns))


class _Typing:
    """The cells of one table being typed; what is doubtful goes into ``findings``."""

    def __init__(self, sheet: Sheet, file: str, found: Found, decimal: str | None, findings: list[Problem]) -> None:
        self.sheet, self.file, self.found, self.findings = sheet, file, found, findings
        lines = [row.line for row in found.rows if row.kind == "line"]
        default = _default(found)
        self.views = {
            column: column_view(
                found.headers[column],
                [cell for line in lines if (cell := line[column]) is not None],
                label=column == found.label,
                first=column == found.columns[0],
                default=default,
                decimal=decimal,
            )
            for column in found.columns
        }
        self.spanning = _spanning(sheet, found.label)
        self.roles = {column: view.hint.role for column, view in self.views.items()}

    def table(self) -> Table:
        """Type every row of the table."""
        found = self.found
        rows = tuple(self.rows())
        numbers = [*found.header_rows, *(row.number for row in rows)]
        columns = tuple(self.column(column) for column in found.columns)
        range_ = f"{address(min(numbers), found.columns[0])}:{address(max(numbers), found.columns[-1])}"
        return Table(range_, found.header_rows, columns, found.blocks, rows, found.above, found.below)

    def column(self, number: int) -> Column:
        """Return a column with its header, unit and block."""
        hint = self.views[number].hint
        unit = hint.unit if hint.period in (None, "once") or hint.unit is None else f"{hint.unit}/{hint.period}"
        block = next((i for i, b in enumerate(self.found.blocks) if b.first <= number <= b.last), None)
        return Column(number, self.found.headers[number], unit, block, self.role(number), hint.period, hint.taxed)

    def role(self, number: int) -> str | None:
        """Return what a column is for; the one that names the rows is the label."""
        return self.roles[number] or ("label" if number == self.found.label else None)

    def rows(self) -> Iterable[Row]:
        """Yield the rows, with the blank ones between them."""
        section = ""
        previous: int | None = None
        for kinded in self.found.rows:
            number = kinded.line.number
            if previous is not None and number - previous <= _LONGEST_GAP:
                yield from (Row(blank, "blank") for blank in range(previous + 1, number))
            previous = number
            section = kinded.label if kinded.kind == "section" else section
            cells = {
                column: self.cell(kinded, cell) for column, cell in kinded.line.cells.items() if column in self.views
            }
            label = kinded.label if self.found.label in kinded.line.cells else self.spanning.get(number, kinded.label)
            yield Row(number, kinded.kind, cells, shown(label), shown(section), kinded.role)

    def cell(self, row: Kinded, cell: Cell) -> TypedCell:
        """Type one cell; a doubt about a row that nobody filled in is none."""
        view = self.views[cell.column]
        if row.kind != "line":
            view = _beside_label(view, row.label)
        elif view.hint.role == "quantity" and view.hint.unit is None:
            view = replace(view, hint=replace(view.hint, unit=self.unit_beside(row)))
        typed, kind = type_cell(cell, view)
        if kind is not None and (row.kind in ("line", "tax") or kind in ("cell-error", "formula-not-calculated")):
            header = shown(self.found.headers[cell.column])
            label = Text.same(header if len(header) <= 40 else f"{header[:39]}…") if header else None
            place = Place(self.file, self.sheet.title, cell.address, label)
            self.findings.append(
                doubt(kind, place, shown(cell.formula or cell.text if cell.never_calculated else cell.text))
            )
        return typed

    def unit_beside(self, row: Kinded) -> str | None:
        """Return what the column of units says in the same row: ``u``, ``ml``, ``jour``."""
        column = next((column for column, role in self.roles.items() if role == "unit"), None)
        cell = None if column is None else row.line[column]
        return cell.text if cell is not None and isinstance(cell.value, str) and len(cell.text) <= 20 else None


def _spanning(sheet: Sheet, column: int) -> dict[int, str]:
    """Return the labels that a merged cell gives to the rows below its first, by row."""
    return {
        row: sheet.cells[top, left].text
        for top, left, bottom, _ in sheet.merges
        if left == column and (top, left) in sheet.cells and bottom - top < _LONGEST_SPAN
        for row in range(top + 1, bottom + 1)
    }


def _beside_label(view: ColumnView, label: str) -> ColumnView:
    """Read the cells of a sum with what its label says: HT, TTC, a currency; words are words there."""
    said = hint_of(label)
    hint = replace(view.hint, taxed=said.taxed if said.taxed is not None else view.hint.taxed)
    return replace(view, hint=hint, ticks=False, answers=False)


def _default(found: Found) -> Hint:
    """Return the currency and the tax basis that the texts of a table name for all its amounts."""
    texts: Sequence[str] = [text.text for text in (*found.above, *found.below) if len(text.text) < 120]
    labels = [
        cell.text
        for row in found.rows
        if row.kind in ("total", "sub-total")
        for cell in row.line.cells.values()
        if isinstance(cell.value, str)
    ]
    hints = [hint_of(text) for text in (*found.headers.values(), *labels, *texts)]
    units = {hint.unit for hint in hints if hint.kind == "money" and hint.unit is not None}
    units = units or {look.currency for row in found.rows for look in _looks(row) if look.currency is not None}
    return Hint("money", units.pop()) if len(units) == 1 else Hint()


def _looks(row: Kinded) -> Iterable[Look]:
    return (look_of(cell.number_format) for cell in row.line.cells.values() if not isinstance(cell.value, str))
