"""The questionnaires that vendors and the buyer fill in, as workbooks that ``from_template`` reads back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from contracteval.intake.amounts import asked_unit, range_words
from contracteval.intake.headers import BID, HEADERS, NO, NONE, VENDOR, YES
from contracteval.intake.values import CHOICES_SEPARATOR
from contracteval.model.bid import Answer, Answers, Row
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Grade, Needs, TableSpec, Value
from contracteval.model.record import dataclass
from contracteval.text import Language, Text, join_texts

Kind = Literal["vendor", "brief"]

_BLANK_BIDS = 5
_TABLE_ROWS = 50
_LONGEST_LIST = 255
_LINE_HEIGHT = 13
_WIDTHS = {"id": 24, "question": 58, "answer": 24, "unit": 11, "accepted": 44, "grade": 18, "clause": 20, "comment": 32}
_MADE = datetime(2020, 1, 1, tzinfo=UTC).replace(
    tzinfo=None
)  # a fixed date, so that the same input gives the same bytes

_TITLES = {
    "vendor": Text("Questionnaire for vendors", "Questionnaire aux prestataires"),
    "brief": Text("The buyer’s brief", "Brief de l’acheteur"),
}
_SHEETS = {"vendor": Text("Questions", "Questions"), "brief": Text("Brief", "Brief")}
_ESTIMATES = Text("Estimates per bid", "Estimations par offre")
_HOW = {
    "vendor": (
        Text("Fill in the yellow cells only. Leave a cell blank if you do not know.", "Remplissez les cellules jaunes seulement. Laissez vide ce que vous ne savez pas."),
        Text("If something is not part of your offer, write “not offered”: a zero would be read as a zero.", "Si un élément ne fait pas partie de votre offre, écrivez «\u00a0non proposé\u00a0»\u00a0: un zéro serait lu comme un zéro."),
        Text("Amounts exclude tax and are in the unit shown; another unit may be written with the number, such as 850 k€.", "Les montants sont hors taxes, dans l’unité indiquée\u00a0; une autre unité peut être écrite avec le nombre, par exemple 850\u00a0k€."),
    ),
    "brief": (
        Text("Fill in the yellow cells only. Leave a cell blank if you do not know: the report will say what it is worth.", "Remplissez les cellules jaunes seulement. Laissez vide ce que vous ne savez pas\u00a0: le rapport dira ce que cela vaut."),
        Text("Amounts exclude tax and are in the unit shown.", "Les montants sont hors taxes, dans l’unité indiquée."),
    ),
}  # fmt: skip
_HOW_ESTIMATES = Text(
    "One column per bid, headed by the bid's id: the name of its file in bids/, without the extension.",
    "Une colonne par offre, intitulée par l’identifiant de l’offre\u00a0: le nom de son fichier dans bids/, sans l’extension.",
)
_HOW_TABLE = Text(
    "One row each. If there are none, write “none” in the first row; left blank, the answer counts as unknown.",
    "Une ligne pour chacun. S’il n’y en a pas, écrivez «\u00a0aucun\u00a0» sur la première ligne\u00a0; vide, la réponse est inconnue.",
)


def write_questionnaire(
    path: Path,
    kind: Kind,
    needs: Needs,
    settings_currency: str,
    lang: Language,
    *,
    bids: Sequence[tuple[str, str]] = (),
    answers: Answers | None = None,
    bid_answers: Mapping[str, Answers] | None = None,
    title: str = "",
    vendor: str = "",
) -> None:
    """Write a questionnaire, filled in with ``answers`` if any; ``bids`` are pairs of id and vendor.

    A vendor is asked only what vendors give. The brief asks the buyer's own facts, and estimates for each bid.
    The file is written beside ``path`` and renamed, so that nothing half-written stays. Raises ``OSError``.
    """
    import xlsxwriter

    part = path.with_name(f".{path.name}.part")
    try:
        book = xlsxwriter.Workbook(str(part))
        book.set_properties({"title": title or _TITLES[kind].to(lang), "created": _MADE})
        pen = _Pen(book, _formats(book), settings_currency, lang)
        if kind == "vendor":
            _write_vendor(pen, needs, answers or Answers(), title, vendor)
        else:
            _write_brief(pen, needs, answers or Answers(), title, bids, bid_answers or {})
        _close(book)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _close(book: Any) -> None:
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error


def _write_vendor(pen: _Pen, needs: Needs, answers: Answers, title: str, vendor: str) -> None:
    facts = [spec for spec in needs.facts.values() if spec.by == "vendor"]
    columns = ("id", "question", "answer", "unit", "accepted", "grade", "clause", "comment")
    pen.questions("vendor", columns, facts, answers, title, vendor)
    for table in needs.tables.values():
        if table.by == "vendor":
            names = [name for name, column in table.columns.items() if column.by == "vendor"]
            pen.table(table, names, {"": answers.tables.get(table.id)}, None)


def _write_brief(
    pen: _Pen,
    needs: Needs,
    answers: Answers,
    title: str,
    bids: Sequence[tuple[str, str]],
    bid_answers: Mapping[str, Answers],
) -> None:
    own = [spec for spec in needs.facts.values() if spec.by != "vendor" and spec.per == "evaluation"]
    pen.questions("brief", ("id", "question", "answer", "unit", "accepted", "comment"), own, answers, title)
    estimates = [spec for spec in needs.facts.values() if spec.by != "vendor" and spec.per == "bid"]
    ids = [bid for bid, _ in bids] or [""] * _BLANK_BIDS
    pen.estimates(estimates, ids, bid_answers)
    for table in needs.tables.values():
        if table.by != "vendor" and table.per == "bid":
            rows = {bid: bid_answers[bid].tables.get(table.id) for bid in ids if bid in bid_answers}
            pen.table(table, list(table.columns), rows, ids)
        elif table.by != "vendor":
            pen.table(table, list(table.columns), {"": answers.tables.get(table.id)}, None)


def _formats(book: Any) -> dict[str, Any]:
    base = {"valign": "top", "font_size": 10}
    wrapped = base | {"text_wrap": True, "border": 1, "border_color": "#D9D9D9"}
    entry = wrapped | {"bg_color": "#FFFBE0", "font_color": "#0000FF", "locked": False}
    looks = {
        "title": {"bold": True, "font_size": 14},
        "how": {"font_size": 10, "italic": True},
        "head": wrapped | {"bold": True, "bg_color": "#E7EBF0"},
        "id": wrapped | {"font_size": 8, "font_color": "#808080"},
        "text": wrapped,
        "input": entry,
        "input_head": entry | {"bold": True},
        "percent": entry | {"num_format": "0.0##%"},
        "whole": entry | {"num_format": "#,##0"},
        "number": entry | {"num_format": "#,##0.00####"},
        "date": entry | {"num_format": "yyyy-mm-dd"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes sheets of one workbook in one language."""

    book: Any
    formats: Mapping[str, Any]
    currency: str
    lang: Language

    def questions(
        self,
        kind: Kind,
        columns: Sequence[str],
        specs: Sequence[FactSpec],
        answers: Answers,
        title: str,
        vendor: str = "",
    ) -> None:
        """Write one question per row with the answer beside it."""
        heading = " – ".join(part for part in (_TITLES[kind].to(self.lang), title) if part)
        sheet, row = self.sheet(_SHEETS[kind], heading, _HOW[kind])
        if kind == "vendor":
            _write_text(sheet, row, 0, VENDOR.to(self.lang), self.formats["head"])
            _write_text(sheet, row, 1, vendor, self.formats["input"])
            row += 2
        self.head(sheet, row, [HEADERS[key].to(self.lang) for key in columns], [_WIDTHS[key] for key in columns])
        for i, spec in enumerate(specs, row + 1):
            answer = answers.facts.get(spec.id)
            self.fit(sheet, i, spec)
            for j, key in enumerate(columns):
                self.write_field(sheet, i, j, key, spec, answer)
        self.finish(sheet, row, 2, len(columns))

    def estimates(self, specs: Sequence[FactSpec], ids: Sequence[str], bid_answers: Mapping[str, Answers]) -> None:
        """Write one row per fact and one column per bid."""
        columns = ("id", "question", "unit", "accepted")
        sheet, row = self.sheet(_ESTIMATES, _ESTIMATES.to(self.lang), (_HOW_ESTIMATES,))
        self.head(sheet, row, [HEADERS[key].to(self.lang) for key in columns], [_WIDTHS[key] for key in columns])
        for j, bid in enumerate(ids, len(columns)):
            sheet.set_column(j, j, 18)
            _write_text(sheet, row, j, bid, self.formats["input_head"])
        for i, spec in enumerate(specs, row + 1):
            self.fit(sheet, i, spec)
            for j, key in enumerate(columns):
                self.write_field(sheet, i, j, key, spec, None)
            for j, bid in enumerate(ids, len(columns)):
                given = bid_answers.get(bid, Answers())
                self.write_input(sheet, i, j, spec, given.facts.get(spec.id))
        self.finish(sheet, row, 2, len(columns) + len(ids))

    def table(
        self,
        table: TableSpec,
        names: Sequence[str],
        rows_of: Mapping[str, Sequence[Row] | None],
        ids: Sequence[str] | None,
    ) -> None:
        """Write a sheet of rows; ``ids`` are the bids to choose from, None where the table is about no bid."""
        sheet, row = self.sheet(table.label, table.label.to(self.lang), (table.question, _HOW_TABLE))
        first = 0 if ids is None else 1
        if ids is not None:
            self.head(sheet, row + 1, [BID.to(self.lang)], [18])
            _write_text(sheet, row, 0, BID.to(self.lang), self.formats["id"])
        for j, name in enumerate(names, first):
            spec = table.columns[name]
            unit = asked_unit(spec, self.lang, self.currency)
            label = spec.label.to(self.lang) + (f" ({unit})" if unit else "")
            sheet.set_column(j, j, 24)
            _write_text(sheet, row, j, f"{table.id}.{name}", self.formats["id"])
            _write_text(sheet, row + 1, j, label, self.formats["head"])
        lines = [(bid, line) for bid, rows in rows_of.items() if rows is not None for line in (rows or (None,))]
        for i in range(max(_TABLE_ROWS, len(lines))):
            bid, line = lines[i] if i < len(lines) else ("", {})
            if ids is not None:
                _write_text(sheet, row + 2 + i, 0, bid, self.formats["input"])
            for j, name in enumerate(names, first):
                self.write_input(sheet, row + 2 + i, j, table.columns[name], None if line is None else line.get(name))
            if line is None:
                _write_text(sheet, row + 2 + i, first, NONE.to(self.lang), self.formats["input"])
        self.finish(sheet, row + 1, first, first + len(names))

    def sheet(self, name: Text, heading: str, how: Sequence[Text]) -> tuple[Any, int]:
        """Begin a sheet with its heading and how to answer; return it with the next row."""
        sheet = self.book.add_worksheet(
            _sheet_name(name.to(self.lang), {s.name.lower() for s in self.book.worksheets()})
        )
        _write_text(sheet, 0, 0, heading, self.formats["title"])
        for i, text in enumerate(how, 1):
            _write_text(sheet, i, 0, text.to(self.lang), self.formats["how"])
        return sheet, len(how) + 2

    def head(self, sheet: Any, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
        """Write a row of headings and set the widths of their columns."""
        for j, (text, width) in enumerate(zip(texts, widths, strict=True)):
            sheet.set_column(j, j, width)
            _write_text(sheet, row, j, text, self.formats["head"])

    def finish(self, sheet: Any, head_row: int, frozen: int, columns: int) -> None:
        """Freeze the headings, lock all but the inputs, and make the sheet print on landscape pages."""
        sheet.freeze_panes(head_row + 1, frozen)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head_row)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.print_area(0, 0, max(head_row + 1, sheet.dim_rowmax or 0), columns - 1)

    def fit(self, sheet: Any, row: int, spec: FactSpec) -> None:
        """Make a row as high as its wrapped texts; LibreOffice does not do it on opening."""
        accepted = _accepted(spec, self.currency).to(self.lang)
        lines = max(
            _lines(spec.question.to(self.lang), _WIDTHS["question"]),
            _lines(accepted, _WIDTHS["accepted"]),
            _lines(spec.id, _WIDTHS["id"]),
        )
        sheet.set_row(row, _LINE_HEIGHT * lines + 2)

    def write_field(self, sheet: Any, row: int, column: int, key: str, spec: FactSpec, answer: Answer | None) -> None:
        """Write one cell of a question's row."""
        if key == "answer":
            self.write_input(sheet, row, column, spec, answer)
        elif key in ("grade", "clause", "comment"):
            self.write_evidence(sheet, row, column, key, answer)
        else:
            texts = {
                "id": spec.id,
                "question": spec.question.to(self.lang),
                "unit": asked_unit(spec, self.lang, self.currency),
                "accepted": _accepted(spec, self.currency).to(self.lang),
            }
            _write_text(sheet, row, column, texts[key], self.formats["id" if key == "id" else "text"])

    def write_evidence(self, sheet: Any, row: int, column: int, key: str, answer: Answer | None) -> None:
        """Write the evidence grade, the clause or the comment that goes with an answer."""
        text = ""
        if key == "grade":
            self.offer(sheet, row, column, [grade.label.to(self.lang) for grade in Grade])
            if answer is not None and answer.value is not None:
                text = answer.grade.label.to(self.lang)
        elif key == "clause" and answer is not None:
            text = answer.clause or ""
        _write_text(sheet, row, column, text, self.formats["input"])

    def write_input(self, sheet: Any, row: int, column: int, spec: FactSpec, answer: Answer | None) -> None:
        """Write a cell to answer in: a number as a number, everything else as text, a list where there is one."""
        self.offer(sheet, row, column, [text.to(self.lang) for text in _offered(spec)])
        value = None if answer is None else answer.value
        look = self.formats[_look(spec)]
        if isinstance(value, Fraction):
            sheet.write_number(row, column, float(value), look)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
        elif value is None:
            sheet.write_blank(row, column, None, look)
        else:
            _write_text(sheet, row, column, _as_text(value, spec).to(self.lang), look)

    def offer(self, sheet: Any, row: int, column: int, texts: Sequence[str]) -> None:
        """Put a dropdown on a cell; anything else may still be typed, such as “not offered”."""
        fits = len(",".join(texts)) <= _LONGEST_LIST and not any("," in text for text in texts)
        if texts and fits:
            rule = {"validate": "list", "source": list(texts), "error_type": "information", "ignore_blank": True}
            sheet.data_validation(row, column, row, column, rule)


