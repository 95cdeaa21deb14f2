"""What to ask each vendor, with what only the buyer may know: which answer would change the decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.questions import BidQuestions, Question, Questions, alike
from contracteval.reports import wording as w
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_SHOWN = 5
_TURNS = 2


def blocks(result: Questions, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section: five questions for each bid, the most valuable first."""
    words = LeverWords(desk.plan, desk.lang)
    yield desk.head("What to ask each vendor", "Quoi demander à chaque candidat")
    for item in result.bids:
        if desk.bid in (None, item.bid):
            yield from _bid(item, words, desk)
    yield desk.note(
        desk.say(
            "For internal eyes: “contracteval questions -o letters” writes letters without thresholds or figures.",
            "À usage interne\u00a0: «\u00a0contracteval questions -o lettres\u00a0» écrit des lettres sans seuil ni chiffre.",
        )
    )


def _bid(item: BidQuestions, words: LeverWords, desk: Desk) -> Iterator[RenderableType]:
    name = desk.names[item.bid]
    if not item.vendor:
        yield desk.page.text((f"{name}{w.colon(desk.lang)} ", "bold"), desk.say("nothing to ask.", "rien à demander."))
    else:
        yield desk.page.text((f"{name}{w.colon(desk.lang)}", "bold"))
    asked = list(alike(item.vendor))
    for place, questions in enumerate(asked[:_SHOWN], start=1):
        yield desk.page.indented(desk.page.text(questions[0].ask.to(desk.lang)), f"  {place}. ")
        for text in (text for question in questions for text in _inside(question, words, desk)):
            yield desk.page.indented(desk.page.text((text, "dim")), "     ")
    rest = len(asked) - _SHOWN
    if rest > 0:
        more = w.counted(
            rest, Text("more question", "autre question"), Text("more questions", "autres questions"), desk.lang
        )
        yield desk.page.indented(desk.page.text((desk.say(f"and {more}", f"et {more}"), "dim")), "     ")
    if item.own:
        labels = w.listed([question.because.to(desk.lang) for question in item.own[:3]], desk.lang)
        more = f" (+{len(item.own) - 3})" if len(item.own) > 3 else ""
        told = desk.say(
            f"For yourselves to settle: {labels}{more}.", f"À établir par vous-mêmes\u00a0: {labels}{more}."
        )
        yield desk.page.indented(desk.page.text((told, "dim")), "     ")


def _inside(item: Question, words: LeverWords, desk: Desk) -> Iterator[str]:
    """Yield what is known inside: why it is asked, and which answer would turn what."""
    because = w.sentence(item.because.to(desk.lang))
    if item.worth:
        because += desk.hanging(item.worth)
    yield f"{because}."
    for turn in item.turns[:_TURNS]:
        yield w.sentence(f"{words.turn(turn)}.")
