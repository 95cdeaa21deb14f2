"""What is undefined: shown by an example where nothing says what it means, reported where it cannot happen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.evaluation.cases import given_answers
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.trials import Trials, search, undefined_goal
from contracteval.evaluation.sanity.wording import example_text
from contracteval.formula.splitting import proved_never
from contracteval.model.value import Undefined
from contracteval.rules.check import undefined_problems
from contracteval.rules.rulebook import Case, Rulebook
from contracteval.text import Text

_BUDGET = 200


def gap_problems(engine: Engine) -> list[Problem]:
    """Find what may be undefined and says nothing about it, each with an example where one is found."""
    book = engine.plan.rulebook
    return [_with_example(engine, step, problem) for step, problem in undefined_problems(book).items()]


def _with_example(engine: Engine, step: str, problem: Problem) -> Problem:
    trials = Trials(engine, [step])
    reached, _ = search(trials, [undefined_goal(step, step)])
    if step not in reached:
        return problem
    trial = reached[step]
    outcome = trials.run(trial)[step]
    why = outcome.why if isinstance(outcome, Undefined) else Text("", "")
    shown = example_text(trial, engine.plan.rulebook)
    text = Text(
        f"{problem.message.en}; for example with {shown.en}: {why.en}",
        f"{problem.message.fr}\u00a0; par exemple avec {shown.fr}\u00a0: {why.fr}",
    )
    return replace(problem, message=text)


def idle_undefined_problems(engine: Engine, encloser: Encloser, only: Collection[str] | None = None) -> list[Problem]:
    """Find what is said about an undefined measure that bounds prove to be defined always."""
    book = engine.plan.rulebook
    problems = []
    for word, id_, step, cases in _settled(book):
        if only is not None and step not in only:
            continue
        if _shown_by_a_case(engine, step, cases) or not _never_undefined(encloser, step):
            continue
        place = Place(book.steps[step].formulas[0].place.file, key=f"{word}.{id_}.undefined")
        text = Text(
            f"{id_} is never undefined, and yet a case is made for it",
            f"{id_} n’est jamais indéfini, et pourtant ce cas est prévu",
        )
        hint = Text(
            "leave “undefined” out, or look for the divisor or condition that was lost",
            "retirez «\u00a0undefined\u00a0», ou cherchez le diviseur ou la condition qui s’est perdu",
        )
        problems.append(Problem("undefined-never", text, (place,), got=book.steps[step].formulas[0].text, next=hint))
    return problems


def _settled(book: Rulebook) -> Iterator[tuple[str, str, str, Sequence[Case]]]:
    for id_, criterion in book.criteria.items():
        if criterion.undefined_why is not None:
            yield "criterion", id_, id_, criterion.cases
    for id_, flag in book.flags.items():
        if flag.settled:
            yield "flag", id_, f"flag:{id_}", flag.cases


def _shown_by_a_case(engine: Engine, step: str, cases: Sequence[Case]) -> bool:
    trials = Trials(engine, [step])
    trial = (trials.completed(given_answers(engine.plan.rulebook, case)) for case in cases)
    return any(isinstance(trials.run(one)[step], Undefined) for one in trial)


def _never_undefined(encloser: Encloser, step: str) -> bool:
    enclose, box = encloser.over([step])

    def possible(candidate: Any) -> bool:
        return bool(enclose(candidate)[step].undefined)

    return proved_never(possible, box, _BUDGET)
