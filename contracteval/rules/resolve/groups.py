"""What joins scores: groups, and the profiles that weigh them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from contracteval.errors import Place
from contracteval.model.unit import ONE
from contracteval.rules import rulebook as r
from contracteval.rules import shape
from contracteval.rules.from_toml import Entry
from contracteval.rules.resolve.building import Building
from contracteval.text import suggestion


def group_of(b: Building, entry: Entry) -> r.Group:
    s: shape.GroupShape = entry.shape
    place = entry.place("group", "members")
    known = {**b.raw.entries["criterion"], **b.raw.entries["group"]}
    for member in s.members:
        if member not in known:
            hint = suggestion(member, known)
            b.problem(
                "group-member",
                place,
                f"no criterion or group {member}",
                f"pas de critère ni de groupe {member}",
                member,
                hint,
            )
    alike = dict.fromkeys(s.members, Fraction(1))
    members = alike if s.join == "min" else _weights(b, s.members, place, s.normalise)
    cases = _join_cases(b, "group", entry, s.members)
    return r.Group(entry.id, entry.ruleset, s.title.text(), s.join, members, cases)


def check_groups(b: Building) -> None:
    """A group may hold groups, but never itb."""
    groups = b.raw.entries["group"]

    def holds(id_: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
        if id_ in path:
            return (*path[path.index(id_) :], id_)
        members = groups[id_].shape.members if id_ in groups else ()
        return next((found for member in members if (found := holds(member, (*path, id_)))), None)

    for entry in groups.values():
        cycle = holds(entry.id, ())
        if cycle is not None and cycle[0] == min(cycle):
            shown = " → ".join(cycle)
            b.problem(
                "cycle",
                entry.place("group", "members"),
                f"these groups hold each other: {shown}",
                f"ces groupes se contiennent\u00a0: {shown}",
            )
            return


def profile_of(b: Building, entry: Entry) -> r.Profile:
    s: shape.ProfileShape = entry.shape
    place = entry.place("profile", "weights")
    for group in s.weights:
        if group not in b.raw.entries["group"]:
            hint = suggestion(group, b.raw.entries["group"])
            b.problem("profile-group", place, f"no group {group}", f"pas de groupe {group}", group, hint)
    if bool(s.mix) != (s.shows_type is not None) or (s.mix and s.weights):
        b.problem(
            "profile-mix",
            place,
            "a profile has weights, or a mix and the type that explains it",
            "un profil a des poids, ou un mélange et le type qui l’explique",
        )
    weights = {} if s.mix else _weights(b, s.weights, place, s.normalise)
    gates = _chosen(b, entry, "gates", s.gates, b.raw.entries["gate"])
    flags = _chosen(b, entry, "flags", s.flags, b.raw.entries["flag"])
    shows = _chosen(b, entry, "shows", s.shows, b.steps)
    return r.Profile(
        entry.id, entry.ruleset, s.title.text(), weights, s.default, place, gates, flags, shows,
        s.mix, s.shows_type, _join_cases(b, "profile", entry, s.weights),
    )  # fmt: skip


def _weights(b: Building, items: Mapping[str, str], place: Place, normalise: bool) -> dict[str, Fraction]:
    """Weights are not negative and sum to 1 or 100 exactly; only ``normalise`` allows another sum."""
    weights = {name: b.amount(text, ONE, place) for name, text in items.items()}
    total = sum(weights.values(), Fraction(0))
    negative = [name for name, weight in weights.items() if weight < 0]
    if negative:
        b.problem(
            "weights",
            place,
            f"negative weight of {', '.join(negative)}",
            f"poids négatif pour {', '.join(negative)}",
        )
    if total <= 0 or (total not in (1, 100) and not normalise):
        b.problem(
            "weights",
            place,
            f"weights sum to {float(total):g}, not to 1 or 100",
            f"les poids totalisent {float(total):g}, et non 1 ou 100",
        )
        return weights
    return {name: weight / total for name, weight in weights.items()}


def _join_cases(b: Building, word: str, entry: Entry, members: Mapping[str, str]) -> tuple[r.Case, ...]:
    """Read the cases of a group or a profile, which are given the score of each member."""
    made = []
    for i, case in enumerate(entry.shape.case):
        place = entry.place(word, "case", str(i + 1))
        for name in set(case.given) ^ set(members):
            b.problem(
                "case-name",
                place,
                "a case gives the score of every member, and of nothing else",
                "un cas donne la note de chaque membre, et rien d’autre",
                name,
                suggestion(name, members),
            )
        made.append(r.Case(case.given, {}, {"score": case.score}, place))
    return tuple(made)


def _chosen(
    b: Building, entry: Entry, key: str, ids: Sequence[str] | None, known: Mapping[str, object]
) -> frozenset[str] | None:
    """Return what a profile narrows itself to; each id must exist."""
    for id_ in ids or ():
        if id_ not in known:
            hint = suggestion(id_, known)
            place = entry.place("profile", key)
            b.problem("profile-rule", place, f"there is no {id_}", f"il n’y a pas de {id_}", id_, hint)
    return None if ids is None else frozenset(ids)
