"""Every cell of a book that may be an answer, with the texts that say what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from contracteval.intake.book import Book, Cell, Sheet, address
from contracteval.intake.layout.rows import Kinded
from contracteval.intake.layout.tables import Found
from contracteval.intake.maps.places import find_columns, find_labels, index_of
from contracteval.model.record import dataclass

_LONGEST = 400
_MOST = 20_000
_NEAR = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that may be an answer: the label of its row, and the header of its column where it has one.

    ``total`` says that the row adds up those above it, whatever its label is.
    """

    sheet: Sheet
    cell: Cell
    label: Cell
    header: str
    total: bool = False


def spots(book: Book) -> list[Spot]:
    """Return every cell that stands beside a label, in tables and out of them; the texts of headers are none."""
    found: list[Spot] = []
    for sheet in book.sheets:
        inside: set[int] = set()
        for table in index_of(sheet).tables:
            inside |= {*table.header_rows, *(row.line.number for row in table.rows)}
            found += _in_table(sheet, table)
        found += _beside(sheet, inside)
    return found[:_MOST]


def _in_table(sheet: Sheet, table: Found) -> Iterator[Spot]:
    headers: Mapping[int, str] = table.headers
    for before, row in zip((None, *table.rows), table.rows, strict=False):
        if row.kind == "section":
            headers = table.headers
        elif before is not None and _ends(before, row):
            headers = {}  # what stands below the total is under the headers by accident
        cells = row.line.cells
        label = cells.get(table.label) or _first_text(cells)
        if row.kind in ("note", "section", "blank") or label is None or not _is_label(label):
            continue
        yield from (
            Spot(sheet, cell, label, headers.get(column, ""), row.kind == "total")
            for column, cell in sorted(cells.items())
            if column > label.column and not cell.is_blank
        )


def _ends(before: Kinded, row: Kinded) -> bool:
    """Say whether a total, or a sum with blank rows below it, ends what the headers head."""
    gap = row.line.number > before.line.number + 1
    return before.kind == "total" or (before.kind == "sub-total" and gap)


def _beside(sheet: Sheet, inside: set[int]) -> Iterator[Spot]:
    """Find values that stand right of a text, outside of tables."""
    for row, cells in sheet.rows():
        if row in inside:
            continue
        ordered = [cell for _, cell in sorted(cells.items()) if not cell.is_blank]
        yield from (Spot(sheet, value, label, "") for label, value in pairwise(ordered) if _is_label(label))


def _first_text(cells: Mapping[int, Cell]) -> Cell | None:
    return next((cell for _, cell in sorted(cells.items()) if isinstance(cell.value, str)), None)


def _is_label(cell: Cell) -> bool:
    return isinstance(cell.value, str) and 1 < len(cell.text) <= _LONGEST and any(c.isalpha() for c in cell.text)


def way_to(spot: Spot) -> tuple[str, str | None, bool]:
    """Say how a map finds a spot: its column by header or letter, the text above a repeated label; True where only its address does."""
    letter = address(1, spot.cell.column)[:-1]
    headers = [spot.header] if spot.header else []
    column = next((h for h in headers if find_columns(spot.sheet, h, spot.label.row) == [spot.cell.column]), letter)
    column = " ".join(column.split())
    labels = find_labels(spot.sheet, spot.label.text)
    if len(labels) == 1:
        return column, None, False
    if column != letter or spot.header:
        column = letter if find_columns(spot.sheet, letter, spot.label.row) == [spot.cell.column] else column
    after = _text_above(spot)
    return column, after, after is None


def _text_above(spot: Spot) -> str | None:
    """Find the nearest text above, alone of its kind on the sheet, from which the label is the first one below."""
    above = sorted(
        (
            cells[0]
            for cells in index_of(spot.sheet).texts.values()
            if len(cells) == 1 and cells[0].row < spot.label.row and _is_label(cells[0])
        ),
        key=lambda cell: -cell.row,
    )[:_NEAR]
    for cell in above:
        if [found.address for found in find_labels(spot.sheet, spot.label.text, cell.text)] == [spot.label.address]:
            return " ".join(cell.text.split())
    return None
