"""Weight tolerance: how far each weight may move, what leads with which weights, in how many weightings each bid wins."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contracteval.model.analysis.weights import Acceptability, Level, Weights
from contracteval.reports.analysis_words.weights import AMONG, remark, sentences
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses import tornado
from contracteval.reports.to_workbook.analyses.sheet import BODY, close, column_of, grey, open_sheet, write_sentences
from contracteval.reports.to_workbook.charts import dressed, insert, pattern_of
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.look import NAVY
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.wording import sentence
from contracteval.text import Text

_LABEL, _NOW, _FROM, _TO, _FALL, _RISE, _MOVES = range(7)
_WIDTHS = (44, 11, 11, 11, 11, 11)
_COLUMN = 13
_ROWS = 18
_STAYS = Text("Within these weights the first place stays", "Entre ces poids, la première place ne change pas")
_TITLES = (
    w.WEIGHT, Text("Now", "Actuel"), Text("From", "De"), Text("To", "À"), Text("May fall by", "Peut baisser de"), Text("May rise by", "Peut monter de"),
)  # fmt: skip
_FIRST = Text("{} first with", "{} en tête avec")
_SHARES = Text("Share of each rank", "Part de chaque rang")
_RANK = Text("Rank {}", "Rang {}")
_OPEN = Text("Still open", "Encore ouvert")
_FIRST_AT_MOST = Text("First at most", "En tête au plus")


def has_data(result: Weights) -> bool:
    """Say whether there are weights to speak of."""
    return bool(result.levels[0].to_first)


def write(page: Page, content: Content, result: Weights) -> None:
    """Write the sentences, the range of each weight, what one weight does to the lead, and the shares of the ranks."""
    groups = result.levels[0]
    movers = [item for item in groups.to_first if item.certain.weights and item.certain.change]
    ranks = max((len(item.bids) for item in groups.acceptability), default=0)
    columns = max(_MOVES + len(movers), ranks + 3)
    open_sheet(page, content, (*_WIDTHS, *([_COLUMN] * (columns - len(_WIDTHS)))))
    said = [*sentences(result, content.voice), remark(content.voice)]
    row = write_sentences(page, content, BODY, filter(None, said), columns)
    if len(groups.components) > 1 and (groups.thresholds or movers):
        row = _write_ranges(page, content, groups, row, columns)
    if tornado.has_data(content):
        if groups.thresholds:
            page.break_before(row)
        row = tornado.write(page, content, row, columns)
    for item in groups.acceptability:
        row = _write_shares(page, content, item, row, columns)
    close(page, content, row, columns)


def _write_ranges(page: Page, content: Content, level: Level, row: int, columns: int) -> int:
    movers = [item for item in level.to_first if item.certain.weights and item.certain.change]
    page.section(row, _STAYS, columns)
    page.header(row + 1, _TITLES[:_NOW])
    page.header(row + 1, _TITLES[_NOW:] if level.thresholds else _TITLES[_NOW:_FROM], _NOW, "header right")
    names = [content.to(_FIRST).format(content.voice.names[item.bid]) for item in movers]
    page.header(row + 1, names, _MOVES, "header right")
    ranges = {item.component: item for item in level.thresholds}
    first = row + 2
    for i, item in enumerate(level.components):
        at = first + i
        page.text(at, _LABEL, item.title, "static wrap")
        page.number(at, _NOW, item.weight, "static percent right")
        if item.id in ranges:
            low = ranges[item.id].low or Fraction(0)
            high = Fraction(1) if ranges[item.id].high is None else ranges[item.id].high or Fraction(0)
            _write_range(page, at, item.weight, low, high)
        for column, mover in enumerate(movers, start=_MOVES):
            page.number(at, column, mover.certain.weights[i], "static percent right")
    last = first + len(level.components) - 1
    grey(page, content, first, last, columns)
    return _draw_ranges(page, content, first, last) if ranges else last + 2


def _write_range(page: Page, row: int, now: Fraction, low: Fraction, high: Fraction) -> None:
    page.number(row, _FROM, low, "static percent right")
    page.number(row, _TO, high, "static percent right")
    page.formula(row, _FALL, f"={a1(row, _NOW)}-{a1(row, _FROM)}", now - low, "static percent right")
    page.formula(row, _RISE, f"={a1(row, _TO)}-{a1(row, _NOW)}", high - now, "static percent right")


def _draw_ranges(page: Page, content: Content, first: int, last: int) -> int:
    """Draw where each weight may lie; the two bars of a weight meet at its present value."""
    chart = page.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for column, index in ((_FROM, None), (_FALL, 1), (_RISE, 2)):
        filling = {"fill": {"none": True}} if index is None else pattern_of(page.look, index)
        border = {"none": True} if index is None else {"color": page.look.colour(NAVY)}
        chart.add_series({
            "name": " " if index is None else [page.title, first - 1, column],
            "categories": column_of(page, first, last, _LABEL),
            "values": column_of(page, first, last, column),
            "border": border, "gap": 60, **filling,
        })  # fmt: skip
    axis = {"min": 0, "max": 1, "num_format": "0%", "label_position": "high"}
    dressed(page.look, chart, content.to(_STAYS), x=axis, y={"reverse": True})
    rows = max(_ROWS, 2 * (last - first))
    insert(page, last + 2, chart, rows, 980)
    return last + 2 + rows + 1


def _write_shares(page: Page, content: Content, item: Acceptability, row: int, columns: int) -> int:
    """Write in which share of the weightings each bid takes each rank for certain, and draw it."""
    ranks = len(item.bids)
    page.break_before(row)
    page.section(row, f"{content.to(_SHARES)} – {content.to(AMONG[item.admissible])}", columns)
    heads = [content.to(_RANK).format(i + 1) for i in range(ranks)]
    page.header(row + 1, [w.BID])
    page.header(row + 1, [*heads, _OPEN, _FIRST_AT_MOST], 1, "header right")
    first = row + 2
    for i, shares in enumerate(item.bids):
        at = first + i
        page.text(at, _LABEL, content.voice.names[shares.bid], "static wrap")
        for rank, share in enumerate(shares.certain):
            page.number(at, 1 + rank, share, "static percent right")
        known = f"{a1(at, 1)}:{a1(at, ranks)}"
        open_ = 1 - sum(shares.certain, Fraction(0))
        page.formula(at, 1 + ranks, f"=MAX(0,ROUND(1-SUM({known}),12))", open_, "static percent right")
        page.number(at, 2 + ranks, shares.possible[0], "static percent right")
    last = first + ranks - 1
    grey(page, content, first, last, columns)
    if not any(share for shares in item.bids for share in shares.certain):
        return last + 2
    title = f"{content.to(_SHARES)}, {content.to(AMONG[item.admissible])}"
    return _draw_shares(page, title, range(1, ranks + 2), first, last)


def _draw_shares(page: Page, title: str, parts: Sequence[int], first: int, last: int) -> int:
    chart = page.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for i, column in enumerate(parts):
        chart.add_series({
            "name": [page.title, first - 1, column],
            "categories": column_of(page, first, last, _LABEL),
            "values": column_of(page, first, last, column),
            "border": {"color": page.look.colour(NAVY)}, "gap": 60,
            **(pattern_of(page.look, i) if column != parts[-1] else {"fill": {"color": "#FFFFFF"}}),
        })  # fmt: skip
    axis = {"min": 0, "max": 1, "num_format": "0%", "label_position": "high"}
    dressed(page.look, chart, sentence(title), x=axis, y={"reverse": True})
    rows = max(_ROWS, 2 * (last - first))
    insert(page, last + 2, chart, rows, 980)
    return last + 2 + rows + 1
