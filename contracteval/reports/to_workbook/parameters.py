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
from contracteval.reports.to_workbook.layout import Section, criteria_of
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.wording import JOINS, PARAMETER_STATUSES, day_text, sentence
from contracteval.rules.rulebook import Criterion, Parameter
from contracteval.text import Text

(LABEL, KEY, VALUE, SCORE, UNIT, STATUS, SOURCE, CHECKED, SET_BY, KEPT, KEPT_SCORE, CHANGED) = range(12)
_WIDTHS = (44, 10, 14, 10, 9, 13, 56, 18, 14, 14, 14, 10)
_TITLES = (
    Text("Weight, parameter or scale", "Poids, paramètre ou échelle"), Text("Key", "Clé"), w.VALUE, w.SCORE, w.UNIT, w.STATUS, w.SOURCE,
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
_SCALE = Text("Scale", "Échelle")
_SUM = Text("Sum of weights", "Somme des poids")
_WHEN_UNDEFINED = Text("Score where the measure is undefined", "Score quand la mesure est indéfinie")
_BUYER, _RULESET = Text("the buyer", "l’acheteur"), Text("ruleset", "jeu de règles")
_CHANGED_ROW, _WEIGHTS_CHANGED_ROW = 2, 3
_PARAMETER_PREFIX, _WEIGHT_PREFIX = "p_", "w_"
_WEIGHTS_CHANGED = Text("Weights changed since hand-over", "Poids modifiés depuis la remise")


def parameter_name(id_: str) -> str:
    """Return the defined name of a parameter."""
    return _PARAMETER_PREFIX + id_


def weight_name(id_: str) -> str:
    """Return the defined name of the weight of a top group."""
    return _WEIGHT_PREFIX + id_


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
    if isinstance(value, Mapping):
        words = dict(key_options(content, id_))
        for i, (key, amount) in enumerate(value.items()):
            if isinstance(key, Fraction):
                page.number(row + i, KEY, key, "number right")
            else:
                page.text(row + i, KEY, words.get(key) or str(key), "right")
            _write_value(page, content, parameter, row + i, amount)
        return
    _write_value(page, content, parameter, row, value)
    page.define(parameter_name(id_), on(page.title, a1(row, VALUE, fixed="rc")))


def _write_value(page: Page, content: Content, parameter: Parameter, row: int, amount: Fraction) -> None:
    style = number_style(parameter.unit)
    page.text(row, LABEL, sentence(content.to(parameter.label)))
    page.number(row, VALUE, amount, f"input {style}")
    page.text(row, UNIT, unit_label(parameter.unit, content.lang, content.currency), "center")
    page.text(row, STATUS, PARAMETER_STATUSES[parameter.status])
    page.text(row, SOURCE, parameter.source)
    page.text(row, CHECKED, day_text(parameter.checked, content.lang))
    page.text(row, SET_BY, _BUYER if parameter.id in content.plan.overridden else _RULESET)
    page.number(row, KEPT, amount, f"static {style}")
    _write_changed(page, row, (VALUE, KEPT))
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
