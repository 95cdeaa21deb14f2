"""Bounds of aggregates over the rows of a table, some of which may or may not count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import reduce

from contracteval.formula import span as s
from contracteval.formula.span import INFINITY, NOTHING, Enclosure, Options, Span

TRUTHS = frozenset({True, False})


def joined(operands: list[Enclosure], *, decides: bool) -> Options:
    """Enclose a conjunction (a false decides) or a disjunction (a true decides)."""
    options = [o if isinstance(o, Options) else Options(TRUTHS, o.undefined) for o in operands]
    values: set[bool] = set()
    if any(decides in option.values for option in options):
        values.add(decides)
    if all((not decides) in option.values for option in options):
        values.add(not decides)
    decided = any(option.values == frozenset({decides}) and not option.undefined for option in options)
    undefined = not decided and any(option.undefined for option in options)
    hang_on: frozenset[str] = frozenset().union(*(option.hang_on for option in options))
    return Options(frozenset(values), undefined, hang_on if len(values) > 1 else frozenset())


def any_aggregate(function: str) -> Enclosure:
    """Enclose an aggregate over a table that was not answered."""
    if function in ("any", "all"):
        return Options(TRUTHS, undefined=function == "any")
    if function in ("count", "distinct"):
        return Span(Fraction(0), INFINITY, False, True, function == "distinct")
    return replace(s.EVERYTHING, undefined=function != "sum")


def _as_number(item: Enclosure) -> Enclosure:
    """Count a yes as 1 and a no as 0."""
    if isinstance(item, Span) or not item.values:
        return item
    return Span(Fraction(int(min(item.values))), Fraction(int(max(item.values))), undefined=item.undefined)


def aggregate(function: str, kept: list[Enclosure], maybe: list[Enclosure]) -> Enclosure:
    """Enclose an aggregate over the rows that count and those that may count."""
    if function in ("any", "all"):
        return _decided(function == "any", kept, maybe)
    if function in ("sum", "mean"):
        kept, maybe = [_as_number(item) for item in kept], [_as_number(item) for item in maybe]
    if function in ("sum", "count"):
        return _total(kept, maybe)
    if function == "distinct":
        most = Fraction(len(kept) + len(maybe))
        return Span(Fraction(1), most, undefined=not kept) if most else NOTHING
    spans = [item for item in (*kept, *maybe) if isinstance(item, Span)]
    if not spans:
        return NOTHING
    if maybe:
        whole = reduce(s.hull, spans)
        return Span(whole.low, whole.high, whole.low_open, whole.high_open, whole.undefined or not kept)
    if function == "mean":
        return s.multiply(reduce(s.add, spans), s.point(Fraction(1, len(spans))))
    return reduce(s.lesser if function == "lowest" else s.greater, spans)


def _decided(decides: bool, kept: list[Enclosure], maybe: list[Enclosure]) -> Enclosure:
    if not kept and not maybe:
        return NOTHING if decides else Options(frozenset({False}))
    found = joined([*kept, *maybe], decides=decides)
    return replace(found, values=TRUTHS, undefined=True) if maybe else found


def _total(kept: list[Enclosure], maybe: list[Enclosure]) -> Enclosure:
    total = zero = s.point(Fraction(0))
    for item in kept:
        if not isinstance(item, Span):
            return NOTHING
        total = s.add(total, item)
    for item in maybe:
        total = s.add(total, s.hull(zero, item) if isinstance(item, Span) else zero)
    return total
