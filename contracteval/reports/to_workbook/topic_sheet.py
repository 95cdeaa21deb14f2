"""Price, payoff, control, sharing: the measures of one matter side by side, and its curves as live cells and charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracteval.formula.to_excel import quoted
from contracteval.formula.to_words import to_words
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.low_prices import write_block
from contracteval.reports.to_workbook.answer_cell import AnswerCell
from contracteval.reports.to_workbook.binding import on_measures
from contracteval.reports.to_workbook.charts import bars, insert, plain
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.curve_sheet import CurveWriter, unit_text
from contracteval.reports.to_workbook.exact import Exact
from contracteval.reports.to_workbook.live import Live
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Page
from contracteval.reports.to_workbook.topics import PRICE, Topic, curves_of, facts_of, steps_of
from contracteval.reports.wording import labels_of, sentence
from contracteval.text import Text, quote

_LABEL, _RULE, _UNIT, _FIRST_BID = range(4)
_WIDTHS = (36, 58, 9)
_BID_WIDTH = 15
_HEAD = 3
_BARS_ROWS = 20
_FACTS, _MEASURES = Text("Facts", "Faits"), Text("Measures", "Mesures")
_NOT_DRAWN = Text(
    "The chart “{}” is left out: an answer that it rests on is missing for every bid.",
    "Le graphique «\u00a0{}\u00a0» est omis\u00a0: une réponse dont il dépend manque pour toutes les offres.",
)


def write_topic(
    page: Page, content: Content, topic: Topic, lives: Sequence[Live], exacts: Sequence[Exact]
) -> list[str]:
    """Write the sheet; return what is said of charts that are left out."""
    bids = len(content.entries)
    page.head(page.title, content.to(topic.subtitle))
    page.widths((*_WIDTHS, *([_BID_WIDTH] * max(bids, 4))))
    page.header(_HEAD, [Text("Measure", "Mesure"), w.RULE, w.UNIT])
    page.header(_HEAD, [entry.vendor for entry in content.entries], _FIRST_BID, "header center")
    row = _write_facts(page, content, topic, _HEAD + 1)
    row = _write_measures(page, content, topic, row, lives, exacts)
    low_prices = None if content.analyses is None else content.analyses.low_prices
    if topic.id == PRICE and low_prices is not None and low_prices.tests:
        row = write_block(page, content, low_prices, row + 1, _FIRST_BID + bids)
        page.break_before(row)
    row = _draw_bars(page, content, topic, row)
    left_out = []
    for curve in curves_of(content.plan, topic):
        writer = CurveWriter(page, content, curve, lives, exacts)
        if writer.has_data:
            row = writer.write(row + 1)
        else:
            left_out.append(quote(content.to(curve.title), content.lang))
            told = content.to(_NOT_DRAWN).format(content.to(curve.title))
            page.sheet.write_string(row + 1, 0, told, page.look("static"))
            row += 2
    page.finish(freeze=(_HEAD + 1, 1), repeat=(_HEAD, _HEAD), footer=content.footer)
    return left_out


def _write_facts(page: Page, content: Content, topic: Topic, row: int) -> int:
    facts = facts_of(content.plan, topic)
    if not facts:
        return row
    page.section(row, _FACTS, _FIRST_BID + len(content.entries))
    specs = content.plan.needs().facts
    for id_ in facts:
        if id_ not in content.layout.measures.facts:
            continue
        row += 1
        cell = AnswerCell(specs[id_], content)
        page.text(row, _LABEL, sentence(content.to(specs[id_].label)))
        page.text(row, _UNIT, unit_text(content, specs[id_].unit) if specs[id_].is_numeric else "", "center")
        for entry in content.entries:
            at = on_measures(content, entry, content.layout.measures.facts[id_])
            known = entry.answer(id_).value
            unknown = content.to(w.UNKNOWN)
            formula = f'=IF({at}="",{quoted(unknown)},{at})'
            page.formula(
                row,
                _FIRST_BID + entry.index,
                formula,
                unknown if known is None else cell.shown(known),
                f"link right {cell.style}",
            )
    return row + 1


def _write_measures(
    page: Page, content: Content, topic: Topic, row: int, lives: Sequence[Live], exacts: Sequence[Exact]
) -> int:
    page.section(row, _MEASURES, _FIRST_BID + len(content.entries))
    labels, steps = labels_of(content.plan.rulebook), content.plan.rulebook.steps
    for id_ in steps_of(content.plan, topic):
        row += 1
        step = steps[id_]
        page.text(row, _LABEL, sentence(content.to(step.title)))
        page.text(row, _RULE, to_words(step.formulas[0].node, labels, content.lang))
        is_number = step.type.kind == "number"
        page.text(row, _UNIT, unit_text(content, step.type.unit) if is_number else "", "center")
        style = number_style(step.type.unit) if is_number else ""
        for exact, live in zip(exacts, lives, strict=True):
            _write_outcome(page, content, exact, live.words.get(id_, {}), id_, row, style)
    return row + 1


def _draw_bars(page: Page, content: Content, topic: Topic, row: int) -> int:
    """Draw some of the rows side by side, a group of bars for each bid."""
    rows = {**content.layout.measures.facts, **content.layout.measures.steps}
    shown = [id_ for id_ in topic.bars if id_ in rows and _any_known(content, id_)]
    if len(shown) < 2:
        return row
    last = _FIRST_BID + len(content.entries) - 1
    book = content.plan.rulebook
    names = [book.facts[id_].label if id_ in book.facts else book.steps[id_].title for id_ in shown]
    at = _rows_shown(content, topic)
    values = [[page.title, at[id_], _FIRST_BID, at[id_], last] for id_ in shown if id_ in at]
    unit = next(book.facts[id_].unit if id_ in book.facts else book.steps[id_].type.unit for id_ in shown)
    heading = f"{', '.join(content.to(name) for name in names)}"
    chart = bars(
        page, "column", sentence(heading), [[page.title, at[id_], _LABEL] for id_ in shown if id_ in at],
        [page.title, _HEAD, _FIRST_BID, _HEAD, last], values, y={"num_format": "0.0", "name": plain(unit_text(content, unit)), "min": 0},
    )  # fmt: skip
    insert(page, row + 1, chart, _BARS_ROWS, 980)
    return row + 1 + _BARS_ROWS


def _any_known(content: Content, id_: str) -> bool:
    if id_ in content.layout.measures.facts:
        return any(entry.answer(id_).value is not None for entry in content.entries)
    return any(entry.outcome(id_).value is not None for entry in content.entries)


def _rows_shown(content: Content, topic: Topic) -> dict[str, int]:
    """Return the rows of facts and measures on the sheet."""
    facts = [id_ for id_ in facts_of(content.plan, topic) if id_ in content.layout.measures.facts]
    first = _HEAD + 2
    found = {id_: first + i for i, id_ in enumerate(facts)}
    after = first + len(facts) + 1 if facts_of(content.plan, topic) else first
    return found | {id_: after + i for i, id_ in enumerate(steps_of(content.plan, topic))}


def _write_outcome(
    page: Page, content: Content, exact: Exact, words: Mapping[str, str], id_: str, row: int, style: str
) -> None:
    """Write the value of a measure, or the word for why it has none."""
    at = content.layout.measures.steps[id_]
    entry = exact.entry
    value, status = on_measures(content, entry, at), on_measures(content, entry, at, right=True)
    outcome = entry.outcome(id_)
    cached = content.to(w.STATUSES[outcome.status]) if outcome.value is None else exact.shown(outcome.value, words)
    scored = quoted(content.to(w.STATUSES["scored"]))
    page.formula(
        row, _FIRST_BID + entry.index, f"=IF({status}={scored},{value},{status})", cached, f"right {style}".strip()
    )
