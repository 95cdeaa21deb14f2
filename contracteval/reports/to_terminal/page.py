"""The page that terminal reports are laid out on: width, colour, and letters that the terminal can print.

Characters that change length when spelled otherwise (``€`` is ``EUR`` in ASCII) are replaced before the layout, so
that columns stay straight. No-break spaces travel through the layout as private characters, because rich breaks lines at
them like at any other space, and come back after it.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from contracteval.text import NARROW_SPACE, NO_BREAK_SPACE

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text as RichText

GAP = 2
"""Spaces between the columns of a table."""

Justify = Literal["left", "center", "right"]

# What stands for a character where the terminal has none; other letters lose their accents, the rest is “?”.
_SPELLINGS = {
    "«\u00a0": '"', "\u00a0»": '"', "«": '"', "»": '"', "“": '"', "”": '"', "‘": "'", "’": "'",
    "⚑": "!", "✓": "+", "✗": "x", "−": "-", "–": "-", "—": "-", "…": "...", "·": "-", "•": "*", "›": ">", "→": "->",
    "≤": "<=", "≥": ">=", "≠": "<>", "×": "x", "÷": "/", "√": "sqrt", "Φ": "Phi", "φ": "phi", "│": "|",
    "€": "EUR", "£": "GBP", "œ": "oe", "Œ": "OE", "æ": "ae", "½": "1/2",
}  # fmt: skip
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_HELD = {NO_BREAK_SPACE: "\ue000", NARROW_SPACE: "\ue001"}


@dataclass(frozen=True, slots=True)
class Page:
    """Where a report is printed."""

    width: int = 80
    color: bool = False
    encoding: str = "utf-8"

    def spell(self, text: str) -> str:
        """Write a text with the characters of this page, its no-break spaces held until the end."""
        return _spell(text, self.encoding)

    def text(self, *parts: str | tuple[str, str]) -> RichText:
        """Make a styled text from strings and pairs of string and style."""
        from rich.text import Text as RichText

        made = RichText()
        for part in parts:
            content, style = (part, "") if isinstance(part, str) else part
            made.append(self.spell(content), style)
        return made

    def indented(self, content: RenderableType, mark: str) -> RenderableType:
        """Put a mark before a text and hang the lines that follow under it."""
        from rich.table import Table

        spelled = self.spell(mark)
        grid = Table.grid(padding=0)
        grid.add_column(width=len(spelled), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(spelled, content)
        return grid

    def table(self) -> Table:
        """Make a table with one rule below its head, drawn in what the terminal has."""
        from rich import box
        from rich.table import Table

        ascii_box = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
        lines = box.SIMPLE_HEAD if _prints("─", self.encoding) else ascii_box
        return Table(box=lines, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", show_edge=False)

    def grid(self, indent: int, justify: Sequence[Justify]) -> Table:
        """Make columns without lines, set in by some spaces."""
        from rich.table import Table

        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=max(indent - 2, 0))
        for side in justify:
            grid.add_column(justify=side, overflow="fold")
        return grid

    def render(self, blocks: Iterable[RenderableType]) -> str:
        """Lay out blocks one below the other."""
        console = self._console()
        for block in blocks:
            console.print(block, highlight=False, markup=False, emoji=False)
        made = console.file.getvalue()  # type: ignore[attr-defined]
        lines = (line.rstrip() for line in made.splitlines())
        return self._finish("\n".join(lines) + "\n")

    def _console(self) -> Console:
        from rich.console import Console

        return Console(
            file=io.StringIO(),
            width=self.width,
            force_terminal=self.color,
            color_system="standard" if self.color else None,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
            _environ={},
        )

    def _finish(self, text: str) -> str:
        for space, held in _HELD.items():
            text = text.replace(held, space if _prints(space, self.encoding) else " ")
        return text


@lru_cache(maxsize=4096)
def _spell(text: str, encoding: str) -> str:
    if not _prints(text, encoding):
        text = _SUPERSCRIPTS.sub(lambda found: _exponent(found[0], encoding), text)
        for character, spelling in _SPELLINGS.items():
            if character in text and not _prints(character.strip(NO_BREAK_SPACE), encoding):
                text = text.replace(character, spelling)
        text = "".join(_letter(character, encoding) for character in text)
    for space, held in _HELD.items():
        text = text.replace(space, held)
    return text


def _exponent(digits: str, encoding: str) -> str:
    return digits if _prints(digits, encoding) else "^" + digits.translate(_PLAIN_DIGITS)


def _letter(character: str, encoding: str) -> str:
    if character in _HELD or _prints(character, encoding):
        return character
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return plain if plain and _prints(plain, encoding) else "?"


def _prints(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
