"""A text file of rows (.csv, .tsv): a number is typed only where the file says how it writes numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import PurePath

from contracteval.errors import Place, Problem
from contracteval.intake.book import Book, Cell, Cells, Sheet, address
from contracteval.intake.formats.csv_text import Decoded, decimal_signs, decode, separator_of
from contracteval.intake.formats.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Refusal
from contracteval.intake.formats.remarks import cut_short
from contracteval.text import Text

_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_TOLD = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_MOST_DIGITS = 15
_CODE = re.compile(r"0[0-9]+|[0-9]+(?:\.[0-9]+){2,}")
_NUMBERS = {
    None: re.compile(r"-?(?:0|[1-9][0-9]*)"),
    ",": re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:[.\u00a0\u202f ][0-9]{3})+)(?:,[0-9]+)?"),
    ".": re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:[,\u00a0\u202f ][0-9]{3})+)(?:\.[0-9]+)?"),
}
_SEPARATORS = {
    ";": Text("semicolon", "point-virgule"),
    ",": Text("comma", "virgule"),
    "\t": Text("tab", "tabulation"),
    "|": Text("vertical bar", "barre verticale"),
}
_DECIMALS = {
    frozenset(","): Text("decimal comma", "virgule décimale"),
    frozenset("."): Text("decimal point", "point décimal"),
    frozenset(): Text("no decimals", "aucune décimale"),
    frozenset(",."): Text("decimal comma or point, by column", "virgule ou point décimal, selon la colonne"),
}


def read_csv(content: bytes, name: str) -> Book:
    """Read a text file of rows. Text that looks like a formula stays text. Raises ``Refusal``."""
    decoded = decode(content)
    told = _TOLD.match(decoded.text)
    text = decoded.text[told.end() :] if told else decoded.text
    separator = told[1] if told else separator_of(text)
    if separator is None and not name.casefold().endswith(_SUFFIXES):
        raise Refusal("not-a-workbook")
    rows, torn = _rows(text, separator or ";")
    signs = decimal_signs(rows)
    kept, first_left_out = _cells(rows, _SignOf(signs))
    title = PurePath(name).stem[:31] or "csv"
    notes = [_read_as(name, decoded, separator, frozenset().union(*signs.values()))]
    if not decoded.certain:
        notes.append(_uncertain(name, decoded))
    if torn is not None:
        notes.append(_torn(name, torn))
    if first_left_out is not None:
        notes.append(cut_short(name, title, first_left_out))
    return Book(name, (Sheet(title, "visible", Cells(kept)),), "csv", tuple(notes))


def _rows(text: str, separator: str) -> tuple[list[list[str]], int | None]:
    """Cut a text into rows; also return the line where its quotation marks do not pair up, if there is one."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    line = 1
    try:
        for row in reader:
            rows.append(row)
            line = reader.line_num + 1
    except csv.Error:
        try:
            return list(csv.reader(StringIO(text, newline=""), delimiter=separator)), line
        except csv.Error as error:
            raise Refusal("workbook-damaged", f"line {line}") from error
    return rows, None


class _SignOf:
    """The decimal sign of each column: its own where it has just one, else the one of the whole file."""

    def __init__(self, signs: Mapping[int, frozenset[str]]) -> None:
        self._by_column = {column: _only(found) for column, found in signs.items()}
        self._of_file = _only(frozenset().union(*signs.values()))

    def __getitem__(self, column: int) -> str | None:
        return self._by_column.get(column, self._of_file)


def _only(signs: frozenset[str]) -> str | None:
    return next(iter(signs)) if len(signs) == 1 else None


def _cells(rows: Sequence[Sequence[str]], sign_of: _SignOf) -> tuple[dict[int, dict[int, Cell]], str | None]:
    codes = _columns_of_codes(rows, sign_of)
    kept: dict[int, dict[int, Cell]] = {}
    first_left_out = None
    room = MAX_CELLS
    for row, fields in enumerate(rows, 1):
        for column, field in enumerate(fields, 1):
            if not field.strip():
                continue
            if row > MAX_ROWS or column > MAX_COLUMNS or room <= 0:
                first_left_out = first_left_out or address(row, column)
                continue
            number = None if column in codes else number_of(field, sign_of[column])
            kept.setdefault(row, {})[column] = Cell(row, column, field if number is None else number, raw=field)
            room -= 1
    return kept, first_left_out


def number_of(field: str, sign: str | None) -> int | float | None:
    """Read a number where it is plainly one: an integer, or decimals behind the sign that is used there."""
    text = field.strip()
    if not _NUMBERS[sign].fullmatch(text) or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    digits = re.sub(r"[^0-9,.\-]", "", text).replace("." if sign == "," else ",", "").replace(",", ".")
    return float(digits) if "." in digits else int(digits)


def _columns_of_codes(rows: Sequence[Sequence[str]], sign_of: _SignOf) -> frozenset[int]:
    """Find the columns that must stay text: ``002`` and ``1.10`` would lose their zeros."""
    codes: set[int] = set()
    written: dict[tuple[int, float], str] = {}
    for fields in rows:
        for column, field in enumerate(fields[:MAX_COLUMNS], 1):
            text = field.strip()
            if not text or column in codes or text[0] not in "-0123456789":
                continue
            number = number_of(text, sign_of[column])
            twice = number is not None and written.setdefault((column, number), text) != text
            if twice or _CODE.fullmatch(text):
                codes.add(column)
    return frozenset(codes)


def _read_as(name: str, decoded: Decoded, separator: str | None, signs: frozenset[str]) -> Problem:
    cut = Text("one column", "une seule colonne") if separator is None else _SEPARATORS.get(separator)
    cut = Text.same(separator or "") if cut is None else cut
    decimals = _DECIMALS[signs]
    return Problem(
        "csv-read-as",
        Text(
            f"read as CSV: encoding {decoded.encoding}, separator {cut.en}, {decimals.en}",
            f"lu comme CSV\u00a0: encodage {decoded.encoding}, séparateur {cut.fr}, {decimals.fr}",
        ),
        (Place(name),),
        severity="info",
    )


def _uncertain(name: str, decoded: Decoded) -> Problem:
    sample = next((line for line in decoded.text.splitlines() if not line.isascii()), "")
    return Problem(
        "csv-encoding-uncertain",
        Text(
            f"the file does not say its encoding; {decoded.encoding} gives these accented letters",
            f"le fichier n’indique pas son encodage\u00a0; {decoded.encoding} donne ces lettres accentuées",
        ),
        (Place(name),),
        got=sample.strip()[:80],
        next=Text(
            "check the accented letters, or ask for the file saved as .xlsx",
            "vérifiez les accents, ou demandez le fichier au format .xlsx",
        ),
        severity="warning",
    )


def _torn(name: str, line: int) -> Problem:
    return Problem(
        "csv-quotes",
        Text("quotation marks do not pair up", "les guillemets ne vont pas par paires"),
        (Place(name, line=line),),
        next=Text(
            "check the cells from this line on, or ask for the file saved as .xlsx",
            "vérifiez les cellules à partir de cette ligne, ou demandez le fichier au format .xlsx",
        ),
        severity="warning",
    )
