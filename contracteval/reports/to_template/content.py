"""What goes into one cell of a house template: a number, a date or a text, and how people read it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from contracteval.model.record import dataclass
from contracteval.model.result import MeasureResult, Score
from contracteval.reports import wording as w
from contracteval.rules.rulebook import Step
from contracteval.text import Language, Text

UNBOUNDED = Text("not bounded", "non borné")


@dataclass(frozen=True, slots=True)
class Content:
    """``value`` is what the cell holds, None for a blank one; ``text`` is how a list shows it.

    ``is_open`` marks a number that is not known: the cell holds words instead, which no sum takes for a number.
    """

    value: Fraction | date | str | None
    text: str
    is_open: bool = False


BLANK = Content(None, "")


def written(text: str) -> Content:
    """Return a text, blank where it is empty."""
    return Content(text or None, text)


def number(value: Fraction, text: str) -> Content:
    """Return a number with the words that a list shows."""
    return Content(value, text)


def open_number(text: str) -> Content:
    """Return the words that stand for a number that is not known."""
    return Content(text, text, is_open=True)


def of_score(score: Score, lang: Language) -> dict[str, Content]:
    """Return a score out of 100 and its two ends; while it is open its cell holds the interval as words."""
    if score.status == "not_applicable":
        none = open_number(w.STATUSES[score.status].to(lang))
        return {"": none, ".low": none, ".high": none}
    text = w.score_text(score, lang)
    low, high = score.ends
    return {
        "": open_number(text) if score.value is None else number(score.value, text),
        ".low": number(low, w.points(low, lang)),
        ".high": number(high, w.points(high, lang)),
    }


def of_measure(result: MeasureResult, step: Step, lang: Language, currency: str) -> dict[str, Content]:
    """Return a measure, and its ends where it is a number."""

    def said(value: Fraction) -> str:
        return w.number_text(value, step.type.unit, lang, currency, digits=2)

    if step.type.kind != "number":
        if result.value is None:
            return {"": written(w.STATUSES[result.status].to(lang))}
        options = step.options
        return {"": plain(result.value, w.value_text(result.value, lang, step.type.unit, currency, options))}
    status = w.STATUSES[result.status].to(lang)
    unbounded = status if result.status in ("undefined", "not_applicable") else UNBOUNDED.to(lang)
    ends = {".low": result.low, ".high": result.high}
    found = {
        end: open_number(unbounded) if value is None else number(value, said(value)) for end, value in ends.items()
    }
    known = isinstance(result.value, Fraction)
    return {"": number(result.value, said(result.value)) if known else open_number(status), **found}  # type: ignore[arg-type]


def plain(value: Fraction | bool | str | date, text: str) -> Content:
    """Return a number or a date as such, everything else in words."""
    if isinstance(value, bool) or not isinstance(value, Fraction | date):
        return written(text)
    return Content(value, text)
