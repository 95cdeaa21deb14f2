"""Parameters and weights: everything by which the evaluation scores, in cells that may be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from contracteval.formula import expression as x
from contracteval.formula.to_excel import KeyedCells
from contracteval.model.fact import FactSpec
from contracteval.model.unit import unit_label
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.layout import criteria_of
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.to_workbook.parameter_rows import (
    CHANGED,
    CHECKED,
    IN_RULES,
    KEPT,
    KEPT_SCORE,
    KEY,
    LABEL,
    SCORE,
    SET_BY,
    SOURCE,
    STATUS,
    TITLES,
    UNIT,
    VALUE,
    WIDTHS,
    set_by_ruleset,
    set_in,
    write_changed,
)
from contracteval.reports.to_workbook.weights import weight_row, write_choice, write_weights
from contracteval.reports.wording import PARAMETER_STATUSES, day_text, sentence
from contracteval.rules.rulebook import Criterion, Parameter
from contracteval.text import Text

_SUBTITLE = Text(
    "Yellow cells may be changed. A weighted mean divides by the sum of its weights, whatever that sum is.",
    "Les cellules jaunes peuvent être modifiées. Une moyenne pondérée divise par la somme de ses poids, quelle qu’elle soit.",
)
_WEIGHTS, _PARAMETERS = Text("Weights", "Poids"), Text("Parameters", "Paramètres")
_SCALES = Text(
    "Scales: the score at each value of the measure, straight lines between them",
    "Échelles\u00a0: le score à chaque valeur de la mesure, en lignes droites entre elles",
)
_SCALE = Text("Scale", "Échelle")
_WHEN_UNDEFINED = Text("Score where the measure is undefined", "Score quand la mesure est indéfinie")
_CHANGED_ROW, _WEIGHTS_CHANGED_ROW = 2, 3
_PARAMETER_PREFIX = "p_"
_WEIGHTS_CHANGED = Text("Weights changed since hand-over", "Poids modifiés depuis la remise")


def parameter_name(id_: str) -> str:
    """Return the defined name of a parameter."""
    return _PARAMETER_PREFIX + id_


def scale_cells(content: Content, id_: str, column: int, *, skip_first: bool = False, skip_last: bool = False) -> str:
    """Return the address of the values or scores of a scale, perhaps without its first or last point."""
    first = content.layout.parameters.scales[id_] + 1
    last = first + len(criteria_of(content.plan)[id_].scale) - 1
    address = block(first + int(skip_first), last - int(skip_last), column, fixed="rc")
    return on(content.layout.titles["parameters"], address)


def scale_start(content: Content, id_: str) -> str:
    """Return the address of the score of the first point of a scale."""
    return on(content.layout.titles["parameters"], a1(content.layout.parameters.scales[id_] + 1, SCORE, fixed="rc"))


def undefined_cell(content: Content, id_: str) -> str:
    """Return the address of the score that an undefined measure earns."""
    row = content.layout.parameters.scales[id_] + 1 + len(criteria_of(content.plan)[id_].scale)
    return on(content.layout.titles["parameters"], a1(row, SCORE, fixed="rc"))


def parameters_changed(content: Content) -> str:
    """Return the address of the number of changed parameters and scale points."""
    return on(content.layout.titles["parameters"], a1(_CHANGED_ROW, CHANGED, fixed="rc"))


def weights_changed(content: Content) -> str:
    """Return the address of the number of changed weights."""
    return on(content.layout.titles["parameters"], a1(_WEIGHTS_CHANGED_ROW, CHANGED, fixed="rc"))


def changed_rows(content: Content) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield every weight, parameter and point of a scale: its label, row, and the columns of change, kept and value."""
    rows, book = content.layout.parameters, content.plan.rulebook
    for section in content.layout.sections:
        if section.weights is not None:
            for i, member in enumerate(section.members):
                label = f"{content.to(w.WEIGHT)} – {content.to(section.title)} › {content.to(member.title)}"
                yield label, weight_row(section, i), CHANGED, KEPT, VALUE
    for id_, row in rows.parameters.items():
        value = content.plan.parameters[id_]
        for i in range(len(value) if isinstance(value, Mapping) else 1):
            yield sentence(content.to(book.parameters[id_].label)), row + i, CHANGED, KEPT, VALUE
    for id_, criterion in criteria_of(content.plan).items():
        for i in range(len(criterion.scale)):
            yield (
                f"{content.to(_SCALE)} – {content.to(criterion.title)}",
                rows.scales[id_] + 1 + i,
                CHANGED,
                KEPT,
                VALUE,
            )


