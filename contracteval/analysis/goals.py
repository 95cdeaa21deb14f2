"""What a change is to bring about: first place, or a better verdict."""

from __future__ import annotations

from fractions import Fraction

from contracteval.analysis.changes import Changes
from contracteval.analysis.trial import Trial
from contracteval.model.bid import Answers
from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, Verdict


@dataclass(frozen=True, slots=True)
class Goal:
    """A verdict of at least ``verdict`` and, where ``above`` is given, a total certainly above that of every other bid.

    ``above`` is the most that the best of the others may reach; below zero when no other bid is in the running.
    """

    verdict: Verdict
    above: Fraction | None = None

    def is_met(self, trial: Trial) -> bool:
        """Say whether a bid under trial meets the goal; the others are judged again where a rule compares bids."""
        changed = {id_: trial.answers.facts[id_] for id_ in trial.bench.compared if id_ in trial.answers.facts}
        if changed and self.above is not None:
            judged = trial.bench.study.judge(Changes.of_bid(trial.bid, Answers(trial.answers.facts)))
            return is_first(next(bid for bid in judged.bids if bid.id == trial.bid))
        return trial.verdict >= self.verdict and (self.above is None or trial.low > self.above)


def is_first(bid: BidResult) -> bool:
    """Say whether a bid is first, certainly and alone."""
    return bid.rank == 1 and not bid.tied_with


def first_place(bid: str, bids: tuple[BidResult, ...]) -> Goal:
    """Return the goal of being first alone among the bids that are not rejected."""
    others = [other.score.high for other in bids if other.id != bid and other.verdict is not Verdict.REJECT]
    above = max((Fraction(100) if high is None else high for high in others), default=Fraction(-1))
    return Goal(Verdict.CLARIFY, above)
