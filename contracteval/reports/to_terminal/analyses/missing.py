"""Who is ahead whatever the missing answers are, and which of them to ask for first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.missing import Ahead, Effect, Missing, OpenFact, Probe
from contracteval.model.fact import Value
from contracteval.model.result import Score
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_ASKED = 5
"""How many questions are shown; --json has them all."""


def blocks(result: Missing, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section."""
    yield desk.head("Whatever the missing answers are", "Quelles que soient les réponses manquantes")
    yield from (desk.line(text) for text in _order(result, desk))
    if desk.bid is None:
        yield from (desk.line(text) for text in _remarks(result, desk))
    asked = [fact for fact in result.facts if desk.bid is None or desk.bid in [e.bid for e in fact.effects]]
    if asked:
        yield ""
        yield desk.head("What to ask, first things first", "Quoi demander, dans l’ordre")
    for place, fact in enumerate(asked[:_ASKED], start=1):
        yield desk.line(_question(fact, desk), f"{place}. ")
        yield from (desk.page.indented(desk.page.text((text, "dim")), "   ") for text in _effects(fact, desk))
    if len(asked) > _ASKED:
        rest = w.counted(
            len(asked) - _ASKED,
            Text("more answer", "autre réponse"),
            Text("more answers", "autres réponses"),
            desk.lang,
        )
        yield desk.note(desk.say(f"and {rest}: --json lists them all.", f"et {rest}\u00a0: --json les donne toutes."))


# --- the order


def _order(result: Missing, desk: Desk) -> Iterator[str]:
    if not result.bids:
        yield desk.say("Every bid is rejected.", "Toutes les offres sont rejetées.")
        return
    if len(result.bids) == 1:
        name = desk.names[result.bids[0]]
        yield desk.say(f"{name} alone is in the running.", f"{name} est seule en lice.")
        return
    if not result.enclosed:
        yield desk.say(
            "No score waits for an answer: the ranking stands on what was said.",
            "Aucune note n’attend de réponse\u00a0: le classement repose sur ce qui a été dit.",
        )
    for bid in result.bids:
        won = [pair for pair in result.ahead if pair.ahead == bid]
        if won and desk.bid in (None, bid):
            yield _ahead(bid, won, desk)
    if len(result.first) > 1 and desk.bid is None:
        names = desk.listed(result.first)
        yield _open_first(names, result, desk)


def _open_first(names: str, result: Missing, desk: Desk) -> str:
    if not result.enclosed:
        return desk.say(f"{names} are exactly tied.", f"{names} sont exactement à égalité.")
    if len(result.first) == len(result.bids) and not result.ahead:
        return desk.say(
            "Nothing separates the bids yet: with the answers still missing, any of them may come first.",
            "Rien ne départage encore les offres\u00a0: selon les réponses manquantes, chacune peut arriver en tête.",
        )
    return desk.say(f"The first place is open between {names}.", f"La première place reste ouverte entre {names}.")


def _ahead(bid: str, won: list[Ahead], desk: Desk) -> str:
    name, others = desk.names[bid], desk.listed(pair.behind for pair in won)
    said = desk.say(f"{name} is certainly ahead of {others}", f"{name} est à coup sûr devant {others}")
    margins = [pair.margin for pair in won if pair.margin is not None]
    if not margins:
        return said + desk.say(", whatever the weights.", ", quels que soient les poids.")
    if any(pair.shared for pair in won):
        shared = desk.listed(pair.behind for pair in won if pair.shared)
        return said + desk.say(
            f"; of {shared} although the totals overlap, because both hang on the same missing answer.",
            f"\u00a0; de {shared} bien que les totaux se recouvrent, car une même réponse manquante joue sur les deux.",
        )
    points = desk.points_at_most(min(margins))
    return said + desk.say(
        f", even if every weight moves by up to {points}.", f", même si chaque poids bouge de {points} au plus."
    )


def _remarks(result: Missing, desk: Desk) -> Iterator[str]:
    for bid in result.may_be_rejected:
        name = desk.names[bid]
        yield desk.say(
            f"{name} may still be rejected: a gate waits for an answer.",
            f"{name} peut encore être rejetée\u00a0: une barrière attend une réponse.",
        )
    if result.unanswered:
        titles = [f"{item.title.to(desk.lang)} ({w.percent(item.weight, desk.lang, 1)})" for item in result.unanswered]
        listed = w.listed(titles, desk.lang)
        yield desk.say(
            f"No bid has a score yet on {listed}: that parts nobody.",
            f"Aucune offre n’a encore de note pour {listed}\u00a0: cela ne départage personne.",
        )
    if result.enclosed:
        yield desk.say(
            "Totals with missing answers are safe bounds: the answers may not all reach the ends at once.",
            "Les totaux à réponses manquantes sont des bornes sûres\u00a0: toutes les réponses ne les atteignent pas forcément ensemble.",
        )


# --- the questions


def _question(fact: OpenFact, desk: Desk) -> str:
    giver = w.GIVERS[fact.by].to(desk.lang)
    who = giver if fact.bid is None or fact.by != "vendor" else desk.names[fact.bid]
    about = (
        ""
        if fact.bid is None or fact.by == "vendor"
        else desk.say(f" about {desk.names[fact.bid]}", f" sur {desk.names[fact.bid]}")
    )
    return f"{who}{about}{w.colon(desk.lang)} {fact.question.to(desk.lang)}"


def _effects(fact: OpenFact, desk: Desk) -> Iterator[str]:
    if fact.changes_first and fact.turn is not None:
        answer, names = _answer(fact, fact.turn, desk), _or(fact.first_then, desk)
        yield desk.say(
            f"decides on the first place: with {answer} it would be left to {names}",
            f"joue sur la première place\u00a0: avec {answer}, elle reviendrait à {names}",
        )
    for effect in fact.effects:
        if desk.bid in (None, effect.bid):
            yield _effect(fact, effect, desk)


def _or(bids: tuple[str, ...], desk: Desk) -> str:
    return w.any_of([desk.names[bid] for bid in bids], desk.lang)


def _effect(fact: OpenFact, effect: Effect, desk: Desk) -> str:
    name, now = desk.names[effect.bid], _ends(effect, desk)
    if not effect.worth:
        return desk.say(
            f"{name}: for the verdict, not for the score", f"{name}\u00a0: pour le verdict, pas pour la note"
        )
    said = f"{name}{w.colon(desk.lang)} {now} {desk.say('now', 'actuellement')}"
    if effect.best is None or effect.worst is None:
        points = w.bare_number_short(effect.worth, desk.lang)
        return said + desk.say(f", of which it leaves up to {points} open", f", dont jusqu’à {points} en suspens")
    for probe in dict.fromkeys((effect.best, effect.worst)):
        said += f"{w.semicolon(desk.lang)} {desk.say('with', 'avec')} {_answer(fact, probe.value, desk)}, {_ends(probe, desk)}"
    return said


def _ends(item: Effect | Probe, desk: Desk) -> str:
    value = item.low if item.low == item.high else None
    return w.score_text(Score("unknown" if value is None else "scored", value, item.low, item.high), desk.lang)


def _answer(fact: OpenFact, value: Value, desk: Desk) -> str:
    spec = desk.plan.rulebook.facts[fact.fact]
    return w.fact_value_text(value, spec, desk.lang, desk.plan.settings.currency)
