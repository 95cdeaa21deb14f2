"""How the names of the rules stand in the workbook: facts, grades, parameters and steps as cells."""

from __future__ import annotations

from fractions import Fraction
from math import log10

from contracteval.formula.to_excel import Cell, Cells, UntranslatableError, quoted, step_to_excel
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.unit import Unit
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.layout import linked_facts, live_steps
from contracteval.reports.to_workbook.page import a1, on
from contracteval.reports.to_workbook.words import statuses, yes_no
from contracteval.rules.check import whole_range
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import Step

FIRST_BID_COLUMN = 3
_PLACES_OF_MILLIONS = 12
_PARAMETER_PREFIX, _WEIGHT_PREFIX = "p_", "w_"


def value_column(entry: Entry) -> int:
    """Return the column of a bid's values on Measures; statuses stand to the right of it."""
    return FIRST_BID_COLUMN + 2 * entry.index


def on_measures(content: Content, entry: Entry, row: int, *, right: bool = False) -> str:
    """Return the address on Measures of a bid's value, or of what stands to the right of it."""
    column = value_column(entry) + (1 if right else 0)
    return on(content.layout.titles["measures"], a1(row, column))


def parameter_name(id_: str) -> str:
    """Return the defined name of a parameter."""
    return _PARAMETER_PREFIX + id_


def weight_name(id_: str) -> str:
    """Return the defined name of the weight of a top group."""
    return _WEIGHT_PREFIX + id_


def print_steps(content: Content, entry: Entry) -> dict[str, tuple[str, str] | None]:
    """Return the status formula and value formula of every step of a bid; None where a step has no live form."""
    lang, rows = content.lang, content.layout.measures
    words = statuses(lang)
    names = _given(content, entry)
    never = never_undefined(content.plan)
    found: dict[str, tuple[str, str] | None] = {}
    column = value_column(entry)
    for id_, step in live_steps(content.plan).items():
        value, status = a1(rows.steps[id_], column), a1(rows.steps[id_], column + 1)
        found[id_] = _printed(step, Cells(names, *yes_no(lang)), status, content, never=id_ in never)
        may_be = found[id_] is None or quoted(words.undefined) in (found[id_] or ("",))[0]
        if step.type.kind in ("number", "date", "truth"):
            undefined = f"{status}={quoted(words.undefined)}" if may_be else None
            kind = "truth" if step.type.kind == "truth" else "number"
            names[id_] = Cell(value, kind, undefined, computed=True, places=places(step.type.unit))  # type: ignore[arg-type]
    return found


def _printed(step: Step, cells: Cells, status: str, content: Content, *, never: bool) -> tuple[str, str] | None:
    if step.type.kind not in ("number", "truth"):
        return None
    formulas = [formula.node for formula in step.formulas]
    guard = None if step.only_if is None else step.only_if.node
    try:
        return step_to_excel(formulas, guard, cells, status, statuses(content.lang), never_undefined=never)
    except UntranslatableError:
        return None


def _given(content: Content, entry: Entry) -> dict[str, Cell]:
    """Return the cells of facts, grades and parameters."""
    rows, column = content.layout.measures, value_column(entry)
    names = {
        id_: fact_cell(spec, a1(rows.facts[id_], column), content) for id_, spec in linked_facts(content.plan).items()
    }
    grades = tuple((grade.name.lower(), content.to(grade.label)) for grade in Grade)
    for id_, row in rows.grades.items():
        names[f"grade({id_})"] = Cell(a1(row, column), "choice", always=True, options=grades)
    for id_ in content.layout.parameters.parameters:
        if isinstance(content.plan.parameters[id_], Fraction):
            unit = content.plan.rulebook.parameters[id_].unit
            names[id_] = Cell(parameter_name(id_), always=True, places=places(unit))
    return names


def fact_cell(spec: FactSpec, address: str, content: Content) -> Cell:
    """Return how a fact stands in a cell."""
    if spec.type == "yes/no":
        return Cell(address, "truth")
    if spec.type == "choice":
        return Cell(address, "choice", options=tuple((o.id, content.to(o.label)) for o in spec.options))
    return Cell(address, nonzero=Fraction(0) not in spec.range and spec.type != "date", places=places(spec.unit))


def places(unit: Unit) -> int:
    """Return how many decimals tell numbers of a unit apart from the noise of doubles."""
    if not unit.is_money or unit.scale < 1:
        return _PLACES_OF_MILLIONS
    return min(_PLACES_OF_MILLIONS, 6 + int(log10(unit.scale)))


def never_undefined(plan: Plan) -> frozenset[str]:
    """Return the steps that the ranges of their facts keep from ever being undefined; parameters may be edited."""
    book = plan.rulebook
    enclosed = whole_range(book)
    return frozenset(
        id_
        for id_, step in live_steps(plan).items()
        if not enclosed[id_].undefined and not book.needs_of(id_) & set(book.parameters)
    )
