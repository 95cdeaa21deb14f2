"""Writes sheets of one questionnaire: headings, inputs with their lists, locks, completeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from contracteval.intake.amounts import asked_unit
from contracteval.intake.book import address
from contracteval.intake.headers import HEADERS
from contracteval.intake.to_questionnaire.answers import accepted, as_text, number_rule, offered
from contracteval.intake.to_questionnaire.looks import (
    LINE_HEIGHT,
    WIDTHS,
    count_lines,
    input_look,
    sheet_name,
    write_text,
)
from contracteval.intake.to_questionnaire.texts import LISTS
from contracteval.model.bid import Answer
from contracteval.model.fact import FactSpec
from contracteval.model.record import dataclass
from contracteval.text import Language, Text

_LONGEST_LIST = 255
_BAR = {"type": "data_bar", "bar_color": "#9BC2A6", "bar_solid": True, "data_bar_2010": True,
        "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line of the first sheet: what is asked together, where, and how much of it is answered, as live formulas."""

    title: str
    sheet: str
    answered: str
    asked: str
    counts: tuple[int, int]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes sheets of one workbook in one language; ``lists`` holds the dropdowns too long for a cell's own list."""

    book: Any
    formats: Mapping[str, Any]
    currency: str
    lang: Language
    chapters: list[Chapter] = field(default_factory=list)
    lists: dict[tuple[str, ...], int] = field(default_factory=dict)

    def sheet(self, name: Text, heading: str, how: Sequence[Text]) -> tuple[Any, int]:
        """Begin a sheet with its heading and how to answer; return it with the next row."""
        sheet = self.book.add_worksheet(
            sheet_name(name.to(self.lang), {s.name.lower() for s in self.book.worksheets()})
        )
        write_text(sheet, 0, 0, heading, self.formats["title"])
        for i, text in enumerate(how, 1):
            write_text(sheet, i, 0, text.to(self.lang), self.formats["how"])
        return sheet, len(how) + 2

    def head(self, sheet: Any, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
        """Write a row of headings and set the widths of their columns."""
        for j, (text, width) in enumerate(zip(texts, widths, strict=True)):
            sheet.set_column(j, j, width)
            write_text(sheet, row, j, text, self.formats["head"])

    def headings(self, sheet: Any, row: int, keys: Sequence[str]) -> None:
        """Write our own headings by their keys."""
        self.head(sheet, row, [HEADERS[key].to(self.lang) for key in keys], [WIDTHS[key] for key in keys])

    def band(self, sheet: Any, row: int, columns: int, title: str) -> None:
        """Write the title of a section over all columns; the cell of the id stays blank."""
        for j in range(columns):
            write_text(sheet, row, j, title if j == 1 else "", self.formats["section"])

    def finish(self, sheet: Any, head_row: int, frozen: int, columns: int) -> None:
        """Freeze the headings, lock all but the inputs, and make the sheet print on landscape pages."""
        sheet.freeze_panes(head_row + 1, frozen)
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head_row)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.print_area(0, 0, max(head_row + 1, sheet.dim_rowmax or 0), columns - 1)

    def fit(self, sheet: Any, row: int, spec: FactSpec) -> None:
        """Make a row as high as its wrapped texts; LibreOffice does not do it on opening."""
        texts = {
            "question": spec.question.to(self.lang),
            "accepted": accepted(spec, self.currency).to(self.lang),
            "id": spec.id,
        }
        lines = max(count_lines(text, WIDTHS[key]) for key, text in texts.items())
        sheet.set_row(row, LINE_HEIGHT * lines + 2)

    def asked(self, sheet: Any, row: int, column: int, key: str, spec: FactSpec) -> None:
        """Write what is asked: the id, the question, the unit, or the answers that are accepted."""
        texts = {
            "id": spec.id,
            "question": spec.question.to(self.lang),
            "unit": asked_unit(spec, self.lang, self.currency),
            "accepted": accepted(spec, self.currency).to(self.lang),
        }
        write_text(sheet, row, column, texts[key], self.formats["id" if key == "id" else "text"])

    def answer(
        self, sheet: Any, row: int, column: int, spec: FactSpec, answer: Answer | None, *, shown: bool = False
    ) -> None:
        """Write a cell to answer in, or one that only shows: a number as a number, everything else as text."""
        value = None if answer is None else answer.value
        look = self.formats[f"shown {input_look(spec)}" if shown else input_look(spec)]
        if isinstance(value, Fraction):
            sheet.write_number(row, column, float(value), look)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
        elif value is None:
            sheet.write_blank(row, column, None, look)
        else:
            write_text(sheet, row, column, as_text(value, spec).to(self.lang), look)

    def guide(self, sheet: Any, area: tuple[int, int, int, int], spec: FactSpec) -> None:
        """Put the list or the type of a fact on the cells that answer it; words such as “not offered” still fit."""
        texts = [text.to(self.lang) for text in offered(spec)]
        if texts:
            self.offer(sheet, area, texts)
        elif rule := number_rule(spec, self.currency, self.lang):
            sheet.data_validation(*area, dict(rule))

    def offer(self, sheet: Any, area: tuple[int, int, int, int], texts: Sequence[str]) -> None:
        """Put a dropdown on cells; anything else may still be typed."""
        fits = len(",".join(texts)) <= _LONGEST_LIST and not any("," in text for text in texts)
        source = list(texts) if fits else self.listed(tuple(texts))
        rule = {"validate": "list", "source": source, "error_type": "information", "ignore_blank": True}
        sheet.data_validation(*area, rule)

    def listed(self, texts: tuple[str, ...]) -> str:
        """Note a list for the sheet of lists, and return the reference to it."""
        column = address(1, self.lists.setdefault(texts, len(self.lists) + 1)).rstrip("1")
        return f"={quoted_sheet(LISTS.to(self.lang))}!${column}$1:${column}${len(texts)}"

    def write_lists(self) -> None:
        """Write the lists that no cell could hold, on a sheet of their own that anyone can see."""
        if self.lists:
            sheet = self.book.add_worksheet(LISTS.to(self.lang))
            for texts, column in self.lists.items():
                for i, text in enumerate(texts):
                    write_text(sheet, i, column - 1, text, self.formats["text"])
            sheet.set_column(0, len(self.lists) - 1, 40)
            sheet.protect()

    def bar(self, sheet: Any, row: int, column: int, formula: str, value: float, look: str = "share") -> None:
        """Write a live share with a bar that grows with it."""
        sheet.write_formula(row, column, formula, self.formats[look], value)
        sheet.conditional_format(row, column, row, column, _BAR)


def quoted_sheet(name: str) -> str:
    """Write a sheet's name as formulas do."""
    return "'" + name.replace("'", "''") + "'"


def area_of(sheet: Any, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Write a fixed area of a sheet, given from 0, as formulas do: ``'Questions'!$C$9:$C$20``."""
    first, last = address(first_row + 1, first_column + 1), address(last_row + 1, last_column + 1)
    return f"{quoted_sheet(sheet.name)}!{_fixed(first)}:{_fixed(last)}"


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
