"""How the names of the rules stand in the workbook: facts, grades, parameters, columns and steps as cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import log10

from contracteval.formula.to_excel import Cell, KeyedCells, quoted
from contracteval.formula.types import Type
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.unit import Unit
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.layout import linked_facts
from contracteval.reports.to_workbook.page import a1, on
from contracteval.reports.to_workbook.parameters import keyed_cells, parameter_name
from contracteval.rules.rulebook import Step

FIRST_BID_COLUMN = 3
_PLACES_OF_MILLIONS = 12


def value_column(entry: Entry) -> int:
    """Return the column of a bid's values on Measures; statuses stand to the right of it."""
    return FIRST_BID_COLUMN + 2 * entry.index


def on_measures(content: Content, entry: Entry, row: int, *, right: bool = False) -> str:
    """Return the address on Measures of a bid's value, or of what stands to the right of it."""
    column = value_column(entry) + (1 if right else 0)
    return on(content.layout.titles["measures"], a1(row, column))


def given_cells(content: Content, entry: Entry) -> dict[str, Cell]:
    """Return the cells on Measures of facts and grades, and those of parameters and answered tables."""
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
    for id_, block in content.layout.tables.rows.items():
        names[id_] = Cell(on(entry.rows, a1(block.answered, 1, fixed="rc")), "truth")
    return names


def keyed_parameters(content: Content) -> dict[str, KeyedCells]:
    """Return where the parameters with keys stand."""
    shown, values = content.layout.parameters.parameters, content.plan.parameters
    return {id_: keyed_cells(content, id_) for id_ in shown if isinstance(values[id_], Mapping)}


def fact_cell(spec: FactSpec, address: str, content: Content) -> Cell:
    """Return how a fact stands in a cell."""
    if spec.type == "yes/no":
        return Cell(address, "truth")
    if spec.type == "choice":
        return Cell(address, "choice", options=tuple((o.id, content.to(o.label)) for o in spec.options))
    if spec.type == "text":
        return Cell(address, "text")
    return Cell(address, nonzero=Fraction(0) not in spec.range and spec.type != "date", places=places(spec.unit))


def computed_cell(
    type_: Type, address: str, status: str, content: Content, options: tuple[tuple[str, str], ...] = ()
) -> Cell:
    """Return how something computed stands in a cell, beside the cell of its status."""
    undefined = f"{status}={quoted(content.to(w.STATUSES['undefined']))}"
    if type_.kind == "truth":
        return Cell(address, "truth", undefined, computed=True)
    if type_.kind == "choice":
        return Cell(address, "choice", undefined, computed=True, options=options)
    return Cell(address, "number", undefined, computed=True, places=places(type_.unit))


def elsewhere(cell: Cell, sheet: str) -> Cell:
    """Return a cell of a sheet as another sheet addresses it; named cells stay as they are."""
    if "!" in cell.value or (cell.always and cell.kind == "number"):
        return cell
    undefined = None if cell.undefined is None else on(sheet, cell.undefined)
    return replace(cell, value=on(sheet, cell.value), undefined=undefined)


def choice_words(step: Step, options: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the words of the options of a choice that is computed: those of the facts in it, else their ids."""
    return tuple((option, options.get(option, option)) for option in step.type.options)


def places(unit: Unit) -> int:
    """Return how many decimals tell numbers of a unit apart from the noise of doubles."""
    if not unit.is_money or unit.scale < 1:
        return _PLACES_OF_MILLIONS
    return min(_PLACES_OF_MILLIONS, 6 + int(log10(unit.scale)))
