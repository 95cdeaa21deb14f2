"""The bids at face value and at commitment value, and what to write into the contract before signing."""

from __future__ import annotations

from contracteval.model.analysis.commitment import Commitment, Promise
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.voice import Voice
from contracteval.text import Text

LACKS = {
    "clause": Text("a clause", "une clause"),
    "measure": Text("a measure", "une mesure"),
    "funding": Text("funding", "un financement"),
}


def sentence(result: Commitment, voice: Voice) -> str:
    """Say who comes first if only what is contracted counts."""
    held = [item.bid for item in result.bids if item.value_rank == 1]
    if not held:
        return voice.say("Every bid is rejected.", "Toutes les offres sont rejetées.")
    if not any(item.promises for item in result.bids):
        return voice.say(
            "Everything that counts is contracted, each with its clause: face value and commitment value are the same.",
            "Tout ce qui compte est contractualisé, avec sa clause\u00a0: valeur affichée et valeur engagée coïncident.",
        )
    running = [item for item in result.bids if item.value_rank is not None]
    if not any(item.value for item in running):
        return voice.say(
            "If only what is contracted counted, no bid would have a point.",
            "Si seul comptait ce qui est contractualisé, aucune offre n’aurait de point.",
        )
    names, one = voice.listed(held), len(held) == 1
    still_open = any(item.rank is None for item in running if item.rank_best == 1)
    if result.turns or still_open:
        return _first_committed(names, one, voice)
    return voice.say(
        f"{names} {'comes' if one else 'come'} first at face value, and also if only what is contracted counts.",
        f"{names} {'arrive' if one else 'arrivent'} en tête à la valeur affichée, et aussi si seul compte ce qui est contractualisé.",
    )


def _first_committed(names: str, one: bool, voice: Voice) -> str:
    if one:
        return voice.say(
            f"If only what is contracted counted, {names} would come first.",
            f"Si seul comptait ce qui est contractualisé, {names} arriverait en tête.",
        )
    return voice.say(
        f"If only what is contracted counted, {names} would be tied for first place.",
        f"Si seul comptait ce qui est contractualisé, {names} seraient à égalité en tête.",
    )


def lacks(item: Promise, voice: Voice) -> str:
    """Name what a promise still lacks: ``a clause and a measure``."""
    return w.listed([LACKS[lack].to(voice.lang) for lack in item.lacks], voice.lang)


def promise(item: Promise, voice: Voice) -> str:
    """Say what a promise still lacks and what rests on it."""
    grade = w.standing(item.grade).to(voice.lang)
    said = f"{item.label.to(voice.lang)} ({grade}){voice.say(' needs ', ' demande ')}{lacks(item, voice)}"
    if not item.at_stake:
        return said
    return said + voice.hanging(item.at_stake)
