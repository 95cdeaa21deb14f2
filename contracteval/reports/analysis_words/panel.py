"""Does the panel agree, and who has not spoken yet?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from contracteval.model.analysis.panel import PanelReport
from contracteval.model.fact import Value
from contracteval.model.panel import ROLES, Agreement, Mark, Panel, Role
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.voice import Voice
from contracteval.text import Text, format_number, quote

NO_SHEET = Text(
    "No sheet of an evaluator in panel/. contracteval template panel -o panel/NAME.xlsx --evaluation DIR writes one.",
    "Aucune fiche d’évaluateur dans panel/. contracteval template panel -o panel/NOM.xlsx --evaluation DOSSIER en écrit une.",
)
_SPEAKERS: Mapping[Role, Text] = {
    "it": Text("IT", "la DSI"),
    "business": Text("business", "les métiers"),
    "procurement": Text("procurement", "les achats"),
    "finance": Text("finance", "la finance"),
}


def sentences(result: PanelReport, panel: Panel, voice: Voice) -> Iterator[str]:
    """Yield who spoke and who did not, where the marks lie apart, what was settled and why."""
    yield from _speakers(panel, voice)
    missing = [_SPEAKERS[role].to(voice.lang) for role in panel.missing_roles]
    if missing:
        listed = w.listed(missing, voice.lang)
        yield voice.say(f"Nobody speaks for: {listed}.", f"Personne ne parle pour\u00a0: {listed}.")
    for role, labels in result.lone.items():
        listed = w.listed([label.to(voice.lang) for label in labels], voice.lang)
        name = _SPEAKERS[role].to(voice.lang)
        yield voice.say(f"Seen by {name} alone: {listed}.", f"Vu par {name} seulement\u00a0: {listed}.")
    yield from _apart(panel, result, voice)
    for item in panel.agreements:
        if (item.bid, item.fact) in result.overruled and voice.bid in (None, item.bid):
            about = f"{voice.names.get(item.bid, item.bid)}, {item.label.to(voice.lang)}"
            yield voice.say(
                f"Contradicted – {about}: the brief gives another value, so the fact is unknown (contracteval check shows where).",
                f"Contredit – {about}\u00a0: le brief donne une autre valeur, le fait reste inconnu (contracteval check montre où).",
            )
    for item in panel.agreements:
        if item.settled is not None and voice.bid in (None, item.bid):
            yield _settled(item, result, voice)


def _speakers(panel: Panel, voice: Voice) -> Iterator[str]:
    """Say who gave marks, and whose sheets hold none."""
    blank = panel.blank
    roles = [role_text(sheet.role, voice) for sheet in panel.sheets if sheet not in blank]
    if roles:
        plural = "s" if len(roles) > 1 else ""
        listed = w.listed(roles, voice.lang)
        yield voice.say(f"{len(roles)} evaluator{plural} ({listed}).", f"{len(roles)} évaluateur{plural} ({listed}).")
    if blank:
        listed = w.listed([role_text(sheet.role, voice) for sheet in blank], voice.lang)
        one = len(blank) == 1
        yield voice.say(
            f"{len(blank)} sheet{' holds' if one else 's hold'} no mark ({listed}).",
            f"{len(blank)} fiche{' ne porte' if one else 's ne portent'} aucune note ({listed}).",
        )


def _apart(panel: Panel, result: PanelReport, voice: Voice) -> Iterator[str]:
    limit = w.percent(panel.limit, voice.lang, 0)
    for item in panel.agreements:
        if item.settled is not None or voice.bid not in (None, item.bid) or not (item.wide or item.initial is None):
            continue
        marks = " / ".join(mark_value(mark.value, voice) for mark in item.marks)
        about = f"{voice.names.get(item.bid, item.bid)}, {item.label.to(voice.lang)}"
        if item.wide and item.spread is not None:
            share = w.percent(item.spread, voice.lang, 0)
            en, fr = ("the scale", "de l’échelle") if item.on_scale else ("the largest mark", "de la plus haute note")
            counts = Text("the mean counts for now", "la moyenne compte pour l’instant")
            if (item.bid, item.fact) in result.overruled:
                counts = Text("the mean does not count, see below", "la moyenne ne compte pas, voir plus bas")
            yield voice.say(
                f"To talk about – {about}: {marks}, {share} of {en} apart (limit {limit}); {counts.en}.",
                f"À discuter – {about}\u00a0: {marks}, soit {share} {fr} (seuil {limit})\u00a0; {counts.fr}.",
            )
        else:
            yield voice.say(
                f"To settle – {about}: {marks}; such answers have no mean, so the fact is unknown.",
                f"À trancher – {about}\u00a0: {marks}\u00a0; de telles réponses n’ont pas de moyenne, le fait reste inconnu.",
            )


def author(item: Agreement, result: PanelReport, voice: Voice) -> str:
    """Say who wrote down what was settled: the person where names are asked for, else the role when a sheet tells it."""
    assert item.settled is not None
    if result.names:
        return item.settled.by
    sheets = () if result.panel is None else result.panel.sheets
    known = [
        sheet.role for sheet in sheets if item.settled.by.casefold() in (sheet.name.casefold(), sheet.id.casefold())
    ]
    return role_text(known[0], voice) if known else ""


def _settled(item: Agreement, result: PanelReport, voice: Voice) -> str:
    assert item.settled is not None
    about = f"{voice.names.get(item.bid, item.bid)}, {item.label.to(voice.lang)}"
    if item.settled.value is None:
        return voice.say(
            f"Unread – {about}: what was settled ({quote(item.settled.raw, 'en')}) is no value of this question, so the fact is unknown.",
            f"Illisible – {about}\u00a0: ce qui a été tranché ({quote(item.settled.raw, 'fr')}) n’est pas une valeur de cette question, le fait reste inconnu.",
        )
    value = mark_value(item.settled.value, voice)
    before = mark_value(item.initial, voice)
    why = quote(item.settled.why.removesuffix("."), voice.lang)  # the sentence has a full stop of its own
    who = author(item, result, voice)
    by = f" ({who})" if who else ""
    return voice.say(
        f"Settled – {about}: {value} instead of {before}, because {why}{by}.",
        f"Tranché – {about}\u00a0: {value} au lieu de {before}, car {why}{by}.",
    )


def mark_text(mark: Mark, result: PanelReport, voice: Voice) -> str:
    """Write a mark with the role that gave it, numbered where several have it; the name only where names are asked for."""
    assert result.panel is not None
    number = result.panel.number_of(mark.file)
    role = role_text(mark.role, voice) + ("" if number is None else f" {number}")
    return f"{mark.name if result.names else role}{w.colon(voice.lang)} {mark_value(mark.value, voice)}"


def role_text(role: object, voice: Voice) -> str:
    """Name a role."""
    return next((label.to(voice.lang) for id_, label in ROLES.items() if id_ == role), voice.say("other", "autre"))


def mark_value(value: Value | None, voice: Voice) -> str:
    """Write the value of a mark; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return (w.YES if value else w.NO).to(voice.lang)
    return format_number(value, voice.lang, 2) if isinstance(value, Fraction) else str(value)
