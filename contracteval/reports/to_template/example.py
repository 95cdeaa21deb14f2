"""A house template to begin with: one page whose cells already have their names, to be restyled or copied from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from contracteval.model.theme import Theme
from contracteval.reports.to_template.values import in_name
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.look import GRID, NAVY, Look
from contracteval.reports.to_workbook.page import a1, block, clean, on
from contracteval.rules.plan import Plan
from contracteval.text import Language, Text

BIDS: Final = 6
_HEAD, _A4 = 5, 9
_WIDTHS: Final = (32, 9, *([15] * BIDS))
_NAME_COLUMN, _LOW_COLUMN, _WHY_COLUMN, _LAST = 0, 4, 6, 7
_RANKING: Final = (
    ("name", w.BID, "bold"), ("rank", w.RANK, "center"), ("verdict", w.VERDICT, "center"),
    ("score", w.SCORE, "score center"), ("low", w.LOW, "score center"), ("high", w.HIGH, "score center"),
    ("why", w.WHY, "text"),
)  # fmt: skip
_SHEET, _CRITERION = Text("Summary", "Synthèse"), Text("Criterion", "Critère")
_ASSURED = Text("Assured score, 0 to 100", "Score assuré, de 0 à 100")
_ABOUT, _NOTICE = Text("About this template", "Mode d’emploi"), (
    Text(
        "Cells of the other sheet have names that begin with ce. (Formulas › Name Manager). contracteval fill writes the results there and leaves everything else as it is.",
        "Des cellules de l’autre feuille portent des noms qui commencent par ce. (Formules › Gestionnaire de noms). contracteval fill y écrit les résultats et laisse tout le reste tel quel.",
    ),
    Text(
        "Change fonts, colours, widths, texts and charts as you like; add formulas that use these cells; move cells with cut and paste, and their names follow.",
        "Changez à votre gré polices, couleurs, largeurs, textes et graphiques\u00a0; ajoutez des formules qui utilisent ces cellules\u00a0; déplacez des cellules par couper-coller, leurs noms suivent.",
    ),
    Text(
        "More cells: select one, write a name in the box left of the formula bar. contracteval fill --names lists all names with what they stand for.",
        "D’autres cellules\u00a0: sélectionnez-en une et écrivez un nom dans la zone à gauche de la barre de formule. contracteval fill --names donne tous les noms et ce qu’ils désignent.",
    ),
    Text(
        f"Lists have room for {BIDS} bids; cells beyond the last bid are left blank. This sheet may be deleted.",
        f"Les listes accueillent {BIDS} offres\u00a0; au-delà de la dernière, les cellules restent vides. Cette feuille peut être supprimée.",
    ),
)  # fmt: skip


def example(plan: Plan, lang: Language, theme: Theme) -> bytes:
    """Return a template for the top groups of this evaluation, in the look of its theme."""
    import xlsxwriter

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        day = plan.settings.date
        created = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        workbook.set_properties({"author": "contracteval", "created": created})
        _Example(workbook, Look(workbook, theme), plan, lang).write()
    return made.getvalue()


class _Example:
    def __init__(self, workbook: Any, look: Look, plan: Plan, lang: Language) -> None:
        self.workbook, self.look, self.plan, self.lang = workbook, look, plan, lang
        self.title = _SHEET.to(lang)
        self.sheet = workbook.add_worksheet(self.title)

    def write(self) -> None:
        """Write the page, then the sheet that explains it."""
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width * self.look.widening)
        self.sheet.set_row(0, 26)
        for row, (name, styles) in enumerate((("title", "title"), ("date", "date subtitle left"))):
            self.placeholder(row, 0, name, styles)
        self.sheet.merge_range(2, 0, 3, _LAST, "ce.headline", self.look("headline wrap"))
        self.define("headline", f"{a1(2, 0, fixed='rc')}:{a1(3, _LAST, fixed='rc')}")
        self.ranking()
        self.chart(self.groups(_HEAD + BIDS + 2) + 1)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 1)
        self.explain()

    def placeholder(self, row: int, column: int, name: str, styles: str) -> None:
        """Write the name itself where its value will stand."""
        self.sheet.write_string(row, column, f"ce.{name}", self.look(styles))
        self.define(name, a1(row, column, fixed="rc"))

    def define(self, name: str, address: str) -> None:
        self.workbook.define_name(f"ce.{name}", f"={on(self.title, address)}")

    def ranking(self) -> None:
        for column, (what, title, styles) in enumerate(_RANKING):
            self.sheet.write_string(_HEAD, column, title.to(self.lang), self.look("header center"))
            self.blanks([(_HEAD + 1 + i, column) for i in range(BIDS)], f"{styles} wrap")
            self.define(f"ranking.{what}", block(_HEAD + 1, _HEAD + BIDS, column, fixed="rc"))
        for row in range(_HEAD, _HEAD + BIDS + 1):
            shown, styles = (w.WHY.to(self.lang), "header center") if row == _HEAD else ("", "text")
            self.sheet.merge_range(row, _WHY_COLUMN, row, _LAST, shown, self.look(styles))
            self.sheet.set_row(row, 26)

    def blanks(self, cells: Sequence[tuple[int, int]], styles: str) -> None:
        for row, column in cells:
            self.sheet.write_blank(row, column, None, self.look(styles))

    def groups(self, head: int) -> int:
        """Write the scores of the top groups, a column for each place; return the row below."""
        self.sheet.write_string(head, 0, _CRITERION.to(self.lang), self.look("header"))
        self.sheet.write_string(head, 1, w.WEIGHT.to(self.lang), self.look("header center"))
        columns = range(2, 2 + BIDS)
        for i, column in enumerate(columns):
            name = a1(_HEAD + 1 + i, _NAME_COLUMN)
            self.sheet.write_formula(head, column, f'=IF({name}="","",{name})', self.look("header center"), "")
        for row, branch in enumerate(self.plan.groups, head + 1):
            self.sheet.write_string(row, 0, clean(branch.title.to(self.lang)), self.look("text"))
            self.blanks([(row, 1)], "weight center")
            self.define(f"weight.group.{in_name(branch.id)}", a1(row, 1, fixed="rc"))
            self.blanks([(row, column) for column in columns], "score center")
            line = f"{a1(row, columns[0], fixed='rc')}:{a1(row, columns[-1], fixed='rc')}"
            self.define(f"ranking.group.{in_name(branch.id)}", line)
        return head + 1 + len(self.plan.groups)

    def chart(self, row: int) -> None:
        """Draw what is certain of each total, best first from the top."""
        chart = self.workbook.add_chart({"type": "bar"})
        first, last = _HEAD + 1, _HEAD + BIDS
        chart.add_series({
            "name": _ASSURED.to(self.lang),
            "categories": [self.title, first, _NAME_COLUMN, last, _NAME_COLUMN],
            "values": [self.title, first, _LOW_COLUMN, last, _LOW_COLUMN],
            "fill": {"color": self.look.colour(NAVY)},
            "gap": 60,
        })  # fmt: skip
        chart.set_title({"name": _ASSURED.to(self.lang), "name_font": {"size": 11, "color": self.look.colour(NAVY)}})
        grid = {"visible": True, "line": {"color": GRID}}
        chart.set_x_axis({"min": 0, "max": 100, "label_position": "high", "major_gridlines": grid})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
        chart.set_size({"width": 980, "height": 260})
        self.sheet.insert_chart(row, 0, chart, {"object_position": 1})

    def explain(self) -> None:
        sheet = self.workbook.add_worksheet(_ABOUT.to(self.lang))
        sheet.set_column(0, 0, 110)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 1)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, _ABOUT.to(self.lang), self.look("title"))
        for row, text in enumerate(_NOTICE, 2):
            sheet.set_row(row, 30)
            sheet.write_string(row, 0, text.to(self.lang), self.look("text"))
