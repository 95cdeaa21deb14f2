"""Names as people type them: folded for comparison, cleaned for print, and the nearest known one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from contracteval.errors import Place, Problem
from contracteval.text import Text, each, quote, suggestion

MAX_SHOWN = 200


def fold(text: str) -> str:
    """Fold case, accents and spaces, so that ``Total  H.T.`` written twice by hand compares equal."""
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


def shown(text: str) -> str:
    """Make a vendor's text safe to print: one line, no control characters, at most 200 characters."""
    head = text[: MAX_SHOWN + 1]
    clean = "".join(" " if c.isspace() else c for c in head if c.isspace() or c.isprintable())
    return clean if len(head) <= MAX_SHOWN else clean[: MAX_SHOWN - 1] + "…"


def quoted(text: str) -> Text:
    """Quote a vendor's text in both languages."""
    return each(lambda lang: quote(shown(text), lang))


def unknown_name(kind: str, what: Text, name: str, known: Iterable[str], place: Place) -> Problem:
    """Say ``what`` is not known (a fact, a key, a sheet) under that name, and which one was probably meant."""
    said = quoted(name)
    return Problem(
        kind,
        Text(f"{what.en} {said.en}", f"{what.fr} {said.fr}"),
        (place,),
        next=suggestion(name, known),
    )


FACT = Text("unknown fact", "donnée inconnue")
KEY = Text("unknown key", "clé inconnue")
COLUMN = Text("unknown column", "colonne inconnue")
SHEET = Text("unknown sheet", "feuille inconnue")
BID = Text("unknown bid", "offre inconnue")
TABLE = Text("unknown table", "tableau inconnu")
GRADE = Text("unknown evidence grade", "niveau de preuve inconnu")
