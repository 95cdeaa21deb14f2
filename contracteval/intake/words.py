"""The words that stand in a cell instead of a number: each kind means something else, and none of them is zero."""

from __future__ import annotations

from functools import lru_cache

from contracteval.intake.names import fold
from contracteval.model.table import CellType

_SPECIAL: dict[CellType, str] = {
    "not offered": "not offered|not proposed|not available|non propose|non proposee|non proposes|non proposees|non disponible"
    "|non fourni|no bid|nicht angeboten|nicht verfugbar|no ofertado|no ofrecido|no disponible|non offerto|non disponibile"
    "|pas propose|n/p",
    "included": "included|incl|incl.|inclus|incluse|compris|comprise|y compris|offert dans le forfait|inbegriffen|enthalten"
    "|inkl|inkl.|inklusive|incluido|incluida|incluso|inclusa|compreso|compresa|dans le forfait|in price",
    "free": "free|free of charge|no charge|gratuit|gratuite|gratuits|offert|offerte|sans frais|kostenlos|gratis|gratuito"
    "|gratuita|sin cargo|omaggio",
    "on request": "on request|upon request|price on request|por|tbd|tbc|to be defined|to be confirmed|to be quoted|quote"
    "|sur demande|sur devis|a definir|a preciser|a chiffrer|nous consulter|auf anfrage|nach aufwand|a consultar|bajo pedido"
    "|su richiesta|da definire|market|market price",
    "for the record": "for the record|pm|p.m.|p.m|pour memoire|p. m.|(pm)|memo",
    "not applicable": "n/a|na|n.a.|n.a|not applicable|sans objet|so|s.o.|s/o|non applicable|non concerne|entfallt"
    "|nicht zutreffend|no aplica|n.a|non applicabile|#n/a",
}
_KINDS: dict[str, CellType] = {word: kind for kind, words in _SPECIAL.items() for word in words.split("|")}
_BLANKS = frozenset("-–—/.…_")
YES = frozenset(("yes", "y", "oui", "o", "true", "vrai", "x", "✓", "✔", "☑"))
NO = frozenset(("no", "n", "non", "false", "faux", "✗", "✘", "☐"))
TICKED = frozenset(("x", "✓", "✔", "☑", "☒", "✅", "●", "■", "\u2611"))
UNTICKED = frozenset(("☐", "□", "✗", "✘", "○", "❌"))
_LONGEST = 40


@lru_cache(maxsize=4096)
def special(text: str) -> CellType | None:
    """Return what a text means where it stands for a value: ``included``, ``not offered`` …; None for other texts.

    A dash says no more than a blank does.
    """
    if len(text) > _LONGEST:
        return None
    stripped = text.strip()
    if stripped and set(stripped) <= _BLANKS:
        return "blank"
    return _compris(fold(stripped).rstrip(" .:!")) or _KINDS.get(fold(stripped))


def _compris(word: str) -> CellType | None:
    """Read ``compris CVC`` and ``inclus au poste 3`` too: included elsewhere, which the text says."""
    if word.startswith(("compris ", "inclus ", "included in ", "incl. in ", "enthalten in ")):
        return "included"
    return _KINDS.get(word)


def is_not_offered(text: str) -> bool:
    """Say whether a vendor wrote that it does not offer this."""
    return special(text) == "not offered"
