"""The small parts of an Excel workbook: its sheets and names, its texts, its number formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from contracteval.intake.book import State
from contracteval.intake.formats.limits import LIMITS, Refusal
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.number_formats import BUILT_IN, GENERAL, Kind, kind_of
from contracteval.intake.formats.package import Package
from contracteval.model.record import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STATES: Mapping[str, State] = {"hidden": "hidden", "veryHidden": "very hidden"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_Start = Callable[[str, dict[str, str]], None]


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it; ``link`` is the id of its relation."""

    title: str
    state: State
    link: str


@dataclass(frozen=True, slots=True)
class WorkbookPart:
    """The list of sheets, the names (folded) of ranges, and how the workbook counts days."""

    sheets: tuple[SheetEntry, ...]
    names: Mapping[str, str]
    from_1904: bool
    strict: bool


def read_workbook_part(package: Package, name: str) -> WorkbookPart:
    """Read the part that lists the sheets."""
    sheets: list[SheetEntry] = []
    names: dict[str, str] = {}
    flags = {"1904": False, "strict": False}
    text: list[str] = []
    defined: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        word = local(tag)
        if word == "workbook":
            flags["strict"] = tag.startswith(STRICT)
        elif word == "workbookPr":
            flags["1904"] = is_true(attributes.get("date1904"))
        elif word == "sheet":
            link = next((value for key, value in attributes.items() if local(key) == "id" and " " in key), "")
            state = _STATES.get(attributes.get("state", ""), "visible")
            sheets.append(SheetEntry(attributes.get("name", ""), state, link))
        elif word == "definedName":
            text.clear()
            defined.append(attributes.get("name", "").casefold())

    def end(tag: str) -> None:
        if local(tag) == "definedName" and defined:
            names[defined.pop()] = "".join(text)

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
    package.parse(name, parser)
    return WorkbookPart(tuple(sheets), names, flags["1904"], flags["strict"])


def read_strings(package: Package, name: str) -> list[str]:
    """Read the texts that cells refer to by number; how they are to be pronounced is passed over."""
    strings: list[str] = []
    pieces: list[str] = []
    text: list[str] = []
    state = {"phonetic": 0, "letters": 0}

    def start(tag: str, _: dict[str, str]) -> None:
        word = local(tag)
        if word == "si":
            pieces.clear()
        elif word == "rPh":
            state["phonetic"] += 1
        text.clear()

    def end(tag: str) -> None:
        word = local(tag)
        if word == "t" and not state["phonetic"]:
            pieces.extend(text)
        elif word == "rPh":
            state["phonetic"] -= 1
        elif word == "si":
            strings.append(unescaped("".join(pieces)))
            state["letters"] += len(strings[-1])
            if state["letters"] > LIMITS.letters:
                raise Refusal("workbook-too-large")

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
    package.parse(name, parser)
    return strings


Style = tuple[str, Kind]
"""A number format, and what it shows."""


def read_styles(package: Package, name: str) -> dict[str, Style]:
    """Read the number format of each cell style, by the style's number as cells write it."""
    formats: dict[str, str] = {str(number): text for number, text in BUILT_IN.items()}
    styles: list[str] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        word = local(tag)
        if word == "numFmt" and "dxf" not in inside:
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)
        elif word == "xf" and inside[-1] == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))
        inside.append(word)

    def end(_: str) -> None:
        inside.pop()

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    package.parse(name, parser)
    codes = [formats.get(number, GENERAL) for number in styles]
    return {str(number): (code, kind_of(code)) for number, code in enumerate(codes)}


def unescaped(text: str) -> str:
    """Put back the characters that XML cannot hold: ``_x000D_`` is a carriage return."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def is_true(text: str | None) -> bool:
    """Read a yes or no of the format."""
    return text in ("1", "true", "on")
