"""Inputs of a bid, and the Brief: what was said, by whom, how well supported, and from which cell."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.unit import unit_label
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.answer_cell import AnswerCell
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.layout import InputRows
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.wording import GIVERS, as_written, sentence
from contracteval.text import Text

(FACT, ASKED, VALUE, UNIT, STATE, GRADE, PROMISE, GIVER, PLACE, RAW, CLAUSE, KEPT, KEPT_GRADE, CHANGED) = range(14)
_WIDTHS = (28, 42, 12, 9, 11, 15, 16, 11, 27, 14, 10, 12, 15, 10)
_TITLES = (
    Text("Fact", "Fait"), w.QUESTION, w.VALUE, w.UNIT, Text("State", "État"), Text("Evidence", "Preuve"),
    Text("Promise not contracted", "Promesse non contractualisée"), Text("Given by", "Donné par"), w.SOURCE,
    Text("As written", "Tel qu’écrit"), Text("Clause", "Clause"),
    Text("Value at hand-over", "Valeur à la remise"), Text("Evidence at hand-over", "Preuve à la remise"), w.CHANGED,
)  # fmt: skip
_BANDS = {
    "vendor": Text("What the vendor offers", "Ce que propose le prestataire"),
    "buyer": Text("What the buyer estimates", "Ce qu’estime l’acheteur"),
    "panel": Text("What the panel judged", "Ce qu’a jugé le jury"),
    "delivery": Text("What delivery showed", "Ce qu’a montré l’exécution"),
}
_LEGEND = Text(
    "Yellow cells may be changed: everything that depends on them follows.",
    "Les cellules jaunes peuvent être modifiées\u00a0: tout ce qui en dépend suit.",
)
_CHANGED_ROW = 2


def write_inputs(page: Page, content: Content, entry: Entry) -> None:
    """Write the answers about one bid; every bid has the same rows."""
    _write(page, content, content.layout.bid_rows, entry.answers, f"{content.to(w.BID)} – {entry.vendor}", entry)


def write_brief(page: Page, content: Content) -> None:
    """Write the buyer's own answers, each once."""
    _write(
        page,
        content,
        content.layout.brief_rows,
        content.brief,
        content.to(Text("The buyer’s brief", "Le cadrage de l’acheteur")),
    )


def state_of(content: Content, entry: Entry | None, fact: str) -> str:
    """Return the address of the state of an answer: given, unknown or out of range."""
    return address_of(content, entry, fact, STATE)


def value_of(content: Content, entry: Entry | None, fact: str) -> str:
    """Return the address of the value of an answer."""
    return address_of(content, entry, fact, VALUE)


def grade_of(content: Content, entry: Entry | None, fact: str) -> str:
    """Return the address of the evidence grade of an answer."""
    return address_of(content, entry, fact, GRADE)


def changed_of(content: Content, entry: Entry | None) -> str:
    """Return the address of the number of changed answers of a bid, or of the brief."""
    return on(_sheet(content, entry), a1(_CHANGED_ROW, CHANGED, fixed="rc"))


def column_of(content: Content, entry: Entry | None, column: int) -> str:
    """Return the address of a whole column of answers."""
    rows = content.layout.brief_rows if entry is None else content.layout.bid_rows
    return on(_sheet(content, entry), block(rows.first, rows.last, column, fixed="rc"))


def _sheet(content: Content, entry: Entry | None) -> str:
    return content.layout.titles["brief"] if entry is None else entry.sheet


def address_of(content: Content, entry: Entry | None, fact: str, column: int) -> str:
    rows = content.layout.brief_rows if entry is None else content.layout.bid_rows
    return on(_sheet(content, entry), a1(rows.facts[fact], column, fixed="c"))


