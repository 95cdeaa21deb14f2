"""Our questionnaires read back: rows may be inserted, columns reordered, sheets renamed.

A sheet of questions is recognised by a header row that names the id column; a sheet of rows by its ``table.column`` ids.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.amounts import asked_unit, subject
from contracteval.intake.book import Book, Cell, Sheet, address
from contracteval.intake.cells import read_cell
from contracteval.intake.from_table_sheet import read_table_sheet
from contracteval.intake.from_workbook import read_book
from contracteval.intake.headers import COVER_IDS, ID, VENDOR, header_key, names
from contracteval.intake.names import shown
from contracteval.intake.reading import Given, Reading, column_of
from contracteval.model.fact import FactSpec
from contracteval.text import LANGUAGES, Text

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ANY_ID = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")

_Header = Mapping[str, int]
_ReadSheet = Callable[[Sheet, Reading], bool]


def read_bid_template(path: Path, reading: Reading) -> None:
    """Read a vendor's filled questionnaire; everything found goes into ``reading``."""
    _read_sheets(path, reading, _read_questions)


def read_brief_template(path: Path, reading: Reading) -> None:
    """Read the buyer's filled brief: its own facts, and its estimates in one column per bid."""
    _read_sheets(path, reading, lambda sheet, into: _read_questions(sheet, into) or _read_estimates(sheet, into))


def _read_sheets(path: Path, reading: Reading, read_sheet: _ReadSheet) -> None:
    try:
        book = read_book(path, reading.file)
    except InputError as error:
        reading.problems += error.problems
        return
    reading.findings += book.notes
    sheets = [sheet for sheet in book.sheets if find_cover_ids(sheet) is None]
    recognised = [read_sheet(sheet, reading) or read_table_sheet(sheet, reading) for sheet in sheets]
    if any(recognised):
        read_removed(book, _ids_present(sheets), reading)
    else:
        reading.problems.append(_not_a_template(book))


def find_cover_ids(sheet: Sheet) -> tuple[str, ...] | None:
    """Return the ids that the first sheet says are asked; None for any other sheet."""
    head = next((cell for cell in sheet.cells.values() if names(cell.text, COVER_IDS)), None)
    if head is None:
        return None
    below = (cells[head.column].text for row, cells in sheet.rows() if row > head.row and head.column in cells)
    return tuple(id_.strip() for text in below for id_ in text.split(","))


def read_removed(book: Book, present: Collection[str], reading: Reading) -> None:
    """Say which questions were asked and are no longer in the workbook, as far as its first sheet tells."""
    for sheet in book.sheets:
        for id_ in find_cover_ids(sheet) or ():
            if id_ not in present and (spec := _asked_as(id_, reading)) is not None:
                reading.findings.append(_removed(spec, Place(reading.file, key=id_, label=spec.label)))


def _asked_as(id_: str, reading: Reading) -> FactSpec | None:
    name, _, column = id_.partition(".")
    table = reading.needs.tables.get(name)
    return column_of(table, column) if table is not None else reading.needs.facts.get(id_)


def _ids_present(sheets: Sequence[Sheet]) -> frozenset[str]:
    return frozenset(cell.text for sheet in sheets for cell in sheet.cells.values() if _ANY_ID.fullmatch(cell.text))


def _removed(spec: FactSpec, place: Place) -> Problem:
    name = subject(spec)
    return Problem(
        "question-removed",
        Text(
            f"{name.en}: the question is no longer in the workbook",
            f"{name.fr} la question ne figure plus dans le classeur",
        ),
        (place,),
        next=Text(
            "ask the vendor for the answer, with its row or column from the questionnaire as it was sent",
            "demandez la réponse au prestataire, avec la ligne ou la colonne du questionnaire tel qu’il a été envoyé",
        ),
        severity="warning",
    )


def is_template(book: Book) -> bool:
    """Say whether a workbook is one of our questionnaires, whatever was done to it."""
    return any(find_cover_ids(sheet) is not None or find_header(sheet) is not None for sheet in book.sheets)


def _read_questions(sheet: Sheet, reading: Reading) -> bool:
    """Read a sheet with an id and an answer column; return whether it is one."""
    found = find_header(sheet)
    if found is None or "answer" not in found[1]:
        return False
    header_row, header = found
    reading.vendor = reading.vendor or _vendor_above(sheet, header_row)
    reading.problems += _without_id(sheet, header_row, header, reading)
    for row, cells in fact_rows(sheet, header_row, header):
        spec = spec_of(sheet, cells[header[ID]], reading)
        if spec is not None:
            position = (row, header["answer"])
            texts = {key: cells[column].text for key, column in header.items() if column in cells}
            place = Place(reading.file, sheet.title, cells[header[ID]].address, spec.label)
            graded = (
                Place(reading.file, sheet.title, address(row, header["grade"]), spec.label)
                if "grade" in header
                else place
            )
            grade = reading.grade(texts.get("grade"), spec, graded)
            clause = texts.get("clause") or None
            answer = read_cell(
                sheet,
                position,
                spec,
                reading,
                unit=_unit_beside(cells, header, spec, reading),
                grade=grade,
                clause=clause,
            )
            reading.given.append(Given(spec.id, answer))
    return True


