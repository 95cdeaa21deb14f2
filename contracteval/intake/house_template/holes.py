"""The cells of one sheet that are to be filled, as places in its markup; rows and cells that are not there are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from contracteval.intake.book import Area, address
from contracteval.intake.formats.number_formats import Kind
from contracteval.intake.house_template.markup import attribute_at, is_empty, tag_end
from contracteval.intake.house_template.scan import SeenRow, SeenSheet
from contracteval.model.house_template import Edit, Hole

Cell = tuple[int, int]
_DATES: frozenset[Kind] = frozenset({"date", "moment"})


def holes(content: bytes, seen: SeenSheet, cells: Iterable[Cell], kinds: Mapping[str, Kind]) -> tuple[Hole, ...]:
    """Return a hole for each cell, in the order of the sheet; ``kinds`` says what each style shows numbers as."""
    found: list[Hole] = []
    for row, group in groupby(sorted(cells), lambda cell: cell[0]):
        columns = [column for _, column in group]
        known = seen.rows.get(row)
        if known is None:
            gap = seen.gaps[row]
            made = [Hole(row, column, gap, gap, style=_style(seen, None, column)) for column in columns]
            opening = b'<%brow r="%d">' % (seen.prefix, row)
            found += _wrapped(made, gap, gap, opening, b"</%brow>" % seen.prefix)
        else:
            found += _in_row(content, seen, row, known, columns)
    if found and tag_end(content, seen.data_start) == seen.data_end:  # no row at all: <sheetData/>
        found = _wrapped(found, seen.data_end - 2, seen.data_end, b">", b"</%bsheetData>" % seen.prefix)
    return tuple(replace(hole, shows_dates=kinds.get(hole.style or "0", "number") in _DATES) for hole in found)


def _in_row(content: bytes, seen: SeenSheet, row: int, known: SeenRow, columns: Sequence[int]) -> list[Hole]:
    by_column = {cell.column: cell for cell in known.cells}
    found: list[Hole] = []
    for column in columns:
        cell = by_column.get(column)
        if cell is not None:
            found.append(Hole(row, column, cell.start, cell.end, style=cell.style))
        else:
            at = next((other.start for other in known.cells if other.column > column), known.close)
            found.append(Hole(row, column, at, at, style=_style(seen, known, column)))
    if is_empty(content, known.tag_end):
        return _wrapped(found, known.tag_end - 2, known.tag_end, b">", b"</%brow>" % seen.prefix)
    return found


def _wrapped(found: Sequence[Hole], start: int, end: int, before: bytes, after: bytes) -> list[Hole]:
    """Put a run of holes that stand at one place between an opening and a closing, in place of some bytes."""
    made = [replace(hole, start=end, end=end) for hole in found]
    made[0] = replace(made[0], start=start, before=before + made[0].before)
    made[-1] = replace(made[-1], after=made[-1].after + after)
    return made


def _style(seen: SeenSheet, row: SeenRow | None, column: int) -> str | None:
    """Return the style that an absent cell shows: that of its row, else of its column."""
    if row is not None and row.style is not None:
        return row.style
    return next((style for first, last, style in seen.columns if first <= column <= last), None)


def frame_edits(content: bytes, seen: SeenSheet, cells: Iterable[Cell]) -> list[Edit]:
    """Return what is said about the extent of the sheet and of rows, where new cells stand outside of it."""
    edits: list[Edit] = []
    wanted = sorted(cells)
    for row, group in groupby(wanted, lambda cell: cell[0]):
        known = seen.rows.get(row)
        if known is None:
            continue
        added = {column for _, column in group} - {cell.column for cell in known.cells}
        spans = attribute_at(content, known.start, b"spans") if added else None
        if spans is not None:  # only a hint for the program that reads: without it nothing is wrong
            edits.append(Edit(*spans))
    if seen.dimension is not None and wanted:
        at, area = seen.dimension
        wider = _around(area, wanted)
        place = attribute_at(content, at, b"ref") if wider != area else None
        if place is not None:
            edits.append(Edit(*place, f' ref="{address(*wider[:2])}:{address(*wider[2:])}"'.encode()))
    return edits


def _around(area: Area, cells: Sequence[Cell]) -> Area:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    return min(area[0], *rows), min(area[1], *columns), max(area[2], *rows), max(area[3], *columns)
