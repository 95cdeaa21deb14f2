"""Ranks from intervals; an exact tie is a tie."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contracteval.evaluation.ranks import rank
from contracteval.model.result import BidResult, Score, Verdict
from contracteval.text import Text


def bid(
    id_: str, low: float | Fraction, high: float | Fraction | None = None, verdict: Verdict = Verdict.AWARD
) -> BidResult:
    low = Fraction(low)
    score = Score.exactly(low) if high is None else Score("unknown", None, low, Fraction(high))
    return BidResult(id_, id_, score, low, (), (), {}, (), (), (), (), verdict, Text.same(""))


def ranks(*bids: BidResult) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {b.id: (b.rank, b.rank_best, b.rank_worst) for b in rank(bids).bids}


def test_points_rank_in_order() -> None:
    assert ranks(bid("a", 50), bid("b", 70), bid("c", 60)) == {"b": (1, 1, 1), "c": (2, 2, 2), "a": (3, 3, 3)}


def test_an_exact_tie_shares_the_best_rank() -> None:
    """Weights 0.1, 0.3 and 0.6 on scores (3, 0, 0) and (0, 1, 0): doubles would name a winner."""
    first = Fraction("0.1") * 3
    second = Fraction("0.3") * 1
    assert 0.1 * 3 != 0.3 * 1
    found = rank([bid("a", first), bid("b", second), bid("c", 0)])
    assert {b.id: b.rank for b in found.bids} == {"a": 1, "b": 1, "c": 3}
    assert {b.id: b.tied_with for b in found.bids} == {"a": ("b",), "b": ("a",), "c": ()}
    assert found.recommended is None


def test_overlapping_intervals_have_no_rank() -> None:
    assert ranks(bid("a", 50, 70), bid("b", 60), bid("c", 10)) == {
        "a": (None, 1, 2),
        "b": (None, 1, 2),
        "c": (3, 3, 3),
    }


def test_touching_intervals_are_not_certain() -> None:
    assert ranks(bid("a", 60, 70), bid("b", 60)) == {"a": (None, 1, 2), "b": (None, 1, 2)}


def test_a_tie_beside_an_interval_has_no_rank() -> None:
    assert ranks(bid("a", 60), bid("b", 60), bid("c", 50, 70))["a"] == (None, 1, 3)


def test_a_rejected_bid_has_no_rank_and_shifts_nobody() -> None:
    found = rank([bid("a", 90, verdict=Verdict.REJECT), bid("b", 60), bid("c", 50)])
    assert [(b.id, b.rank) for b in found.bids] == [("b", 1), ("c", 2), ("a", None)]
    assert found.recommended == "b"


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.CLARIFY])
def test_nobody_is_recommended_before_clarification(verdict: Verdict) -> None:
    assert rank([bid("a", 90, verdict=verdict)]).recommended is None
