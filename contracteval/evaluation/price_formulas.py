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
            low, least, other, most = (_number(number) for number in (*lowest, *best))
            return _problem(
                plan, criterion, trial, "price-formula-denies-lowest",
                Text("can give the lowest price less than the best mark", "peut refuser la meilleure note au prix le plus bas"),
                Text(
                    f"the price of {low.en} gets {least.en} points, that of {other.en} gets {most.en}",
                    f"le prix de {low.fr} reçoit {least.fr} points, celui de {other.fr} en reçoit {most.fr}",
                ),
            )  # fmt: skip
    return None


def _exceeds(plan: Plan, criterion: Criterion, trials: Sequence[Trial]) -> Problem | None:
    ends = criterion.scale[0], criterion.scale[-1]
    top = max(ends, key=lambda point: point[1])[0]
    beyond: Callable[[Fraction], bool] = (lambda v: v > top) if top == ends[1][0] else (lambda v: v < top)
    for trial in trials:
        pairs = zip(trial.prices, trial.outcomes, strict=True)
        over = [(price, value) for price, value in pairs if isinstance(value, Fraction) and beyond(value)]
        if over:
            price, value, most = (_number(number) for number in (*over[0], top))
            return _problem(
                plan, criterion, trial, "price-formula-exceeds",
                Text("can exceed its maximum; the mark is cut there", "peut dépasser son maximum\u00a0; la note y est plafonnée"),
                Text(
                    f"the price of {price.en} comes to {value.en}, beyond {most.en}",
                    f"le prix de {price.fr} donne {value.fr}, au-delà de {most.fr}",
                ),
            )  # fmt: skip
    return None


def _divides_by_zero(plan: Plan, criterion: Criterion, trials: Sequence[Trial]) -> Problem | None:
    for trial in trials:
        undefined = [value for value in trial.outcomes if isinstance(value, Undefined)]
        if undefined:
            why, mark = undefined[0].why, criterion.undefined_score
            points = None if mark is None else _number(mark)
            return _problem(
                plan, criterion, trial, "price-formula-undefined",
                Text(f"can be undefined ({why.en})", f"peut être indéfinie ({why.fr})"),
                Text("no mark is given", "aucune note n’est donnée")
                if points is None
                else Text(f"the mark is then {points.en}", f"la note est alors {points.fr}"),
            )  # fmt: skip
    return None


_LOOKS = (_lowest_is_denied, _exceeds, _divides_by_zero)


def _problem(plan: Plan, criterion: Criterion, trial: Trial, kind: str, what: Text, shown: Text) -> Problem:
    """Say what can go wrong, and the prices that show it with what they get."""
    prices = [_number(price) for price in trial.prices]
    one = len(prices) == 1
    lot = Text(
        f"with {'a price' if one else 'prices'} of {_listed([price.en for price in prices], 'and')}",
        f"avec {'un' if one else 'des'} prix de {_listed([price.fr for price in prices], 'et')}",
    )
    title, place = criterion.title, plan.rulebook.steps[criterion.id].formulas[0].place
    return Problem(
        kind,
        Text(
            f"price formula “{title.en}”: {what.en}; {lot.en}, {shown.en}",
            f"formule de prix «\u00a0{title.fr}\u00a0»\u00a0: {what.fr}\u00a0; {lot.fr}, {shown.fr}",
        ),
        (Place(place.file, key=f"criterion.{criterion.id}"),),
        severity="warning",
    )


def _listed(texts: Sequence[str], joint: str) -> str:
    return f"{', '.join(texts[:-1])} {joint} {texts[-1]}" if len(texts) > 1 else texts[0]


def _number(value: Fraction) -> Text:
    text = f"{float(value):.4g}"
    return Text(text, text.replace(".", ","))
