"""What the weights decide, against looking at every corner on thousands of small cases, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contracteval.analysis.tipping import move, thresholds
from contracteval.analysis.tolerance import least_lead, margin
from contracteval.analysis.weighing import Weighing
from contracteval.model.analysis.weights import Component
from contracteval.text import Text
from tests.analysis import brute_force as brute
from tests.analysis.brute_force import Vector, dot

SMALL = brute.cases(2000, seed=5, sizes=(2, 3))
CASES = [*SMALL, *brute.cases(40, seed=6, sizes=(4,))]


def leads(bids: list[Vector], i: int) -> list[Vector]:
    """Return the leads of one bid over all the others."""
    return [tuple(a - b for a, b in zip(bids[i], other, strict=True)) for k, other in enumerate(bids) if k != i]


def weighing(bids: list[Vector], weights: Vector) -> Weighing:
    components = tuple(Component(f"c{i}", Text.same(f"C{i}"), weight) for i, weight in enumerate(weights))
    scores = brute.by_name(bids)
    return Weighing("groups", components, scores, scores)


def test_the_smallest_change_of_weights_is_the_smallest_of_all_corners() -> None:
    for bids, weights in CASES:
        found = move(leads(bids, 0), "bcdefgh"[: len(bids) - 1], weights)
        expected = brute.least_change(leads(bids, 0), weights)
        assert (found.standing == "never") == (expected is None)
        assert (found.change if found.standing != "first" else Fraction(0)) == expected
        assert found.standing != "first" or all(dot(weights, lead) >= 0 for lead in leads(bids, 0))


def test_the_weights_that_tip_are_weights_and_make_the_bid_level_with_the_best() -> None:
    for bids, weights in CASES:
        found = move(leads(bids, 0), "bcdefgh"[: len(bids) - 1], weights)
        if found.standing in ("possible", "tied"):
            assert sum(found.weights) == 1
            assert min(found.weights) >= 0
            assert min(dot(found.weights, lead) for lead in leads(bids, 0)) == 0
            assert found.change == sum(abs(a - b) for a, b in zip(found.weights, weights, strict=True))


def test_tied_and_never_are_what_the_best_weighting_says() -> None:
    for bids, weights in CASES:
        found = move(leads(bids, 0), "bcdefgh"[: len(bids) - 1], weights)
        best = brute.greatest_least_lead(leads(bids, 0))
        if found.standing != "first":
            assert found.standing == ("possible" if best > 0 else "tied" if best == 0 else "never")
        if found.standing == "never":
            outdoing = [bids["abcdefgh".index(name)] for name in found.outdone_by]
            assert (
                brute.greatest_least_lead([tuple(a - b for a, b in zip(bids[0], o, strict=True)) for o in outdoing]) < 0
            )


def test_the_common_margin_is_the_least_greatest_change_of_all_corners() -> None:
    seen = {"lost": 0, "never": 0}
    for bids, weights in SMALL:
        lead = leads(bids, 0)[0]
        if dot(weights, lead) < 0:
            continue
        found, where = margin(lead, weights)
        assert found == brute.margin(lead, weights)
        seen["never" if found is None else "lost"] += 1
        if found is not None:
            assert dot(where, lead) == 0
            assert sum(where) == 1
            assert all(new >= 0 and abs(new - old) <= found for new, old in zip(where, weights, strict=True))
            assert not found or least_lead(lead, weights, found * Fraction(99, 100)) > 0
    assert min(seen.values()) > 50


def test_the_leader_changes_at_the_threshold_of_a_single_weight_and_not_before() -> None:
    step = Fraction(1, 10**6)
    for bids, weights in CASES[:400]:
        model = weighing(bids, weights)
        leader = model.leaders()[0]
        rivals = [bid for bid in model.bids if not model.same(bid, leader)]
        for i, found in enumerate(thresholds(model, leader, rivals)):
            low, high = (
                found.low if found.low is not None else Fraction(0),
                found.high if found.high is not None else Fraction(1),
            )
            assert low <= weights[i] <= high
            for t in (low, high, (low + high) / 2):
                assert first(model, leader, weights, i, t)
            assert found.low is None or not first(model, leader, weights, i, max(low - step, Fraction(0))) or low < step
            assert (
                found.high is None
                or not first(model, leader, weights, i, min(high + step, Fraction(1)))
                or high > 1 - step
            )


def first(model: Weighing, leader: str, weights: Vector, i: int, t: Fraction) -> bool:
    """Say whether a bid is first when one weight is ``t`` and the others share the rest as before."""
    rest = 1 - weights[i]
    share = [(w / rest if rest else Fraction(1, len(weights) - 1)) * (1 - t) for w in weights]
    share[i] = t
    return all(dot(share, model.lows[leader]) >= dot(share, model.highs[bid]) for bid in model.bids)


@pytest.mark.parametrize("bids", [[(Fraction(3), Fraction(1))], [(Fraction(3), Fraction(1))] * 3])
def test_one_bid_and_identical_bids_are_first_whatever_the_weights(bids: list[Vector]) -> None:
    model = weighing(bids, (Fraction(1, 2), Fraction(1, 2)))
    assert model.leaders() == model.bids
    assert move(leads(bids, 0), "bcdefgh"[: len(bids) - 1], model.weights).standing == "first"
