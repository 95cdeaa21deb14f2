"""Measures: the workings. One formula per row across bids; facts are linked in, so that a formula stays on one sheet."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.formula.to_words import to_words
from contracteval.model.fact import FactSpec, Grade, Value
from contracteval.model.result import MeasureResult
from contracteval.model.unit import unit_label
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.binding import FIRST_BID_COLUMN, print_steps, value_column
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.inputs import changed_of, grade_of, state_of, value_of
from contracteval.reports.to_workbook.layout import FIRST_ROW, criteria_of, linked_facts, live_steps
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Cached, Page, a1
from contracteval.reports.to_workbook.parameters import parameters_changed
from contracteval.reports.to_workbook.verdict import write_verdict
from contracteval.reports.wording import labels_of, sentence
from contracteval.rules.rulebook import Step
from contracteval.text import Text

_LABEL, _RULE, _UNIT = range(3)
_WIDTHS = (36, 60, 8)
_PAIR = (13, 12)
_FACTS = Text("Facts, linked from the inputs", "Faits, repris des données")
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


def write_measures(page: Page, content: Content) -> None:
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
    for band, title in (("facts", _FACTS), ("steps", _STEPS), ("bounds", _BOUNDS)):
        page.section(rows.bands[band], title, columns)
    _write_facts(page, content)
    _write_steps(page, content)
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
    known = entry.answer(spec.id).value
    style = f"link right {_style(spec)}"
    column = value_column(entry)
    formula = f'=IF({state}={quoted(content.to(w.GIVEN))},{value},"")'
    page.formula(row, column, formula, _cached(known, spec, content), style)
    page.formula(row, column + 1, f"={state}", content.to(w.UNKNOWN if known is None else w.GIVEN), "link center")


def _link_grade(page: Page, content: Content, entry: Entry, spec: FactSpec, row: int) -> None:
    source = None if spec.per == "evaluation" else entry
    grade, state = grade_of(content, source, spec.id), state_of(content, source, spec.id)
    none = content.to(Grade.NONE.label)
    answer = entry.answer(spec.id)
    cached = none if answer.value is None else content.to(answer.grade.label)
    given = f'AND({state}={quoted(content.to(w.GIVEN))},{grade}<>"")'
    page.formula(row, value_column(entry), f"=IF({given},{grade},{quoted(none)})", cached, "link right")


def _style(spec: FactSpec) -> str:
    return "date" if spec.type == "date" else number_style(spec.unit, whole=spec.whole)


def _cached(value: Value | None, spec: FactSpec, content: Content) -> Cached:
    if isinstance(value, bool):
        return w.yes_no(content.lang)[0 if value else 1]
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    if isinstance(value, str):
        return next((content.to(option.label) for option in spec.options if option.id == value), value)
    return value


def _write_steps(page: Page, content: Content) -> None:
    rows, steps = content.layout.measures, live_steps(content.plan)
    labels = labels_of(content.plan.rulebook)
    for id_, row in rows.steps.items():
        step = steps[id_]
        title = sentence(content.to(step.title))
        page.text(row, _LABEL, title)
        words = [to_words(formula.node, labels, content.lang) for formula in step.formulas]
        page.text(row, _RULE, content.to(Text("; else ", "\u00a0; sinon ")).join(words))
        is_number = step.type.kind == "number"
        page.text(row, _UNIT, unit_label(step.type.unit, content.lang, content.currency) if is_number else "", "center")
    for entry in content.entries:
        for id_, printed in print_steps(content, entry).items():
            _write_step(page, content, entry, steps[id_], printed)


def _write_step(page: Page, content: Content, entry: Entry, step: Step, printed: tuple[str, str] | None) -> None:
    row, column = content.layout.measures.steps[step.id], value_column(entry)
    outcome = entry.outcome(step.id)
    status, value = content.to(w.STATUSES[outcome.status]), _value(outcome, content)
    style = number_style(step.type.unit) if step.type.kind == "number" else "right"
    if printed is not None:
        page.formula(row, column, printed[1], value, f"right {style}")
        page.formula(row, column + 1, printed[0], status, "center")
        return
    if isinstance(value, Fraction):
        page.number(row, column, value, f"static {style}")
    else:
        page.text(row, column, str(value or ""), "static right")
    page.text(row, column + 1, status, "static center")


def _value(outcome: MeasureResult, content: Content) -> Cached:
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
        changed = f"={changed_of(content, entry)}+{changed_of(content, None)}+{parameters_changed(content)}"
        page.formula(rows.changed, column, changed, Fraction(0), "bold whole right")
        for id_, row in rows.bounds.items():
            score = next(item.score for item in entry.result.criteria if item.id == id_)
            page.number(row, column, score.low, "static score")
            page.number(row, column + 1, score.high, "static score")
        last = max(rows.bounds.values(), default=rows.changed)
        page.grey_when(
            f"{a1(rows.changed + 1, column)}:{a1(last, column + 1)}", f"={a1(rows.changed, column, fixed='rc')}>0"
        )
