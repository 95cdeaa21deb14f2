"""The tables of one sheet: where each begins and ends, its columns and blocks, and the kind of each row."""

from __future__ import annotations

from collections.abc import Sequence

from contracteval.intake.book import Sheet, address
from contracteval.intake.layout.grid import Grid, Line, grids, is_number, is_text
from contracteval.intake.layout.headers import Head, clean, find_heads, joined_headers, spread
from contracteval.intake.layout.rows import Kinded, classify
from contracteval.intake.names import shown
from contracteval.intake.words import special
from contracteval.model.record import dataclass
from contracteval.model.table import Block, PlacedText


@dataclass(frozen=True, slots=True)
class Found:
    """One table before its cells are typed: ``headers`` by column, ``rows`` with their kinds."""

    grid: Grid
    head: Head | None
    header_rows: tuple[int, ...]
    headers: dict[int, str]
    blocks: tuple[Block, ...]
    rows: tuple[Kinded, ...]
    label: int
    above: tuple[PlacedText, ...]
    below: tuple[PlacedText, ...]

    @property
    def columns(self) -> list[int]:
        """Return the columns, in order."""
        return sorted(self.headers)


def find_tables(sheet: Sheet) -> tuple[tuple[Found, ...], tuple[PlacedText, ...]]:
    """Find the tables of a sheet; return them with the texts of those parts that hold none."""
    tables: list[Found] = []
    texts: list[PlacedText] = []
    for grid in grids(sheet):
        found = _tables(grid)
        tables += found
        if not found:
            texts += _texts(grid.lines)
    return tuple(tables), tuple(texts)


def _tables(grid: Grid) -> list[Found]:
    heads = find_heads(grid)
    if not heads:
        return _headless(grid)
    found = []
    start = 0
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = len(grid.lines) if following is None else _title_start(grid, head.last + 1, following.first)
        body, below = _cut_tail(grid, head, grid.lines[head.last + 1 : end])
        found.append(_table(grid, head, body, _texts(grid.lines[start : head.first]), _texts(below)))
        start = end
    return found


def _title_start(grid: Grid, floor: int, first: int) -> int:
    """Return where the titles above a second table begin: single cells of text right above its headers."""
    while (
        first > floor
        and len(grid.lines[first - 1].cells) == 1
        and all(is_text(c) for c in grid.lines[first - 1].cells.values())
    ):
        first -= 1
    return first


def _headless(grid: Grid) -> list[Found]:
    wide = [i for i, line in enumerate(grid.lines) if len(line.cells) > 1]
    if len(wide) < 2:
        return []
    body, below = grid.lines[wide[0] : wide[-1] + 1], grid.lines[wide[-1] + 1 :]
    return [_table(grid, None, body, _texts(grid.lines[: wide[0]]), _texts(below))]


def _cut_tail(grid: Grid, head: Head, lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Cut terms and footnotes off below a table: after a blank row, nothing more looks like its lines or has a number."""
    previous = grid.lines[head.last].number
    usual = set(grid.lines[head.last].cells)
    for i, line in enumerate(lines):
        if line.number - previous > 1:
            before = [other for other in lines[:i] if len(other.cells) > 1]
            if before:
                usual = {
                    c for other in before for c in other.cells if sum(c in o.cells for o in before) >= 0.8 * len(before)
                }
            if not any(_belongs(other, usual) for other in lines[i:]):
                return lines[:i], lines[i:]
        previous = line.number
    return lines, ()


def _belongs(line: Line, usual: set[int]) -> bool:
    values = any(
        is_number(c) or (isinstance(c.value, str) and special(c.value) not in (None, "blank"))
        for c in line.cells.values()
    )
    return values or (len(line.cells) > 1 and 2 * len(usual & line.cells.keys()) >= len(usual))


def _table(
    grid: Grid, head: Head | None, lines: Sequence[Line], above: tuple[PlacedText, ...], below: tuple[PlacedText, ...]
) -> Found:
    kinded, label = classify(lines)
    last = max((i for i, row in enumerate(kinded) if row.kind != "note"), default=-1)
    tail = [row.line for row in kinded[last + 1 :] if row.kind == "note"]
    kept = kinded[: last + 1]
    head_lines = () if head is None else grid.lines[head.first : head.last + 1]
    used = {
        column for line in (*head_lines, *(row.line for row in kept if row.kind != "note")) for column in line.cells
    }
    columns = list(range(min(used), max(used) + 1)) if used else []
    headers = joined_headers(grid, head, columns) if head is not None else dict.fromkeys(columns, "")
    blocks = () if head is None else _blocks(grid, head, columns)
    rows = tuple(line.number for line in head_lines)
    return Found(grid, head, rows, headers, blocks, tuple(kept), label, above, (*_texts(tail), *below))


def _blocks(grid: Grid, head: Head, columns: Sequence[int]) -> tuple[Block, ...]:
    """Return the groups of columns that one heading stands over, where there are at least two such groups."""
    for i in range(head.first, head.last):
        over = spread(grid, head, i, columns)
        groups: list[Block] = []
        for column in columns:
            title = over.get(column)
            if title is None:
                continue
            if groups and groups[-1].title == title and groups[-1].last == column - 1:
                groups[-1] = Block(title, groups[-1].first, column)
            else:
                groups.append(Block(title, column, column))
        wide = [block for block in groups if block.last > block.first]
        if len(wide) > 1:
            return tuple(wide)
    return ()


def _texts(lines: Sequence[Line]) -> tuple[PlacedText, ...]:
    return tuple(
        PlacedText(address(cell.row, cell.column), shown(clean(cell.text)))
        for line in lines
        for _, cell in sorted(line.cells.items())
        if not cell.never_calculated
    )
