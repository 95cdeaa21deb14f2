"""Does the panel agree, and who has not spoken yet?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contracteval.model.analysis.panel import PanelReport
from contracteval.model.panel import Agreement
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.panel import mark_text, mark_value, sentences
from contracteval.reports.to_terminal.analyses.desk import Desk

if TYPE_CHECKING:
    from rich.console import RenderableType


def blocks(result: PanelReport, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: who spoke, where the marks lie apart, what was settled, then every mark."""
    if result.panel is None:
        return
    yield desk.head("What the panel says", "Ce que dit le jury")
    yield from (desk.line(sentence) for sentence in sentences(result, result.panel, desk))
    shown = [item for item in result.panel.agreements if desk.bid in (None, item.bid)]
    for bid in dict.fromkeys(item.bid for item in shown):
        yield desk.page.text((desk.names.get(bid, bid), "bold"))
        yield _table([item for item in shown if item.bid == bid], result, desk)


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
            desk.page.text(" · ".join(mark_text(mark, result, desk) for mark in item.marks) or "–"),
            desk.page.text((spread, "yellow" if item.wide and item.settled is None else "")),
            desk.page.text(mark_value(value, desk)),
        )
    return table
