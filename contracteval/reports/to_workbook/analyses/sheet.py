"""What the sheets of the analyses share: head, sentences first, grey once an input differs, charts over their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.charts import Range
from contracteval.reports.to_workbook.checks import any_changed
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.text import Text

BODY = 3
"""The first row below the head."""


def open_sheet(page: Page, content: Content, widths: Sequence[float], note: Text = w.AT_HAND_OVER) -> None:
    """Write the head and set the widths."""
    page.head(page.title, content.to(note))
    page.widths(widths)


def write_sentences(page: Page, content: Content, row: int, sentences: Iterable[str], columns: int) -> int:
    """Write sentences below each other; return the row after them and a blank one."""
    first = row
    for text in sentences:
        page.sentence(row, text, columns)
        row += 1
    if row > first:
        grey(page, content, first, row - 1, columns)
    return row + 1


def grey(page: Page, content: Content, first: int, last: int, columns: int) -> None:
    """Grey rows once an input differs from hand-over."""
    page.grey_when(f"{a1(first, 0)}:{a1(max(first, last), columns - 1)}", f"={any_changed(content)}>0")


def close(page: Page, content: Content, last: int, columns: int, *, head: int | None = None) -> None:
    """Finish a sheet; with ``head`` it is one table, whose rows below that one are static and whose head is repeated."""
    if head is not None:
        grey(page, content, head + 1, last, columns)
    top = (0, 1) if head is None else (head, head)
    page.finish(freeze=(BODY if head is None else head + 1, 1), repeat=top, footer=content.footer)


def column_of(page: Page, first: int, last: int, column: int) -> Range:
    """Return some rows of a column as a chart wants them."""
    return [page.title, first, column, last, column]
