"""The sheet of one evaluator: a row for each thing to judge, and for each bid a value with a comment."""

from __future__ import annotations

from collections.abc import Sequence

from contracteval.intake.headers import COMMENT_ON, EVALUATOR, ROLE
from contracteval.intake.to_questionnaire.looks import write_text
from contracteval.intake.to_questionnaire.pen import Chapter, Pen, area_of
from contracteval.intake.to_questionnaire.questions import Sections, write_rows
from contracteval.intake.to_questionnaire.texts import HOW, SHEETS
from contracteval.model.fact import FactSpec
from contracteval.model.panel import ROLES

_KEYS = ("id", "question", "unit", "accepted")


def write_panel(pen: Pen, specs: Sequence[FactSpec], sections: Sections, ids: Sequence[str], heading: str) -> None:
    """Write the scores to give: two columns for each bid, headed by its id and by “Comment on” its id."""
    sheet, row = pen.sheet(SHEETS["panel"], heading, HOW["panel"])
    for i, label in enumerate((EVALUATOR, ROLE), row):
        write_text(sheet, i, 0, label.to(pen.lang), pen.formats["head"])
        write_text(sheet, i, 1, "", pen.formats["input"])
    pen.offer(sheet, (row + 1, 1, row + 1, 1), [role.to(pen.lang) for role in ROLES.values()])
    row += 4
    pen.headings(sheet, row, _KEYS)
    first = len(_KEYS)
    columns = first + 2 * len(ids)
    rows = write_rows(pen, sheet, row, columns, specs, sections)
    for i, spec in rows:
        for j, key in enumerate(_KEYS):
            pen.asked(sheet, i, j, key, spec)
    for k, bid in enumerate(ids):
        j = first + 2 * k
        sheet.set_column(j, j, 16)
        sheet.set_column(j + 1, j + 1, 36)
        write_text(sheet, row, j, bid, pen.formats["input_head"])
        write_text(sheet, row, j + 1, f"{COMMENT_ON.to(pen.lang)} {bid}".strip(), pen.formats["input_head"])
        for i, spec in rows:
            pen.answer(sheet, i, j, spec, None)
            pen.guide(sheet, (i, j, i, j), spec)
            write_text(sheet, i, j + 1, "", pen.formats["input"])
        if rows:
            given = f"COUNTA({area_of(sheet, rows[0][0], j, rows[-1][0], j)})"
            asked = f"COUNTA({area_of(sheet, rows[0][0], 0, rows[-1][0], 0)})"
            pen.bar(sheet, row - 1, j, f"=IF({asked}=0,0,{given}/{asked})", 0, "completed")
            facts = tuple(spec.id for _, spec in rows)
            pen.chapters.append(Chapter(bid or "…", sheet.name, given, asked, (0, len(rows)), facts))
    pen.finish(sheet, row, 2, columns)
