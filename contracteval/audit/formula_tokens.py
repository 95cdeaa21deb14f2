"""A formula as its words, so that the same one is the same however a program writes it.

Programs write sheet names with or without quotes, leave blanks, and put prefixes before newer functions; letters of
functions, names and cells may be large or small. Texts in quotation marks count letter by letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")"""
    r"""|(?P<sheet>'(?:[^']|'')+')(?=!)"""
    r"""|(?P<columns>\[(?:[^\[\]]|\[[^\[\]]*\])*\])"""
    r"""|(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(?![\w.:!$])"""
    r"""|(?P<name>[\w.$\\?]+)"""
    r"""|(?P<blank>\s+)"""
    r"""|(?P<other>.)""",
    re.DOTALL,
)
_PREFIX = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.)+", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def tokens(formula: str) -> tuple[str, ...]:
    """Return the words of a formula.

    >>> tokens("'Sheet 1'!$A$1 + sum( B2:B3 )") == tokens("'sheet 1'!$A$1+SUM(B2:B3)")
    True
    """
    found: list[str] = []
    for match in _WORD.finditer(formula.removeprefix("of:").removeprefix("=")):
        kind, word = match.lastgroup, match[0]
        if kind == "text":
            found.append(word)
        elif kind == "sheet":
            found.append(word[1:-1].replace("''", "'").casefold())
        elif kind == "number":
            found.append(repr(float(word)))
        elif kind == "name":
            found.append(_PREFIX.sub("", word).casefold())
        elif kind == "blank":
            _keep_blank(found, formula, match.end())
        else:
            found.append(word.casefold())
            if word == ")" and found[-3:-1] in (["true", "("], ["false", "("]):
                del found[-2:]  # some programs write FALSE as a function
    return tuple(found)


def _keep_blank(found: list[str], formula: str, end: int) -> None:
    """Keep a blank that is the sign of an intersection: it stands between two areas."""
    before, after = (found[-1][-1:] if found else ""), formula[end : end + 1]
    if (before.isalnum() or before in ")]") and (after.isalnum() or after in ("$", "'", "(", "[")):
        found.append(" ")
