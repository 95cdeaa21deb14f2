"""What a change is to bring about: first place, or a better verdict."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from contracteval.analysis.trial import Trial
from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, Verdict


@dataclass(frozen=True, slots=True)
class Goal:
    """A verdict of at least ``verdict`` and, where ``above`` is given, a total certainly above that of every other bid.

    ``above`` is the most that the best of the others may reach; below zero when no other bid is in the running.
    ``frees`` names the step of a gate or flag that must hold nothing back any more.
    """

    verdict: Verdict
    above: Fraction | None = None
    frees: str | None = None

    def allows(self, trial: Trial, env: Mapping[str, Any]) -> bool:
        """Say whether gates and flags are as the goal wants them when they come out as an environment says."""
        freed = self.frees is None or trial.bench.is_clear(self.frees, env)
        return freed and trial.verdict_under(env) >= self.verdict

    def is_met(self, trial: Trial) -> bool:
        """Say whether a bid under trial meets the goal; all bids are judged again where one could move the others."""
        if trial.bench.sees_lot:
            bid = trial.judged
            freed = self.frees is None or trial.bench.is_clear(self.frees, trial.env)
            return freed and bid.verdict >= self.verdict and (self.above is None or is_first(bid))
        return self.allows(trial, trial.env) and (self.above is None or trial.exceeds(self.above))


def is_first(bid: BidResult) -> bool:
    """Say whether a bid is first, certainly and alone."""
    return bid.rank == 1 and not bid.tied_with


def first_place(bid: str, bids: tuple[BidResult, ...]) -> Goal:
    """Return the goal of being first alone among the bids that are not rejected."""
    others = [other.score.ends[1] for other in bids if other.id != bid and other.verdict is not Verdict.REJECT]
    above = max(others, default=Fraction(-1))
    return Goal(Verdict.CLARIFY, above)
