"""Numbers as cells of any format store them."""

from __future__ import annotations

from math import isfinite

from contracteval.intake.formats.limits import Refusal


def stored_number(raw: str) -> float:
    """Return a number that a cell stores. Raises ``Refusal`` where it is none, or not finite: the file is damaged."""
    try:
        number = float(raw)
    except ValueError as error:
        raise Refusal("workbook-damaged", raw[:20]) from error
    if not isfinite(number) or "_" in raw:
        raise Refusal("workbook-damaged", raw[:20])
    return number
