"""Price formulas: published cases, who counts in a relative one, bars on scores, rounding, and what is told at load."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.case import Case
from contracteval.errors import InputError
from contracteval.model.result import BidResult, Comparison

Bids = Mapping[str, tuple[float, float]]
REVERSAL: Bids = {"a": (100, 80), "b": (80, 70)}


def case(folder: Path, bids: Bids, profile: str = "quality_and_price_lowest_ratio", more: str = "") -> Case:
    """Make an evaluation of bids, each with its price and its quality mark."""
    (folder / "bids").mkdir(parents=True)
    head = f'title = "T"\ndate = 2026-11-20\nrulesets = ["price_formulas"]\nprofile = "{profile}"\n'
    (folder / "evaluation.toml").write_text(head + more, encoding="utf-8")
    brief = {"facts": {}, "bids": {id_: {"facts": {"quality_mark": mark}} for id_, (_, mark) in bids.items()}}
    (folder / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
    for id_, (price, _) in bids.items():
        bid = {"vendor": id_, "facts": {"price": {"value": price, "unit": "M€/yr"}}}
        (folder / "bids" / f"{id_}.json").write_text(json.dumps(bid), encoding="utf-8")
    return Case(folder)


def totals(comparison: Comparison) -> dict[str, Fraction | None]:
    return {bid.id: bid.score.value for bid in comparison.bids}


def order(comparison: Comparison) -> list[str]:
    return [bid.id for bid in comparison.bids if bid.rank is not None]


def of(comparison: Comparison, id_: str) -> BidResult:
    return next(bid for bid in comparison.bids if bid.id == id_)


def test_a_hopeless_third_bid_turns_the_winner_of_the_lowest_price_ratio(tmp_path: Path) -> None:
    """Published witness: quality 60, price 40; A (80, 100), B (70, 80), then C (10, 40)."""
    two = case(tmp_path / "two", REVERSAL).comparison
    three = case(tmp_path / "three", {**REVERSAL, "c": (40, 10)}).comparison
    assert totals(two) == {"b": 82, "a": 80}
    assert totals(three) == {"a": 64, "b": 62, "c": 46}


def test_published_anchors_keep_the_order_whoever_else_bids(tmp_path: Path) -> None:
    anchors = '[parameters]\nprice_ceiling = "120 M€/yr"\nprice_floor = "0.000001 M€/yr"\n'
    profile = "quality_and_price_to_budget"
    two = case(tmp_path / "two", REVERSAL, profile, anchors).comparison
    three = case(tmp_path / "three", {**REVERSAL, "c": (40, 10)}, profile, anchors).comparison
    assert order(two) == ["b", "a"]
    assert [id_ for id_ in order(three) if id_ != "c"] == ["b", "a"]
    assert {id_: value for id_, value in totals(three).items() if id_ != "c"} == totals(two)


def test_the_price_of_a_bid_that_is_out_before_prices_are_opened_does_not_count(tmp_path: Path) -> None:
    bar = '[[admission]]\non = "quality"\nminimum = 50\n'
    found = case(tmp_path, {**REVERSAL, "c": (40, 10)}, more=bar).comparison
    assert {id_: value for id_, value in totals(found).items() if id_ != "c"} == {"b": 82, "a": 80}
    assert of(found, "c").verdict.id == "reject"
    assert of(found, "c").admissions[0].passed is False


def test_a_bar_on_a_price_score_stops_a_bid_whose_price_was_opened(tmp_path: Path) -> None:
    bar = '[[admission]]\non = "price_lowest_ratio"\nminimum = 45\n'
    found = case(tmp_path, {**REVERSAL, "c": (40, 10)}, more=bar).comparison
    assert of(found, "a").verdict.id == "reject"
    assert totals(found)["b"] == 62  # c's price still counts: it stands


@pytest.mark.parametrize(
    ("ties", "left"), [("included", ["a", "b", "c"]), ("excluded", ["a"])], ids=["included", "excluded"]
)
def test_the_best_two_with_a_tie_for_the_second_place(tmp_path: Path, ties: str, left: Sequence[str]) -> None:
    bids = {"a": (100.0, 90.0), "b": (90.0, 70.0), "c": (80.0, 70.0), "d": (10.0, 20.0)}
    found = case(tmp_path, bids, more=f'[[admission]]\non = "quality"\ntop = 2\nties = "{ties}"\n').comparison
    assert sorted(order(found)) == left
    assert all(criterion.score.value != 10 for criterion in of(found, "a").criteria)  # 10/100: d's price does not count


def test_bars_are_judged_in_their_order_and_those_stopped_take_no_place(tmp_path: Path) -> None:
    bids = {"a": (100.0, 90.0), "b": (90.0, 70.0), "c": (80.0, 60.0)}
    bars = '[[admission]]\non = "quality"\nminimum = 65\n[[admission]]\non = "price_lowest_ratio"\ntop = 1\n'
    found = case(tmp_path, bids, more=bars).comparison
    assert order(found) == ["b"]
    assert [gate.id for gate in of(found, "c").admissions] == ["minimum:quality"]


def test_a_missing_mark_leaves_a_bar_open_and_the_verdict_at_clarify(tmp_path: Path) -> None:
    made = case(tmp_path, REVERSAL, more='[[admission]]\non = "quality"\nminimum = 50\n')
    brief = {"facts": {}, "bids": {"a": {"facts": {"quality_mark": 80}}}}
    (tmp_path / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
    found = of(made.comparison, "b")
    assert (found.admissions[0].passed, found.verdict.id) == (None, "clarify")


def test_rounding_is_applied_only_where_it_is_declared(tmp_path: Path) -> None:
    """Two-envelope quality and cost: 100 × 100/300 is 33.33 when scores are rounded to two digits, half up."""
    bids = {"a": (100.0, 80.0), "b": (300.0, 100.0)}
    exact = case(tmp_path / "exact", bids).comparison
    declared = case(tmp_path / "rounded", bids, more="[rounding]\nscores = 2\ntotal = 1\n").comparison
    assert totals(exact)["b"] == 60 + Fraction(40, 3)
    assert totals(declared)["b"] == Fraction("73.3")
    assert of(declared, "b").criteria[1].score.value == Fraction("33.33")


def test_rounding_half_goes_up(tmp_path: Path) -> None:
    found = case(tmp_path, {"a": (100.0, 70.125)}, more="[rounding]\nscores = 2\n").comparison
    assert of(found, "a").criteria[0].score.value == Fraction("70.13")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[[admission]]\non = "qualty"\nminimum = 50\n', "admission-unknown"),
        ('[[admission]]\non = "quality"\n', "settings-value"),
        ('[[admission]]\non = "quality"\nminimum = 50\ntop = 2\n', "settings-value"),
        ('[[admission]]\non = "quality"\ntop = 0\n', "settings-value"),
        ('[[admission]]\non = "quality"\nminimum = 101\n', "settings-value"),
        ("[rounding]\nscores = -1\n", "settings-value"),
        ('[exclusions]\nnobody = "art. 1"\n', "exclusion-unknown"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_their_key(tmp_path: Path, text: str, kind: str) -> None:
    with pytest.raises(InputError) as caught:
        _ = case(tmp_path, REVERSAL, more=text).comparison
    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert all(place.key for problem in caught.value.problems for place in problem.places)


@pytest.mark.parametrize(
    ("profile", "kinds"),
    [
        ("quality_and_price_lowest_ratio", set()),
        ("quality_and_price_near_mean", {"price-formula-denies-lowest"}),
        ("quality_and_price_min_max", {"price-formula-undefined"}),
        ("quality_and_price_to_budget", {"price-formula-exceeds", "price-formula-undefined"}),
    ],
)
def test_what_a_formula_can_do_wrong_is_told_when_it_is_loaded(tmp_path: Path, profile: str, kinds: set[str]) -> None:
    found = {problem.kind for problem in case(tmp_path, REVERSAL, profile).dossier.findings}
    assert found & {"price-formula-denies-lowest", "price-formula-exceeds", "price-formula-undefined"} == kinds


def test_the_deficit_of_the_utility_index_is_the_price_that_would_have_tied(tmp_path: Path) -> None:
    """help.negometrix.com 9000183873: the deficit is P × (1 − U / U of the best)."""
    weights = "[parameters]\nquality_award_weight = 50\nprice_award_weight = 50\n"
    bids = {"a": (100.0, 80.0), "b": (95.0, 70.0)}
    found = totals(case(tmp_path / "before", bids, "price_utility_index", weights).comparison)
    assert found == {"a": 95, "b": 90}
    deficit = 95 * (1 - Fraction(90, 95))
    bids["b"] = (float(95 - deficit), 70.0)
    after = case(tmp_path / "after", bids, "price_utility_index", weights).comparison
    assert of(after, "a").tied_with == ("b",)


@settings(max_examples=25, deadline=None)
@given(
    prices=st.lists(st.integers(1, 200), min_size=2, max_size=4),
    marks=st.lists(st.integers(0, 100), min_size=4, max_size=4),
    extra=st.tuples(st.integers(1, 200), st.integers(0, 100)),
)
def test_under_an_absolute_formula_another_bid_changes_no_score(
    tmp_path_factory: pytest.TempPathFactory, prices: list[int], marks: list[int], extra: tuple[int, int]
) -> None:
    folder = tmp_path_factory.mktemp("lot")
    more = '[parameters]\nprice_ceiling = "150 M€/yr"\nprice_floor = "50 M€/yr"\n'
    bids: dict[str, tuple[float, float]] = {f"b{i}": pair for i, pair in enumerate(zip(prices, marks, strict=False))}
    before = totals(case(folder / "one", bids, "quality_and_price_to_budget", more).comparison)
    after = totals(case(folder / "two", {**bids, "x": extra}, "quality_and_price_to_budget", more).comparison)
    assert {id_: after[id_] for id_ in before} == before
