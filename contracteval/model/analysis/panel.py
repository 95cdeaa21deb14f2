"""What the panel said and what it comes to, as reports show it: by role, and by name only where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.model.panel import Panel, Role
from contracteval.model.record import dataclass
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class PanelReport:
    """``panel`` is None where nobody marked anything. ``lone`` gives the facts that only one role marked, by its role.

    ``overruled`` gives the bids and facts of which the evaluation holds another value, as where the brief gives one too.
    """

    panel: Panel | None
    lone: Mapping[Role, tuple[Text, ...]]
    names: bool = False
    overruled: frozenset[tuple[str, str]] = frozenset()
