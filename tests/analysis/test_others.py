"""Levers where the others matter: relative price formulas, bars that the buyer set, gates before prices, rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracteval.analysis.beside import placed
from contracteval.analysis.changes import Changes
from contracteval.analysis.goals import FIRST, Goal
from contracteval.analysis.levers import levers_of
from contracteval.analysis.missing import analyse as analyse_missing
from contracteval.analysis.moves import directed, movable
from contracteval.analysis.options import Options
from contracteval.analysis.reach import may_reach
from contracteval.analysis.study import Study
from contracteval.analysis.trial import Trial
from contracteval.analysis.workbench import Workbench
from contracteval.case import Case
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import Grade
from contracteval.model.result import Verdict
from contracteval.model.settings import Admission, Rounding
from tests.analysis.small_rules import ABOUT, BOTH, criterion, group, made_case, made_study, mark
from tests.analysis.test_levers import check_levers

FORMULAS = {
    "ratio": "lowest(bids.price) / price",
    "min-max": "(highest(bids.price) - price) / (highest(bids.price) - lowest(bids.price))",
    "mean": "1 - abs(price - mean(bids.price)) / mean(bids.price)",
    "counted": "1 - count(bids, where=bids.price < price) / 4",
    "logarithmic": "1 - ln(price / lowest(bids.price))",
}
RULES = (
    mark("depth")
    + mark("breadth")
    + criterion("deep", "depth / 100")
    + criterion("broad", "breadth / 100")
    + group("quality", {"deep": 60, "broad": 40})
    + f"[gate.breadth_suffices]\n{ABOUT}require = 'breadth >= 20'\ncaps = 'reject'\n"
    + f"[flag.very_low]\n{ABOUT}question = {BOTH}\nwhen = 'price < 70 / 100 * mean(bids.price)'\nrelative = true\n"
    + "undefined = 'not_raised'\ncaps = 'clarify'\n"
)
EXAMPLES = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Case]:
    return {name: _case(tmp_path_factory.mktemp("lot"), formula) for name, formula in FORMULAS.items()}


def _case(folder: Path, formula: str) -> Case:
    rules = RULES + criterion("cheap", formula, "relative = true\n") + group("price_mark", {"cheap": 1})
    facts = {"price": {"value": 10, "unit": "M€/yr"}, "depth": {"value": 50}, "breadth": {"value": 50}}
    return made_case(folder, rules, {"quality": 60, "price_mark": 40}, facts)


BARS = (
    (),
    (Admission("quality", minimum=Fraction(45)),),
    (Admission("deep", minimum=Fraction(50)), Admission("quality", top=2)),
    (Admission("quality", top=2, ties="excluded"),),
    (Admission("price_mark", minimum=Fraction(60)),),
    (Admission("price_mark", top=2),),
)


@st.composite
def studies(draw: st.DrawFn, cases: Mapping[str, Case], *, missing: bool = False) -> Study:
    case = cases[draw(st.sampled_from(sorted(cases)))]
    rounding = draw(st.sampled_from([Rounding(), Rounding(), Rounding(total=1), Rounding(scores=0, total=1)]))
    plan = replace(
        case.plan,
        settings=replace(case.plan.settings, admissions=draw(st.sampled_from(BARS)), rounding=rounding),
    )
    return made_study(plan, {id_: draw(_offers(missing=missing)) for id_ in "abcd"[: draw(st.integers(2, 4))]})


@st.composite
def _offers(draw: st.DrawFn, *, missing: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "price": draw(st.integers(60, 140)) / Fraction(10),
        "depth": Fraction(draw(st.integers(0, 20)) * 5),
        "breadth": Fraction(draw(st.integers(2, 20)) * 5),
    }
    return {id_: value for id_, value in facts.items() if not missing or draw(st.integers(0, 7))}


@settings(max_examples=50, **EXAMPLES)  # type: ignore[arg-type]
@given(st.data())
def test_a_bid_under_trial_is_placed_as_when_all_are_judged_again(
    cases: Mapping[str, Case], data: st.DataObject
) -> None:
    study = data.draw(studies(cases, missing=True))
    bid = data.draw(st.sampled_from(sorted(study.results)))
    trial = Trial.of(Workbench(study), bid)
    made: dict[str, Answer] = {}
    for id_, answer in data.draw(st.lists(_moves(), min_size=1, max_size=3)):
        made[id_] = answer
        trial = trial.but({id_: answer})
    expected = next(item for item in study.judge(Changes.of_bid(bid, Answers(made))).bids if item.id == bid)
    found = placed(trial)
    assert (found.verdict, found.score, found.rank, found.tied_with) == (
        expected.verdict, expected.score, expected.rank, expected.tied_with,
    )  # fmt: skip
    assert FIRST.is_met(trial) == (expected.rank == 1 and not expected.tied_with and expected.verdict >= FIRST.verdict)


def _moves() -> st.SearchStrategy[tuple[str, Answer]]:
    prices = st.integers(10, 200).map(lambda n: ("price", Answer(Fraction(n, 10), Grade.CONTRACTED)))
    marks = st.tuples(
        st.sampled_from(["depth", "breadth"]),
        st.integers(0, 100).map(lambda n: Answer(Fraction(n), Grade.CONTRACTED)),
    )
    return st.one_of(prices, marks)


@settings(max_examples=8, **EXAMPLES)  # type: ignore[arg-type]
@given(st.data())
def test_a_lever_holds_when_all_are_judged_again_and_one_percent_less_does_not(
    cases: Mapping[str, Case], data: st.DataObject
) -> None:
    study = data.draw(studies(cases))
    bid = data.draw(st.sampled_from(sorted(study.results)))
    check_levers(study, bid, levers_of(Workbench(study), bid))


@settings(max_examples=8, **EXAMPLES)  # type: ignore[arg-type]
@given(st.data())
def test_no_value_nearer_than_the_lever_would_do(cases: Mapping[str, Case], data: st.DataObject) -> None:
    study = data.draw(studies(cases))
    bid = data.draw(st.sampled_from(sorted(study.results)))
    trial = Trial.of(Workbench(study), bid)
    spec = data.draw(st.sampled_from(movable(study.plan)))
    goal = data.draw(st.sampled_from([FIRST, *map(Goal, Verdict)]))
    start = study.answers(bid).facts[spec.id].value
    assert isinstance(start, Fraction)
    if goal.is_met(trial):
        return
    found = {slope: directed(trial, spec, goal, slope) for slope in (1, -1)}
    for i in range(1, 60):
        value = Fraction(i, 2) if spec.id == "price" else Fraction(5 * i, 3)
        if value not in spec.range or value == start:
            continue
        judged = study.judge(Changes.of_bid(bid, Answers({spec.id: Answer(value, Grade.CONTRACTED)})))
        result = next(item for item in judged.bids if item.id == bid)
        met = result.verdict >= goal.verdict and (not goal.first or (result.rank == 1 and not result.tied_with))
        if met:
            assert may_reach(trial, spec, goal)
            step = found[1 if value > start else -1]
            assert step is not None
            assert step.move.edge is not None
            assert abs(value - start) >= abs(step.move.edge - start)


def test_a_bid_with_nothing_may_still_come_first_because_the_other_falls(cases: Mapping[str, Case]) -> None:
    """All 100 points are missing, and can be had: the cheapest bid gets the full mark, and the other none."""
    plan = replace(
        cases["min-max"].plan,
        groups=tuple(
            replace(group, weight=Fraction(3, 5) if group.id == "price_mark" else Fraction(2, 5))
            for group in cases["min-max"].plan.groups
        ),
    )
    marks = {"a": (12, 0, 20), "b": (6, 100, 100)}
    study = made_study(
        plan,
        {id_: dict(zip(("price", "depth", "breadth"), map(Fraction, own), strict=True)) for id_, own in marks.items()},
    )
    first = next(aim for aim in levers_of(Workbench(study), "a").aims if aim.verdict is None)
    assert [lever.moves[0].fact for lever in first.single] == ["price"]


@settings(max_examples=8, **EXAMPLES)  # type: ignore[arg-type]
@given(st.data())
def test_who_comes_first_once_all_is_answered_was_among_those_who_might(
    cases: Mapping[str, Case], data: st.DataObject
) -> None:
    """The bids here may be rejected by what is missing, and be compared with each other by it."""
    study = data.draw(studies(cases, missing=True))
    missing = analyse_missing(study, Options())
    filled: dict[str, Answers] = {}
    for fact in missing.facts:
        assert fact.bid is not None
        assert fact.fact not in study.results[fact.bid].facts
        assert not fact.changes_first or fact.first_then != missing.first
        value = (
            data.draw(st.integers(60, 140)) / Fraction(10)
            if fact.fact == "price"
            else Fraction(data.draw(st.integers(0, 100)))
        )
        own = filled.get(fact.bid, Answers()).facts
        filled[fact.bid] = Answers({**own, fact.fact: Answer(value, Grade.CONTRACTED)})
    bids = study.judge(Changes(bids=filled)).bids
    assert {bid.id for bid in bids if bid.rank == 1} <= set(missing.first)
    judged = {bid.id: bid for bid in bids}
    for pair in missing.ahead:
        if judged[pair.ahead].verdict is not Verdict.REJECT:
            assert judged[pair.ahead].score.ends[0] > judged[pair.behind].score.ends[1]
