"""Exact values of the workings between answers and results: what stands in the rows of tables, as the file stores it.

Results are never computed here. Rows are, by the same evaluator and from the same expressions as the engine's, because
a result carries no value for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.formula import expression as x
from contracteval.formula.to_exact import Context, to_exact
from contracteval.formula.to_excel.rows import TEXT_MARK
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.result import MeasureResult
from contracteval.model.value import Outcome, Undefined, Unknown
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.aggregates import Gather, Helper, live_tables
from contracteval.reports.to_workbook.answer_cell import AnswerCell
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.lot import counts
from contracteval.reports.to_workbook.page import Cached
from contracteval.rules.rulebook import LOT
from contracteval.text import Text

NOT_KNOWN = Unknown(frozenset())
_EPOCH = date(1899, 12, 30)

Rows = list[dict[str, Outcome]]


def outcome_of(result: MeasureResult) -> Outcome:
    """Return what a measure came to, as formulas read it."""
    if result.value is not None:
        return result.value
    return Undefined(result.why or Text.same("")) if result.status == "undefined" else NOT_KNOWN


class Exact:
    """The values of one bid by name, and of the rows of its tables."""

    def __init__(self, content: Content, entry: Entry) -> None:
        self.content, self.entry = content, entry
        book = content.plan.rulebook
        inexact = frozenset(id_ for id_, step in book.steps.items() if not step.type.exact)
        self.context = Context(inexact, book.orders)
        self.compiled: dict[x.Node, Any] = {}

    def value(self, node: x.Node, **more: Outcome) -> Outcome:
        """Evaluate a formula of this bid; ``more`` names values that replace or add to its own."""
        return self._run(node, {**self.env, **more})

    def _run(self, node: x.Node, env: dict[str, Any]) -> Outcome:
        found = self.compiled.get(node)
        if found is None:
            found = self.compiled[node] = to_exact(node, self.context)
        outcome: Outcome = found(env)
        return outcome

    @cached_property
    def env(self) -> dict[str, Any]:
        """Everything that a formula may read, rows of tables included."""
        env = self._answers()
        results = (*self.entry.result.measures.values(), *self.entry.result.outcomes.values())
        env |= {result.id: outcome_of(result) for result in results}
        for id_ in self.content.plan.rulebook.tables:
            rows = self.entry.answers.tables.get(id_)
            env[f"given({id_})"] = rows is not None
            env[id_] = NOT_KNOWN if rows is None else self._given_rows(id_)
        env[LOT] = [row for row, counted in zip(self.lot, self.counted, strict=True) if counted]
        for id_, step in live_tables(self.content.plan).items():
            if isinstance(env[id_], list):
                self._fill(step.columns, env[id_], env)
        return env

    def _answers(self) -> dict[str, Any]:
        book, facts = self.content.plan.rulebook, self.entry.answers.facts
        env: dict[str, Any] = dict(self.content.plan.parameters)
        for id_ in book.facts:
            answer = facts.get(id_)
            known = answer is not None and answer.value is not None
            env[id_] = answer.value if answer is not None and known else NOT_KNOWN
            env[f"given({id_})"] = known
            env[f"grade({id_})"] = (answer.grade if answer is not None and known else Grade.NONE).name.lower()
        return env

    def _given_rows(self, table: str) -> Rows:
        columns = self.content.plan.rulebook.tables[table].columns
        return [
            {
                name: NOT_KNOWN if (cell := row.get(name)) is None or cell.value is None else cell.value
                for name in columns
            }
            for row in self.entry.answers.tables[table]
        ]

    @cached_property
    def counted(self) -> list[bool]:
        """Which bids of the lot count in relative rules."""
        return [counts(self.content, other) for other in self.content.entries]

    @cached_property
    def lot(self) -> Rows:
        """All bids of the lot, as relative rules see them."""
        columns = self.content.layout.tables.lot
        return [
            {name: NOT_KNOWN if (value := other.answer(name).value) is None else value for name in columns}
            for other in self.content.entries
        ]

    def _fill(self, columns: Mapping[str, Any], rows: Rows, env: dict[str, Any]) -> None:
        for row in rows:
            env |= {f"row.{name}": value for name, value in row.items()}
            for name, formula in columns.items():
                row[name] = env[f"row.{name}"] = self._run(formula.node, env)

    # --- rows

    def rows(self, table: str) -> Rows:
        """Return the rows of a table, computed columns included; none while it is not answered."""
        found = self.lot if table == LOT else self.env[table]
        return found if isinstance(found, list) else []

    def brings(self, helper: Helper, row: int, outer: int | None = None) -> Outcome | None:
        """Return what a row brings to an aggregate, None where it takes no part."""
        rows = self.rows(helper.table)
        if helper.table == LOT and not self.counted[row]:
            return None
        if row >= len(rows) or (
            helper.outer is not None and outer is not None and outer >= len(self.rows(helper.outer))
        ):
            return None
        env = dict(self.env)
        env |= {f"{helper.table}.{name}": value for name, value in rows[row].items()}
        if helper.outer is not None and outer is not None:
            env |= {f"row.{name}": value for name, value in self.rows(helper.outer)[outer].items()}
        kept = True if helper.where is None else self._run(helper.where, env)
        if kept is False:
            return None
        if kept is not True:
            return kept
        return Fraction(1) if helper.body is None else self._run(helper.body, env)

    def gathered(self, gather: Gather, outer: int | None = None) -> Outcome | None:
        """Return what an aggregate comes to, in a row of the outer table where it looks at one; None in a spare row."""
        if gather.helper.outer is None:
            return self._run(gather.node, dict(self.env))
        rows = self.rows(gather.helper.outer)
        if outer is None or outer >= len(rows):
            return None
        env = self.env | {f"row.{name}": value for name, value in rows[outer].items()}
        return self._run(gather.node, env)

    # --- as cells store it

    def status(self, outcome: Outcome | None) -> str:
        """Return the word of a status; nothing in a spare row."""
        if outcome is None:
            return ""
        absent = {Unknown: "unknown", Undefined: "undefined"}
        return self.content.to(w.STATUSES[absent.get(type(outcome), "scored")])

    def shown(self, outcome: Outcome | None, words: Mapping[str, str] | None = None) -> Cached:
        """Return a value as its cell stores it, empty unless it is known."""
        if outcome is None or isinstance(outcome, Unknown | Undefined):
            return ""
        if isinstance(outcome, bool):
            return w.yes_no(self.content.lang)[0 if outcome else 1]
        if isinstance(outcome, date):
            return float((outcome - _EPOCH).days)
        return (words or {}).get(outcome, outcome) if isinstance(outcome, str) else outcome

    def helper_shown(self, helper: Helper, outcome: Outcome | None) -> Cached:
        """Return what a helper cell stores."""
        if outcome is None:
            return ""
        if isinstance(outcome, Unknown | Undefined):
            return self.status(outcome)
        if isinstance(outcome, bool):
            return Fraction(int(outcome))
        if isinstance(outcome, str):
            spec = self._spec(helper.body)
            options = [option.id for option in spec.options] if spec is not None else []
            return Fraction(1 + options.index(outcome)) if outcome in options else TEXT_MARK + outcome
        return self.shown(outcome)

    def is_text(self, node: x.Node | None) -> bool:
        """Say whether a formula yields free text."""
        spec = self._spec(node)
        return spec is not None and spec.type == "text"

    def _spec(self, node: x.Node | None) -> FactSpec | None:
        book = self.content.plan.rulebook
        if isinstance(node, x.Column):
            columns = book.facts if node.table == LOT else book.tables[node.table].columns
            return columns.get(node.column)
        return book.facts.get(node.id) if isinstance(node, x.Name) else None


def cell_of(spec: FactSpec, content: Content, outcome: Outcome) -> Cached:
    """Return an answer in a row as its cell stores it, empty while it is not known."""
    return "" if isinstance(outcome, Unknown | Undefined) else AnswerCell(spec, content).shown(outcome)
