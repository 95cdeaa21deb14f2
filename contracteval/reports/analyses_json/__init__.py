"""The analyses as JSON: ids are stable, numbers are the nearest doubles of exact values, texts follow the language."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from contracteval.model.analyses import SECTIONS, Analyses
from contracteval.reports.to_json import evaluation_to_dict
from contracteval.rules.plan import Plan
from contracteval.text import Language


def analyses_to_dict(analyses: Analyses, plan: Plan, lang: Language) -> dict[str, Any]:
    """Return the evaluation and every section that was asked for."""
    return {"evaluation": evaluation_to_dict(plan), "sections": sections_to_dict(analyses, plan, lang)}


def sections_to_dict(analyses: Analyses, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the sections by id; with ``bid`` only what concerns that bid."""
    made: dict[str, Any] = {}
    for name in SECTIONS:
        result = getattr(analyses, name)
        if result is not None:
            made[name] = import_module(f"{__name__}.{name}").to_dict(result, plan, lang, bid)
    return made