def _read_estimates(sheet: Sheet, reading: Reading) -> bool:
    """Read a sheet with an id column and one column per bid; return whether it is one."""
    found = find_header(sheet)
    if found is None:
        return False
    header_row, header = found
    named = {
        c: cell.text for (row, c), cell in sheet.cells.items() if row == header_row and header_key(cell.text) is None
    }
    bids = {column: unicodedata.normalize("NFC", text) for column, text in sorted(named.items())}
    for row, cells in fact_rows(sheet, header_row, header):
        spec = spec_of(sheet, cells[header[ID]], reading)
        if spec is None:
            continue
        unit = _unit_beside(cells, header, spec, reading)
        for column, bid in bids.items():
            answer = read_cell(sheet, (row, column), spec, reading, unit=unit, bid=bid)
            reading.given.append(Given(spec.id, answer, bid))
            if answer.raw is not None:
                reading.bids.setdefault(bid, Place(reading.file, sheet.title, sheet.cells[header_row, column].address))
        known = {*bids, *header.values()}
        reading.problems += [unnamed(cell, sheet, reading) for column, cell in cells.items() if column not in known]
    return True


def find_header(sheet: Sheet) -> tuple[int, _Header] | None:
    """Find the first row that names the id column and at least one other of ours."""
    for row, cells in sheet.rows():
        header: dict[str, int] = {}
        for column, cell in sorted(cells.items()):
            key = header_key(cell.text)
            if key is not None:
                header.setdefault(key, column)
        if ID in header and len(header) > 1:
            return row, header
    return None


def _without_id(sheet: Sheet, header_row: int, header: _Header, reading: Reading) -> list[Problem]:
    """Find answers whose row has lost its id: nobody would know what they answer."""
    lost = []
    for row, cells in sheet.rows():
        named = header[ID] in cells and _ID.fullmatch(cells[header[ID]].text)
        if (
            row > header_row
            and not named
            and header["answer"] in cells
            and not cells[header["answer"]].is_blank
            and ("question" not in header or header["question"] in cells)
        ):
            place = Place(reading.file, sheet.title, cells[header["answer"]].address)
            text = Text("this answer has lost its id", "cette réponse a perdu son identifiant")
            hint = Text(
                "write the id of the question back into the first column",
                "réécrivez l’identifiant de la question dans la première colonne",
            )
            lost.append(Problem("id-missing", text, (place,), got=shown(cells[header["answer"]].text), next=hint))
    return lost


def fact_rows(sheet: Sheet, header_row: int, header: _Header) -> list[tuple[int, Mapping[int, Cell]]]:
    """Return the rows below the header whose id cell looks like an id; notes and blanks are passed over."""
    return [
        (row, cells)
        for row, cells in sheet.rows()
        if row > header_row and header[ID] in cells and _ID.fullmatch(cells[header[ID]].text)
    ]


def spec_of(sheet: Sheet, cell: Cell, reading: Reading) -> FactSpec | None:
    """Find the fact that an id cell names; a name that nobody asks for is a problem."""
    spec = reading.needs.facts.get(cell.text)
    if spec is None:
        reading.unknown_fact(cell.text, Place(reading.file, sheet.title, cell.address))
    return spec


def _unit_beside(cells: Mapping[int, Cell], header: _Header, spec: FactSpec, reading: Reading) -> str | None:
    """Return the unit beside an answer where the vendor changed it; a number is in the unit asked for otherwise."""
    cell = cells.get(header.get("unit", 0))
    if cell is None or cell.text in {asked_unit(spec, lang, reading.settings.currency) for lang in LANGUAGES}:
        return None
    return cell.text


def _vendor_above(sheet: Sheet, header_row: int) -> str | None:
    """Find the vendor's name: what stands to the right of the word, above the questions."""
    for row, cells in sheet.rows():
        if row >= header_row:
            break
        texts = [cell.text for _, cell in sorted(cells.items()) if not cell.is_blank]
        for label, text in pairwise(texts):
            if names(label, VENDOR):
                return text
    return None


def unnamed(cell: Cell, sheet: Sheet, reading: Reading) -> Problem:
    return Problem(
        "bid-column-unnamed",
        Text(
            "this answer stands in a column that names no bid",
            "cette réponse est dans une colonne qui ne nomme aucune offre",
        ),
        (Place(reading.file, sheet.title, cell.address),),
        got=cell.text[:200],
        next=Text(
            "write the bid’s id at the head of the column", "écrivez l’identifiant de l’offre en tête de la colonne"
        ),
    )


def _not_a_template(book: Book) -> Problem:
    return Problem(
        "not-a-template",
        Text("this workbook is not one of our questionnaires", "ce classeur n’est pas un de nos questionnaires"),
        (Place(book.name),),
        next=Text(
            "contracteval map FILE proposes a map (bids/<id>.map.toml); or send the questionnaire: contracteval template vendor -o FILE",
            "contracteval map FICHIER propose une carte (bids/<id>.map.toml)\u00a0; ou envoyez le questionnaire\u00a0: contracteval template vendor -o FICHIER",
        ),
    )
