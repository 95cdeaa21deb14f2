"""Rules bound to one evaluation: profile, weights, parameters at its date, what applies at its stage."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.errors import InputError, Place, Problem
from contracteval.model.fact import Needs
from contracteval.model.quantity import QuantityError, parse_amount
from contracteval.model.record import dataclass
from contracteval.model.result import Verdict
from contracteval.model.settings import STAGES, Settings
from contracteval.model.unit import ONE
from contracteval.rules.relationship import Relationship, resolved
from contracteval.rules.rulebook import Criterion, Flag, Gate, Parameter, Profile, Rulebook
from contracteval.text import Text, suggestion


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

    ``relationship`` is what the buyer's facts say of it, None where these rules do not ask.
    """

    rulebook: Rulebook
    settings: Settings
    profile: Profile
    groups: tuple[Branch, ...]
    not_applicable: tuple[Criterion, ...]
    parameters: Mapping[str, Any]
    overridden: frozenset[str]
    relationship: Relationship | None = None

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


def to_plan(rulebook: Rulebook, settings: Settings, relationship: Relationship | None = None) -> Plan:
    """Bind rules to an evaluation. Raises ``InputError`` with every problem of its settings.

    A profile that follows from the relationship is the default one until ``relationship`` is given.
    """
    problems: list[Problem] = []
    profile = _profile(rulebook, settings, problems)
    if profile is not None and profile.mix:
        profile = resolved(profile, relationship, rulebook)
    parameters, overridden = _parameters(rulebook, settings, problems)
    own = _own_weights(rulebook, settings, problems)
    if profile is None:
        raise InputError(problems)
    weights = _weights(profile, own, settings, problems)
    _check_ranges(weights, settings, problems)
    left_out: dict[str, Criterion] = {}
    branches = [_branch(rulebook, id_, weight, settings.stage, left_out, ()) for id_, weight in weights.items()]
    groups = [branch for branch in branches if branch is not None]
    if not groups and not problems:
        text = Text("no criterion applies at this stage", "aucun critère ne s’applique à ce stade")
        problems.append(Problem("nothing-applies", text, (Place(settings.file, key="stage"),), got=settings.stage))
    if problems:
        raise InputError(problems)
    shared = sum((branch.weight for branch in groups), Fraction(0)) or Fraction(1)
    top = tuple(replace(branch, weight=branch.weight / shared) for branch in groups)
    plan = Plan(rulebook, settings, profile, top, tuple(left_out.values()), parameters, overridden, relationship)
    problems += _unknown_bars(plan)
    if problems:
        raise InputError(problems)
    return plan


def _unknown_bars(plan: Plan) -> list[Problem]:
    """Find bars on what is not scored, and exclusions by flags that do not judge."""
    settings, problems = plan.settings, []
    for i, admission in enumerate(settings.admissions):
        if admission.on not in plan.scored_ids():
            text = Text(
                f"{admission.on} is not scored in this evaluation",
                f"{admission.on} n’est pas noté dans cette évaluation",
            )
            place = Place(settings.file, key=f"admission.{i}.on")
            hint = suggestion(admission.on, plan.scored_ids())
            problems.append(Problem("admission-unknown", text, (place,), got=admission.on, next=hint))
    known = [flag.id for flag in plan.flags]
    for id_ in settings.exclusions:
        if id_ not in known:
            text = Text(
                f"no flag {id_} judges in this evaluation", f"aucune alerte {id_} ne juge dans cette évaluation"
            )
            place = Place(settings.file, key=f"exclusions.{id_}")
            problems.append(Problem("exclusion-unknown", text, (place,), got=id_, next=suggestion(id_, known)))
    return problems


def _profile(rulebook: Rulebook, settings: Settings, problems: list[Problem]) -> Profile | None:
    if settings.profile is None:
        defaults = [profile for profile in rulebook.profiles.values() if profile.default]
        candidates = defaults or list(rulebook.profiles.values())
        if len(candidates) == 1:
            return candidates[0]
        text = Text("no profile is chosen", "aucun profil n’est choisi")
    elif settings.profile in rulebook.profiles:
        return rulebook.profiles[settings.profile]
    else:
        text = Text(f"there is no profile {settings.profile}", f"il n’y a pas de profil {settings.profile}")
    known = ", ".join(rulebook.profiles) or "–"
    hint = suggestion(settings.profile or "", rulebook.profiles) or Text(
        f"the profiles of these rulesets are: {known}", f"les profils de ces jeux de règles sont\u00a0: {known}"
    )
    place = Place(settings.file, key="profile")
    problems.append(Problem("profile-unknown", text, (place,), got=settings.profile, next=hint))
    return None


def _parameters(
    rulebook: Rulebook, settings: Settings, problems: list[Problem]
) -> tuple[dict[str, Any], frozenset[str]]:
    values: dict[str, Any] = {}
    for id_, parameter in rulebook.parameters.items():
        dates = [day for day in parameter.values if day <= settings.date]
        if dates:
            values[id_] = parameter.values[max(dates)]
        elif id_ not in settings.parameters:
            text = Text(f"{id_} has no value at {settings.date}", f"{id_} n’a pas de valeur au {settings.date}")
            problems.append(Problem("parameter-date", text, (Place(settings.file, key="date"),)))
    overridden: set[str] = set()
    for id_, written in settings.parameters.items():
        place = Place(settings.file, key=f"parameters.{id_}")
        known = rulebook.parameters.get(id_)
        if known is None:
            fact = rulebook.facts.get(id_)
            if fact is not None and fact.by == "buyer" and fact.per == "evaluation":
                continue  # a buyer's fact may be given here: the reader of the folder takes it
            hint = suggestion(id_, [*rulebook.parameters, *rulebook.facts])
            text = Text(f"there is no parameter {id_}", f"il n’y a pas de paramètre {id_}")
            problems.append(Problem("parameter-unknown", text, (place,), got=written, next=hint))
            continue
        number = _amount(known, written, place, problems)
        if number is not None:
            values[id_] = number
            overridden.add(id_)
    return values, frozenset(overridden)


