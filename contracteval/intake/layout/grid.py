"""The cells of a sheet, or of some of its columns, as the layout looks at them: row by row, without empty results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from contracteval.intake.book import Area, Cell, Sheet
from contracteval.intake.dates import dates_in
from contracteval.intake.words import special
from contracteval.model.record import dataclass

_LONGEST_DATE = 20
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_AMOUNT = r"[€$£]?\s?[+\-\u2212]?\s?(?:\d[\d\s.,'’]*(?:,[-–—]+)?|\.\d+)(?:\s?(?:%|[kM]?[€$£]|EUR|USD|CHF|GBP|euros?))?(?:\s?H\.?T\.?|\s?TTC)?"
_FIGURE = re.compile(rf"[<>≤≥~]?\s?{_AMOUNT}(?:\s?[-–—à]\s?{_AMOUNT})?", re.IGNORECASE)
Cells = Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its cells that show something, by column."""

    number: int
    cells: Cells

    def __getitem__(self, column: int) -> Cell | None:
        return self.cells.get(column)


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a sheet that show something, in order; ``merges`` by the row and column of their first cell."""

    lines: tuple[Line, ...]
    merges: Mapping[tuple[int, int], Area]

    def index(self) -> Mapping[int, int]:
        """Return the place in ``lines`` of each row number."""
        return {line.number: i for i, line in enumerate(self.lines)}


def grids(sheet: Sheet) -> tuple[Grid, ...]:
    """Cut a sheet at blank columns into parts that each have labels of their own; most sheets are one part."""
    lines = tuple(_lines(sheet))
    merges = {(area[0], area[1]): area for area in sheet.merges}
    return tuple(
        Grid(tuple(part), merges)
        for first, last in _parts(lines, sheet.merges)
        if (part := [Line(line.number, kept) for line in lines if (kept := _between(line.cells, first, last))])
    )


def _lines(sheet: Sheet) -> Iterable[Line]:
    for number, cells in sheet.rows():
        shown = {column: cell for column, cell in sorted(cells.items()) if shows(cell)}
        if shown:
            yield Line(number, shown)


def shows(cell: Cell) -> bool:
    """Say whether a cell shows anything, or would if it were calculated: an empty result does not."""
    return cell.never_calculated or not (isinstance(cell.value, str) and not cell.value.strip())


def _between(cells: Cells, first: int, last: int) -> dict[int, Cell]:
    return {column: cell for column, cell in cells.items() if first <= column <= last}


def _parts(lines: Sequence[Line], merges: Iterable[Area]) -> list[tuple[int, int]]:
    used = {column for line in lines for column in line.cells}
    for _, left, _, right in merges:
        if left in used:
            used.update(range(left, min(right, left + 50) + 1))
    parts: list[tuple[int, int]] = []
    for column in sorted(used):
        if parts and (column == parts[-1][1] + 1 or not _stands_alone(lines, column)):
            parts[-1] = (parts[-1][0], column)
        else:
            parts.append((column, column))
    return parts


def _stands_alone(lines: Sequence[Line], column: int) -> bool:
    """Say whether a column after a blank one begins a table of its own: it holds labels, not one more vendor's prices."""
    cells = [cell for line in lines if (cell := line[column]) is not None]
    right = {other for line in lines for other in line.cells if other > column}
    texts = [cell for cell in cells if is_text(cell)]
    beside = sum(1 for line in lines if line[column] is not None and any(c < column for c in line.cells))
    return len(texts) >= 3 and len(texts) > 0.8 * len(cells) and bool(right) and beside < len(cells)


def is_text(cell: Cell) -> bool:
    """Say whether a cell holds words; "included" or "on request" stand for a value and are none."""
    value = cell.value
    return isinstance(value, str) and not cell.never_calculated and special(value) is None and not _numeric_text(value)


def is_number(cell: Cell) -> bool:
    """Say whether a cell holds a number that is not a year."""
    value = cell.value
    if isinstance(value, str):
        return cell.never_calculated or _numeric_text(value)
    return isinstance(value, int | float) and not isinstance(value, bool) and not is_year(cell)


def is_year(cell: Cell) -> bool:
    """Say whether a number reads as a year, which may head a column."""
    value = cell.value
    if not isinstance(value, int | float) or not _FIRST_YEAR <= value <= _LAST_YEAR:
        return False
    return value == int(value) and cell.number_format in ("General", "0", "@")


def is_moment(cell: Cell) -> bool:
    """Say whether a cell holds a date or a time."""
    return isinstance(cell.value, date | datetime | time | timedelta)


def _numeric_text(text: str) -> bool:
    """Say whether a text is a number with at most a unit, or a date: ``96 317``, ``12,50 €``; ``30 %`` may head a column."""
    stripped = text.strip()
    if stripped[:1].isdigit() and len(stripped) <= _LONGEST_DATE and dates_in(stripped):
        return True
    return bool(stripped) and stripped[:1] in "0123456789-+−€$£.<>≤≥~" and _FIGURE.fullmatch(stripped) is not None
