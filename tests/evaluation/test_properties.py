"""What must hold for all bids, over strategies built from the rules' own facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.evaluate import compare, evaluate, merge
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade, Value
from contracteval.model.result import BidResult
from contracteval.model.settings import Settings
from contracteval.rules.from_toml import default_rulesets
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook
from tests.strategies import answers_of, values_of

GOOD = Path(__file__).parents[1] / "rules" / "good"
CASE = Case(data_folder("templates") / "demo")
PLAN = CASE.plan
ENGINE = Engine(PLAN)
NEEDS = PLAN.needs().facts
OWN = {id_: spec for id_, spec in NEEDS.items() if spec.per == "bid"}
BUYER = {id_: spec for id_, spec in NEEDS.items() if spec.per == "evaluation"}


def judged(answers: Answers) -> BidResult:
    return evaluate(ENGINE, Bid("x", "X", answers), answers)


def demo_answers() -> Answers:
    bid = CASE.dossier.bids[0]
    return merge(CASE.dossier.brief, bid.answers)


@settings(max_examples=25)
@given(answers_of(OWN), answers_of(OWN), answers_of(BUYER))
def test_adding_a_bid_changes_no_other_score(one: Answers, other: Answers, brief: Answers) -> None:
    first, second = Bid("a", "A", one), Bid("b", "B", other)
    alone = compare(PLAN, Dossier(brief, (first,))).bids[0]
    beside = next(bid for bid in compare(PLAN, Dossier(brief, (first, second))).bids if bid.id == "a")
    assert replace(
        beside, rank=alone.rank, rank_best=alone.rank_best, rank_worst=alone.rank_worst, tied_with=()
    ) == replace(alone, tied_with=())


@settings(max_examples=60)
@given(st.sets(st.sampled_from(sorted(NEEDS)), min_size=1, max_size=4), st.data())
def test_filling_a_gap_never_leaves_the_interval(missing: set[str], data: st.DataObject) -> None:
    complete = demo_answers()
    gaps = Answers({id_: answer for id_, answer in complete.facts.items() if id_ not in missing})
    before = judged(gaps)
    filled = dict(gaps.facts)
    for id_ in sorted(missing):
        filled[id_] = Answer(data.draw(values_of(NEEDS[id_])), Grade.CONTRACTED)
        after = judged(Answers(filled))
        assert (before.score.low or 0) <= (after.score.low or 0)
        assert (after.score.high or 0) <= (before.score.high or 0)
        for then, now in zip(before.criteria, after.criteria, strict=True):
            assert (then.score.low or 0) <= (now.score.low or 0) <= (now.score.high or 0) <= (then.score.high or 0)
        for id_measure, measure in after.measures.items():
            then_measure = before.measures[id_measure]
            if isinstance(measure.value, Fraction):
                assert then_measure.low is None or then_measure.low <= measure.value
                assert then_measure.high is None or measure.value <= then_measure.high
        before = after


@settings(max_examples=60)
@given(answers_of(NEEDS))
def test_the_point_lies_in_its_interval_and_scores_in_their_scale(answers: Answers) -> None:
    result = judged(answers)
    for score in (result.score, *(item.score for item in (*result.groups, *result.criteria))):
        assert score.low is not None
        assert score.high is not None
        assert 0 <= score.low <= score.high <= 100
        assert (score.value is None) == (score.status != "scored")
        assert score.value is None or score.low == score.value == score.high
    assert result.committed is not None
    assert result.committed <= (result.score.low or 0)


@settings(max_examples=60)
@given(answers_of(NEEDS, grades=True), st.sampled_from(sorted(OWN)))
def test_raising_a_grade_never_worsens_a_verdict(answers: Answers, fact: str) -> None:
    assume(fact in answers.facts)
    answer = answers.facts[fact]
    assume(answer.grade < Grade.MEASURED)
    raised = Answers({**answers.facts, fact: replace(answer, grade=Grade(answer.grade + 1))})
    before, after = judged(answers), judged(raised)
    assert after.verdict >= before.verdict
    assert after.score == before.score
    assert (after.committed or 0) >= (before.committed or 0)


@settings(max_examples=40)
@given(answers_of(NEEDS), st.sampled_from([Fraction(1, 1000), Fraction(1000), Fraction(10**6)]))
def test_a_smaller_money_scale_changes_no_score(answers: Answers, factor: Fraction) -> None:
    """All money given in another size leaves every ratio, and so every score, as it is."""
    scaled = {
        id_: replace(answer, value=answer.value * factor)
        if NEEDS[id_].unit.is_money and isinstance(answer.value, Fraction)
        else answer
        for id_, answer in answers.facts.items()
    }
    before, after = judged(answers), judged(Answers(scaled))
    known = [
        (a.score, b.score) for a, b in zip(before.criteria, after.criteria, strict=True) if a.score.status == "scored"
    ]
    assert all(a == b for a, b in known)
    assert [gate.passed for gate in before.gates] == [gate.passed for gate in after.gates]
    assert [flag.raised for flag in before.flags] == [flag.raised for flag in after.flags]


def test_commitment_value_hides_what_is_not_contracted_in_facts_and_in_tables() -> None:
    """A promise in the row of a table binds no more than one in a fact."""
    book = load_rulebook(["everything"], [GOOD])
    plan = to_plan(book, Settings("t", date(2026, 11, 20)))

    def judge(grade: Grade) -> BidResult:
        row = {"p": Answer(Fraction(1, 2)), "loss": Answer(Fraction(4)), "covered": Answer(True, grade)}
        answers = Answers({"tier": Answer("gold", grade)}, {"hazard": (row,)})
        return evaluate(Engine(plan), Bid("a", "A", answers), answers)

    assert judge(Grade.CONTRACTED).committed == judge(Grade.CONTRACTED).score.value == 100
    proposed = judge(Grade.PROPOSED)
    assert proposed.score.value == 100
    assert proposed.committed == 0


@settings(max_examples=8)
@given(answers_of(NEEDS, grades=True), answers_of(NEEDS, grades=True))
def test_bounds_remembered_for_one_bid_are_right_for_the_next(one: Answers, other: Answers) -> None:
    engine = Engine(PLAN)
    for answers in (one, other, one):
        bid = Bid("x", "X", answers)
        assert evaluate(engine, bid, answers) == evaluate(Engine(PLAN), bid, answers)


WHOLE = to_plan(
    load_rulebook(default_rulesets()), Settings("t", date(2026, 11, 20), stage="contract", profile="client")
)
WHOLE_ENGINE = Engine(WHOLE)
WHOLE_NEEDS = WHOLE.needs().facts


def random_answers(seed: int) -> Answers:
    """Answer every fact of the catalogue within its range; there are too many to be drawn and shrunk one by one."""
    draw = Random(seed)
    facts: dict[str, Answer] = {}
    for id_, spec in WHOLE_NEEDS.items():
        if spec.type == "yes/no":
            value: Value = draw.random() < 0.5
        elif spec.type == "choice":
            value = draw.choice(spec.options).id
        elif spec.is_numeric:
            low = spec.range.low if spec.range.low is not None else Fraction(0)
            high = min(spec.range.high if spec.range.high is not None else low + 100, low + 100)
            number = low + (high - low) * Fraction(draw.randint(1, 9), 10)
            value = Fraction(int(number)) if spec.whole else number
        else:
            continue
        facts[id_] = Answer(value, draw.choice(list(Grade)[1:]))
    return Answers(facts)


@pytest.mark.parametrize("seed", range(8))
def test_the_invariants_hold_over_the_whole_catalogue(seed: int) -> None:
    """A point lies in its interval, another bid changes nothing, and a better grade never makes a verdict worse."""
    one, other = random_answers(seed), random_answers(seed + 100)
    lot = [{id_: answer.value for id_, answer in answers.facts.items()} for answers in (one, other)]
    alone = evaluate(WHOLE_ENGINE, Bid("x", "X", one), one)
    beside = evaluate(WHOLE_ENGINE, Bid("x", "X", one), one, lot)
    judged_by = (
        "score",
        "committed",
        "groups",
        "criteria",
        "gates",
        "flags",
        "verdict",
    )  # no relative formula is among them
    assert [getattr(beside, key) for key in judged_by] == [getattr(alone, key) for key in judged_by]
    for score in (alone.score, *(result.score for result in alone.criteria if result.score.status != "not_applicable")):
        assert 0 <= (score.low or 0) <= (score.high or 0) <= 100
        assert score.value is None or score.low == score.value == score.high
    better = {id_: replace(a, grade=Grade(min(a.grade + 1, Grade.MEASURED))) for id_, a in one.facts.items()}
    raised = Answers(better)
    after = evaluate(WHOLE_ENGINE, Bid("x", "X", raised), raised)
    assert after.verdict >= alone.verdict
    assert after.score == alone.score
    assert (after.committed or 0) >= (alone.committed or 0)
