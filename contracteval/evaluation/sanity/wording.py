"""Examples as a person reads them: ``price = 10 M€/yr, should_cost = 8 M€/yr``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from contracteval.evaluation.sanity.trials import Trial
from contracteval.model.fact import FactSpec
from contracteval.model.unit import unit_label
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.rulebook import LOT, Rulebook
from contracteval.text import Language, Text

_MOST_LISTED = 12


def example_text(trial: Trial, book: Rulebook) -> Text:
    """Write the answers of a trial, in both languages."""
    return Text(_answers(trial, book, "en"), _answers(trial, book, "fr"))


def _answers(trial: Trial, book: Rulebook, lang: Language) -> str:
    parts = []
    for id_, answer in trial.items():
        if id_.startswith("grade("):
            continue
        if isinstance(answer, list):
            columns: Mapping[str, FactSpec] = book.facts if id_ == LOT else book.tables[id_].columns
            rows = [
                "{"
                + ", ".join(
                    f"{c} = {_value(v, columns.get(c), lang)}" for c, v in row.items() if not isinstance(v, Unknown)
                )
                + "}"
                for row in answer
            ]
            parts.append(f"{id_} = [{', '.join(rows)}]")
        else:
            parts.append(f"{id_} = {_value(answer, book.facts[id_], lang)}")
    if len(parts) > _MOST_LISTED:
        parts = [*parts[:_MOST_LISTED], "…"]
    return ", ".join(parts)


def _value(value: Any, spec: FactSpec | None, lang: Language) -> str:
    if value is None or isinstance(value, Unknown):
        return "?"
    if isinstance(value, bool):
        words = {"en": ("yes", "no"), "fr": ("oui", "non")}[lang]
        return words[0] if value else words[1]
    if not isinstance(value, Fraction):
        return value.isoformat() if isinstance(value, date) else str(value)
    if spec is not None and spec.unit.text == "%":
        return f"{number_text(value * 100, lang)}\u00a0%" if lang == "fr" else f"{number_text(value * 100, lang)} %"
    unit = unit_label(spec.unit, lang) if spec is not None else ""
    return f"{number_text(value, lang)}{' ' if lang == 'en' else chr(160)}{unit}" if unit else number_text(value, lang)


def number_text(value: Any, lang: Language) -> str:
    """Write a number or an infinite end to six digits."""
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    try:
        text = f"{float(value):.6g}"
    except OverflowError:  # a made-up answer under an exponential
        text = f"{Decimal(value.numerator) / value.denominator:.5e}"
    return text.replace(".", ",") if lang == "fr" else text


def outcome_text(value: Any) -> Text:
    """Write what a step comes to."""
    if isinstance(value, Unknown):
        return Text("unknown", "inconnu")
    if isinstance(value, Undefined):
        return Text("undefined", "indéfini")
    if isinstance(value, bool):
        return Text("yes" if value else "no", "oui" if value else "non")
    if isinstance(value, Fraction):
        return Text(number_text(value, "en"), number_text(value, "fr"))
    return Text.same(str(value))
