"""Measures: the workings. One formula per row across bids; facts are linked in, so that a formula stays on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.formula.to_words import to_words
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.result import MeasureResult
from contracteval.model.unit import unit_label
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.answer_cell import AnswerCell
from contracteval.reports.to_workbook.binding import FIRST_BID_COLUMN, value_column
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.exact import Exact
from contracteval.reports.to_workbook.inputs import changed_of, grade_of, state_of, value_of
from contracteval.reports.to_workbook.layout import FIRST_ROW, criteria_of, linked_facts
from contracteval.reports.to_workbook.live import Live
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Cached, Page, a1
from contracteval.reports.to_workbook.parameters import parameters_changed
from contracteval.reports.to_workbook.table_inputs import tables_changed_of
from contracteval.reports.to_workbook.verdict import write_verdict
from contracteval.reports.wording import labels_of, sentence
from contracteval.text import Text

_LABEL, _RULE, _UNIT = range(3)
_WIDTHS = (36, 60, 8)
_PAIR = (13, 12)
_FACTS = Text("Facts, linked from the inputs", "Faits, repris des données")
_GATHERS = Text("Sums, means and counts over tables", "Sommes, moyennes et comptes sur les tables")
_STEPS = Text("Measures and conditions", "Mesures et conditions")
_BOUNDS = Text(
    "Lowest and highest score of each criterion, as computed at hand-over (static)",
    "Score le plus bas et le plus haut de chaque critère, calculés à la remise (figés)",
)
_SUBTITLE = Text(
    "Workings: one formula per row across bids; a value is empty unless its status says that it is scored.",
    "Calculs\u00a0: une formule par ligne pour toutes les offres\u00a0; une valeur est vide tant que son statut n’est pas «\u00a0noté\u00a0».",
)
_GRADE_OF = Text("evidence", "preuve")


def write_measures(page: Page, content: Content, lives: Sequence[Live], exacts: Sequence[Exact]) -> None:
    """Write facts, steps, static bounds and the workings of the verdict."""
    columns = FIRST_BID_COLUMN + 2 * len(content.entries)
    page.head(content.layout.titles["measures"], content.to(_SUBTITLE))
    page.widths((*_WIDTHS, *(_PAIR * len(content.entries))))
    page.header(FIRST_ROW - 2, ["", "", ""])
    page.header(FIRST_ROW - 1, [Text("Measure", "Mesure"), w.RULE, w.UNIT])
    for entry in content.entries:
        column = value_column(entry)
        page.header(FIRST_ROW - 2, [entry.vendor, ""], column)
        page.header(FIRST_ROW - 1, [w.VALUE, w.STATUS], column, "header center")
    rows = content.layout.measures
    for band, title in (("facts", _FACTS), ("gathers", _GATHERS), ("steps", _STEPS), ("bounds", _BOUNDS)):
        if band in rows.bands:
            page.section(rows.bands[band], title, columns)
    _write_facts(page, content)
    _write_gathers(page, content, lives, exacts)
    _write_steps(page, content, lives)
    _write_bounds(page, content)
    write_verdict(page, content, columns)
    page.finish(freeze=(FIRST_ROW, 1), repeat=(FIRST_ROW - 2, FIRST_ROW - 1), footer=content.footer)


def _write_facts(page: Page, content: Content) -> None:
    rows, facts = content.layout.measures, linked_facts(content.plan)
    for id_, row in rows.facts.items():
        spec = facts[id_]
        page.text(row, _LABEL, sentence(content.to(spec.label)))
        page.text(
            row, _UNIT, unit_label(spec.unit, content.lang, content.currency) if spec.is_numeric else "", "center"
        )
        for entry in content.entries:
            _link(page, content, entry, spec, row)
    for id_, row in rows.grades.items():
        page.text(row, _LABEL, f"{sentence(content.to(facts[id_].label))} – {content.to(_GRADE_OF)}")
        for entry in content.entries:
            _link_grade(page, content, entry, facts[id_], row)


def _link(page: Page, content: Content, entry: Entry, spec: FactSpec, row: int) -> None:
    source = None if spec.per == "evaluation" else entry
    value, state = value_of(content, source, spec.id), state_of(content, source, spec.id)
    known, cell = entry.answer(spec.id).value, AnswerCell(spec, content)
    style = f"link right {cell.style}"
    column = value_column(entry)
    formula = f'=IF({state}={quoted(content.to(w.GIVEN))},{value},"")'
    page.formula(row, column, formula, cell.shown(known), style)
    page.formula(row, column + 1, f"={state}", content.to(w.UNKNOWN if known is None else w.GIVEN), "link center")


def _link_grade(page: Page, content: Content, entry: Entry, spec: FactSpec, row: int) -> None:
    source = None if spec.per == "evaluation" else entry
    grade, state = grade_of(content, source, spec.id), state_of(content, source, spec.id)
    none = content.to(Grade.NONE.label)
    answer = entry.answer(spec.id)
    cached = none if answer.value is None else content.to(answer.grade.label)
    given = f'AND({state}={quoted(content.to(w.GIVEN))},{grade}<>"")'
    page.formula(row, value_column(entry), f"=IF({given},{grade},{quoted(none)})", cached, "link right")


def _write_gathers(page: Page, content: Content, lives: Sequence[Live], exacts: Sequence[Exact]) -> None:
    """Write the aggregates over tables, gathered from the cells that each row brings."""
    labels = labels_of(content.plan.rulebook)
    gathers = {gather.id: gather for gather in content.layout.tables.gathers}
    for id_, row in content.layout.measures.gathers.items():
        node = gathers[id_].node
        page.text(row, _LABEL, sentence(to_words(node, labels, content.lang)))
        page.text(row, _RULE, f"{sentence(content.to(labels(node.table)))} › {content.layout.titles['rows']}")
        for entry, live, exact in zip(content.entries, lives, exacts, strict=True):
            outcome = exact.gathered(gathers[id_])
            _write_pair(
                page,
                row,
                value_column(entry),
                live.gathers.get(id_),
                exact.shown(outcome),
                exact.status(outcome),
                "number",
            )


def _write_steps(page: Page, content: Content, lives: Sequence[Live]) -> None:
    rows, steps = content.layout.measures, content.layout.steps
    labels = labels_of(content.plan.rulebook)
    for id_, row in rows.steps.items():
        step = steps[id_]
        title = sentence(content.to(step.title))
        page.text(row, _LABEL, title)
        words = [to_words(formula.node, labels, content.lang) for formula in step.formulas]
        page.text(row, _RULE, content.to(Text("; else ", "\u00a0; sinon ")).join(words))
        is_number = step.type.kind == "number"
        page.text(row, _UNIT, unit_label(step.type.unit, content.lang, content.currency) if is_number else "", "center")
    for entry, live in zip(content.entries, lives, strict=True):
        for id_, printed in live.steps.items():
            step, outcome = steps[id_], entry.outcome(id_)
            style = (
                number_style(step.type.unit)
                if step.type.kind == "number"
                else "date"
                if step.type.kind == "date"
                else "right"
            )
            value = _value(outcome, content, live.words.get(id_, {}))
            status = content.to(w.STATUSES[outcome.status])
            _write_pair(page, rows.steps[id_], value_column(entry), printed, value, status, style)


def _write_pair(
    page: Page, row: int, column: int, printed: tuple[str, str] | None, value: Cached, status: str, style: str
) -> None:
    """Write a value and its status: live, or as at hand-over where there is no live form."""
    if printed is not None:
        page.formula(row, column, printed[1], value, f"right {style}")
        page.formula(row, column + 1, printed[0], status, "center")
        return
    if isinstance(value, Fraction | float):
        page.number(row, column, value, f"static {style}")
    else:
        page.text(row, column, str(value or ""), "static right")
    page.text(row, column + 1, status, "static center")


def _value(outcome: MeasureResult, content: Content, words: Mapping[str, str]) -> Cached:
    if isinstance(outcome.value, str):
        return words.get(outcome.value, outcome.value)
    if isinstance(outcome.value, bool):
        return w.yes_no(content.lang)[0 if outcome.value else 1]
    if isinstance(outcome.value, date):
        return float((outcome.value - date(1899, 12, 30)).days)
    return outcome.value


def _write_bounds(page: Page, content: Content) -> None:
    rows = content.layout.measures
    page.text(rows.changed, _LABEL, w.CHANGED_COUNT, "bold")
    criteria = criteria_of(content.plan)
    for id_, row in rows.bounds.items():
        page.text(row, _LABEL, criteria[id_].title)
    for entry in content.entries:
        column = value_column(entry)
        page.formula(rows.changed, column, f"={_changed(content, entry)}", Fraction(0), "bold whole right")
        for id_, row in rows.bounds.items():
            score = next(item.score for item in entry.result.criteria if item.id == id_)
            page.number(row, column, score.low, "static score")
            page.number(row, column + 1, score.high, "static score")
        last = max(rows.bounds.values(), default=rows.changed)
        page.grey_when(
            f"{a1(rows.changed + 1, column)}:{a1(last, column + 1)}", f"={a1(rows.changed, column, fixed='rc')}>0"
        )


def _changed(content: Content, entry: Entry) -> str:
    """Print how many cells were changed on which a bid rests; where rules compare bids, those of the others count too."""
    others = content.entries if content.layout.tables.lot else (entry,)
    sources = [
        changed_of(content, None),
        parameters_changed(content),
        *(changed_of(content, other) for other in others),
    ]
    return "+".join([*sources, *tables_changed_of(content, others)])
