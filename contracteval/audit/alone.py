"""What a scorecard can be asked without its evaluation: whether it agrees with itself.

Three things stand in it twice: each input and its copy at hand-over, each value and the cells that only repeat it, and
the checks that it makes of itself. Nobody who knows the workbook is stopped by this; a careless edit is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracteval.audit.compare import same, shown
from contracteval.audit.snapshot import Position, SeenCell, SeenSheet, Snapshot, Stored, place_in
from contracteval.errors import Place
from contracteval.intake.book import column_number
from contracteval.model.verification import Deviation
from contracteval.text import Text

_CELL = r"\$?([A-Z]{1,3})\$?([0-9]{1,7})"
_COPIES = (re.compile(rf"(?<![\w(!$]){_CELL}={_CELL}(?![\w(!])"), re.compile(rf"EXACT\({_CELL},{_CELL}\)"))
_CHANGED = re.compile(r"IF\((?:AND\(ISBLANK|EXACT)\(.*,0,1\)", re.DOTALL)
_CHECK = re.compile(rf'IF\({_CELL}=0,"[^"]*","[^"]*"\)')
_LINK = re.compile(rf"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!{_CELL}")


def disagreements(found: Snapshot, file: str) -> tuple[Deviation, ...]:
    """Return where a workbook contradicts itself, sheet by sheet in reading order."""
    titles = {title.casefold(): sheet for title, sheet in found.sheets.items()}
    deviations: list[Deviation] = []
    for sheet in found.sheets.values():
        own = _Sheet(file, sheet, titles)
        for position, cell in sorted(sheet.cells.items()):
            deviations += own.disagreements(position, cell)
        if sheet.state != "visible":
            deviations.append(_structure(file, sheet.title, Text("the sheet is hidden", "la feuille est masquée")))
    for stranger in found.strangers:
        what = Text(f"something that no scorecard has: {stranger}", f"un élément étranger à la fiche\u00a0: {stranger}")
        deviations.append(_structure(file, None, what))
    return tuple(deviations)


class _Sheet:
    """One sheet, asked cell by cell; ``titles`` are all sheets by their folded title."""

    def __init__(self, file: str, sheet: SeenSheet, titles: dict[str, SeenSheet]) -> None:
        self.file, self.sheet, self.titles = file, sheet, titles

    def disagreements(self, position: Position, cell: SeenCell) -> Iterator[Deviation]:
        """Yield what a cell says against others."""
        formula = (cell.formula or "").replace(" ", "")
        if not formula:
            return
        if _CHANGED.fullmatch(formula):
            yield from self._copies(formula)
        check = _CHECK.fullmatch(formula)
        if check is not None:
            yield from self._checked(_position(check[1], check[2]))
        link = _LINK.fullmatch((cell.formula or "").strip())
        if link is not None:
            yield from self._linked(position, cell, link)

    def _copies(self, formula: str) -> Iterator[Deviation]:
        for pattern in _COPIES:
            for match in pattern.finditer(formula):
                own, kept = _position(match[1], match[2]), _position(match[3], match[4])
                one, other = self.sheet.at(own), self.sheet.at(kept)
                if one.formula is not None or not same(_plain(one.value), _plain(other.value)):
                    yield Deviation("input", self._place(own), shown(other, whole=True), shown(one, whole=True))

    def _checked(self, position: Position) -> Iterator[Deviation]:
        """Yield a check of the workbook that fails: it counts 1 where it does."""
        if not same(self.sheet.at(position).value, 0.0):
            yield Deviation("result", self._place(position), 0.0, shown(self.sheet.at(position), whole=False), _FAILS)

    def _linked(self, position: Position, cell: SeenCell, link: re.Match[str]) -> Iterator[Deviation]:
        title = link[1].replace("''", "'") if link[1] else link[2]
        sheet = self.titles.get(title.casefold())
        target = None if sheet is None else sheet.at(_position(link[3], link[4]))
        if target is None:
            yield Deviation("formula", self._place(position), None, f"={cell.formula}")
        elif not _repeats(cell.value, target.value):
            yield Deviation("result", self._place(position), shown(target, whole=False), shown(cell, whole=False))

    def _place(self, position: Position) -> Place:
        return place_in(self.file, self.sheet, position)


_FAILS = Text("a check of the workbook fails", "un contrôle du classeur échoue")


def _repeats(value: Stored, target: Stored) -> bool:
    """Say whether a cell shows what it points at; a blank cell is shown as 0."""
    return same(_plain(value), _plain(target)) or (_plain(target) == "" and value in (0.0, ""))


def _plain(value: Stored) -> Stored:
    return "" if value is None else value


def _position(letters: str, row: str) -> Position:
    return int(row), column_number(letters)


def _structure(file: str, sheet: str | None, what: Text) -> Deviation:
    return Deviation("structure", Place(file, sheet), what=what)
