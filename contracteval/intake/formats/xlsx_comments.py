"""Comments of an Excel sheet: notes of the old kind, and threads of the new one."""

from __future__ import annotations

from contracteval.intake.formats.limits import LIMITS, Refusal
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.package import Package
from contracteval.intake.formats.xlsx_parts import unescaped
from contracteval.intake.formats.xlsx_sheet import areas_of

_COMMENTS = ("comment", "threadedComment")


def read_comments(package: Package, sheet: str) -> dict[tuple[int, int], str]:
    """Read the comments of a sheet by cell; where a thread stands, the note that only repeats it is left out."""
    notes: dict[tuple[int, int], str] = {}
    threads: dict[tuple[int, int], str] = {}
    for link in package.links(sheet):
        if link.target in package and link.kind in ("comments", "threadedComment"):
            found = threads if link.kind == "threadedComment" else notes
            for position, text in _read(package, link.target):
                found[position] = f"{found[position]}\n{text}" if position in found else text
    return {position: text for position, text in (notes | threads).items() if text}


def _read(package: Package, name: str) -> list[tuple[tuple[int, int], str]]:
    found: list[tuple[tuple[int, int], str]] = []
    text: list[str] = []
    places: list[str] = []
    state = {"inside": 0, "letters": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        word = local(tag)
        if word in _COMMENTS:
            places.append(attributes.get("ref", ""))
            text.clear()
        elif word in ("t", "text"):
            state["inside"] += 1

    def characters(piece: str) -> None:
        if state["inside"]:
            text.append(piece)
            state["letters"] += len(piece)
            if state["letters"] > LIMITS.letters:
                raise Refusal("workbook-too-large")

    def end(tag: str) -> None:
        word = local(tag)
        if word in ("t", "text"):
            state["inside"] -= 1
        elif word in _COMMENTS and places:
            areas = areas_of(places.pop())
            found.extend((area[:2], unescaped("".join(text)).strip()) for area in areas[:1])

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    package.parse(name, parser)
    return found
