"""One sheet as it is written: text that stays text, formulas with their value, widths, print set-up, protection."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from io import BytesIO
from math import floor
from typing import Any, NamedTuple

from contracteval.reports.to_workbook.look import STALE_FILL, STATIC_FONT, STYLES, Look
from contracteval.text import Language, Text

Cached = Fraction | float | str | bool | None

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_CUT = " […]"
_A4, _LANDSCAPE_MARGINS = 9, {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.7}
LINE_HEIGHT = 12.5
_LONGEST_EDGE, _LONGEST_TITLE = (
    80,
    31,
)  # two of the first, a title, the mark and codes fit into the 255 letters of Excel
_LOGO_SIZE = (160, 60)
_LETTERS_PER_WIDTH = 1.15  # letters of the text font in one unit of column width, on the safe side
_MOST_LINES = 30
_ALLOWED = {"format_columns": True, "format_rows": True}


def column_name(column: int) -> str:
    """Return the letters of a column counted from 0.

    >>> column_name(27)
    'AB'
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def a1(row: int, column: int, *, fixed: str = "") -> str:
    """Return a cell's address; ``fixed`` holds ``r`` and ``c`` for what a copy must not move."""
    return f"{'$' if 'c' in fixed else ''}{column_name(column)}{'$' if 'r' in fixed else ''}{row + 1}"


def block(first: int, last: int, column: int, *, fixed: str = "") -> str:
    """Return the address of some rows of one column."""
    return f"{a1(first, column, fixed=fixed)}:{a1(last, column, fixed=fixed)}"


def on(sheet: str, address: str) -> str:
    """Return an address on another sheet."""
    return "'" + sheet.replace("'", "''") + "'!" + address


def clean(text: str, longest: int = _LONGEST) -> str:
    """Strip control characters and cut what is too long, by default for a cell, with a mark."""
    text = _CONTROL.sub("", text)
    return text if len(text) <= longest else text[: longest - len(_CUT)] + _CUT


class Altered(NamedTuple):
    """A cell whose text could not be written as given: how many control characters went, and how many letters."""

    sheet: str
    cell: str
    controls: int
    cut: int


def what_alters(text: str, longest: int = _LONGEST) -> tuple[int, int]:
    """Return how many control characters ``clean`` strips from a text, and how many letters it cuts."""
    stripped = _CONTROL.sub("", text)
    cut = len(stripped) - longest + len(_CUT) if len(stripped) > longest else 0
    return len(text) - len(stripped), cut


