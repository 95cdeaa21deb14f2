"""One cell read as the value that it holds: money, percentage, duration, date, range, tick, answer, or words."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import isfinite

from contracteval.intake.book import Cell, CellError
from contracteval.intake.dates import dates_in
from contracteval.intake.layout.hints import Hint
from contracteval.intake.names import fold
from contracteval.intake.number_formats import Look, look_of
from contracteval.intake.typed.columns import ColumnView
from contracteval.intake.words import NO, TICKED, YES, special
from contracteval.model.quantity import Quantity, QuantityError, exact, parse_quantity
from contracteval.model.table import CellType, TypedCell, TypedValue
from contracteval.model.unit import PERCENT, Unit

_LONGEST = 60
_ERRORS = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|REF\?|VALEUR!|NOM\?)")
_SCALE = re.compile(r"(?P<sign>[<>≤≥]?)\s*(?P<value>\d+(?:[.,]\d+)?)\s*/\s*(?P<top>3|4|5|6|10|20|100)")
_DASHED_CENTS = re.compile(r",[-–—]+")
_BETWEEN = re.compile(
    r"(?:entre|between|von|de|from|da)?\s*(?P<low>[^-–—]+?)\s*(?:-|–|—|\bà\b|\bet\b|\bto\b|\band\b|\bbis\b|\ba\b)\s*(?P<high>[^-–—]+)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?P<sign>[<>≤≥]=?|max\.?|min\.?|au plus|au moins|up to|at least|at most|bis zu|mindestens)\s*(?P<number>.+)",
    re.IGNORECASE,
)
_DURATIONS = frozenset({"yr", "day", "hour"})


class _Made:
    """A typed cell while it is made, with the doubt that it leaves."""

    __slots__ = ("doubt", "fields", "type", "value")

    def __init__(
        self, kind: CellType, value: TypedValue | None = None, doubt: str | None = None, **fields: object
    ) -> None:
        self.type = kind
        self.value = value
        self.doubt = doubt
        self.fields = fields


def type_cell(cell: Cell, view: ColumnView) -> tuple[TypedCell, str | None]:
    """Read one cell in its column; return it with the kind of doubt that it leaves, if any."""
    made = _typed(cell, view)
    typed = TypedCell(
        cell.address,
        cell.value
        if isinstance(cell.value, int | float) and not cell.never_calculated
        else cell.raw or str(cell.value),
        made.type,
        made.value,
        formula=cell.formula,
        hidden=cell.hidden or look_of(cell.number_format).concealed,
        never_calculated=cell.never_calculated,
        stored_as_text=isinstance(cell.value, str) and isinstance(made.value, Fraction),
        **made.fields,  # type: ignore[arg-type]
    )
    return typed, made.doubt


def _typed(cell: Cell, view: ColumnView) -> _Made:
    value = cell.value
    if cell.never_calculated:
        return _Made("doubtful", doubt="formula-not-calculated")
    if isinstance(value, CellError):
        return _Made("error", doubt="cell-error")
    if isinstance(value, bool):
        return _Made("tick" if view.ticks else "yes/no", value)
    if isinstance(value, datetime):
        return _Made("date", value.date() if value.time() == time() else value)
    if isinstance(value, date):
        return _Made("date", value)
    if isinstance(value, time):
        return _Made("text", value.isoformat(timespec="minutes"))
    if isinstance(value, timedelta):
        return _Made("duration", Fraction(value // timedelta(seconds=1), 3600), unit="hour")
    if isinstance(value, str):
        return _text(cell, value, view)
    if not isfinite(value):
        return _Made("error", doubt="cell-error")
    return _number(
        exact(value) if isinstance(value, float) else Fraction(value), look_of(cell.number_format), view, cell
    )


def _number(number: Fraction, look: Look, view: ColumnView, cell: Cell | None) -> _Made:
    """Type a number by its format first, then by its column."""
    hint = view.hint
    decimals = look.decimals
    if look.percent:
        doubt = "large-percentage" if abs(number) > Fraction(3, 2) else None
        return _Made("percent", number, doubt, unit="%", decimals=None if decimals is None else decimals + 2)
    if look.currency is not None:
        return _money(number, Hint("money", look.currency).over(hint), decimals)
    if hint.kind == "percent":
        return _percentage(number, view)
    if hint.role == "discount" and hint.kind is None and number:
        return _Made("doubtful", doubt="percentage-or-amount")
    if hint.kind == "money":
        return _money(number, hint, decimals)
    if hint.kind == "text" and hint.role == "code":
        return _Made("text", _plain(number))
    if look.unit is not None:
        return _Made(
            "duration" if look.unit in ("h", "j", "d") else "number", number, unit=look.unit, decimals=decimals
        )
    if (
        cell is not None
        and cell.choices
        and all(choice.strip().isdigit() for choice in cell.choices if special(choice) is None)
    ):
        return _Made("scale", number, decimals=decimals)
    return _Made("duration" if hint.kind == "duration" else "number", number, unit=hint.unit, decimals=decimals)


def _money(number: Fraction, hint: Hint, decimals: int | None) -> _Made:
    period = hint.period
    unit = hint.unit if hint.unit is None or period in (None, "once") else f"{hint.unit}/{period}"
    return _Made("money", number, unit=unit, period=period, taxed=hint.taxed, decimals=decimals)


def _percentage(number: Fraction, view: ColumnView) -> _Made:
    """Type a number without % in a column of percentages: 7 is 7 %, and 0.07 is asked about."""
    if view.points or abs(number) > 1:
        return _Made("percent", number / 100, unit="%")
    if number == 0 or view.hint.role == "tax rate":
        return _Made("percent", number, unit="%")
    return _Made("doubtful", doubt="ambiguous-percentage")


def _plain(number: Fraction) -> str:
    return format(float(number), ".15g")


def _text(cell: Cell, text: str, view: ColumnView) -> _Made:
    stripped = text.strip()
    if not stripped:
        return _Made("blank")
    if _ERRORS.fullmatch(stripped):
        return _Made("error", doubt="cell-error")
    word = fold(stripped)
    if view.ticks:
        return _Made("tick", word in _TICKS)
    kind = None if view.label else special(stripped)
    if kind is not None:
        return _Made(kind, Fraction(0) if kind == "free" else None, _asks(kind, view))
    if view.answers and word in YES | NO:
        return _Made("yes/no", word in YES)
    if view.label or view.hint.kind == "text" or len(stripped) > _LONGEST or not _has_digit(stripped):
        return _Made("text", stripped, _misplaced(view))
    return _figure(cell, stripped, view) or _Made("text", stripped, _misplaced(view))


def _misplaced(view: ColumnView) -> str | None:
    known = view.hint.kind in ("money", "percent", "duration", "number")
    return "not-a-number" if view.numeric and known and not view.label else None


_TICKS = frozenset(fold(mark) for mark in TICKED)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _asks(kind: CellType, view: ColumnView) -> str | None:
    if view.hint.kind != "money" and not view.numeric:
        return None
    return {"on request": "on-request", "not offered": "price-not-offered"}.get(kind)


def _figure(cell: Cell, text: str, view: ColumnView) -> _Made | None:
    """Read a text with digits as a date, a step of a scale, a range or one quantity; None where it is none of these."""
    dates = dates_in(text)
    if dates:
        return _Made("date", dates[0]) if len(dates) == 1 else _Made("doubtful", doubt="ambiguous-date")
    step = _SCALE.fullmatch(text)
    if step is not None:
        return _step(step)
    single = _quantity(text, view)
    if isinstance(single, Quantity):
        return _one(single, text, view, cell)
    if isinstance(single, str):
        return _Made("doubtful", doubt=single)
    return _range(text, view)


def _step(step: re.Match[str]) -> _Made:
    value = Fraction(step["value"].replace(",", "."))
    unit = f"/{step['top']}"
    if step["sign"] in ("≥", ">"):
        return _Made("range", low=value, unit=unit)
    if step["sign"]:
        return _Made("range", high=value, unit=unit)
    return _Made("scale", value, unit=unit)


def _quantity(text: str, view: ColumnView) -> Quantity | str | None:
    """Read one quantity; a text names the doubt where it could be two, None where it is no quantity."""
    body = _DASHED_CENTS.sub("", text)
    bare = re.fullmatch(r"\d+", body) and view.hint.kind is None
    if bare and ((body[0] == "0" and len(body) > 1) or (len(body) > 8 and not view.numeric)):
        return None  # a phone number, a registration number, a code
    try:
        return parse_quantity(body)
    except QuantityError as error:
        if error.reason != "ambiguous-number":
            return None
    sign = view.decimal or ("." if "." in body else ",") if view.hint.kind == "percent" else view.decimal
    if sign is None:
        return "ambiguous-number"
    other = "," if sign == "." else "."
    try:
        return parse_quantity(body.replace(other, "\u00a0").replace(sign, "."), plain=True)
    except QuantityError:
        return "ambiguous-number"


def _one(quantity: Quantity, text: str, view: ColumnView, cell: Cell) -> _Made:
    decimals = _decimals(text)
    hint = view.hint if quantity.tax_included is None else Hint(taxed=quantity.tax_included).over(view.hint)
    unit = quantity.unit
    if unit is None:
        made = _number(quantity.value, Look(), view, None)
        made.fields = {**made.fields, "decimals": decimals}
        if made.doubt is None and made.type != "text" and view.hint.kind is not None:
            made.doubt = "number-as-text"
        return made
    if unit == PERCENT:
        return _Made("percent", quantity.value, unit="%", decimals=decimals + 2)
    if unit.is_money:
        sign = unit.text.split("/")[0]
        period = unit.text.partition("/")[2] or hint.period
        full = f"{sign}/{period}" if period not in ("", None, "once") else sign
        return _Made("money", quantity.value, unit=full, period=period or None, taxed=hint.taxed, decimals=decimals)
    return _Made("duration" if _is_duration(unit) else "number", quantity.value, unit=unit.text, decimals=decimals)


def _is_duration(unit: Unit) -> bool:
    return len(unit.powers) == 1 and unit.powers[0][0] in _DURATIONS and unit.powers[0][1] == 1


def _decimals(text: str) -> int:
    found = re.search(r"[.,](\d{1,2}|\d{4,})(?!\d)", text)
    return len(found[1]) if found else 0


def _range(text: str, view: ColumnView) -> _Made | None:
    """Read ``10–12 %``, ``8,50 - 12,50``, ``entre 10 et 12 k€``, ``≥ 3,5``; codes such as 132-51 are no ranges."""
    bound = _BOUND.fullmatch(text)
    if bound is not None:
        one = _quantity(bound["number"], view)
        if not isinstance(one, Quantity):
            return None
        low, high = (None, one.value) if _is_upper(bound["sign"].lower()) else (one.value, None)
        return _Made("range", low=low, high=high, unit=_unit_of(one, view))
    match = _BETWEEN.fullmatch(_DASHED_CENTS.sub("", text))
    if match is None:
        return None
    upper, lower = _quantity(match["high"], view), _quantity(match["low"], view)
    if not isinstance(upper, Quantity) or not isinstance(lower, Quantity):
        return None
    if lower.unit is not None and lower.unit.text == "hour":
        return None  # opening hours
    start = lower.value / 100 if upper.unit == PERCENT and lower.unit is None else lower.value
    known = upper.unit is not None or view.hint.kind in ("money", "percent", "duration", "number") or view.numeric
    if start > upper.value or not (known or "," in text):
        return None
    return _Made("range", low=start, high=upper.value, unit=_unit_of(upper, view))


def _is_upper(sign: str) -> bool:
    return sign.startswith(("<", "≤", "max", "au plus", "up to", "at most", "bis"))


def _unit_of(quantity: Quantity, view: ColumnView) -> str | None:
    return quantity.unit.text if quantity.unit is not None else view.hint.unit
