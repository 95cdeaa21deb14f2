"""Conditions against what can happen: each must be both true and false in some example.

That holds for gates and flags, for ``only_if``, and for every branch of a formula, of a computed column as well: the
condition of ``a if c else b``, each argument of ``min`` and ``max``, each end of ``clamp``. A ``where`` must keep some
row and leave some row out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.evaluation.cases import given_answers
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.branches import Branch, as_bounded, branches_of, outcomes_of
from contracteval.evaluation.sanity.trials import Goal, Trials, search
from contracteval.evaluation.sanity.wording import example_text
from contracteval.formula.span import Options
from contracteval.formula.splitting import proved_never
from contracteval.formula.to_bounds import to_bounds
from contracteval.rules.rulebook import Case, Rulebook, Step
from contracteval.text import Text

_BUDGET = 200


def condition_problems(engine: Engine, encloser: Encloser, step: Step, cases: Sequence[Case]) -> list[Problem]:
    """Find the conditions of a step that no example makes true, or none false."""
    branches = list(branches_of(step))
    if not branches:
        return []
    book = engine.plan.rulebook
    goals: list[Goal] = []
    for i, branch in enumerate(branches):
        occurs = outcomes_of(branch, engine)
        goals += [_goal((i, wanted), occurs, wanted) for wanted in branch.wanted]
    found, _ = search(Trials(engine, [step.id]), goals, [given_answers(book, case) for case in cases])
    missed = [(branches[goal.id[0]], goal.id[1]) for goal in goals if goal.id not in found]
    return [_problem(branch, wanted, encloser, next(iter(found.values()), None), book) for branch, wanted in missed]


def _goal(id_: Any, occurs: Any, wanted: bool) -> Goal:
    return Goal(id_, lambda env: 0 if any(outcome is wanted for outcome in occurs(env)) else 1)


def _problem(
    branch: Branch, wanted: bool, encloser: Encloser, example: Mapping[str, Any] | None, book: Rulebook
) -> Problem:
    text = _never(branch, wanted, proved=_is_proved(branch, wanted, encloser))
    if example is not None and branch.function is None:
        shown, other = example_text(dict(example), book), _truth(not wanted)
        text = Text(
            f"{text.en}; it is {other.en} for example with {shown.en}",
            f"{text.fr}\u00a0; elle est {other.fr} par exemple avec {shown.fr}",
        )
    kind = "condition-constant" if branch.decides else "branch-unreached"
    hint = Text(
        "correct the condition or the range of the facts, or add a worked case that shows it",
        "corrigez la condition ou les bornes des faits, ou ajoutez un cas résolu qui la montre",
    )
    place = branch.formula.place
    return Problem(
        kind,
        text,
        (Place(place.file, key=place.key, column=branch.node.at or None),),
        got=branch.formula.text,
        next=hint,
    )


def _never(branch: Branch, wanted: bool, *, proved: bool) -> Text:
    source, word = branch.source, _truth(wanted)
    if branch.function is not None:
        if proved:
            return Text(
                f"in {branch.function}, {source} never decides", f"dans {branch.function}, {source} ne décide jamais"
            )
        return Text(
            f"no example was found in which {source} decides {branch.function}",
            f"aucun exemple trouvé où {source} décide de {branch.function}",
        )
    if proved:
        return Text(
            f"the condition {source} can never be {word.en}", f"la condition {source} ne peut jamais être {word.fr}"
        )
    return Text(
        f"no example was found in which the condition {source} is {word.en}",
        f"aucun exemple trouvé où la condition {source} est {word.fr}",
    )


def _truth(value: bool) -> Text:
    return Text("true", "vraie") if value else Text("false", "fausse")


def _is_proved(branch: Branch, wanted: bool, encloser: Encloser) -> bool:
    """Say whether bounds prove that a condition never has a value."""
    bounded = as_bounded(branch, encloser.book)
    if bounded is None:
        return False
    node, columns = bounded
    enclose, box = encloser.over([branch.step.id])

    def possible(candidate: Any) -> bool:
        env = {**enclose(candidate), **columns}
        found = to_bounds(node, env, not branch.step.type.exact, encloser.book.orders)
        return not isinstance(found, Options) or wanted in found.values

    return proved_never(possible, box, _BUDGET)
