"""Claims judged: numbers first, which refute, then a proof case by case."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from contracteval.errors import Problem
from contracteval.evaluation.cases import plan_of
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.proof.case import UndefinedError, Writer, cases
from contracteval.evaluation.proof.examples import Example, find_example
from contracteval.evaluation.proof.methods import METHODS
from contracteval.evaluation.sanity.wording import example_text, outcome_text
from contracteval.formula.to_sympy import UnprovableError
from contracteval.model.record import dataclass
from contracteval.model.value import Undefined
from contracteval.rules.rulebook import Claim, Rulebook
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of a claim: the conditions under which it holds and the cases it took, or the problem."""

    claim: Claim
    conditions: tuple[Text, ...] = ()
    cases: int = 0
    problem: Problem | None = None


def prove(rulebook: Rulebook, only: Collection[str] | None = None) -> Iterator[Proof]:
    """Judge every claim, or those with these ids."""
    engine = Engine(plan_of(rulebook))
    for claim in rulebook.claims.values():
        if only is None or claim.id in only:
            yield _judged(claim, engine)


def _judged(claim: Claim, engine: Engine) -> Proof:
    rulebook = engine.plan.rulebook
    example = find_example(engine, claim)
    if example is not None:
        return Proof(claim, problem=_problem(claim, _refuted(claim, example, rulebook)))
    conditions: dict[Text, None] = {}
    memory: dict[Any, Any] = {}
    count = 0
    try:
        for why, found, is_defined in cases(lambda decided: _in_case(claim, Writer(rulebook, claim, decided, memory))):
            if why is not None:
                return Proof(claim, problem=_problem(claim, why))
            conditions |= dict.fromkeys(found)
            count += is_defined
    except UnprovableError as error:
        why = Text(f"{error} has no form that can be proved", f"{error} n’a pas de forme démontrable")
        return Proof(claim, problem=_problem(claim, why))
    if not count:
        never = Text("the closed form is defined nowhere", "la forme close n’est définie nulle part")
        return Proof(claim, problem=_problem(claim, never))
    return Proof(claim, (*_held(claim), *conditions), count)


def _held(claim: Claim) -> Iterator[Text]:
    """Say what stands still while the variable of a claim moves, although it could be worked out from it."""
    if claim.over is not None and claim.takes:
        held = ", ".join(sorted(claim.takes))
        yield Text(f"{held} stand still while {claim.over} moves", f"{held} ne bougent pas quand {claim.over} varie")


def _in_case(claim: Claim, writer: Writer) -> tuple[Text | None, tuple[Text, ...], bool]:
    """Return what is not shown, the conditions, and whether the formulas have values; without, that is a condition."""
    try:
        return METHODS[claim.says](claim, writer), tuple(writer.conditions.values()), True
    except UndefinedError as error:
        return None, (error.needs,), False


def _problem(claim: Claim, why: Text) -> Problem:
    text = Text(f"{claim.title.en}: {why.en}", f"{claim.title.fr}\u00a0: {why.fr}")
    return Problem("claim-unproved", text, (claim.closed_form.place,), got=claim.closed_form.text)


def _refuted(claim: Claim, example: Example, rulebook: Rulebook) -> Text:
    given = example_text(example.answers, rulebook)
    model, closed = outcome_text(example.model), outcome_text(example.closed_form)
    over = claim.over or ""
    if example.at is not None:
        at, there = outcome_text(example.at), outcome_text(example.model_there)
        return Text(
            f"with {given.en} the model comes to {model.en} at {over} = {closed.en}, and to {there.en} at {at.en}",
            f"avec {given.fr}, le modèle vaut {model.fr} en {over} = {closed.fr}, et {there.fr} en {at.fr}",
        )
    if claim.says in ("minimises", "maximises"):
        return Text(
            f"with {given.en} the closed form gives {over} = {closed.en}, which is out of its range",
            f"avec {given.fr}, la forme close donne {over} = {closed.fr}, hors de sa plage",
        )
    if isinstance(example.closed_form, Undefined):
        return Text(
            f"with {given.en} the model comes to {model.en}, and the closed form has no value",
            f"avec {given.fr}, le modèle vaut {model.fr}, et la forme close n’a pas de valeur",
        )
    what = {
        "expects": Text("its mean", "son espérance"),
        "differentiates": Text("the slope of the model", "la pente du modèle"),
    }.get(claim.says, Text("the model", "le modèle"))
    return Text(
        f"with {given.en} {what.en} comes to {model.en}, and the closed form to {closed.en}",
        f"avec {given.fr}, {what.fr} vaut {model.fr}, et la forme close {closed.fr}",
    )
