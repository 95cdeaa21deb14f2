"""The rows of a vendor's table, read through a map: lines only, never a sub-total, a tax or a total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from contracteval.errors import Place, Problem
from contracteval.intake.book import Sheet, address
from contracteval.intake.cells import read_cell
from contracteval.intake.layout.tables import Found
from contracteval.intake.maps.entry import ColumnRule, TableRule
from contracteval.intake.maps.places import headers_of, heads, index_of, nearest, where
from contracteval.intake.names import quoted
from contracteval.intake.number_formats import currency_of_format
from contracteval.intake.reading import Reading
from contracteval.intake.words import special
from contracteval.model.bid import Answer, Row
from contracteval.model.record import dataclass
from contracteval.text import Text

_ADDS_NOTHING = frozenset({"free", "included", "for the record"})


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table, and the cells of each column from first to last, such as ``G2:G9``."""

    rows: tuple[Row, ...]
    ranges: Mapping[str, str]


def read_rows(rule: TableRule, reading: Reading) -> Rows | None:
    """Read the lines of every table that has all the headers; None where a sheet has none that does, and that is said."""
    rows: list[Row] = []
    ranges: dict[str, list[str]] = {name: [] for name in rule.columns}
    complete = True
    for sheet in rule.sheets:
        placed = _tables_with(sheet, rule)
        if not placed:
            reading.findings += _not_found(rule, sheet, reading)
            complete = False
        for found, columns in placed:
            lines = [line.line.number for line in found.rows if line.kind == "line"]
            cells = _Cells(rule, sheet, columns, reading)
            rows += [cells.row(number) for number in lines]
            for name, column in columns.items() if lines else ():
                ranges[name].append(f"{address(lines[0], column)}:{address(lines[-1], column)}")
    return Rows(tuple(rows), {name: ", ".join(areas) for name, areas in ranges.items() if areas}) if complete else None


def _tables_with(sheet: Sheet, rule: TableRule) -> list[tuple[Found, Mapping[str, int]]]:
    placed: list[tuple[Found, Mapping[str, int]]] = []
    for found in index_of(sheet).tables:
        columns = {name: _columns_under(found, column.header) for name, column in rule.columns.items()}
        if all(len(numbers) == 1 for numbers in columns.values()):
            placed.append((found, {name: numbers[0] for name, numbers in columns.items()}))
    return placed


@dataclass(frozen=True, slots=True)
class _Cells:
    """Reads the cells of one table, row by row."""

    rule: TableRule
    sheet: Sheet
    columns: Mapping[str, int]
    reading: Reading

    def row(self, number: int) -> Row:
        """Read one line."""
        return {name: self.cell(name, (number, column)) for name, column in self.columns.items()}

    def cell(self, name: str, position: tuple[int, int]) -> Answer:
        """Read one cell; in a table that only formulas read, what is included or free adds nothing."""
        column, rule = self.rule.columns[name], self.rule
        cell = self.sheet.cells.get(position)
        own_money = rule.spec is None and column.spec.type == "money"
        if own_money and cell is not None and special(cell.text) in _ADDS_NOTHING:
            place = Place(self.reading.file, self.sheet.title, cell.address, column.spec.label)
            return Answer(Fraction(0), rule.grade, (place,), cell.text)
        unit = column.unit
        if unit is None and cell is not None and isinstance(cell.value, int | float):
            unit = currency_of_format(cell.number_format)
        return read_cell(self.sheet, position, column.spec, self.reading, unit=unit, grade=rule.grade)


def _columns_under(found: Found, name: str) -> list[int]:
    under = [column for column in found.columns if heads(found.headers[column], name)]
    return under or [column for column in found.columns if address(1, column)[:-1] == name.upper()]


def _not_found(rule: TableRule, sheet: Sheet, reading: Reading) -> list[Problem]:
    """Say which headers no table of the sheet has, with those that read most like them; or which are there twice."""
    headers = headers_of(sheet, reading.file)
    problems = []
    for column in rule.columns.values():
        matching = [place for header, place in headers if heads(header, column.header)]
        if not matching:
            problems.append(
                _missing(rule, column, Place(reading.file, sheet.title), where(nearest(column.header, headers)))
            )
        elif len(matching) > 1:
            problems.append(_several(rule, column, tuple(matching)))
    return problems or [_apart(rule, sheet, reading.file)]


def _missing(rule: TableRule, column: ColumnRule, there: Place, step: Text | None) -> Problem:
    said = quoted(column.header)
    text = Text(f"no column is headed {said.en}", f"aucune colonne ne porte l’en-tête {said.fr}")
    return Problem("header-missing", text, (there, column.place), next=step, fact=_fact(rule))


def _several(rule: TableRule, column: ColumnRule, places: tuple[Place, ...]) -> Problem:
    said = quoted(column.header)
    text = Text(f"several columns are headed {said.en}", f"plusieurs colonnes portent l’en-tête {said.fr}")
    hint = Text(
        "write the header with what stands above it, or the letter of the column",
        "écrivez l’en-tête avec ce qui le surmonte, ou la lettre de la colonne",
    )
    return Problem("header-ambiguous", text, (*places, column.place), next=hint, fact=_fact(rule))


def _apart(rule: TableRule, sheet: Sheet, file: str) -> Problem:
    text = Text("no table of the sheet has all these columns", "aucun tableau de la feuille n’a toutes ces colonnes")
    return replace(Problem("header-missing", text, (Place(file, sheet.title), rule.place)), fact=_fact(rule))


def _fact(rule: TableRule) -> str | None:
    return None if rule.spec is None else rule.spec.id
