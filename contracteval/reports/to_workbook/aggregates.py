"""Which aggregates over tables the live formulas need, and which of them look at the current row of another table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contracteval.formula import expression as x
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import LOT, Step


@dataclass(frozen=True, slots=True)
class Helper:
    """What every row of a table brings to an aggregate; ``outer`` is the table whose current row the filter looks at."""

    table: str
    body: x.Node | None
    where: x.Node | None
    outer: str | None
    is_distinct: bool

    @property
    def node(self) -> x.Aggregate:
        """The aggregate that needs it, as an expression."""
        return x.Aggregate("distinct" if self.is_distinct else "sum", self.table, self.body, self.where)


@dataclass(frozen=True, slots=True)
class Gather:
    """An aggregate, with the name that stands for it in formulas."""

    id: str
    node: x.Aggregate
    helper: Helper


def helper_of(node: x.Aggregate, outer: str | None) -> Helper:
    """Return the helper of an aggregate that stands in a computed column of ``outer``, or in a step."""
    looks_out = any(isinstance(part, x.RowColumn) for part in x.walk(node))
    return Helper(node.table, node.body, node.where, outer if looks_out else None, node.function == "distinct")


def gathers_of(steps: Mapping[str, Step], tables: Mapping[str, Step]) -> tuple[Gather, ...]:
    """Return the aggregates of steps and of computed columns, each once, in the order of the rules."""
    found: dict[tuple[x.Aggregate, str | None], Gather] = {}
    for outer, node in _formulas(steps, tables):
        for part in x.walk(node):
            if isinstance(part, x.Aggregate):
                helper = helper_of(part, outer)
                key = (part, helper.outer)
                found.setdefault(key, Gather(f"aggregate:{len(found)}", part, helper))
    return tuple(found.values())


def _formulas(steps: Mapping[str, Step], tables: Mapping[str, Step]) -> Iterator[tuple[str | None, x.Node]]:
    for step in steps.values():
        for formula in (*step.formulas, *([step.only_if] if step.only_if else [])):
            yield None, formula.node
    for id_, step in tables.items():
        for formula in step.columns.values():
            yield id_, formula.node


def live_tables(plan: Plan) -> dict[str, Step]:
    """Return the tables that this evaluation asks for and that have computed columns."""
    return {id_: plan.rulebook.steps[id_] for id_ in plan.needs().tables if id_ in plan.rulebook.steps}


def lot_columns(gathers: tuple[Gather, ...]) -> tuple[str, ...]:
    """Return the facts of the other bids that relative rules read."""
    parts = (part for gather in gathers for part in x.walk(gather.node))
    return tuple(dict.fromkeys(p.column for p in parts if isinstance(p, x.Column) and p.table == LOT))
