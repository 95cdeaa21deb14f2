"""Texts that a cell cannot hold as they were given: which, and what was done to them; at the foot of Checks."""

from __future__ import annotations

from contracteval.reports.to_workbook.content import LONGEST_NAME, Content
from contracteval.reports.to_workbook.page import Altered, Page, what_alters
from contracteval.reports.wording import counted, semicolon
from contracteval.text import Text

_COLUMNS, _MOST = 6, 200
_TITLE = Text(
    "Texts that could not be written as given: no check fails for them, and no number rests on them",
    "Textes qui n’ont pas pu être écrits tels quels\u00a0: aucun contrôle n’échoue pour autant, et aucun nombre n’en dépend",
)
_NAME_OF = Text("Name of the bid", "Nom de l’offre")
_CONTROL = (
    Text("control character taken out", "caractère de contrôle retiré"),
    Text("control characters taken out", "caractères de contrôle retirés"),
)
_CUT = (
    Text("letter cut off at the end, marked […]", "caractère coupé à la fin, marqué […]"),
    Text("letters cut off at the end, marked […]", "caractères coupés à la fin, marqués […]"),
)
_MORE = (Text("more", "autre"), Text("more", "autres"))


def write_altered(page: Page, content: Content, row: int) -> None:
    """List the cells, and the names of bids, which stand in many."""
    found = [*_names(content), *page.altered]
    if not found:
        return
    page.section(row, _TITLE, _COLUMNS)
    for i, item in enumerate(found[:_MOST]):
        page.text(row + 1 + i, 0, _done(item, content))
        page.text(row + 1 + i, 1, f"{item.sheet}!{item.cell}" if item.sheet else f"{content.to(_NAME_OF)} {item.cell}")
    if len(found) > _MOST:
        page.text(row + 1 + _MOST, 0, f"… {counted(len(found) - _MOST, *_MORE, content.lang)}")


def _names(content: Content) -> list[Altered]:
    found = []
    for entry in content.entries:
        controls, cut = what_alters(entry.given_name, LONGEST_NAME)
        if controls or cut:
            found.append(Altered("", entry.result.id, controls, cut))
    return found


def _done(item: Altered, content: Content) -> str:
    parts = ((item.controls, _CONTROL), (item.cut, _CUT))
    told = [counted(number, *words, content.lang) for number, words in parts if number]
    return f"{semicolon(content.lang)} ".join(told)
