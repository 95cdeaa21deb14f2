"""Weights: what each member of a group weighs, and the profile by which the top groups do, chosen from a list."""

from __future__ import annotations

from fractions import Fraction

from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.layout import Section
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.to_workbook.parameter_rows import (
    CHANGED,
    IN_RULES,
    KEPT,
    LABEL,
    SET_BY,
    SOURCE,
    VALUE,
    set_by_ruleset,
    set_in,
    write_changed,
)
from contracteval.reports.wording import JOINS
from contracteval.rules.weight_sets import weights_in_rules
from contracteval.text import Text

_FIRST_SET, _SET_WIDTH = CHANGED + 2, 16
_ASKED_ROW, _CHOICE_ROW = 2, 3
_WEIGHT_PREFIX = "w_"
_CHOICE_NAME = "weights_by"
_SUM = Text("Sum of weights", "Somme des poids")
_ASK = Text(
    "Weights by (choose from the list; they stand on the right)",
    "Poids selon (à choisir dans la liste\u00a0; ils sont à droite)",
)
_OWN = Text("This evaluation", "Cette évaluation")
_SETS = Text(
    "Profiles that judge the same by other weights. Another profile asks other questions: compare --profile judges by it.",
    "Profils qui jugent la même chose avec d’autres poids. Un autre profil pose d’autres questions\u00a0: compare --profile juge selon lui.",
)


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


def set_titles(content: Content) -> list[str]:
    """Return how the sets of weights are called in the list, each differently."""
    own = content.to(_OWN if content.plan.settings.weights else content.plan.profile.title)
    titles = [own]
    for found in content.weight_sets[1:]:
        title = content.to(found.profile.title)
        titles.append(f"{title} ({found.profile.id})" if title in titles else title)
    return titles


def _has_choice(content: Content) -> bool:
    return len(content.weight_sets) > 1


def write_choice(page: Page, content: Content) -> None:
    """Write the list of profiles, where there are several that judge the same."""
    if not _has_choice(content):
        return
    top, titles = content.layout.sections[0], set_titles(content)
    head, last = (top.weights or 0) - 1, _FIRST_SET + len(titles) - 1
    page.text(_ASKED_ROW, LABEL, _ASK, "bold")
    page.text(_CHOICE_ROW, LABEL, titles[0], "input")
    page.define(_CHOICE_NAME, on(page.title, a1(_CHOICE_ROW, LABEL, fixed="rc")))
    listed = f"={a1(head, _FIRST_SET, fixed='rc')}:{a1(head, last, fixed='rc')}"
    page.sheet.data_validation(_CHOICE_ROW, LABEL, _CHOICE_ROW, LABEL, {"validate": "list", "source": listed})
    page.sheet.set_column(_FIRST_SET, last, _SET_WIDTH)
    page.text(_CHOICE_ROW, SOURCE, _SETS, "static wrap")
    page.header(head, titles, _FIRST_SET)
    for i, member in enumerate(top.members):
        for k, found in enumerate(content.weight_sets):
            row, column = weight_row(top, i), _FIRST_SET + k
            page.number(row, column, found.weights[member.id], "input weight")
            _validate(page, row, column)


def write_weights(page: Page, content: Content, section: Section) -> None:
    """Write the weights of the members of a group, and their sum."""
    top = (section.weights or 0) - 1
    page.text(top, LABEL, section.title, "bold")
    page.text(top, SOURCE, JOINS[section.join])
    in_rules = weights_in_rules(content.plan) if section.group is None else {m.id: m.weight for m in section.members}
    for i, member in enumerate(section.members):
        row = weight_row(section, i)
        page.text(row, LABEL, member.title)
        _write_weight(page, content, section, i)
        page.number(row, IN_RULES, in_rules[member.id], "static weight")
        page.number(row, KEPT, member.weight, "static weight")
        write_changed(page, row, (VALUE, KEPT))
        page.text(row, SET_BY, _setter(content, section, i))
        if section.group is None:
            page.define(weight_name(member.id), on(page.title, a1(row, VALUE, fixed="rc")))
    row = weight_row(section, len(section.members))
    values = block(section.weights or 0, row - 1, VALUE)
    total = sum((member.weight for member in section.members), Fraction(0))
    page.text(row, LABEL, _SUM, "total")
    page.formula(row, VALUE, f"=SUM({values})", total, "total weight")


def _write_weight(page: Page, content: Content, section: Section, i: int) -> None:
    """Write a weight that may be changed, or the one of the profile that is chosen."""
    row, weight = weight_row(section, i), section.members[i].weight
    if section.group is not None or not _has_choice(content):
        page.number(row, VALUE, weight, "input weight")
        _validate(page, row, VALUE)
        return
    head, last = (section.weights or 0) - 1, _FIRST_SET + len(content.weight_sets) - 1
    titles = f"{a1(head, _FIRST_SET, fixed='rc')}:{a1(head, last, fixed='rc')}"
    weights = f"{a1(row, _FIRST_SET, fixed='c')}:{a1(row, last, fixed='c')}"
    page.formula(row, VALUE, f"=INDEX({weights},MATCH({_CHOICE_NAME},{titles},0))", weight, "weight")


def _validate(page: Page, row: int, column: int) -> None:
    page.sheet.data_validation(row, column, row, column, {"validate": "decimal", "criteria": ">=", "value": 0})


def _setter(content: Content, section: Section, i: int) -> Text:
    settings, member = content.plan.settings, section.members[i]
    if section.group is None and member.id in settings.weights:
        key = settings.weights_key
        return set_in(content, f"{key}.{member.id}" if key == "weights" else key)
    if section.group is None:
        profile = content.plan.profile
        return Text(f"profile {profile.id}", f"profil {profile.id}")
    return set_by_ruleset(content.plan.rulebook.groups[section.id].ruleset)
