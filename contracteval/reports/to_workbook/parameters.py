"""Parameters and weights: everything by which the evaluation scores, in cells that may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from contracteval.model.unit import unit_label
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.binding import parameter_name, weight_name
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.layout import Section, criteria_of
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.wording import JOINS, PARAMETER_STATUSES, day_text, sentence
from contracteval.rules.rulebook import Criterion
from contracteval.text import Text

(LABEL, VALUE, SCORE, UNIT, STATUS, SOURCE, CHECKED, SET_BY, KEPT, KEPT_SCORE, CHANGED) = range(11)
_WIDTHS = (44, 14, 10, 9, 13, 56, 18, 14, 14, 14, 10)
_TITLES = (
    Text("Weight, parameter or scale", "Poids, paramètre ou échelle"), w.VALUE, w.SCORE, w.UNIT, w.STATUS, w.SOURCE,
    Text("Last checked", "Vérifié le"), Text("Set by", "Fixé par"), Text("Value at hand-over", "Valeur à la remise"),
    Text("Score at hand-over", "Score à la remise"), w.CHANGED,
)  # fmt: skip
_SUBTITLE = Text(
    "Yellow cells may be changed. A weighted mean divides by the sum of its weights, whatever that sum is.",
    "Les cellules jaunes peuvent être modifiées. Une moyenne pondérée divise par la somme de ses poids, quelle qu’elle soit.",
)
_WEIGHTS, _PARAMETERS = Text("Weights", "Poids"), Text("Parameters", "Paramètres")
_SCALES = Text(
    "Scales: the score at each value of the measure, straight lines between them",
    "Échelles\u00a0: le score à chaque valeur de la mesure, en lignes droites entre elles",
)
_SUM = Text("Sum of weights", "Somme des poids")
_WHEN_UNDEFINED = Text("Score where the measure is undefined", "Score quand la mesure est indéfinie")
_BUYER, _RULESET = Text("the buyer", "l’acheteur"), Text("ruleset", "jeu de règles")
_CHANGED_ROW, _WEIGHTS_CHANGED_ROW = 2, 3
_WEIGHTS_CHANGED = Text("Weights changed since hand-over", "Poids modifiés depuis la remise")


def weight_row(section: Section, member: int) -> int:
    """Return the row of the weight of a member of a group."""
    return (section.weights or 0) + member


def sum_cell(content: Content, section: Section) -> str:
    """Return the address of the sum of the weights of a group."""
    return on(content.layout.titles["parameters"], a1(weight_row(section, len(section.members)), VALUE, fixed="rc"))


def weight_cell(content: Content, section: Section, member: int) -> str:
    """Return the address of the weight of a member of a group."""
    return on(content.layout.titles["parameters"], a1(weight_row(section, member), VALUE, fixed="rc"))


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


def write_parameters(page: Page, content: Content) -> None:
    """Write weights, parameters and scales."""
    rows = content.layout.parameters
    page.head(content.layout.titles["parameters"], content.to(_SUBTITLE))
    page.widths(_WIDTHS)
    page.header(rows.bands["weights"] - 1, _TITLES)
    counted = ((_CHANGED_ROW, w.CHANGED_COUNT, rows.numbers), (_WEIGHTS_CHANGED_ROW, _WEIGHTS_CHANGED, rows.weights))
    for row, title, (first, last) in counted:
        page.text(row, KEPT_SCORE, title, "static right")
        page.formula(row, CHANGED, f"=SUM({block(first, last, CHANGED)})", Fraction(0), "bold center")
    for band, title in (("weights", _WEIGHTS), ("parameters", _PARAMETERS), ("scales", _SCALES)):
        page.section(rows.bands[band], title, len(_WIDTHS))
    for section in content.layout.sections:
        if section.weights is not None:
            _write_weights(page, content, section)
    for id_, row in rows.parameters.items():
        _write_parameter(page, content, id_, row)
    for id_, criterion in criteria_of(content.plan).items():
        _write_scale(page, content, criterion, rows.scales[id_])
    first = rows.bands["weights"]
    page.finish(freeze=(first, 1), repeat=(first - 1, first - 1), footer=content.footer)


def _write_weights(page: Page, content: Content, section: Section) -> None:
    top = (section.weights or 0) - 1
    page.text(top, LABEL, section.title, "bold")
    page.text(top, SOURCE, JOINS[section.join])
    for i, member in enumerate(section.members):
        row = weight_row(section, i)
        page.text(row, LABEL, member.title)
        page.number(row, VALUE, member.weight, "input weight")
        page.number(row, KEPT, member.weight, "static weight")
        _validate_weight(page, row)
        _write_changed(page, row, (VALUE, KEPT))
        own = section.group is None and bool(content.plan.settings.weights)
        page.text(row, SET_BY, _BUYER if own else _RULESET)
        if section.group is None:
            name = weight_name(member.id)
            page.define(name, on(page.title, a1(row, VALUE, fixed="rc")))
    row = weight_row(section, len(section.members))
    values = block(section.weights or 0, row - 1, VALUE)
    total = sum((member.weight for member in section.members), Fraction(0))
    page.text(row, LABEL, _SUM, "total")
    page.formula(row, VALUE, f"=SUM({values})", total, "total weight")


def _validate_weight(page: Page, row: int) -> None:
    options = {"validate": "decimal", "criteria": ">=", "value": 0}
    page.sheet.data_validation(row, VALUE, row, VALUE, options)


def _write_changed(page: Page, row: int, *pairs: tuple[int, int]) -> None:
    same = [f"ISBLANK({a1(row, a)})=ISBLANK({a1(row, b)}),{a1(row, a)}={a1(row, b)}" for a, b in pairs]
    page.formula(row, CHANGED, f"=IF(AND({','.join(same)}),0,1)", Fraction(0), "center static")


def _write_parameter(page: Page, content: Content, id_: str, row: int) -> None:
    parameter, value = content.plan.rulebook.parameters[id_], content.plan.parameters[id_]
    unit = unit_label(parameter.unit, content.lang, content.currency)
    pairs = list(value.items()) if isinstance(value, Mapping) else [(None, value)]
    live = not isinstance(value, Mapping)
    for i, (key, amount) in enumerate(pairs):
        label = sentence(content.to(parameter.label))
        page.text(row + i, LABEL, label if key is None else f"{label} [{key}]")
        page.number(row + i, VALUE, amount, f"{'input' if live else 'static'} {number_style(parameter.unit)}")
        page.text(row + i, UNIT, unit, "center")
        page.text(row + i, STATUS, PARAMETER_STATUSES[parameter.status])
        page.text(row + i, SOURCE, parameter.source)
        page.text(row + i, CHECKED, day_text(parameter.checked, content.lang))
        page.text(row + i, SET_BY, _BUYER if id_ in content.plan.overridden else _RULESET)
        page.number(row + i, KEPT, amount, f"static {number_style(parameter.unit)}")
        if live:
            _write_changed(page, row + i, (VALUE, KEPT))
            page.define(parameter_name(id_), on(page.title, a1(row, VALUE, fixed="rc")))
            options = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
            page.sheet.data_validation(row, VALUE, row, VALUE, options)


def _write_scale(page: Page, content: Content, criterion: Criterion, row: int) -> None:
    step = content.plan.rulebook.steps[criterion.id]
    style = number_style(step.type.unit)
    page.text(row, LABEL, criterion.title, "bold")
    for i, (value, score) in enumerate(criterion.scale):
        at = row + 1 + i
        page.number(at, VALUE, value, f"input {style}")
        page.number(at, SCORE, score, "input score")
        page.text(at, UNIT, unit_label(step.type.unit, content.lang, content.currency))
        page.number(at, KEPT, value, f"static {style}")
        page.number(at, KEPT_SCORE, score, "static score")
        _write_changed(page, at, (VALUE, KEPT), (SCORE, KEPT_SCORE))
    if criterion.undefined_score is not None:
        at = row + 1 + len(criterion.scale)
        page.text(at, LABEL, _WHEN_UNDEFINED)
        page.number(at, SCORE, criterion.undefined_score, "input score")
        page.number(at, KEPT_SCORE, criterion.undefined_score, "static score")
        _write_changed(page, at, (SCORE, KEPT_SCORE))
