"""Closed forms and the models that they are said to come from."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.formula.types import Scope, Type, type_of, type_of_fact
from contracteval.model.fact import FactSpec
from contracteval.rules import rulebook as r
from contracteval.rules import shape
from contracteval.rules.from_toml import Entry
from contracteval.rules.resolve.building import Building
from contracteval.rules.resolve.facts import limits_of
from contracteval.text import Text, suggestion


def claim_of(b: Building, entry: Entry, typed: Mapping[str, r.Step]) -> r.Claim | None:
    """Read a claim; its formulas may name facts, parameters and measures, and yield numbers."""
    s: shape.ClaimShape = entry.shape
    _check_keys(b, entry)
    _check_names(b, entry, typed)
    made = b.formulas([("model", s.model), ("closed_form", s.closed_form)], "claim", entry)
    variables = {id_: _variable(b, id_, item, entry) for id_, item in s.variables.items()}
    scope = _scope(b, typed, variables)
    for formula in made:
        _, problems = type_of(formula.node, scope, formula.place.file, formula.place.key or "")
        b.problems.extend(problems)
    if len(made) < 2:
        return None
    return r.Claim(
        entry.id, entry.ruleset, s.title.text(), s.says, made[0], s.over, made[1],
        frozenset(s.takes), s.mean, s.deviation, variables,
    )  # fmt: skip


def _check_keys(b: Building, entry: Entry) -> None:
    """What a claim says decides which of its keys are needed."""
    s: shape.ClaimShape = entry.shape
    if (s.over is None) != (s.says == "equals"):
        b.problem(
            "claim",
            entry.place("claim", "over"),
            "name what the closed form stands for, unless it equals the model",
            "nommez ce que vaut la forme close, sauf si elle égale le modèle",
        )
    if (s.deviation is None) != (s.says != "expects") or (s.mean is not None and s.deviation is None):
        b.problem(
            "claim",
            entry.place("claim", "deviation"),
            "a mean is taken over a deviation, and nothing else needs one",
            "une espérance se prend sur un écart type, et rien d’autre n’en demande",
        )
    for id_ in s.variables:
        if id_ != s.over:
            place = entry.place("claim", "variables", id_)
            b.problem("claim", place, "the claim is not over this", "l’affirmation ne porte pas sur cela", id_)


def _check_names(b: Building, entry: Entry, typed: Mapping[str, r.Step]) -> None:
    """A claim speaks of facts, parameters and its own variables, and takes measures as they are."""
    s: shape.ClaimShape = entry.shape
    for key in ("over", "mean", "deviation"):
        name = getattr(s, key)
        if name is not None and name not in {*b.facts, *b.parameters, *s.variables}:
            hint, place = suggestion(name, [*b.facts, *b.parameters]), entry.place("claim", key)
            b.problem("claim", place, "not a fact or parameter", "ce n’est ni un fait ni un paramètre", name, hint)
    for name in s.takes:
        if name not in typed:
            hint, place = suggestion(name, typed), entry.place("claim", "takes")
            b.problem("claim", place, "not a measure", "ce n’est pas une mesure", name, hint)


def _scope(b: Building, typed: Mapping[str, r.Step], variables: Mapping[str, FactSpec]) -> Scope:
    """Return the types of all that a claim may name."""
    names = {id_: type_of_fact(spec) for id_, spec in b.facts.items()}
    names |= {id_: Type("number", p.unit) for id_, p in b.parameters.items() if not p.is_keyed}
    names |= {id_: step.type for id_, step in typed.items() if step.kind != "table"}
    names |= {id_: Type("number", spec.unit) for id_, spec in variables.items()}
    tables = {id_: {c: type_of_fact(spec) for c, spec in t.columns.items()} for id_, t in b.tables.items()}
    return Scope(names, {id_: {**columns, **typed[id_].column_types} for id_, columns in tables.items()})


def _variable(b: Building, id_: str, s: shape.VariableShape, entry: Entry) -> FactSpec:
    """Read a variable of a claim's own: a number with its unit and range, under a name that nothing else has."""
    place = entry.place("claim", "variables", id_)
    if id_ in b.facts or id_ in b.parameters:
        b.problem("claim", place, "this name is taken", "ce nom est déjà pris", id_)
    unit = b.unit(s.unit, "number", place)
    return FactSpec(id_, "number", Text.same(id_), Text.same(id_), unit, limits_of(b, s, unit, place))
