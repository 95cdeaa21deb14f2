"""What every sentence about the analyses is written with: the language, the names of the bids, the rules."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from contracteval.model.result import Comparison
from contracteval.reports import wording as w
from contracteval.rules.plan import Plan
from contracteval.text import NO_BREAK_SPACE, Language, format_number


class Voice:
    """Who speaks of which evaluation; ``bid`` is set when only one bid is of interest."""

    def __init__(self, lang: Language, comparison: Comparison, plan: Plan, bid: str | None = None) -> None:
        self.lang = lang
        self.bids = {item.id: item for item in comparison.bids}
        self.names = w.names_of(comparison.bids)
        self.plan = plan
        self.bid = bid

    def say(self, en: str, fr: str) -> str:
        """Return the sentence in the language of the report."""
        return fr if self.lang == "fr" else en

    def title(self) -> str:
        """Return the line that says which evaluation this is."""
        settings = self.plan.settings
        return " · ".join((settings.title, w.day_text(settings.date, self.lang), self.plan.profile.title.to(self.lang)))

    def title_of(self, id_: str) -> str:
        """Return the title of a step, or of the bar on a score that the id names."""
        step = self.plan.rulebook.steps.get(id_)
        title = step.title if step is not None else self.plan.title_of(id_.partition(":")[2])
        return title.to(self.lang)

    def listed(self, ids: Iterable[str]) -> str:
        """Write the names of bids in a row: ``A, B and C``."""
        return w.listed([self.names[id_] for id_ in ids], self.lang)

    def points_at_most(self, share: Fraction) -> str:
        """Write a share as points of 100, rounded down, so that the promise holds: ``4.2 points``."""
        return self._points(Fraction(math.floor(share * 1000), 10))

    def points_at_least(self, share: Fraction) -> str:
        """Write a share as points of 100, rounded up."""
        return self._points(Fraction(math.ceil(share * 1000), 10))

    def number(self, value: Fraction) -> str:
        """Write a number with two decimals at most."""
        return format_number(value, self.lang, 2)

    def _points(self, value: Fraction) -> str:
        return f"{format_number(value, self.lang, 1)}{NO_BREAK_SPACE}{w.points_word(value, self.lang)}"

    def hanging(self, value: Fraction) -> str:
        """Say how many points hang on something: ``; up to 4.2 points hang on it``."""
        word = w.points_word(value, self.lang)
        points = f"{w.bare_number_short(value, self.lang)}{NO_BREAK_SPACE}{word}"
        return self.say(
            f"; up to {points} {'hangs' if word == 'point' else 'hang'} on it",
            f"\u00a0; jusqu’à {points} en {'dépend' if word == 'point' else 'dépendent'}",
        )
