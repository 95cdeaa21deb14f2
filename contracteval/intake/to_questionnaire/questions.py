"""Sheets with one question in each row: a vendor's or the buyer's own, and the estimates with a column for each bid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracteval.intake.headers import VENDOR
from contracteval.intake.to_questionnaire.looks import write_text
from contracteval.intake.to_questionnaire.pen import Chapter, Pen, area_of
from contracteval.intake.to_questionnaire.texts import ESTIMATES, FURTHER, HOW, HOW_ESTIMATES, SHEETS, Kind
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import FactSpec, Grade
from contracteval.text import Text

Sections = Mapping[str, Text]


def by_section(specs: Sequence[FactSpec], sections: Sections) -> dict[Text, list[FactSpec]]:
    """Group facts by their section, in the order in which sections first occur; what has none comes last."""
    groups: dict[Text, list[FactSpec]] = {}
    for spec in sorted(specs, key=lambda spec: spec.id not in sections):
        groups.setdefault(sections.get(spec.id, FURTHER), []).append(spec)
    return groups


def write_rows(
    pen: Pen, sheet: Any, row: int, columns: int, specs: Sequence[FactSpec], sections: Sections
) -> list[tuple[int, FactSpec]]:
    """Leave a row for each fact below ``row``, with a band above each section; return the rows and note the chapters."""
    placed = []
    groups = by_section(specs, sections)
    for title, group in groups.items():
        if len(groups) > 1:
            row += 1
            pen.band(sheet, row, columns, title.to(pen.lang))
        for spec in group:
            row += 1
            pen.fit(sheet, row, spec)
            placed.append((row, spec))
    return placed


def write_questions(
    pen: Pen,
    kind: Kind,
    columns: Sequence[str],
    specs: Sequence[FactSpec],
    sections: Sections,
    answers: Answers,
    heading: str,
    vendor: str = "",
) -> None:
    """Write one question per row with the answer beside it."""
    sheet, row = pen.sheet(SHEETS[kind], heading, HOW[kind])
    if kind == "vendor":
        write_text(sheet, row, 0, VENDOR.to(pen.lang), pen.formats["head"])
        write_text(sheet, row, 1, vendor, pen.formats["input"])
        row += 2
    pen.headings(sheet, row, columns)
    rows = write_rows(pen, sheet, row, len(columns), specs, sections)
    for i, spec in rows:
        answer = answers.facts.get(spec.id)
        for j, key in enumerate(columns):
            _write_field(pen, sheet, i, j, key, spec, answer)
    _note_chapters(pen, sheet, rows, columns.index("answer"), sections, answers)
    if rows:
        _write_bar(pen, sheet, row - 1, columns.index("answer"), rows, answers)
    pen.finish(sheet, row, 2, len(columns))


def write_estimates(
    pen: Pen,
    specs: Sequence[FactSpec],
    sections: Sections,
    ids: Sequence[str],
    bid_answers: Mapping[str, Answers],
) -> None:
    """Write one row per fact and one column per bid."""
    keys = ("id", "question", "unit", "accepted")
    sheet, row = pen.sheet(ESTIMATES, ESTIMATES.to(pen.lang), (HOW_ESTIMATES,))
    pen.headings(sheet, row, keys)
    first, last = len(keys), len(keys) + len(ids) - 1
    for j, bid in enumerate(ids, first):
        sheet.set_column(j, j, 18)
        write_text(sheet, row, j, bid, pen.formats["input_head"])
    rows = write_rows(pen, sheet, row, last + 1, specs, sections)
    for i, spec in rows:
        for j, key in enumerate(keys):
            pen.asked(sheet, i, j, key, spec)
        for j, bid in enumerate(ids, first):
            pen.answer(sheet, i, j, spec, bid_answers.get(bid, Answers()).facts.get(spec.id))
        pen.guide(sheet, (i, first, i, last), spec)
    if rows:
        answered = sum(
            bid in bid_answers and spec.id in bid_answers[bid].facts and bid_answers[bid].facts[spec.id].value is not None
            for bid in ids for _, spec in rows
        )  # fmt: skip
        ids_area = area_of(sheet, rows[0][0], 0, rows[-1][0], 0)
        bids_area = area_of(sheet, row, first, row, last)
        pen.chapters.append(
            Chapter(
                ESTIMATES.to(pen.lang),
                sheet.name,
                f"COUNTA({area_of(sheet, rows[0][0], first, rows[-1][0], last)})",
                f"COUNTA({ids_area})*COUNTA({bids_area})",
                (answered, len(rows) * sum(map(bool, ids))),
                tuple(spec.id for _, spec in rows),
            )
        )
    pen.finish(sheet, row, 2, last + 1)


def _write_field(pen: Pen, sheet: Any, row: int, column: int, key: str, spec: FactSpec, answer: Answer | None) -> None:
    """Write one cell of a question's row."""
    if key == "answer":
        pen.answer(sheet, row, column, spec, answer)
        pen.guide(sheet, (row, column, row, column), spec)
    elif key in ("grade", "clause", "comment"):
        _write_evidence(pen, sheet, row, column, key, answer)
    else:
        pen.asked(sheet, row, column, key, spec)


def _write_evidence(pen: Pen, sheet: Any, row: int, column: int, key: str, answer: Answer | None) -> None:
    """Write the evidence grade, the clause or the comment that goes with an answer."""
    text = ""
    if key == "grade":
        pen.offer(sheet, (row, column, row, column), [grade.label.to(pen.lang) for grade in Grade])
        if answer is not None and answer.value is not None:
            text = answer.grade.label.to(pen.lang)
    elif key == "clause" and answer is not None:
        text = answer.clause or ""
    write_text(sheet, row, column, text, pen.formats["input"])


def _answered(specs: Sequence[FactSpec], answers: Answers) -> int:
    return sum(spec.id in answers.facts and answers.facts[spec.id].value is not None for spec in specs)


def _note_chapters(
    pen: Pen, sheet: Any, rows: Sequence[tuple[int, FactSpec]], column: int, sections: Sections, answers: Answers
) -> None:
    groups = by_section([spec for _, spec in rows], sections)
    row_of = {spec.id: row for row, spec in rows}
    for title, group in groups.items():
        first, last = row_of[group[0].id], row_of[group[-1].id]
        pen.chapters.append(
            Chapter(
                title.to(pen.lang) if len(groups) > 1 else sheet.name,
                sheet.name,
                f"COUNTA({area_of(sheet, first, column, last, column)})",
                f"COUNTA({area_of(sheet, first, 0, last, 0)})",
                (_answered(group, answers), len(group)),
                tuple(spec.id for spec in group),
            )
        )


def _write_bar(
    pen: Pen, sheet: Any, row: int, column: int, rows: Sequence[tuple[int, FactSpec]], answers: Answers
) -> None:
    """Write above the answers how many are given."""
    first, last = rows[0][0], rows[-1][0]
    asked, given = (area_of(sheet, first, j, last, j) for j in (0, column))
    share = _answered([spec for _, spec in rows], answers) / len(rows)
    pen.bar(sheet, row, column, f"=IF(COUNTA({asked})=0,0,COUNTA({given})/COUNTA({asked}))", share, "completed")
