"""An amount that is not what its own cells give: stated, recomputed, and the cells to look at."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from contracteval.errors import Place, Problem
from contracteval.model.record import dataclass
from contracteval.text import NO_BREAK_SPACE, Language, Text, each, format_number

_DECIDE = Text(
    "ask the vendor which number counts; until then both are shown",
    "demandez au prestataire quel montant fait foi\u00a0; d’ici là, les deux sont montrés",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One stated amount that its own cells do not give.

    ``how`` says how it was recomputed (``sum of 7 lines``), ``cells`` from what, ``why`` what the formula does wrong
    where that can be told. ``stated - recomputed`` is the difference. The buyer decides which number counts.
    """

    kind: str
    place: Place
    label: str
    stated: Fraction
    recomputed: Fraction
    how: Text
    cells: tuple[str, ...] = ()
    unit: str | None = None
    why: Text | None = None

    @property
    def difference(self) -> Fraction:
        """Return by how much the stated amount is too high."""
        return self.stated - self.recomputed

    def problem(self) -> Problem:
        """Return the difference as a finding; sums name their amounts, the same fault in many lines reads alike."""
        got = each(self._got)
        if self.kind in ONE_BY_ONE:
            message = Text(
                f"{self._named('en')}{got.en} ({self.how.en})", f"{self._named('fr')}{got.fr} ({self.how.fr})"
            )
            step = (
                _DECIDE
                if self.why is None
                else Text(f"{self.why.en}; {_DECIDE.en}", f"{self.why.fr}\u00a0; {_DECIDE.fr}")
            )
            return Problem(self.kind, message, (self.place,), next=step, severity="warning")
        message = Text(f"an amount is not {self.how.en}", f"un montant n’est pas {self.how.fr}")
        place = replace(self.place, label=Text(f"{self._named('en')}{got.en}", f"{self._named('fr')}{got.fr}"))
        return Problem(self.kind, message, (place,), next=_DECIDE, severity="warning")

    def _named(self, lang: Language) -> str:
        colon = f"{NO_BREAK_SPACE}:" if lang == "fr" else ":"
        return f"{self.label[:40]}{colon} " if self.label else ""

    def _got(self, lang: Language) -> str:
        stated, recomputed = self.amount(self.stated, lang), self.amount(self.recomputed, lang)
        if lang == "fr":
            return f"{stated} indiqué, {recomputed} recalculé"
        return f"{stated} stated, {recomputed} recomputed"

    def amount(self, value: Fraction, lang: Language) -> str:
        """Write an amount with its unit, to the cent."""
        text = format_number(value, lang, 2, keep_zeros=self.unit is not None and self.unit[:1] in "€$£")
        return f"{text}{NO_BREAK_SPACE}{self.unit}" if self.unit else text


ONE_BY_ONE = frozenset(
    {"total-differs", "sub-total-differs", "tax-differs", "discount-differs", "one-off-and-recurring"}
)
"""The kinds that are told one by one, with their amounts; the others come by the row and are gathered."""
