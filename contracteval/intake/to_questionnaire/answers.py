"""What may be answered, in words and as a rule for a cell: options, levels with their anchors, ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracteval.intake.amounts import range_of, range_words
from contracteval.intake.headers import NO, YES
from contracteval.intake.values import CHOICES_SEPARATOR
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Value
from contracteval.text import Language, Text, join_texts

_LARGEST = 1e15
_LONGEST_MESSAGE = 255
_EXPECTED = Text("Expected here", "Attendu ici")
_KEEP = Text("“not offered” may be written too.", "«\u00a0non proposé\u00a0» est admis aussi.")


def offered(spec: FactSpec) -> tuple[Text, ...]:
    """Return the answers to choose from, where one is chosen from a list."""
    if spec.type == "yes/no":
        return YES, NO
    if spec.type == "level":
        return tuple(Text.same(str(level)) for level in range(HIGHEST_LEVEL + 1))
    return tuple(option.label for option in spec.options) if spec.type == "choice" else ()


def accepted(spec: FactSpec, currency: str) -> Text:
    """Say which answers are accepted: the levels with their anchors, the options, or the range."""
    if spec.type == "level" and spec.anchors:
        lines = [Text(f"{i}\u00a0= {a.en}", f"{i}\u00a0= {a.fr}") for i, a in enumerate(spec.anchors)]
        return join_texts("\n", lines)
    if spec.type == "choices":
        several = Text("one or more of: ", "un ou plusieurs parmi\u00a0: ")
        return join_texts("", (several, join_texts("; ", (option.label for option in spec.options))))
    if offered(spec):
        return join_texts(" / ", offered(spec))
    if spec.type == "date":
        return Text("a date: yyyy-mm-dd", "une date\u00a0: aaaa-mm-jj")
    words = range_words(spec, currency) if spec.is_numeric else Text.same("")
    parts = [Text("a whole number", "un nombre entier")] if spec.whole else []
    parts += [Text(words.en, f"valeur {words.fr}")] if words.en else []
    return Text("; ".join(part.en for part in parts), "\u00a0; ".join(part.fr for part in parts))


def number_rule(spec: FactSpec, currency: str, lang: Language) -> Mapping[str, Any] | None:
    """Return what Excel warns of in a cell for numbers and dates; it warns and does not refuse, so that words still fit."""
    if spec.type == "date":
        rule: dict[str, Any] = {"validate": "date", "criteria": ">", "value": 1}
    elif spec.is_numeric and spec.type != "level":
        limits = range_of(spec)
        # an amount may be asked in another currency than the range is declared in: only its sign is checked
        bounded = not spec.unit.is_money
        low = limits.low if limits.low is not None and (bounded or not limits.low) else None
        high = limits.high if limits.high is not None and bounded else None
        rule = {
            "validate": "integer" if spec.whole else "decimal",
            "criteria": "between",
            "minimum": -_LARGEST if low is None else float(low),
            "maximum": _LARGEST if high is None else float(high),
        }
    else:
        return None
    said = accepted(spec, currency).to(lang)
    message = f"{said}. {_KEEP.to(lang)}" if said else _KEEP.to(lang)
    return rule | {
        "error_type": "information",
        "error_title": _EXPECTED.to(lang),
        "error_message": message[:_LONGEST_MESSAGE],
    }


def as_text(value: Value, spec: FactSpec) -> Text:
    """Write an answer that is not a number as the person who answers would."""
    if isinstance(value, bool):
        return YES if value else NO
    labels = {option.id: option.label for option in spec.options}
    if spec.type == "choices":
        return join_texts("; ", (labels[part] for part in str(value).split(CHOICES_SEPARATOR) if part in labels))
    return labels.get(str(value), Text.same(str(value)))
