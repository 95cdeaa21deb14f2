"""In which share of the admissible weightings each bid takes each rank (SMAA): exact where it is small, else sampled."""

from __future__ import annotations

from contracteval.analysis.admissible import Admissible, Ranges, admissible_sets
from contracteval.analysis.options import Options
from contracteval.analysis.sampling import sampled
from contracteval.analysis.subdivision import RankTables, volumes
from contracteval.analysis.weighing import Weighing
from contracteval.model.analysis.weights import Acceptability, RankShares

_PIECES = 1500
"""How many pieces the exact method may cut the weightings into before the sampling takes over."""
_CORNERS = 8
"""With more components the pieces are too many from the start."""
_DRAWS = 1000
"""The draws that plain Python makes in a moment."""


def acceptability(weighing: Weighing, ranges: Ranges, options: Options) -> tuple[Acceptability, ...]:
    """Return the shares of each rank for each admissible set; none with fewer than two bids."""
    if len(weighing.bids) < 2:
        return ()
    found = (_one(weighing, admissible, options) for admissible in admissible_sets(weighing, ranges))
    return tuple(item for item in found if item is not None)


def _one(weighing: Weighing, admissible: Admissible, options: Options) -> Acceptability | None:
    is_small = options.draws is None and admissible.size <= _CORNERS
    exact = volumes(weighing, admissible, _PIECES) if is_small else None
    if exact is not None:
        return Acceptability(admissible.id, _named(weighing, exact))
    found = sampled(weighing, admissible, options.draws or _DRAWS, options.seed, fast=options.draws is not None)
    if found is None:
        return None
    return Acceptability(admissible.id, _named(weighing, found.shares), found.draws, options.seed, found.standard_error)


def _named(weighing: Weighing, shares: RankTables) -> tuple[RankShares, ...]:
    certain, possible = shares
    return tuple(RankShares(bid, tuple(certain[i]), tuple(possible[i])) for i, bid in enumerate(weighing.bids))
