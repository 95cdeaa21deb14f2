"""The rows of a vendor's table, read through a map: lines only, never a sub-total, a tax or a total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from contracteval.errors import Place, Problem
from contracteval.intake.book import Sheet, address
from contracteval.intake.cells import read_cell
from contracteval.intake.layout.tables import Found
from contracteval.intake.maps.entries import ColumnRule, TableRule
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
    """Read the lines of every table of the sheet that has all the headers; None where a header is missing, and that is said."""
    placed: list[tuple[Found, Mapping[str, int]]] = []
    for found in index_of(rule.sheet).tables:
        columns = {name: _columns_under(found, column.header) for name, column in rule.columns.items()}
        if all(len(numbers) == 1 for numbers in columns.values()):
            placed.append((found, {name: numbers[0] for name, numbers in columns.items()}))
    if not placed:
        reading.findings += _not_found(rule, reading)
        return None
    lines = [(line.line.number, columns) for found, columns in placed for line in found.rows if line.kind == "line"]
    rows = tuple(
        {name: _cell(rule, name, (row, column), reading) for name, column in columns.items()} for row, columns in lines
    )
    ranges = {
        name: f"{address(lines[0][0], lines[0][1][name])}:{address(lines[-1][0], lines[-1][1][name])}"
        for name in rule.columns
        if lines
    }
    return Rows(rows, ranges)


def _cell(rule: TableRule, name: str, position: tuple[int, int], reading: Reading) -> Answer:
    column = rule.columns[name]
    cell = rule.sheet.cells.get(position)
    if rule.spec is None and cell is not None and column.spec.type == "money" and special(cell.text) in _ADDS_NOTHING:
        place = Place(reading.file, rule.sheet.title, cell.address, column.spec.label)
        return Answer(Fraction(0), rule.grade, (place,), cell.text)
    unit = column.unit
    if unit is None and cell is not None and isinstance(cell.value, int | float):
        unit = currency_of_format(cell.number_format)
    return read_cell(rule.sheet, position, column.spec, reading, unit=unit, grade=rule.grade)


def _columns_under(found: Found, name: str) -> list[int]:
    under = [column for column in found.columns if heads(found.headers[column], name)]
    return under or [column for column in found.columns if address(1, column)[:-1] == name.upper()]


def _not_found(rule: TableRule, reading: Reading) -> list[Problem]:
    """Say which headers no table of the sheet has, with those that read most like them; or which are there twice."""
    headers = headers_of(rule.sheet, reading.file)
    problems = []
    for column in rule.columns.values():
        matching = [place for header, place in headers if heads(header, column.header)]
        if not matching:
            problems.append(_missing(rule, column, reading.file, where(nearest(column.header, headers))))
        elif len(matching) > 1:
            problems.append(_several(rule, column, tuple(matching)))
    return problems or [_apart(rule, rule.sheet, reading.file)]


def _missing(rule: TableRule, column: ColumnRule, file: str, step: Text | None) -> Problem:
    said = quoted(column.header)
    text = Text(f"no column is headed {said.en}", f"aucune colonne ne porte l’en-tête {said.fr}")
    return Problem("header-missing", text, (Place(file, rule.sheet.title), column.place), next=step, fact=_fact(rule))


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
