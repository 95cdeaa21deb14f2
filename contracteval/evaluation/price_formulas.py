"""What a price formula can do wrong, found by trying it on small lots: told when the rules are loaded, not after award."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.evaluation.engine import Engine
from contracteval.model.bid import Answers
from contracteval.model.fact import FactSpec
from contracteval.model.record import dataclass
from contracteval.model.value import Undefined
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import Criterion
from contracteval.text import Text

PRICE = "price"
# Lots of prices that bring out what the studied formulas do: close and far apart, equal, two and many, near zero.
LOTS: Sequence[tuple[int, ...]] = (
    (80, 100), (100, 100), (99, 100), (1, 100), (40, 80, 100), (80, 85, 90), (60, 90, 95, 100, 130), (100,),
)  # fmt: skip
# Settings of the other facts, as a share of the dearest price of the lot (money) or of the range (anything else).
SHARES = (Fraction(1, 2), Fraction(1), Fraction(6, 5))
MOST_VARIED = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """One lot tried: each bid's price and what the formula came to, in the order of the prices."""

    prices: tuple[Fraction, ...]
    outcomes: tuple[Any, ...]


def price_formula_findings(plan: Plan) -> tuple[Problem, ...]:
    """Return what each price formula of the plan can do wrong, each with the lot that shows it."""
    found: list[Problem] = []
    for criterion in {leaf.criterion.id: leaf.criterion for leaf, _, _ in plan.leaves()}.values():
        if criterion.price_formula and PRICE in plan.rulebook.needs_of(criterion.id):
            trials = tuple(_trials(plan, criterion))
            found += [problem for look in _LOOKS if (problem := look(plan, criterion, trials)) is not None]
    return tuple(found)


def _trials(plan: Plan, criterion: Criterion) -> Iterator[Trial]:
    """Try every lot with every setting of the other facts; the bids differ in price alone."""
    engine, facts = Engine(plan).narrowed([criterion.id]), plan.rulebook.facts
    others = [facts[id_] for id_ in plan.rulebook.inputs_of(criterion.id) if id_ in facts and id_ != PRICE]
    price = facts[PRICE]
    for prices in LOTS:
        allowed = tuple(Fraction(value) for value in prices if Fraction(value) in price.range)
        for shares in _settings(len(others)):
            given = {spec.id: _setting(spec, share, max(allowed)) for spec, share in zip(others, shares, strict=True)}
            start = engine.start(Answers())
            start.update(given)
            lot = [{**_unanswered(plan, start), **given, PRICE: value} for value in allowed]
            outcomes = tuple(engine.run({**start, PRICE: value}, lot).env[criterion.id] for value in allowed)
            yield Trial(allowed, outcomes)


def _settings(facts: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield a share for each fact: every combination for the first few, the rest in the middle."""
    free = min(facts, MOST_VARIED)
    for shares in itertools.product(SHARES, repeat=free):
        yield (*shares, *(Fraction(1),) * (facts - free))


def _unanswered(plan: Plan, start: Mapping[str, Any]) -> dict[str, Any]:
    return {id_: start[id_] for id_, spec in plan.rulebook.facts.items() if spec.per == "bid"}


def _setting(spec: FactSpec, share: Fraction, dearest: Fraction) -> Any:
    """Return a value of a fact: a share of the dearest price, or of its range."""
    if spec.type == "yes/no":
        return True
    if spec.options:
        return spec.options[0].id
    if spec.type == "money":
        return share * dearest
    low = spec.range.low if spec.range.low is not None else Fraction(0)
    high = spec.range.high if spec.range.high is not None else low + 1
    return low + (high - low) * min(share, Fraction(9, 10))


def _lowest_is_denied(plan: Plan, criterion: Criterion, trials: Sequence[Trial]) -> Problem | None:
    for trial in trials:
        marks = [criterion.score_at(value) if isinstance(value, Fraction) else None for value in trial.outcomes]
        scored = [(price, mark) for price, mark in zip(trial.prices, marks, strict=True) if mark is not None]
        if not scored:
            continue
        lowest, best = min(scored), max(scored, key=lambda item: item[1])
        if lowest[1] < best[1]:
            witness = f"{_number(lowest[1])} < {_number(best[1])}"
            return _problem(
                plan, criterion, trial, "price-formula-denies-lowest", witness,
                Text("can give the lowest price less than the best mark", "peut refuser la meilleure note au prix le plus bas"),
            )  # fmt: skip
    return None


def _exceeds(plan: Plan, criterion: Criterion, trials: Sequence[Trial]) -> Problem | None:
    ends = criterion.scale[0], criterion.scale[-1]
    top = max(ends, key=lambda point: point[1])[0]
    beyond: Callable[[Fraction], bool] = (lambda v: v > top) if top == ends[1][0] else (lambda v: v < top)
    for trial in trials:
        over = [value for value in trial.outcomes if isinstance(value, Fraction) and beyond(value)]
        if over:
            return _problem(
                plan, criterion, trial, "price-formula-exceeds", _number(over[0]),
                Text("can exceed its maximum; the mark is cut there", "peut dépasser son maximum\u00a0; la note y est plafonnée"),
            )  # fmt: skip
    return None


def _divides_by_zero(plan: Plan, criterion: Criterion, trials: Sequence[Trial]) -> Problem | None:
    for trial in trials:
        undefined = [value for value in trial.outcomes if isinstance(value, Undefined)]
        if undefined:
            score = "–" if criterion.undefined_score is None else _number(criterion.undefined_score)
            return _problem(
                plan, criterion, trial, "price-formula-undefined", score,
                Text(
                    f"can be undefined ({undefined[0].why.en}); the rule then gives the mark shown",
                    f"peut être indéfinie ({undefined[0].why.fr})\u00a0; la règle donne alors la note indiquée",
                ),
            )  # fmt: skip
    return None


_LOOKS = (_lowest_is_denied, _exceeds, _divides_by_zero)


def _problem(plan: Plan, criterion: Criterion, trial: Trial, kind: str, shown: str, what: Text) -> Problem:
    prices = " / ".join(_number(price) for price in trial.prices)
    title, place = criterion.title, plan.rulebook.steps[criterion.id].formulas[0].place
    return Problem(
        kind,
        Text(f"price formula “{title.en}”: {what.en}", f"formule de prix «\u00a0{title.fr}\u00a0»\u00a0: {what.fr}"),
        (Place(place.file, key=f"criterion.{criterion.id}"),),
        got=f"{prices} → {shown}",
        severity="warning",
    )


def _number(value: Fraction) -> str:
    return f"{float(value):.4g}"
