"""Texts in French and English, and numbers as each language writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")

NO_BREAK_SPACE = "\u00a0"
NARROW_SPACE = "\u202f"
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in both languages."""

    en: str
    fr: str

    def to(self, lang: Language) -> str:
        """Return the sentence in one language."""
        return self.fr if lang == "fr" else self.en

    @classmethod
    def same(cls, text: str) -> Text:
        """Make a text that reads alike in both languages, such as an id or a formula."""
        return cls(text, text)


def join_texts(separator: str, texts: Iterable[Text]) -> Text:
    """Join texts language by language."""
    parts = list(texts)
    return Text(separator.join(t.en for t in parts), separator.join(t.fr for t in parts))


def each(write: Callable[[Language], str]) -> Text:
    """Build a text by writing it once for each language."""
    return Text(write("en"), write("fr"))


def format_number(value: Fraction, lang: Language, digits: int = 2, *, keep_zeros: bool = False) -> str:
    """Write a number rounded half away from zero to ``digits`` decimals: ``1 234,5`` in French, ``1,234.5`` in English."""
    scaled = abs(value) * 10**digits
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(units, 10**digits)
    decimals = str(rest).rjust(digits, "0") if digits else ""
    if not keep_zeros:
        decimals = decimals.rstrip("0")
    grouped = f"{whole:,}"
    if lang == "fr":
        grouped = grouped.replace(",", NARROW_SPACE)
    text = grouped + (("," if lang == "fr" else ".") + decimals if decimals else "")
    return MINUS + text if value < 0 and units else text


def format_exact(value: Fraction, lang: Language) -> str:
    """Write a number with up to 15 significant digits, as a spreadsheet would show it in full."""
    text = format(float(value), ".15g")
    if "e" in text:
        return text.replace(".", ",") if lang == "fr" else text
    decimals = len(text.partition(".")[2])
    return format_number(Fraction(text), lang, decimals)


def quote(text: str, lang: Language) -> str:
    """Put quotation marks round a text: « … » in French, “…” in English."""
    return f"«{NO_BREAK_SPACE}{text}{NO_BREAK_SPACE}»" if lang == "fr" else f"“{text}”"


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word``, or None when none is near."""
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def suggestion(word: str, known: Iterable[str]) -> Text | None:
    """Return the question “did you mean …?”, or None when no known word is near."""
    near = did_you_mean(word, known)
    return Text(f"did you mean {near}?", f"vouliez-vous dire {near}\u00a0?") if near else None
