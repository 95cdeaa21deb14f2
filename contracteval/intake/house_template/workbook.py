"""The parts of a template that say how the whole workbook is opened: recalculated once, and as a workbook."""

from __future__ import annotations

from contracteval.intake.formats.limits import Refusal
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.package import Package
from contracteval.intake.house_template.markup import attribute_at, check_encoding, is_empty, prefix_at, tag_end
from contracteval.model.house_template import Edit, Part

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_TEMPLATE, _WORKBOOK = f"{_MAIN}template.main+xml", f"{_MAIN}sheet.main+xml"
# what must stand before calcPr, from the last to the first
_BEFORE = ("definedNames", "externalReferences", "functionGroups", "sheets")


def recalculated(package: Package, name: str) -> Part:
    """Return the part that lists the sheets, told to have every formula recalculated when it is opened."""
    content = package.content(name)
    check_encoding(content)
    places = _places(package, name, content)
    if "calcPr" in places:
        start, _ = places["calcPr"]
        old = attribute_at(content, start, b"fullCalcOnLoad")
        end = tag_end(content, start)
        inside = end - (2 if is_empty(content, end) else 1)
        edit = Edit(*(old or (inside, inside)), b' fullCalcOnLoad="1"')
    else:
        before = next((places[word] for word in _BEFORE if word in places), None)
        if before is None:
            raise Refusal("workbook-damaged", name)
        edit = Edit(before[1], before[1], b'<%bcalcPr fullCalcOnLoad="1"/>' % prefix_at(content, before[0]))
    return Part(package.member(name), content, edits=(edit,))


def _places(package: Package, name: str, content: bytes) -> dict[str, tuple[int, int]]:
    """Return where the elements just below the root begin and end."""
    found: dict[str, tuple[int, int]] = {}
    starts: list[int] = []

    def start(tag: str, _: dict[str, str]) -> None:
        starts.append(parser.CurrentByteIndex)

    def end(tag: str) -> None:
        begin = starts.pop()
        if len(starts) == 1:
            first = tag_end(content, begin)
            last = first if is_empty(content, first) else tag_end(content, parser.CurrentByteIndex)
            found[local(tag)] = (begin, last)

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    package.parse(name, parser)
    return found


def as_workbook(package: Package) -> Part | None:
    """Return the list of content types with a template (.xltx) named a workbook; None where it is one already."""
    content = package.content(_CONTENT_TYPES)
    edits: list[Edit] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("ContentType") == _TEMPLATE:
            place = attribute_at(content, parser.CurrentByteIndex, b"ContentType")
            if place is not None:
                edits.append(Edit(*place, f' ContentType="{_WORKBOOK}"'.encode()))

    parser = new_parser()
    parser.StartElementHandler = start
    package.parse(_CONTENT_TYPES, parser)
    if not edits:
        return None
    check_encoding(content)
    return Part(package.member(_CONTENT_TYPES), content, edits=tuple(edits))
