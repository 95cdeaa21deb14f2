"""Recalculate workbooks with other people's calculators, on a copy whose cached values are stripped."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

Values = dict[tuple[str, str], Any]

_FORMULA_CELL = re.compile(r"(<c\b[^>]*>)(<f\b[^>]*>.*?</f>|<f\b[^>]*/>)<v>.*?</v>", re.DOTALL)
_FORMULA_PLACE = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f')
_SHEET = re.compile(r'<sheet name="([^"]*)"')
_TYPE = re.compile(r'\s+t="\w+"')


def strip_cached(source: Path, target: Path, planted: str = "") -> None:
    """Copy a workbook without the cached values of its formulas (LibreOffice would trust them), or with a wrong one."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                content = _FORMULA_CELL.sub(lambda found: _without_value(found) + planted, content.decode()).encode()
            new.writestr(item, content)


def _without_value(match: re.Match[str]) -> str:
    return _TYPE.sub("", match[1]) + match[2]


def formula_cells(path: Path) -> dict[tuple[str, str], str]:
    """Return the text of every formula by sheet and cell."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def formula_places(path: Path) -> list[tuple[str, str]]:
    """Return the sheet and cell of every formula of a workbook of ours, without the cost of loading it."""
    with zipfile.ZipFile(path) as parts:
        titles = [unescape(title) for title in _SHEET.findall(parts.read("xl/workbook.xml").decode())]
        return [
            (title, cell)
            for i, title in enumerate(titles, 1)
            for cell in _FORMULA_PLACE.findall(parts.read(f"xl/worksheets/sheet{i}.xml").decode())
        ]


def cached(path: Path) -> Values:
    """Return every value as a reader sees it that does not recalculate."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LibreOffice adds extensions that openpyxl does not know
        book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): _plain(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _plain(value: Any) -> Any:
    return (value - datetime(1899, 12, 30)).days if isinstance(value, datetime) else value  # noqa: DTZ001


class IronBook:
    """A workbook without its cached values in IronCalc: cells can be set, recalculated and read again and again."""

    def __init__(self, path: Path, tmp: Path) -> None:
        import ironcalc

        bare = tmp / f"bare-{path.name}"
        strip_cached(path, bare, planted="<v>999</v>")  # it prints a line for each formula without a value
        self.model: Any = ironcalc.load_from_xlsx(str(bare), "en", "UTC", "en")
        self.sheets = {found["name"]: i for i, found in enumerate(self.model.get_worksheets_properties())}

    def set(self, place: tuple[str, str], value: object) -> None:
        """Set a cell; None empties it."""
        (row, column), sheet = _split(place[1]), self.sheets[place[0]]
        if value is None:
            self.model.clear_cell_contents(sheet, row, column)
        elif isinstance(value, str):
            self.model.update_cell_with_text(sheet, row, column, value)
        else:
            self.model.update_cell_with_number(sheet, row, column, float(value))  # type: ignore[arg-type]

    def get(self, place: tuple[str, str]) -> Any:
        """Return the value of a cell as last calculated."""
        return self.model.get_cell_value(self.sheets[place[0]], *_split(place[1]))

    def values(self) -> Values:
        """Recalculate and return every cell."""
        self.model.evaluate()
        names = {i: name for name, i in self.sheets.items()}
        return {
            (names[index], f"{_letters(column)}{row}"): self.model.get_cell_value(index, row, column)
            for index, row, column in self.model.get_all_cells()
        }


def recalculate_ironcalc(path: Path, tmp: Path, edits: Mapping[tuple[str, str], object] | None = None) -> Values:
    """Recalculate with IronCalc, after setting some cells (None empties one)."""
    book = IronBook(path, tmp)
    for place, value in (edits or {}).items():
        book.set(place, value)
    return book.values()


class LazyValues(dict[tuple[str, str], Any]):
    """The values of a workbook, read from the calculator when they are asked for."""

    def __init__(self, book: IronBook) -> None:
        super().__init__()
        book.model.evaluate()
        self._book = book

    def get(self, place: tuple[str, str], default: Any = None) -> Any:
        """Return the value of a cell."""
        return self._book.get(place)


def recalculate_libreoffice(paths: Sequence[Path], tmp: Path) -> dict[Path, Values]:
    """Recalculate many workbooks in one call, with a profile of its own."""
    bare = tmp / "bare"
    bare.mkdir()
    for path in paths:
        strip_cached(path, bare / path.name)
    _convert([bare / path.name for path in paths], tmp)
    return {path: cached(tmp / "out" / path.name) for path in paths}


def resaved_by_libreoffice(contents: Sequence[bytes], tmp: Path) -> list[bytes]:
    """Open workbooks in LibreOffice, in one call, and save them as they are: the bytes that LibreOffice writes."""
    paths = [tmp / f"original-{i}.xlsx" for i in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    _convert(paths, tmp)
    return [(tmp / "out" / path.name).read_bytes() for path in paths]


def _convert(paths: Sequence[Path], tmp: Path) -> None:
    out = tmp / "out"
    out.mkdir()
    profile = f"-env:UserInstallation={(tmp / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=300)


def has_libreoffice() -> bool:
    """Say whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def _split(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]), column


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def differences(left: Values, right: Values, cells: Sequence[tuple[str, str]]) -> list[tuple[Any, ...]]:
    """List the cells whose values differ: numbers at 1e-12 relative to max(1, |x|), empty text equal to nothing."""
    found = []
    for place in cells:
        a, b = left.get(place), right.get(place)
        if not _same(a, b):
            found.append((*place, a, b))
    return found


def _same(a: Any, b: Any) -> bool:
    a, b = (None if value == "" else value for value in (a, b))
    if isinstance(a, bool) or isinstance(b, bool) or not (isinstance(a, int | float) and isinstance(b, int | float)):
        return bool(a == b)
    return abs(a - b) <= 1e-12 * max(1.0, abs(a))
