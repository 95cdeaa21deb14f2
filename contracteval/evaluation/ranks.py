"""Ranks from intervals: who is certainly ahead of whom, and what is an exact tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from contracteval.model.result import BidResult, Comparison, Verdict


def rank(bids: Sequence[BidResult]) -> Comparison:
    """Rank bids by their total.

    ``rank_best`` is 1 plus the bids certainly ahead, ``rank_worst`` the bids not certainly behind; ``rank`` is given
    when both agree or when all that separates them is an exact tie, which shares the best rank. A rejected bid has none.
    """
    running = [bid for bid in bids if bid.verdict is not Verdict.REJECT]
    ranked = [_placed(bid, running) if bid in running else bid for bid in bids]
    ordered = sorted(ranked, key=_order)
    return Comparison(tuple(ordered), _recommended(ordered))


def _placed(bid: BidResult, running: Sequence[BidResult]) -> BidResult:
    low, high = bid.score.ends
    ahead = [other for other in running if other.id != bid.id and other.score.ends[0] > high]
    behind = [other for other in running if other.id != bid.id and other.score.ends[1] < low]
    ties = [
        other.id
        for other in running
        if other.id != bid.id and bid.score.value is not None and other.score.value == bid.score.value
    ]
    best = 1 + len(ahead)
    worst = len(running) - len(behind)
    certain = worst - best == len(ties)
    return replace(bid, rank=best if certain else None, rank_best=best, rank_worst=worst, tied_with=tuple(ties))


def _order(bid: BidResult) -> tuple[bool, int, Fraction, str]:
    low, high = bid.score.ends
    return bid.verdict is Verdict.REJECT, bid.rank_best or 0, -(low + high), bid.id


def _recommended(ordered: Sequence[BidResult]) -> str | None:
    """Recommend the bid that is first alone and for certain, unless its verdict still asks for clarification."""
    first = ordered[0] if ordered else None
    if first is None or first.rank != 1 or first.tied_with or first.verdict <= Verdict.CLARIFY:
        return None
    return first.id
