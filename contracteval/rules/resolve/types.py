"""The type and the unit of every step, from those of what it names."""

from __future__ import annotations

from dataclasses import replace

from contracteval.formula.types import Scope, Type, type_of, type_of_fact
from contracteval.rules import rulebook as r
from contracteval.rules.resolve.building import Building


def typed(b: Building, ordered: list[str]) -> dict[str, r.Step]:
    names: dict[str, Type] = {id_: type_of_fact(spec) for id_, spec in b.facts.items()}
    names |= {id_: Type("number", p.unit) for id_, p in b.parameters.items() if not p.is_keyed}
    keyed = {id_: Type("number", p.unit) for id_, p in b.parameters.items() if p.is_keyed}
    tables = {id_: {c: type_of_fact(spec) for c, spec in t.columns.items()} for id_, t in b.tables.items()}
    lot = {id_: type_of_fact(spec) for id_, spec in b.facts.items() if spec.per == "bid"}
    facts = frozenset({*b.facts, *b.tables})
    typed: dict[str, r.Step] = {}
    for id_ in ordered:
        step = b.steps[id_]
        visible = {**tables, r.LOT: lot} if step.relative else tables
        scope = Scope(names, visible, keyed, facts=facts)
        if step.kind == "table":
            typed[id_] = _type_columns(b, step, scope, tables)
        else:
            typed[id_] = _type_step(b, step, scope)
            names[id_] = typed[id_].type
    return typed


def _type_columns(b: Building, step: r.Step, scope: Scope, tables: dict[str, dict[str, Type]]) -> r.Step:
    types: dict[str, Type] = {}
    for name, formula in step.columns.items():
        row_scope = replace(scope, row={**tables[step.id], **types})
        found, problems = type_of(formula.node, row_scope, formula.place.file, formula.place.key or "")
        b.problems.extend(problems)
        types[name] = found
    tables[step.id] |= types
    return replace(step, column_types=types)


def _type_step(b: Building, step: r.Step, scope: Scope) -> r.Step:
    result: Type | None = None
    for formula in step.formulas:
        found, problems = type_of(formula.node, scope, formula.place.file, formula.place.key or "")
        b.problems.extend(problems)
        found = _declared(b, step, found, formula, bool(problems))
        if result is not None and (found.kind != result.kind or not found.unit.same_as(result.unit)):
            b.problem(
                "formula-unit",
                formula.place,
                f"yields {found.unit}, the first formula {result.unit}",
                f"donne {found.unit}, la première formule {result.unit}",
            )
        result = replace(result or found, exact=(result or found).exact and found.exact)
    if step.only_if is not None:
        found, problems = type_of(step.only_if.node, scope, step.only_if.place.file, step.only_if.place.key or "")
        b.problems.extend(problems)
    if step.kind in ("gate-condition", "flag-condition") and result is not None and result.kind not in ("truth", "any"):
        b.problem("formula-type", step.formulas[0].place, "a condition is a yes/no", "une condition est un oui/non")
    return replace(step, type=result or Type("any"))


def _declared(b: Building, step: r.Step, found: Type, formula: r.Formula, faulty: bool) -> Type:
    """Check the unit that the rule declares; without one, the unit of the formula stands."""
    word = {"gate-condition": "gate", "flag-condition": "flag", "counted": "fact"}.get(step.kind, step.kind)
    entry = b.raw.entries[word].get(step.id) if word in b.raw.entries else None
    text = getattr(entry.shape, "unit", None) if entry is not None else None
    if text is None or faulty or found.kind != "number":
        return found
    unit = b.unit(text, "number", formula.place)
    if not unit.same_as(found.unit):
        b.problem(
            "formula-unit",
            formula.place,
            f"declared in {unit}, the formula yields {found.unit}",
            f"déclarée en {unit}, la formule donne {found.unit}",
        )
    return replace(found, unit=unit)
