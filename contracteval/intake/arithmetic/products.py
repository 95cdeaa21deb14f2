"""Amounts of one row against the other numbers of that row: quantity × unit price, discounts, taxes, years, row totals.

Which columns hang together is learned from the table: a relation counts where most rows keep it, or where the headers
say so and there are too few rows to tell. Only then is a row that breaks it called different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from contracteval.errors import Place
from contracteval.intake.arithmetic.items import LARGEST, explained, item, slack_of
from contracteval.model.difference import Difference
from contracteval.model.record import dataclass
from contracteval.model.table import Column, Row, Table, TypedCell
from contracteval.text import Text

Placer = Callable[[str], Place]
_FEW = 2
_SAMPLE = 60
_MOST_FACTORS = 3
_YEARLY_FACTORS = tuple(Fraction(12 * years) for years in range(1, 6))
_QUANTITY_TYPES = frozenset({"number", "duration"})
_AMOUNT_TYPES = frozenset({"money", "number", "free"})
_HOW = {
    "amount-differs": Text("quantity × unit price", "quantité × prix unitaire"),
    "net-price-differs": Text("the price less its discount", "le prix diminué de sa remise"),
    "yearly-differs": Text("12 × the monthly amount", "12 × le montant mensuel"),
    "taxed-differs": Text("the amount before tax plus its tax", "le montant hors taxes augmenté de sa taxe"),
    "row-total-differs": Text("the sum of the amounts in its row", "la somme des montants de sa ligne"),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """How one column follows from others: ``ways`` gives every honest amount for a row, the plainest first.

    ``stated`` says that the headers themselves name the relation.
    """

    kind: str
    target: int
    sources: tuple[int, ...]
    ways: Callable[[Row], Sequence[Fraction]]
    stated: bool


def product_differences(table: Table, place: Placer) -> Iterator[Difference]:
    """Yield the amounts of lines that break a relation which their table keeps."""
    lines = [row for row in table.rows if row.kind == "line"]
    seen: set[str] = set()
    for relation in _best(lines, _relations(table)):
        for row in lines:
            made = _broken(relation, row, place)
            if made is not None and made.place.cell is not None and made.place.cell not in seen:
                seen.add(made.place.cell)
                yield made


def _best(lines: Sequence[Row], relations: Iterable[Relation]) -> list[Relation]:
    """Keep, for each target and kind, the relation that most rows keep, where enough do."""
    kept: dict[tuple[str, int], tuple[int, Relation]] = {}
    sample = lines[:: max(1, len(lines) // _SAMPLE)]
    for relation in relations:
        if not relation.stated and not _may_hold(relation, sample):
            continue
        tested = [keeps for row in lines if (keeps := _keeps(relation, row)) is not None]
        good = sum(tested)
        learned = good >= _FEW and good >= 0.6 * len(tested)
        if not learned and not (relation.stated and tested and len(tested) <= _FEW + good):
            continue
        key = (relation.kind, relation.target)
        if key not in kept or good > kept[key][0]:
            kept[key] = (good, relation)
    return [relation for _, relation in kept.values()]


def _may_hold(relation: Relation, sample: Sequence[Row]) -> bool:
    """Say whether a few rows spread over the table keep a relation often enough to try it on all."""
    tested = [keeps for row in sample if (keeps := _keeps(relation, row)) is not None]
    return 2 * sum(tested) >= len(tested)


def _keeps(relation: Relation, row: Row) -> bool | None:
    """Say whether a row keeps a relation; None where a number is missing."""
    stated = item(row, relation.target)
    ways = relation.ways(row)
    if not stated.is_number or not ways:
        return None
    slack = _slack(relation, row, ways)
    return explained(stated, ((value, slack) for value in ways))


def _slack(relation: Relation, row: Row, ways: Sequence[Fraction]) -> Fraction:
    """Return what hidden digits of the sources leave open: each may move the result in proportion."""
    most = max(abs(value) for value in ways)
    open_ = Fraction(0)
    for column in relation.sources:
        cell = row.cells.get(column)
        if cell is not None and cell.number:
            open_ += most * slack_of(cell) / abs(cell.number)
    return open_


def _broken(relation: Relation, row: Row, place: Placer) -> Difference | None:
    if _keeps(relation, row) is not False:
        return None
    cell = row.cells[relation.target]
    assert cell.number is not None
    cells = tuple(row.cells[column].address for column in relation.sources if column in row.cells)
    return Difference(
        relation.kind,
        place(cell.address),
        row.label,
        cell.number,
        relation.ways(row)[0],
        _HOW[relation.kind],
        cells,
        cell.unit,
    )


def _relations(table: Table) -> Iterator[Relation]:
    groups: list[Sequence[Column]] = [
        [c for c in table.columns if c.block in (None, i)] for i in range(len(table.blocks))
    ]
    for columns in groups or [table.columns]:
        yield from _products(table, columns)
        yield from _net_prices(table, columns)
        yield from _years(table, columns)
        yield from _taxed(table, columns)
    yield from _row_totals(table)


def _number(row: Row, column: int) -> Fraction | None:
    cell = row.cells.get(column)
    if cell is None or cell.type == "percent" or cell.number is None:
        return None
    return cell.number if abs(cell.number) <= LARGEST else None


def _rate(row: Row, column: int) -> Fraction | None:
    cell = row.cells.get(column)
    return cell.number if cell is not None and cell.type == "percent" else None


def _holds(table: Table, column: Column, types: frozenset[str]) -> bool:
    """Say whether most cells of the lines in a column have one of these types."""
    cells = [cell for row in table.rows if row.kind == "line" and (cell := row.cells.get(column.number)) is not None]
    return 2 * sum(cell.type in types for cell in cells) > len(cells)


def _products(table: Table, columns: Sequence[Column]) -> Iterator[Relation]:
    quantities = [
        c
        for c in columns
        if (c.role == "quantity" or c.unit in ("hour", "day", "h")) and _holds(table, c, _QUANTITY_TYPES)
    ]
    prices = [c for c in columns if c.role == "unit price" and _holds(table, c, _AMOUNT_TYPES)]
    amounts = [
        c for c in columns if c.role in (None, "amount", "total", "unit price") and _holds(table, c, _AMOUNT_TYPES)
    ]
    rates = [
        c.number
        for c in columns
        if c.role in (None, "discount", "tax rate") and _holds(table, c, frozenset({"percent"}))
    ]
    for q in quantities:
        for p in prices:
            between = [
                c.number for c in columns if c.role is None and _holds(table, c, _QUANTITY_TYPES) and c not in (q, p)
            ]
            after = [a for a in amounts if a.number > p.number and a is not p]
            for a in after:
                named = a.role in ("amount", "total") and len(quantities) == len(prices) == 1 and a is after[0]
                ways = _product(q.number, p.number, rates, [b for b in between if b != a.number][:_MOST_FACTORS])
                yield Relation("amount-differs", a.number, (q.number, p.number), ways, named)


def _product(q: int, p: int, rates: Sequence[int], others: Sequence[int]) -> Callable[[Row], Sequence[Fraction]]:
    def ways(row: Row) -> Sequence[Fraction]:
        quantity, price = _number(row, q), _number(row, p)
        if quantity is None or price is None:
            return ()
        plain = quantity * price
        changed = [rate for column in rates if (rate := _rate(row, column))]
        found = [plain * (1 - rate) for rate in changed] + [plain] + [plain * (1 + rate) for rate in changed]
        factors = [factor for column in others if (factor := _number(row, column))]
        return [*found, *(value * factor for value in found for factor in (*factors, *_YEARLY_FACTORS))]

    return ways


def _net_prices(table: Table, columns: Sequence[Column]) -> Iterator[Relation]:
    """Relate list price, discount and the price that follows it: ``125 $``, ``7 %``, ``116.25 $``."""
    for i, d in enumerate(columns):
        if d.role != "discount" or not _holds(table, d, frozenset({"percent"})):
            continue
        bases = [c for c in columns[:i] if _is_price(table, c)]
        net = next(iter(columns[i + 1 :]), None)
        if bases and net is not None and _is_price(table, net):
            yield Relation(
                "net-price-differs",
                net.number,
                (bases[0].number, d.number),
                _net([b.number for b in bases], d.number),
                stated=True,
            )


def _is_price(table: Table, column: Column) -> bool:
    return column.role in ("amount", "unit price", "total") and _holds(table, column, frozenset({"money", "free"}))


def _net(bases: Sequence[int], discount: int) -> Callable[[Row], Sequence[Fraction]]:
    def ways(row: Row) -> Sequence[Fraction]:
        rate = _rate(row, discount)
        prices: list[Fraction] = [price for column in bases if (price := _number(row, column)) is not None]
        return [] if rate is None or abs(rate) > 1 else [price * (1 - rate) for price in prices]

    return ways


def _years(table: Table, columns: Sequence[Column]) -> Iterator[Relation]:
    for i, month in enumerate(columns):
        year = next(iter(columns[i + 1 :]), None)
        if month.period == "month" and year is not None and year.period == "yr" and month.block == year.block:
            yield Relation("yearly-differs", year.number, (month.number,), _times(month.number, 12), stated=False)


def _times(column: int, factor: int) -> Callable[[Row], Sequence[Fraction]]:
    def ways(row: Row) -> Sequence[Fraction]:
        value = _number(row, column)
        return () if value is None else (value * factor,)

    return ways


def _taxed(table: Table, columns: Sequence[Column]) -> Iterator[Relation]:
    """Relate HT, a rate or an amount of tax, and TTC."""
    before = [c for c in columns if c.taxed is False and _is_price(table, c)]
    after = [c for c in columns if c.taxed is True and _is_price(table, c)]
    taxes = [c for c in columns if c.role in ("tax", "tax rate")]
    for h in before:
        for t in taxes:
            for c in after:
                named = len(before) == len(after) == len(taxes) == 1
                yield Relation("taxed-differs", c.number, (h.number, t.number), _with_tax(h.number, t.number), named)


def _with_tax(h: int, t: int) -> Callable[[Row], Sequence[Fraction]]:
    def ways(row: Row) -> Sequence[Fraction]:
        base, rate, amount = _number(row, h), _rate(row, t), _number(row, t)
        if base is None or (rate is None and amount is None):
            return ()
        return (base * (1 + rate),) if rate is not None else (base + (amount or 0),)

    return ways


def _row_totals(table: Table) -> Iterator[Relation]:
    """Relate a total at the right to the amounts at its left, as years or sites side by side."""
    for i, total in enumerate(table.columns):
        if total.role != "total":
            continue
        run: list[int] = []
        for c in reversed(table.columns[:i]):
            if c.role in ("quantity", "unit price", "discount", "tax rate", "code", "weight") or not _holds(
                table, c, _AMOUNT_TYPES
            ):
                break
            run.insert(0, c.number)
        if len(run) > 1:
            yield Relation("row-total-differs", total.number, tuple(run), _sum(run), stated=False)


def _sum(columns: Sequence[int]) -> Callable[[Row], Sequence[Fraction]]:
    def ways(row: Row) -> Sequence[Fraction]:
        cells: list[TypedCell] = [cell for column in columns if (cell := row.cells.get(column)) is not None]
        if any(cell.type in ("doubtful", "error", "range") for cell in cells):
            return ()
        return (sum((cell.number or Fraction(0) for cell in cells), Fraction(0)),)

    return ways
