"""Numbers as people write them: ``10,2 M€``, ``1 200 000 €``, ``15 %``, ``12 mois``."""

from __future__ import annotations

import re
from fractions import Fraction

from contracteval.model.record import dataclass
from contracteval.model.unit import PERCENT, Unit, parse_unit

_SPACES = "\u00a0\u202f\u2009 \t"
_NUMBER = re.compile(rf"^\s*(?P<sign>[+\-\u2212]?)\s*(?P<number>\d[\d{_SPACES}.,'’]*)(?P<rest>.*)$", re.DOTALL)
_EXCLUDED = r"h\.?\s?t\.?|hors\s+taxes?|excl\.?(?:uding)?\s+(?:vat|tax)|ex\.?\s+vat"
_INCLUDED = r"t\.?t\.?c\.?|toutes\s+taxes\s+comprises|tva\s+(?:incluse|comprise)|incl\.?(?:uding)?\s+(?:vat|tax)"
_TAX = re.compile(rf"\s*\b(?:(?P<excl>{_EXCLUDED})|(?P<incl>{_INCLUDED}))(?![\w])", re.IGNORECASE)
_MAX_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the unit written beside it, if any; ``tax_included`` is None when nothing was said."""

    value: Fraction
    unit: Unit | None = None
    tax_included: bool | None = None


class QuantityError(ValueError):
    """Text that is not one number with one unit; ``reason`` is ``not-a-number``, ``ambiguous-number`` or ``unknown-unit``."""

    def __init__(self, reason: str, text: str) -> None:
        self.reason = reason
        self.text = text
        super().__init__(f"{reason}: {text}")


def exact(number: float) -> Fraction:
    """Read a double the way a spreadsheet shows it, with 15 significant digits."""
    return Fraction(format(number, ".15g"))


def parse_number(text: str, *, plain: bool = False) -> Fraction:
    """Read a number written in French or English.

    Raises ``QuantityError`` where both readings differ: ``1,200`` is 1.2 in French and 1200 in English.
    With ``plain`` the text comes from rules or settings, where a point is always a decimal point.
    """
    if sum(c.isdigit() for c in text) > _MAX_DIGITS:
        raise QuantityError("not-a-number", text)
    body = text.strip(_SPACES).replace("\u2212", "-")
    sign = -1 if body.startswith("-") else 1
    body = body.lstrip("+-").strip(_SPACES)
    if re.fullmatch(rf"\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?:[.,]\d+)?", body):
        body = re.sub(rf"[{_SPACES}'’]", "", body).replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", body) or re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", body):
        body = body.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", body) or re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", body):
        body = body.replace(",", "")
    elif plain and re.fullmatch(r"\d+\.\d+", body):
        pass
    elif re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", body):
        raise QuantityError("ambiguous-number", text)
    elif re.fullmatch(r"\d+(?:[.,]\d+)?", body):
        body = body.replace(",", ".")
    else:
        raise QuantityError("not-a-number", text)
    return sign * Fraction(body)


def parse_quantity(text: str, *, plain: bool = False) -> Quantity:
    """Read a number and its unit. A percentage comes back divided by 100.

    Raises ``QuantityError`` when the text is not exactly one number followed or preceded by one unit.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS:
        return Quantity(Fraction(int(text)))  # most numbers in rules
    tax = _TAX.search(text)
    tax_included = None if tax is None else tax["incl"] is not None
    body = _TAX.sub("", text).strip(_SPACES + "\n")
    lead = re.match(r"^([€$£])\s*(?=[\d+\-\u2212])", body)
    if lead:
        body = body[lead.end() :] + lead[1]
    match = _NUMBER.match(body)
    if match is None or len(text) > 200:
        raise QuantityError("not-a-number", text)
    digits = match["number"].rstrip(_SPACES + "'’")
    if digits[-1:] in ".,":
        raise QuantityError("not-a-number", text)
    value = parse_number(match["sign"] + digits, plain=plain)
    rest = match["rest"].strip(_SPACES + "\n")
    if not rest:
        return Quantity(value, None, tax_included)
    unit = parse_unit(rest)
    if unit is None:
        raise QuantityError("unknown-unit" if not re.match(r"^[\d.,\-–]", rest) else "not-a-number", text)
    if unit == PERCENT:
        return Quantity(value / 100, PERCENT, tax_included)
    return Quantity(value, unit, tax_included)


def in_unit(quantity: Quantity, unit: Unit) -> Fraction | None:
    """Return the number in another unit; None when the dimensions differ.

    A number without a unit is taken as it stands, and money without a period has the period of ``unit``.
    """
    if quantity.unit is None or quantity.unit.same_as(unit):
        return quantity.value
    if quantity.unit.powers == unit.powers:
        return quantity.value * quantity.unit.scale / unit.scale
    if quantity.unit.powers == (("money", 1),) and unit.is_money and unit.text.partition("/")[2]:
        money = parse_unit(unit.text.partition("/")[0])
        return quantity.value * quantity.unit.scale / money.scale if money is not None else None
    return None


def parse_amount(text: str, unit: Unit) -> Fraction:
    """Read a number written in rules or settings, such as ``5 %`` or ``10.2 M€/yr``, in a given unit.

    Raises ``QuantityError`` (``unit-mismatch`` when the dimensions differ). A fraction such as ``1/6`` is exact.
    """
    parts = text.split("/")
    if len(parts) == 2 and all(part.strip().isdigit() for part in parts) and int(parts[1]):
        return Fraction(int(parts[0]), int(parts[1]))
    value = in_unit(parse_quantity(text, plain=True), unit)
    if value is None:
        raise QuantityError("unit-mismatch", text)
    return value
