"""The sets of weights among which one evaluation can change without changing what is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from contracteval.errors import InputError
from contracteval.model.record import dataclass
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import Profile
from contracteval.rules.to_plan import to_plan


@dataclass(frozen=True, slots=True)
class WeightSet:
    """The weights that a profile gives to the top groups; they sum to 1."""

    profile: Profile
    weights: Mapping[str, Fraction]


def weight_sets(plan: Plan) -> tuple[WeightSet, ...]:
    """Return the weights that this evaluation goes by, then those of the profiles that judge the same with others.

    A profile judges the same where it weighs the same groups and lets the same gates and flags judge and the same
    measures show. One that weighs other groups asks other questions: that is another evaluation.
    """
    found = [WeightSet(plan.profile, _weights(plan))]
    for profile in plan.rulebook.profiles.values():
        if not profile.mix:
            other = _bound_to(plan, profile)
            is_new = other is not None and _weights(other) not in [known.weights for known in found]
            if other is not None and is_new and _judges_the_same(plan, other):
                found.append(WeightSet(profile, _weights(other)))
    return tuple(found)


def weights_in_rules(plan: Plan) -> dict[str, Fraction]:
    """Return what the top groups would weigh if the buyer had set no weight."""
    weights = {group.id: plan.profile.weights.get(group.id, Fraction(0)) for group in plan.groups}
    total = sum(weights.values(), Fraction(0)) or Fraction(1)
    return {id_: weight / total for id_, weight in weights.items()}


def _weights(plan: Plan) -> dict[str, Fraction]:
    return {group.id: group.weight for group in plan.groups}


def _bound_to(plan: Plan, profile: Profile) -> Plan | None:
    """Bind the rules to the same evaluation under another profile, with its own weights."""
    settings = replace(plan.settings, profile=profile.id, weights={}, weight_ranges={})
    try:
        return to_plan(plan.rulebook, settings, plan.relationship)
    except InputError:  # a bar on what this profile does not score
        return None


def _judges_the_same(plan: Plan, other: Plan) -> bool:
    return (
        _weights(plan).keys() == _weights(other).keys()
        and plan.gates == other.gates
        and plan.flags == other.flags
        and plan.profile.shows == other.profile.shows
    )
