"""The columns of the sheet of parameters and weights: what is used, what the rules say, and who set it."""

from __future__ import annotations

from fractions import Fraction

from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.text import Text

(LABEL, KEY, VALUE, SCORE, UNIT, STATUS, SOURCE, CHECKED, IN_RULES, SET_BY, KEPT, KEPT_SCORE, CHANGED) = range(13)
WIDTHS = (40, 10, 12, 9, 9, 11, 44, 17, 12, 28, 12, 12, 9)
TITLES = (
    Text("Weight, parameter or scale", "Poids, paramètre ou échelle"), Text("Key", "Clé"), Text("Value used", "Valeur utilisée"), w.SCORE,
    w.UNIT, w.STATUS, w.SOURCE, Text("Last checked", "Vérifié le"), Text("Value in the rules", "Valeur des règles"),
    Text("Set by", "Fixé par"), Text("Value at hand-over", "Valeur à la remise"), Text("Score at hand-over", "Score à la remise"), w.CHANGED,
)  # fmt: skip


def set_in(content: Content, key: str) -> Text:
    """Say that the buyer set something, and under which key of the evaluation."""
    return Text.same(f"{content.plan.settings.file} › {key}")


def set_by_ruleset(id_: str) -> Text:
    """Say that a ruleset set something."""
    return Text(f"ruleset {id_}", f"jeu de règles {id_}")


def write_changed(page: Page, row: int, *pairs: tuple[int, int]) -> None:
    """Write 1 while one of some cells differs from what it was at hand-over."""
    same = [f"ISBLANK({a1(row, a)})=ISBLANK({a1(row, b)}),{a1(row, a)}={a1(row, b)}" for a, b in pairs]
    page.formula(row, CHANGED, f"=IF(AND({','.join(same)}),0,1)", Fraction(0), "center static")
