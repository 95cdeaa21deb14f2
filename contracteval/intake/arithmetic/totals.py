"""Sub-totals, totals, taxes and discounts against the cells above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from contracteval.errors import Place
from contracteval.intake.arithmetic.explanations import Sum, explanations, rate_of
from contracteval.intake.arithmetic.items import Item, agrees, explained, items, total_of
from contracteval.intake.book import column_number
from contracteval.intake.layout.lexicon import is_grand
from contracteval.intake.layout.sums import summed_cells
from contracteval.model.difference import Difference
from contracteval.model.table import Column, Table
from contracteval.text import Text, each, format_number

_NEVER_SUMMED = frozenset({"unit price", "discount", "tax rate", "code", "unit", "period"})
_SUMMED_TYPES = frozenset({"money", "number", "duration"})
Placer = Callable[[str], Place]


def total_differences(table: Table, place: Placer) -> Iterator[Difference]:
    """Yield the sums, taxes and discounts of a table that nothing above them gives."""
    for column in table.columns:
        if column.role not in _NEVER_SUMMED:
            yield from _of_column(table, column, place)


def _of_column(table: Table, column: Column, place: Placer) -> Iterator[Difference]:
    found = items(table, column.number)
    if not any(x.is_number and (x.row.kind == "line") for x in found):
        return
    for i, x in enumerate(found):
        if not x.is_number or x.cell is None or x.cell.type not in _SUMMED_TYPES:
            continue
        made = None
        if x.is_sum:
            made = _sum(table, column, found, i)
        elif x.row.kind == "tax":
            made = _share(found, i, "tax-differs")
        elif x.row.role == "discount":
            made = _share(found, i, "discount-differs")
        if made is not None:
            yield replace(made, place=place(x.cell.address), label=x.row.label)


def _sum(table: Table, column: Column, found: Sequence[Item], i: int) -> Difference | None:
    """Return the difference of a sub-total or total, or None where any honest way gives it."""
    stated = found[i]
    assert stated.cell is not None
    parts = _parts(found, i)
    counted = [x for x in parts if x.is_number]
    units = {x.cell.unit for x in counted if x.cell is not None} - {None}
    if not counted or not all(x.readable for x in found[:i]) or len(units) > 1:
        return None
    cells = None if stated.cell.formula is None else summed_cells(stated.cell.formula)
    if stated.cell.formula is not None and (cells is None or not _is_about(cells, found[:i], stated)):
        return None  # computed in some other way, such as from another sheet
    if explained(stated, explanations(table, found, i)):
        return None
    if (cells is None and column.role in ("quantity", "weight")) or (cells is None and _is_copy(found, i)):
        return None
    value, _ = total_of(parts)
    kind = "total-differs" if stated.row.kind == "total" else "sub-total-differs"
    addresses = tuple(x.cell.address for x in counted if x.cell is not None)
    return Difference(
        kind, _NOWHERE, "", stated.value, value, _how(parts), addresses, stated.cell.unit, _why(cells, parts, found[:i])
    )


_NOWHERE = Place("")


def _parts(found: Sequence[Item], i: int) -> list[Item]:
    """Return what a reader would add up: the lines since the last sum, or all lines under a total; taxes after a total."""
    stated = found[i]
    before = found[:i]
    if stated.row.kind == "sub-total":
        start = max((n + 1 for n, x in enumerate(before) if x.is_sum), default=0)
        return [x for x in before[start:] if x.is_line]
    last = next((n for n in range(i - 1, -1, -1) if before[n].row.kind == "total" and before[n].is_number), None)
    if last is not None and not any(x.is_line for x in before[last + 1 :]):
        between = [x for x in before[last + 1 :] if x.row.kind == "tax" or x.row.role == "discount"]
        return [before[last], *map(_as_change, between)] if between else []
    lines = [x for x in before if x.is_line]
    return [*lines, *(_as_change(x) for x in before if x.row.role == "discount" or x.row.kind == "tax")]


def _as_change(x: Item) -> Item:
    """Take a discount off, however it is signed; a rate in the column of amounts changes nothing by itself."""
    if x.cell is not None and x.cell.type == "percent":
        return replace(x, value=Fraction(0), slack=Fraction(0))
    return replace(x, value=-abs(x.value)) if x.row.role == "discount" else x


def _is_about(cells: frozenset[tuple[int, int]], before: Sequence[Item], stated: Item) -> bool:
    """Say whether a formula adds cells of this column and table; a part picked by hand for a sub-total is its own affair."""
    rows = {x.row.number: x for x in before}
    column = column_number("".join(c for c in stated.cell.address if c.isalpha())) if stated.cell else 0
    inside = [rows[row] for row, c in cells if c == column and row in rows]
    if not inside or any(c != column for _, c in cells):
        return False
    numbers = sorted(row for row, _ in cells)
    picked = numbers[-1] - numbers[0] + 1 > len(numbers)
    if stated.row.kind == "total" and is_grand(stated.row.label):
        return True
    return not (picked and all(x.is_line or x.is_sum for x in inside))


def _is_copy(found: Sequence[Item], i: int) -> bool:
    """Say whether a sub-total by hand repeats what its lines say, as a unit price does."""
    values = {x.value for x in found[:i] if x.is_line and x.is_number}
    return found[i].value in values and found[i].row.kind == "sub-total"


def _how(parts: Sequence[Item]) -> Text:
    counted = [x for x in parts if x.is_number]
    if counted and counted[0].row.kind == "total":
        return Text("total above with what follows it", "total précédent et ce qui le suit")
    n = len(counted)
    return Text(
        f"sum of {n} lines" if n > 1 else "its only line", f"somme de {n} lignes" if n > 1 else "sa seule ligne"
    )


def _why(cells: frozenset[tuple[int, int]] | None, parts: Sequence[Item], before: Sequence[Item]) -> Text | None:
    """Say what a formula counts twice and what it leaves out."""
    if cells is None:
        return None
    rows = {row for row, _ in cells}
    twice = [x.cell.address for x in before if x.is_sum and x.row.number in rows and x.cell is not None and x.is_number]
    twice = twice if any(x.row.number in rows for x in parts) else []
    left = [x.cell.address for x in parts if x.row.number not in rows and x.cell is not None and x.value]
    said = []
    if twice:
        names = ", ".join(twice[:3])
        said.append(
            Text(
                f"the formula counts {names} with the lines it already adds up",
                f"la formule compte {names} en plus des lignes déjà additionnées",
            )
        )
    if left:
        names = ", ".join(left[:3]) + (" …" if len(left) > 3 else "")
        said.append(Text(f"the formula leaves out {names}", f"la formule omet {names}"))
    texts = [x.cell.address for x in parts if x.row.number in rows and x.cell is not None and x.value and _is_text(x)]
    if texts:
        names = ", ".join(texts[:3])
        said.append(
            Text(
                f"{names} is stored as text, which the spreadsheet does not add",
                f"{names} est un texte, que le tableur n’additionne pas",
            )
        )
    return Text("; ".join(t.en for t in said), "\u00a0; ".join(t.fr for t in said)) if said else None


def _is_text(x: Item) -> bool:
    return x.cell is not None and x.cell.stored_as_text


def _share(found: Sequence[Item], i: int, kind: str) -> Difference | None:
    """Return the difference of a tax or a discount that names its rate; of several rates each has a base of its own."""
    stated = found[i]
    rate = rate_of(stated)
    before = found[:i]
    if rate is None or stated.cell is None or not all(x.readable for x in before):
        return None
    same = [x for x in found if x.row.kind == stated.row.kind and x.row.role == stated.row.role and x.is_number]
    bases = list(_bases(before))
    positive = replace(stated, value=abs(stated.value))
    if not bases or any(agrees(positive, abs(value) * rate, slack * rate) for value, slack in bases):
        return None
    if len({rate_of(x) for x in same} - {None}) > 1 or (kind == "discount-differs" and len(same) > 1):
        return None
    base, _ = bases[0]
    percent = each(lambda lang: format_number(rate * 100, lang))
    amount = each(lambda lang: format_number(base, lang, 2, keep_zeros=True))
    how = Text(f"{percent.en}\u00a0% of {amount.en}", f"{percent.fr}\u00a0% de {amount.fr}")
    sign = -1 if stated.value < 0 else 1
    return Difference(kind, _NOWHERE, "", stated.value, sign * base * rate, how, (), stated.cell.unit)


def _bases(before: Sequence[Item]) -> Iterator[Sum]:
    """Yield what a rate may apply to, the likeliest first: the last sum, its discounts taken off, all lines, any run of them."""
    sums = [n for n, x in enumerate(before) if x.is_sum and x.is_number]
    for n in reversed(sums):
        after, slack = total_of([_as_change(x) for x in before[n + 1 :] if x.row.role == "discount"])
        if after:
            yield before[n].value + after, before[n].slack + slack
        yield before[n].value, before[n].slack
    lines = [x for x in before if x.is_line]
    value, slack = total_of(lines)
    taken, more = total_of([_as_change(x) for x in before if x.row.role == "discount"])
    if taken:
        yield value + taken, slack + more
    running, loose = Fraction(0), Fraction(0)
    if lines:
        yield value, slack
    for x in reversed(lines):
        running, loose = running + x.value, loose + x.slack
        yield running, loose
