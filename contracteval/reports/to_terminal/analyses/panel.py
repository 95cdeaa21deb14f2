"""Does the panel agree, and who has not spoken yet?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from contracteval.model.analysis.panel import PanelReport
from contracteval.model.fact import Value
from contracteval.model.panel import ROLES, Agreement, Mark, Panel
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import format_number, quote

if TYPE_CHECKING:
    from rich.console import RenderableType


def blocks(result: PanelReport, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: who spoke, where the marks lie apart, what was settled, then every mark."""
    if result.panel is None:
        return
    yield desk.head("What the panel says", "Ce que dit le jury")
    yield from (desk.line(sentence) for sentence in _sentences(result, result.panel, desk))
    shown = [item for item in result.panel.agreements if desk.bid in (None, item.bid)]
    for bid in dict.fromkeys(item.bid for item in shown):
        yield desk.page.text((desk.names.get(bid, bid), "bold"))
        yield _table([item for item in shown if item.bid == bid], result, desk)


def _sentences(result: PanelReport, panel: Panel, desk: Desk) -> Iterator[str]:
    roles = [_role(sheet.role, desk) for sheet in panel.sheets]
    count = len(panel.sheets)
    yield desk.say(
        f"{count} evaluator{'s' if count > 1 else ''} ({w.listed(roles, 'en')}).",
        f"{count} évaluateur{'s' if count > 1 else ''} ({w.listed(roles, 'fr')}).",
    )
    missing = [ROLES[role].to(desk.lang) for role in panel.missing_roles]
    if missing:
        listed = w.listed(missing, desk.lang)
        yield desk.say(f"Nobody speaks for: {listed}.", f"Personne ne parle pour\u00a0: {listed}.")
    for role, labels in result.lone.items():
        listed = w.listed([label.to(desk.lang) for label in labels], desk.lang)
        name = ROLES[role].to(desk.lang)
        yield desk.say(f"Seen by {name} alone: {listed}.", f"Vu par {name} seulement\u00a0: {listed}.")
    yield from _apart(panel, desk)
    for item in panel.agreements:
        if (item.bid, item.fact) in result.overruled and desk.bid in (None, item.bid):
            about = f"{desk.names.get(item.bid, item.bid)}, {item.label.to(desk.lang)}"
            yield desk.say(
                f"Contradicted – {about}: the brief gives another value, so the fact is unknown (contracteval check shows where).",
                f"Contredit – {about}\u00a0: le brief donne une autre valeur, le fait reste inconnu (contracteval check montre où).",
            )
    for item in panel.agreements:
        if item.settled is not None and desk.bid in (None, item.bid):
            yield _settled(item, result.names, desk)


def _apart(panel: Panel, desk: Desk) -> Iterator[str]:
    limit = w.percent(panel.limit, desk.lang, 0)
    for item in panel.agreements:
        if item.settled is not None or desk.bid not in (None, item.bid) or not (item.wide or item.initial is None):
            continue
        marks = " / ".join(_value(mark.value, desk) for mark in item.marks)
        about = f"{desk.names.get(item.bid, item.bid)}, {item.label.to(desk.lang)}"
        if item.wide and item.spread is not None:
            share = w.percent(item.spread, desk.lang, 0)
            yield desk.say(
                f"To talk about – {about}: {marks}, {share} of the scale apart (limit {limit}); the mean counts for now.",
                f"À discuter – {about}\u00a0: {marks}, soit {share} de l’échelle (seuil {limit})\u00a0; la moyenne compte pour l’instant.",
            )
        else:
            yield desk.say(
                f"To settle – {about}: {marks}; such answers have no mean, so the fact is unknown.",
                f"À trancher – {about}\u00a0: {marks}\u00a0; de telles réponses n’ont pas de moyenne, le fait reste inconnu.",
            )


def _settled(item: Agreement, names: bool, desk: Desk) -> str:
    assert item.settled is not None
    about = f"{desk.names.get(item.bid, item.bid)}, {item.label.to(desk.lang)}"
    value = _value(item.settled.value, desk)
    before = "–" if item.initial is None else _value(item.initial, desk)
    why = quote(item.settled.why, desk.lang)
    by = f" ({item.settled.by})" if names else ""
    return desk.say(
        f"Settled – {about}: {value} instead of {before}, because {why}{by}.",
        f"Tranché – {about}\u00a0: {value} au lieu de {before}, car {why}{by}.",
    )


def _table(items: Sequence[Agreement], result: PanelReport, desk: Desk) -> RenderableType:
    table = desk.page.table()
    heads = (("Question", "Question"), ("Marks", "Notes"), ("Apart", "Écart"), ("Counts", "Retenu"))
    for i, (en, fr) in enumerate(heads):
        table.add_column(desk.page.text(desk.say(en, fr)), justify="right" if i > 1 else "left")
    for item in items:
        value = None if (item.bid, item.fact) in result.overruled else item.value
        spread = "–" if item.spread is None else w.percent(item.spread, desk.lang, 0)
        table.add_row(
            desk.page.text(item.label.to(desk.lang)),
            desk.page.text(" · ".join(_mark(mark, result.names, desk) for mark in item.marks) or "–"),
            desk.page.text((spread, "yellow" if item.wide and item.settled is None else "")),
            desk.page.text("–" if value is None else _value(value, desk)),
        )
    return table


def _mark(mark: Mark, names: bool, desk: Desk) -> str:
    who = mark.name if names else _role(mark.role, desk)
    return f"{who} {_value(mark.value, desk)}"


def _role(role: object, desk: Desk) -> str:
    return next((label.to(desk.lang) for id_, label in ROLES.items() if id_ == role), desk.say("other", "autre"))


def _value(value: Value, desk: Desk) -> str:
    if isinstance(value, bool):
        return (w.YES if value else w.NO).to(desk.lang)
    return format_number(value, desk.lang, 2) if isinstance(value, Fraction) else str(value)
