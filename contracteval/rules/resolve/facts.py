"""What is asked and what is set: facts, tables and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.errors import Place
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Range, TableSpec
from contracteval.model.unit import Unit
from contracteval.rules import rulebook as r
from contracteval.rules import shape
from contracteval.rules.from_toml import Entry
from contracteval.rules.resolve.building import Building, options_of
from contracteval.text import Text


def add_fact(b: Building, entry: Entry) -> None:
    s: shape.FactShape = entry.shape
    spec = _spec_of(b, entry.id, s, s.label.text(), s.question.text(), s.by, s.per, entry.place("fact"))
    paid_by = s.paid_by or shape.PaidByShape()
    b.facts[entry.id] = replace(spec, rise=paid_by.rise, fall=paid_by.fall, negotiable=s.negotiable)


def _spec_of(b: Building, id_: str, s: Any, label: Text, question: Text, by: Any, per: Any, place: Place) -> FactSpec:
    unit = b.unit(s.unit, s.type, place)
    limits = Range(Fraction(0), Fraction(HIGHEST_LEVEL)) if s.type == "level" else limits_of(b, s, unit, place)
    if s.type in ("choice", "choices") and not s.options:
        b.problem("fact-options", place, "a choice needs options", "un choix demande des options")
    options = options_of(s.options)
    anchors = tuple(anchor.text() for anchor in getattr(s, "anchors", ()))
    whole = s.whole or s.type == "level"
    binding = getattr(s, "binding", False)
    return FactSpec(
        id_, s.type, label, question, unit, limits, by, per, binding, whole, options, s.ordered, anchors,
        synonyms=s.synonyms,
    )  # fmt: skip


def limits_of(b: Building, s: Any, unit: Unit, place: Place) -> Range:
    """Read the ends of a range, each open or closed, or none."""
    low, high = s.above if s.above is not None else s.at_least, s.below if s.below is not None else s.at_most
    return Range(
        None if low is None else b.amount(low, unit, place),
        None if high is None else b.amount(high, unit, place),
        s.above is not None,
        s.below is not None,
    )


def add_table(b: Building, entry: Entry) -> None:
    s: shape.TableShape = entry.shape
    columns: dict[str, FactSpec] = {}
    computed: dict[str, r.Formula] = {}
    for name, column in s.columns.items():
        place = entry.place("table", "columns", name)
        if column.formula is not None:
            formula = b.formula(column.formula, place)
            computed |= {name: formula} if formula else {}
        elif column.type is None:
            b.problem(
                "table-column",
                place,
                "a column needs a type or a formula",
                "une colonne demande un type ou une formule",
            )
        else:
            label = column.label.text() if column.label else Text.same(name.replace("_", " "))
            columns[name] = _spec_of(b, name, column, label, label, column.by or s.by, s.per, place)
    b.tables[entry.id] = TableSpec(entry.id, s.label.text(), s.question.text(), columns, s.by, s.per)
    b.steps[entry.id] = r.Step(entry.id, "table", s.label.text(), entry.ruleset, columns=computed)


def add_parameter(b: Building, entry: Entry) -> None:
    s: shape.ParameterShape = entry.shape
    unit = b.unit(s.unit, "number", entry.place("parameter", "unit"))
    values: dict[date, Fraction | Mapping[Any, Fraction]] = {}
    for day, value in s.values.items():
        place = entry.place("parameter", "values", day)
        try:
            since = date.fromisoformat(day)
        except ValueError:
            b.problem(
                "parameter-date",
                place,
                "values stand by date, as 2026-01-31",
                "les valeurs sont datées, comme 2026-01-31",
                day,
            )
            continue
        if isinstance(value, str):
            values[since] = b.amount(value, unit, place)
        else:
            values[since] = {_key(key): b.amount(item, unit, place) for key, item in value.items()}
    if not values:
        b.problem("parameter-values", entry.place("parameter", "values"), "no value", "aucune valeur")
    b.parameters[entry.id] = r.Parameter(
        entry.id, s.label.text(), unit, values, s.status, s.source, s.checked, entry.ruleset
    )


def _key(text: str) -> Any:
    return Fraction(text) if text.isdigit() else text
