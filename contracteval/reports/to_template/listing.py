"""All names that a house template may use, with what each stands for now: as rows to print, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.reports.to_json import plain
from contracteval.reports.to_template.content import Content
from contracteval.reports.to_template.fill import FilledCell
from contracteval.reports.to_template.values import BID, Values, in_name


def names_to_list(values: Values) -> list[dict[str, Any]]:
    """Return every name with its value: those of the evaluation, then those of each bid by its id."""
    found = list(values.evaluation.items())
    found += [
        (f"{BID}{in_name(id_)}.{what}", content) for id_, bid in values.bids.items() for what, content in bid.items()
    ]
    return [{"name": name, **_entry(content)} for name, content in found]


def cells_to_list(cells: Iterable[FilledCell]) -> list[dict[str, Any]]:
    """Return the cells that were filled."""
    return [
        {"name": cell.name, "sheet": cell.place.sheet, "cell": cell.place.cell, **_entry(cell.content)}
        for cell in cells
    ]


def _entry(content: Content) -> dict[str, Any]:
    value = content.value
    return {
        "value": plain(value) if isinstance(value, Fraction | date | str) else None,
        "text": content.text,
        "open": content.is_open,
    }
