"""Tables proposed for a map: those that the rules know, by their columns, and the price lines that formulas add up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from contracteval.intake.amounts import asked_unit
from contracteval.intake.book import Book, Sheet, address
from contracteval.intake.layout.grid import is_number
from contracteval.intake.layout.hints import hint_of
from contracteval.intake.layout.tables import Found
from contracteval.intake.maps.places import find_columns, index_of
from contracteval.intake.names import fold
from contracteval.intake.number_formats import currency_of_format
from contracteval.model.fact import FactSpec, Needs, TableSpec
from contracteval.model.proposal import SURE, TableProposal
from contracteval.model.settings import Settings

_ALIKE = 80
_WITHIN = 90
_BRACKETS = re.compile(r"\([^()]*\)")
_COLUMNS = {"amount": "amount", "quantity": "quantity", "unit price": "unit_price"}
_FEWEST_LINES = 2


def propose_tables(book: Book, needs: Needs, settings: Settings) -> tuple[TableProposal, ...]:
    """Propose tables: one of ours where at least two of its columns are found, and each table with a column of amounts."""
    ours: dict[str, list[TableProposal]] = {}
    lines: list[TableProposal] = []
    for sheet in book.sheets:
        for found in index_of(sheet).tables if sheet.visible else ():
            likely = [_ours(sheet, found, table, settings) for table in needs.tables.values()]
            best = max((p for p in likely if p is not None), key=lambda p: p.confidence, default=None)
            if best is not None:
                ours.setdefault(best.id, []).append(best)
            if best is None or best.confidence < SURE:
                made = _lines(sheet, found, len(lines))
                lines += [made] if made is not None else []
    return (*(_joined(proposals) for proposals in ours.values()), *lines)


def _joined(proposals: Sequence[TableProposal]) -> TableProposal:
    """Join the sheets on which a table goes on under the same headers as where it is found best."""
    best = max(proposals, key=lambda p: p.confidence)
    same = [p for p in proposals if p.columns == best.columns]
    sheets = dict.fromkeys(sheet for p in same for sheet in p.sheets)
    ranges = tuple(area for p in same for area in p.ranges)
    return replace(best, sheets=tuple(sheets), ranges=ranges, rows=sum(p.rows for p in same))


def _ours(sheet: Sheet, found: Found, table: TableSpec, settings: Settings) -> TableProposal | None:
    columns: dict[str, tuple[str, str | None]] = {}
    scores = []
    asked = {name: spec for name, spec in table.columns.items() if table.by == spec.by == "vendor"}
    for name, spec in asked.items():
        names = [_words(text) for text in (spec.label.en, spec.label.fr, *spec.synonyms)]
        alike = {
            column: max(_likeness(text, said) for text in names for said in _readings(header))
            for column, header in found.headers.items()
            if header
        }
        best = max(alike, key=lambda column: alike[column], default=0)
        if best and alike[best] >= _ALIKE:
            columns[name] = (_name_of(sheet, found, best), _asked_unit(found, best, spec, settings))
            scores.append(alike[best])
    if len(columns) < min(2, len(asked)) or not columns:
        return None
    return _proposal(table.id, table, sheet, found, columns, round(sum(scores) / len(asked)))


def _likeness(name: str, header: str) -> float:
    """Compare a name with a header; a header that has all words of the name and more is nearly as good."""
    from rapidfuzz import fuzz

    score = fuzz.token_sort_ratio(name, header)
    within = len(name.split()) > 1 and set(name.split()) <= set(header.split())
    return max(score, _WITHIN) if within else score


def _words(text: str) -> str:
    return fold(text).replace("_", " ")


def _readings(header: str) -> tuple[str, str]:
    """Return a header in full, and without what stands in brackets, such as an example or a unit."""
    return _words(header), _words(_BRACKETS.sub(" ", header))


def _asked_unit(found: Found, column: int, spec: FactSpec, settings: Settings) -> str | None:
    """Return the unit of an amount, with the period that is asked where the header names none; None for other types."""
    if spec.type != "money":
        return None
    shown = _unit(found, column, settings.currency)
    per = asked_unit(spec, "en", settings.currency).partition("/")[2]
    return shown if "/" in shown or not per else f"{shown}/{per}"


def _lines(sheet: Sheet, found: Found, number: int) -> TableProposal | None:
    """Propose the lines of a price schedule, so that a formula can add them up without the sub-totals."""
    roles = {column: hint_of(found.headers[column]).role for column in found.columns if found.headers[column]}
    amounts = [column for column, role in roles.items() if role == "amount"] or _summed(found)
    lines = sum(row.kind == "line" for row in found.rows)
    if len(amounts) != 1 or lines < _FEWEST_LINES or not found.headers.get(found.label):
        return None
    columns: dict[str, tuple[str, str | None]] = {"item": (_name_of(sheet, found, found.label), None)}
    for column, role in (roles | {amounts[0]: "amount"}).items():
        name = _COLUMNS.get(role or "")
        if name is not None and column != found.label and name not in columns:
            unit = _unit(found, column) if name != "quantity" else "1"
            columns[name] = (_name_of(sheet, found, column), unit)
    return _proposal("lines" if not number else f"lines_{number + 1}", None, sheet, found, columns, 100)


def _summed(found: Found) -> list[int]:
    """Return the columns in which the total stands, where no header says which holds the amounts."""
    total = next((row.line for row in reversed(found.rows) if row.kind == "total"), None)
    cells = {} if total is None else total.cells
    return [column for column, cell in cells.items() if is_number(cell) and found.headers.get(column)]


def _unit(found: Found, column: int, currency: str = "€") -> str:
    """Return the unit that the header or the number formats of a column show."""
    hint = hint_of(found.headers[column])
    cells = (row.line.cells.get(column) for row in found.rows)
    shown = (currency_of_format(cell.number_format) for cell in cells if cell is not None)
    money = hint.unit or next((unit for unit in shown if unit), currency)
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
    return TableProposal(id_, spec, (sheet.title,), (area,), columns, len(lines), confidence)
