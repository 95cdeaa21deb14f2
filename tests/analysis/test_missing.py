"""What missing answers leave open: what is called certain holds however they are filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.analysis.answers import candidates
from contracteval.analysis.changes import Changes
from contracteval.analysis.missing import analyse
from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.analysis.weighing import weighings
from contracteval.analysis.weights import analyse as analyse_weights
from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.evaluate import compare
from contracteval.model.analysis.missing import Missing
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade
from contracteval.model.settings import Admission
from contracteval.reports.analysis_words.missing import sentences
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.analysis_words.weights import firmness
from tests.analysis.small_rules import criterion, group, made_case, made_study, mark
from tests.evaluation.test_price_formulas import case
from tests.reports.tiny_lot import tiny_plan
from tests.strategies import values_of

CASE = Case(data_folder("templates") / "demo")
NEEDS = CASE.plan.needs().facts
GIVEN = {bid.id: sorted(set(NEEDS) & set(bid.answers.facts)) for bid in CASE.dossier.bids}
BRIEF = sorted(set(NEEDS) & set(CASE.dossier.brief.facts))


def without(brief: Iterable[str], bids: dict[str, set[str]]) -> Study:
    """Return the demo with some answers missing."""
    left = tuple(
        Bid(
            bid.id,
            bid.vendor,
            Answers({k: v for k, v in bid.answers.facts.items() if k not in bids.get(bid.id, ())}, bid.answers.tables),
        )
        for bid in CASE.dossier.bids
    )
    own = CASE.dossier.brief
    dossier = Dossier(Answers({k: v for k, v in own.facts.items() if k not in set(brief)}, own.tables), left)
    return Study(CASE.plan, dossier, compare(CASE.plan, dossier))


def found(study: Study) -> Missing:
    return analyse(study, Options())


@settings(max_examples=12)
@given(st.data())
def test_what_is_certain_holds_for_every_answer(data: st.DataObject) -> None:
    brief = data.draw(st.sets(st.sampled_from(BRIEF), max_size=2))
    bids = {id_: data.draw(st.sets(st.sampled_from(facts), max_size=1)) for id_, facts in GIVEN.items()}
    study = without(brief, bids)
    result = found(study)

    def filled(ids: Iterable[str]) -> Answers:
        return Answers({id_: Answer(data.draw(values_of(NEEDS[id_])), Grade.CONTRACTED) for id_ in sorted(ids)})

    for _ in range(4):
        changes = Changes(filled(brief), {id_: filled(ids) for id_, ids in bids.items()})
        totals = {id_: study.total(id_, changes) for id_ in study.results}
        for pair in result.ahead:
            assert (totals[pair.ahead].low or 0) > (totals[pair.behind].high or 0)
        best = max(totals[id_].low or Fraction(0) for id_ in result.bids)
        assert any((totals[id_].high or 0) >= best for id_ in result.first)


def test_an_answer_that_two_bids_share_does_not_blur_their_order() -> None:
    """Without the buyer's should-cost the totals overlap, but it is the same number for both."""
    study = without({"should_cost", "readiness_team"}, {"bataillon": {"gain_share", "transition_cost"}})
    one, other = study.total("artisan"), study.total("bataillon")
    assert (one.low or 0) < (other.high or 0)
    pairs = {(pair.ahead, pair.behind): pair for pair in found(study).ahead}
    assert pairs["artisan", "bataillon"].shared
    assert pairs["artisan", "bataillon"].margin == 0
    assert found(study).first == ("artisan",)
    assert not any(fact.changes_first for fact in found(study).facts)


def test_an_answer_that_was_tried_gives_what_the_evaluation_gives() -> None:
    study = without({"should_cost"}, {"cacahuete": {"supplier_risk_share"}})
    for fact in found(study).facts:
        for effect in fact.effects:
            for probe in (effect.best, effect.worst):
                if probe is None:
                    continue
                given_ = Answers({fact.fact: Answer(probe.value, Grade.CONTRACTED)})
                changes = Changes(brief=given_) if fact.bid is None else Changes.of_bid(fact.bid, given_)
                score = next(bid.score for bid in study.judge(changes).bids if bid.id == effect.bid)
                assert score.low is not None
                assert score.high is not None
                assert effect.low <= probe.low <= score.low <= score.high <= probe.high <= effect.high
                assert probe.high - probe.low <= score.high - score.low + 1


