"""What every section of the analyses is written on in the terminal: a page, and the voice that speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracteval.model.result import Comparison
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.to_terminal.page import Page
from contracteval.rules.plan import Plan
from contracteval.text import Language

if TYPE_CHECKING:
    from rich.console import RenderableType


class Desk(Voice):
    """Where sections are written; ``bid`` is set when only one bid is of interest."""

    def __init__(self, page: Page, lang: Language, comparison: Comparison, plan: Plan, bid: str | None = None) -> None:
        super().__init__(lang, comparison, plan, bid)
        self.page = page

    def head(self, en: str, fr: str) -> RenderableType:
        """Make the heading of a section."""
        return self.page.text((self.say(en, fr), "bold"))

    def line(self, text: str, mark: str = "• ") -> RenderableType:
        """Make one sentence of a list; what wraps hangs under its first word."""
        return self.page.indented(self.page.text(text), mark)

    def note(self, text: str) -> RenderableType:
        """Make a remark in small print."""
        return self.page.text((text, "dim"))
