"""What a change is to bring about: first place, or a better verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracteval.analysis import beside
from contracteval.analysis.field import BAR
from contracteval.analysis.trial import Trial
from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, Verdict
from contracteval.model.settings import Admission


@dataclass(frozen=True, slots=True)
class Goal:
    """A verdict of at least ``verdict`` and, where ``first`` is asked for, a total certainly above that of every other bid.

    ``frees`` names the step of a gate, flag or bar that must hold nothing back any more.
    """

    verdict: Verdict
    first: bool = False
    frees: str | None = None

    def allows(self, trial: Trial, env: Mapping[str, Any]) -> bool:
        """Say whether gates, flags and bars are as the goal wants them when they come out as an environment says."""
        freed = self.frees is None or beside.is_clear(trial, self.frees, env)
        return freed and beside.verdict_under(trial, env) >= self.verdict

    @property
    def is_strict(self) -> bool:
        """Say whether nothing that holds the bid back may be left open."""
        return self.verdict > Verdict.CLARIFY or self.frees is not None

    def minds(self, bar: Admission) -> bool:
        """Say whether a bid that does not pass a bar misses the goal."""
        return self.verdict > Verdict.REJECT or self.frees == f"{BAR}:{bar.id}"

    def is_met(self, trial: Trial) -> bool:
        """Say whether a bid under trial meets the goal."""
        return self.allows(trial, trial.env) and (not self.first or trial.exceeds(beside.bar(trial)))


FIRST = Goal(Verdict.CLARIFY, first=True)


def is_first(bid: BidResult) -> bool:
    """Say whether a bid is first, certainly and alone."""
    return bid.rank == 1 and not bid.tied_with
