"""The time, where a result may depend on it: SOURCE_DATE_EPOCH stands for the clock, so that files can be made again."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from contracteval.errors import InputError, Place, Problem
from contracteval.text import Text

VARIABLE = "SOURCE_DATE_EPOCH"


def source_date() -> datetime | None:
    """Return the moment (UTC) that SOURCE_DATE_EPOCH names in seconds since 1970, None where it is not set.

    Raises ``InputError`` when it is no such number.
    """
    written = os.environ.get(VARIABLE, "").strip()
    if not written:
        return None
    try:
        return datetime.fromtimestamp(int(written), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError([_no_moment(written)]) from error


def now() -> datetime:
    """Return the moment (UTC) to the second: that of SOURCE_DATE_EPOCH, or of the clock."""
    return source_date() or datetime.now(UTC).replace(microsecond=0)


def _no_moment(written: str) -> Problem:
    return Problem(
        "date-unreadable",
        Text(
            f"{VARIABLE} is not a number of seconds since 1970",
            f"{VARIABLE} n’est pas un nombre de secondes depuis 1970",
        ),
        (Place(VARIABLE),),
        got=written[:40],
        next=Text("correct or remove the variable", "corrigez ou supprimez la variable"),
    )