def _sheet_name(text: str, taken: set[str]) -> str:
    """Make a name that Excel accepts: 31 characters, none of ``[]:*?/\\``, not used yet."""
    name = "".join(" " if c in "[]:*?/\\" else c for c in text).strip(" '")[:31] or "?"
    number = 2
    while name.lower() in taken:
        name = f"{name[:28]} {number}"
        number += 1
    return name


def _lines(text: str, width: int) -> int:
    """Count the lines that a text takes in a column of so many characters, a little generously."""
    return sum(1 + len(line) // (width + 2) for line in text.split("\n"))


def _look(spec: FactSpec) -> str:
    if spec.type in ("ratio", "date"):
        return {"ratio": "percent", "date": "date"}[spec.type]
    if not spec.is_numeric:
        return "input"
    return "whole" if spec.whole or spec.type == "level" else "number"


def _offered(spec: FactSpec) -> tuple[Text, ...]:
    """Return the answers to choose from, where one is chosen from a list."""
    if spec.type == "yes/no":
        return YES, NO
    if spec.type == "level":
        return tuple(Text.same(str(level)) for level in range(HIGHEST_LEVEL + 1))
    return tuple(option.label for option in spec.options) if spec.type == "choice" else ()


def _accepted(spec: FactSpec, currency: str) -> Text:
    """Say which answers are accepted: the levels with their anchors, the options, or the range."""
    if spec.type == "level" and spec.anchors:
        lines = [Text(f"{i}\u00a0= {a.en}", f"{i}\u00a0= {a.fr}") for i, a in enumerate(spec.anchors)]
        return join_texts("\n", lines)
    if spec.type == "choices":
        several = Text("one or more of: ", "un ou plusieurs parmi\u00a0: ")
        return join_texts("", (several, join_texts("; ", (option.label for option in spec.options))))
    if _offered(spec):
        return join_texts(" / ", _offered(spec))
    if spec.type == "date":
        return Text("a date: yyyy-mm-dd", "une date\u00a0: aaaa-mm-jj")
    words = range_words(spec, currency) if spec.is_numeric else Text.same("")
    parts = [Text("a whole number", "un nombre entier")] if spec.whole else []
    parts += [Text(words.en, f"valeur {words.fr}")] if words.en else []
    return Text("; ".join(part.en for part in parts), "\u00a0; ".join(part.fr for part in parts))


def _as_text(value: Value, spec: FactSpec) -> Text:
    if isinstance(value, bool):
        return YES if value else NO
    labels = {option.id: option.label for option in spec.options}
    if spec.type == "choices":
        return join_texts("; ", (labels[part] for part in str(value).split(CHOICES_SEPARATOR) if part in labels))
    return labels.get(str(value), Text.same(str(value)))


def _write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Write text as text, even when it begins with ``=``; an empty one as a blank cell."""
    if text:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_blank(row, column, None, look)