def _amount(parameter: Parameter, written: str, place: Place, problems: list[Problem]) -> Fraction | None:
    if parameter.is_keyed:
        text = Text(
            f"{parameter.id} has keys and cannot be set here", f"{parameter.id} a des clés et ne se règle pas ici"
        )
        problems.append(Problem("parameter-value", text, (place,), got=written))
        return None
    try:
        return parse_amount(written, parameter.unit)
    except QuantityError:
        text = Text(f"not a number in {parameter.unit}", f"ce n’est pas un nombre en {parameter.unit}")
        problems.append(Problem("parameter-value", text, (place,), got=written))
        return None


def _own_weights(rulebook: Rulebook, settings: Settings, problems: list[Problem]) -> dict[str, Fraction]:
    """Read the weights that the buyer set, each by itself."""
    own: dict[str, Fraction] = {}
    for id_, written in settings.weights.items():
        place = Place(settings.file, key=f"weights.{id_}")
        if id_ not in rulebook.groups:
            hint = suggestion(id_, rulebook.groups)
            text = Text(f"there is no group {id_}", f"il n’y a pas de groupe {id_}")
            problems.append(Problem("weights-unknown", text, (place,), got=written, next=hint))
            continue
        try:
            own[id_] = parse_amount(written, ONE)
        except QuantityError:
            text = Text("a weight is a number", "un poids est un nombre")
            problems.append(Problem("weights-value", text, (place,), got=written))
            continue
        if own[id_] < 0:
            text = Text("a weight is not negative", "un poids n’est pas négatif")
            problems.append(Problem("weights-negative", text, (place,), got=written))
    return own


def _weights(
    profile: Profile, own: Mapping[str, Fraction], settings: Settings, problems: list[Problem]
) -> dict[str, Fraction]:
    """Return the weights of the top groups; the buyer's replace the profile's and all must sum to 1 or 100 exactly."""
    if not own:
        return dict(profile.weights)
    scale = 100 if any(weight > 1 for weight in own.values()) else 1
    joined = {id_: weight * scale for id_, weight in profile.weights.items()} | dict(own)
    total = sum(joined.values(), Fraction(0))
    if total in (1, 100):
        return {id_: weight / total for id_, weight in joined.items()}
    listed = ", ".join(f"{id_} = {float(weight):g}" for id_, weight in joined.items())
    text = Text(
        f"the weights sum to {float(total):g}, not to 1 or 100 exactly",
        f"les poids totalisent {float(total):g}, et non exactement 1 ou 100",
    )
    hint = Text(
        "set all weights, or change two so that the sum holds",
        "fixez tous les poids, ou modifiez-en deux pour garder la somme",
    )
    problems.append(Problem("weights-sum", text, (Place(settings.file, key="weights"),), got=listed, next=hint))
    return joined


def _check_ranges(weights: Mapping[str, Fraction], settings: Settings, problems: list[Problem]) -> None:
    """The ranges of weights name top groups, and some weights within them sum to 1."""
    ranges = settings.weight_ranges
    for id_ in ranges:
        if id_ not in weights:
            text = Text(f"{id_} carries no weight in the total", f"{id_} ne porte pas de poids dans le total")
            place = Place(settings.file, key=f"weight_ranges.{id_}")
            problems.append(Problem("weights-unknown", text, (place,), got=id_, next=suggestion(id_, weights)))
    lows = sum((low for low, _ in ranges.values()), Fraction(0))
    highs = sum((high for _, high in ranges.values()), Fraction(0)) + sum(id_ not in ranges for id_ in weights)
    if lows > 1 or highs < 1:
        text = Text("no weights within these ranges sum to 1", "aucun jeu de poids dans ces plages ne totalise 1")
        problems.append(Problem("weights-sum", text, (Place(settings.file, key="weight_ranges"),)))


def _branch(
    rulebook: Rulebook,
    id_: str,
    weight: Fraction,
    stage: str,
    left_out: dict[str, Criterion],
    above: tuple[str, ...],
) -> Branch | None:
    group = rulebook.groups[id_]
    members: list[Branch | Leaf] = []
    for member, share in group.members.items():
        if member in rulebook.criteria and member not in above:
            criterion = rulebook.criteria[member]
            if stage_reached(criterion.stages, stage):
                members.append(Leaf(criterion, share))
            else:
                left_out[member] = criterion
        elif member not in (*above, id_):
            branch = _branch(rulebook, member, share, stage, left_out, (*above, id_))
            members += [branch] if branch is not None else []
    if not members:
        return None
    total = sum((member.weight for member in members), Fraction(0))
    if group.join != "min":
        members = [replace(member, weight=member.weight / total if total else member.weight) for member in members]
    return Branch(id_, group.title, group.join, weight, tuple(members))


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
