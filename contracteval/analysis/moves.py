"""Single facts moved until a goal is met: the nearest value, fit to be written into an offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from contracteval.analysis.crossing import Stretch
from contracteval.analysis.goals import Goal
from contracteval.analysis.sweep import NEAR_ENOUGH, stretches
from contracteval.analysis.trial import Trial
from contracteval.analysis.way import Way
from contracteval.evaluation.judge import is_open_promise
from contracteval.model.analysis.levers import Move
from contracteval.model.bid import Answer, Answers, Row
from contracteval.model.fact import FactSpec, Grade, TableSpec, Value
from contracteval.model.record import dataclass
from contracteval.rules.plan import Plan

_DIGITS = 6
_MOST_DIGITS = 18
_STEP_EFFORT = Fraction(1, 2)
_WORD_EFFORT = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Step:
    """A move, and the bid after it."""

    move: Move
    trial: Trial
    effort: Fraction


def movable(plan: Plan) -> tuple[FactSpec, ...]:
    """Return the facts that talks with a vendor can move, in the order of the vocabulary.

    They are what the vendor offers, and the levels that the panel gives to its offer; never what the buyer measured.
    """
    deciding = plan.deciding_facts()
    facts = (spec for id_, spec in plan.rulebook.facts.items() if id_ in deciding)
    return tuple(
        spec for spec in facts
        if spec.per == "bid" and spec.negotiable and spec.type not in ("text", "date", "choices")
        and (spec.by == "vendor" or (spec.by == "panel" and spec.type == "level"))
    )  # fmt: skip


def moves(trial: Trial, spec: FactSpec, goal: Goal, within: Fraction | None = None) -> Step | None:
    """Return the least move of a fact that meets a goal; ``within`` is the effort beyond which none is of use."""
    if is_continuous(spec):
        return _number_move(trial, spec, goal, within)
    return min(_stepwise(trial, spec, goal), key=lambda step: step.effort, default=None)


def is_continuous(spec: FactSpec) -> bool:
    """Say whether a fact is a number that may take any value, or any whole one."""
    return spec.is_numeric and spec.type != "level"


def given(trial: Trial, spec: FactSpec) -> Answer:
    """Return the answer of a bid to a fact; what is not known counts as asserted once it is told."""
    answer = trial.answers.facts.get(spec.id)
    return answer if answer is not None and answer.value is not None else Answer(None, Grade.ASSERTED)


# --- numbers


def ways(trial: Trial, spec: FactSpec) -> tuple[Way, ...]:
    """Return the walks along a number: both ways from what was given, or up from its lowest value when it is unknown."""
    answer = given(trial, spec)
    if isinstance(answer.value, Fraction):
        return tuple(Way(trial, spec, answer, answer.value, slope) for slope in (1, -1))
    if spec.range.low is not None:
        return (Way(trial, spec, answer, spec.range.low, 1),)
    if spec.range.high is not None:
        return (Way(trial, spec, answer, spec.range.high, -1),)
    return tuple(Way(trial, spec, answer, Fraction(0), slope) for slope in (1, -1))


def _number_move(trial: Trial, spec: FactSpec, goal: Goal, within: Fraction | None) -> Step | None:
    best: Step | None = None
    for way in ways(trial, spec):
        step = _along(way, goal, within)
        if step is not None and (best is None or step.effort < best.effort):
            best, within = step, step.effort
    return best


def directed(trial: Trial, spec: FactSpec, goal: Goal, slope: int, within: Fraction | None = None) -> Step | None:
    """Return the least move of a number in one direction that meets a goal."""
    way = way_towards(trial, spec, slope)
    return None if way is None else _along(way, goal, within)


def way_towards(trial: Trial, spec: FactSpec, slope: int) -> Way | None:
    """Return the walk along a number in one direction, where there is one."""
    return next((way for way in ways(trial, spec) if way.slope == slope), None)


def _along(way: Way, goal: Goal, within: Fraction | None) -> Step | None:
    steps = (_step(way, stretch, goal) for stretch in stretches(way, goal, _farthest(way, within)))
    return next((step for step in steps if step is not None), None)


def _farthest(way: Way, within: Fraction | None) -> Fraction | None:
    """Return how far away an effort is surely spent; None where it never is."""
    if within is None or within >= 1 or way.answer.value is None:
        return None
    return within * scale_of(way.trial, way.spec, way.start) / (1 - within)  # the scale grows with the value itself


def _step(way: Way, stretch: Stretch, goal: Goal) -> Step | None:
    """Return the move to a stretch; None where no value fit to be written lies in it."""
    unknown = way.answer.value is None
    if unknown and not stretch.near and stretch.far is not None and goal.is_met(way.at(Fraction(0))):
        way, stretch = _seen_from_above(way, stretch, goal)  # met from the lowest value on: its far end matters
    value = written(way, stretch)
    if value is None:
        return None
    after = way.at(abs(value - way.start))
    if not goal.is_met(after):
        return None
    edge = way.value(stretch.near)
    beyond = not stretch.closed and stretch.exact
    before = None if unknown else way.start
    move = Move(way.spec.id, before, value, edge, beyond, value != edge, at_most=way.slope < 0)
    return Step(move, after, _STEP_EFFORT if unknown else _effort(way.trial, way.spec, way.start, value))


def _seen_from_above(way: Way, stretch: Stretch, goal: Goal) -> tuple[Way, Stretch]:
    assert stretch.far is not None
    if stretch.far == way.length and way.end_counts and goal.is_met(way.at(stretch.far)):  # any answer will do
        return way, Stretch(Fraction(0), stretch.far, closed=True)
    top = way.value(stretch.far)
    return Way(way.trial, way.spec, way.answer, top, -way.slope), Stretch(Fraction(0), stretch.far, closed=False)


def _effort(trial: Trial, spec: FactSpec, before: Fraction, after: Fraction) -> Fraction:
    """Return how far a number goes, as a share of its scale."""
    return abs(after - before) / scale_of(trial, spec, before, after)


def scale_of(trial: Trial, spec: FactSpec, *values: Fraction) -> Fraction:
    """Return what a move of a number is measured against: its range where that has two ends that mean something.

    Otherwise it is the greatest of its values and of those that the bids offer.
    """
    low, high = spec.range.low, spec.range.high
    if spec.type in ("ratio", "number") and low is not None and high is not None:
        return high - low
    return max(*map(abs, values), trial.bench.field.offered(spec.id)) or Fraction(1)


def written(way: Way, stretch: Stretch) -> Fraction | None:
    """Return the value to write: the edge itself where it is met and short, else the next one of few digits beyond it."""
    edge = way.value(stretch.near)
    if stretch.closed and stretch.exact and _is_short(edge, way.spec):
        return edge
    scale = stretch.near or abs(way.start) or Fraction(1)
    for digits in (0,) if way.spec.whole else range(_MOST_DIGITS):
        step = Fraction(1, 10**digits)
        if step > scale * NEAR_ENOUGH and not way.spec.whole:
            continue
        value = _next_beyond(edge / step, way.slope, stretch.closed) * step
        distance = way.slope * (value - way.start)
        if stretch.far is None or distance < stretch.far or (distance == way.length and way.end_counts):
            return value
    return None


def _is_short(value: Fraction, spec: FactSpec) -> bool:
    return (value * (1 if spec.whole else 10**_DIGITS)).denominator == 1


def _next_beyond(value: Fraction, slope: int, closed: bool) -> int:
    if value.denominator == 1 and not closed:
        return int(value) + slope
    return ceil(value) if slope > 0 else floor(value)


def stop_at(trial: Trial, spec: FactSpec, value: Value) -> Step:
    """Return the move of a fact to a value, whatever it brings."""
    answer = given(trial, spec)
    after = trial.but({spec.id: Answer(value, answer.grade, answer.places)})
    numbers = isinstance(value, Fraction) and isinstance(answer.value, Fraction)
    at_most = numbers and value < answer.value  # type: ignore[operator]
    return Step(Move(spec.id, answer.value, value, at_most=at_most), after, effort_of(trial, spec, value))


def effort_of(trial: Trial, spec: FactSpec, value: Value) -> Fraction:
    """Return how far a fact goes when it moves to a value."""
    before = given(trial, spec).value
    if is_continuous(spec) and isinstance(value, Fraction) and isinstance(before, Fraction):
        return _effort(trial, spec, before, value)
    return _step_effort(spec, before, value)


def value_at(way: Way, t: Fraction, *, closed: bool) -> Fraction | None:
    """Return the value to write for a kink, where the fact may be there: a little beyond unless it is short and ``closed``."""
    value = written(way, Stretch(t, None, closed))
    return value if value is not None and value in way.spec.range else None


# --- facts that move in steps


def _stepwise(trial: Trial, spec: FactSpec, goal: Goal) -> Iterator[Step]:
    answer = given(trial, spec)
    for value in alternatives(spec, answer.value):
        step = stop_at(trial, spec, value)
        if goal.is_met(step.trial):
            yield step
            if spec.type == "level":
                break  # the nearest level comes first


def alternatives(spec: FactSpec, now: Value | None) -> list[Value]:
    """Return the other answers of a fact that moves in steps, the nearest first."""
    if spec.type == "yes/no":
        return [value for value in (True, False) if value is not now]
    if spec.type == "choice":
        return [option.id for option in spec.options if option.id != now]
    here = now if isinstance(now, Fraction) else Fraction(-1)
    levels = sorted((Fraction(n) for n in range(5) if n != here), key=lambda level: abs(level - here))
    return [*levels]


def _step_effort(spec: FactSpec, before: Value | None, after: Value) -> Fraction:
    if spec.type == "level" and isinstance(before, Fraction) and isinstance(after, Fraction):
        return abs(after - before) / 4
    return _STEP_EFFORT


# --- evidence


def contracted(trial: Trial) -> Trial:
    """Return the bid with everything that it promises put into the contract as it stands."""
    answers, plan = trial.answers, trial.bench.plan
    open_ = {item.fact for item in trial.conditions if item.row is None}
    facts = {id_: replace(answers.facts[id_], grade=Grade.CONTRACTED) for id_ in open_}
    tables = {item.fact: plan.rulebook.tables[item.fact] for item in trial.conditions if item.row is not None}
    rows = {id_: tuple(_signed(row, table) for row in answers.tables[id_]) for id_, table in tables.items()}
    after = trial.but(facts)
    signed = Answers(after.answers.facts, {**answers.tables, **rows})
    return Trial(trial.bench, trial.bid, signed, after.env, after.scores, after.lot)


def _signed(row: Row, table: TableSpec) -> Row:
    return {
        name: replace(cell, grade=Grade.CONTRACTED)
        if name in table.columns and is_open_promise(cell, table.columns[name])
        else cell
        for name, cell in row.items()
    }


def contract_effort(promises: int) -> Fraction:
    """Return what it takes to put promises into the contract: little for each."""
    return _WORD_EFFORT * promises
