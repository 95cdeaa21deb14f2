"""A rule as a person reads it in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from contracteval.reports import wording as w
from contracteval.reports.rule_sheet import KINDS, Chart, RuleSheet
from contracteval.reports.to_terminal.page import Page
from contracteval.text import Language

if TYPE_CHECKING:
    from rich.console import RenderableType

ROWS = 4
COLUMNS = 41
_BLOCKS = " ▁▂▃▄▅▆▇█"
_PLAIN_BLOCKS = "  ..::##"
_LINES = ("│", "└", "─", "┴")
_PLAIN_LINES = ("|", "+", "-", "+")
_FULL = 100


def rule_text(
    sheets: Sequence[RuleSheet], lang: Language = "en", width: int = 80, color: bool = False, encoding: str = "utf-8"
) -> str:
    """Return every sheet of an id, one below the other; the caller prints it."""
    page = Page(width, color, encoding)
    return page.render(_blocks(sheets, page, lang))


def _blocks(sheets: Sequence[RuleSheet], page: Page, lang: Language) -> Iterator[RenderableType]:
    for i, sheet in enumerate(sheets):
        if i:
            yield ""
        kind = KINDS[sheet.kind].to(lang)
        yield page.text((f"{sheet.title}", "bold"), f" – {w.lower_first(kind)} {sheet.ruleset}.{sheet.id}")
        grid = page.grid(2, ("left", "left"))
        for note in sheet.notes:
            grid.add_row("", page.text((note.key, "dim")), page.text(note.text))
            if note.role == "scale" and sheet.chart is not None:
                grid.add_row("", "", page.text("\n".join(chart_lines(sheet.chart, page))))
        yield grid


def chart_lines(chart: Chart, page: Page) -> list[str]:
    """Draw a scale: a column for each step of the value, full blocks for 100 points.

    The ends run on beside the first and the last value, because there the end scores stand.
    """
    blocks, lines = (_BLOCKS, _LINES) if page.spell("▁█│└─┴") == "▁█│└─┴" else (_PLAIN_BLOCKS, _PLAIN_LINES)
    margin = COLUMNS // 8
    inner = COLUMNS - 2 * margin - 1
    first, last = chart.points[0][0], chart.points[-1][0]
    places = [margin + round((at - first) / (last - first) * inner) for at, _ in chart.points]
    scores = [_score(chart, first + (last - first) * Fraction(i - margin, inner)) for i in range(COLUMNS)]
    drawn = []
    for row in reversed(range(ROWS)):
        label = {ROWS - 1: "100", ROWS // 2 - 1: "50"}.get(row, "").rjust(3)
        cells = "".join(_cell(score, row, blocks) for score in scores)
        drawn.append(f"{label} {lines[0]}{cells}".rstrip())
    axis = "".join(lines[3] if i in places else lines[2] for i in range(COLUMNS))
    return [*drawn, f"  0 {lines[1]}{axis}", "     " + _labels(places, [page.spell(label) for label in chart.labels])]


def _score(chart: Chart, value: Fraction) -> Fraction:
    if value <= chart.points[0][0]:
        return chart.points[0][1]
    for (x0, y0), (x1, y1) in zip(chart.points, chart.points[1:], strict=False):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return chart.points[-1][1]


def _cell(score: Fraction, row: int, blocks: str) -> str:
    """Return what of a column lies in one row: nothing, a part, or all of it."""
    high = score * ROWS / _FULL - row
    return blocks[max(0, min(len(blocks) - 1, round(high * (len(blocks) - 1))))]


def _labels(places: Sequence[int], labels: Sequence[str]) -> str:
    """Put labels under their places, the two ends first; one that finds no room is left out, the scale above has it."""
    line = [" "] * (COLUMNS + 40)
    for i in dict.fromkeys((0, len(labels) - 1, *range(len(labels)))):
        start = max(0, places[i] - len(labels[i]) // 2)
        end = start + len(labels[i])
        if all(c == " " for c in line[max(0, start - 1) : end + 1]):
            line[start:end] = labels[i]
    return "".join(line).rstrip()
