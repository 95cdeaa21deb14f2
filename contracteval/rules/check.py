"""What a ruleset must settle before it may be loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.formula.span import EVERYTHING, NOTHING, Enclosure, Options, Span
from contracteval.formula.to_bounds import of_fact, of_value, to_bounds
from contracteval.model.fact import Grade
from contracteval.rules.rulebook import LOT, Rulebook, Step
from contracteval.text import Text


def undefined_problems(rulebook: Rulebook) -> dict[str, Problem]:
    """Find criteria and flags that may be undefined without saying what that means, by the id of the step.

    The guards are derived: each formula is enclosed over the whole range of its facts, in order.
    """
    open_ = {
        id_: ("criterion", "undefined = { score = 0, why = … }")
        for id_, criterion in rulebook.criteria.items()
        if criterion.undefined_why is None and id_ in rulebook.steps
    }
    open_ |= {f"flag:{id_}": ("flag", 'undefined = "raised"') for id_, f in rulebook.flags.items() if not f.settled}
    env = whole_range(rulebook, open_)
    steps = rulebook.steps
    return {id_: _unsettled(steps[id_], *said) for id_, said in open_.items() if env[id_].undefined}


def _unsettled(step: Step, word: str, example: str) -> Problem:
    id_ = step.id.partition(":")[2] or step.id
    place = Place(step.formulas[0].place.file, key=f"{word}.{id_}.undefined")
    return Problem(
        "undefined",
        Text(
            f"{id_} can be undefined (a zero divisor, an empty table or a condition), and nothing says what that means",
            f"{id_} peut être indéfini (diviseur nul, table vide ou condition), et rien ne dit ce que cela signifie",
        ),
        (place,),
        got=step.formulas[0].text,
        next=Text(f"add {example}", f"ajoutez {example}"),
    )


def whole_range(rulebook: Rulebook, only: Collection[str] | None = None) -> dict[str, Any]:
    """Enclose every step, or some and what they rest on, over the whole range of all facts and the latest parameters."""
    needed = None if only is None else frozenset(only).union(*(rulebook.steps_of(id_) for id_ in only))
    env: dict[str, Any] = {id_: _without_slopes(of_fact(spec)) for id_, spec in rulebook.facts.items()}
    both = Options(frozenset({True, False}))
    env |= {f"given({id_})": both for id_ in (*rulebook.facts, *rulebook.tables)}
    grades = Options(frozenset(grade.name.lower() for grade in Grade))
    env |= {f"grade({id_})": grades for id_ in rulebook.facts}
    env |= dict.fromkeys(rulebook.tables) | {LOT: None}
    for id_, parameter in rulebook.parameters.items():
        latest = parameter.values[max(parameter.values)]
        env[id_] = latest if isinstance(latest, Mapping) else of_value(latest)
    for step in rulebook.steps.values():
        if step.kind != "table" and (needed is None or step.id in needed):
            env[step.id] = _enclose(step, env, rulebook)
    return env


def _without_slopes(found: Enclosure) -> Enclosure:
    """Nothing is split here, so that no slope needs to be followed through the formulas."""
    return replace(found, slopes={}) if isinstance(found, Span) else found


def _enclose(step: Step, env: dict[str, Any], rulebook: Rulebook) -> Enclosure:
    found = [to_bounds(formula.node, env, not step.type.exact, rulebook.orders) for formula in step.formulas]
    first: Enclosure = found[0] if found else NOTHING
    undefined = step.only_if is not None or any(item.undefined for item in found)
    if isinstance(first, Options):
        return Options(first.values, undefined, first.hang_on)
    if len(found) == 1:
        return type(first)(first.low, first.high, first.low_open, first.high_open, undefined, first.slopes)
    return type(first)(EVERYTHING.low, EVERYTHING.high, True, True, undefined)
