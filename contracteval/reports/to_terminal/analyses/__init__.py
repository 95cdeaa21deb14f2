"""How firm the result is, as a director reads it: plain sentences first, numbers after."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from contracteval.model.analyses import SECTIONS, Analyses
from contracteval.model.result import Comparison
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.reports.to_terminal.page import Page
from contracteval.reports.to_terminal.seal import seal_blocks
from contracteval.rules.plan import Plan
from contracteval.text import Language

if TYPE_CHECKING:
    from rich.console import RenderableType


def analyses_text(
    analyses: Analyses,
    comparison: Comparison,
    plan: Plan,
    lang: Language = "en",
    width: int = 80,
    color: bool = False,
    encoding: str = "utf-8",
    bid: str | None = None,
) -> str:
    """Return the sections that were asked for; with ``bid`` only what concerns that bid, below its explanation."""
    desk = Desk(Page(width, color, encoding), lang, comparison, plan, bid)
    return desk.page.render(_blocks(analyses, desk))


def _blocks(analyses: Analyses, desk: Desk) -> Iterator[RenderableType]:
    if desk.bid is None:
        yield desk.page.text((desk.title(), "dim"))
    for name in SECTIONS:
        result = getattr(analyses, name)
        if result is not None:
            blocks = list(import_module(f"{__name__}.{name}").blocks(result, desk))
            yield from ["", *blocks] if blocks else []
    yield from seal_blocks(desk.plan.seal, desk.page, desk.lang)
