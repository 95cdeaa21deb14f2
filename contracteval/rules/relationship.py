"""The type of a relationship and the weights that follow from it, found once per evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from contracteval.model.fact import Option
from contracteval.model.record import dataclass
from contracteval.model.settings import Settings
from contracteval.rules.from_toml import ruleset_of_profile
from contracteval.rules.rulebook import Profile, Rulebook
from contracteval.text import Text

BY_RELATIONSHIP = "by_relationship"
FIVE_CRITERIA = "five_criteria"


def uses_catalogue(settings: Settings, extra: Sequence[Path] = ()) -> bool:
    """Say whether an evaluation goes by our own profiles: it names no rulesets, or one that defines them."""
    owners = {ruleset_of_profile(id_, settings.rulesets, extra) for id_ in (BY_RELATIONSHIP, FIVE_CRITERIA)}
    return not settings.rulesets or not owners.isdisjoint(settings.rulesets)


@dataclass(frozen=True, slots=True)
class Relationship:
    """What the buyer's facts say of the relationship: its type, None while unknown, and the share of each profile.

    ``shares`` is empty while one of them is unknown; ``missing`` names the answers that would settle it, and
    ``labels`` the profiles by the type that they stand for.
    """

    type: Option | None
    shares: Mapping[str, Fraction]
    missing: tuple[str, ...]
    labels: Mapping[str, Text]


def selector_of(rulebook: Rulebook) -> Profile | None:
    """Return the profile that mixes others by the type of relationship, where these rules have one."""
    return next((profile for profile in rulebook.profiles.values() if profile.mix), None)


def resolved(selector: Profile, relationship: Relationship | None, rulebook: Rulebook) -> Profile:
    """Return the weights that a selecting profile comes to; the default profile while a share is unknown."""
    shares = {id_: share for id_, share in (relationship.shares if relationship else {}).items() if share}
    if relationship is None or not shares:
        return next(profile for profile in rulebook.profiles.values() if profile.default)
    if len(shares) == 1:
        return rulebook.profiles[next(iter(shares))]
    return _mixed(selector, relationship, [(rulebook.profiles[id_], share) for id_, share in shares.items()])


def _mixed(selector: Profile, relationship: Relationship, parts: Sequence[tuple[Profile, Fraction]]) -> Profile:
    """Add up the weights of several profiles; what any of them lets judge or shows, the mix does too."""
    total = sum((share for _, share in parts), Fraction(0))
    weights: dict[str, Fraction] = {}
    for profile, share in parts:
        for group, weight in profile.weights.items():
            weights[group] = weights.get(group, Fraction(0)) + weight * share / total
    title = selector.title if relationship.type is None else relationship.type.label
    return replace(
        selector,
        title=_begun(title),
        weights=weights,
        gates=_union([profile.gates for profile, _ in parts]),
        flags=_union([profile.flags for profile, _ in parts]),
        shows=_union([profile.shows for profile, _ in parts]),
    )


def _begun(title: Text) -> Text:
    return Text(title.en[:1].upper() + title.en[1:], title.fr[:1].upper() + title.fr[1:])


def _union(chosen: list[frozenset[str] | None]) -> frozenset[str] | None:
    named = [ids for ids in chosen if ids is not None]
    return frozenset().union(*named) if len(named) == len(chosen) else None
