"""A proposed map as JSON: the keys are a contract, the numbers of confidence go from 0 to 100."""

from __future__ import annotations

from typing import Any

from contracteval.model.proposal import SURE, Candidate, FactProposal, MapProposal, TableProposal
from contracteval.text import Language


def proposal_to_dict(proposal: MapProposal, written: str | None, lang: Language) -> dict[str, Any]:
    """Return what ``map --json`` prints; ``written`` is the map's file, None where nothing was written."""
    return {
        "file": proposal.file,
        "map": written,
        "layout": proposal.layout,
        "known_from": proposal.known_from,
        "facts": [_fact(fact, lang) for fact in proposal.facts],
        "tables": [_table(table) for table in proposal.tables],
        "missing": [spec.id for spec in proposal.missing],
    }


def _fact(fact: FactProposal, lang: Language) -> dict[str, Any]:
    best, *others = fact.candidates
    return {
        "fact": fact.spec.id,
        "label": fact.spec.label.to(lang),
        "chosen": fact.known or fact.confidence >= SURE,
        **_candidate(best),
        "runners_up": [_candidate(other) for other in others],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    names = ("sheet", "cell", "value", "unit", "supposed", "reads", "confidence", "column", "after")
    found = {name: getattr(candidate, name) for name in names}
    return found | {"label_found": candidate.label}


def _table(table: TableProposal) -> dict[str, Any]:
    columns = {name: {"header": header, "unit": unit} for name, (header, unit) in table.columns.items()}
    return {
        "table": table.id,
        "known": table.spec is not None,
        "sheets": list(table.sheets),
        "ranges": list(table.ranges),
        "rows": table.rows,
        "columns": columns,
        "confidence": table.confidence,
    }