def test_what_can_change_the_first_place_is_asked_first_and_really_does() -> None:
    study = without({"should_cost"}, {"artisan": {"supplier_risk_share", "gain_share"}, "bataillon": {"gain_share"}})
    result = found(study)
    assert len(result.first) > 1
    urgent = [bool(fact.changes_first) for fact in result.facts]
    assert urgent == sorted(urgent, reverse=True)
    assert urgent[0]
    fact = result.facts[0]
    assert fact.turn is not None
    assert set(fact.first_then) < set(result.first)


def test_nothing_missing_leaves_the_order_that_compare_gives() -> None:
    result = found(CASE.study)
    assert not result.enclosed
    assert result.facts == ()
    assert [(pair.ahead, pair.behind) for pair in result.ahead] == [
        ("artisan", "bataillon"), ("artisan", "cacahuete"), ("bataillon", "cacahuete"),
    ]  # fmt: skip
    weighing = weighings(CASE.study)[0]
    assert all(pair.margin is None or pair.margin > 0 for pair in result.ahead)
    assert weighing.is_known


def test_when_nobody_answered_anything_nothing_is_certain_and_it_is_said() -> None:
    dossier = Dossier(Answers(), tuple(Bid(id_, id_, Answers()) for id_ in ("ada", "bob", "cleo")))
    study = Study(tiny_plan(), dossier, compare(tiny_plan(), dossier))
    result = found(study)
    assert result.ahead == ()
    assert set(result.first) == set(result.bids) == set(study.results)
    assert {item.id for item in result.unanswered} == set(study.criteria)


def test_answers_that_are_tried_are_answers_that_may_be_given() -> None:
    for spec in NEEDS.values():
        for value in candidates(spec, [Fraction(8), Fraction(10)]):
            assert not spec.is_numeric or value in spec.range
            assert not spec.options or value in [option.id for option in spec.options]


def test_the_best_and_worst_answers_lie_where_a_score_turns(tmp_path: Path) -> None:
    """A peak at 30 between two feet at 10 and 50: halves, ends and neighbours of known answers would all miss it."""
    rules = mark("one") + criterion("peak", "max(0, 1 - abs(one - 30) / 20)") + group("all", {"peak": 1})
    case = made_case(tmp_path, rules, {"all": 100}, {"one": {"value": 20}})
    study = made_study(case.plan, {"a": {"one": Fraction(45)}, "b": {}})
    (fact,) = found(study).facts
    (effect,) = fact.effects
    assert effect.best is not None
    assert effect.worst is not None
    assert (effect.best.value, effect.best.low, effect.worst.high) == (30, 100, 0)


def _but_price(answers: Answers) -> Answers:
    return Answers({id_: answer for id_, answer in answers.facts.items() if id_ != "price"}, answers.tables)


def priceless(folder: Path, prices: dict[str, tuple[int | None, int]], profile: str) -> Study:
    """Compare bids by price, of which those with None left it out."""
    made = case(folder, {id_: (price or 1, quality) for id_, (price, quality) in prices.items()}, profile)
    bids = tuple(
        bid if prices[bid.id][0] is not None else replace(bid, answers=_but_price(bid.answers))
        for bid in made.dossier.bids
    )
    dossier = Dossier(made.dossier.brief, bids)
    return Study(made.plan, dossier, compare(made.plan, dossier))


def test_a_price_that_one_bid_left_out_is_asked_of_that_bid_and_moves_the_others(tmp_path: Path) -> None:
    study = priceless(tmp_path, {"a": (60, 70), "b": (100, 90), "c": (None, 40)}, "quality_and_price_lowest_ratio")
    assert {id_: [item.fact for item in bid.missing] for id_, bid in study.results.items()} == {
        "a": [], "b": [], "c": ["price"],
    }  # fmt: skip
    (fact,) = found(study).facts
    assert fact.bid == "c"
    assert {effect.bid: effect.worth for effect in fact.effects} == {"c": 40, "a": 40, "b": 24}
    best = {effect.bid: effect.best for effect in fact.effects}
    assert best["a"] is not None
    assert (best["a"].value, best["a"].low, best["a"].high) == (60, 82, 82)


