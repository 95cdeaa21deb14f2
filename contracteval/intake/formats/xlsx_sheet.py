"""One sheet of an Excel workbook, read in one pass: value, text as stored, number format, formula, what is hidden.

Written for speed: four calls for each cell, and nothing is made for blank ones.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from datetime import date, datetime, time

from contracteval.intake.book import Area, Cell, CellError, CellValue, address, column_number
from contracteval.intake.formats.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Refusal
from contracteval.intake.formats.markup import new_parser
from contracteval.intake.formats.number_formats import GENERAL, Kind, typed
from contracteval.intake.formats.numbers import stored_number
from contracteval.intake.formats.package import Package
from contracteval.intake.formats.shared_formula import SharedFormula
from contracteval.intake.formats.xlsx_parts import MAIN, STRICT, Style, is_true, unescaped
from contracteval.model.record import dataclass

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_WORDS = ("c", "v", "f", "t", "is", "rPh", "row", "col", "sheetData", "mergeCell", "dataValidation", "formula1")
# expat hands back the value that it finds under a name: short words, the same ones for all variants of the format
_NAMES = {f"{space} {word}": word for space in (MAIN, STRICT, _X14) for word in _WORDS} | {
    f"{_XM} f": "xm:f", f"{_XM} sqref": "xm:sqref",
}  # fmt: skip
_DIGITS = "0123456789"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
_LONGEST_INTEGER = 16
_MOST_MERGES = 100_000
_PLAIN: Style = (GENERAL, "number")


@dataclass(frozen=True, slots=True)
class Dropdown:
    """The source of a dropdown as the sheet writes it: ``"yes,no"`` or a range, and the areas where it applies."""

    source: str
    areas: tuple[Area, ...]


@dataclasses.dataclass(slots=True)
class RawSheet:
    """A sheet before what other parts say about its cells is joined to it. ``left_out`` counts cells beyond limits."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    dropdowns: list[Dropdown] = field(default_factory=list)
    left_out: int = 0
    first_left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sheets of a workbook share; ``room`` holds the one number of cells that may still be kept."""

    strings: Sequence[str]
    styles: Mapping[str, Style]
    from_1904: bool
    room: list[int] = field(default_factory=lambda: [MAX_CELLS])


def read_sheet(package: Package, name: str, shared: Shared) -> RawSheet:
    """Read one sheet. Raises ``Refusal`` with the cell where its content is none that the format knows."""
    reader = _SheetReader(shared)
    parser = new_parser(_NAMES)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text.append
    with suppress(_NoRoomError):
        try:
            package.parse(name, parser)
        except Refusal as refusal:
            raise refusal.at(cell=reader.last_cell()) from refusal
    return reader.sheet


class _NoRoomError(Exception):
    """As many cells are kept as may be."""


class _SheetReader:
    """Handles the events of one sheet."""

    def __init__(self, shared: Shared) -> None:
        self.sheet = RawSheet()
        self.text: list[str] = []
        self._strings, self._styles = shared.strings, shared.styles
        self._from_1904, self._room = shared.from_1904, shared.room
        self._row, self._row_text = 0, "0"
        self._column = 0
        self._cells: dict[int, Cell] = {}
        self._row_hidden = False
        self._attributes: dict[str, str] = {}
        self._raw: str | None = None
        self._formula: str | None = None
        self._formula_attributes: dict[str, str] = {}
        self._inline: list[str] | None = None
        self._phonetic = False
        self._columns: dict[str, int] = {}
        self._formulas: dict[str, SharedFormula] = {}
        self._validation: dict[str, str] = {}
        self._source = ""
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._start_row, "is": self._start_inline, "col": self._start_col, "rPh": self._start_phonetic,
            "mergeCell": self._start_merge, "dataValidation": self._start_validation,
        }  # fmt: skip
        self._ends: dict[str, Callable[[], None]] = {
            "row": self._end_row, "t": self._end_text, "rPh": self._end_phonetic, "formula1": self._end_source,
            "xm:f": self._end_source, "xm:sqref": self._end_areas, "dataValidation": self._end_validation,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "c":
            self._attributes = attributes
            self._raw = self._formula = self._inline = None
        elif name == "v":
            self.text.clear()
        elif name == "f":
            self.text.clear()
            self._formula_attributes = attributes
        elif name in self._starts:
            self._starts[name](attributes)
        else:
            self.text.clear()

    def end(self, name: str) -> None:
        """End an element."""
        if name == "c":
            self._end_cell()
        elif name == "v":
            self._raw = "".join(self.text)
        elif name == "f":
            self._formula = "".join(self.text)
        elif name in self._ends:
            self._ends[name]()

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else _whole(number)
        self._row_text = str(self._row)
        self._column = 0
        self._row_hidden = is_true(attributes.get("hidden"))
        self._cells = self.sheet.rows.get(self._row, {})
        if self._row_hidden and self._row <= MAX_ROWS:
            self.sheet.hidden_rows.add(self._row)

    def _end_row(self) -> None:
        if self._cells:
            self.sheet.rows[self._row] = self._cells

    def _start_col(self, attributes: dict[str, str]) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("width") == "0":
            first, last = _whole(attributes.get("min", "1")), _whole(attributes.get("max", "1"))
            self.sheet.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))

    def _start_inline(self, _: dict[str, str]) -> None:
        self._inline = []
        self.text.clear()

    def _start_phonetic(self, _: dict[str, str]) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def _end_text(self) -> None:
        if self._inline is not None and not self._phonetic:
            self._inline.append("".join(self.text))

    def _end_cell(self) -> None:
        raw, formula = self._raw, self._formula
        attributes = self._attributes
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._place(reference)
        self._column = column
        if raw is None and formula is None and self._inline is None:
            return
        if column > MAX_COLUMNS or self._row > MAX_ROWS or self._room[0] <= 0:
            self._leave_out(column)
            return
        cell = self._made(column, raw, formula, attributes)
        if cell is not None:
            self._room[0] -= 1
            self._cells[column] = cell

    def _leave_out(self, column: int) -> None:
        self.sheet.left_out += 1
        self.sheet.first_left_out = self.sheet.first_left_out or address(self._row, column)
        if self._room[0] <= 0:
            self._end_row()  # what was read of this row stays
            raise _NoRoomError

    def last_cell(self) -> str | None:
        """Return the cell that was read last, where damage is likely to be."""
        return address(self._row, self._column) if self._row and self._column else None

    def _place(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None or reference[len(letters) :] != self._row_text:
            match = _REFERENCE.fullmatch(reference)
            if match is None or int(match[2]) != self._row:
                raise Refusal("workbook-damaged", reference[:20])
            column = self._columns[letters] = column_number(match[1])
        return column

    def _made(self, column: int, raw: str | None, formula: str | None, attributes: dict[str, str]) -> Cell | None:
        kind = attributes.get("t", "n")
        if formula is not None:
            formula = self._formula_at(column, formula)
        if self._inline is not None and kind == "inlineStr":
            raw = "".join(self._inline)
        number_format, shown = self._styles.get(attributes.get("s", "0"), _PLAIN)
        never = formula is not None and (raw is None or (raw == "" and kind != "str"))
        value: CellValue | None
        if never:
            value, raw = "", ""
        elif kind == "n":
            value = _number(raw, shown, from_1904=self._from_1904) if raw else None
        else:
            raw, value = self._value(kind, raw or "")
        if value is None or (value.__class__ is str and formula is None and not value.strip()):
            return None
        hidden = self._row_hidden or column in self.sheet.hidden_columns
        return Cell(self._row, column, value, number_format, never, raw or "", formula, hidden)

    def _value(self, kind: str, raw: str) -> tuple[str, CellValue | None]:
        if kind == "s":
            try:
                text = self._strings[_whole(raw)]
            except IndexError as error:
                raise Refusal("workbook-damaged", f"sharedStrings {raw[:20]}") from error
            return text, text
        if kind in ("str", "inlineStr"):
            text = unescaped(raw)
            return text, text
        if kind == "b":
            return raw, is_true(raw)
        if kind == "e":
            return raw, CellError(raw) if raw else None
        if kind == "d":
            return raw, _iso(raw)
        raise Refusal("workbook-damaged", f"t={kind[:20]}")

    def _formula_at(self, column: int, text: str) -> str | None:
        index = self._formula_attributes.get("si") if self._formula_attributes.get("t") == "shared" else None
        if index is not None and text:
            self._formulas[index] = SharedFormula(text, self._row, column)
        elif index is not None and index in self._formulas:
            text = self._formulas[index].at(self._row, column)
        return f"={text}"

    def _start_merge(self, attributes: dict[str, str]) -> None:
        self.sheet.merges.extend(areas_of(attributes.get("ref", "")))
        if len(self.sheet.merges) > _MOST_MERGES:
            raise Refusal("workbook-too-large")

    def _start_validation(self, attributes: dict[str, str]) -> None:
        self._validation = attributes
        self._source = ""

    def _end_source(self) -> None:
        self._source = "".join(self.text).strip() or self._source

    def _end_areas(self) -> None:
        self._validation = {**self._validation, "sqref": "".join(self.text)}

    def _end_validation(self) -> None:
        if self._validation.get("type") == "list" and self._source:
            areas = areas_of(self._validation.get("sqref", ""))
            self.sheet.dropdowns.append(Dropdown(self._source, areas))


def areas_of(text: str) -> tuple[Area, ...]:
    """Read areas as a sheet writes them: ``B2:B9 D4``; what is none is passed over."""
    found = []
    for word in text.split():
        match = _AREA.fullmatch(word)
        if match is not None:
            rows = sorted((int(match[2]), int(match[4] or match[2])))
            columns = sorted((column_number(match[1]), column_number(match[3] or match[1])))
            found.append((rows[0], columns[0], rows[1], columns[1]))
    return tuple(found)


def _number(raw: str, kind: Kind, *, from_1904: bool) -> CellValue:
    number = stored_number(raw)
    if kind != "number":
        moment = typed(number, kind, from_1904=from_1904)
        if not isinstance(moment, float):
            return moment
    if "." in raw or len(raw) > _LONGEST_INTEGER or "E" in raw or "e" in raw:
        return number
    return int(raw)


def _iso(raw: str) -> CellValue | None:
    """Read a date that is written as one; a time alone too."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            return read(raw)
        except ValueError:
            continue
    return raw or None


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Refusal("workbook-damaged", text[:20])
    return int(text)
