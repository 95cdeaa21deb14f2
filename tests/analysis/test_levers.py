"""A lever is applied and judged again: the bid gets there, and with 1 % less of the change it does not."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.analysis.changes import Changes
from contracteval.analysis.goals import FIRST, Goal, is_first
from contracteval.analysis.levers import analyse, levers_of
from contracteval.analysis.moves import directed, is_continuous, movable, moves, stop_at
from contracteval.analysis.options import Options
from contracteval.analysis.reach import may_reach
from contracteval.analysis.study import Study
from contracteval.analysis.trial import Trial
from contracteval.analysis.workbench import Workbench
from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.evaluate import compare
from contracteval.model.analysis.levers import Aim, BidLevers, Lever, Move
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import FactSpec, Grade, Value
from contracteval.model.result import BidResult, Verdict
from tests.analysis.small_rules import ABOUT, BOTH, criterion, group, made_case, made_study, mark

CASE = Case(data_folder("templates") / "demo")
STUDY = CASE.study
NEEDS = CASE.plan.needs().facts
OWN = {id_: spec for id_, spec in NEEDS.items() if spec.per == "bid"}
WHOLE = Fraction(1)
LESS = Fraction(99, 100)


FACTORS = [Fraction(n, 20) for n in (10, 14, 17, 19, 20, 21, 23, 28)]
GRADES = [Grade.PROPOSED, Grade.CONTRACTED]


def _near(value: Value, spec: FactSpec) -> st.SearchStrategy[Value]:
    """Draw an answer near one of the demo: random bids as the rules draw them are all rejected and have no lever."""
    if isinstance(value, bool):
        return st.sampled_from([value, value, not value])
    if spec.type == "level":
        return st.integers(0, 4).map(Fraction)
    assert isinstance(value, Fraction)
    return st.sampled_from(FACTORS).map(lambda f: value * f).filter(lambda v: v in spec.range)


@st.composite
def offers(draw: st.DrawFn, missing: bool = False, grades: bool = False) -> Answers:
    """Draw a bid like those of the demo; with ``missing`` a few answers are left out."""
    facts = STUDY.answers(draw(st.sampled_from(sorted(STUDY.results)))).facts
    made = {}
    for id_, spec in OWN.items():
        value = facts[id_].value
        assert value is not None
        if missing and draw(st.integers(0, 9)) == 0:
            continue
        grade = draw(st.sampled_from(GRADES)) if grades else Grade.CONTRACTED
        made[id_] = Answer(draw(_near(value, spec)), grade)
    return Answers(made)


def _study(bids: dict[str, Answers], brief: Answers | None = None) -> Study:
    made = tuple(Bid(id_, id_, answers) for id_, answers in bids.items())
    dossier = Dossier(CASE.dossier.brief if brief is None else brief, made)
    return Study(CASE.plan, dossier, compare(CASE.plan, dossier))


def changed(study: Study, bid: str, lever: Lever, share: Fraction) -> BidResult:
    own = study.answers(bid).facts
    specs = study.plan.rulebook.facts
    answers = {move.fact: _moved(own.get(move.fact), move, share, specs[move.fact]) for move in lever.moves}
    judged = study.judge(Changes.of_bid(bid, Answers(answers)))
    return next(item for item in judged.bids if item.id == bid)


def _moved(answer: Answer | None, move: Move, share: Fraction, spec: FactSpec) -> Answer:
    answer = answer or Answer(None, Grade.ASSERTED)
    if move.contracted:
        answer = replace(answer, grade=Grade.CONTRACTED)
    if move.after is None:
        return answer
    if isinstance(move.after, Fraction) and isinstance(move.before, Fraction) and not spec.whole:
        return replace(answer, value=move.before + share * (move.after - move.before))
    return replace(answer, value=move.after, grade=answer.grade or Grade.ASSERTED)


def reached(aim: Aim, result: BidResult) -> bool:
    return is_first(result) if aim.verdict is None else result.verdict >= aim.verdict


def is_scalable(lever: Lever) -> bool:
    """With 1 % less there is less: a number moves, and not by as little as one likes."""
    whole = {id_ for id_, spec in NEEDS.items() if spec.whole}
    numbers = [move for move in lever.moves if isinstance(move.before, Fraction) and move.fact not in whole]
    moved = [move for move in numbers if move.after is not None]
    return bool(moved) and all(move.edge != move.before for move in moved)


def check_levers(study: Study, bid: str, found: BidLevers) -> int:
    count = 0
    for aim in found.aims:
        for lever in (*aim.single, *([aim.pair] if aim.pair is not None else [])):
            result = changed(study, bid, lever, WHOLE)
            assert reached(aim, result)
            assert (result.verdict, result.rank, result.score.low) == (lever.verdict, lever.rank, lever.low)
            if is_scalable(lever):
                assert not reached(aim, changed(study, bid, lever, LESS)), lever.moves
            count += 1
    return count


@settings(max_examples=8, deadline=None)
@given(offers(), offers(), st.data())
def test_a_lever_applied_and_judged_again_gets_there_and_one_percent_less_does_not(
    one: Answers, other: Answers, data: st.DataObject
) -> None:
    study = _study({"one": one, "other": other})
    bid = data.draw(st.sampled_from(["one", "other"]))
    check_levers(study, bid, levers_of(Workbench(study), bid))


@settings(max_examples=3, deadline=None)
@given(offers(missing=True), offers())
def test_missing_answers_get_levers_that_hold_whatever_they_turn_out_to_be(one: Answers, other: Answers) -> None:
    study = _study({"one": one, "other": other})
    check_levers(study, "one", levers_of(Workbench(study), "one"))


def test_the_levers_of_the_demo_hold_and_there_are_some() -> None:
    assert sum(check_levers(STUDY, found.bid, found) for found in analyse(STUDY, Options()).bids) >= 4


def _of(bid: str) -> BidLevers:
    return next(found for found in analyse(STUDY, Options()).bids if found.bid == bid)


def test_the_best_bid_of_the_demo_is_awarded_at_a_gain_share_of_17_5_percent_or_a_co_investment_of_0_15() -> None:
    (aim,) = _of("artisan").aims
    assert aim.verdict is Verdict.AWARD
    share, invest = aim.single
    assert share.moves == (Move("gain_share", Fraction("0.15"), Fraction("0.175"), Fraction("0.175")),)
    assert (share.buyer, share.vendor, share.is_win_win) == (Fraction("4.95"), 0, True)
    assert invest.moves == (
        Move("promised_investment", Fraction("0.6"), Fraction("0.45"), Fraction("0.45"), at_most=True),
    )
    assert (invest.buyer, invest.vendor) == (Fraction("4.95"), 0)


def test_no_price_alone_would_have_put_the_cheapest_bid_of_the_demo_first() -> None:
    found = _of("cacahuete")
    assert found.deficit is not None
    assert (found.deficit.highest, found.deficit.dearer) == (None, None)
    first, *_ = found.aims
    assert (first.single, first.pair) == ((), None)
    assert first.gap is not None
    assert first.reach is not None
    assert first.gap > first.reach


def test_two_identical_bids_are_tied_and_any_improvement_parts_them() -> None:
    answers = next(bid.answers for bid in CASE.dossier.bids if bid.id == "artisan")
    brief = Answers(STUDY.answers("artisan").facts)
    found = levers_of(Workbench(_study({"one": answers, "other": answers}, brief)), "one")
    assert found.tied_with == ("other",)
    first = found.aims[0]
    assert first.gap == 0
    assert any(lever.moves[0].edge == lever.moves[0].before for lever in first.single)


def test_a_single_bid_is_first_and_is_asked_only_for_a_better_verdict() -> None:
    answers = STUDY.answers("bataillon")
    found = levers_of(Workbench(_study({"alone": answers}, Answers())), "alone")
    assert found.is_first
    assert [aim.verdict for aim in found.aims] == [Verdict.AWARD]


@pytest.mark.parametrize("level", range(4))
def test_a_rejected_lot_asks_each_bid_to_pass_its_gate_first(level: int) -> None:
    brief = {**STUDY.answers("artisan").facts, "risk_appetite": Answer(Fraction(0), Grade.ASSERTED)}
    study = _study({"one": Answers({"risk_exposure": Answer(Fraction(level + 1), Grade.ASSERTED)})}, Answers(brief))
    found = levers_of(Workbench(study), "one")
    assert study.results["one"].verdict is Verdict.REJECT
    assert all(not aim.single and aim.pair is None for aim in found.aims)  # the buyer's own estimate is no lever


def test_uncontracted_promises_are_a_lever_of_their_own() -> None:
    own = {**STUDY.answers("artisan").facts, "gain_share": Answer(Fraction("0.2"), Grade.PROPOSED)}
    found = levers_of(Workbench(_study({"one": Answers(own)}, Answers())), "one")
    (aim,) = found.aims
    assert aim.verdict is Verdict.AWARD
    assert [lever.moves for lever in aim.single] == [
        (Move("gain_share", Fraction("0.2"), None, contracted=True),),
    ]


def _two(folder: Path, gate: str, one: dict[str, Fraction], other: dict[str, Fraction]) -> Study:
    """Two marks that count alike, under a gate."""
    rules = mark("one") + mark("two") + criterion("first", "one / 100") + criterion("second", "two / 100")
    rules += group("both", {"first": 50, "second": 50}) + gate
    case = made_case(folder, rules, {"both": 100}, {"one": {"value": 50}, "two": {"value": 50}})
    return made_study(case.plan, {"a": one, "b": other})


def test_a_gate_that_waits_for_the_buyer_leaves_the_way_to_first_place_open(tmp_path: Path) -> None:
    board = f"[fact.board]\ntype = 'yes/no'\nby = 'buyer'\nper = 'evaluation'\nlabel = {BOTH}\nquestion = {BOTH}\n"
    gate = f"[gate.approved]\n{ABOUT}require = 'board'\ncaps = 'reject'\n"
    study = _two(
        tmp_path, board + gate, {"one": Fraction(50), "two": Fraction(50)}, {"one": Fraction(60), "two": Fraction(50)}
    )
    first, *_ = levers_of(Workbench(study), "a").aims
    assert [(lever.verdict, lever.rank) for lever in first.single] == [(Verdict.CLARIFY, 1)] * 2


def test_an_answer_that_must_be_above_the_lowest_is_not_asked_for_as_at_most(tmp_path: Path) -> None:
    """Without any point from its missing answer, A ties with B: whatever is above zero puts it first."""
    study = _two(tmp_path, "", {"one": Fraction(60)}, {"one": Fraction(60), "two": Fraction(0)})
    first, *_ = levers_of(Workbench(study), "a").aims
    move = next(lever.moves[0] for lever in first.single if lever.moves[0].fact == "two")
    assert (move.before, move.edge, move.beyond, move.at_most) == (None, 0, True, False)


@settings(max_examples=8, deadline=None)
@given(offers(), offers(), st.data())
def test_no_value_of_a_grid_nearer_than_the_lever_would_do(one: Answers, other: Answers, data: st.DataObject) -> None:
    study = _study({"one": one, "other": other})
    bench = Workbench(study)
    trial = Trial.of(bench, "one")
    spec = data.draw(st.sampled_from([spec for spec in movable(CASE.plan) if is_continuous(spec)]))
    goal = data.draw(st.sampled_from([FIRST, *map(Goal, Verdict)]))
    if goal.is_met(trial):
        return
    step = moves(trial, spec, goal) if may_reach(trial, spec, goal) else None
    found = {slope: directed(trial, spec, goal, slope) for slope in (1, -1)} if step is not None else {}
    before = one.facts[spec.id].value
    assert isinstance(before, Fraction)
    low, high = spec.range.low or Fraction(0), min(spec.range.high or Fraction(100), Fraction(100))
    for i in range(41):
        value = low + (high - low) * Fraction(i, 40)
        if value not in spec.range or not goal.is_met(stop_at(trial, spec, value).trial):
            continue
        way = found.get(1 if value > before else -1)
        assert way is not None
        assert way.move.edge is not None
        assert abs(value - before) >= abs(way.move.edge - before)


def _lowest_ratio(folder: Path, more: str = "") -> Case:
    """Quality 60 and price 40, the lowest price over the price: A (80 points, 100 M€), B (70 points, 80 M€)."""
    (folder / "bids").mkdir(parents=True)
    head = 'title = "T"\ndate = 2026-11-20\nrulesets = ["price_formulas"]\nprofile = "quality_and_price_lowest_ratio"\n'
    (folder / "evaluation.toml").write_text(head + more, encoding="utf-8")
    marks = {"a": {"facts": {"quality_mark": 80}}, "b": {"facts": {"quality_mark": 70}}}
    (folder / "brief.json").write_text(json.dumps({"facts": {}, "bids": marks}), encoding="utf-8")
    for id_, price in (("a", 100), ("b", 80)):
        bid = {"vendor": id_, "facts": {"price": {"value": price, "unit": "M€/yr"}}}
        (folder / "bids" / f"{id_}.json").write_text(json.dumps(bid), encoding="utf-8")
    return Case(folder)


def test_the_price_deficit_under_a_relative_formula_is_exact(tmp_path: Path) -> None:
    """48 + 40 × 80 / p is above 82 from p below 1600/17 on: 94.11 is the first price of two decimals that does."""
    found = levers_of(Workbench(_lowest_ratio(tmp_path).study), "a")
    assert found.deficit is not None
    highest = found.deficit.highest
    assert highest is not None
    assert (highest.edge, highest.after, highest.beyond) == (Fraction(1600, 17), Fraction("94.11"), True)


def test_scores_that_are_rounded_are_judged_as_rounded(tmp_path: Path) -> None:
    """To one decimal of the total, A is above 82.0 once its own is at least 82.05: p at most 3200 / 34.05."""
    found = levers_of(Workbench(_lowest_ratio(tmp_path, "[rounding]\ntotal = 1\n").study), "a")
    assert found.deficit is not None
    highest = found.deficit.highest
    assert highest is not None
    assert highest.edge == 3200 / Fraction("34.05")


def test_a_bar_that_stops_a_bid_is_seen_by_its_levers(tmp_path: Path) -> None:
    study = _lowest_ratio(tmp_path, '[[admission]]\non = "quality"\nminimum = 90\n').study
    assert all(
        not aim.single and aim.pair is None for bid in study.results for aim in levers_of(Workbench(study), bid).aims
    )
