"""An OpenDocument workbook (.ods), read from its parts as an Excel workbook is; macros are never touched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracteval.errors import Problem
from contracteval.intake.book import Area, Book, Cells, Sheet
from contracteval.intake.formats.limits import Refusal
from contracteval.intake.formats.markup import new_parser
from contracteval.intake.formats.ods_formula import reference
from contracteval.intake.formats.ods_sheet import NAMES, OdsReader, OdsSheet
from contracteval.intake.formats.ods_styles import Styles
from contracteval.intake.formats.package import Package
from contracteval.intake.formats.remarks import cut_short, macros_not_run
from contracteval.intake.formats.sheet_extras import MOST_CHOICES, Ranges, join_extras

_CONTENT, _STYLES = "content.xml", "styles.xml"
_IN_LIST = re.compile(r"(?:\w+:)?cell-content-is-in-list\((.*)\)", re.DOTALL)
_WORD = re.compile(r'"((?:[^"]|"")*)"')
_MACROS = re.compile(r"basic/.+/(?!script-lb\.xml).+|scripts/.+")
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def is_ods(package: Package) -> bool:
    """Say whether the package declares itself an OpenDocument spreadsheet."""
    return package.head("mimetype").startswith(_MIMETYPE)


def read_ods(package: Package, name: str) -> Book:
    """Read all sheets, hidden ones too. Raises ``Refusal``."""
    styles = Styles()
    if _STYLES in package:
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = styles.start, styles.end
        parser.CharacterDataHandler = styles.characters
        package.parse(_STYLES, parser)
    reader = OdsReader(styles)
    parser = new_parser(NAMES)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    package.parse(_CONTENT, parser)
    if not reader.sheets:
        raise Refusal("workbook-without-sheets")
    ranges = Ranges({sheet.title: sheet.rows for sheet in reader.sheets}, {})
    sheets = tuple(_sheet(sheet, reader, ranges) for sheet in reader.sheets)
    return Book(name, sheets, "ods", tuple(_notes(package, name, reader)))


def _sheet(raw: OdsSheet, reader: OdsReader, ranges: Ranges) -> Sheet:
    dropdowns: list[tuple[Area, tuple[str, ...]]] = []
    for area, rule in raw.validations:
        choices = _choices(reader.validations.get(rule, ""), raw.title, ranges)
        if choices is not None:
            dropdowns.append((area, choices))
    join_extras(raw.rows, raw.merges, raw.comments, dropdowns)
    return Sheet(
        raw.title,
        raw.state,
        Cells(raw.rows),
        tuple(raw.merges),
        frozenset(raw.hidden_rows),
        frozenset(raw.hidden_columns),
        raw.comments,
        tuple(dropdowns),
    )


def _choices(condition: str, sheet: str, ranges: Ranges) -> tuple[str, ...] | None:
    match = _IN_LIST.fullmatch(condition)
    if match is None:
        return None
    words = tuple(word.replace('""', '"') for word in _WORD.findall(match[1]))
    return words[:MOST_CHOICES] or ranges.choices(reference(match[1].strip("[]")), sheet)


def _notes(package: Package, name: str, reader: OdsReader) -> Iterator[Problem]:
    if any(_MACROS.fullmatch(part) for part in package.names()):
        yield macros_not_run(name)
    for sheet in reader.sheets:
        if sheet.first_left_out is not None:
            yield cut_short(name, sheet.title, sheet.first_left_out)
