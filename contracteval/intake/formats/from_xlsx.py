"""An Excel workbook (.xlsx, .xlsm; also in its variant Strict), read from its parts; macros are never touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contracteval.errors import Place, Problem
from contracteval.intake.book import Book, Cells, Sheet
from contracteval.intake.formats.limits import Refusal
from contracteval.intake.formats.package import Link, Package
from contracteval.intake.formats.remarks import cut_short, macros_not_run
from contracteval.intake.formats.sheet_extras import Ranges, join_extras
from contracteval.intake.formats.xlsx_comments import read_comments
from contracteval.intake.formats.xlsx_parts import (
    SheetEntry,
    WorkbookPart,
    read_strings,
    read_styles,
    read_workbook_part,
)
from contracteval.intake.formats.xlsx_sheet import RawSheet, Shared, read_sheet
from contracteval.text import Text


def read_xlsx(package: Package, name: str) -> Book:
    """Read all worksheets, hidden ones too. Raises ``Refusal``."""
    part = workbook_part_of(package)
    if part is None:
        raise Refusal("workbook-damaged", "officeDocument")
    workbook = read_workbook_part(package, part)
    links = package.links(part)
    shared = _shared(package, links, workbook)
    raw = [
        (entry, link, _read_sheet(package, entry, link, shared)) for entry, link in _worksheets(workbook.sheets, links)
    ]
    if not raw:
        raise Refusal("workbook-without-sheets")
    ranges = Ranges({entry.title: sheet.rows for entry, _, sheet in raw}, workbook.names)
    sheets = tuple(_sheet(package, entry, link, sheet, ranges) for entry, link, sheet in raw)
    macros = any(link.kind == "vbaProject" for link in links)
    notes = list(_notes(name, [(entry, sheet) for entry, _, sheet in raw], macros=macros, strict=workbook.strict))
    return Book(name, sheets, "xlsm" if macros else "xlsx", tuple(notes))


def workbook_part_of(package: Package) -> str | None:
    """Find the main part of an Office file."""
    return next((link.target for link in package.links() if link.kind == "officeDocument"), None)


def _shared(package: Package, links: Sequence[Link], workbook: WorkbookPart) -> Shared:
    def target(kind: str) -> str | None:
        return next((link.target for link in links if link.kind == kind and link.target in package), None)

    strings, styles = target("sharedStrings"), target("styles")
    return Shared(
        [] if strings is None else read_strings(package, strings),
        {} if styles is None else read_styles(package, styles),
        workbook.from_1904,
    )


def _worksheets(entries: Sequence[SheetEntry], links: Sequence[Link]) -> Iterator[tuple[SheetEntry, Link]]:
    """Pair each sheet of cells with its part; sheets of charts and of old macros hold none."""
    by_id = {link.id: link for link in links}
    for entry in entries:
        link = by_id.get(entry.link)
        if link is None:
            raise Refusal("workbook-damaged", entry.title[:40])
        if link.kind == "worksheet":
            yield entry, link


def _read_sheet(package: Package, entry: SheetEntry, link: Link, shared: Shared) -> RawSheet:
    try:
        return read_sheet(package, link.target, shared)
    except Refusal as refusal:
        raise refusal.at(sheet=entry.title) from refusal


def _sheet(package: Package, entry: SheetEntry, link: Link, raw: RawSheet, ranges: Ranges) -> Sheet:
    comments = read_comments(package, link.target)
    dropdowns = [
        (area, choices)
        for dropdown in raw.dropdowns
        if (choices := ranges.choices(dropdown.source, entry.title)) is not None
        for area in dropdown.areas
    ]
    join_extras(raw.rows, raw.merges, comments, dropdowns)
    return Sheet(
        entry.title,
        entry.state,
        Cells(raw.rows),
        tuple(raw.merges),
        frozenset(raw.hidden_rows),
        frozenset(raw.hidden_columns),
        comments,
        tuple(dropdowns),
    )


def _notes(
    name: str, sheets: Sequence[tuple[SheetEntry, RawSheet]], *, macros: bool, strict: bool
) -> Iterator[Problem]:
    if macros:
        yield macros_not_run(name)
    if strict:
        text = Text("read from the variant “Strict Open XML”", "lu dans la variante «\u00a0Strict Open XML\u00a0»")
        yield Problem("workbook-strict", text, (Place(name),), severity="info")
    for entry, sheet in sheets:
        if sheet.left_out:
            yield cut_short(name, entry.title, sheet.first_left_out)
