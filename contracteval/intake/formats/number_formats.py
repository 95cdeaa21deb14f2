"""What a number format says of a number: that it is a date, a time of day, a duration, or just a number."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

Kind = Literal["number", "date", "moment", "duration"]
GENERAL = "General"

# the numbers of ECMA-376, part 1, 18.8.30; those that it leaves to each language are not guessed
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)', 42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DAY = re.compile(r"[dy]|m{3}", re.IGNORECASE)
_CLOCK = re.compile(r"[hs]|am/pm", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 a spreadsheet's dates have no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_FALSE_LEAP_DAY = 60
_LAST_DAY = 2_958_465
_DAY_SECONDS = 86_400


@lru_cache(maxsize=4096)
def kind_of(number_format: str) -> Kind:
    """Say what a format shows: ``date`` where it shows no clock, ``moment`` where it does, ``duration`` for ``[h]:mm``."""
    if number_format.casefold() in ("general", "standard", "@"):
        return "number"
    shown = _LITERAL.sub("", number_format.split(";", maxsplit=1)[0])
    if _DURATION.search(shown):
        return "duration"
    if "#" in shown or "?" in shown:
        return "number"
    if _CLOCK.search(shown):
        return "moment"
    return "date" if _DAY.search(shown) or "m" in shown.lower() else "number"


def typed(number: float, kind: Kind, *, from_1904: bool = False) -> float | date | datetime | time | timedelta:
    """Read a serial number as its format shows it; one that no calendar knows stays the number that it is."""
    if kind == "number" or not 0 <= number <= _LAST_DAY or not math.isfinite(number):
        return number
    if kind == "duration":
        return timedelta(seconds=round(number * _DAY_SECONDS, 3))
    if number < 1 and not from_1904:
        clock = _EPOCH + timedelta(milliseconds=round(number * _DAY_SECONDS * 1000))
        return clock.time() if clock.day == _EPOCH.day else number
    return _moment(number, kind, from_1904=from_1904)


def _moment(number: float, kind: Kind, *, from_1904: bool) -> float | date | datetime:
    days, fraction = divmod(number, 1)
    if not from_1904 and days <= _FALSE_LEAP_DAY:
        if days == _FALSE_LEAP_DAY:
            return number  # 29 February 1900, a day that never was
        days += 1
    start = _EPOCH_1904 if from_1904 else _EPOCH
    try:
        moment = start + timedelta(days=days, milliseconds=round(fraction * _DAY_SECONDS * 1000))
    except OverflowError:
        return number
    return moment.date() if kind == "date" and not fraction else moment
