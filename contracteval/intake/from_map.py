"""A vendor's own layout, read through a small map: ``bids/acme.map.toml`` beside ``bids/acme.xlsx``.

```toml
vendor = "Acme SA"

[facts.price]
sheet = "DPGF"              # may be left out where one sheet is visible
label = "Total HT"          # the row, by the text of a cell in it; after = "Lot 2" takes the first one below that text
column = "Montant"          # the column, by its heading or its letter; or instead of both: cell = "G10"
unit = "€/yr"
grade = "contracted"

[tables.lines]              # a table of the vendor's; one of ours is named by its id
sheet = "DPGF"              # or sheets = ["Lot 1", "Lot 2"] for one that goes on over several
[tables.lines.columns]
item = "Désignation"        # the column, by its heading or its letter
amount = { header = "Montant HT", unit = "€" }

[facts.transition_cost]     # worked out in the language of the rules, over the lines (no sub-total, no total)
formula = "sum(lines.amount)"
```
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.formula.expression import names as mentioned
from contracteval.intake.book import Book, Cell, column_number
from contracteval.intake.cells import read_cell
from contracteval.intake.documents import load_toml
from contracteval.intake.from_workbook import read_book
from contracteval.intake.maps.derived import derive
from contracteval.intake.maps.entries import CELL, Entries
from contracteval.intake.maps.entry import FactRule
from contracteval.intake.maps.places import find_columns, find_labels, headers_of, nearest, texts_of, where
from contracteval.intake.maps.rows import read_rows
from contracteval.intake.names import quoted
from contracteval.intake.number_formats import currency_of_format
from contracteval.intake.read_tables import sums_that_differ
from contracteval.intake.reading import Given, GivenTable, Reading
from contracteval.model.bid import Answer
from contracteval.text import Text


def read_mapped_workbook(path: Path, map_path: Path, reading: Reading) -> None:
    """Read a workbook through its map; everything found goes into ``reading``."""
    try:
        data = load_toml(map_path, map_path.name)
    except InputError as error:
        reading.problems += error.problems
        data = {}
    try:
        book = read_book(path, reading.file)
    except InputError as error:
        reading.problems += error.problems
        return
    reading.findings += [*book.notes, *sums_that_differ(book)]
    read_through(data, map_path.name, book, reading)


def read_through(data: Mapping[str, object], name: str, book: Book, reading: Reading) -> None:
    """Read a book through a map that is loaded."""
    entries = Entries(data, name, book, reading)
    used = frozenset[str]().union(*(mentioned(rule.node) for rule in entries.formulas))
    rows = {rule.id: read_rows(rule, reading) for rule in entries.tables if rule.spec is not None or rule.id in used}
    for table in entries.tables:
        found = rows.get(table.id)
        if table.spec is not None and found is not None:
            place = Place(reading.file, table.sheets[0].title, label=table.spec.label)
            reading.tables.append(GivenTable(table.id, found.rows, place))
    reading.given += [Given(rule.spec.id, _read(rule, reading)) for rule in entries.facts]
    read = [table for table in entries.tables if table.id in rows]
    reading.given += [Given(rule.spec.id, derive(rule, read, rows, reading)) for rule in entries.formulas]


def _read(rule: FactRule, reading: Reading) -> Answer:
    """Read the cell that a rule points at; a blank there is a finding, since someone said that it holds the value."""
    position = _position(rule, reading)
    if position is None:
        return Answer(None, places=(rule.place,))
    cell = rule.sheet.cells.get(position)
    unit = rule.texts.get("unit") or (None if cell is None else _unit_of(cell))
    clause = rule.texts.get("clause")
    answer = read_cell(rule.sheet, position, rule.spec, reading, unit=unit, grade=rule.grade, clause=clause)
    if answer.raw is None:
        message = Text("the cell that the map names is blank", "la cellule désignée par la carte est vide")
        reading.findings.append(Problem("cell-blank", message, answer.places, fact=rule.spec.id))
    return answer


def _unit_of(cell: Cell) -> str | None:
    is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return currency_of_format(cell.number_format) if is_number else None


def _position(rule: FactRule, reading: Reading) -> tuple[int, int] | None:
    if "cell" in rule.texts:
        match = CELL.fullmatch(rule.texts["cell"])
        return None if match is None else (int(match[2]), column_number(match[1]))
    label = _the_label(rule, reading)
    if label is None:
        return None
    column = _column(rule, label, reading)
    return None if column is None else (label.row, column)


def _column(rule: FactRule, label: Cell, reading: Reading) -> int | None:
    """Find a column by its heading above the label's row, else by its letter."""
    name = rule.texts["column"]
    columns = find_columns(rule.sheet, name, label.row)
    if len(columns) == 1:
        return columns[0]
    headings = [cell for cell in find_labels(rule.sheet, name) if cell.row < label.row]
    reading.findings.append(
        _ambiguous(rule, name, headings, reading)
        if columns
        else _missing(rule, name, headers_of(rule.sheet, reading.file) or texts_of(rule.sheet, reading.file), reading)
    )
    return None


def _the_label(rule: FactRule, reading: Reading) -> Cell | None:
    text = rule.texts["label"]
    found = find_labels(rule.sheet, text, rule.texts.get("after"))
    if len(found) == 1:
        return found[0]
    reading.findings.append(
        _ambiguous(rule, text, found, reading)
        if found
        else _missing(rule, text, texts_of(rule.sheet, reading.file), reading)
    )
    return None


def _ambiguous(rule: FactRule, text: str, found: list[Cell], reading: Reading) -> Problem:
    said = quoted(text)
    places = tuple(Place(reading.file, rule.sheet.title, cell.address, rule.spec.label) for cell in found)
    return Problem(
        "label-ambiguous",
        Text(f"several cells read {said.en}", f"plusieurs cellules portent {said.fr}"),
        places or (rule.place,),
        next=Text(
            "name the cell in the map: cell = “G10”; or the text above it: after = “Lot 2”",
            "désignez la cellule dans la carte\u00a0: cell = «\u00a0G10\u00a0»\u00a0; ou le texte au-dessus\u00a0: after = «\u00a0Lot 2\u00a0»",
        ),
        fact=rule.spec.id,
        count=max(1, len(found)),
    )


def _missing(rule: FactRule, text: str, candidates: Sequence[tuple[str, Place]], reading: Reading) -> Problem:
    """Say that a label or heading is gone, and what reads most like it."""
    said = quoted(text)
    return Problem(
        "label-missing",
        Text(f"no cell reads {said.en}", f"aucune cellule ne porte {said.fr}"),
        (Place(reading.file, rule.sheet.title, label=rule.spec.label),),
        next=where(nearest(text, candidates)),
        fact=rule.spec.id,
    )
