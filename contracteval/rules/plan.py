"""Rules bound to one evaluation: profile, weights, parameters at its date, what applies at its stage."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.model.fact import Needs
from contracteval.model.record import dataclass
from contracteval.model.result import Verdict
from contracteval.model.seal import UNSEALED, SealState
from contracteval.model.settings import STAGES, Admission, Settings
from contracteval.rules.relationship import Relationship
from contracteval.rules.rulebook import Criterion, Flag, Gate, Profile, Rulebook
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class Branch:
    """A group in the tree of scores with the weights of its members, shared among those that apply."""

    id: str
    title: Text
    join: str
    weight: Fraction
    members: tuple[Branch | Leaf, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A criterion in the tree of scores."""

    criterion: Criterion
    weight: Fraction


@dataclasses.dataclass(frozen=True)
class Plan:
    """Everything that one evaluation scores by. ``overridden`` names the parameters that the buyer set.

    ``relationship`` is what the buyer's facts say of it, None where these rules do not ask; ``seal`` says whether all this
    was fixed before bids were opened.
    """

    rulebook: Rulebook
    settings: Settings
    profile: Profile
    groups: tuple[Branch, ...]
    not_applicable: tuple[Criterion, ...]
    parameters: Mapping[str, Any]
    overridden: frozenset[str]
    relationship: Relationship | None = None
    seal: SealState = UNSEALED

    def leaves(self) -> Iterator[tuple[Leaf, Branch, Fraction]]:
        """Yield each criterion with the group it stands in and its share of the total (a minimum passes its own on)."""
        return iter(self._leaves)

    def share_of(self, group: str) -> Fraction:
        """Return a group's share of the total, wherever in the tree it stands (a minimum passes its own on)."""
        return sum((_share_of(group, branch, branch.weight) for branch in self.groups), Fraction(0))

    @cached_property
    def _leaves(self) -> tuple[tuple[Leaf, Branch, Fraction], ...]:
        return tuple(item for group in self.groups for item in _leaves(group, group.weight))

    def above(self, branch: Branch) -> frozenset[str]:
        """Return the ids of a group and of those that it stands in."""
        return self._above[id(branch)]

    @cached_property
    def _above(self) -> dict[int, frozenset[str]]:
        found: dict[int, frozenset[str]] = {}

        def visit(branch: Branch, ids: frozenset[str]) -> None:
            found[id(branch)] = ids | {branch.id}
            for member in branch.members:
                if isinstance(member, Branch):
                    visit(member, found[id(branch)])

        for group in self.groups:
            visit(group, frozenset())
        return found

    def title_of(self, id_: str) -> Text:
        """Return the title of a criterion or group of the tree."""
        book = self.rulebook
        return (book.criteria[id_] if id_ in book.criteria else book.groups[id_]).title

    def bar_title(self, bar: Admission) -> Text:
        """Return the title of a bar that the buyer set on a score."""
        title = self.title_of(bar.on)
        if bar.minimum is not None:
            least = f"{float(bar.minimum):g}"
            return Text(f"{title.en}: at least {least}", f"{title.fr}\u00a0: au moins {least.replace('.', ',')}")
        if bar.top == 1:
            return Text(f"{title.en}: the best one", f"{title.fr}\u00a0: la meilleure")
        return Text(f"{title.en}: the best {bar.top}", f"{title.fr}\u00a0: les {bar.top} meilleures")

    def scored_ids(self) -> frozenset[str]:
        """Return the ids of the criteria and groups that are scored."""
        return frozenset(leaf.criterion.id for leaf, _, _ in self.leaves()).union(*self._above.values())

    @cached_property
    def is_relative(self) -> bool:
        """Whether something that decides or is shown reads the other bids."""
        return any(self.rulebook.steps[id_].relative for id_ in self.reached_steps)

    def applies(self, rule: Gate | Flag | Criterion) -> bool:
        """Say whether a rule's stage has been reached."""
        return stage_reached(rule.stages, self.settings.stage)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """Gates that judge under this profile at this stage."""
        gates = (gate for gate in self.rulebook.gates.values() if self._judges(gate, self.profile.gates))
        return tuple(gate for gate in gates if self.applies(gate))

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """Flags that judge under this profile at this stage."""
        flags = (flag for flag in self.rulebook.flags.values() if self._judges(flag, self.profile.flags))
        return tuple(self._excluding(flag) for flag in flags if self.applies(flag))

    def _judges(self, rule: Gate | Flag, chosen: frozenset[str] | None) -> bool:
        """A profile narrows what its own ruleset borrows from; a ruleset that the buyer adds judges in full."""
        return chosen is None or rule.id in chosen or rule.ruleset in self._added

    @cached_property
    def _added(self) -> frozenset[str]:
        needs = {ruleset.id: ruleset.needs for ruleset in self.rulebook.rulesets}
        known, waiting = set[str](), [self.profile.ruleset]
        while waiting:
            current = waiting.pop()
            if current not in known:
                known.add(current)
                waiting.extend(needs.get(current, ()))
        return frozenset(self.settings.rulesets) - known

    def _excluding(self, flag: Flag) -> Flag:
        """A flag rejects only where the buyer states the legal basis for it."""
        basis = self.settings.exclusions.get(flag.id)
        if basis is None:
            return flag
        why = Text(
            f"{flag.why.en} It excludes by itself on the basis that the buyer states: {basis}.",
            f"{flag.why.fr} Elle exclut d’elle-même sur la base indiquée par l’acheteur\u00a0: {basis}.",
        )
        return replace(flag, caps=Verdict.REJECT, why=why)

    @property
    def selector(self) -> Profile | None:
        """The profile that chooses another by the type of relationship, where the settings name it."""
        named = self.rulebook.profiles.get(self.settings.profile or "")
        return named if named is not None and named.mix else None

    def used_steps(self) -> tuple[str, ...]:
        """Return the ids of what decides or is shown: criteria in the tree, gates, flags, measures of their own."""
        ids = [leaf.criterion.id for leaf, _, _ in self.leaves()]
        ids += [f"gate:{gate.id}" for gate in self.gates] + [f"flag:{flag.id}" for flag in self.flags]
        chosen = self.profile.shows
        shown = [id_ for id_, step in self.rulebook.steps.items() if step.kind in ("measure", "diagnostic")]
        ids += [id_ for id_ in shown if chosen is None or id_ in chosen]
        if self.selector is not None:
            ids += [*self.selector.mix.values(), self.selector.shows_type or ""]
        return tuple(dict.fromkeys(ids))

    @cached_property
    def reached_steps(self) -> frozenset[str]:
        """Return every step that decides or is shown, and those that they rest on."""
        return self.rulebook.reached(self.used_steps()) & self.rulebook.steps.keys()

    def deciding_facts(self) -> frozenset[str]:
        """Return the facts and tables on which a score, a gate or a flag rests."""
        return self._deciding_facts

    @cached_property
    def _deciding_facts(self) -> frozenset[str]:
        ids = [leaf.criterion.id for leaf, _, _ in self.leaves()]
        ids += [f"gate:{gate.id}" for gate in self.gates] + [f"flag:{flag.id}" for flag in self.flags]
        return frozenset().union(*(self.rulebook.needs_of(id_) for id_ in ids))

    def needs(self) -> Needs:
        """Return the facts and tables that this evaluation asks for, in the order of the vocabulary."""
        used = frozenset[str]().union(*(self.rulebook.needs_of(id_) for id_ in self.used_steps()))
        return Needs(
            {id_: spec for id_, spec in self.rulebook.facts.items() if id_ in used},
            {id_: spec for id_, spec in self.rulebook.tables.items() if id_ in used},
        )


def stage_reached(stages: tuple[str, ...], stage: str) -> bool:
    """Say whether a rule of these stages can be judged at a stage; the buyer's own side always can."""
    order = {name: i for i, name in enumerate(STAGES)}
    return any(name == "buyer" or order[name] <= order[stage] for name in stages)


def all_needs(rulebook: Rulebook) -> Needs:
    """Return every fact and table of the vocabulary: what a file may mention."""
    return Needs(rulebook.facts, rulebook.tables)


def _share_of(group: str, branch: Branch, share: Fraction) -> Fraction:
    if branch.id == group:
        return share
    below = [member for member in branch.members if isinstance(member, Branch)]
    return sum((_share_of(group, member, share * member.weight) for member in below), Fraction(0))


def _leaves(branch: Branch, share: Fraction) -> Iterator[tuple[Leaf, Branch, Fraction]]:
    for member in branch.members:
        if isinstance(member, Leaf):
            yield member, branch, share * member.weight
        else:
            yield from _leaves(member, share * member.weight)
