"""The verification of a scorecard in the terminal: the verdict, what it rests on, then each cell that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contracteval.model.verification import Deviation, Kind, Verification
from contracteval.reports import verification_words as w
from contracteval.reports.to_terminal.page import Page
from contracteval.text import Language

if TYPE_CHECKING:
    from rich.console import RenderableType

_ORDER: tuple[Kind, ...] = ("formula", "input", "content", "result", "structure", "look")
"""Causes before what may follow from them."""
_MOST, _NAMED = 12, 3
_NARROW = 70


def verification_text(
    found: Verification, lang: Language = "en", width: int = 80, color: bool = False, encoding: str = "utf-8"
) -> str:
    """Return the finding about one file."""
    page = Page(width, color, encoding)
    return page.render(_blocks(found, page, lang))


def _blocks(found: Verification, page: Page, lang: Language) -> Iterator[RenderableType]:
    style = "bold green" if found.holds else "bold red"
    yield page.text((found.file, "bold"), " – ", (w.headline(found, lang), style))
    for statement in w.statements(found, lang):
        yield page.text(statement)
    for kind in _ORDER:
        items = found.of(kind)
        if items:
            yield ""
            yield page.text((w.kind_title(kind, len(items), lang), "bold"))
            yield from _differences(items, page, lang)


def _differences(items: Sequence[Deviation], page: Page, lang: Language) -> Iterator[RenderableType]:
    rows = _gathered(items, lang)
    grid = page.grid(2, ["left", "left"])
    for places, item in list(rows.values())[:_MOST]:
        more = f" … ({len(places)})" if len(places) > _NAMED else ""
        grid.add_row("", page.text(", ".join(places[:_NAMED]) + more), page.text(*_said(item, page, lang)))
    yield grid
    if len(rows) > _MOST:
        yield page.text((f"  {w.more_text(len(rows) - _MOST, lang)}", "dim"))


def _gathered(items: Sequence[Deviation], lang: Language) -> dict[object, tuple[list[str], Deviation]]:
    """Gather what is said alike of many sheets; what is said of a cell stands alone."""
    rows: dict[object, tuple[list[str], Deviation]] = {}
    for i, item in enumerate(items):
        key = i if item.place.cell is not None or item.expected or item.found else item.what
        rows.setdefault(key, ([], item))[0].append(_place(item, lang))
    return rows


def _place(item: Deviation, lang: Language) -> str:
    place = item.place
    cell = "!".join(part for part in (place.sheet, place.cell) if part is not None) or place.file
    label = "" if place.label is None else place.label.to(lang)
    return f"{cell} ({label if len(label) <= 40 else label[:39] + '…'})" if label else cell


def _said(item: Deviation, page: Page, lang: Language) -> Iterator[str | tuple[str, str]]:
    if item.what is not None:
        yield item.what.to(lang)
        if item.expected is None and item.found is None:
            return
        yield "\n"
    expected, found = w.contrast(item, lang, max(24, min(page.width, 140) - _NARROW))
    yield f"{w.EXPECTED.to(lang)} {expected}\n{w.FOUND.to(lang)} "
    yield (found, "bold")
