"""What a spreadsheet's number format says of a value: currency, percentage, decimals, unit, whether it is shown at all."""

from __future__ import annotations

import re
from functools import lru_cache

from contracteval.model.record import dataclass
from contracteval.model.unit import CURRENCIES

_CURRENCY_CODE = re.compile(r"\[\$([^\]\-]+)(?:-[^\]]*)?\]")
_QUOTED = re.compile(r'"([^"]*)"')
_SYMBOL = re.compile(r"[€$£]")
_DATE = re.compile(r"(?<![a-z])(?:y{2,4}|d{1,4}|m{3,5}|h{1,2}:m|m{1,2}:s|\[h+\])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How a format shows a number: ``decimals`` is None where it shows as many as there are."""

    currency: str | None = None
    percent: bool = False
    decimals: int | None = None
    unit: str | None = None
    concealed: bool = False


@lru_cache(maxsize=1024)
def look_of(number_format: str) -> Look:
    """Read a number format, as ``#,##0.00 [$€-40C]``, ``0.00%`` or ``#,##0.00" h"``."""
    first = number_format.split(";", maxsplit=1)[0]
    bare = re.sub(r"\\\\.|_.|\*.", "", _QUOTED.sub("", re.sub(r"\[[^\]]*\]", "", first)))
    concealed = number_format.count(";") >= 2 and not number_format.replace(";", "").strip()
    currency = currency_of_format(number_format)
    return Look(currency, "%" in bare, _decimals(bare), _unit(first, currency), concealed)


def currency_of_format(number_format: str) -> str | None:
    """Return the currency that a number format shows: ``€`` for ``#,##0 [$€-40C]``; None when it shows none."""
    coded = _CURRENCY_CODE.search(number_format)
    if coded:
        return coded[1].strip()  # a currency that is not known here must not pass for euros
    for words in _QUOTED.findall(number_format):
        if words.strip() in CURRENCIES:
            return str(words.strip())
    symbol = _SYMBOL.search(re.sub(r"\[[^\]]*\]", "", number_format))
    return symbol[0] if symbol else None


def _decimals(bare: str) -> int | None:
    if bare.strip().lower() in ("general", "standard", "@", ""):
        return None
    if not re.search(r"[0#?]", bare) or re.search(r"[Ee][+\-]|/", bare):
        return None
    point = re.search(r"\.([0#?]+)", bare)
    return len(point[1]) if point else 0


def _unit(first: str, currency: str | None) -> str | None:
    """Return the unit quoted behind the digits: ``h`` for ``0.00" h"``."""
    words = [word.strip() for word in _QUOTED.findall(first)]
    named = [word for word in words if re.fullmatch(r"[^\W\d_][\w/²³.%]{0,11}", word)]
    return named[0] if named and named[0] != currency and not _DATE.fullmatch(named[0]) else None
