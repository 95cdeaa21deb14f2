"""Supposing something and judging again: the short way gives what the whole evaluation gives."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.analysis.changes import Changes
from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.evaluate import compare
from contracteval.model.bid import Answers, Dossier
from tests.evaluation.test_price_formulas import case as price_case
from tests.strategies import answers_of

CASE = Case(data_folder("templates") / "demo")
STUDY = CASE.study
NEEDS = CASE.plan.needs().facts
OWN = {id_: spec for id_, spec in NEEDS.items() if spec.per == "bid"}
BUYER = {id_: spec for id_, spec in NEEDS.items() if spec.per == "evaluation"}
BIDS = sorted(STUDY.results)


@settings(max_examples=25)
@given(answers_of(OWN), answers_of(BUYER), st.sampled_from(BIDS))
def test_the_short_way_gives_the_total_of_the_whole_evaluation(own: Answers, brief: Answers, bid: str) -> None:
    changes = Changes(brief=brief, bids={bid: own})
    whole = {item.id: item.score for item in STUDY.judge(changes).bids}
    assert {id_: STUDY.total(id_, changes) for id_ in BIDS} == whole
    assert STUDY.judge_bid(bid, changes).score == whole[bid]


def test_no_changes_give_what_was_read() -> None:
    assert STUDY.judge() == STUDY.comparison
    assert {id_: STUDY.total(id_) for id_ in BIDS} == {id_: bid.score for id_, bid in STUDY.results.items()}


def test_other_weights_give_what_evaluation_toml_would_give() -> None:
    ids = [group.id for group in CASE.plan.groups]
    chosen = dict(zip(ids, [Fraction(1, 2), Fraction(1, 2), *[Fraction(0)] * len(ids)], strict=False))
    plan = replace(CASE.plan, groups=tuple(replace(g, weight=chosen[g.id]) for g in CASE.plan.groups))
    expected = compare(plan, CASE.dossier)
    assert STUDY.judge(Changes(weights=chosen)) == expected
    assert all(STUDY.total(bid.id, Changes(weights=chosen)) == bid.score for bid in expected.bids)


def test_a_parameter_and_a_bid_left_out_are_taken_into_account() -> None:
    used = frozenset[str]().union(*(STUDY.rests_on[id_] for id_ in STUDY.criteria))
    id_, value = next((id_, v) for id_, v in CASE.plan.parameters.items() if id_ in used and isinstance(v, Fraction))
    changes = Changes(parameters={id_: value * 2}, without=frozenset({BIDS[0]}))
    plan = replace(CASE.plan, parameters={**CASE.plan.parameters, id_: value * 2})
    left = Dossier(CASE.dossier.brief, tuple(bid for bid in CASE.dossier.bids if bid.id != BIDS[0]))
    expected = compare(plan, left)
    assert STUDY.judge(changes) == expected
    assert all(STUDY.total(bid.id, changes) == bid.score for bid in expected.bids)


def test_a_study_judges_as_the_comparison_does_bars_rounding_and_lot_included(tmp_path: Path) -> None:
    bids = {"a": (100.0, 80.0), "b": (80.0, 70.0), "c": (40.0, 10.0)}
    more = '[[admission]]\non = "quality"\nminimum = 50\n[rounding]\nscores = 1\ntotal = 0\n'
    made = price_case(tmp_path, bids, more=more)
    assert made.study.judge() == made.comparison
    for bid in made.comparison.bids:
        alone = made.study.judge_bid(bid.id)
        assert (alone.score, alone.verdict, alone.admissions) == (bid.score, bid.verdict, bid.admissions)
        assert made.study.total(bid.id) == bid.score
