"""Comparison: the scores side by side, what sets the first two apart, and how the bids stand on two axes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.model.result import Score
from contracteval.reports.to_workbook import scorecard
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.binding import value_column
from contracteval.reports.to_workbook.charts import bars, dressed, insert, scatter_points
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.layout import Section
from contracteval.reports.to_workbook.look import AMBER_FILL
from contracteval.reports.to_workbook.page import Cached, Page, a1, block, half_away, on
from contracteval.reports.to_workbook.score_bars import Row, ScoreBars
from contracteval.reports.to_workbook.verdict import NUMBER, verdict_cell
from contracteval.reports.wording import sentence
from contracteval.text import Text

_LABEL, _WEIGHT, _FIRST_BID = range(3)
_WIDTHS, _BID_WIDTH = (44, 10), 15
_HEAD = 3
_CHART_ROWS, _LEAD_ROWS, _QUADRANT_ROWS = 20, 18, 26
_MOST_DRAWN = 24
_LEAD_PLACES = 9
_AXES = ("tranquility", "evolution")
_THRESHOLD = "quadrant_threshold"
_SUBTITLE = Text(
    "Scores from 0 to 100 side by side; an interval where answers are missing. All live.",
    "Scores de 0 à 100 côte à côte\u00a0; un intervalle quand des réponses manquent. Tout est vivant.",
)
_GROUPS, _CRITERIA = Text("Parts of the total", "Parts du total"), Text("Criteria", "Critères")
_BY_GROUP = Text(
    "Scores by part of the total; whiskers: still open",
    "Scores par part du total\u00a0; moustaches\u00a0: encore ouvert",
)
_BY_CRITERION = Text(
    "Scores by criterion; whiskers: still open", "Scores par critère\u00a0; moustaches\u00a0: encore ouvert"
)
_LEAD = Text(
    "What sets the first two apart, in points of the total", "Ce qui sépare les deux premières, en points du total"
)
_LEAD_OF = Text("{} ahead of {}", "{} devant {}")
_QUADRANT = Text("Tranquillity and evolution, 0 to 100", "Tranquillité et évolution, de 0 à 100")


def write_comparison(page: Page, content: Content) -> None:
    """Write verdict, groups and criteria per bid, then the charts."""
    bids = len(content.entries)
    page.head(page.title, content.to(_SUBTITLE))
    page.widths((*_WIDTHS, *([_BID_WIDTH] * max(bids + 1, 2 * bids))))
    page.header(_HEAD, [Text("Score", "Score"), w.WEIGHT])
    page.header(_HEAD, [entry.vendor for entry in content.entries], _FIRST_BID, "header center")
    row = _write_verdicts(page, content, _HEAD + 1)
    row = _write_groups(page, content, row)
    row = _write_criteria(page, content, row)
    page.colour_words(f"{a1(_HEAD, _FIRST_BID)}:{a1(row, _FIRST_BID + bids)}", [(content.to(w.UNKNOWN), AMBER_FILL)])
    groups_row = row + 1
    row += 1 + _CHART_ROWS
    if bids > 1:
        row = _write_lead(page, content, row + 1)
    if set(_AXES) <= set(content.layout.measures.steps):
        row = _draw_quadrant(page, content, row + 1)
    _draw_scores(page, content, groups_row, row + 1)
    page.finish(freeze=(_HEAD + 1, 1), repeat=(_HEAD, _HEAD), footer=content.footer)


def _write_verdicts(page: Page, content: Content, row: int) -> int:
    names = w.verdicts(content.lang)
    page.text(row, _LABEL, w.VERDICT, "bold")
    total = content.layout.sections[0].result
    page.text(row + 1, _LABEL, Text("Total", "Total"), "total")
    page.text(row + 1, _WEIGHT, "", "total")
    for entry in content.entries:
        column, words = _FIRST_BID + entry.index, ",".join(quoted(word) for word in names)
        formula = f"=CHOOSE({verdict_cell(content, entry, NUMBER)}+1,{words})"
        page.formula(row, column, formula, names[entry.result.verdict], "bold center wrap")
        _write_score(page, content, entry, total, row + 1, entry.result.score, "total")
    return row + 2


def _write_score(page: Page, content: Content, entry: Entry, at: int, row: int, score: Score, style: str = "") -> None:
    """Write a score, or the interval that it lies in."""
    parts = (scorecard.SCORED, scorecard.LOW, scorecard.HIGH)
    value, low, high = (scorecard.on_scorecard(content, entry, at, part) for part in parts)
    ends = [f"ROUND(ROUND({end},9),0)" for end in (low, high)]
    interval = f'IF({ends[0]}={ends[1]},"~"&{ends[0]},{ends[0]}&"–"&{ends[1]})'  # ends that read alike are no interval
    shown = [str(_nearest(end or Fraction(0))) for end in (score.low, score.high)]
    cached: Cached = score.value
    if score.value is None:
        cached = f"~{shown[0]}" if shown[0] == shown[1] else "–".join(shown)
    formula = f"=IF(ISNUMBER({value}),{value},{interval})"
    page.formula(row, _FIRST_BID + entry.index, formula, cached, f"score right {style}".strip())


def _nearest(value: Fraction) -> int:
    """Round half up, as a spreadsheet does."""
    return int(value + Fraction(1, 2))


def _write_groups(page: Page, content: Content, row: int) -> int:
    top = content.layout.sections[0]
    page.section(row, _GROUPS, _FIRST_BID + len(content.entries))
    for i, member in enumerate(top.members):
        row += 1
        page.text(row, _LABEL, member.title)
        weight = f"='{content.layout.titles['scorecard']}'!{a1(top.first + i, _WEIGHT)}"
        page.formula(row, _WEIGHT, weight, member.weight, "link weight")
        for entry in content.entries:
            _write_score(page, content, entry, top.first + i, row, entry.score(top, i))
    return row + 1


def _criteria(content: Content) -> Iterator[tuple[Section, int]]:
    """Yield each criterion once: the group in which it stands first, and its place there."""
    seen: set[str] = set()
    for section in content.layout.sections:
        for i, member in enumerate(section.members):
            if member.group is None and member.id not in seen:
                seen.add(member.id)
                yield section, i


def _write_criteria(page: Page, content: Content, row: int) -> int:
    page.section(row, _CRITERIA, _FIRST_BID + len(content.entries))
    for section, i in _criteria(content):
        row += 1
        page.text(row, _LABEL, section.members[i].title)
        for entry in content.entries:
            _write_score(page, content, entry, section.first + i, row, entry.score(section, i))
    return row + 1


def _draw_scores(page: Page, content: Content, groups_row: int, row: int) -> None:
    """Draw groups, and criteria where they are few enough to be read, over cells at the foot of the sheet."""
    top, criteria = content.layout.sections[0], list(_criteria(content))
    rows = [_bar_row(content, top, i) for i in range(len(top.members))]
    rows += [_bar_row(content, section, i) for section, i in criteria]
    is_drawn = 1 < len(criteria) <= _MOST_DRAWN
    charts = ScoreBars(page, content, row + (_CHART_ROWS if is_drawn else 0) + 3)
    charts.write(rows)
    charts.draw(content.to(_BY_GROUP), 0, len(top.members), groups_row, _CHART_ROWS)
    if is_drawn:
        charts.draw(content.to(_BY_CRITERION), len(top.members), len(criteria), row, _CHART_ROWS)


def _bar_row(content: Content, section: Section, member: int) -> Row:
    scores = [entry.score(section, member) for entry in content.entries]
    return Row(section.members[member].title, section.first + member, scores)


def _write_lead(page: Page, content: Content, row: int) -> int:
    """Write what each part of the total adds to the lead of the first bid over the second, and draw it."""
    page.break_before(row)
    first, second = content.entries[:2]
    top, title = content.layout.sections[0], page.title
    page.section(row, _LEAD, _FIRST_BID + len(content.entries))
    head = content.to(_LEAD_OF).format(first.vendor, second.vendor)
    page.text(row + 1, _WEIGHT, head, "header")
    page.text(row + 1, _LABEL, "", "header")
    page.height(row + 1, 38)
    total, leads = content.layout.sections[0], lead_of(content)
    for i, member in enumerate(top.members):
        at = row + 2 + i
        page.text(at, _LABEL, member.title)
        ends = []
        for entry, part in ((first, scorecard.LOW), (second, scorecard.HIGH)):
            ends.append(scorecard.on_scorecard(content, entry, total.first + i, part))
        weight = f"'{content.layout.titles['scorecard']}'!{a1(top.first + i, _WEIGHT)}"
        sums = f"SUM('{content.layout.titles['scorecard']}'!{a1(top.first, _WEIGHT)}:{a1(top.last, _WEIGHT)})"
        page.formula(
            at, _WEIGHT, f"=0+ROUND({weight}/{sums}*({ends[0]}-{ends[1]}),{_LEAD_PLACES})", leads[i], "score right"
        )
    last = row + 1 + len(top.members)
    chart = bars(
        page, "bar", content.to(_LEAD), [[title, row + 1, _WEIGHT]], [title, row + 2, _LABEL, last, _LABEL],
        [[title, row + 2, _WEIGHT, last, _WEIGHT]], x={"num_format": "0"}, y={"reverse": True},
    )  # fmt: skip
    insert(page, last + 2, chart, _LEAD_ROWS, 980)
    return last + 2 + _LEAD_ROWS


def lead_of(content: Content) -> list[Fraction]:
    """Return what each part of the total adds to the lead of the first bid over the second, at least."""
    first, second = content.entries[:2]
    top = content.layout.sections[0]
    found = []
    for i, member in enumerate(top.members):
        found.append(
            half_away(member.weight * (first.score(top, i).ends[0] - second.score(top, i).ends[1]), _LEAD_PLACES)
        )
    return found


def lead_cells(content: Content) -> tuple[str, str]:
    """Return the addresses of the parts and of what each adds to the lead."""
    top = content.layout.sections[0]
    criteria = {m.id for section in content.layout.sections for m in section.members if m.group is None}
    first = _HEAD + 3 + 1 + len(top.members) + 1 + len(criteria) + 1 + _CHART_ROWS + 1 + 2
    title, last = content.layout.titles["comparison"], first + len(top.members) - 1
    labels, values = (on(title, block(first, last, column, fixed="rc")) for column in (_LABEL, _WEIGHT))
    return labels, values


def _draw_quadrant(page: Page, content: Content, row: int) -> int:
    """Draw the bids on the two axes; return the row after the chart."""
    chart = page.workbook.add_chart({"type": "scatter"})
    title, rows = content.layout.titles["measures"], content.layout.measures.steps
    drawn = False
    for entry in content.entries:
        if all(entry.outcome(id_).value is not None for id_ in _AXES):
            column = value_column(entry)
            at_x, at_y = ([title, rows[id_], column, rows[id_], column] for id_ in _AXES)
            scatter_points(page.look, chart, [page.title, _HEAD, _FIRST_BID + entry.index], at_x, at_y, entry.index)
            drawn = True
    if not drawn:
        return row
    threshold = content.plan.parameters.get(_THRESHOLD)
    crossing = {"crossing": float(threshold)} if isinstance(threshold, Fraction) else {}
    steps = content.plan.rulebook.steps
    names = [sentence(content.to(steps[id_].title)) for id_ in _AXES]
    axis = {"min": 0, "max": 100, **crossing}
    dressed(page.look, chart, content.to(_QUADRANT), names[0], names[1], x=axis, y=axis)
    chart.set_legend({"none": True})
    insert(page, row, chart, _QUADRANT_ROWS, 620)
    return row + _QUADRANT_ROWS
