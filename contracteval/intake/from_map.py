"""A vendor's own layout, read through a small map written by hand: ``bids/acme.map.toml`` beside ``bids/acme.xlsx``.

```toml
vendor = "Acme SA"

[facts.price]
sheet = "DPGF"              # may be left out where one sheet is visible
label = "Total HT"          # the row, by the text of a cell in it
column = "Montant"          # the column, by its heading or its letter; or instead of both: cell = "G10"
unit = "€/yr"
grade = "contracted"
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.book import Book, Cell, Sheet, column_number
from contracteval.intake.cells import read_cell
from contracteval.intake.documents import load_toml
from contracteval.intake.formats.limits import MAX_COLUMNS, MAX_ROWS
from contracteval.intake.from_workbook import read_book
from contracteval.intake.names import KEY, SHEET, fold, quoted, shown, unknown_name
from contracteval.intake.number_formats import currency_of_format
from contracteval.intake.read_tables import sums_that_differ
from contracteval.intake.reading import Given, Reading, unknown_grade
from contracteval.model.bid import Answer
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.record import dataclass
from contracteval.text import Text, did_you_mean

_TOP_KEYS = ("vendor", "facts")
_KEYS = ("sheet", "cell", "label", "column", "unit", "grade", "clause")
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_LETTERS = re.compile(r"[A-Za-z]{1,3}")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where one fact stands: on a sheet, at a cell or where a row and a column meet."""

    spec: FactSpec
    sheet: Sheet
    texts: Mapping[str, str]
    grade: Grade
    place: Place


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
    for rule in _Map(data, map_path.name, book, reading).rules():
        reading.given.append(Given(rule.spec.id, _read(rule, reading)))


@dataclass(frozen=True, slots=True)
class _Map:
    """The map as written; problems of its structure go into ``reading``."""

    data: Mapping[str, object]
    name: str
    book: Book
    reading: Reading

    def rules(self) -> list[_Rule]:
        """Check the whole map, and return the rules that are sound."""
        self.check_keys(self.data, _TOP_KEYS, "")
        vendor = self.data.get("vendor")
        if isinstance(vendor, str):
            self.reading.vendor = vendor.strip() or None
        elif vendor is not None:
            self.wrong("vendor", vendor, Text("a text is expected here", "un texte est attendu ici"))
        facts = self.data.get("facts", {})
        if not isinstance(facts, dict):
            self.wrong(
                "facts", facts, Text("a table [facts.…] is expected here", "une table [facts.…] est attendue ici")
            )
            return []
        return [rule for fact, item in facts.items() if (rule := self.rule(fact, item)) is not None]

    def rule(self, fact: str, item: object) -> _Rule | None:
        """Check one entry of the map."""
        key = f"facts.{fact}"
        spec = self.reading.needs.facts.get(fact)
        before = len(self.reading.problems)
        if spec is None:
            self.reading.unknown_fact(fact, Place(self.name, key=key))
        if not isinstance(item, dict):
            self.wrong(key, item, Text("a table of keys is expected here", "une table de clés est attendue ici"))
            return None
        self.check_keys(item, _KEYS, f"{key}.")
        texts = {name: value.strip() for name in _KEYS if isinstance(value := item.get(name), str)}
        for name in _KEYS:
            if name in item and name not in texts:
                self.wrong(f"{key}.{name}", item[name], Text("a text is expected here", "un texte est attendu ici"))
        self.check_position(texts, key)
        sheet = self.sheet(texts.get("sheet"), key)
        grade = Grade.named(texts["grade"]) if "grade" in texts else Grade.ASSERTED
        if grade is None:
            self.reading.problems.append(unknown_grade(texts["grade"], Place(self.name, key=f"{key}.grade")))
        if spec is None or sheet is None or grade is None or len(self.reading.problems) > before:
            return None
        return _Rule(spec, sheet, texts, grade, Place(self.name, key=key, label=spec.label))

    def check_position(self, texts: Mapping[str, str], key: str) -> None:
        """Check that a cell, or a label with a column, says where to look."""
        if ("cell" in texts) == ("label" in texts) or ("label" in texts) != ("column" in texts):
            self.wrong(
                key,
                ", ".join(texts),
                Text("write either cell, or label and column", "écrivez soit cell, soit label et column"),
            )
        elif "cell" in texts:
            match = _CELL.fullmatch(texts["cell"])
            if match is None or column_number(match[1]) > MAX_COLUMNS or int(match[2]) > MAX_ROWS:
                message = Text(
                    f"a cell such as G10 is expected, within {MAX_ROWS} rows and {MAX_COLUMNS} columns",
                    f"une cellule comme G10 est attendue, dans les {MAX_ROWS} premières lignes et {MAX_COLUMNS} premières colonnes",
                )
                self.wrong(f"{key}.cell", texts["cell"], message)

    def sheet(self, title: str | None, key: str) -> Sheet | None:
        """Find a sheet by its name, or the only one that is visible."""
        sheets = self.book.sheets
        if title is not None:
            found = [sheet for sheet in sheets if sheet.title.strip() == title] or [
                sheet for sheet in sheets if fold(sheet.title) == fold(title)
            ]
            if not found:
                place = Place(self.name, key=f"{key}.sheet")
                titles = [sheet.title for sheet in sheets]
                self.reading.problems.append(unknown_name("sheet-unknown", SHEET, title, titles, place))
            return found[0] if found else None
        visible = [sheet for sheet in sheets if sheet.visible]
        if len(visible) == 1:
            return visible[0]
        message = Text(
            "the workbook has several sheets: write sheet", "le classeur a plusieurs feuilles\u00a0: écrivez sheet"
        )
        self.wrong(key, ", ".join(sheet.title for sheet in visible), message)
        return None

    def check_keys(self, data: Mapping[str, object], known: tuple[str, ...], prefix: str) -> None:
        """Refuse keys that mean nothing here."""
        self.reading.problems += [
            unknown_name("key-unknown", KEY, key, known, Place(self.name, key=f"{prefix}{key}"))
            for key in data
            if key not in known
        ]

    def wrong(self, key: str, got: object, message: Text) -> None:
        """Record a problem of structure."""
        self.reading.problems.append(Problem("map-wrong", message, (Place(self.name, key=key),), got=shown(str(got))))


