"""A cell of a vendor's spreadsheet as a person reads it, in the words and figures of the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from contracteval.model.table import CellType, RowKind, TypedCell
from contracteval.reports import wording as w
from contracteval.text import NO_BREAK_SPACE, Language, Text, format_number

ROW_KINDS: Mapping[RowKind, tuple[Text, Text]] = {
    "line": (Text("line", "ligne"), Text("lines", "lignes")),
    "section": (Text("section", "section"), Text("sections", "sections")),
    "sub-total": (Text("sub-total", "sous-total"), Text("sub-totals", "sous-totaux")),
    "tax": (Text("tax", "taxe"), Text("taxes", "taxes")),
    "total": (Text("total", "total"), Text("totals", "totaux")),
    "note": (Text("note", "note"), Text("notes", "notes")),
    "blank": (Text("blank", "vide"), Text("blank", "vides")),
}
SPECIAL: Mapping[CellType, Text] = {
    "free": Text("free", "gratuit"),
    "included": Text("included", "inclus"),
    "not offered": Text("not offered", "non proposé"),
    "on request": Text("on request", "sur demande"),
    "for the record": Text("for the record", "pour mémoire"),
    "not applicable": Text("not applicable", "sans objet"),
}
_PERIODS = {
    "month": "mois",
    "yr": "an",
    "day": "jour",
    "hour": "h",
    "quarter": "trimestre",
    "minute": "min",
    "year": "an",
}


def unit_text(unit: str | None, lang: Language) -> str:
    """Write a unit: ``€/month``, ``€/mois``; empty for none."""
    if unit is None or lang == "en":
        return unit or ""
    return "/".join(_PERIODS.get(part, part) for part in unit.split("/"))


def cell_text(cell: TypedCell, lang: Language, unit: str | None = None, *, cents: bool = False) -> str:
    """Write a cell; its unit is left out where it is ``unit``, the one of its column, and cents where none has them."""
    if cell.never_calculated:
        return "= ?"
    if cell.type in SPECIAL:
        return SPECIAL[cell.type].to(lang)
    if cell.type == "range":
        return _range(cell, lang, unit)
    if cell.type in ("doubtful", "error"):
        return f"{cell.raw} ?"
    if cell.type == "tick":
        return "✓" if cell.value else "·"
    value = cell.value
    if isinstance(value, bool):
        return (w.YES if value else w.NO).to(lang)
    if isinstance(value, Fraction):
        return _with_unit(_number(value, cell, lang, cents), cell, unit, lang)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else " ".join(str(value).split())


def _number(value: Fraction, cell: TypedCell, lang: Language, cents: bool) -> str:
    if cell.type == "percent":
        return format_number(value * 100, lang, 2)
    if cell.type == "money":
        return format_number(value, lang, 2, keep_zeros=cents)
    return format_number(value, lang, 4)


def _with_unit(number: str, cell: TypedCell, unit: str | None, lang: Language) -> str:
    if cell.type == "percent":
        return f"{number}{NO_BREAK_SPACE}%" if lang == "fr" else f"{number}%"
    label = unit_text(cell.unit, lang) if cell.unit != unit else ""
    if cell.type == "scale" or label.startswith("/"):
        return number + label
    return f"{number}{NO_BREAK_SPACE}{label}" if label else number


def _range(cell: TypedCell, lang: Language, unit: str | None) -> str:
    scale = 100 if cell.unit == "%" else 1
    low, high = (None if end is None else format_number(end * scale, lang, 4) for end in (cell.low, cell.high))
    text = f"{low}–{high}" if low is not None and high is not None else f"≥ {low}" if low is not None else f"≤ {high}"
    label = unit_text(cell.unit, lang) if cell.unit != unit or cell.unit == "%" else ""
    return f"{text}{NO_BREAK_SPACE if label[:1] != '/' else ''}{label}" if label else text
