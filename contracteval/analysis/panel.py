"""The panel: who marked what, where the marks lie apart, what only one role has seen."""

from __future__ import annotations

from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.model.analysis.panel import PanelReport
from contracteval.model.panel import Panel, Role
from contracteval.text import Text


def analyse(study: Study, options: Options) -> PanelReport:
    """Report what was read of the panel's folder."""
    panel = study.dossier.panel
    if panel is None:
        return PanelReport(None, {}, options.names)
    held = {bid.id: bid.answers.facts for bid in study.dossier.bids}
    overruled = frozenset(
        (item.bid, item.fact) for item in panel.agreements if held[item.bid][item.fact].value != item.value
    )
    return PanelReport(panel, _lone(panel), options.names, overruled)


def _lone(panel: Panel) -> dict[Role, tuple[Text, ...]]:
    """Return the facts that one role alone has marked, over all bids."""
    roles: dict[str, set[Role]] = {}
    labels: dict[str, Text] = {}
    for item in panel.agreements:
        labels[item.fact] = item.label
        roles.setdefault(item.fact, set()).update(item.roles)
    found: dict[Role, list[Text]] = {}
    for fact, seen in roles.items():
        if len(seen) == 1:
            found.setdefault(next(iter(seen)), []).append(labels[fact])
    return {role: tuple(facts) for role, facts in found.items()}