def as_cached(value: Cached) -> float | str | bool:
    """Return a value as the file stores it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    return float(value) if isinstance(value, Fraction) else value


def half_away(value: Fraction, places: int) -> Fraction:
    """Round half away from zero, as a spreadsheet does.

    >>> half_away(Fraction(-5, 4), 1)
    Fraction(-13, 10)
    """
    size = Fraction(floor(abs(value) * 10**places + Fraction(1, 2)), 10**places)
    return size if value >= 0 else -size


@cache
def _worksheet_class() -> Any:
    """Return a worksheet that does not look in every formula for functions newer than Excel 2010: ours use none.

    Those thirty searches take a third of the time of writing. Without the hook of that name nothing changes.
    """
    from xlsxwriter.worksheet import Worksheet

    class Plain(Worksheet):  # type: ignore[misc]
        """A worksheet for formulas that need no prefix."""

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.lstrip("=")

    return Plain


class Page:
    """A worksheet with our conventions; ``mark`` says on each whether the evaluation was sealed."""

    def __init__(
        self,
        workbook: Any,
        look: Look,
        title: str,
        lang: Language,
        mark: str = "",
        altered: list[Altered] | None = None,
    ) -> None:
        self.workbook = workbook
        self.sheet = workbook.add_worksheet(title, _worksheet_class())
        self.look = look
        self.title = title
        self.lang = lang
        self.mark = mark
        self.altered: list[Altered] = [] if altered is None else altered
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._breaks: list[int] = []

    def head(self, title: str, subtitle: str, *, marked: bool = True) -> None:
        """Write the two lines that open every sheet; the second ends with the mark unless the sheet says more itself."""
        self._heights |= {0: 24, 1: LINE_HEIGHT}
        self.sheet.write_string(0, 0, clean(title), self.look("title"))
        self.sheet.write_string(
            1, 0, clean(f"{subtitle} · {self.mark}" if marked and self.mark else subtitle), self.look("subtitle")
        )

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns from A on."""
        for column, plain_width in enumerate(widths):
            width = plain_width * self.look.widening
            self.sheet.set_column(column, column, width)
            self._widths[column] = width

    def height(self, row: int, points: float) -> None:
        """Give a row at least this height."""
        self._heights[row] = max(points, self._heights.get(row, 0))

    def logo(self, column: int) -> None:
        """Put the logo of the theme, if any, at the top of a column, no larger than there is room for."""
        logo = self.look.theme.logo
        if logo is None:
            return
        share = min(1.0, _LOGO_SIZE[0] / logo.width, _LOGO_SIZE[1] / logo.height)
        options = {"image_data": BytesIO(logo.content), "x_scale": share, "y_scale": share, "object_position": 3}
        described = {"description": clean(self.look.theme.header) or "Logo"}
        self.sheet.insert_image(0, column, f"logo.{logo.kind}", options | described)

    def header(self, row: int, titles: Sequence[Text | str], column: int = 0, styles: str = "header") -> None:
        """Write a row of column titles."""
        for i, title in enumerate(titles):
            self.text(row, column + i, title, styles)

    def section(self, row: int, title: Text | str, columns: int) -> None:
        """Write a band that opens a block of rows."""
        self.text(row, 0, title, "section")
        for column in range(1, columns):
            self.sheet.write_blank(row, column, None, self.look("section"))

    def break_before(self, row: int) -> None:
        """Begin a new printed page with a row, so that a chart is not cut in two."""
        self._breaks.append(row)

    def word(self, text: Text | str) -> str:
        """Return a text in the language of the workbook, fit for a cell."""
        return clean(text.to(self.lang) if isinstance(text, Text) else text)

    def _told(self, row: int, column: int, text: Text | str) -> str:
        """Return a text fit for a cell, and note where it is not what was given."""
        given = text.to(self.lang) if isinstance(text, Text) else text
        written = clean(given)
        if written != given:
            self.altered.append(Altered(self.title, a1(row, column), *what_alters(given)))
        return written

    def text(self, row: int, column: int, text: Text | str, styles: str = "text") -> None:
        """Write text, never as formula, link or number."""
        written = self._told(row, column, text)
        self._fit(row, column, written, styles)
        if written:
            self.sheet.write_string(row, column, written, self.look(styles))
        else:
            self.sheet.write_blank(row, column, None, self.look(styles))

    def sentence(self, row: int, text: str, columns: int, styles: str = "static wrap") -> None:
        """Write a sentence across columns that are wide together, on as many lines as it takes."""
        written = self.word(text)
        room = max(
            1, int(sum(self._widths.get(i, 8.4) for i in range(columns)) * _LETTERS_PER_WIDTH / self.look.widening)
        )
        self.height(row, LINE_HEIGHT * (len(textwrap.wrap(written, room)) or 1) + 2)
        self.sheet.merge_range(row, 0, row, columns - 1, "", self.look(styles))
        self.sheet.write_string(row, 0, written, self.look(styles))

    def number(self, row: int, column: int, value: Fraction | float | None, styles: str) -> None:
        """Write a number, or leave the cell blank."""
        if value is None:
            self.sheet.write_blank(row, column, None, self.look(styles))
        else:
            self.sheet.write_number(row, column, float(value), self.look(styles))

    def day(self, row: int, column: int, value: date, styles: str) -> None:
        """Write a date."""
        self.sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self.look(styles))  # noqa: DTZ001

    def formula(self, row: int, column: int, formula: str, value: Cached, styles: str = "plain") -> None:
        """Write a formula together with its exact value, for readers that do not recalculate."""
        if isinstance(value, str):
            self._fit(row, column, value, styles)
        self.sheet.write_formula(row, column, formula, self.look(styles), as_cached(value))

    def _fit(self, row: int, column: int, text: str, styles: str) -> None:
        """Make a row high enough for its wrapped text: not every program does so when it opens the file."""
        if column not in self._widths or not any(STYLES[name].get("text_wrap") for name in styles.split()):
            return
        room = max(1, int(self._widths[column] * _LETTERS_PER_WIDTH / self.look.widening))
        lines = sum(len(textwrap.wrap(part, room)) or 1 for part in text.split("\n"))
        self.height(row, LINE_HEIGHT * min(lines, _MOST_LINES))

    def define(self, name: str, address: str) -> None:
        """Give a cell a name of the whole workbook."""
        self.workbook.define_name(name, f"={address}")

    def grey_when(self, address: str, condition: str) -> None:
        """Grey static cells once a condition holds."""
        options = {"type": "formula", "criteria": condition, "format": self.look.fill(STALE_FILL, STATIC_FONT)}
        self.sheet.conditional_format(address, options)

    def fill_when(self, address: str, colour: str, condition: str) -> None:
        """Fill cells for which a condition, written for the first of them, holds."""
        options = {"type": "formula", "criteria": condition, "format": self.look.fill(colour)}
        self.sheet.conditional_format(address, options)

    def colour_words(self, address: str, words: Sequence[tuple[str, str]]) -> None:
        """Fill cells by the word that they hold."""
        for word, colour in words:
            options = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.look.fill(colour)}
            self.sheet.conditional_format(address, options)

    def finish(self, *, freeze: tuple[int, int], repeat: tuple[int, int], footer: str) -> None:
        """Freeze panes, set up printing and protect what is not an input."""
        sheet = self.sheet
        for row, height in self._heights.items():
            sheet.set_row(row, height)
        sheet.freeze_panes(*freeze)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(**_LANDSCAPE_MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(*repeat)
        sheet.set_h_pagebreaks(self._breaks)
        sheet.hide_gridlines(2)
        theme = self.look.theme
        if theme.header:
            sheet.set_header(f"&R{_edge_text(theme.header)}")
        lines = "\n".join(filter(None, map(_edge_text, (footer, self.mark, theme.footer))))
        sheet.set_footer(f"&L{lines}&C{_edge_text(self.title, _LONGEST_TITLE)}&R&P / &N")
        sheet.protect("", _ALLOWED)


def _edge_text(text: str, longest: int = _LONGEST_EDGE) -> str:
    """Return a text for the head or foot of a page, where ``&`` begins a code and is written twice."""
    text = clean(text)[:longest]
    while len(text) + text.count("&") > longest:
        text = text[:-1]
    return text.replace("&", "&&")
