"""Leaving a bid out: nothing moves under absolute rules, and a relative rule that turns the winner is named."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from contracteval.analysis.changes import Changes
from contracteval.analysis.commitment import analyse as commitment
from contracteval.analysis.elimination import analyse
from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.evaluate import compare
from contracteval.model.analysis.elimination import Elimination, Removal, Shift, Turn
from contracteval.model.bid import Answers, Bid, Dossier
from contracteval.model.result import Score, Verdict
from contracteval.reports.analysis_words.elimination import sentences
from contracteval.reports.analysis_words.voice import Voice
from contracteval.text import Language
from tests.evaluation.test_price_formulas import REVERSAL, case
from tests.strategies import answers_of

CASE = Case(data_folder("templates") / "demo")
OWN = {id_: spec for id_, spec in CASE.plan.needs().facts.items() if spec.per == "bid"}
THREE = {**REVERSAL, "c": (40, 10)}


def found(study: Study) -> Elimination:
    return analyse(study, Options())


@settings(max_examples=15)
@given(*[answers_of(OWN, missing=False)] * 3)
def test_under_absolute_rules_leaving_a_bid_out_moves_nothing(one: Answers, two: Answers, three: Answers) -> None:
    """The analysis takes this for granted; here every bid is judged again."""
    bids = tuple(Bid(id_, id_, answers) for id_, answers in zip("abc", (one, two, three), strict=True))
    dossier = Dossier(CASE.dossier.brief, bids)
    study = Study(CASE.plan, dossier, compare(CASE.plan, dossier))
    assert not study.sees_lot
    assert all(item.shifts == item.turned == () for item in found(study).removals)
    for out in "abc":
        left = study.judge(Changes(without=frozenset({out})))
        assert all(
            (bid.score, bid.verdict) == (study.results[bid.id].score, study.results[bid.id].verdict)
            for bid in left.bids
        )


def test_a_hopeless_bid_that_decides_between_two_others_is_named(tmp_path: Path) -> None:
    """Published witness: quality 60, price 40 by the lowest price; A (80, 100), B (70, 80), C (10, 40)."""
    result = found(case(tmp_path, THREE).study)
    assert "price_lowest_ratio" in result.relative
    turning = {item.bid: item for item in result.removals if item.turned}
    assert list(turning) == ["c"]
    assert turning["c"].turned == (Turn(("a", "b"), "a", "b"),)
    moved = {shift.bid: (shift.before.value, shift.after.value) for shift in turning["c"].shifts}
    assert moved == {"a": (64, 80), "b": (62, 82)}


def test_a_tie_that_a_bid_makes_or_breaks_is_named(tmp_path: Path) -> None:
    """Between highest and lowest, C stretches the scale until A and B tie at 64; without it A is ahead by 16."""
    result = found(case(tmp_path, {"a": (50, 40), "b": (80, 80), "c": (100, 40)}, "quality_and_price_min_max").study)
    turning = {item.bid: item.turned for item in result.removals}
    assert turning["c"] == (Turn(("a", "b"), None, "a"),)
    near = {"a": (50, 40), "b": (50, 60), "c": (80, 60)}
    result = found(case(tmp_path / "near", near, "quality_and_price_near_mean").study)
    assert next(item.turned for item in result.removals if item.bid == "a") == (Turn(("b", "c"), "b", None),)


def test_a_bar_for_the_best_few_lets_another_in_when_one_is_out(tmp_path: Path) -> None:
    bar = '[[admission]]\non = "quality"\ntop = 2\n[parameters]\nprice_ceiling = "120 M€/yr"\nprice_floor = "0.000001 M€/yr"\n'
    study = case(tmp_path, THREE, "quality_and_price_to_budget", bar).study
    result = found(study)
    assert "top:quality" in result.relative
    without_a = next(item for item in result.removals if item.bid == "a")
    shift = next(shift for shift in without_a.shifts if shift.bid == "c")
    assert shift.verdict_before is Verdict.REJECT
    assert shift.verdict_after is not Verdict.REJECT
    assert without_a.turns


BEST = '[[admission]]\non = "quality"\ntop = 1\n'
"""One bid goes on: of those left, another one when the best withdraws."""


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Without a, b would no longer be rejected and would come first."),
        ("fr", "Sans a, b ne serait plus rejetée et arriverait en tête."),
    ],
)
def test_a_bid_that_a_withdrawal_lets_in_again_is_named(tmp_path: Path, lang: Language, said: str) -> None:
    study = case(tmp_path, THREE, more=BEST).study
    result = found(study)
    without_a = next(item for item in result.removals if item.bid == "a")
    assert (without_a.turned, without_a.first, without_a.turns) == ((), ("b",), True)
    told = [*sentences(result, Voice(lang, study.comparison, study.plan))]
    assert told[0] == said
    assert not any("the best 1" in bid.why.en or "les 1 " in bid.why.fr for bid in study.results.values())


def test_a_total_on_a_price_that_was_never_opened_is_not_told(tmp_path: Path) -> None:
    study = case(tmp_path, THREE, more=BEST).study
    shifts = {shift.bid: shift for item in found(study).removals if item.bid == "a" for shift in item.shifts}
    assert (shifts["b"].before.status, shifts["b"].after.status) == ("not_applicable", "scored")
    held = {item.bid: item for item in commitment(study, Options()).bids}
    assert held["a"].value is not None
    assert held["b"].face.status == "not_applicable"
    assert held["b"].value is None
    assert not any(promise.at_stake for promise in held["b"].promises if promise.fact == "price")


def test_a_bid_that_a_withdrawal_throws_out_is_named(tmp_path: Path) -> None:
    study = case(tmp_path, THREE).study
    leader = study.comparison.bids[0].id
    score = Score.exactly(Fraction(50))
    shift = Shift(leader, score, score, Verdict.AWARD, Verdict.REJECT)
    made = Elimination(("price_lowest_ratio",), (Removal("c", (shift,), (), ("b",)),), (), ())
    assert shift.drops_out
    told = [*sentences(made, Voice("en", study.comparison, study.plan))]
    assert told[0] == f"Without c, {leader} would be rejected and b would come first."


def test_a_relative_rule_changes_totals_through_the_lot_in_the_short_way_too(tmp_path: Path) -> None:
    study = case(tmp_path, THREE).study
    changes = Changes(without=frozenset({"c"}))
    assert {id_: study.total(id_, changes).value for id_ in "ab"} == {"a": Fraction(80), "b": Fraction(82)}
    assert study.judge_bid("a", changes).score.value == 80


def test_dominance_is_on_every_criterion_and_certain_only_when_all_is_known() -> None:
    result = found(CASE.study)
    assert {(item.bid, item.over) for item in result.dominance if item.certain} == {("artisan", "bataillon")}
    study = CASE.study
    for item in result.dominance:
        pairs = [(id_, study.scores(item.bid)[id_].value, study.scores(item.over)[id_].value) for id_ in study.criteria]
        assert all((one or 0) >= (other or 0) for _, one, other in pairs)
        assert item.better_on == tuple(id_ for id_, one, other in pairs if (one or 0) > (other or 0))


def test_identical_bids_are_named_and_dominate_no_one() -> None:
    bid = CASE.dossier.bids[0]
    twins = Dossier(CASE.dossier.brief, (bid, Bid("twin", "Twin", bid.answers)))
    result = found(Study(CASE.plan, twins, compare(CASE.plan, twins)))
    assert result.identical == ((bid.id, "twin"),)
    assert result.dominance == ()
