"""Pieces of formula text: numbers, quoted words, and conditions that are simplified as they are joined."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from contracteval.formula.to_excel.cells import UntranslatableError

TRUE, FALSE = "TRUE", "FALSE"
_MAX_DIGITS = 15


def quoted(text: str) -> str:
    """Write a text literal.

    >>> quoted('say "yes"')
    '"say ""yes\"""'
    """
    return '"' + text.replace('"', '""') + '"'


def number(value: Fraction) -> str:
    """Write an exact number: a decimal of at most 15 digits, else a quotient in parentheses.

    >>> number(Fraction(1, 3))
    '(1/3)'
    """
    text = f"{value.numerator / value.denominator:.15g}" if value.denominator > 1 else str(value.numerator)
    if "e" not in text and Fraction(text) == value and sum(c.isdigit() for c in text) <= _MAX_DIGITS + 1:
        return f"({text})" if value < 0 else text
    if max(len(str(abs(value.numerator))), len(str(value.denominator))) > _MAX_DIGITS:
        raise UntranslatableError("a number of more than 15 digits")
    return f"({value.numerator}/{value.denominator})"


def kept(text: str) -> tuple[str, ...]:
    return () if text == TRUE else (text,)


def all_of(parts: Iterable[str]) -> str:
    return _joined("AND", parts, neutral=TRUE, decisive=FALSE)


def any_of(parts: Iterable[str]) -> str:
    return _joined("OR", parts, neutral=FALSE, decisive=TRUE)


def _joined(function: str, parts: Iterable[str], *, neutral: str, decisive: str) -> str:
    kept = [part for part in dict.fromkeys(parts) if part != neutral]
    if decisive in kept:
        return decisive
    if len(kept) < 2:
        return kept[0] if kept else neutral
    return f"{function}({','.join(kept)})"


def contrary(text: str) -> str:
    return {TRUE: FALSE, FALSE: TRUE}.get(text) or f"NOT({text})"


def if_then(condition: str, yes: str, no: str) -> str:
    if condition in (TRUE, FALSE):
        return yes if condition == TRUE else no
    if (yes, no) == (TRUE, FALSE):
        return condition
    return yes if yes == no else f"IF({condition},{yes},{no})"
