"""A workbook read for comparison, through the same door as vendors' files: sizes, declarations and time are bounded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from contracteval.audit.cells import read_cells
from contracteval.audit.snapshot import SeenSheet, Snapshot
from contracteval.audit.styles import read_looks
from contracteval.errors import InputError, Place, Problem
from contracteval.intake.door import what_is
from contracteval.intake.formats.from_ods import is_ods
from contracteval.intake.formats.limits import Refusal
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.package import Link, Package
from contracteval.intake.formats.xlsx_comments import read_comments
from contracteval.intake.formats.xlsx_parts import read_strings, read_workbook_part
from contracteval.intake.from_workbook import content_of, excel_part
from contracteval.intake.refusals import problem_of
from contracteval.text import Text

_LARGEST_CHART_REFERENCE = 10_000
_SHEETS = "xl/worksheets/sheet"
_FOREIGN = ("vbaProject", "xlMacrosheet", "externalLink", "connections", "customXml")


def read_snapshot(path: Path) -> tuple[bytes, Snapshot]:
    """Return a file's bytes and what is in them. Raises ``InputError`` where it cannot be read as a workbook."""
    try:
        content = content_of(path)
        _check_format(content, path.name)
        return content, snapshot_of(content)
    except Refusal as refusal:
        raise InputError([problem_of(refusal, path.name)]) from refusal


def _check_format(content: bytes, file: str) -> None:
    """Refuse what may be a spreadsheet and is no .xlsx: other formats cannot hold all that is compared."""
    if what_is(content) == "zip" and not is_ods(Package(content)):
        return
    text = Text(
        "a scorecard is a workbook .xlsx; this is another format",
        "une fiche est un classeur .xlsx ; ceci est un autre format",
    )
    hint = Text(
        "save it as .xlsx, or name the original file", "enregistrez-la au format .xlsx, ou donnez le fichier d’origine"
    )
    raise InputError([Problem("not-a-scorecard", text, (Place(file),), next=hint)])


def snapshot_of(content: bytes, like: Snapshot | None = None) -> Snapshot:
    """Read the bytes of a workbook. Sheets that another one has to the last byte are taken from it. Raises ``Refusal``."""
    package = Package(content)
    parts = {name: hashlib.sha256(package.content(name)).hexdigest() for name in package.names()}
    main = excel_part(package)
    links = package.links(main)
    known = like if like is not None and _frame(parts) == _frame(like.parts) else None
    sheets = _sheets(package, main, links, {} if known is None else known.sheets_unchanged(parts))
    if not sheets:
        raise Refusal("workbook-without-sheets")
    return Snapshot(
        sheets,
        _defined_names(package, main),
        _chart_references(package),
        _properties(package, "docProps/custom.xml"),
        _properties(package, "docProps/app.xml").get("Application", ""),
        parts,
        tuple(sorted({link.kind for link in links if link.kind in _FOREIGN})),
        _properties(package, "docProps/core.xml").get("title", ""),
    )


def _frame(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the digests of all parts but the sheets: where they are the same, the same bytes are the same sheet."""
    return {name: digest for name, digest in parts.items() if not name.startswith(_SHEETS)}


def _sheets(
    package: Package, main: str, links: tuple[Link, ...], known: Mapping[str, SeenSheet]
) -> dict[str, SeenSheet]:
    strings = [text for name in _targets(package, links, "sharedStrings")[:1] for text in read_strings(package, name)]
    looks = {
        key: look for name in _targets(package, links, "styles")[:1] for key, look in read_looks(package, name).items()
    }
    parts = {link.id: link.target for link in links if link.kind == "worksheet"}
    found: dict[str, SeenSheet] = {}
    for entry in read_workbook_part(package, main).sheets:
        part = parts.get(entry.link)
        if part is None or entry.title in found:
            raise Refusal("workbook-damaged", entry.title[:40])
        if entry.title in known:
            found[entry.title] = known[entry.title]
            continue
        read = read_cells(package, part, strings, looks)
        found[entry.title] = SeenSheet(
            entry.title, entry.state, part.casefold(), read.cells, frozenset(read.merges), frozenset(read.hidden_rows),
            frozenset(read.hidden_columns), read_comments(package, part), read.around,
        )  # fmt: skip
    return found


def _targets(package: Package, links: tuple[Link, ...], kind: str) -> list[str]:
    return [link.target for link in links if link.kind == kind and link.target in package]


def _defined_names(package: Package, main: str) -> dict[str, str]:
    """Return what each name refers to; a name of one sheet only has the number of the sheet before it."""
    found: dict[str, str] = {}
    open_names: list[str] = []
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        text.clear()
        if local(tag) == "definedName":
            own = attributes.get("localSheetId")
            open_names.append(("" if own is None else f"{own}!") + attributes.get("name", ""))

    def end(tag: str) -> None:
        if local(tag) == "definedName":
            found[open_names.pop()] = "".join(text).strip()

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
    package.parse(main, parser)
    return found


def _chart_references(package: Package) -> tuple[str, ...]:
    """Return the ranges that charts draw, in order; texts that some programs write in their place are passed over.

    So are the lengths of whiskers, which LibreOffice does not save.
    """
    found: list[str] = []
    text: list[str] = []
    whiskers: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        text.clear()
        if local(tag) == "errBars":
            whiskers.append(tag)

    def end(tag: str) -> None:
        said = "".join(text).strip()
        if local(tag) == "errBars":
            whiskers.pop()
        elif local(tag) == "f" and "!" in said and not said.startswith('"') and not whiskers:
            found.append(said[:_LARGEST_CHART_REFERENCE])

    for name in package.names():
        if name.startswith("xl/charts/chart") and name.endswith(".xml"):
            parser = new_parser()
            parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
            package.parse(name, parser)
    return tuple(sorted(found))


def _properties(package: Package, name: str) -> dict[str, str]:
    """Return properties of the document: those of one's own by their name, the others by their tag."""
    found: dict[str, str] = {}
    named: list[str] = []
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        text.clear()
        if local(tag) == "property":
            named.append(attributes.get("name", ""))

    def end(tag: str) -> None:
        if local(tag) == "property":
            named.pop()
        elif text:
            found[named[-1] if named else local(tag)] = "".join(text).strip()
            text.clear()

    if name in package:
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
        package.parse(name, parser)
    return found
