"""Every honest way to arrive at a total: a total that any of them gives is right.

Vendors add lines, or sub-totals, or both where sub-totals do not cover all; with taxes and less discounts; options left
out; one kind of line only. So a total is called wrong only when none of these gives it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from contracteval.intake.arithmetic.items import Item, total_of
from contracteval.intake.names import fold
from contracteval.model.table import Table

Sum = tuple[Fraction, Fraction]
"""A recomputed amount and what rounding leaves open in it."""

_MOST_KINDS = 12
_SPAN = re.compile(r"(\d+)\s*(ans?|annees?|years?|yrs?|jahre?|anni|anos?|mois|months?|monate|mesi|meses)\b")
_PER_YEAR = re.compile(r"\b(?:annuel\w*|annual|yearly|par an|per year|jahrlich\w*|anual|annuo)\b")


def explanations(table: Table, found: Sequence[Item], i: int) -> Iterator[Sum]:
    """Yield what the item at ``i`` may honestly be, given the items above it in its column."""
    before = found[:i]
    yield from _runs(before)  # most totals are explained here, after a few rows
    yield from _from_sums(before)
    bases = [*_runs(before), *_by_kind(table, before)]
    yield from bases
    yield from _adjusted(bases, before[_tail(before) :])
    yield from _over_time(found[i], bases)
    yield from _statistics([x.value for x in before if x.is_line and x.is_number])
    if not any(x.is_line and x.is_number for x in before):
        yield from _runs(tuple(reversed(found[i + 1 :])))


def _runs(before: Sequence[Item]) -> Iterator[Sum]:
    """Yield the sums of the lines right above, of any length; likewise of sub-totals, and without options or hidden rows."""
    sums = dict.fromkeys(("lines", "all", "subs", "mandatory", "shown", "rest", "given"), (Fraction(0), Fraction(0)))
    seen_sum = False
    for x in reversed(before):
        line = x.is_line
        seen_sum = seen_sum or x.is_sum
        parts = {
            "lines": line,
            "all": line or x.row.kind == "section",
            "subs": x.is_sum,
            "mandatory": line and not _is_optional(x),
            "shown": line and not (x.cell is not None and x.cell.hidden),
            "rest": x.is_sum or (line and not seen_sum),
            "given": line or x.row.role == "discount",
        }
        for name, counts in parts.items():
            if counts and x.value:
                sums[name] = (sums[name][0] + x.value, sums[name][1] + x.slack)
        if any(parts.values()):
            yield from dict.fromkeys(sums.values())


def _is_optional(x: Item) -> bool:
    return x.row.role == "option" or "option" in fold(x.row.section) or "variante" in fold(x.row.section)


def _by_kind(table: Table, before: Sequence[Item]) -> Iterator[Sum]:
    """Yield the sums of the lines of one kind: one section, or one word in a column of few words."""
    lines = [x for x in before if x.is_line and x.is_number]
    for column in table.columns:
        groups: dict[str, list[Item]] = defaultdict(list)
        for x in lines:
            cell = x.row.cells.get(column.number)
            if cell is not None and cell.type == "text":
                groups[fold(str(cell.value))].append(x)
        if 1 < len(groups) <= min(_MOST_KINDS, max(2, len(lines) // 2)):
            yield from (total_of(group) for group in groups.values())
    sections: dict[str, list[Item]] = defaultdict(list)
    for x in lines:
        sections[x.row.section].append(x)
    yield from (total_of(group) for group in sections.values())


def _tail(before: Sequence[Item]) -> int:
    """Return where the lines end and only sums, taxes and discounts follow."""
    return max((n + 1 for n, x in enumerate(before) if x.is_line), default=0)


def _adjusted(bases: Sequence[Sum], tail: Sequence[Item]) -> Iterator[Sum]:
    """Yield sums of lines with the taxes and without the discounts between them and the total."""
    for change, slack in _changes(tail):
        yield from ((value + change, more + slack) for value, more in bases)


def _changes(between: Sequence[Item]) -> Iterator[Sum]:
    """Yield what taxes and discounts may add: a discount may be written with or without its minus."""
    taxes, tax_slack = total_of([x for x in between if x.row.kind == "tax" and not _is_rate(x)])
    discounts = [x for x in between if x.row.role == "discount" and not _is_rate(x)]
    given, slack = total_of(discounts)
    taken = -sum((abs(x.value) for x in discounts), Fraction(0))
    yield from {(t + d, tax_slack + slack) for t in (Fraction(0), taxes) for d in (Fraction(0), given, taken) if t or d}


def _is_rate(x: Item) -> bool:
    return x.cell is not None and x.cell.type == "percent"


def _from_sums(before: Sequence[Item]) -> Iterator[Sum]:
    """Yield an earlier total with the taxes, discounts and lines that stand between it and this one."""
    for n, x in enumerate(before):
        if not x.is_sum or not x.is_number:
            continue
        between = before[n + 1 :]
        lines, slack = total_of([y for y in between if y.is_line])
        for start in {x.value, x.value + lines}:
            yield start, x.slack + slack
            for change, more in _changes(between):
                yield start + change, x.slack + slack + more
        for y in between:
            rate = rate_of(y)
            if rate is not None:
                sign = -1 if y.row.role == "discount" else 1
                yield x.value * (1 + sign * rate), x.slack


def rate_of(x: Item) -> Fraction | None:
    """Return the percentage that a tax or discount row names, in its label or in a cell of its own."""
    if x.row.kind != "tax" and x.row.role != "discount":
        return None
    found = re.findall(r"(\d+(?:[.,]\d+)?)\s*%", x.row.label)
    if len(found) == 1:
        return Fraction(found[0].replace(",", ".")) / 100
    rates = [cell.number for cell in x.row.cells.values() if cell.type == "percent" and cell.number is not None]
    return rates[0] if len(rates) == 1 else None


def _over_time(stated: Item, bases: Sequence[Sum]) -> Iterator[Sum]:
    """Yield sums over the months or years that a label names: ``Total sur 3 ans``."""
    label = fold(stated.row.label)
    span = _SPAN.search(label)
    factors = {12} if _PER_YEAR.search(label) else set()
    if span is not None:
        factors |= {int(span[1]), 12 * int(span[1])}
    for factor in factors:
        yield from ((value * factor, slack * factor) for value, slack in bases)


def _statistics(values: Sequence[Fraction]) -> Iterator[Sum]:
    """Yield what a row below the lines may show instead of their sum."""
    if values:
        yield sum(values, Fraction(0)) / len(values), Fraction(1, 10**6)
        yield max(values), Fraction(0)
        yield min(values), Fraction(0)
