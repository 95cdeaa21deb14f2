"""A rule as a person reads it in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contracteval.reports import wording as w
from contracteval.reports.rule_sheet import RuleSheet
from contracteval.reports.to_terminal.page import Page
from contracteval.text import Language, Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_KINDS = {
    "criterion": Text("Criterion", "Critère"),
    "measure": Text("Measure", "Mesure"),
    "gate": Text("Gate", "Barrière"),
    "flag": Text("Flag", "Alerte"),
    "diagnostic": Text("Diagnostic", "Diagnostic"),
    "parameter": Text("Parameter", "Paramètre"),
    "fact": Text("Fact", "Fait"),
}


def rule_text(
    sheets: Sequence[RuleSheet], lang: Language = "en", width: int = 80, color: bool = False, encoding: str = "utf-8"
) -> str:
    """Return every sheet of an id, one below the other; the caller prints it."""
    page = Page(width, color, encoding)
    return page.render(_blocks(sheets, page, lang))


def _blocks(sheets: Sequence[RuleSheet], page: Page, lang: Language) -> Iterator[RenderableType]:
    for i, sheet in enumerate(sheets):
        if i:
            yield ""
        kind = _KINDS[sheet.kind].to(lang)
        yield page.text((f"{sheet.title}", "bold"), f" – {w.lower_first(kind)} {sheet.ruleset}.{sheet.id}")
        grid = page.grid(2, ("left", "left"))
        for key, text in sheet.notes:
            grid.add_row("", page.text((key, "dim")), page.text(text))
        yield grid
