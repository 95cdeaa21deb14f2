"""The sheets of an OpenDocument workbook, read in one pass; what is repeated is repeated within limits only."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime, time, timedelta

from contracteval.intake.book import Area, Cell, CellError, CellValue, State, address
from contracteval.intake.formats.limits import LIMITS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Refusal
from contracteval.intake.formats.number_formats import GENERAL
from contracteval.intake.formats.numbers import stored_number
from contracteval.intake.formats.ods_formula import to_excel_syntax
from contracteval.intake.formats.ods_styles import TABLE, Styles

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
NAMES = {
    f"{TABLE} table": "table", f"{TABLE} table-row": "row", f"{TABLE} table-column": "column",
    f"{TABLE} table-cell": "cell", f"{TABLE} covered-table-cell": "cell", f"{TABLE} content-validation": "validation",
    f"{_OFFICE} annotation": "annotation", f"{_TEXT} p": "p", f"{_TEXT} s": "s", f"{_TEXT} tab": "tab",
    f"{_TEXT} line-break": "line-break",
}  # fmt: skip
_DURATION = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,4})M)?(?:(\d{1,4}(?:\.\d{1,9})?)S)?")
_ERROR = re.compile(r"(?:#[A-Z/0]+[!?]?|#N/A|Err:\d+)")
_DEFAULT_FORMATS = {"percentage": "0%", "date": "yyyy-mm-dd", "time": "hh:mm:ss"}
_LONGEST_INTEGER = 15


@dataclasses.dataclass(slots=True)
class OdsSheet:
    """One sheet as it is read; ``validations`` names the rule of dropdowns for areas."""

    title: str
    state: State
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    validations: list[tuple[Area, str]] = field(default_factory=list)
    first_left_out: str | None = None


class OdsReader:
    """Handles the events of ``content.xml``; its styles go to ``styles``."""

    def __init__(self, styles: Styles) -> None:
        self.sheets: list[OdsSheet] = []
        self.validations: dict[str, str] = {}
        self._styles = styles
        self._depth = 0
        self._row = self._column = 0
        self._row_repeated = 1
        self._row_hidden = False
        self._row_style: str | None = None
        self._columns: list[str | None] = []
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._comment: list[str] | None = None
        self._text: list[str] = []
        self._room = MAX_CELLS
        self._letters = LIMITS.letters
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "table": self._start_table, "column": self._start_column, "row": self._start_row, "cell": self._start_cell,
            "annotation": self._start_annotation, "p": self._start_paragraph, "validation": self._start_validation,
            "s": lambda a: self._text.append(" " * min(_count(a, f"{_TEXT} c"), 1000)),
            "tab": lambda _: self._text.append("\t"),
            "line-break": lambda _: self._text.append("\n"),
        }  # fmt: skip
        self._ends: dict[str, Callable[[], None]] = {
            "table": self._end_table, "row": self._end_row, "cell": self._end_cell,
            "annotation": self._end_annotation, "p": self._end_paragraph,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)
        else:
            self._styles.start(name, attributes)

    def characters(self, text: str) -> None:
        """Take text: of a cell, or of a style."""
        if self._cell is not None:
            self._text.append(text)
        else:
            self._styles.characters(text)

    def end(self, name: str) -> None:
        """End an element."""
        handler = self._ends.get(name)
        if handler is not None:
            handler()
        else:
            self._styles.end(name)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 1:
            return  # a table within a cell, as text documents have
        hidden = self._styles.hides_table(attributes.get(f"{TABLE} style-name"))
        self.sheets.append(OdsSheet(attributes.get(f"{TABLE} name", ""), "hidden" if hidden else "visible"))
        self._row, self._columns = 0, []

    def _end_table(self) -> None:
        self._depth -= 1

    def _start_column(self, attributes: dict[str, str]) -> None:
        if not self.sheets:
            return
        repeated = min(_count(attributes, f"{TABLE} number-columns-repeated"), MAX_COLUMNS - len(self._columns))
        first = len(self._columns) + 1
        self._columns += [attributes.get(f"{TABLE} default-cell-style-name")] * repeated
        if attributes.get(f"{TABLE} visibility", "visible") != "visible":
            self.sheets[-1].hidden_columns.update(range(first, first + repeated))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row_repeated = _count(attributes, f"{TABLE} number-rows-repeated")
        self._row += 1
        self._column = 0
        self._row_style = attributes.get(f"{TABLE} default-cell-style-name")
        self._row_hidden = attributes.get(f"{TABLE} visibility", "visible") != "visible"
        if self._row_hidden and self.sheets:
            last = min(self._row + self._row_repeated - 1, MAX_ROWS)
            self.sheets[-1].hidden_rows.update(range(self._row, last + 1))

    def _end_row(self) -> None:
        """Repeat a row that holds something, as far as there is room."""
        first, self._row = self._row, self._row + self._row_repeated - 1
        cells = self.sheets[-1].rows.get(first) if self.sheets else None
        if not cells:
            return
        for row in range(first + 1, self._row + 1):
            if row > MAX_ROWS or self._room < len(cells):
                self._leave_out(row, 1)
                return
            self.sheets[-1].rows[row] = {
                column: _copy(cell, row, column, hidden=cell.hidden) for column, cell in cells.items()
            }
            self._room -= len(cells)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._paragraphs = []
        self._text.clear()

    def _start_paragraph(self, _: dict[str, str]) -> None:
        self._text.clear()

    def _end_paragraph(self) -> None:
        text = "".join(self._text)
        self._letters -= len(text)
        if self._letters < 0:
            raise Refusal("workbook-too-large")
        (self._paragraphs if self._comment is None else self._comment).append(text)

    def _start_annotation(self, _: dict[str, str]) -> None:
        self._comment = []

    def _end_annotation(self) -> None:
        text = "\n".join(self._comment or []).strip()
        self._comment = None
        if text and self.sheets and self._cell is not None:
            self.sheets[-1].comments[self._row, self._column + 1] = text

    def _start_validation(self, attributes: dict[str, str]) -> None:
        self.validations[attributes.get(f"{TABLE} name", "")] = attributes.get(f"{TABLE} condition", "")

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell, None
        if attributes is None or not self.sheets or self._depth > 1:
            return
        first = self._column + 1
        repeated = _count(attributes, f"{TABLE} number-columns-repeated")
        self._column += repeated
        self._note_areas(first, attributes)
        made = self._made(first, attributes)
        if made is None:
            return
        for column in range(first, first + repeated):
            if column > MAX_COLUMNS or self._row > MAX_ROWS or self._room <= 0:
                self._leave_out(self._row, column)
                return
            hidden = self._row_hidden or column in self.sheets[-1].hidden_columns
            self.sheets[-1].rows.setdefault(self._row, {})[column] = _copy(made, self._row, column, hidden=hidden)
            self._room -= 1

    def _note_areas(self, column: int, attributes: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        down = _count(attributes, f"{TABLE} number-rows-spanned")
        right = _count(attributes, f"{TABLE} number-columns-spanned")
        if down > 1 or right > 1:
            sheet.merges.append((self._row, column, self._row + down - 1, column + right - 1))
        rule = attributes.get(f"{TABLE} content-validation-name")
        if rule is not None:
            sheet.validations.append(((self._row, column, self._row + self._row_repeated - 1, self._column), rule))

    def _leave_out(self, row: int, column: int) -> None:
        sheet = self.sheets[-1]
        sheet.first_left_out = sheet.first_left_out or address(row, column)

    def _made(self, column: int, attributes: dict[str, str]) -> Cell | None:
        formula = attributes.get(f"{TABLE} formula")
        kind = attributes.get(f"{_OFFICE} value-type")
        text = "\n".join(self._paragraphs)
        never = formula is not None and kind is None and not text
        raw, value = ("", "") if never else _value(kind, attributes, text)
        if isinstance(value, str) and not value.strip() and formula is None:
            return None
        style = attributes.get(f"{TABLE} style-name") or self._row_style
        if style is None and column <= len(self._columns):
            style = self._columns[column - 1]
        number_format = self._styles.format_of(style)
        if number_format == GENERAL:
            number_format = _DEFAULT_FORMATS.get(kind or "", GENERAL)
            if kind == "currency" and (currency := attributes.get(f"{_OFFICE} currency")):
                number_format = f"#,##0.00 [${currency}]"
        written = None if formula is None else to_excel_syntax(formula)
        return Cell(self._row, column, value, number_format, never, raw, written)


def _copy(cell: Cell, row: int, column: int, *, hidden: bool) -> Cell:
    return Cell(row, column, cell.value, cell.number_format, cell.never_calculated, cell.raw, cell.formula, hidden)


def _value(kind: str | None, attributes: dict[str, str], text: str) -> tuple[str, CellValue]:
    """Return the text as stored and the typed value."""
    calculated = f"{TABLE} formula" in attributes
    if attributes.get(f"{_CALC} value-type") == "error" or (calculated and kind == "string" and _ERROR.fullmatch(text)):
        return text, CellError(text or "#N/A")
    if kind in ("float", "percentage", "currency"):
        raw = attributes.get(f"{_OFFICE} value", "")
        return raw, _number(raw)
    if kind == "boolean":
        raw = attributes.get(f"{_OFFICE} boolean-value", "")
        return raw, raw == "true"
    if kind == "date":
        raw = attributes.get(f"{_OFFICE} date-value", "")
        return raw, _date(raw)
    if kind == "time":
        raw = attributes.get(f"{_OFFICE} time-value", "")
        return raw, _time(raw)
    raw = attributes.get(f"{_OFFICE} string-value", text) if kind == "string" else text
    return raw, raw


def _number(raw: str) -> CellValue:
    number = stored_number(raw)
    return int(number) if raw.lstrip("-").isdecimal() and len(raw) <= _LONGEST_INTEGER else number


def _date(raw: str) -> CellValue:
    try:
        return datetime.fromisoformat(raw) if "T" in raw else date.fromisoformat(raw)
    except ValueError:
        return raw  # a date that no calendar knows stays the text that it is


def _time(raw: str) -> CellValue:
    match = _DURATION.fullmatch(raw)
    if match is None:
        return raw
    lasting = timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0), seconds=float(match[3] or 0))
    whole_day = timedelta(days=1)
    return (datetime.combine(date(1900, 1, 1), time()) + lasting).time() if lasting < whole_day else lasting


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 9 else 1
