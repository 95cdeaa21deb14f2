"""The golden demo: an invented case in which the cheapest bid is not the best, and the best still has to be negotiated."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contracteval.case import Case
from contracteval.model.result import BidResult, Verdict

BIDS = ("artisan", "bataillon", "cacahuete")
GROUPS = {
    "transformation": ("75", "40", "20"),
    "sharing": ("75", "0", "0"),
    "control": ("76.56", "74/3", "96"),
    "incentives": ("2250/31", "0", "0"),
    "fair_pricing": ("100", "731/12", "0"),
}
MEASURES = {
    "supplier_margin": ("7/51", "3/47", "-7/81"),
    "fair_price_low": ("176/19", "176/19", "176/19"),
    "fair_price_high": ("176/17", "176/17", "176/17"),
    "value_fundability": ("89/60", "0.1625", "-221/60"),
    "gain_share_floor": ("0.175", "5/24", "0.125"),
    "status_quo_rent": ("0.15", "1.25", "0.75"),
    "outcome_incentive_index": ("45/62", "0", "0"),
    "upside_symmetry": ("40/57", "0", "0"),
    "net_value": ("-8.2072", "-10.412", "-10.366"),
}


@pytest.fixture(scope="module")
def bids(demo_case: Case) -> dict[str, BidResult]:
    return {bid.id: bid for bid in demo_case.comparison.bids}


@pytest.mark.parametrize("group", GROUPS)
def test_the_five_criteria(bids: dict[str, BidResult], group: str) -> None:
    found = [next(g.score.value for g in bids[id_].groups if g.id == group) for id_ in BIDS]
    assert found == [Fraction(text) for text in GROUPS[group]]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_measures(bids: dict[str, BidResult], measure: str) -> None:
    assert [bids[id_].measures[measure].value for id_ in BIDS] == [Fraction(text) for text in MEASURES[measure]]


def test_penalties_on_a_loss_are_undefined_and_said_so(bids: dict[str, BidResult]) -> None:
    found = [bids[id_].measures["penalty_to_margin"] for id_ in BIDS]
    assert [item.value for item in found] == [Fraction(51, 140), Fraction(47, 20), None]
    assert [item.status for item in found] == ["scored", "scored", "undefined"]
    assert found[2].why is not None
    flag = next(flag for flag in bids["cacahuete"].flags if flag.id == "penalty_to_margin")
    assert flag.raised


def test_totals_ranks_and_verdicts(bids: dict[str, BidResult]) -> None:
    assert [round(float(bids[id_].score.value or 0), 2) for id_ in BIDS] == [79.83, 25.12, 23.2]
    assert [bids[id_].rank for id_ in BIDS] == [1, 2, 3]
    assert [bids[id_].verdict for id_ in BIDS] == [Verdict.NEGOTIATE, Verdict.NEGOTIATE, Verdict.CLARIFY]
    assert all(bids[id_].committed == bids[id_].score.value for id_ in BIDS)


def test_the_best_is_recommended_although_another_is_cheaper(demo_case: Case) -> None:
    comparison = demo_case.comparison
    assert comparison.recommended == "artisan"
    cheapest = min(comparison.bids, key=lambda bid: bid.facts["price"])
    assert cheapest.id == "cacahuete"


def test_flags_raised(bids: dict[str, BidResult]) -> None:
    raised = {id_: {flag.id for flag in bids[id_].flags if flag.raised} for id_ in BIDS}
    assert raised == {
        "artisan": {"status_quo_rent"},
        "bataillon": {"penalty_to_margin", "status_quo_rent"},
        "cacahuete": {"penalty_to_margin", "status_quo_rent", "underpricing", "value_fundability"},
    }
