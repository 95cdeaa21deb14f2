"""Bind rules to one evaluation: choose its profile, set its parameters and weights, leave out what comes later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from contracteval.errors import InputError, Place, Problem
from contracteval.model.quantity import QuantityError, parse_amount
from contracteval.model.settings import Settings
from contracteval.model.unit import ONE
from contracteval.rules.plan import Branch, Leaf, Plan, stage_reached
from contracteval.rules.relationship import Relationship, resolved
from contracteval.rules.rulebook import Criterion, Parameter, Profile, Rulebook
from contracteval.text import Text, suggestion


def to_plan(rulebook: Rulebook, settings: Settings, relationship: Relationship | None = None) -> Plan:
    """Bind rules to an evaluation. Raises ``InputError`` with every problem of its settings.

    A profile that follows from the relationship is the default one until ``relationship`` is given.
    """
    problems: list[Problem] = []
    profile = _profile(rulebook, settings, problems)
    if profile is not None and profile.mix:
        profile = resolved(profile, relationship, rulebook)
    parameters, overridden = _parameters(rulebook, settings, problems)
    own = _own_weights(rulebook, profile, settings, problems)
    if profile is None:
        raise InputError(problems)
    weights = _weights(rulebook, profile, own, settings, problems)
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
            hint = suggestion(id_, known) or _known_flags(known)
            problems.append(Problem("exclusion-unknown", text, (place,), got=id_, next=hint))
    return problems


def _known_flags(known: Sequence[str]) -> Text:
    if not known:
        return Text(
            "no flag judges in this evaluation: take the entry out",
            "aucune alerte ne juge dans cette évaluation\u00a0: retirez l’entrée",
        )
    listed = ", ".join(known)
    return Text(f"the flags that judge are: {listed}", f"les alertes qui jugent sont\u00a0: {listed}")


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
        value = parameter.at(settings.date)
        if value is not None:
            values[id_] = value
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


def _own_weights(
    rulebook: Rulebook, profile: Profile | None, settings: Settings, problems: list[Problem]
) -> dict[str, Fraction]:
    """Read the weights that the buyer set, each by itself."""
    own: dict[str, Fraction] = {}
    made = settings.weights_key != "weights"  # from an order or from swings: what a group got is not what was written
    for id_, written in settings.weights.items():
        place = Place(settings.file, key=settings.weights_key if made else f"weights.{id_}")
        if id_ not in rulebook.groups:
            known = ", ".join(rulebook.groups if profile is None else profile.weights)
            hint = suggestion(id_, rulebook.groups) or Text(
                f"the groups of this profile are: {known}", f"les groupes de ce profil sont\u00a0: {known}"
            )
            text = Text(f"there is no group {id_}", f"il n’y a pas de groupe {id_}")
            problems.append(Problem("weights-unknown", text, (place,), got=id_ if made else written, next=hint))
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
    rulebook: Rulebook,
    profile: Profile,
    own: Mapping[str, Fraction],
    settings: Settings,
    problems: list[Problem],
) -> dict[str, Fraction]:
    """Return the weights of the top groups; the buyer's replace the profile's and all must sum to 1 or 100 exactly."""
    if not own:
        return dict(profile.weights)
    if settings.weights_key != "weights":
        problems += _left_out(rulebook, profile, settings)
        return dict(own)
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


def _left_out(rulebook: Rulebook, profile: Profile, settings: Settings) -> list[Problem]:
    """An order and swings name every group of the profile; where one is misspelt, it is not said to be missing too."""
    missing = [id_ for id_ in profile.weights if id_ not in settings.weights]
    if not missing or any(id_ not in rulebook.groups for id_ in settings.weights):
        return []
    listed = ", ".join(missing)
    is_order = settings.weights_key == "weighting.order"
    text = Text(
        f"{'the order' if is_order else 'the swings'} of the weights must name every group; missing: {listed}",
        f"{'l’ordre des poids doit' if is_order else 'les points des poids doivent'} nommer chaque groupe\u00a0; il manque\u00a0: {listed}",
    )
    hint = (
        Text("put it where it belongs in the order", "mettez-le à sa place dans l’ordre")
        if is_order
        else Text(
            "give it points, or 0 so that it has no weight", "donnez-lui des points, ou 0 pour qu’il ne pèse rien"
        )
    )
    return [Problem("weights-missing", text, (Place(settings.file, key=settings.weights_key),), next=hint)]


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