@pytest.mark.parametrize("profile", ["discount_floor", "one_sided", "lowest_ratio", "min_max"])
def test_no_answer_that_is_tried_leaves_less_than_nothing(tmp_path: Path, profile: str) -> None:
    study = priceless(tmp_path, {"a": (None, 60), "b": (60, 90)}, f"quality_and_price_{profile}")
    (fact,) = [fact for fact in found(study).facts if fact.fact == "price"]
    assert fact.bid == "a"
    assert fact.turn is None or fact.first_then
    for effect in fact.effects:
        for probe in (effect.best, effect.worst):
            assert probe is not None
            assert effect.low <= probe.low <= probe.high <= effect.high


def barred(folder: Path, bar: Admission, bids: dict[str, dict[str, Fraction]]) -> Study:
    """Score bids on what is cheap and what is deep, half each, with a bar that the buyer set."""
    rules = mark("p") + mark("q") + criterion("low", "p / 100") + criterion("high", "q / 100")
    rules += group("cheap", {"low": 1}) + group("deep", {"high": 1})
    made = made_case(folder, rules, {"cheap": 50, "deep": 50}, {"p": {"value": 20}, "q": {"value": 20}})
    return made_study(replace(made.plan, settings=replace(made.plan.settings, admissions=(bar,))), bids)


def test_who_is_ahead_may_be_stopped_by_a_bar_that_waits_for_another_bid(tmp_path: Path) -> None:
    """The best two on depth go on: if D turns out deep, B is stopped, and A comes first."""
    bids = {"a": {"p": 60, "q": 65}, "b": {"p": 90, "q": 55}, "d": {"p": 10}}
    exact = {id_: {fact: Fraction(value) for fact, value in own.items()} for id_, own in bids.items()}
    study = barred(tmp_path, Admission("deep", top=2), exact)
    result = found(study)
    assert ("b", "a") in [(pair.ahead, pair.behind) for pair in result.ahead]
    assert result.may_be_rejected == ("b", "d")
    assert result.first == ("b", "a")
    (fact,) = result.facts
    assert fact.changes_first
    for value in (Fraction(0), Fraction(100)):
        judged = study.judge(Changes.of_bid("d", Answers({"q": Answer(value, Grade.CONTRACTED)})))
        assert judged.bids[0].id == ("b" if value == 0 else "a")
    for lang, ahead, weights in (
        ("en", "Unless it is rejected, b", "in the running"),
        ("fr", "Sauf à être rejetée, b", "en lice"),
    ):
        voice = Voice(lang, study.comparison, study.plan)
        assert any(text.startswith(ahead) for text in sentences(result, voice))
        assert any(weights in text for text in firmness(analyse_weights(study, Options()), voice))


def test_a_minimum_that_waits_for_an_answer_of_the_leader_decides_on_the_first_place(tmp_path: Path) -> None:
    bids = {"a": {"p": Fraction(10), "q": Fraction(40)}, "b": {"p": Fraction(90)}}
    result = found(barred(tmp_path, Admission("deep", minimum=Fraction(30)), bids))
    assert [(pair.ahead, pair.behind) for pair in result.ahead] == [("b", "a")]
    assert result.first == ("b", "a")
    (fact,) = result.facts
    assert (fact.changes_first, len(fact.first_then)) == (True, 1)


def test_the_answer_told_is_one_that_unseats_the_leader(tmp_path: Path) -> None:
    """B leads by the middle of 35 to 85 points: an answer that leaves the place to A tells more than one that secures B's."""
    rules = mark("one") + mark("two") + criterion("first", "one / 100") + criterion("second", "two / 100")
    rules += group("both", {"first": 50, "second": 50})
    case = made_case(tmp_path, rules, {"both": 100}, {"one": {"value": 50}, "two": {"value": 50}})
    known = {"one": Fraction(60), "two": Fraction(50)}
    (fact,) = found(made_study(case.plan, {"a": known, "b": {"one": Fraction(70)}})).facts
    assert (fact.fact, fact.changes_first, fact.first_then) == ("two", True, ("a",))
