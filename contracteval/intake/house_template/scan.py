"""One sheet of a template, looked through once: where its rows and cells stand in the part, in bytes."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import field

from contracteval.intake.book import Area, column_number
from contracteval.intake.formats.limits import Refusal
from contracteval.intake.formats.markup import new_parser
from contracteval.intake.formats.package import Package
from contracteval.intake.formats.xlsx_parts import MAIN, STRICT, is_true
from contracteval.intake.formats.xlsx_sheet import areas_of
from contracteval.intake.house_template.markup import attribute_at, is_empty, prefix_at, tag_end
from contracteval.model.house_template import Edit

_WORDS = ("c", "v", "f", "row", "col", "sheetData", "mergeCell", "dimension")
_NAMES = {f"{space} {word}": word for space in (MAIN, STRICT) for word in _WORDS}
_MOST_LOOKS = 20_000_000


@dataclasses.dataclass(slots=True)
class SeenCell:
    """A cell in the row that was asked for: its bytes, its style, and whether a formula fills it."""

    column: int
    start: int
    end: int
    style: str | None
    is_calculated: bool


@dataclasses.dataclass(slots=True)
class SeenRow:
    """A row that was asked for: its first tag, its last one (the same where it is empty), and its cells in order."""

    start: int
    tag_end: int
    close: int
    style: str | None
    cells: list[SeenCell] = field(default_factory=list)


@dataclasses.dataclass(slots=True)
class SeenSheet:
    """What was seen. ``gaps`` says where a row that is not there would stand; ``stale`` takes calculated values out."""

    prefix: bytes = b""
    data_start: int = 0
    data_end: int = 0
    rows: dict[int, SeenRow] = field(default_factory=dict)
    gaps: dict[int, int] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    columns: list[tuple[int, int, str]] = field(default_factory=list)
    dimension: tuple[int, Area] | None = None
    stale: list[Edit] = field(default_factory=list)
    has_formulas: bool = False


def scan(package: Package, name: str, content: bytes, wanted: Collection[int]) -> SeenSheet:
    """Look through a sheet for the ``wanted`` rows, and for every formula's calculated value. Raises ``Refusal``."""
    scanner = _Scanner(content, wanted)
    parser = new_parser(_NAMES)
    parser.StartElementHandler = lambda tag, attributes: scanner.start(tag, attributes, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda tag: scanner.end(tag, parser.CurrentByteIndex)
    package.parse(name, parser)
    if wanted and not scanner.sheet.data_end:
        raise Refusal("workbook-damaged", "sheetData")
    return scanner.sheet


class _Scanner:
    """Handles the events of one sheet; every place is that of the event in the bytes of the part."""

    def __init__(self, content: bytes, wanted: Collection[int]) -> None:
        self.sheet = SeenSheet()
        self._content = content
        self._waiting = sorted(wanted, reverse=True)
        self._wanted = frozenset(wanted)
        self._row, self._column = 0, 0
        self._cell = SeenCell(0, 0, 0, None, False)
        self._type = False
        self._value = (0, 0)
        self._arrays: list[Area] = []
        self._looks = 0

    def start(self, tag: str, attributes: dict[str, str], at: int) -> None:
        """Begin an element."""
        if tag == "c":
            self._start_cell(attributes, at)
        elif tag == "v":
            self._value = (at, 0)
        elif tag == "f":
            self._start_formula(attributes)
        elif tag == "row":
            self._start_row(attributes, at)
        elif tag == "sheetData":
            self.sheet.prefix = prefix_at(self._content, at)
            self.sheet.data_start = at
        elif tag == "col" and attributes.get("style"):
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self.sheet.columns.append((first, last, attributes["style"]))
        elif tag == "mergeCell":
            self.sheet.merges.extend(areas_of(attributes.get("ref", "")))
        elif tag == "dimension":
            areas = areas_of(attributes.get("ref", ""))
            self.sheet.dimension = (at, areas[0]) if areas else None

    def end(self, tag: str, at: int) -> None:
        """End an element."""
        if tag == "c":
            self._end_cell(at)
        elif tag == "v":
            self._value = (self._value[0], self._behind(self._value[0], at))
        elif tag == "row":
            row = self.sheet.rows.get(self._row)
            if row is not None:
                row.close = row.tag_end if is_empty(self._content, row.tag_end) else at
        elif tag == "sheetData":
            self._gap_before(None, at)
            self.sheet.data_end = self._behind(self.sheet.data_start, at)

    def _behind(self, start: int, at: int) -> int:
        """Return where the element that began at ``start`` ends, given the place of its end."""
        end = tag_end(self._content, start)
        return end if is_empty(self._content, end) else tag_end(self._content, at)

    def _start_row(self, attributes: dict[str, str], at: int) -> None:
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else _whole(number)
        self._column = 0
        self._gap_before(self._row, at)
        if self._row in self._wanted and self._row not in self.sheet.rows:
            style = attributes.get("s") if is_true(attributes.get("customFormat")) else None
            end = tag_end(self._content, at)
            self.sheet.rows[self._row] = SeenRow(at, end, end, style)

    def _gap_before(self, row: int | None, at: int) -> None:
        while self._waiting and (row is None or self._waiting[-1] <= row):
            self.sheet.gaps[self._waiting.pop()] = at

    def _start_cell(self, attributes: dict[str, str], at: int) -> None:
        reference = attributes.get("r")
        letters = "" if reference is None else reference.rstrip("0123456789")
        column = column_number(letters) if letters.isalpha() and letters.isascii() else self._column + 1
        self._column = column
        self._cell = SeenCell(column, at, 0, attributes.get("s"), False)
        self._type = "t" in attributes
        self._value = (0, 0)

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self._cell.is_calculated = self.sheet.has_formulas = True
        if attributes.get("t") in ("array", "dataTable"):
            areas = areas_of(attributes.get("ref", ""))
            self._arrays = [area for area in self._arrays if area[2] >= self._row]
            self._arrays += [area for area in areas[:1] if area[:2] != area[2:]]

    def _end_cell(self, at: int) -> None:
        cell = self._cell
        cell.is_calculated = cell.is_calculated or self._in_array()
        row = self.sheet.rows.get(self._row) if self._wanted else None
        if cell.is_calculated:
            self._take_out_value()
        if row is not None:
            cell.end = self._behind(cell.start, at)
            row.cells.append(cell)

    def _in_array(self) -> bool:
        self._looks += len(self._arrays)
        if self._looks > _MOST_LOOKS:
            raise Refusal("workbook-too-large")
        return any(a[0] <= self._row <= a[2] and a[1] <= self._column <= a[3] for a in self._arrays)

    def _take_out_value(self) -> None:
        """Leave the formula without its value, and without the type that the value had."""
        start, end = self._value
        if not end:
            return
        kind = attribute_at(self._content, self._cell.start, b"t") if self._type else None
        if kind is not None:
            self.sheet.stale.append(Edit(*kind))
        self.sheet.stale.append(Edit(start, end))


def _whole(text: str | None) -> int:
    if text is None or not text.isdecimal() or len(text) > 9:
        raise Refusal("workbook-damaged", (text or "")[:20])
    return int(text)
