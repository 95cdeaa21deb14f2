"""Sums of fractions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction


def total_of(terms: Iterable[Fraction]) -> Fraction:
    """Add fractions of many denominators in pairs: short ones first, which is cheaper than one long sum."""
    left = list(terms)
    while len(left) > 1:
        left = [left[i] + left[i + 1] if i + 1 < len(left) else left[i] for i in range(0, len(left), 2)]
    return left[0] if left else Fraction(0)
