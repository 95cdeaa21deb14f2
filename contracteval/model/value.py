"""What a formula may yield besides a value: not known yet, or not defined."""

from __future__ import annotations

from contracteval.model.fact import Value
from contracteval.model.record import dataclass
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known yet: ``facts`` are the missing answers that it hangs on."""

    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Undefined:
    """Has no value whatever the missing answers are, such as a ratio to zero."""

    why: Text


Outcome = Value | Unknown | Undefined


def absent(*outcomes: object) -> Unknown | Undefined:
    """Return what is left when an operand has no value: undefined if one is, else unknown on all that is missing."""
    missing: frozenset[str] = frozenset()
    for outcome in outcomes:
        if isinstance(outcome, Undefined):
            return outcome
        if isinstance(outcome, Unknown):
            missing |= outcome.facts
    return Unknown(missing)