def _read(rule: _Rule, reading: Reading) -> Answer:
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


def _position(rule: _Rule, reading: Reading) -> tuple[int, int] | None:
    if "cell" in rule.texts:
        match = _CELL.fullmatch(rule.texts["cell"])
        return None if match is None else (int(match[2]), column_number(match[1]))
    label = _the_cell(rule, rule.texts["label"], reading)
    if label is None:
        return None
    column = _column(rule, label, reading)
    return None if column is None else (label.row, column)


def _column(rule: _Rule, label: Cell, reading: Reading) -> int | None:
    """Find a column by its heading above the label's row, else by its letter."""
    name = rule.texts["column"]
    headings = [cell for cell in _cells_reading(rule.sheet, name) if cell.row < label.row]
    if len({cell.column for cell in headings}) == 1:
        return headings[0].column
    if not headings and _LETTERS.fullmatch(name) and column_number(name) <= MAX_COLUMNS:
        return column_number(name)
    reading.findings.append(_ambiguous(rule, name, headings, reading) if headings else _missing(rule, name, reading))
    return None


def _the_cell(rule: _Rule, text: str, reading: Reading) -> Cell | None:
    found = _cells_reading(rule.sheet, text)
    if len(found) == 1:
        return found[0]
    reading.findings.append(_ambiguous(rule, text, found, reading) if found else _missing(rule, text, reading))
    return None


def _cells_reading(sheet: Sheet, text: str) -> list[Cell]:
    wanted = fold(text)
    return [cell for cell in sheet.cells.values() if isinstance(cell.value, str) and fold(cell.value) == wanted]


def _ambiguous(rule: _Rule, text: str, found: list[Cell], reading: Reading) -> Problem:
    said = quoted(text)
    places = tuple(Place(reading.file, rule.sheet.title, cell.address, rule.spec.label) for cell in found)
    return Problem(
        "label-ambiguous",
        Text(f"several cells read {said.en}", f"plusieurs cellules portent {said.fr}"),
        places,
        next=Text(
            "name the cell in the map: cell = “G10”",
            "désignez la cellule dans la carte\u00a0: cell = «\u00a0G10\u00a0»",
        ),
        fact=rule.spec.id,
        count=len(found),
    )


def _missing(rule: _Rule, text: str, reading: Reading) -> Problem:
    said = quoted(text)
    texts = [cell.value for cell in rule.sheet.cells.values() if isinstance(cell.value, str) and len(cell.value) <= 200]
    near = did_you_mean(text, texts)
    meant = None if near is None else quoted(near)
    return Problem(
        "label-missing",
        Text(f"no cell reads {said.en}", f"aucune cellule ne porte {said.fr}"),
        (Place(reading.file, rule.sheet.title, label=rule.spec.label),),
        next=None if meant is None else Text(f"did you mean {meant.en}?", f"vouliez-vous dire {meant.fr}\u00a0?"),
        fact=rule.spec.id,
    )
