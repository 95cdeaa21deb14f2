"""What stands outside a cell and belongs to it: its merged area, its comment, the choices of its dropdown."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from contracteval.intake.book import Area, Cell, column_number
from contracteval.intake.formats.limits import MAX_ROWS

MOST_CHOICES = 500
_MOST_STEPS = 2_000_000
_RANGE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?"
)

Grid = Mapping[int, Mapping[int, Cell]]


class Ranges:
    """The cells of all sheets, where dropdowns take their choices from."""

    def __init__(self, grids: Mapping[str, Grid], names: Mapping[str, str]) -> None:
        self._grids = {title.casefold(): grid for title, grid in grids.items()}
        self._names = names

    def choices(self, source: str, sheet: str) -> tuple[str, ...] | None:
        """Return what a dropdown offers: a list written in it, or the texts of a range; None where that is calculated."""
        source = source.removeprefix("=").strip()
        if source.startswith('"') and source.endswith('"'):
            inside = source[1:-1].replace('""', '"')
            return tuple(word.strip() for word in next(csv.reader([inside]), []) if word.strip())[:MOST_CHOICES]
        source = self._names.get(source.casefold(), source).removeprefix("=")
        match = _RANGE.fullmatch(source)
        if match is None:
            return None
        title = match[1].replace("''", "'") if match[1] else match[2] or sheet
        grid = self._grids.get(title.casefold())
        if grid is None:
            return None
        return tuple(_texts(grid, match)) or None


def _texts(grid: Grid, match: re.Match[str]) -> Iterator[str]:
    rows = sorted((int(match[4]), int(match[6] or match[4])))
    columns = sorted((column_number(match[3]), column_number(match[5] or match[3])))
    given = 0
    for row in range(rows[0], min(rows[1], MAX_ROWS) + 1):
        for column, cell in sorted(grid.get(row, {}).items()):
            if columns[0] <= column <= columns[1] and cell.text and given < MOST_CHOICES:
                given += 1
                yield cell.text


def join_extras(
    rows: dict[int, dict[int, Cell]],
    merges: Iterable[Area],
    comments: Mapping[tuple[int, int], str],
    dropdowns: Sequence[tuple[Area, tuple[str, ...]]],
) -> None:
    """Give the cells that are there their merged area, comment and choices; the first dropdown of a cell counts."""
    extras: dict[tuple[int, int], dict[str, object]] = {}
    for area in merges:
        extras.setdefault(area[:2], {})["merged"] = area
    for position, text in comments.items():
        extras.setdefault(position, {})["comment"] = text
    steps = 0
    for area, choices in dropdowns:
        # a hostile sheet may name ten thousand whole columns
        steps += min(area[2] - area[0] + 1, len(rows))
        if steps > _MOST_STEPS:
            break
        for position in _inside(rows, area):
            extras.setdefault(position, {}).setdefault("choices", choices)
    for (row, column), found in extras.items():
        cell = rows.get(row, {}).get(column)
        if cell is not None:
            rows[row][column] = replace(cell, **found)  # type: ignore[arg-type]


def _inside(rows: Grid, area: Area) -> Iterator[tuple[int, int]]:
    first, left, last, right = area
    numbers = range(first, last + 1) if last - first < len(rows) else [row for row in rows if first <= row <= last]
    for row in numbers:
        for column in rows.get(row, {}):
            if left <= column <= right:
                yield row, column
