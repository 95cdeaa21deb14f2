"""The analyses of one evaluation together: each section is there when it was asked for."""

from __future__ import annotations

from dataclasses import fields

from contracteval.model.analysis.commitment import Commitment
from contracteval.model.analysis.elimination import Elimination
from contracteval.model.analysis.levers import Levers
from contracteval.model.analysis.low_prices import LowPrices
from contracteval.model.analysis.missing import Missing
from contracteval.model.analysis.panel import PanelReport
from contracteval.model.analysis.questions import Questions
from contracteval.model.analysis.weights import Weights
from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Analyses:
    """How firm the result is. A new section is one field here and one module of its name in each room that knows it:

    ``analysis/NAME.py`` (``analyse``), ``model/analysis/NAME.py`` (the records), ``reports/analyses_json/NAME.py``
    (``to_dict``) and ``reports/to_terminal/analyses/NAME.py`` (``blocks``).
    """

    weights: Weights | None = None
    missing: Missing | None = None
    elimination: Elimination | None = None
    levers: Levers | None = None
    commitment: Commitment | None = None
    questions: Questions | None = None
    low_prices: LowPrices | None = None
    panel: PanelReport | None = None


SECTIONS: tuple[str, ...] = tuple(field.name for field in fields(Analyses))
"""The ids of the sections, in the order in which they are read."""
