"""What letters are written with: language, plain text, headings."""

from __future__ import annotations

import re

from contracteval.model.seal import SealState
from contracteval.reports.seal import seal_mark
from contracteval.text import Language, Text

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


class Pen:
    """Writes Markdown in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def say(self, en: str, fr: str) -> str:
        """Return the sentence in the language."""
        return fr if self.lang == "fr" else en

    def plain(self, text: str | Text) -> str:
        """Write text that others gave as one line without markup."""
        said = text.to(self.lang) if isinstance(text, Text) else text
        return _MARKUP.sub(r"\\\1", " ".join(said.split(" ")).replace("\n", " ").replace("\r", " "))


def seal_line(state: SealState, pen: Pen) -> str:
    """Return the fingerprint for a vendor, who may have noted it, and nothing else of the seal; nothing without one."""
    return "" if state.seal is None else pen.plain(seal_mark(state, pen.lang))


def page(*blocks: str) -> str:
    """Join blocks with an empty line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"