def write_parameters(page: Page, content: Content) -> None:
    """Write weights, parameters and scales."""
    rows = content.layout.parameters
    page.head(content.layout.titles["parameters"], content.to(_SUBTITLE))
    page.widths(WIDTHS)
    page.header(rows.bands["weights"] - 1, TITLES)
    write_choice(page, content)
    counted = ((_CHANGED_ROW, w.CHANGED_COUNT, rows.numbers), (_WEIGHTS_CHANGED_ROW, _WEIGHTS_CHANGED, rows.weights))
    for row, title, (first, last) in counted:
        page.text(row, KEPT_SCORE, title, "static right")
        page.formula(row, CHANGED, f"=SUM({block(first, last, CHANGED)})", Fraction(0), "bold center")
    for band, title in (("weights", _WEIGHTS), ("parameters", _PARAMETERS), ("scales", _SCALES)):
        page.section(rows.bands[band], title, len(WIDTHS))
    for section in content.layout.sections:
        if section.weights is not None:
            write_weights(page, content, section)
    for id_, row in rows.parameters.items():
        _write_parameter(page, content, id_, row)
    for id_, criterion in criteria_of(content.plan).items():
        _write_scale(page, content, criterion, rows.scales[id_])
    first = rows.bands["weights"]
    page.finish(freeze=(first, 1), repeat=(first - 1, first - 1), footer=content.footer)


def _write_parameter(page: Page, content: Content, id_: str, row: int) -> None:
    parameter, value = content.plan.rulebook.parameters[id_], content.plan.parameters[id_]
    if isinstance(value, Mapping):
        words = dict(key_options(content, id_))
        for i, (key, amount) in enumerate(value.items()):
            if isinstance(key, Fraction):
                page.number(row + i, KEY, key, "number right")
            else:
                page.text(row + i, KEY, words.get(key) or str(key), "right")
            _write_value(page, content, parameter, row + i, amount, amount)  # what has keys cannot be overridden
        return
    in_rules = parameter.at(content.plan.settings.date)
    _write_value(page, content, parameter, row, value, in_rules if isinstance(in_rules, Fraction) else None)
    page.define(parameter_name(id_), on(page.title, a1(row, VALUE, fixed="rc")))


def _setter(content: Content, parameter: Parameter) -> Text:
    if parameter.id in content.plan.overridden:
        return set_in(content, f"parameters.{parameter.id}")
    return set_by_ruleset(parameter.ruleset)


def _write_value(
    page: Page, content: Content, parameter: Parameter, row: int, amount: Fraction, in_rules: Fraction | None
) -> None:
    style = number_style(parameter.unit)
    page.text(row, LABEL, sentence(content.to(parameter.label)))
    page.number(row, VALUE, amount, f"input {style}")
    page.text(row, UNIT, unit_label(parameter.unit, content.lang, content.currency), "center")
    page.text(row, STATUS, PARAMETER_STATUSES[parameter.status])
    page.text(row, SOURCE, parameter.source)
    page.text(row, CHECKED, day_text(parameter.checked, content.lang))
    page.text(row, SET_BY, _setter(content, parameter))
    page.number(row, IN_RULES, in_rules, f"static {style}")
    page.number(row, KEPT, amount, f"static {style}")
    write_changed(page, row, (VALUE, KEPT))
    options = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
    page.sheet.data_validation(row, VALUE, row, VALUE, options)


def key_options(content: Content, id_: str) -> tuple[tuple[str, str], ...]:
    """Return the words of the keys of a parameter, where they are the options of a fact or of a column."""
    for step in content.plan.rulebook.steps.values():
        for formula in (*step.formulas, *step.columns.values()):
            for node in x.walk(formula.node):
                if isinstance(node, x.Keyed) and node.id == id_:
                    spec = _asked(content, node.key)
                    if spec is not None and spec.options:
                        return tuple((option.id, content.to(option.label)) for option in spec.options)
    return ()


def _asked(content: Content, node: x.Node) -> FactSpec | None:
    book = content.plan.rulebook
    if isinstance(node, x.Column) and node.table in book.tables:
        return book.tables[node.table].columns.get(node.column)
    return book.facts.get(node.id) if isinstance(node, x.Name) else None


def keyed_cells(content: Content, id_: str) -> KeyedCells:
    """Return where the keys and the values of a parameter stand."""
    row, count = content.layout.parameters.parameters[id_], len(content.plan.parameters[id_])
    title = content.layout.titles["parameters"]
    keys, values = (on(title, block(row, row + count - 1, column, fixed="rc")) for column in (KEY, VALUE))
    return KeyedCells(keys, values, key_options(content, id_))


def _write_scale(page: Page, content: Content, criterion: Criterion, row: int) -> None:
    step = content.plan.rulebook.steps[criterion.id]
    style = number_style(step.type.unit)
    page.text(row, LABEL, criterion.title, "bold")
    page.text(row, SET_BY, set_by_ruleset(criterion.ruleset))
    for i, (value, score) in enumerate(criterion.scale):
        at = row + 1 + i
        page.number(at, VALUE, value, f"input {style}")
        page.number(at, SCORE, score, "input score")
        page.text(at, UNIT, unit_label(step.type.unit, content.lang, content.currency))
        page.number(at, KEPT, value, f"static {style}")
        page.number(at, KEPT_SCORE, score, "static score")
        write_changed(page, at, (VALUE, KEPT), (SCORE, KEPT_SCORE))
    if criterion.undefined_score is not None:
        at = row + 1 + len(criterion.scale)
        page.text(at, LABEL, _WHEN_UNDEFINED)
        page.number(at, SCORE, criterion.undefined_score, "input score")
        page.number(at, KEPT_SCORE, criterion.undefined_score, "static score")
        write_changed(page, at, (SCORE, KEPT_SCORE))
