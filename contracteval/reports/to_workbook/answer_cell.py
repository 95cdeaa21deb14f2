"""A cell that holds an answer, in the sheets of facts and of tables: its value, what it may hold, what is valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.formula.to_excel import number, quoted
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Value
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Cached, Page
from contracteval.text import Text

_LONGEST_LIST = 255
_FIRST_DAY, _WIDEST = date(1900, 1, 1), 1e15


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """What may stand in a cell that asks for a fact."""

    spec: FactSpec
    content: Content

    @property
    def options(self) -> list[str]:
        """The words that the cell may hold, for a yes/no or a choice."""
        if self.spec.type == "yes/no":
            return list(w.yes_no(self.content.lang))
        return [self.content.to(option.label) for option in self.spec.options]

    @property
    def style(self) -> str:
        """How its value is shown."""
        return "date" if self.spec.type == "date" else number_style(self.spec.unit, whole=self.spec.whole)

    def shown(self, value: Value | None) -> Cached:
        """Return a value as the cell holds it."""
        if isinstance(value, bool):
            return w.yes_no(self.content.lang)[0 if value else 1]
        if isinstance(value, date):
            return float((value - date(1899, 12, 30)).days)
        if isinstance(value, str):
            labels = {option.id: self.content.to(option.label) for option in self.spec.options}
            return ", ".join(labels.get(part, part) for part in value.split(", ")) if labels else value
        return value

    def write(self, page: Page, row: int, column: int, value: Value | None, style: str) -> None:
        """Write a value, or leave the cell blank."""
        styles = f"{style} {self.style}"
        if isinstance(value, date):
            page.day(row, column, value, styles)
        elif isinstance(value, Fraction):
            page.number(row, column, value, styles)
        elif value is None:
            page.number(row, column, None, styles if self.spec.is_numeric else f"{style} right")
        else:
            page.text(row, column, str(self.shown(value)), f"{style} {'right' if isinstance(value, bool) else 'wrap'}")

    def valid(self, cell: str) -> str:
        """Print the condition that a cell that is not blank holds something possible."""
        if self.spec.is_numeric:
            allowed = ",".join(f"{cell}{symbol}{number(limit)}" for symbol, limit in self.limits())
            return f"IF(ISNUMBER({cell}),AND({allowed}),FALSE)" if allowed else f"ISNUMBER({cell})"
        if self.spec.type in ("yes/no", "choice"):
            return f"OR({','.join(f'{cell}={quoted(word)}' for word in self.options)})"
        return f"ISNUMBER({cell})" if self.spec.type == "date" else f'{cell}<>""'

    def limits(self) -> list[tuple[str, Fraction]]:
        """Return the ends of the range as comparisons."""
        limits = self.spec.range
        low = [] if limits.low is None else [(">" if limits.low_open else ">=", limits.low)]
        high = [] if limits.high is None else [("<" if limits.high_open else "<=", limits.high)]
        return low + high

    def validate(self, page: Page, first: int, last: int, column: int) -> None:
        """Let cells take only what is possible, and say what that is when something else is typed."""
        options = self._rule()
        if options is not None:
            options |= {"ignore_blank": True, "error_title": page.word(_NOT_POSSIBLE), "error_message": page.word(_SEE)}
            page.sheet.data_validation(first, column, last, column, options)

    def _rule(self) -> dict[str, Any] | None:
        words = [str(n) for n in range(HIGHEST_LEVEL + 1)] if self.spec.type == "level" else self.options
        if words and len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words):
            return {"validate": "list", "source": words}
        if self.spec.is_numeric:
            return {"validate": "integer" if self.spec.whole else "decimal", **self._between()}
        if self.spec.type == "date":
            return {"validate": "date", "criteria": ">", "value": _FIRST_DAY}
        return None

    def _between(self) -> dict[str, Any]:
        limits = self.limits()
        if len(limits) == 2 and not self.spec.range.low_open and not self.spec.range.high_open:
            return {"criteria": "between", "minimum": float(limits[0][1]), "maximum": float(limits[1][1])}
        if limits:
            return {"criteria": limits[0][0], "value": float(limits[0][1])}
        return {"criteria": "between", "minimum": -_WIDEST, "maximum": _WIDEST}


_NOT_POSSIBLE = Text("Not a possible value", "Valeur impossible")
_SEE = Text(
    "Choose from the list, or type a value within the range of this fact, in the unit shown beside it.",
    "Choisissez dans la liste, ou saisissez une valeur dans les limites de ce fait, dans l’unité indiquée à côté.",
)
