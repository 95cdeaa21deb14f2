"""What the styles of a workbook say about its cells, as far as it could hide a value or open a cell."""

from __future__ import annotations

from contracteval.audit.snapshot import Look
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.number_formats import BUILT_IN, GENERAL, kind_of
from contracteval.intake.formats.package import Package
from contracteval.intake.formats.xlsx_parts import is_true

_BLACK = "000000"


def read_looks(package: Package, name: str) -> dict[str, Look]:
    """Return the look of each cell style, by its number as cells write it."""
    reader = _Reader()
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    package.parse(name, parser)
    return {str(number): look for number, look in enumerate(reader.looks())}


class _Reader:
    """Handles the events of the part."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {str(number): text for number, text in BUILT_IN.items()}
        self.fonts: list[str | None] = []
        self.fills: list[str | None] = []
        self.styles: list[dict[str, str]] = []
        self.unlocked: list[bool] = []
        self._path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        word, inside = local(tag), self._path
        if word == "numFmt" and "dxfs" not in inside:
            self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)
        elif word == "font" and inside[-1:] == ["fonts"]:
            self.fonts.append(None)
        elif word == "fill" and inside[-1:] == ["fills"]:
            self.fills.append(None)
        elif word == "color" and inside[-2:] == ["fonts", "font"]:
            self.fonts[-1] = _colour(attributes)
        elif word == "fgColor" and "fills" in inside:
            self.fills[-1] = _colour(attributes)
        elif word == "xf" and inside[-1:] == ["cellXfs"]:
            self.styles.append(attributes)
            self.unlocked.append(False)
        elif word == "protection" and inside[-2:] == ["cellXfs", "xf"]:
            self.unlocked[-1] = "locked" in attributes and not is_true(attributes["locked"])
        self._path.append(word)

    def end(self, _: str) -> None:
        """End an element."""
        self._path.pop()

    def looks(self) -> list[Look]:
        """Return the looks in the order of the styles."""
        return [self._look(style, unlocked=open_) for style, open_ in zip(self.styles, self.unlocked, strict=True)]

    def _look(self, style: dict[str, str], *, unlocked: bool) -> Look:
        # some programs mark letters that stand for themselves, such as the dashes of a date
        number_format = self.formats.get(style.get("numFmtId", "0"), GENERAL)
        font, fill = (_at(self.fonts, style.get("fontId")), _at(self.fills, style.get("fillId")))
        kind = kind_of(number_format)  # a date in the order of the reader's country is written in several ways
        shown = number_format.replace("\\", "") if kind == "number" else kind
        return Look(shown, None if font == _BLACK else font, fill, not unlocked)


def _colour(attributes: dict[str, str]) -> str | None:
    """Return red, green and blue; None for a colour of the document's theme, which is the plain one here."""
    rgb = attributes.get("rgb")
    return None if rgb is None else rgb[-6:].upper()


def _at(found: list[str | None], number: str | None) -> str | None:
    index = int(number) if number is not None and number.isdecimal() and len(number) < 6 else 0
    return found[index] if index < len(found) else None
