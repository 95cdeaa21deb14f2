"""Tables proposed for a map: those that the rules know, by their columns, and the price lines that formulas add up."""

from __future__ import annotations

from contracteval.intake.book import Book, Sheet, address
from contracteval.intake.layout.hints import hint_of
from contracteval.intake.layout.tables import Found
from contracteval.intake.maps.places import find_columns, index_of
from contracteval.intake.names import fold
from contracteval.intake.number_formats import currency_of_format
from contracteval.model.fact import Needs, TableSpec
from contracteval.model.proposal import TableProposal

_ALIKE = 75
_COLUMNS = {"amount": "amount", "quantity": "quantity", "unit price": "unit_price"}
_FEWEST_LINES = 2


def propose_tables(book: Book, needs: Needs) -> tuple[TableProposal, ...]:
    """Propose tables: one of ours where at least two of its columns are found, and each table with a column of amounts."""
    proposals: list[TableProposal] = []
    for sheet in book.sheets:
        for found in index_of(sheet).tables if sheet.visible else ():
            ours = [p for table in needs.tables.values() if (p := _ours(sheet, found, table)) is not None]
            if ours:
                proposals.append(max(ours, key=lambda p: p.confidence))
            elif (lines := _lines(sheet, found, len(proposals))) is not None:
                proposals.append(lines)
    return tuple(proposals)


def _ours(sheet: Sheet, found: Found, table: TableSpec) -> TableProposal | None:
    from rapidfuzz import fuzz

    columns: dict[str, tuple[str, str | None]] = {}
    scores = []
    asked = {name: spec for name, spec in table.columns.items() if table.by == spec.by == "vendor"}
    for name, spec in asked.items():
        names = [fold(text) for text in (spec.label.en, spec.label.fr, *spec.synonyms)]
        alike = {
            column: max(fuzz.token_sort_ratio(text, fold(found.headers[column])) for text in names)
            for column in found.columns
            if found.headers[column]
        }
        best = max(alike, key=lambda column: alike[column], default=0)
        if best and alike[best] >= _ALIKE:
            columns[name] = (_name_of(sheet, found, best), hint_of(found.headers[best]).unit)
            scores.append(alike[best])
    if len(columns) < min(2, len(asked)) or not columns:
        return None
    return _proposal(table.id, table, sheet, found, columns, round(sum(scores) / len(asked)))


def _lines(sheet: Sheet, found: Found, number: int) -> TableProposal | None:
    """Propose the lines of a price schedule, so that a formula can add them up without the sub-totals."""
    roles = {column: hint_of(found.headers[column]).role for column in found.columns if found.headers[column]}
    amounts = [column for column, role in roles.items() if role == "amount"]
    lines = sum(row.kind == "line" for row in found.rows)
    if len(amounts) != 1 or lines < _FEWEST_LINES or not found.headers.get(found.label):
        return None
    columns: dict[str, tuple[str, str | None]] = {"item": (_name_of(sheet, found, found.label), None)}
    for column, role in roles.items():
        name = _COLUMNS.get(role or "")
        if name is not None and column != found.label and name not in columns:
            unit = _unit(sheet, found, column) if name != "quantity" else "1"
            columns[name] = (_name_of(sheet, found, column), unit)
    return _proposal("lines" if not number else f"lines_{number + 1}", None, sheet, found, columns, 60)


def _unit(sheet: Sheet, found: Found, column: int) -> str:
    """Return the unit that the header or the number formats of a column show."""
    hint = hint_of(found.headers[column])
    cells = (row.line.cells.get(column) for row in found.rows)
    shown = (currency_of_format(cell.number_format) for cell in cells if cell is not None)
    money = hint.unit or next((unit for unit in shown if unit), "€")
    return money if hint.period in (None, "once") or "/" in money else f"{money}/{hint.period}"


def _name_of(sheet: Sheet, found: Found, column: int) -> str:
    header = " ".join(found.headers[column].split())
    row = found.rows[0].line.number if found.rows else None
    return header if find_columns(sheet, header, row) == [column] else address(1, column)[:-1]


def _proposal(
    id_: str,
    spec: TableSpec | None,
    sheet: Sheet,
    found: Found,
    columns: dict[str, tuple[str, str | None]],
    confidence: int,
) -> TableProposal:
    lines = [row.line.number for row in found.rows if row.kind == "line"]
    first, last = found.columns[0], found.columns[-1]
    area = f"{address(min(lines), first)}:{address(max(lines), last)}" if lines else address(1, first)
    return TableProposal(id_, spec, sheet.title, area, columns, len(lines), confidence)
