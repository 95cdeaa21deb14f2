"""What goes into a scorecard: the same when it is written, and when it is written again to be compared."""

from __future__ import annotations

from contracteval.case import Case
from contracteval.cli.common import QUICK_LEVERS
from contracteval.clock import source_date
from contracteval.model.analyses import Analyses
from contracteval.model.handover import Handover
from contracteval.model.provenance import hashes
from contracteval.text import Language

SHOWN = ("weights", "missing", "elimination", "commitment", "low_prices", "panel")
"""The sections that a scorecard always shows; levers are added where they take seconds, or are asked for."""


def handover_of(case: Case, lang: Language, *, levers: bool | None, names: bool = False) -> Handover:
    """Return the record of how a scorecard is made; levers are added by default where they take seconds."""
    wanted = len(case.plan.deciding_facts()) <= QUICK_LEVERS if levers is None else levers
    inputs = hashes(case.inputs, names=names)
    moment = source_date()
    dated = None if moment is None else moment.isoformat()
    return Handover(lang, wanted, case.profile, case.stage, names, inputs=inputs, dated=dated)


def content_of(case: Case, handover: Handover) -> bytes:
    """Return the bytes of the scorecard."""
    from contracteval.reports.to_workbook import scorecard_content

    analyses = _analyses_of(case, handover)
    return scorecard_content(case.plan, case.dossier, case.comparison, handover.lang, analyses, case.theme, handover)


def _analyses_of(case: Case, handover: Handover) -> Analyses:
    """Return what only the engine can compute, as far as the record asks for it."""
    from contracteval.analysis.options import Options
    from contracteval.analysis.sections import analyse

    levers = ("levers",) if handover.levers else ()
    return analyse(case.study, Options(names=handover.names), (*SHOWN, *levers))