def _write(
    page: Page, content: Content, rows: InputRows, answers: Answers, title: str, entry: Entry | None = None
) -> None:
    page.head(title, content.to(_LEGEND))
    page.widths(_WIDTHS)
    page.header(rows.first - 1, _TITLES)
    page.text(_CHANGED_ROW, KEPT_GRADE, w.CHANGED_COUNT, "static right")
    page.formula(_CHANGED_ROW, CHANGED, f"=SUM({block(rows.first, rows.last, CHANGED)})", Fraction(0), "bold center")
    for giver, row in rows.bands.items():
        page.section(row, _BANDS[giver], len(_WIDTHS))
    deciding = content.plan.deciding_facts()
    for id_, row in rows.facts.items():
        spec, answer = content.plan.rulebook.facts[id_], answers.facts.get(id_, Answer(None))
        _Row(page, content, spec, answer, row).write(
            promise=id_ in deciding and spec.by == "vendor" and not spec.binding
        )
    page.finish(freeze=(rows.first, 1), repeat=(rows.first - 1, rows.first - 1), footer=content.footer_of(entry))


@dataclass(frozen=True, slots=True)
class _Row:
    """One answer as a row."""

    page: Page
    content: Content
    spec: FactSpec
    answer: Answer
    row: int

    def write(self, *, promise: bool) -> None:
        page, content, spec, row = self.page, self.content, self.spec, self.row
        page.text(row, FACT, sentence(content.to(spec.label)))
        page.text(row, ASKED, spec.question)
        self.cell.write(page, row, VALUE, self.answer.value, "input")
        self.cell.write(page, row, KEPT, self.answer.value, "static")
        self.cell.validate(page, row, row, VALUE)
        unit = unit_label(spec.unit, content.lang, content.currency) if spec.is_numeric else ""
        page.text(row, UNIT, unit, "center")
        page.formula(row, STATE, f"={self.state()}", content.to(w.GIVEN if self.is_given else w.UNKNOWN), "center")
        self.write_grade()
        self.write_promise(promise=promise)
        self.write_source()
        value, kept, grade, kept_grade = (a1(row, column) for column in (VALUE, KEPT, GRADE, KEPT_GRADE))
        same = f"AND(ISBLANK({value})=ISBLANK({kept}),{value}={kept},{grade}={kept_grade})"
        page.formula(row, CHANGED, f"=IF({same},0,1)", Fraction(0), "center static")

    @property
    def cell(self) -> AnswerCell:
        return AnswerCell(self.spec, self.content)

    @property
    def is_given(self) -> bool:
        return self.answer.value is not None

    def state(self) -> str:
        """Print whether the value is given, missing or not possible."""
        cell = a1(self.row, VALUE)
        given, unknown, refused = (quoted(self.content.to(word)) for word in (w.GIVEN, w.UNKNOWN, w.REFUSED))
        return f"IF(ISBLANK({cell}),{unknown},IF({self.cell.valid(cell)},{given},{refused}))"

    def write_grade(self) -> None:
        page, content = self.page, self.content
        if self.spec.by != "vendor":
            page.text(self.row, GRADE, "")
            page.text(self.row, KEPT_GRADE, "")
            return
        label = content.to(self.answer.grade.label) if self.is_given else ""
        page.text(self.row, GRADE, label, "input")
        page.text(self.row, KEPT_GRADE, label, "static")
        source = [content.to(grade.label) for grade in Grade]
        page.sheet.data_validation(self.row, GRADE, self.row, GRADE, {"validate": "list", "source": source})

    def write_promise(self, *, promise: bool) -> None:
        """Write 1 while a promise that counts is not contracted."""
        if not promise:
            self.page.text(self.row, PROMISE, "")
            return
        state, grade = a1(self.row, STATE), a1(self.row, GRADE)
        given = quoted(self.content.to(w.GIVEN))
        firm = [f"{grade}<>{quoted(self.content.to(g.label))}" for g in Grade if g >= Grade.CONTRACTED]
        open_ = self.is_given and self.answer.grade < Grade.CONTRACTED
        formula = f"=IF(AND({state}={given},{','.join(firm)}),1,0)"
        self.page.formula(self.row, PROMISE, formula, Fraction(int(open_)), "center")

    def write_source(self) -> None:
        self.page.text(self.row, GIVER, GIVERS[self.spec.by])
        self.page.text(self.row, PLACE, "; ".join(str(place) for place in self.answer.places))
        raw = self.answer.raw or ""
        said = as_written(raw, self.spec, self.content.plan.settings, self.content.lang)
        self.page.text(self.row, RAW, said or raw)
        self.page.text(self.row, CLAUSE, self.answer.clause or "")
