"""Named tests of low prices: published limits, and how the rulesets that hold them join an evaluation."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracteval.case import Case
from contracteval.evaluation.cases import plan_of
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.evaluate import lot_of
from contracteval.formula.to_exact import NO_ROWS
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import Grade
from contracteval.model.result import BidResult
from contracteval.model.settings import Settings
from contracteval.model.value import Undefined
from contracteval.rules.from_toml import list_rulesets
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook, load_rulebook_for

PUBLISHED = (100, 95, 90, 60, 130)
LIMITS = {
    "double_mean_threshold": ("low_price_fr", Fraction("77.625")),
    "one_deviation_threshold": ("low_price_fr", Fraction(70)),
    "art_85_threshold": ("low_price_es", Fraction("77.625")),
    "wing_cut_threshold": ("low_price_it", Fraction(90)),
    "polish_threshold": ("low_price_pl", Fraction("66.5")),
    "slovak_mean_threshold": ("low_price_sk", Fraction("88.1875")),
    "slovak_second_threshold": ("low_price_sk", Fraction(81)),
    "slovak_threshold": ("low_price_sk", Fraction(81)),
    "belgian_threshold": ("low_price_be", Fraction("80.75")),
}


def bids(folder: Path, rulesets: list[str], prices: tuple[float, ...] = PUBLISHED, more: str = "") -> list[BidResult]:
    """Compare bids of these prices, named by their number, under published anchors and the tests of these rulesets."""
    (folder / "bids").mkdir(parents=True)
    named = ", ".join(f'"{id_}"' for id_ in ("price_formulas", *rulesets))
    settings = f'title = "T"\ndate = 2026-11-20\nrulesets = [{named}]\nprofile = "quality_and_price_lowest_ratio"\n'
    (folder / "evaluation.toml").write_text(settings + more, encoding="utf-8")
    marks = {f"b{i}": {"facts": {"quality_mark": 50}} for i in range(len(prices))}
    (folder / "brief.json").write_text(json.dumps({"facts": {}, "bids": marks}), encoding="utf-8")
    for i, price in enumerate(prices):
        bid = {"vendor": f"b{i}", "facts": {"price": {"value": price, "unit": "M€/yr"}}}
        (folder / "bids" / f"b{i}.json").write_text(json.dumps(bid), encoding="utf-8")
    return sorted(Case(folder).comparison.bids, key=lambda bid: bid.id)


@pytest.mark.parametrize("measure", LIMITS)
def test_limits_on_100_95_90_60_130(tmp_path: Path, measure: str) -> None:
    """The lot of the comparison of abnormally-low tests: most name the bid at 60, at limits from 66.5 to 90."""
    ruleset, limit = LIMITS[measure]
    found = bids(tmp_path, [ruleset])
    assert found[0].measures[measure].value == limit


@pytest.mark.parametrize("ruleset", sorted({ruleset for ruleset, _ in LIMITS.values()}))
def test_the_low_bid_is_asked_to_explain_and_never_rejected(tmp_path: Path, ruleset: str) -> None:
    low = bids(tmp_path, [ruleset])[3]
    assert any(flag.raised for flag in low.flags)
    assert low.verdict.id == "clarify"
    assert low.rank == 1  # the price still earns its points


def test_a_test_excludes_by_itself_only_on_the_basis_that_the_buyer_states(tmp_path: Path) -> None:
    basis = '[exclusions]\nlow_price_wing_cut = "art. 54 d.lgs. 36/2023"\n'
    low = bids(tmp_path, ["low_price_it"], more=basis)[3]
    flag = next(flag for flag in low.flags if flag.id == "low_price_wing_cut")
    assert low.verdict.id == "reject"
    assert low.rank is None
    assert "art. 54 d.lgs. 36/2023" in flag.why.fr


@pytest.mark.parametrize(
    ("ruleset", "prices"),
    [
        ("low_price_fr", (1, 100)),
        ("low_price_it", (1, 90, 95, 100)),
        ("low_price_be", (1, 100, 100)),
        ("low_price_sk", (1, 100)),
    ],
)
def test_with_too_few_bids_a_test_raises_nothing_and_leaves_the_verdict_alone(
    tmp_path: Path, ruleset: str, prices: tuple[float, ...]
) -> None:
    low = bids(tmp_path, [ruleset], prices)[0]
    quiet = {"low_price_fr": ["low_price_one_deviation"]}.get(ruleset, [flag.id for flag in low.flags])
    assert [flag.raised for flag in low.flags if flag.id in quiet] == [False] * len(quiet)


def test_no_price_of_three_lies_farther_than_1_155_deviations_below_the_mean(tmp_path: Path) -> None:
    """The largest |z| of n values is (n − 1) / √n: two bids never raise the test of one deviation, three may."""
    low = bids(tmp_path, ["low_price_fr"], (0.01, 100, 100))[0]
    mean, deviation = (low.measures[id_].value for id_ in ("mean_price", "price_deviation"))
    assert isinstance(mean, Fraction)
    assert isinstance(deviation, Fraction)
    assert abs((mean - Fraction("0.01")) / deviation - Fraction("1.1547005")) < Fraction(1, 10**6)
    assert any(flag.raised for flag in low.flags if flag.id == "low_price_one_deviation")


def test_an_evaluation_that_names_no_ruleset_is_judged_by_no_country_s_test(tmp_path: Path) -> None:
    settings = Settings("T", date(2026, 11, 20), profile="client")
    plan = to_plan(load_rulebook_for(settings), settings)
    assert not [flag.id for flag in plan.flags if flag.id.startswith("low_price_")]
    assert not plan.is_relative


RULEBOOK = load_rulebook([id_ for id_ in list_rulesets() if id_.startswith(("low_price_", "fair_price"))])
TESTS = [flag for flag in RULEBOOK.flags.values() if flag.threshold is not None]
ENGINE = Engine(plan_of(RULEBOOK)).narrowed(
    [id_ for flag in TESTS for id_ in (f"flag:{flag.id}", flag.threshold or "")]
)
STRICT = {"low_price_art_85", "low_price_one_deviation", "underpricing"}
"""The tests that name a price below the limit; the others name the limit itself too."""


@given(
    prices=st.lists(st.sampled_from([0.01, 40, 60, 72, 80, 85, 90, 95, 100, 130, 300]), min_size=1, max_size=12)
    | st.lists(st.integers(1, 200), min_size=1, max_size=25),
    estimate=st.none() | st.sampled_from([50, 80, 100, 130]),
)
def test_a_price_is_named_where_it_lies_below_its_limit_and_nowhere_else(
    prices: list[float], estimate: int | None
) -> None:
    """Whoever reads the limit can tell who is named; what has no limit says why in words of the test."""
    shared = {} if estimate is None else {"estimated_price": Answer(Fraction(estimate), Grade.ASSERTED)}
    shared["should_cost"] = Answer(Fraction(85), Grade.ASSERTED)
    bids = [Answers({**shared, "price": Answer(Fraction(str(price)), Grade.ASSERTED)}) for price in prices]
    lot = lot_of(ENGINE.plan, bids)
    for bid in bids:
        env = ENGINE.run(ENGINE.start(bid), lot).env
        for flag in TESTS:
            price, limit, named = env["price"], env[flag.threshold or ""], env[f"flag:{flag.id}"]
            if isinstance(limit, Fraction):
                no_excess = flag.id == "low_price_wing_cut" and limit == env["inner_mean"]
                assert named is (price < limit or (price == limit and flag.id not in STRICT and not no_excess))
            else:
                assert named is not True
                assert limit != NO_ROWS
            assert not isinstance(named, Undefined) or named.why != NO_ROWS.why


def test_the_italian_limit_is_the_mean_where_no_price_between_the_wings_lies_below_it(tmp_path: Path) -> None:
    found = bids(tmp_path / "a", ["low_price_it"], (60, 95, 95, 95, 130))
    assert [any(flag.raised for flag in bid.flags) for bid in found] == [True, False, False, False, False]
    assert {bid.measures["wing_cut_threshold"].value for bid in found} == {95}
    alike = bids(tmp_path / "b", ["low_price_it"], (80, 80, 80, 80, 80))
    assert not any(flag.raised for bid in alike for flag in bid.flags)
    assert {bid.measures["wing_cut_threshold"].value for bid in alike} == {80}
