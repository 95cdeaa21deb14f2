"""Shares of weightings: exact volumes against closed forms, samples against exact volumes, one engine against the other."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.analysis import sampling
from contracteval.analysis.acceptability import acceptability
from contracteval.analysis.admissible import Admissible, admissible_sets
from contracteval.analysis.options import Options
from contracteval.analysis.subdivision import rank_ends, volumes
from contracteval.analysis.tipping import move
from contracteval.analysis.tolerance import margin
from contracteval.analysis.weighing import Vector, Weighing
from contracteval.model.analysis.weights import Component
from contracteval.text import Text
from tests.analysis import brute_force as brute

HALF = Fraction(1, 2)


def weighing(lows: list[Vector], highs: list[Vector] | None = None, weights: Vector = ()) -> Weighing:
    size = len(lows[0])
    shares = weights or (Fraction(1, size),) * size
    components = tuple(Component(f"c{i}", Text.same(f"C{i}"), share) for i, share in enumerate(shares))
    return Weighing("groups", components, brute.by_name(lows), brute.by_name(highs or lows))


def vector(*values: int) -> Vector:
    return tuple(map(Fraction, values))


def first(model: Weighing, admissible: Admissible | None = None) -> list[Fraction]:
    """Return the exact share of weightings in which each bid comes first."""
    found = volumes(model, admissible or Admissible("free", len(model.components)), 10_000)
    assert found is not None
    return [ranks[0] for ranks in found[0]]


def test_of_three_bids_each_best_on_one_of_three_criteria_each_wins_a_third() -> None:
    found = volumes(weighing([vector(1, 0, 0), vector(0, 1, 0), vector(0, 0, 1)]), Admissible("free", 3), 100)
    assert found is not None
    assert found[0] == found[1] == [[Fraction(1, 3)] * 3] * 3


@pytest.mark.parametrize(("a", "b", "c"), [(1, 1, 1), (3, 2, 1), (5, 5, 2), (100, 7, 3)])
def test_weighted_single_strengths_win_as_in_a_race_of_exponentials(a: int, b: int, c: int) -> None:
    """Weights even over the simplex are normalised exponentials (Rényi 1953), so that the share is an integral."""

    def wins(x: int, y: int, z: int) -> Fraction:
        return 1 - Fraction(y, x + y) - Fraction(z, x + z) + 1 / (1 + Fraction(x, y) + Fraction(x, z))

    found = first(weighing([vector(a, 0, 0), vector(0, b, 0), vector(0, 0, c)]))
    assert found == [wins(a, b, c), wins(b, a, c), wins(c, a, b)]


@settings(max_examples=60)
@given(st.lists(st.integers(-9, 9).filter(bool), min_size=2, max_size=5, unique=True))
def test_the_share_in_which_one_bid_beats_another_is_the_content_of_a_frustum(lead: list[int]) -> None:
    """Closed form for a simplex cut by one plane: Ali (1973), Content of the frustum of a simplex."""
    size = len(lead)
    expected = sum((Fraction(d ** (size - 1), prod(d - e for e in lead if e != d)) for d in lead if d > 0), Fraction(0))
    assert first(weighing([vector(*lead), vector(*[0] * size)])) == [expected, 1 - expected]


def test_the_order_of_the_weights_halves_what_is_admissible() -> None:
    model = weighing([vector(2, 0), vector(0, 3)], weights=(Fraction(2, 3), Fraction(1, 3)))
    sets = {item.id: item for item in admissible_sets(model, {})}
    assert first(model, sets["free"]) == [Fraction(2, 5), Fraction(3, 5)]
    assert first(model, sets["ordered"]) == [Fraction(4, 5), Fraction(1, 5)]


def test_ranges_leave_the_weightings_between_them() -> None:
    model = weighing([vector(1, 0), vector(0, 1)])
    ranges = {"c0": (Fraction(2, 5), Fraction(7, 10))}
    within = next(item for item in admissible_sets(model, ranges) if item.id == "ranges")
    assert first(model, within) == [Fraction(2, 3), Fraction(1, 3)]


def test_equal_weights_impose_no_order_and_no_ranges_are_none() -> None:
    model = weighing([vector(1, 0), vector(0, 1)])
    assert [item.id for item in admissible_sets(model, {})] == ["free"]
    assert acceptability(weighing([vector(1, 0)]), {}, Options()) == ()


@settings(max_examples=30)
@given(st.data())
def test_shares_of_a_rank_sum_to_one_and_intervals_hold_what_every_completion_gives(data: st.DataObject) -> None:
    bids, weights = brute.cases(1, data.draw(st.integers(0, 10**6)), sizes=(3,))[0]
    highs = [tuple(value + data.draw(st.integers(0, 2)) for value in bid) for bid in bids]
    open_, known = weighing(bids, highs, weights), weighing(bids, weights=weights)
    for admissible in admissible_sets(known, {}):
        exact, interval = volumes(known, admissible, 10_000), volumes(open_, admissible, 10_000)
        assert exact is not None
        assert interval is not None
        assert exact[0] == exact[1]
        assert all(sum(ranks) == 1 for ranks in exact[0])
        for i in range(len(bids)):
            for rank in range(len(bids)):
                assert interval[0][i][rank] <= interval[1][i][rank]
            assert interval[0][i][0] <= exact[0][i][0] <= interval[1][i][0]


def test_ranks_are_what_every_completion_gives_and_level_bids_share_the_better_one() -> None:
    """Ends that touch are as common here as ends that do not."""
    for bids, extra in zip(brute.cases(300, seed=8, sizes=(2,)), brute.cases(300, seed=9, sizes=(2,)), strict=True):
        lows = [row[0] for row in bids[0]]
        highs = [low + extra[0][i % len(extra[0])][0] for i, low in enumerate(lows)]
        seen: list[set[int]] = [set() for _ in lows]
        for totals in product(*({low, high, *lows, *highs} for low, high in zip(lows, highs, strict=True))):
            if all(low <= total <= high for low, total, high in zip(lows, totals, highs, strict=True)):
                for i, own in enumerate(totals):
                    seen[i].add(sum(total > own for total in totals))
        assert [(min(ranks), max(ranks)) for ranks in seen] == list(rank_ends(lows, highs))


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_first_in_every_weighting_is_first_whatever_the_weights(seed: int, other: int) -> None:
    """Shares, tolerance, thresholds and what makes a bid first mean one thing: no other bid is ahead."""
    bids, weights = brute.cases(1, seed, sizes=(2, 3))[0]
    more = brute.cases(1, other, sizes=(3,))[0][0]
    highs = [
        tuple(value + min(2, more[i % len(more)][k]) * (more[0][k] > 2) for k, value in enumerate(bid))
        for i, bid in enumerate(bids)
    ]
    model = weighing(bids, highs, weights)
    found = volumes(model, Admissible("free", len(weights)), 10_000)
    assert found is not None
    for i, bid in enumerate(model.bids):
        rivals = [rival for rival in model.bids if rival != bid]
        never_behind = all(min(model.lead(bid, rival)) >= 0 for rival in rivals)
        assert (found[0][i][0] == 1) == never_behind
        if bid in model.leaders():
            assert never_behind == all(margin(model.lead(bid, rival), weights)[0] is None for rival in rivals)
            assert move([model.lead(bid, rival) for rival in rivals], rivals, weights).standing == "first"


@pytest.mark.parametrize("fast", [False, True])
def test_a_rival_that_can_only_draw_level_does_not_take_the_first_place_away(fast: bool) -> None:
    if fast:
        pytest.importorskip("numpy")
    model = weighing([vector(75, 100), vector(75, 0)], [vector(75, 100), vector(75, 100)])
    exact = volumes(model, Admissible("free", 2), 100)
    drawn = sampling.sampled(model, Admissible("free", 2), 100, 1, fast=fast)
    assert drawn is not None
    for shares in (exact, drawn.shares):
        assert shares == ([[1, 0], [0, 0]], [[1, 0], [1, 1]])


def test_identical_bids_share_the_better_rank() -> None:
    assert first(weighing([vector(2, 0), vector(2, 0), vector(0, 2)])) == [HALF, HALF, HALF]


@pytest.mark.parametrize("id_", ["free", "ordered", "ranges"])
@pytest.mark.parametrize("fast", [False, True])
def test_a_sample_comes_as_near_to_the_exact_shares_as_its_error_says(id_: str, fast: bool) -> None:
    if fast:
        pytest.importorskip("numpy")
    bids = [vector(4, 1, 3), vector(2, 5, 2), vector(3, 3, 3)]
    model = weighing(bids, [vector(4, 2, 3), *bids[1:]], weights=(HALF, Fraction(1, 4), Fraction(1, 4)))
    ranges = {"c0": (Fraction(1, 5), Fraction(3, 5)), "c1": (Fraction(1, 10), HALF)}
    admissible = next(item for item in admissible_sets(model, ranges) if item.id == id_)
    exact, found = volumes(model, admissible, 10_000), sampling.sampled(model, admissible, 4000, 7, fast=fast)
    assert exact is not None
    assert found is not None
    assert found.draws == 4000
    assert 0 < found.standard_error < Fraction(1, 100)
    for kind in (0, 1):
        for expected, estimated in zip(exact[kind], found.shares[kind], strict=True):
            assert all(
                abs(a - b) < 5 * found.standard_error + Fraction(1, 1000)
                for a, b in zip(expected, estimated, strict=True)
            )


def test_both_engines_draw_and_count_the_same_weightings() -> None:
    pytest.importorskip("numpy")
    bids = [vector(4, 1, 3, 0), vector(2, 5, 2, 1), vector(3, 3, 3, 2), vector(3, 3, 3, 2)]
    model = weighing(bids, [vector(5, 1, 3, 0), *bids[1:]])
    free = Admissible("free", 4)
    slow, fast = (sampling.sampled(model, free, 1000, 3, fast=fast) for fast in (False, True))
    assert slow is not None
    assert fast is not None
    for one, other in zip(slow.shares, fast.shares, strict=True):
        assert [list(map(float, ranks)) for ranks in one] == [pytest.approx(list(map(float, ranks))) for ranks in other]


def test_a_seed_repeats_the_sample_and_another_does_not() -> None:
    one, same, other = (sampling.drawn(Admissible("free", 3), 10, seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_ranges_that_hardly_any_weighting_meets_give_no_estimate() -> None:
    narrow = ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 2)))
    model = weighing([vector(1, 0), vector(0, 1)])
    assert volumes(model, Admissible("ranges", 2, ranges=narrow), 100) is None
