"""Dates written as text: the day and the month are never guessed."""

from __future__ import annotations

import re
from datetime import date

from contracteval.intake.names import fold

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_SPOKEN = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th|\.)?\s+)?(?:de\s+|of\s+)?([a-z]{3,10})\.?,?\s+(?:de\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?,\s+)?(\d{4})"
)
_MONTHS = (
    "january janvier januar enero gennaio jan janv ene gen", "february fevrier februar febrero febbraio feb fev fevr",
    "march mars marz marzo mar", "april avril abril aprile apr avr abr", "may mai mayo maggio mag",
    "june juin juni junio giugno jun giu", "july juillet juli julio luglio jul juil lug",
    "august aout agosto aug ago", "september septembre septiembre settembre sep sept set",
    "october octobre oktober octubre ottobre oct okt ott", "november novembre noviembre nov",
    "december decembre dezember diciembre dicembre dec dez dic",
)  # fmt: skip
_NAMES = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


def dates_in(text: str) -> tuple[date, ...]:
    """Return the dates that a text may mean: none, one, or two where day and month could be either.

    ``03/04/2026`` is 3 April, or 4 March as Americans write it; ``31/02/2026`` is none.
    """
    iso = _ISO.fullmatch(text.strip())
    if iso is not None:
        return _dates((iso[1],))
    parts = _DAY_MONTH_YEAR.fullmatch(text.strip())
    if parts is not None:
        first, second, year = (int(part) for part in parts.groups())
        return _dates((f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"))
    spoken = _SPOKEN.fullmatch(fold(text))
    if spoken is None or spoken[2] not in _NAMES or (spoken[1] and spoken[3]):
        return ()
    day = spoken[1] or spoken[3]
    return _dates((f"{spoken[4]}-{_NAMES[spoken[2]]:02}-{int(day):02}",)) if day else ()


def _dates(texts: tuple[str, ...]) -> tuple[date, ...]:
    found: dict[date, None] = {}
    for text in texts:
        try:
            found[date.fromisoformat(text)] = None
        except ValueError:
            continue
    return tuple(found)
