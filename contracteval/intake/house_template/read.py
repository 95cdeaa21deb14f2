"""A house template, read: the cells of its names, and where they stand in its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from contracteval.errors import InputError, Problem
from contracteval.intake.book import Area, address, contains
from contracteval.intake.door import what_is
from contracteval.intake.formats.from_xlsx import workbook_part_of
from contracteval.intake.formats.limits import Refusal
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.number_formats import Kind
from contracteval.intake.formats.package import Link, Package
from contracteval.intake.formats.xlsx_parts import read_styles, read_workbook_part
from contracteval.intake.formats.xlsx_sheet import areas_of
from contracteval.intake.from_workbook import content_of, excel_part
from contracteval.intake.house_template.holes import frame_edits, holes
from contracteval.intake.house_template.markup import check_encoding
from contracteval.intake.house_template.names import Pointed, anchors, in_a_line, point, read_names
from contracteval.intake.house_template.problems import (
    formula,
    hidden_by_merge,
    macros,
    no_names,
    not_a_line,
    not_xlsx,
    table_frame,
)
from contracteval.intake.house_template.scan import SeenSheet, scan
from contracteval.intake.house_template.workbook import as_workbook, recalculated
from contracteval.intake.refusals import problem_of
from contracteval.model.house_template import HouseTemplate, NamedCells, Part

_MACROS = ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet")
_MOST_CELLS, _MOST_LOOKS = 100_000, 20_000_000


def read_house_template(path: Path) -> HouseTemplate:
    """Read a template (.xlsx, .xltx). Raises ``InputError`` where it cannot be opened, or holds no name of ours."""
    name = path.name
    try:
        content = content_of(path)
        if what_is(content) != "zip":
            raise InputError([not_xlsx(name)])
        return _read(Package(content), content, name)
    except Refusal as refusal:
        raise InputError([problem_of(refusal, name)]) from refusal


def _read(package: Package, content: bytes, file: str) -> HouseTemplate:
    main = _main_part(package, file)
    links = package.links(main)
    workbook = read_workbook_part(package, main)
    targets = {link.id: link.target for link in links if link.kind == "worksheet"}
    titles = {entry.title: targets[entry.link] for entry in workbook.sheets if entry.link in targets}
    pointed, problems = _pointed(package, main, file, titles)
    kinds = _kinds(package, links)
    sheets = [
        _Sheet(package, part, [item for item in pointed if item.sheet == title], kinds)
        for title, part in titles.items()
    ]
    parts = [part for sheet in sheets for part in sheet.parts()]
    if any(sheet.seen.has_formulas for sheet in sheets):
        parts.append(recalculated(package, main))
    types = as_workbook(package)
    return HouseTemplate(
        file,
        content,
        tuple(name for sheet in sheets for name in sheet.names),
        (*parts, *([] if types is None else [types])),
        workbook.from_1904,
        (*problems, *(problem for sheet in sheets for problem in sheet.problems)),
    )


def _main_part(package: Package, file: str) -> str:
    """Return the part that lists the sheets. Raises ``InputError`` for other packages, and for macros."""
    if workbook_part_of(package) is None:
        raise InputError([not_xlsx(file)])
    main = excel_part(package)
    if any(link.kind in _MACROS for link in package.links(main)):
        raise InputError([macros(file)])
    return main


def _pointed(package: Package, main: str, file: str, titles: Iterable[str]) -> tuple[list[Pointed], list[Problem]]:
    """Return where our names point, and why some point nowhere. Raises ``InputError`` where no name is ours."""
    defined = read_names(package, main)
    if not defined:
        raise InputError([no_names(file)])
    folded = {title.casefold(): title for title in titles}
    found = [point(item, file, folded) for item in defined]
    pointed = [item for item in found if isinstance(item, Pointed)]
    if sum((i.area[2] - i.area[0] + 1) * (i.area[3] - i.area[1] + 1) for i in pointed) > _MOST_CELLS:
        raise Refusal("workbook-too-large")
    return pointed, [item for item in found if isinstance(item, Problem)]


def _kinds(package: Package, links: Sequence[Link]) -> dict[str, Kind]:
    styles = next((link.target for link in links if link.kind == "styles" and link.target in package), None)
    return {} if styles is None else {id_: kind for id_, (_, kind) in read_styles(package, styles).items()}


class _Sheet:
    """One sheet and the names that point at it: the cells that can be filled, and why others cannot."""

    def __init__(self, package: Package, part: str, pointed: Sequence[Pointed], kinds: Mapping[str, Kind]) -> None:
        self.content = package.content(part)
        check_encoding(self.content)
        self.member = package.member(part)
        rows = {row for item in pointed for row in range(item.area[0], item.area[2] + 1)}
        self.seen: SeenSheet = scan(package, part, self.content, rows)
        self.calculated = {
            (number, cell.column) for number, row in self.seen.rows.items() for cell in row.cells if cell.is_calculated
        }
        self.kinds = kinds
        self.names: list[NamedCells] = []
        self.problems: list[Problem] = []
        if len(self.seen.merges) * len(pointed) > _MOST_LOOKS:
            raise Refusal("workbook-too-large")
        tables = tuple(_table_frames(package, part)) if pointed else ()
        for item in pointed:
            cells = anchors(item.area, self.seen.merges)
            wrong = list(self._problems(item, cells, tables))
            self.problems += wrong
            if not wrong:
                self.names.append(NamedCells(item.name, self.member, item.place, cells))

    def parts(self) -> list[Part]:
        """Return the part with its holes and edits, none where nothing in it changes."""
        cells = {cell for name in self.names for cell in name.cells}
        made = holes(self.content, self.seen, cells, self.kinds)
        edits = [*self.seen.stale, *frame_edits(self.content, self.seen, cells)]
        return [Part(self.member, self.content, self.seen.prefix, made, tuple(edits))] if made or edits else []

    def _problems(self, item: Pointed, cells: tuple[tuple[int, int], ...], tables: Sequence[Area]) -> Iterator[Problem]:
        if not cells:
            yield hidden_by_merge(item.place)
        elif not in_a_line(cells):
            yield not_a_line(item.place)
        for cell in cells:
            place = replace(item.place, cell=address(*cell))
            if cell in self.calculated:
                yield formula(place)
            if any(contains(area, cell) for area in tables):
                yield table_frame(place)


def _table_frames(package: Package, part: str) -> Iterator[Area]:
    """Yield the header and total rows of the tables of a sheet: their texts stand in a part of their own too."""
    found: list[Area] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "table":
            for top, left, bottom, right in areas_of(attributes.get("ref", ""))[:1]:
                if attributes.get("headerRowCount", "1") != "0":
                    found.append((top, left, top, right))
                if attributes.get("totalsRowCount", "0") != "0":
                    found.append((bottom, left, bottom, right))

    for link in package.links(part):
        if link.kind == "table" and link.target in package:
            parser = new_parser()
            parser.StartElementHandler = start
            package.parse(link.target, parser)
    yield from found
