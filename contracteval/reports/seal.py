"""What every report says of the seal, in one line, and as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from contracteval.model.panel import ROLES, Role
from contracteval.model.seal import Seal, SealState
from contracteval.reports.wording import colon, day_text, semicolon
from contracteval.text import NO_BREAK_SPACE, Language, Text

_NAMED = 3
"""How many changed parts the line names; the JSON and the Method sheet have them all."""
_NOT_SEALED = Text(
    "Not sealed: weights, rules and brief may still change after bids are opened",
    "Évaluation non scellée\u00a0: poids, règles et brief peuvent encore changer après l’ouverture des offres",
)
_FINGERPRINT = Text("fingerprint", "empreinte")


def seal_text(state: SealState, lang: Language) -> str:
    """Return the line: whether the evaluation was sealed before bids were there, by which fingerprint, what differs since."""
    seal = state.seal
    if seal is None:
        return f"{_NOT_SEALED.to(lang)}."
    told = [_when(seal, lang), f"{_FINGERPRINT.to(lang)} {seal.fingerprint}"]
    if state.earlier:
        number = len(state.earlier) + 1
        told.append(_say(lang, f"sealed {number} times", f"scellée {number} fois"))
    if state.changes:
        told.append(_changed(state, lang))
    if state.later:
        told.append(_later(state.later, lang))
    return f"{' · '.join(told)}."


def seal_mark(state: SealState, lang: Language) -> str:
    """Return what stands on every sheet: the fingerprint, or that there is none; at most 47 letters."""
    if state.seal is None:
        return _say(lang, "Not sealed", "Non scellée")
    changed = "" if state.status == "sealed" else _say(lang, " (changed)", " (a changé)")
    return f"{_say(lang, 'Seal', 'Scellé')} {state.seal.fingerprint}{changed}"


def moment_text(moment: datetime, lang: Language) -> str:
    """Write a moment for a reader: ``20 November 2026, 09:15 UTC``."""
    at = _say(lang, ", ", " à ")
    return f"{day_text(moment.date(), lang)}{at}{moment:%H:%M}{NO_BREAK_SPACE}UTC"


def parts_text(parts: tuple[str, ...], lang: Language) -> str:
    """Name some parts, and say how many more there are."""
    rest = len(parts) - _NAMED
    more = _say(lang, f" and {rest} more", f" et {rest} de plus") if rest > 0 else ""
    return ", ".join(parts[:_NAMED]) + more


def seal_to_dict(state: SealState) -> dict[str, Any]:
    """Return the state of the seal; all keys are always there."""
    seal = state.seal
    return {
        "status": state.status,
        "fingerprint": state.fingerprint,
        "fingerprint_now": state.fingerprint_now,
        "sealed_at": None if seal is None else _moment(seal),
        "bids_when_sealed": [] if seal is None else list(seal.bids),
        "changes": [{"part": item.part, "sealed": item.sealed, "now": item.now} for item in state.changes],
        "later": list(state.later),
        "earlier": [{"fingerprint": item.fingerprint, "sealed_at": _moment(item)} for item in state.earlier],
    }


def _moment(seal: Seal) -> str:
    return seal.sealed_at.isoformat().replace("+00:00", "Z")


def _when(seal: Seal, lang: Language) -> str:
    moment, count = moment_text(seal.sealed_at, lang), len(seal.bids)
    if not count:
        return _say(
            lang, f"Sealed on {moment}, before any bid was there", f"Évaluation scellée le {moment}, avant toute offre"
        )
    return _say(
        lang,
        f"Sealed on {moment}, when {count} {'bid was' if count == 1 else 'bids were'} already there",
        f"Évaluation scellée le {moment}, alors que {count} {'offre était déjà là' if count == 1 else 'offres étaient déjà là'}",
    )


def _changed(state: SealState, lang: Language) -> str:
    named = parts_text(tuple(item.part for item in state.changes), lang)
    said = _say(lang, "changed since", "modifiée depuis")
    return f"{said}{colon(lang)} {named} ({_say(lang, 'now', 'à présent')} {state.fingerprint_now})"


def _later(parts: tuple[str, ...], lang: Language) -> str:
    bids = tuple(dict.fromkeys(part.split(".")[1] for part in parts if part.startswith("estimates.")))
    roles = [part.removeprefix("panel.") for part in parts if part.startswith("panel.")]
    told = []
    if bids:
        told.append(_say(lang, "estimates about ", "estimations sur ") + parts_text(bids, lang))
    if roles:
        named = ", ".join(ROLES[role].to(lang) if role in get_args(Role) else role for role in roles)  # type: ignore[index]
        told.append(_say(lang, "panel ", "jury ") + f"({named})")
    return f"{_say(lang, 'added since', 'ajouté depuis')}{colon(lang)} {f'{semicolon(lang)} '.join(told)}"


def _say(lang: Language, en: str, fr: str) -> str:
    return fr if lang == "fr" else en
