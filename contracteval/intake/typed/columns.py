"""What is known of a column before its cells are typed: its hint, and how its cells are written on the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from contracteval.intake.book import Cell
from contracteval.intake.layout.grid import is_moment, is_number
from contracteval.intake.layout.hints import Hint, hint_of
from contracteval.intake.names import fold
from contracteval.intake.number_formats import look_of
from contracteval.intake.words import NO, TICKED, UNTICKED, YES, special
from contracteval.model.record import dataclass

_LEVELS = re.compile(r"\d{1,2}(?:\.\d{1,4})+\.?")
_COMMA = re.compile(r"\d{1,3}(?:[.\s\u00a0\u202f'’]\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})(?!\d)")
_POINT = re.compile(r"\d{1,3}(?:[,\s\u00a0\u202f'’]\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})(?![\d.])")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """How to read the cells of one column.

    ``decimal`` is the sign that its texts, or those of the sheet, show beyond doubt; ``points`` says that percentages
    are written as 7 rather than 0.07; ``answers`` that yes and no are written; ``ticks`` that cells are ticked.
    """

    hint: Hint = Hint()
    label: bool = False
    numeric: bool = False
    points: bool = False
    ticks: bool = False
    answers: bool = False
    decimal: str | None = None


def column_view(
    header: str, cells: Sequence[Cell], *, label: bool, first: bool, default: Hint, decimal: str | None
) -> ColumnView:
    """Look at the header and the cells of the lines of one column. ``default`` is what the whole table says of money."""
    hint = hint_of(header)
    texts = [
        fold(cell.text) for cell in cells if isinstance(cell.value, str) and special(cell.value) is None and cell.text
    ]
    numbers = sum(is_number(cell) for cell in cells)
    shown = [cell for cell in cells if not (isinstance(cell.value, str) and special(cell.value) == "blank")]
    if hint.role is None and first and texts and all(_LEVELS.fullmatch(text) for text in texts):
        hint = Hint("text", role="code")
    if hint.kind == "money" and hint.unit is None:
        hint = hint.over(default)
    elif (
        hint.kind is None and default.unit is not None and (hint.period is not None or hint.role == "total") and numbers
    ):
        hint = Hint("money", role=hint.role, period=hint.period, taxed=hint.taxed).over(default)
    marks = {text for text in texts if len(text) == 1}
    ticks = bool(marks & {fold(mark) for mark in TICKED}) and all(text in _MARKS for text in texts)
    answers = bool(texts) and not ticks and all(text in YES or text in NO for text in texts)
    return ColumnView(
        hint=hint,
        label=label,
        numeric=_is_numeric(hint, numbers, shown),
        points=_has_points(cells),
        ticks=ticks,
        answers=answers,
        decimal=decimal_sign(cells) or decimal,
    )


_MARKS = frozenset(fold(mark) for mark in TICKED | UNTICKED)


def _is_numeric(hint: Hint, numbers: int, shown: Sequence[Cell]) -> bool:
    others = sum(1 for cell in shown if not is_number(cell) and not is_moment(cell) and _is_words(cell))
    return numbers > others if hint.kind != "text" else False


def _is_words(cell: Cell) -> bool:
    return isinstance(cell.value, str) and special(cell.value) is None


def _has_points(cells: Iterable[Cell]) -> bool:
    """Say whether unformatted numbers above 1 show that percentages are written as 7, not as 0.07."""
    plain = (cell.value for cell in cells if not look_of(cell.number_format).percent)
    return any(isinstance(value, int | float) and not isinstance(value, bool) and value > 1 for value in plain)


def decimal_sign(cells: Iterable[Cell]) -> str | None:
    """Return the decimal sign that the texts of some cells show beyond doubt; None where they show none, or both."""
    commas = points = False
    for cell in cells:
        if isinstance(cell.value, str) and len(cell.value) < 30:
            commas = commas or _COMMA.fullmatch(_digits(cell.value)) is not None
            points = points or _POINT.fullmatch(_digits(cell.value)) is not None
    return None if commas == points else "," if commas else "."


def _digits(text: str) -> str:
    return text.strip(" \u00a0\u202f€$£%kM+-")
