"""Text and tables as markup: the one place where what vendors wrote is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

# Control characters, lone surrogates and marks that turn the direction of writing: none belongs in a page.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def text(words: str) -> str:
    """Return words that no browser takes for markup."""
    return escape(_UNFIT.sub("", words))


def paragraph(words: str, role: str = "") -> str:
    """Return a paragraph."""
    opening = f'<p class="{role}">' if role else "<p>"
    return f"{opening}{text(words)}</p>"


def bullets(items: Sequence[str], *, numbered: bool = False) -> str:
    """Return a list, or nothing without items."""
    tag = "ol" if numbered else "ul"
    return f"<{tag}>{''.join(f'<li>{text(item)}</li>' for item in items)}</{tag}>" if items else ""


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int = 1) -> str:
    """Return a table; the first cell of each row is its head, and columns from ``numbers_from`` on stand right."""

    def cell(opening: str, tag: str, words: str, column: int) -> str:
        side = ' class="number"' if column >= numbers_from else ""
        return f"<{opening}{side}>{text(words)}</{tag}>"

    top = "".join(cell('th scope="col"', "th", head, i) for i, head in enumerate(heads))
    body = ""
    for first, *rest in rows:
        cells = "".join(cell("td", "td", words, i) for i, words in enumerate(rest, start=1))
        head = cell('th scope="row"', "th", first, 0)
        body += f"<tr>{head}{cells}</tr>"
    return f'<div class="wide"><table><caption>{text(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
