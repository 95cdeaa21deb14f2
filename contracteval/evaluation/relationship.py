"""The type of relationship from the buyer's own facts, before any bid is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from contracteval.errors import Place, Problem
from contracteval.evaluation.engine import Engine
from contracteval.model.bid import Answers
from contracteval.model.fact import FactSpec, TableSpec
from contracteval.model.value import Unknown
from contracteval.rules.plan import Plan
from contracteval.rules.relationship import Relationship, selector_of
from contracteval.rules.rulebook import Profile
from contracteval.text import Text


def relationship_of(plan: Plan, brief: Answers) -> Relationship | None:
    """Find type and shares under a plan's parameters; None where its rules have no type of relationship."""
    selector = selector_of(plan.rulebook)
    if selector is None or selector.shows_type is None:
        return None
    engine = Engine(plan)
    env = engine.run(engine.start(brief)).env
    shares = {id_: env[step] for id_, step in selector.mix.items()}
    known = all(isinstance(share, Fraction) for share in shares.values())
    kind = env[selector.shows_type]
    options = {option.id: option for option in plan.rulebook.steps[selector.shows_type].options}
    missing = _missing([kind]) or _missing(shares.values())
    order = [*plan.rulebook.facts, *plan.rulebook.tables]
    labels = {id_: options[id_].label if id_ in options else plan.rulebook.profiles[id_].title for id_ in selector.mix}
    return Relationship(
        options.get(kind), shares if known else {}, tuple(id_ for id_ in order if id_ in missing), labels
    )


def _missing(outcomes: Iterable[object]) -> frozenset[str]:
    return frozenset[str]().union(*(outcome.facts for outcome in outcomes if isinstance(outcome, Unknown)))


def relationship_findings(plan: Plan) -> list[Problem]:
    """Say which profile stands in while the relationship is unknown, or that the profile named is of another type."""
    relationship = plan.relationship
    if relationship is None:
        return []
    if plan.selector is not None and not relationship.shares:
        return [_stood_in(plan, relationship)]
    named = plan.settings.profile
    selector = selector_of(plan.rulebook)
    if named is not None and selector is not None and relationship.shares and relationship.shares.get(named) == 0:
        return [_of_another_type(plan.profile, relationship)]
    return []


def _stood_in(plan: Plan, relationship: Relationship) -> Problem:
    specs: dict[str, FactSpec | TableSpec] = {**plan.rulebook.facts, **plan.rulebook.tables}
    listed = [specs[id_].label for id_ in relationship.missing]
    title = plan.profile.title
    return Problem(
        "relationship-unknown",
        Text(
            f"the type of relationship is not known: the bids are judged by the profile “{title.en}”",
            f"le type de relation n’est pas connu\u00a0: les offres sont jugées selon le profil «\u00a0{title.fr}\u00a0»",
        ),
        (Place("brief"),),
        next=Text(
            f"answer in the brief: {', '.join(label.en for label in listed)}; or name a profile in {plan.settings.file}",
            f"répondez dans le brief\u00a0: {', '.join(label.fr for label in listed)}\u00a0; ou nommez un profil dans {plan.settings.file}",
        ),
        severity="warning",
        fact=next(iter(relationship.missing), None),
    )


def _of_another_type(profile: Profile, relationship: Relationship) -> Problem:
    label = relationship.type.label if relationship.type is not None else Text("another type", "un autre type")
    return Problem(
        "relationship-differs",
        Text(
            f"the brief describes another relationship ({label.en}) than the profile “{profile.title.en}”",
            f"le brief décrit une autre relation ({label.fr}) que le profil «\u00a0{profile.title.fr}\u00a0»",
        ),
        (Place("brief"),),
        next=Text(
            'correct the brief, or write profile = "by_relationship"',
            'corrigez le brief, ou écrivez profile = "by_relationship"',
        ),
        severity="warning",
    )
