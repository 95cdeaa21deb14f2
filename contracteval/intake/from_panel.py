"""The panel's workbooks read back: one for each evaluator, each with a value and a comment for each bid.

A blank is an opinion that was not given, never a zero.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.book import Book, Cell, Sheet
from contracteval.intake.cells import read_cell
from contracteval.intake.from_template import fact_rows, find_header, read_removed, spec_of, unnamed
from contracteval.intake.from_workbook import read_book
from contracteval.intake.headers import COMMENT_ON, EVALUATOR, ID, ROLE, header_key, names
from contracteval.intake.names import BID, fold, shown, unknown_name
from contracteval.intake.reading import Reading
from contracteval.model.fact import Needs
from contracteval.model.panel import ROLES, Opinion, Role, ScoreSheet
from contracteval.model.settings import Settings
from contracteval.text import Text

_PASSED_OVER = ("~$", ".")


def read_panel(
    folder: Path, settings: Settings, needs: Needs, bids: Sequence[str]
) -> tuple[tuple[ScoreSheet, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    """Read every workbook of a panel's folder; return the sheets, the findings about values, and the problems of structure.

    ``bids`` are the ids that are known: an opinion about any other is a problem. No folder gives no sheets.
    """
    sheets: list[ScoreSheet] = []
    findings: list[Problem] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.xlsx")) if folder.is_dir() else []:
        if path.name.startswith(_PASSED_OVER):
            continue
        reading = Reading(path.name, settings, needs)
        made = read_score_sheet(path, reading)
        sheets += [made] if made is not None else []
        findings += reading.findings
        problems += reading.problems
        problems += [
            unknown_name("bid-unknown", BID, bid, bids, place) for bid, place in reading.bids.items() if bid not in bids
        ]
    return tuple(sheets), tuple(findings), tuple(problems)


def read_score_sheet(path: Path, reading: Reading) -> ScoreSheet | None:
    """Read one evaluator's workbook; findings and problems go into ``reading``. None where it is not one of ours."""
    try:
        book = read_book(path, reading.file)
    except InputError as error:
        reading.problems += error.problems
        return None
    headed = [(sheet, found) for sheet in book.sheets if (found := find_header(sheet)) is not None]
    is_questionnaire = any("answer" in header for _, (_, header) in headed)
    if is_questionnaire or not headed:
        reading.problems.append(_not_a_sheet(book, is_questionnaire=is_questionnaire))
        return None
    opinions = [opinion for sheet, found in headed for opinion in _opinions(sheet, *found, reading)]
    read_removed(book, {opinion.fact for opinion in opinions}, reading)
    stem = unicodedata.normalize("NFC", path.stem)
    said = _beside(book, ROLE)
    role = _role(said, reading)
    name = _beside(book, EVALUATOR)
    return ScoreSheet(stem, stem if name is None else name[0].text, role, tuple(opinions), reading.file)


def _opinions(sheet: Sheet, header_row: int, header: Mapping[str, int], reading: Reading) -> list[Opinion]:
    heads = {column: cell for column, cell in dict(sheet.rows())[header_row].items() if header_key(cell.text) is None}
    comments = {bid: column for column, cell in heads.items() if (bid := _commented(cell.text)) is not None}
    bids = {c: unicodedata.normalize("NFC", cell.text) for c, cell in heads.items() if _commented(cell.text) is None}
    opinions = []
    for row, cells in fact_rows(sheet, header_row, header):
        spec = spec_of(sheet, cells[header[ID]], reading)
        if spec is None:
            continue
        for column, bid in bids.items():
            answer = read_cell(sheet, (row, column), spec, reading, bid=bid)
            comment = cells.get(comments.get(fold(bid), 0))
            said = comment.text or None if comment is not None else None
            opinions.append(Opinion(bid, spec.id, answer.value, said, answer.places[0], answer.raw))
            if answer.raw is not None or said:
                reading.bids.setdefault(bid, Place(reading.file, sheet.title, heads[column].address))
        known = {*heads, *header.values()}
        reading.problems += [unnamed(cell, sheet, reading) for column, cell in cells.items() if column not in known]
    return opinions


def _commented(text: str) -> str | None:
    """Return the folded id of the bid that a column comments on, or None for any other column."""
    folded = fold(text)
    for words in (fold(COMMENT_ON.en), fold(COMMENT_ON.fr)):
        if folded == words or folded.startswith(words + " "):
            return folded[len(words) :].strip()
    return None


def _beside(book: Book, label: Text) -> tuple[Cell, Sheet] | None:
    """Find what stands to the right of a word of ours."""
    for sheet in book.sheets:
        for _, cells in sheet.rows():
            row = [cell for _, cell in sorted(cells.items()) if not cell.is_blank]
            for cell, after in pairwise(row):
                if names(cell.text, label):
                    return after, sheet
    return None


def _role(said: tuple[Cell, Sheet] | None, reading: Reading) -> Role | None:
    if said is None:
        return None
    cell, sheet = said
    for role, label in ROLES.items():
        if fold(cell.text) in (fold(label.en), fold(label.fr), role):
            return role
    place = Place(reading.file, sheet.title, cell.address)
    text = Text("this role is not one of the panel’s", "ce rôle n’est pas un de ceux du jury")
    en, fr = (", ".join(getattr(label, lang) for label in ROLES.values()) for lang in ("en", "fr"))
    hint = Text(f"write one of: {en}", f"écrivez l’un de ceux-ci\u00a0: {fr}")
    reading.findings.append(Problem("role-unknown", text, (place,), shown(cell.text), hint, "warning"))
    return None


def _not_a_sheet(book: Book, *, is_questionnaire: bool) -> Problem:
    """Refuse a workbook of another kind as a whole; a questionnaire asks one bid's vendor, or the buyer."""
    if is_questionnaire:
        return Problem(
            "not-a-panel-sheet",
            Text(
                "this is a questionnaire for a vendor or the buyer, not an evaluator’s sheet",
                "c’est un questionnaire pour un prestataire ou pour l’acheteur, pas une fiche d’évaluateur",
            ),
            (Place(book.name),),
            next=Text(
                "move a vendor’s workbook to bids/; contracteval template panel -o FILE writes a sheet for an evaluator",
                "déplacez le classeur d’un prestataire dans bids/\u00a0; contracteval template panel -o FICHIER écrit une fiche d’évaluateur",
            ),
        )
    return Problem(
        "not-a-panel-sheet",
        Text("this workbook is not an evaluator’s sheet", "ce classeur n’est pas une fiche d’évaluateur"),
        (Place(book.name),),
        next=Text(
            "contracteval template panel -o FILE writes one", "contracteval template panel -o FICHIER en écrit une"
        ),
    )
