"""The total as a weighted sum: which components carry weights, and what each bid scores in them.

The total is a weighted mean of top groups, so that it is linear in their weights whatever the groups are made of. One
level down it stays linear where a group is a mean too; a group that takes the minimum or the geometric mean of its
members stays whole, as one component.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from contracteval.analysis.study import Study
from contracteval.analysis.sums import total_of
from contracteval.model.analysis.weights import Component
from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, Score, Verdict
from contracteval.rules.plan import Branch, Leaf

Vector = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Weighing:
    """Components with their weights, and the low and high scores of each bid that is still in the running."""

    id: Literal["groups", "criteria"]
    components: tuple[Component, ...]
    lows: Mapping[str, Vector]
    highs: Mapping[str, Vector]

    @property
    def weights(self) -> Vector:
        """The weights as they are."""
        return tuple(component.weight for component in self.components)

    @property
    def bids(self) -> tuple[str, ...]:
        """The bids in the running, best first."""
        return tuple(self.lows)

    @property
    def is_known(self) -> bool:
        """Say whether no answer is missing in any component."""
        return all(self.lows[bid] == self.highs[bid] for bid in self.bids)

    def lead(self, ahead: str, behind: str) -> Vector:
        """Return by how much one bid leads another in each component at least."""
        return tuple(low - high for low, high in zip(self.lows[ahead], self.highs[behind], strict=True))

    def same(self, one: str, other: str) -> bool:
        """Say whether two bids score exactly alike in every component, so that no weight can part them."""
        return self.lows[one] == self.highs[one] == self.lows[other] == self.highs[other]

    def leaders(self) -> tuple[str, ...]:
        """Return the bids that are certainly first, several when they are tied; none when that is open."""
        weights = self.weights
        low = {bid: dot(weights, self.lows[bid]) for bid in self.bids}
        high = {bid: dot(weights, self.highs[bid]) for bid in self.bids}
        return tuple(b for b in self.bids if all(low[b] >= high[other] for other in self.bids if other != b))


def dot(weights: Sequence[Fraction], values: Sequence[Fraction]) -> Fraction:
    """Return the weighted sum."""
    return total_of(weight * value for weight, value in zip(weights, values, strict=True) if weight and value)


def weighings(study: Study) -> tuple[Weighing, ...]:
    """Return the levels of the total that differ: its groups, then what their means are made of.

    Where scores of groups are rounded they are no longer linear in what they are made of, and stay whole.
    """
    groups = _weighing(study, "groups", [(branch, branch.weight) for branch in study.plan.groups])
    if study.plan.settings.rounding.scores is not None:
        return (groups,)
    parts = [part for branch in study.plan.groups for part in _parts(branch, branch.weight)]
    criteria = _weighing(study, "criteria", parts)
    alike = (groups.weights, groups.lows, groups.highs) == (criteria.weights, criteria.lows, criteria.highs)
    return (groups,) if alike else (groups, criteria)


def _parts(node: Branch | Leaf, share: Fraction) -> Iterator[tuple[Branch | Leaf, Fraction]]:
    if isinstance(node, Leaf) or node.join != "mean":
        yield node, share
        return
    for member in node.members:
        yield from _parts(member, share * member.weight)


def _weighing(
    study: Study, level: Literal["groups", "criteria"], parts: Sequence[tuple[Branch | Leaf, Fraction]]
) -> Weighing:
    """Join parts that appear under several groups: they are one component with the sum of their weights."""
    components: dict[str, Component] = {}
    for node, share in parts:
        rule = node.criterion if isinstance(node, Leaf) else node
        before = components[rule.id].weight if rule.id in components else Fraction(0)
        components[rule.id] = Component(rule.id, rule.title, before + share)
    running = [bid for bid in study.results.values() if bid.verdict is not Verdict.REJECT]
    scores = {bid.id: _scores(bid, components) for bid in running}
    return Weighing(
        level,
        tuple(components.values()),
        {id_: tuple(score.low or Fraction(0) for score in found) for id_, found in scores.items()},
        {id_: tuple(score.ends[1] for score in found) for id_, found in scores.items()},
    )


def _scores(bid: BidResult, ids: Iterable[str]) -> list[Score]:
    scores = {item.id: item.score for item in bid.criteria} | {item.id: item.score for item in bid.groups}
    return [scores[id_] for id_ in ids]
