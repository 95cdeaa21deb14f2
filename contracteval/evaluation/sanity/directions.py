"""Declared directions: “a higher price never raises the score” is proved by bounds, or refuted by two bids."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.evaluation.cases import given_answers
from contracteval.evaluation.enclose import Encloser, score_span
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.trials import Trial, Trials
from contracteval.evaluation.sanity.wording import example_text, number_text
from contracteval.formula.splitting import proved_never
from contracteval.model.value import Undefined
from contracteval.rules.rulebook import Criterion
from contracteval.text import Text

_PROOF_BUDGET = 400
_TRIALS = 150


def direction_problems(engine: Engine, encloser: Encloser, criterion: Criterion) -> list[Problem]:
    """Prove or refute each direction that a criterion declares."""
    problems = []
    for fact, better in criterion.directions.items():
        sign = 1 if better == "higher" else -1
        if _is_proved(encloser, criterion, fact, sign):
            continue
        witness = _refutation(engine, criterion, fact, sign)
        if witness is None:
            problems.append(_unproved(engine, criterion, fact))
        else:
            problems.append(_refuted(engine, criterion, fact, *witness))
    return problems


def _is_proved(encloser: Encloser, criterion: Criterion, fact: str, sign: int) -> bool:
    """Say whether the slope of the score in a fact has the declared sign everywhere."""
    enclose, box = encloser.over([criterion.id])

    def may_fail(candidate: Any) -> bool:
        low, high = score_span(enclose(candidate)[criterion.id], criterion).slopes.get(fact, (0, 0))
        return bool(low < 0 if sign > 0 else high > 0)

    return proved_never(may_fail, box, _PROOF_BUDGET)


def _refutation(engine: Engine, criterion: Criterion, fact: str, sign: int) -> tuple[Trial, Any, Any] | None:
    """Return a trial and two values of the fact, the lower one first, between which the score goes the wrong way."""
    trials = Trials(engine, [criterion.id], [value for value, _ in criterion.scale])
    seeds = [given_answers(engine.plan.rulebook, case) for case in criterion.cases]
    for i in range(_TRIALS):
        trial = trials.completed(seeds[i] if i < len(seeds) else {})
        last: tuple[Fraction, Any] | None = None
        for value in trials.facts[fact]:
            score = _score(criterion, trials.run({**trial, fact: value}))
            if score is None:
                continue
            if last is not None and (score - last[0]) * sign < 0:
                return trial, last[1], value
            last = (score, value)
    return None


def _score(criterion: Criterion, env: Mapping[str, Any]) -> Fraction | None:
    outcome = env[criterion.id]
    if isinstance(outcome, Undefined):
        return criterion.undefined_score
    return criterion.score_at(outcome) if isinstance(outcome, Fraction) else None


def _place(engine: Engine, criterion: Criterion, fact: str) -> Place:
    file = engine.plan.rulebook.steps[criterion.id].formulas[0].place.file
    return Place(file, key=f"criterion.{criterion.id}.direction.{fact}")


def _refuted(engine: Engine, criterion: Criterion, fact: str, trial: Trial, low: Any, high: Any) -> Problem:
    book, trials = engine.plan.rulebook, Trials(engine, [criterion.id])
    both = [{fact: value} for value in (low, high)]
    scores = [_score(criterion, trials.run({**trial, **one})) for one in both]
    ends = [
        Text(f"{example_text(one, book).en} scores {number_text(score, 'en')}", f"{example_text(one, book).fr} obtient {number_text(score, 'fr')}")
        for one, score in zip(both, scores, strict=True)
    ]  # fmt: skip
    rest = example_text({id_: answer for id_, answer in trial.items() if id_ != fact}, book)
    text = Text(
        f"{fact} acts against its declared direction: {ends[0].en}, {ends[1].en}, all else equal ({rest.en})",
        f"{fact} agit contre le sens déclaré\u00a0: {ends[0].fr}, {ends[1].fr}, toutes choses égales par ailleurs ({rest.fr})",
    )
    hint = Text("correct the formula, the scale or the direction", "corrigez la formule, l’échelle ou le sens")
    return Problem(
        "direction-refuted", text, (_place(engine, criterion, fact),), got=criterion.directions[fact], next=hint
    )


def _unproved(engine: Engine, criterion: Criterion, fact: str) -> Problem:
    text = Text(
        f"the direction of {fact} could be neither proved nor refuted",
        f"le sens de {fact} n’a pu être ni démontré ni réfuté",
    )
    hint = Text(
        "give its facts closer ranges, write the formula so that it names each fact once, or leave the direction out",
        "resserrez les bornes des faits, écrivez la formule de sorte qu’elle nomme chaque fait une fois, ou retirez le sens",
    )
    return Problem(
        "direction-unproved", text, (_place(engine, criterion, fact),), got=criterion.directions[fact], next=hint
    )
