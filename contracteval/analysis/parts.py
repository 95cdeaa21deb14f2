"""The parts that scores are added up from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from contracteval.evaluation.aggregate import groups_of
from contracteval.model.record import dataclass
from contracteval.model.result import Score
from contracteval.rules.plan import Branch, Leaf, Plan


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the total, which it adds to by its share: a criterion, or a group that is joined by no mean."""

    id: str
    share: Fraction
    member: Branch | Leaf
    criteria: frozenset[str]

    def low(self, scores: Mapping[str, Score]) -> Fraction:
        """Return the least that the part can be."""
        return self.ends(scores)[0]

    def ends(self, scores: Mapping[str, Score]) -> tuple[Fraction, Fraction]:
        """Return the least and the most that the part can be."""
        score = scores[self.id] if isinstance(self.member, Leaf) else groups_of((self.member,), scores)[0]
        return score.ends


def parts_of(member: Branch | Leaf, share: Fraction) -> Iterator[Part]:
    """Yield what a group or criterion is added up from: a group that is joined by no mean is one part."""
    if isinstance(member, Leaf):
        yield Part(member.criterion.id, share, member, frozenset({member.criterion.id}))
    elif member.join == "mean":
        for below in member.members:
            if below.weight:
                yield from parts_of(below, share * below.weight)
    else:
        yield Part(f"group:{member.id}", share, replace(member, weight=Fraction(1)), _criteria(member))


def _criteria(member: Branch | Leaf) -> frozenset[str]:
    if isinstance(member, Leaf):
        return frozenset({member.criterion.id})
    return frozenset[str]().union(*(_criteria(below) for below in member.members if below.weight))


def part_on(plan: Plan, on: str) -> Part:
    """Return a group or criterion of the tree as a part of its own."""
    leaves = [leaf for leaf, _, _ in plan.leaves() if leaf.criterion.id == on]
    member = next((branch for branch in _branches(plan.groups) if branch.id == on), None) or leaves[0]
    return Part(on, Fraction(0), replace(member, weight=Fraction(1)), _criteria(member))


def _branches(members: Iterable[Branch | Leaf]) -> Iterator[Branch]:
    for member in members:
        if isinstance(member, Branch):
            yield member
            yield from _branches(member.members)
