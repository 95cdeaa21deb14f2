"""Choices that rules compute, and profiles that follow from them: every option has a label, every mix holds together."""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.errors import Place, Problem
from contracteval.model.fact import FactSpec, Option, TableSpec
from contracteval.rules.rulebook import Profile, Rulebook, Step
from contracteval.text import Text, suggestion


def choice_problems(rulebook: Rulebook) -> list[Problem]:
    """Find options without a label, labels without an option, and mixed profiles that cannot be computed."""
    problems = [*_options(rulebook)]
    for profile in rulebook.profiles.values():
        if profile.mix:
            problems += _mix(profile, rulebook)
    return problems


def _options(rulebook: Rulebook) -> Iterator[Problem]:
    said: dict[str, tuple[Option, Place]] = {}
    for step in rulebook.steps.values():
        if not step.formulas:
            continue
        place = Place(step.formulas[0].place.file, key=f"{step.kind}.{step.id}.options")
        if step.kind in ("measure", "diagnostic"):
            yield from _labelled(step, place)
        for option in step.options:
            first, where = said.setdefault(option.id, (option, place))
            if first.label != option.label:
                text = Text(
                    f"the option {option.id} has another label elsewhere",
                    f"l’option {option.id} porte ailleurs un autre libellé",
                )
                yield Problem("option-label", text, (where, place), got=option.label.en)


def _labelled(step: Step, place: Place) -> Iterator[Problem]:
    yielded = step.type.options if step.type.kind == "choice" else ()
    named = {option.id for option in step.options}
    for id_ in (id_ for id_ in yielded if id_ not in named):
        text = Text(f"the option {id_} has no label", f"l’option {id_} n’a pas de libellé")
        hint = Text("add it to options, with its label in en and fr", "ajoutez-la à options, avec son libellé en et fr")
        yield Problem("option-label", text, (place,), got=id_, next=hint)
    for id_ in sorted(named - set(yielded)):
        text = Text(f"the formula never yields {id_}", f"la formule ne donne jamais {id_}")
        yield Problem("option-label", text, (place,), got=id_, next=suggestion(id_, yielded))


def _mix(profile: Profile, rulebook: Rulebook) -> Iterator[Problem]:
    plain = {id_ for id_, other in rulebook.profiles.items() if not other.mix}
    if sum(other.default for other in rulebook.profiles.values()) != 1:
        text = Text(
            "exactly one profile must be the default, to stand in while the type is unknown",
            "un profil et un seul doit être celui par défaut, pour servir tant que le type est inconnu",
        )
        yield Problem("profile-mix", text, (profile.place,), next=Text("add default = true", "ajoutez default = true"))
    for id_ in profile.mix:
        if id_ not in plain:
            text = Text("not a profile with weights of its own", "ce n’est pas un profil doté de ses propres poids")
            yield Problem("profile-mix", text, (profile.place,), got=id_, next=suggestion(id_, plain))
    for id_ in (*profile.mix.values(), profile.shows_type or ""):
        if id_ not in rulebook.steps:
            text = Text("not a measure or diagnostic", "ce n’est ni une mesure ni un diagnostic")
            yield Problem("profile-mix", text, (profile.place,), got=id_, next=suggestion(id_, rulebook.steps))
            continue
        others = sorted(rulebook.needs_of(id_) - buyers_own(rulebook))
        if others:
            text = Text(
                f"{id_} rests on more than the buyer’s own facts",
                f"{id_} repose sur autre chose que les faits propres de l’acheteur",
            )
            yield Problem("profile-mix", text, (profile.place,), got=", ".join(others))


def buyers_own(rulebook: Rulebook) -> frozenset[str]:
    """Return what holds for every bid alike: parameters, and the facts and tables that the buyer gives once."""
    known: tuple[FactSpec | TableSpec, ...] = (*rulebook.facts.values(), *rulebook.tables.values())
    own = {spec.id for spec in known if spec.by == "buyer" and spec.per == "evaluation"}
    return frozenset({*own, *rulebook.parameters})
