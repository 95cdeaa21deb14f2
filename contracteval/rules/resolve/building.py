"""A rulebook in the making: what was resolved so far, and every problem found on the way."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contracteval.errors import FormulaError, Place, Problem
from contracteval.formula.from_text import from_text
from contracteval.model.fact import FactSpec, Option, TableSpec
from contracteval.model.quantity import QuantityError, parse_amount
from contracteval.model.unit import ONE, PERCENT, Unit, parse_unit
from contracteval.rules import rulebook as r
from contracteval.rules import shape
from contracteval.rules.from_toml import Entry, RawRules
from contracteval.text import Text


class Building:
    """What the shapes of some rulesets have been resolved to; its methods read the pieces that all words share."""

    def __init__(self, raw: RawRules) -> None:
        self.raw = raw
        self.problems: list[Problem] = []
        self.facts: dict[str, FactSpec] = {}
        self.tables: dict[str, TableSpec] = {}
        self.parameters: dict[str, r.Parameter] = {}
        self.steps: dict[str, r.Step] = {}

    def problem(
        self, kind: str, place: Place, en: str, fr: str, got: str | None = None, next_: Text | None = None
    ) -> None:
        self.problems.append(Problem(kind, Text(en, fr), (place,), got=got, next=next_))

    def unit(self, text: str | None, type_: str, place: Place) -> Unit:
        if text is None:
            return PERCENT if type_ == "ratio" else ONE
        unit = parse_unit(text)
        if unit is None:
            self.problem("unit-unknown", place, "unknown unit", "unité inconnue", text)
            return ONE
        return unit

    def amount(self, text: str, unit: Unit, place: Place) -> Fraction:
        try:
            return parse_amount(text, unit)
        except QuantityError as error:
            self.problem("amount", place, f"not a number in {unit}", f"ce n’est pas un nombre en {unit}", error.text)
            return Fraction(0)

    def formula(self, text: str, place: Place) -> r.Formula | None:
        try:
            return r.Formula.of(text, from_text(text, place.file, place.key), place)
        except FormulaError as error:
            self.problems.extend(error.problems)
            return None

    def formulas(self, texts: Sequence[tuple[str, str]], word: str, entry: Entry) -> tuple[r.Formula, ...]:
        made = [self.formula(text, entry.place(word, key)) for key, text in texts]
        return tuple(formula for formula in made if formula is not None)


def options_of(shapes: Sequence[shape.OptionShape]) -> tuple[Option, ...]:
    return tuple(Option(option.id, option.label.text()) for option in shapes)
