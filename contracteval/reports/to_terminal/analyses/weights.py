"""Would the winner be another with other weights? Sentences first, the weights themselves in a table after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.weights import Level, Weights
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.weights import range_text, remark, sentences
from contracteval.reports.to_terminal.analyses.desk import Desk

if TYPE_CHECKING:
    from rich.console import RenderableType


def blocks(result: Weights, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section."""
    groups = result.levels[0]
    yield desk.head("If the weights were others", "Si les poids étaient autres")
    yield from (desk.line(text) for text in sentences(result, desk))
    if desk.bid is None and len(groups.to_first) > 1:
        yield from _table(groups, desk)
        if remark(desk):
            yield desk.note(remark(desk))


def _table(level: Level, desk: Desk) -> Iterator[RenderableType]:
    """Yield the weights as they are, the range of each in which the leader stays, and those that make others first."""
    moves = [(item.bid, item.certain) for item in level.to_first if item.certain.weights]
    if len(level.components) < 2 or not (level.thresholds or moves):
        return
    table = desk.page.table()
    table.add_column(desk.page.text(desk.say("Weight", "Poids")))
    table.add_column(desk.page.text(desk.say("now", "actuel")), justify="right")
    if level.thresholds:
        table.add_column(desk.page.text(desk.say("leader stays", "tête inchangée")), justify="right")
    for bid, _ in moves:
        table.add_column(
            desk.page.text(desk.say(f"{desk.names[bid]} first", f"{desk.names[bid]} en tête")), justify="right"
        )
    ranges = {item.component: item for item in level.thresholds}
    for i, item in enumerate(level.components):
        cells = [item.title.to(desk.lang), w.percent(item.weight, desk.lang, 1)]
        cells += [range_text(ranges[item.id], desk)] if ranges else []
        cells += [w.percent(move.weights[i], desk.lang, 1) for _, move in moves]
        table.add_row(*(desk.page.text(cell) for cell in cells))
    yield ""
    yield table
