"""Decision: what a director reads in ten seconds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.model.result import Verdict
from contracteval.reports.seal import seal_text
from contracteval.reports.to_workbook import scorecard
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.checks import any_changed, overall_cell
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.gates import flags_of
from contracteval.reports.to_workbook.look import AMBER_FILL, BAR_FILL, GREEN_FILL, NAVY, OPEN_FILL, RED_FILL
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.to_workbook.ranking import (
    LOW,
    RECOMMENDED,
    VENDOR,
    WIDTH,
    rank_formula,
    ranking_block,
    ranking_range,
)
from contracteval.reports.to_workbook.reasons import write_reasons
from contracteval.reports.to_workbook.verdict import NUMBER, PROMISES, verdict_cell, why_cell
from contracteval.reports.wording import GIVERS, STAGES, day_text, rank_text, sentence
from contracteval.text import Text, format_number

(RANK, BID, VERDICT, WHY, SCORE, LOW_END, HIGH_END, COMMITTED, FIRST_GROUP) = range(9)
HEAD_ROW = 6
_WIDTHS = (6, 19, 14, 30, 7, 7, 7, 11)
_GROUP_WIDTH, _COUNT_WIDTH = 12, 11
_TITLES = (
    w.RANK,
    w.BID,
    w.VERDICT,
    w.WHY,
    w.SCORE,
    w.LOW,
    w.HIGH,
    Text("Committed, at hand-over", "Engagé, à la remise"),
)
_FLAGS = Text("Flags raised", "Alertes levées")
_PROMISES = Text("Promises to contract", "Promesses à contractualiser")
_RECOMMENDED = Text("Recommended: {}", "Recommandée\u00a0: {}")
_NONE = Text(
    "No bid is recommended: the first place is shared, not certain yet, or asks for clarification.",
    "Aucune offre n’est recommandée\u00a0: la première place est partagée, incertaine ou à clarifier.",
)
_MISSING = Text(
    "Answers that would settle most, at hand-over (static)", "Réponses qui trancheraient le plus, à la remise (figé)"
)
_ALL_KNOWN = Text("Nothing that counts was missing at hand-over.", "Rien qui compte ne manquait à la remise.")
_MISSING_TITLES = ("", w.BID, Text("Asked of", "Demandé à"), w.QUESTION, Text("Worth (points)", "Enjeu (points)"))
_SHOWN = 5
_CHART_ROWS = 14
_BID_HEIGHT = 26
_MOST_ON_ONE_PAGE = 3
"""Bids whose ranking, reasons and chart fit on one printed page."""


def write_decision(page: Page, content: Content, left_out: Sequence[str] = (), not_asked: Sequence[str] = ()) -> None:
    """Write the headline, the ranking, why, what would turn it, a chart of the totals, and what is missing.

    ``left_out`` names the sheets without data, ``not_asked`` those of analyses that were not asked for.
    """
    settings, tops = content.plan.settings, content.layout.sections[0].members
    stage = content.to(STAGES[settings.stage])
    profile = content.to(content.plan.profile.title)
    day = day_text(settings.date, content.lang)
    page.head(settings.title, " · ".join((day, stage, profile, settings.currency)), marked=False)
    page.logo(FIRST_GROUP + len(tops))
    page.widths((*_WIDTHS, *([_GROUP_WIDTH] * len(tops)), _COUNT_WIDTH, _COUNT_WIDTH))
    last = FIRST_GROUP + len(tops) + 1
    _write_headline(page, content, last)
    titles = [*_TITLES, *(member.title for member in tops), _FLAGS, _PROMISES]
    page.header(HEAD_ROW, titles, styles="header center")
    for entry in content.entries:
        _write_bid(page, content, entry)
    _dress(page, content, last)
    chart_row = write_reasons(page, content, HEAD_ROW + len(content.entries) + 2, last + 1, left_out, not_asked)
    if len(content.entries) > _MOST_ON_ONE_PAGE:
        page.break_before(chart_row)
    _write_chart(page, content, chart_row)
    _write_missing(page, content, chart_row + _chart_rows(content) + 1)
    page.finish(freeze=(HEAD_ROW + 1, 2), repeat=(HEAD_ROW, HEAD_ROW), footer=content.footer)


def _write_headline(page: Page, content: Content, last: int) -> None:
    chosen, names = ranking_block(content, RECOMMENDED), ranking_block(content, VENDOR)
    before, after = (quoted(part) for part in content.to(_RECOMMENDED).split("{}"))
    found = f"INDEX({names},MATCH(1,{chosen},0))"
    formula = f"=IF(SUM({chosen})=1,{before}&{found}&{after},{quoted(content.to(_NONE))})"
    winner = next(
        (
            e
            for e in content.entries
            if e.result.verdict > Verdict.CLARIFY and e.result.rank == 1 and not e.result.tied_with
        ),
        None,
    )
    cached = content.to(_NONE) if winner is None else content.to(_RECOMMENDED).format(winner.vendor)
    page.text(2, 0, seal_text(content.plan.seal, content.lang), "subtitle")
    page.height(3, 22)
    page.formula(3, 0, formula, cached, "headline")
    page.formula(4, 0, f"={overall_cell(content)}", content.to(w.ALL_PASS), "subtitle")


def _write_bid(page: Page, content: Content, entry: Entry) -> None:
    row, result, total = HEAD_ROW + 1 + entry.index, entry.result, content.layout.sections[0].result
    page.height(row, _BID_HEIGHT)
    shown = result.rank if result.rank is not None and not result.tied_with else None
    page.formula(
        row,
        RANK,
        rank_formula(content, entry),
        rank_text(result) if shown is None else Fraction(shown),
        "center bold large",
    )
    page.text(row, BID, entry.vendor, "bold wrap large")
    words = ",".join(quoted(word) for word in w.verdicts(content.lang))
    number = verdict_cell(content, entry, NUMBER)
    page.formula(
        row, VERDICT, f"=CHOOSE({number}+1,{words})", w.verdicts(content.lang)[result.verdict], "bold center wrap large"
    )
    page.formula(row, WHY, f"={why_cell(content, entry)}", content.to(result.why), "wrap large")
    cached = {SCORE: result.score.value, LOW_END: result.score.low, HIGH_END: result.score.high}
    for column, part in ((SCORE, scorecard.SCORED), (LOW_END, scorecard.LOW), (HIGH_END, scorecard.HIGH)):
        address = scorecard.on_scorecard(content, entry, total, part)
        page.formula(
            row, column, f"={address}", cached[column], "score right large" + (" bold" if column == SCORE else "")
        )
    page.number(row, COMMITTED, result.committed, "static score right large")
    for i in range(len(content.layout.sections[0].members)):
        _write_group(page, content, entry, row, i)
    after = FIRST_GROUP + len(content.layout.sections[0].members)
    raised = sum(flag.raised is True for flag in result.flags)
    counted = f"=COUNTIF({flags_of(content, entry)},{quoted(content.to(w.RAISED))})"
    page.formula(row, after, counted, Fraction(raised), "whole center large")
    page.formula(
        row,
        after + 1,
        f"={verdict_cell(content, entry, PROMISES)}",
        Fraction(len(result.conditions)),
        "whole center large",
    )


def _write_group(page: Page, content: Content, entry: Entry, row: int, member: int) -> None:
    """Write the score of a top group, or the interval that it lies in."""
    section = content.layout.sections[0]
    score, at = entry.score(section, member), section.first + member
    parts = (scorecard.SCORED, scorecard.LOW, scorecard.HIGH)
    value, low, high = (scorecard.on_scorecard(content, entry, at, part) for part in parts)
    interval = f'ROUND(ROUND({low},9),0)&"–"&ROUND(ROUND({high},9),0)'
    ends = (format_number(score.low or Fraction(0), "en", 0), format_number(score.high or Fraction(0), "en", 0))
    cached = "–".join(ends) if score.value is None else score.value
    page.formula(row, FIRST_GROUP + member, f"=IF(ISNUMBER({value}),{value},{interval})", cached, "score right large")


def _dress(page: Page, content: Content, last: int) -> None:
    first, end = HEAD_ROW + 1, HEAD_ROW + len(content.entries)
    names = w.verdicts(content.lang)
    colours = (RED_FILL, AMBER_FILL, AMBER_FILL, GREEN_FILL, GREEN_FILL)
    page.colour_words(f"{a1(first, VERDICT)}:{a1(end, VERDICT)}", list(zip(names, colours, strict=True)))
    bar = {
        "type": "data_bar",
        "bar_color": page.look.colour(BAR_FILL),
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 100,
    }
    page.sheet.conditional_format(f"{a1(first, FIRST_GROUP)}:{a1(end, last - 2)}", bar)
    page.grey_when(f"{a1(first, COMMITTED)}:{a1(end, COMMITTED)}", f"={any_changed(content)}>0")


def _chart_rows(content: Content) -> int:
    """Return how many rows the chart takes: enough for the names of all bids."""
    return max(_CHART_ROWS, 6 + 3 * len(content.entries))


def _write_chart(page: Page, content: Content, row: int) -> None:
    """Draw the totals: solid up to the low end, pale for what is still open."""
    chart = page.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    names = ranking_range(content, VENDOR)
    sheet, first, last, _ = names
    titles = (
        (LOW, Text("Assured score", "Score assuré"), NAVY),
        (WIDTH, Text("Still open", "Encore ouvert"), OPEN_FILL),
    )
    for column, title, colour in titles:
        chart.add_series({
            "name": content.to(title),
            "categories": [sheet, first, VENDOR, last, VENDOR],
            "values": [sheet, first, column, last, column],
            "fill": {"color": page.look.colour(colour)},
            "border": {"color": page.look.colour(NAVY)},
            "gap": 60,
        })  # fmt: skip
    chart.set_title(
        {"name": content.to(Text("Total score, 0 to 100", "Score total, de 0 à 100")), "name_font": {"size": 11}}
    )
    chart.set_x_axis(
        {
            "min": 0,
            "max": 100,
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1080, "height": 17 * _chart_rows(content) - 10})
    page.sheet.insert_chart(row, 0, chart, {"object_position": 1})


def _write_missing(page: Page, content: Content, row: int) -> None:
    page.section(row, _MISSING, FIRST_GROUP)
    missing = [(entry, item) for entry in content.entries for item in entry.result.missing[:_SHOWN]]
    if not missing:
        page.text(row + 1, 0, _ALL_KNOWN, "static")
        return
    page.header(row + 1, _MISSING_TITLES)
    for i, (entry, item) in enumerate(missing):
        at = row + 2 + i
        page.text(at, BID, entry.vendor, "static wrap")
        page.text(at, VERDICT, GIVERS[item.by], "static wrap")
        page.text(at, WHY, f"{sentence(content.to(item.label))} – {content.to(item.question)}", "static wrap")
        page.number(at, SCORE, item.worth, "static score right")
    page.grey_when(f"{a1(row + 2, BID)}:{a1(row + 1 + len(missing), SCORE)}", f"={any_changed(content)}>0")
