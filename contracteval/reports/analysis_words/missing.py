"""Who is ahead whatever the missing answers are, and which of them to ask for first."""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.model.analysis.missing import Ahead, Effect, Missing, OpenFact, Probe
from contracteval.model.fact import Value
from contracteval.model.result import Score, unbeatable
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.voice import Voice
from contracteval.text import quote


def sentences(result: Missing, voice: Voice) -> Iterator[str]:
    """Yield the order that holds whatever is missing, and what is still open."""
    yield from _order(result, voice)
    if voice.bid is None:
        yield from _remarks(result, voice)


def asked(result: Missing, voice: Voice) -> list[OpenFact]:
    """Return what to ask, in that order; of one bid where only that is of interest."""
    return [fact for fact in result.facts if voice.bid is None or voice.bid in [e.bid for e in fact.effects]]


# --- the order


def _order(result: Missing, voice: Voice) -> Iterator[str]:
    if not result.bids:
        yield voice.say("Every bid is rejected.", "Toutes les offres sont rejetées.")
        return
    if len(result.bids) == 1:
        name = voice.names[result.bids[0]]
        yield voice.say(f"{name} alone is in the running.", f"{name} est seule en lice.")
        return
    if not result.enclosed and not result.may_be_rejected:
        yield voice.say(
            "No score waits for an answer: the ranking stands on what was said.",
            "Aucune note n’attend de réponse\u00a0: le classement repose sur ce qui a été dit.",
        )
    for bid in result.bids:
        won = [pair for pair in result.ahead if pair.ahead == bid]
        if won and voice.bid in (None, bid):
            yield _ahead(bid, won, voice)
    if len(result.first) > 1 and voice.bid is None:
        names = voice.listed(result.first)
        yield _open_first(names, result, voice)


def _open_first(names: str, result: Missing, voice: Voice) -> str:
    if not result.enclosed and not any({pair.ahead, pair.behind} <= set(result.first) for pair in result.ahead):
        return voice.say(f"{names} are exactly tied.", f"{names} sont exactement à égalité.")
    sure, level = unbeatable(voice.bids.values())
    if sure:
        first = voice.listed(sure)
        return voice.say(
            f"{first} {'is' if len(sure) == 1 else 'are'} first whatever the missing answers are; {voice.listed(level)} can at best draw level.",
            f"{first} {'est' if len(sure) == 1 else 'sont'} en tête quelles que soient les réponses manquantes\u00a0; {voice.listed(level)} {'peut' if len(level) == 1 else 'peuvent'} au mieux {'l’égaler' if len(sure) == 1 else 'les égaler'}.",
        )
    if len(result.first) == len(result.bids) and not result.ahead:
        return voice.say(
            "Nothing separates the bids yet: with the answers still missing, any of them may come first.",
            "Rien ne départage encore les offres\u00a0: selon les réponses manquantes, chacune peut arriver en tête.",
        )
    return voice.say(f"The first place is open between {names}.", f"La première place reste ouverte entre {names}.")


def _ahead(bid: str, won: list[Ahead], voice: Voice) -> str:
    name, others = voice.names[bid], voice.listed(pair.behind for pair in won)
    said = voice.say(f"{name} is certainly ahead of {others}", f"{name} est à coup sûr devant {others}")
    if voice.bids[bid].may_be_rejected:
        said = voice.say(f"Unless it is rejected, {said}", f"Sauf à être rejetée, {said}")
    margins = [pair.margin for pair in won if pair.margin is not None]
    if not margins:
        return said + voice.say(
            ", and never behind whatever the weights.", ", et jamais derrière quels que soient les poids."
        )
    if any(pair.shared for pair in won):
        shared = voice.listed(pair.behind for pair in won if pair.shared)
        return said + voice.say(
            f"; of {shared} although the totals overlap, because both hang on the same missing answer.",
            f"\u00a0; de {shared} bien que les totaux se recouvrent, car une même réponse manquante joue sur les deux.",
        )
    points = voice.points_at_most(min(margins))
    return said + voice.say(
        f", even if every weight moves by up to {points}.", f", même si chaque poids bouge de {points} au plus."
    )


