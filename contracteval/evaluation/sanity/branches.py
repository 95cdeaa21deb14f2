"""The yes/no questions within a step: conditions, branches and ``where``, outside and inside the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.trials import Env
from contracteval.formula import expression as x
from contracteval.formula.to_bounds import of_fact
from contracteval.formula.to_exact import Evaluate, to_exact
from contracteval.model.record import dataclass
from contracteval.rules.rulebook import LOT, Formula, Rulebook, Step

ROW = "row"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a question is asked for: of which table, under which name, and only where ``kept`` holds."""

    table: str
    name: str
    kept: x.Node | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A yes/no within a step: ``node`` is the condition, ``source`` what it is about, as written in the formula.

    ``function`` is set where the condition is that one argument decides a minimum, a maximum or a clamp. ``decides`` is
    set for the condition of a gate or a flag itself.
    """

    step: Step
    formula: Formula
    node: x.Node
    source: str
    function: str | None = None
    rows: tuple[Rows, ...] = ()
    decides: bool = False

    @property
    def wanted(self) -> tuple[bool, ...]:
        """What must occur; that an argument decides always shows in the others, which never do."""
        return (True, False) if self.function is None else (True,)


def branches_of(step: Step) -> Iterator[Branch]:
    """Yield every question of a step, the outer before the inner."""
    if step.kind in ("gate-condition", "flag-condition"):
        yield Branch(step, step.formulas[0], step.formulas[0].node, step.formulas[0].text, decides=True)
    if step.only_if is not None:
        yield Branch(step, step.only_if, step.only_if.node, step.only_if.text)
        yield from _within(step, step.only_if, step.only_if.node, ())
    if step.kind == "counted":
        return
    for formula in step.formulas:
        yield from _within(step, formula, formula.node, ())
    for formula in step.columns.values():
        yield from _within(step, formula, formula.node, (Rows(step.id, ROW),))


def _within(step: Step, formula: Formula, node: x.Node, rows: tuple[Rows, ...]) -> Iterator[Branch]:
    if isinstance(node, x.IfElse):
        yield Branch(step, formula, node.condition, _source(formula, node.condition), rows=rows)
    elif isinstance(node, x.Call) and node.function in ("min", "max", "clamp"):
        for test, argument in _arms(node):
            yield Branch(step, formula, test, _source(formula, argument), node.function, rows)
    elif isinstance(node, x.Aggregate):
        if node.where is not None:
            every = (*rows, Rows(node.table, node.table))
            yield Branch(step, formula, node.where, _source(formula, node.where), rows=every)
            yield from _within(step, formula, node.where, every)
        if node.body is not None:
            yield from _within(step, formula, node.body, (*rows, Rows(node.table, node.table, node.where)))
        return
    for child in x.children(node):
        yield from _within(step, formula, child, rows)


def _arms(node: x.Call) -> Iterator[tuple[x.Node, x.Node]]:
    """Yield for each argument that may decide a minimum, a maximum or a clamp the condition that it does."""
    if node.function == "clamp":
        value, low, high = node.arguments
        yield x.Compare("<", value, low), low
        yield x.Compare(">", value, high), high
        return
    operator = "<" if node.function == "min" else ">"
    for argument in node.arguments:
        others = [x.Compare(operator, argument, other) for other in node.arguments if other is not argument]
        yield (others[0] if len(others) == 1 else x.Both(tuple(others))), argument


def _source(formula: Formula, node: x.Node) -> str:
    """Return a part of a formula as it was written: up to the comma, bracket or ``else`` that ends it."""
    text, depth = formula.text.strip(), 0
    for i in range(node.at, len(text)):
        depth += (text[i] in "([") - (text[i] in ")]")
        if depth < 0 or (depth == 0 and (text[i] == "," or text.startswith((" else ", " if "), i))):
            return text[node.at : i]
    return text[node.at :]


def outcomes_of(branch: Branch, engine: Engine) -> Callable[[Env], Iterable[Any]]:
    """Return what a question comes to in an environment: once, or for each row."""
    ask = to_exact(branch.node, engine.context)
    kept = [None if rows.kept is None else to_exact(rows.kept, engine.context) for rows in branch.rows]
    loops = list(zip(branch.rows, kept, strict=True))
    return lambda env: _asked(ask, loops, env)


def _asked(ask: Evaluate, loops: list[tuple[Rows, Evaluate | None]], env: Env) -> Iterator[Any]:
    if not loops:
        yield ask(env)
        return
    (rows, kept), *inner = loops
    found = env[rows.table]
    for row in found if isinstance(found, list) else ():
        for column, value in row.items():
            env[f"{rows.name}.{column}"] = value
        if kept is None or kept(env) is True:
            yield from _asked(ask, inner, env)


def as_bounded(branch: Branch, book: Rulebook) -> tuple[x.Node, Mapping[str, Any]] | None:
    """Return a question with its columns as names, and the bounds of these; None where a column is computed."""
    domains: dict[str, Any] = {}
    for rows in branch.rows:
        columns = book.facts if rows.table == LOT else book.tables[rows.table].columns
        domains |= {f"{rows.name}.{column}": of_fact(spec) for column, spec in columns.items()}

    def named(node: x.Node) -> x.Node | None:
        if isinstance(node, x.Column):
            return x.Name(f"{node.table}.{node.column}")
        return x.Name(f"{ROW}.{node.column}") if isinstance(node, x.RowColumn) else None

    node = x.substitute(branch.node, named) if branch.rows else branch.node
    unbounded = any("." in name and name not in domains for name in x.names(node))
    return None if unbounded else (node, domains)
