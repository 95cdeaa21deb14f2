"""Who is ahead whatever the missing answers are, and which of them to ask for first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.missing import Missing
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.missing import asked, effects, question, sentences
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_ASKED = 5
"""How many questions are shown; --json has them all."""


def blocks(result: Missing, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section."""
    yield desk.head("Whatever the missing answers are", "Quelles que soient les réponses manquantes")
    yield from (desk.line(text) for text in sentences(result, desk))
    facts = asked(result, desk)
    if facts:
        yield ""
        yield desk.head("What to ask, first things first", "Quoi demander, dans l’ordre")
    for place, fact in enumerate(facts[:_ASKED], start=1):
        yield desk.line(question(fact, desk), f"{place}. ")
        yield from (desk.page.indented(desk.page.text((text, "dim")), "   ") for text in effects(fact, desk))
    if len(facts) > _ASKED:
        rest = w.counted(
            len(facts) - _ASKED,
            Text("more answer", "autre réponse"),
            Text("more answers", "autres réponses"),
            desk.lang,
        )
        yield desk.note(desk.say(f"and {rest}: --json lists them all.", f"et {rest}\u00a0: --json les donne toutes."))