def _remarks(result: Missing, voice: Voice) -> Iterator[str]:
    for bid in result.may_be_rejected:
        name, lang = voice.names[bid], voice.lang
        waiting = w.listed([quote(title.to(lang), lang) for title in voice.bids[bid].open_rejections], lang)
        yield voice.say(
            f"{name} may still be rejected, as missing answers turn out: {waiting}.",
            f"{name} peut encore être rejetée, selon les réponses manquantes\u00a0: {waiting}.",
        )
    if result.unanswered:
        titles = [
            f"{item.title.to(voice.lang)} ({w.percent(item.weight, voice.lang, 1)})" for item in result.unanswered
        ]
        listed = w.listed(titles, voice.lang)
        yield voice.say(
            f"No bid has a score yet on {listed}: that parts nobody.",
            f"Aucune offre n’a encore de note pour {listed}\u00a0: cela ne départage personne.",
        )
    if result.enclosed:
        yield voice.say(
            "Totals with missing answers are safe bounds: the answers may not all reach the ends at once.",
            "Les totaux à réponses manquantes sont des bornes sûres\u00a0: toutes les réponses ne les atteignent pas forcément ensemble.",
        )


# --- the questions


def question(fact: OpenFact, voice: Voice) -> str:
    """Write the question with who has to answer it."""
    giver = w.GIVERS[fact.by].to(voice.lang)
    who = giver if fact.bid is None or fact.by != "vendor" else voice.names[fact.bid]
    about = (
        ""
        if fact.bid is None or fact.by == "vendor"
        else voice.say(f" about {voice.names[fact.bid]}", f" sur {voice.names[fact.bid]}")
    )
    return f"{who}{about}{w.colon(voice.lang)} {fact.question.to(voice.lang)}"


def decisive(fact: OpenFact, voice: Voice) -> str:
    """Say what to ask and what the answer could change, in one sentence."""
    return f"{question(fact, voice)} – {next(effects(fact, voice))}."


def effects(fact: OpenFact, voice: Voice) -> Iterator[str]:
    """Say what the answer could change, bid by bid."""
    if fact.changes_first and fact.turn is not None and not fact.first_then:
        answer = _answer(fact, fact.turn, voice)
        yield voice.say(
            f"decides on the first place: with {answer} no bid would be left in the running",
            f"joue sur la première place\u00a0: avec {answer}, plus aucune offre ne resterait en lice",
        )
    elif fact.changes_first and fact.turn is not None:
        answer, names = _answer(fact, fact.turn, voice), _or(fact.first_then, voice)
        yield voice.say(
            f"decides on the first place: with {answer} it would be left to {names}",
            f"joue sur la première place\u00a0: avec {answer}, elle reviendrait à {names}",
        )
    for effect in fact.effects:
        if voice.bid in (None, effect.bid):
            yield _effect(fact, effect, voice)


def _or(bids: tuple[str, ...], voice: Voice) -> str:
    return w.any_of([voice.names[bid] for bid in bids], voice.lang)


def _effect(fact: OpenFact, effect: Effect, voice: Voice) -> str:
    name, now = voice.names[effect.bid], _ends(effect, voice)
    if not effect.worth:
        return voice.say(
            f"{name}: for the verdict, not for the score", f"{name}\u00a0: pour le verdict, pas pour la note"
        )
    said = f"{name}{w.colon(voice.lang)} {now} {voice.say('now', 'actuellement')}"
    if effect.best is None or effect.worst is None:
        points = w.bare_number_short(effect.worth, voice.lang)
        return said + voice.say(f", of which it leaves up to {points} open", f", dont jusqu’à {points} en suspens")
    for probe in dict.fromkeys((effect.best, effect.worst)):
        said += f"{w.semicolon(voice.lang)} {voice.say('with', 'avec')} {_answer(fact, probe.value, voice)}, {_ends(probe, voice)}"
    return said


def _ends(item: Effect | Probe, voice: Voice) -> str:
    value = item.low if item.low == item.high else None
    return w.score_text(Score("unknown" if value is None else "scored", value, item.low, item.high), voice.lang)


def _answer(fact: OpenFact, value: Value, voice: Voice) -> str:
    spec = voice.plan.rulebook.facts[fact.fact]
    return w.fact_value_text(value, spec, voice.lang, voice.plan.settings.currency)
