"""Panel: what each role marked, how far the marks lie apart, what was settled and why; names only where asked for."""

from __future__ import annotations

from collections.abc import Sequence

from contracteval.model.analysis.panel import PanelReport
from contracteval.model.panel import ROLES, Agreement, Panel
from contracteval.reports.analysis_words.panel import author, mark_value, role_text, sentences
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.sheet import BODY, close, grey, open_sheet, write_sentences
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.look import AMBER_FILL
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.wording import sentence
from contracteval.text import Text

_LABEL, _MARKS = 0, 1
_AFTER = (
    Text("Apart", "Écart"), Text("To talk about", "À discuter"), Text("Mean", "Moyenne"), Text("Settled", "Tranché"),
    Text("Change", "Écart à la moyenne"), Text("Written by", "Écrit par"), Text("Why", "Pourquoi"), Text("Comments", "Commentaires"),
)  # fmt: skip
(_APART, _TALK, _MEAN, _SETTLED, _CHANGE, _BY, _REASON, _COMMENTS) = range(len(_AFTER))
_AFTER_WIDTHS = (9, 11, 10, 10, 11, 16, 36, 46)
_NOTE = Text(
    "Originals, and what the panel made of them, at hand-over; what counts stands on the inputs.",
    "Les notes d’origine et ce que le jury en a fait, à la remise\u00a0; ce qui compte figure dans les données.",
)
_WIDE = Text("wide", "large")
_OVERRULED = Text("the brief differs", "le cadrage diffère")


def has_data(result: PanelReport) -> bool:
    """Say whether somebody marked anything."""
    return result.panel is not None


def write(page: Page, content: Content, result: PanelReport) -> None:
    """Write the sentences, then a row for each question of each bid, a column for each role."""
    panel = result.panel
    assert panel is not None
    roles = _roles(panel)
    columns = _MARKS + len(roles) + len(_AFTER)
    open_sheet(page, content, (40, *([13] * len(roles)), *_AFTER_WIDTHS), _NOTE)
    row = write_sentences(page, content, BODY, sentences(result, panel, content.voice), columns)
    page.header(row, [w.QUESTION, *(sentence(role_text(role, content.voice)) for role in roles), *_AFTER])
    for bid in dict.fromkeys(item.bid for item in panel.agreements):
        row += 1
        page.section(row, content.voice.names.get(bid, bid), columns)
        items = [item for item in panel.agreements if item.bid == bid]
        for at, item in enumerate(items, start=row + 1):
            _write_item(page, content, at, item, roles, result)
        talk = _MARKS + len(roles) + _TALK
        page.colour_words(f"{a1(row + 1, talk)}:{a1(row + len(items), talk)}", [(content.to(_WIDE), AMBER_FILL)])
        grey(page, content, row + 1, row + len(items), columns)
        row += len(items)
    close(page, content, row, columns)


def _roles(panel: Panel) -> list[str | None]:
    """Return the four roles, and the absence of one where somebody named none."""
    return [*ROLES, *([None] if any(sheet.role is None for sheet in panel.sheets) else [])]


def _write_item(
    page: Page, content: Content, row: int, item: Agreement, roles: Sequence[str | None], result: PanelReport
) -> None:
    voice, after = content.voice, _MARKS + len(roles)
    page.text(row, _LABEL, sentence(content.to(item.label)), "static wrap")
    for column, role in enumerate(roles, start=_MARKS):
        marks = [mark for mark in item.marks if mark.role == role]
        names = [f"{mark_value(mark.value, voice)}{f' ({mark.name})' if result.names else ''}" for mark in marks]
        page.text(row, column, " · ".join(names), "static center wrap")
    page.number(row, after + _APART, item.spread, "static percent right")
    page.text(row, after + _TALK, _talk(item, result), "static center wrap")
    page.text(row, after + _MEAN, mark_value(item.initial, voice), "static right")
    settled = item.settled
    page.text(row, after + _SETTLED, _settled_text(item, voice), "static right")
    page.number(row, after + _CHANGE, item.change, "static score right")
    page.text(row, after + _BY, "" if settled is None else author(item, result, voice), "static wrap")
    page.text(row, after + _REASON, "" if settled is None else settled.why, "static wrap")
    comments = [f"{sentence(role_text(mark.role, voice))} – {mark.comment}" for mark in item.marks if mark.comment]
    page.text(row, after + _COMMENTS, "\n".join(comments), "static wrap")


def _settled_text(item: Agreement, voice: Voice) -> str:
    """Write the value that was settled, or what was written where it cannot be read."""
    if item.settled is None:
        return ""
    return item.settled.raw if item.settled.value is None else mark_value(item.settled.value, voice)


def _talk(item: Agreement, result: PanelReport) -> Text | str:
    if (item.bid, item.fact) in result.overruled:
        return _OVERRULED
    return _WIDE if item.settled is None and (item.wide or item.initial is None) else ""
