"""Would the result be another if a bid had not been there?"""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.model.analysis.elimination import Elimination, Removal, Shift, Turn
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.voice import Voice
from contracteval.text import quote


def sentences(result: Elimination, voice: Voice) -> Iterator[str]:
    """Yield a sentence for the whole lot or one for each bid that decides between others, and who dominates whom."""
    turning = [item for item in result.removals if item.turns and voice.bid in (None, item.bid)]
    if not turning:
        yield _nothing_turns(result, voice)
    for item in turning:
        yield _sentence(item, voice)
    if turning:
        yield _why(result, voice)
    yield from _dominance(result, voice)


def _nothing_turns(result: Elimination, voice: Voice) -> str:
    if not result.relative:
        return voice.say(
            "Nothing moves: each bid is scored on its own, and no rule looks at the others.",
            "Rien ne bouge\u00a0: chaque offre est notée pour elle-même, aucune règle ne regarde les autres.",
        )
    if not any(item.shifts for item in result.removals):
        return voice.say("No score and no verdict moves.", "Aucune note, aucun verdict ne bouge.")
    return voice.say(
        "Scores or verdicts may move, but the order of the other bids stays.",
        "Des notes ou des verdicts peuvent bouger, mais l’ordre des autres offres reste.",
    )


def _why(result: Elimination, voice: Voice) -> str:
    """Name the rules that make one bid weigh on another."""
    titles = [voice.title_of(id_) for id_ in result.relative]
    listed = w.listed([quote(title, voice.lang) for title in titles], voice.lang)
    return voice.say(
        f"Because of rules that look at the other bids: {listed}.",
        f"En cause, des règles qui regardent les autres offres\u00a0: {listed}.",
    )


def _dominance(result: Elimination, voice: Voice) -> Iterator[str]:
    for item in result.dominance:
        if item.certain and voice.bid in (None, item.bid, item.over):
            bid, over = voice.names[item.bid], voice.names[item.over]
            yield voice.say(
                f"{bid} is at least as good as {over} on every criterion, and better on {len(item.better_on)}.",
                f"{bid} fait au moins aussi bien que {over} sur chaque critère, et mieux sur {len(item.better_on)}.",
            )
    for pair in result.identical:
        if voice.bid is None or voice.bid in pair:
            names = voice.listed(pair)
            yield voice.say(
                f"{names} score exactly alike on every criterion.",
                f"{names} ont exactement les mêmes notes sur chaque critère.",
            )


def _sentence(item: Removal, voice: Voice) -> str:
    shifts = {shift.bid: shift for shift in item.shifts}
    moved = {shift.bid for shift in item.shifts if shift.returns or shift.drops_out}
    turns = [_admitted(shift, item, voice) for shift in item.shifts if shift.bid in moved]
    turns += [_turn(turn, shifts, voice) for turn in item.turned if moved.isdisjoint(turn.pair)]
    name, parts = voice.names[item.bid], f"{w.semicolon(voice.lang)} ".join(turns)
    return voice.say(f"Without {name}, {parts}.", f"Sans {name}, {parts}.")


def _admitted(shift: Shift, item: Removal, voice: Voice) -> str:
    """Say that a bid comes back into the running or drops out of it, and who comes first where that decides it."""
    name, alone = voice.names[shift.bid], len(item.first) == 1
    if shift.returns:
        said = voice.say(f"{name} would no longer be rejected", f"{name} ne serait plus rejetée")
        if shift.bid not in item.first:
            return said
        return said + (
            voice.say(" and would come first", " et arriverait en tête")
            if alone
            else voice.say(" and would share the first place", " et partagerait la première place")
        )
    said = voice.say(f"{name} would be rejected", f"{name} serait rejetée")
    if voice.bids[shift.bid].rank != 1 or not item.first:
        return said
    first = voice.listed(item.first)
    return said + voice.say(
        f" and {first} would come first", f" et {first} {'arriverait' if alone else 'arriveraient'} en tête"
    )


def _turn(turn: Turn, shifts: dict[str, Shift], voice: Voice) -> str:
    """Say who would be ahead of whom; a tie that is made or broken turns a decision as well."""
    ahead = turn.after or turn.before or turn.pair[0]
    behind = turn.pair[0] if ahead == turn.pair[1] else turn.pair[1]
    one, other = (_moved(bid, shifts, voice) for bid in (ahead, behind))
    if turn.after is None:
        return voice.say(
            f"{one} and {other} would tie instead of {voice.names[ahead]} being ahead",
            f"{one} et {other} seraient à égalité, alors que {voice.names[ahead]} est devant",
        )
    if turn.before is None:
        return voice.say(
            f"{one} would be ahead of {other} instead of tying with it",
            f"{one} passerait devant {other} au lieu d’être à égalité",
        )
    return voice.say(f"{one} would pass {other}", f"{one} passerait devant {other}")


def _moved(bid: str, shifts: dict[str, Shift], voice: Voice) -> str:
    shift = shifts.get(bid)
    if shift is None:
        return voice.names[bid]
    before, after = (w.score_text(score, voice.lang) for score in (shift.before, shift.after))
    return f"{voice.names[bid]} ({before} → {after})"
