"""The questions to one vendor, ready to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from contracteval.model.analysis.questions import BidQuestions, Question
from contracteval.model.result import BidResult
from contracteval.reports.to_letters.pen import Pen, page, seal_line
from contracteval.reports.wording import sentence
from contracteval.rules.plan import Plan
from contracteval.text import Language

FIRST = 5
"""How many questions come first: the most valuable ones."""


def question_letter(found: BidQuestions, bid: BidResult, plan: Plan, lang: Language) -> str:
    """Return the letter; it says nothing but questions and why each is asked."""
    pen = Pen(lang)
    title = pen.plain(plan.settings.title)
    head = (
        f"# {pen.say('Questions about your offer', 'Questions sur votre offre')}\n\n{title}\n\n{pen.plain(bid.vendor)}"
    )
    if not found.vendor:
        none = pen.say(
            "We have no question about your offer. Thank you for its care.",
            "Nous n’avons pas de question sur votre offre. Merci du soin que vous y avez mis.",
        )
        return page(head, _greeting(pen), none, _close(pen), seal_line(plan.seal, pen))
    first, rest = found.vendor[:FIRST], found.vendor[FIRST:]
    return page(
        head,
        _greeting(pen),
        pen.say(
            "Thank you for your offer. To judge it fairly we need your answers to the questions below. An answer counts as much as what supports it: please name the page, the clause or the reference that holds it. If you cannot answer, say so and why.",
            "Merci de votre offre. Pour l’apprécier avec équité, nous avons besoin de vos réponses aux questions ci-dessous. Une réponse vaut par ce qui l’étaie\u00a0: indiquez la page, la clause ou la référence où elle figure. Si vous ne pouvez pas répondre, dites-le et dites pourquoi.",
        ),
        _block(first, pen, pen.say("Please answer these first", "À répondre en premier")),
        _block(rest, pen, pen.say("We should also like to know", "Nous aimerions aussi savoir")),
        _close(pen),
        seal_line(plan.seal, pen),
    )


def _greeting(pen: Pen) -> str:
    return pen.say("Dear Sir or Madam,", "Madame, Monsieur,")


def _close(pen: Pen) -> str:
    return pen.say("Yours faithfully,", "Veuillez agréer, Madame, Monsieur, nos salutations distinguées.")


def _block(questions: Sequence[Question], pen: Pen, heading: str) -> str:
    if not questions:
        return ""
    items = "\n".join(f"- **{pen.plain(item.ask)}**\n  {_why(item, pen)}" for item in questions)
    return f"## {heading}\n\n{items}"


def _why(item: Question, pen: Pen) -> str:
    matters = pen.plain(item.matters)
    if item.kind == "flag":
        return pen.say(f"Why we ask: {matters}", f"Pourquoi cette question\u00a0: {matters}")
    told = sentence(matters)
    return pen.say(f"What it serves to judge: {told}.", f"Ce qu’elle sert à apprécier\u00a0: {told}.")
