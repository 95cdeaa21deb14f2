"""Scales against what their measures can reach: every piece must be reached by an example."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.evaluation.cases import given_answers
from contracteval.evaluation.enclose import MEASURE_TOLERANCE, Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.trials import Env, Goal, Trials, search
from contracteval.evaluation.sanity.wording import example_text, number_text, outcome_text
from contracteval.formula.span import EVERYTHING, Span
from contracteval.formula.splitting import Problem as BoundProblem
from contracteval.formula.splitting import bound
from contracteval.rules.rulebook import Criterion
from contracteval.text import Language, Text

_NEARLY = Fraction(1, 100)  # an open end, such as a price above 0, is never reached itself
_BOUND_BUDGET = 60


def scale_problems(engine: Engine, encloser: Encloser, criterion: Criterion) -> list[Problem]:
    """Find the pieces and ends of a scale that no example reaches, each with the nearest one."""
    book = engine.plan.rulebook
    xs = [value for value, _ in criterion.scale]
    trials = Trials(engine, [criterion.id], xs)
    seeds = [given_answers(book, case) for case in criterion.cases]
    goals = [Goal(("inside", i), _between(criterion.id, a, b)) for i, (a, b) in enumerate(pairwise(xs))]
    goals += [Goal(("at", i), _at(criterion.id, value)) for i, value in enumerate(xs)]
    first, last = (xs[1] - xs[0]) * _NEARLY, (xs[-1] - xs[-2]) * _NEARLY
    goals += [
        Goal("low", _beyond(criterion.id, xs[0] + first, -1)),
        Goal("high", _beyond(criterion.id, xs[-1] - last, 1)),
    ]
    found, nearest = search(trials, goals, seeds)
    missed: list[tuple[Any, Fraction, Fraction]] = [
        (("inside", i), a, b)
        for i, (a, b) in enumerate(pairwise(xs))
        if ("inside", i) not in found and not {("at", i), ("at", i + 1)} <= set(found)
    ]
    pieces = {goal[1] for goal, _, _ in missed}  # an end is told apart only where its piece is reached
    last_piece = len(xs) - 2
    if "low" not in found and ("at", 0) not in found and 0 not in pieces:
        missed.append(("low", xs[0], xs[0]))
    if "high" not in found and ("at", last_piece + 1) not in found and last_piece not in pieces:
        missed.append(("high", xs[-1], xs[-1]))
    if not missed:
        return []
    reach = _reach(encloser, criterion.id)
    return [_unreached(engine, trials, criterion, a, b, nearest.get(goal), reach) for goal, a, b in missed]


def _between(id_: str, low: Fraction, high: Fraction) -> Callable[[Env], Any]:
    middle, half = (low + high) / 2, (high - low) / 2

    def distance(env: Env) -> Any:
        value = env[id_]
        if not isinstance(value, Fraction):
            return None
        return 0 if abs(value - middle) < half else abs(value - middle)

    return distance


def _at(id_: str, wanted: Fraction) -> Callable[[Env], Any]:
    return lambda env: abs(env[id_] - wanted) if isinstance(env[id_], Fraction) else None


def _beyond(id_: str, end: Fraction, side: int) -> Callable[[Env], Any]:
    return lambda env: max(Fraction(0), (end - env[id_]) * side) if isinstance(env[id_], Fraction) else None


def _reach(encloser: Encloser, id_: str) -> tuple[Any, Any]:
    enclose, box = encloser.over([id_])

    def measure(candidate: Any) -> Span:
        found = enclose(candidate)[id_]
        return found if isinstance(found, Span) else EVERYTHING

    return bound(BoundProblem(measure, box), MEASURE_TOLERANCE, _BOUND_BUDGET)


def _unreached(
    engine: Engine, trials: Trials, criterion: Criterion, a: Fraction, b: Fraction, near: Any, reach: tuple[Any, Any]
) -> Problem:
    low, high = reach
    beyond = high < b if a == b == criterion.scale[-1][0] else high <= a
    before = low > a if a == b == criterion.scale[0][0] else low >= b
    proved = beyond or before
    place = Place(
        engine.plan.rulebook.steps[criterion.id].formulas[0].place.file, key=f"criterion.{criterion.id}.scale"
    )
    if a == b:
        piece = Text(f"{number_text(a, 'en')}, an end of the scale", f"{number_text(a, 'fr')}, bout de l’échelle")
    else:
        piece = Text(
            f"the piece of the scale from {_range(a, b, 'en')}", f"le morceau de l’échelle de {_range(a, b, 'fr')}"
        )
    span = Text(_range(low, high, "en"), _range(low, high, "fr"))
    if proved:
        text = Text(
            f"the measure never reaches {piece.en}: it runs from {span.en}",
            f"la mesure n’atteint jamais {piece.fr}\u00a0: elle va de {span.fr}",
        )
    else:
        text = Text(
            f"no example was found in which the measure reaches {piece.en}",
            f"aucun exemple trouvé où la mesure atteint {piece.fr}",
        )
    if near is not None:
        value, example = outcome_text(trials.run(near)[criterion.id]), example_text(near, engine.plan.rulebook)
        text = Text(
            f"{text.en}; the nearest is {value.en} ({example.en})",
            f"{text.fr}\u00a0; le plus proche est {value.fr} ({example.fr})",
        )
    hint = Text(
        "correct the scale or the range of the facts, or add a worked case that reaches it",
        "corrigez l’échelle ou les bornes des faits, ou ajoutez un cas résolu qui l’atteint",
    )
    return Problem("scale-unreached", text, (place,), got=criterion_scale(criterion), next=hint)


def _range(low: Any, high: Any, lang: Language) -> str:
    """Write a stretch of numbers, or the number that it comes down to."""
    ends = [number_text(low, lang), number_text(high, lang)]
    return ends[0] if low == high else (" to " if lang == "en" else " à ").join(ends)


def criterion_scale(criterion: Criterion) -> str:
    """Write a scale as it stands in its file."""
    return "[" + ", ".join(f"[{number_text(a, 'en')}, {number_text(b, 'en')}]" for a, b in criterion.scale) + "]"
