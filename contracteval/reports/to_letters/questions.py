"""The questions to one vendor, ready to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from contracteval.model.analysis.questions import BidQuestions, Question, alike
from contracteval.model.result import BidResult
from contracteval.reports import wording as w
from contracteval.reports.to_letters.pen import Pen, page, seal_line
from contracteval.rules.plan import Plan
from contracteval.text import Language

FIRST = 5
"""How many questions come first: the most valuable ones."""


def question_letter(found: BidQuestions, bid: BidResult, plan: Plan, lang: Language) -> str:
    """Return the letter; it says nothing but questions and why each is asked, and asks nothing twice."""
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
    asked = list(alike(found.vendor))
    first, rest = asked[:FIRST], asked[FIRST:]
    return page(
        head,
        _greeting(pen),
        pen.say(
            "Thank you for your offer. To judge it fairly we need your answers to the questions below. An answer counts as much as what supports it: please name the page, the clause or the reference that holds it. If you cannot answer, say so and why.",
            "Merci de votre offre. Pour l’apprécier avec équité, nous avons besoin de vos réponses aux questions ci-dessous. Une réponse vaut par ce qui l’étaie\u00a0: indiquez la page, la clause ou la référence où elle figure. Si vous ne pouvez pas répondre, dites-le et dites pourquoi.",
        ),
        _block(first, plan, pen, pen.say("Please answer these first", "À répondre en premier")),
        _block(rest, plan, pen, pen.say("We should also like to know", "Nous aimerions aussi savoir")),
        _close(pen),
        seal_line(plan.seal, pen),
    )


def _greeting(pen: Pen) -> str:
    return pen.say("Dear Sir or Madam,", "Madame, Monsieur,")


def _close(pen: Pen) -> str:
    return pen.say("Yours faithfully,", "Veuillez agréer, Madame, Monsieur, nos salutations distinguées.")


def _block(questions: Sequence[Sequence[Question]], plan: Plan, pen: Pen, heading: str) -> str:
    if not questions:
        return ""
    items = "\n".join(f"- **{pen.plain(asked[0].ask)}**\n  {_why(asked, plan, pen)}" for asked in questions)
    return f"## {heading}\n\n{items}"


def _why(asked: Sequence[Question], plan: Plan, pen: Pen) -> str:
    """Say what a question serves; of a low price, also by which named tests it is asked, by their titles alone."""
    flags = [plan.rulebook.flags[item.id] for item in asked if item.kind == "flag"]
    if all(flag.threshold is None for flag in flags):
        told = w.sentence(w.listed(list(dict.fromkeys(pen.plain(item.matters) for item in asked)), pen.lang))
        return pen.say(f"What it serves to judge: {told}.", f"Ce qu’elle sert à apprécier\u00a0: {told}.")
    matters = pen.plain(asked[0].matters)
    # A limit that is an estimate of the buyer's own is no named test: its title would tell that there is one.
    named = [flag.title for flag in flags if flag.threshold not in {None, *plan.rulebook.facts}]
    titles = w.listed([w.lower_first(pen.plain(title)) for title in named], pen.lang)
    tests = pen.say(f" By these tests: {titles}.", f" Selon ces tests\u00a0: {titles}.") if titles else ""
    return pen.say(f"Why we ask: {matters}{tests}", f"Pourquoi cette question\u00a0: {matters}{tests}")
