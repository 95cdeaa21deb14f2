"""Header rows: one or several, with merged cells, with a row of units below, anywhere on the sheet."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from contracteval.intake.book import Area, Cell
from contracteval.intake.layout.grid import Grid, Line, is_moment, is_text, is_year
from contracteval.intake.layout.hints import hint_of
from contracteval.intake.layout.lexicon import header_likeness
from contracteval.intake.names import fold
from contracteval.intake.words import special
from contracteval.model.record import dataclass
from contracteval.model.table import JOINT

_WINDOW = 12
_MOST_ROWS_ABOVE = 3
_NUMBERING = re.compile(r"\(?\s*(?:\d{1,2}|[a-z])\s*\)?(?:\s*=.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The header rows of one table, as places in ``Grid.lines``, first and last included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Look:
    """What a row looks like as a header over the rows below it; ``apart`` says that no wide row stands right above."""

    cells: int
    words: int
    likely: int
    fill: float
    contrast: int
    colons: int
    length: float
    apart: bool

    @property
    def strong(self) -> bool:
        """Say whether the row is a header by itself."""
        if self.cells == 1:
            return self.fill >= 0.5 and self.likely == 1 and self.contrast == 1
        if self.fill < 0.6 or self.colons * 3 > self.cells or self.length > 200:
            return False
        if self.cells == 2:
            return self.words == 2 and not self.colons and self.apart and self.likely + min(self.contrast, 1) >= 2
        return self.likely >= 2 or self.contrast >= 2 or self.likely + self.contrast >= 2

    @property
    def weak(self) -> bool:
        """Say whether the row may be a header where no other is: short texts over most columns."""
        return (
            self.cells >= 3 and self.words == self.cells and self.fill >= 0.6 and not self.colons and self.length < 60
        )

    @property
    def again(self) -> bool:
        """Say whether the row can head a second table below lines, which are often words too."""
        enough = self.cells > 2 or self.contrast > 0
        return self.strong and self.apart and enough and self.likely >= max(2, 0.6 * self.words) and self.length < 50


def find_heads(grid: Grid) -> tuple[Head, ...]:
    """Find the headers of a grid from top to bottom; empty where no row reads as one."""
    lines = grid.lines
    looks = [_look(lines, i) for i in range(len(lines))]
    first = next((i for i, look in enumerate(looks) if look is not None and look.strong), None)
    if first is None:
        first = next((i for i, look in enumerate(looks[:-2]) if look is not None and look.weak), None)
    if first is None:
        return ()
    heads = [_grown(grid, first, 0)]
    for i in range(first + 1, len(lines)):
        look = looks[i]
        if i > heads[-1].last and look is not None and (look.again or _repeats(lines, heads, i)):
            heads.append(_grown(grid, i, heads[-1].last + 1))
    return tuple(heads)


def _repeats(lines: Sequence[Line], heads: Sequence[Head], i: int) -> bool:
    texts = _texts(lines[i])
    return len(texts) > 1 and any(_texts(lines[k]) == texts for head in heads for k in range(head.first, head.last + 1))


def _texts(line: Line) -> dict[int, str]:
    return {column: fold(str(cell.value)) for column, cell in line.cells.items()}


def _look(lines: Sequence[Line], i: int) -> _Look | None:
    """Look at a row as a header; None where it holds a number, a date among words, or a word that stands for a value."""
    cells = lines[i].cells
    words = [cell for cell in cells.values() if is_text(cell)]
    soft = [cell for cell in cells.values() if not is_text(cell) and (is_year(cell) or is_moment(cell) or _soft(cell))]
    if not words or len(words) + len(soft) < len(cells) or len(soft) > 3 * len(words):
        return None
    window = lines[i + 1 : i + 1 + _WINDOW]
    body = {column for line in window for column in line.cells}
    usual = {c for c in body if sum(c in line.cells for line in window) * 4 > len(window)} or set(cells)
    return _Look(
        cells=len(cells),
        words=len(words),
        likely=sum(header_likeness(cell.text) for cell in words),
        fill=len(usual & cells.keys()) / len(usual),
        contrast=sum(_is_over_numbers(window, column) for column in cells),
        colons=sum(cell.text.endswith(":") for cell in words),
        length=sum(len(cell.text) for cell in words) / len(words),
        apart=i == 0 or lines[i].number - lines[i - 1].number > 1 or len(lines[i - 1].cells) == 1,
    )


def _soft(cell: Cell) -> bool:
    """Say whether a number written as text may head a column: ``30%``, ``2027``."""
    return isinstance(cell.value, str) and special(cell.value) is None and not cell.never_calculated


def _is_over_numbers(window: Sequence[Line], column: int) -> bool:
    cells = [cell for line in window if (cell := line[column]) is not None]
    values = [cell for cell in cells if not is_text(cell)]
    return 2 * len(values) > len(cells)


def _grown(grid: Grid, i: int, floor: int) -> Head:
    """Extend a header row by the rows of units or sub-headers below it and of groups above it."""
    last = i
    while last + 1 < len(grid.lines) - 1 and last - i < 2 and _continues(grid, i, last):
        last += 1
    first = i
    while first > floor and i - first < _MOST_ROWS_ABOVE and _groups(grid, first, last):
        first -= 1
    return Head(first, last)


def _continues(grid: Grid, first: int, last: int) -> bool:
    """Say whether the row after ``last`` still heads the columns: units, sub-headers, or their numbering."""
    above, line = grid.lines[last], grid.lines[last + 1]
    if line.number != above.number + 1:
        return False
    if _numbers_columns(line):
        return True
    if not all(is_text(cell) or is_year(cell) for cell in line.cells.values()):
        return False
    start = min(grid.lines[first].cells)
    down = [area for area in grid.merges.values() if area[0] <= above.number < line.number <= area[2]]
    spanned = any(area[1] == start for area in down)
    if min(line.cells) <= start and not spanned:
        return False
    units = [cell for cell in line.cells.values() if len(cell.text) <= 40 and hint_of(cell.text).unit is not None]
    window = grid.lines[last + 2 : last + 2 + _WINDOW]
    contrast = sum(_is_over_numbers(window, column) for column in line.cells)
    likely = sum(header_likeness(cell.text) for cell in line.cells.values())
    return bool(units or (spanned and likely)) or 2 * contrast >= len(line.cells)


def _numbers_columns(line: Line) -> bool:
    """Say whether a row counts the columns: ``1 2 3``, ``a b c``, ``(1) (2) (3 = 1 × 2)``."""
    texts = [cell.text.removesuffix(".0") for cell in line.cells.values()]
    found = [match for text in texts if (match := _NUMBERING.fullmatch(text))]
    if len(found) < max(3, len(texts)):
        return False
    marks = [re.sub(r"\W", "", text.split("=")[0]).lower() for text in texts]
    if all(mark.isdigit() for mark in marks):
        steps = {int(b) - int(a) for a, b in itertools.pairwise(marks)}
    elif all(len(mark) == 1 and mark.isalpha() for mark in marks):
        steps = {ord(b) - ord(a) for a, b in itertools.pairwise(marks)}
    else:
        return False
    return steps == {1}


def _groups(grid: Grid, first: int, last: int) -> bool:
    """Say whether the row above ``first`` names groups of the columns, or the columns that have no name yet."""
    line, below = grid.lines[first - 1], grid.lines[first]
    if below.number - line.number > 2 or not all(_may_group(cell) for cell in line.cells.values()):
        return False
    columns = {column for k in range(first, last + 1) for column in grid.lines[k].cells}
    start, end = min(columns), max(columns)
    wide = [area for column in line.cells if (area := grid.merges.get((line.number, column))) and area[3] > area[1]]
    if any(start < area[1] and area[3] <= end and area[3] - area[1] < end - start for area in wide):
        return True
    if len(line.cells) < 2:
        return False
    unnamed = [column for column in line.cells if column not in columns and column < end + 2]
    return 2 * len(unnamed) >= len(line.cells) or _starts_groups(line, below, start)


def _may_group(cell: Cell) -> bool:
    return (is_text(cell) or is_year(cell) or is_moment(cell)) and not cell.text.endswith(":") and len(cell.text) < 200


def _starts_groups(line: Line, below: Line, start: int) -> bool:
    """Say whether each text stands where the labels below begin to repeat: ``Monthly Annual Monthly Annual``."""
    labels = [fold(below.cells[column].text) for column in sorted(below.cells)]
    columns = sorted(below.cells)
    repeats = {column for column, label in zip(columns, labels, strict=True) if labels.count(label) > 1}
    inside = [column for column in line.cells if column > start]
    return (
        bool(repeats) and len(inside) >= 2 and all(column in repeats or column not in below.cells for column in inside)
    )


def joined_headers(grid: Grid, head: Head, columns: Sequence[int]) -> dict[int, str]:
    """Join the header texts of each column from top to bottom; a merged or repeated group stands over all its columns."""
    parts: dict[int, list[str]] = {column: [] for column in columns}
    for i in range(head.first, head.last + 1):
        for column, text in spread(grid, head, i, columns).items():
            if column in parts and text not in parts[column][-1:]:
                parts[column].append(text)
    return {column: JOINT.join(texts) for column, texts in parts.items()}


def spread(grid: Grid, head: Head, i: int, columns: Sequence[int]) -> dict[int, str]:
    """Return the texts of one header row by column, each over the columns that it groups."""
    line = grid.lines[i]
    if i > head.first and _numbers_columns(line):
        return {}
    texts = {column: clean(cell.text) for column, cell in line.cells.items()}
    below = grid.lines[i + 1] if i < head.last else None
    groups = below is not None and _starts_groups(line, below, min(columns))
    current: str | None = None
    merged_to = 0
    for column in columns:
        if column in line.cells:
            current = texts[column]
            area = grid.merges.get((line.number, column))
            merged_to = area[3] if area is not None else 0
        elif current is not None and (
            column <= merged_to or (groups and below is not None and column in below.cells and merged_to == 0)
        ):
            texts[column] = current
    return texts


def clean(text: str) -> str:
    """Write a header on one line."""
    return " ".join(text.replace("|", " ").split())


def merged_area(merges: Mapping[tuple[int, int], Area], row: int, column: int) -> Area:
    """Return the area of a cell, itself where it is not merged."""
    return merges.get((row, column), (row, column, row, column))
