"""The type of relationship that an evaluation is judged by, as every output says it."""

from __future__ import annotations

from typing import Any

from contracteval.reports import wording as w
from contracteval.rules.plan import Plan
from contracteval.text import Language, Text, quote

_HEADING = Text("Relationship, from the brief", "Relation, d’après le brief")
_UNKNOWN = Text(
    "type not known; the bids are judged by the profile {}",
    "type inconnu\u00a0; les offres sont jugées selon le profil {}",
)
_NAMED = Text("the profile {} was named", "le profil {} a été nommé")


def relationship_text(plan: Plan, lang: Language) -> str:
    """Say the type, the share of each profile in a mix, and what stands in where it is unknown; empty without rules."""
    relationship = plan.relationship
    if relationship is None:
        return ""
    profile = quote(plan.profile.title.to(lang), lang)
    if plan.selector is not None and not relationship.shares:
        said = _UNKNOWN.to(lang).format(profile)
    elif relationship.type is None:
        return ""  # a profile was named, and nobody described the relationship
    else:
        said = relationship.type.label.to(lang)
        shares = {id_: share for id_, share in relationship.shares.items() if share}
        notes = [f"{w.percent(share, lang, 1)} {relationship.labels[id_].to(lang)}" for id_, share in shares.items()]
        notes = notes if len(shares) > 1 else []
        notes += [] if plan.selector is not None else [_NAMED.to(lang).format(profile)]
        said += f" ({', '.join(notes)})" if notes else ""
    return f"{_HEADING.to(lang)}{w.colon(lang)} {said}"


def relationship_to_dict(plan: Plan) -> dict[str, Any] | None:
    """Return the type, the share of each profile, what is missing, and whether the profile follows from it."""
    relationship = plan.relationship
    if relationship is None:
        return None
    followed = plan.selector is not None and bool(relationship.shares)
    return {
        "type": None if relationship.type is None else relationship.type.id,
        "shares": {id_: float(share) for id_, share in relationship.shares.items()},
        "missing": list(relationship.missing),
        "selects": plan.selector is not None,
        "fallback": plan.profile.id if plan.selector is not None and not followed else None,
    }
