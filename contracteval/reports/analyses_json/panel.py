"""The panel as JSON: originals, what they come to, what was settled and why."""

from __future__ import annotations

from typing import Any

from contracteval.model.analysis.panel import PanelReport
from contracteval.model.panel import Agreement
from contracteval.model.settings import WIDE_SPREAD_SOURCE
from contracteval.reports.to_json import number, plain
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: PanelReport, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only what the panel said of that bid. Names stand in it where they are asked for."""
    panel = result.panel
    if panel is None:
        return {"evaluators": [], "missing_roles": [], "seen_by_one_role": [], "agreements": []}
    return {
        "evaluators": [
            {"role": sheet.role, **({"name": sheet.name, "file": sheet.file} if result.names else {})}
            for sheet in panel.sheets
        ],
        "missing_roles": list(panel.missing_roles),
        "spread_limit": number(panel.limit),
        "spread_limit_status": "buyer" if panel.limit_set else "sourced",
        "spread_limit_source": plan.settings.file if panel.limit_set else WIDE_SPREAD_SOURCE,
        "seen_by_one_role": [
            {"role": role, "facts": [label.to(lang) for label in labels]} for role, labels in result.lone.items()
        ],
        "agreements": [
            {**_agreement(item, result.names, lang), "overruled": (item.bid, item.fact) in result.overruled}
            for item in panel.agreements
            if bid in (None, item.bid)
        ],
    }


def _agreement(item: Agreement, names: bool, lang: Language) -> dict[str, Any]:
    settled = item.settled
    return {
        "bid": item.bid,
        "fact": item.fact,
        "label": item.label.to(lang),
        "marks": [
            {"role": mark.role, "value": plain(mark.value), "comment": mark.comment,
             **({"name": mark.name, "file": mark.file, "cell": mark.place.cell} if names else {})}
            for mark in item.marks
        ],
        "initial": plain(item.initial),
        "spread": number(item.spread),
        "spread_of": None if item.spread is None else "scale" if item.on_scale else "largest_mark",
        "wide": item.wide,
        "value": plain(item.value),
        "settled": None if settled is None else {
            "value": plain(settled.value), "change": _change(item), "why": settled.why,
            **({"by": settled.by} if names else {}),
        },
    }  # fmt: skip


def _change(item: Agreement) -> float | None:
    change = item.change
    return None if change is None else number(change)
