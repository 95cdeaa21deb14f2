"""What an import brought in, counted by vendor: read, doubtful, missing, refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from contracteval.errors import Problem
from contracteval.model.bid import Answers, Dossier
from contracteval.model.fact import FactSpec, Needs, Per, TableSpec
from contracteval.model.record import dataclass

BRIEF = "brief"
PRICE_FORMULA = "price-formula-"
"""How the kinds begin of what a price formula can do wrong."""


@dataclass(frozen=True, slots=True)
class VendorReport:
    """The needed answers of one vendor (or of the brief), counted, and what was found about them.

    Every needed fact or table is exactly one of ``read`` (has a value), ``refused`` (an error was found in it) and
    ``missing``; ``doubtful`` counts those with a warning, wherever else they count. ``sure`` are those that were read
    and have none.
    """

    id: str
    vendor: str
    read: int
    doubtful: int
    missing: int
    refused: int
    findings: tuple[Problem, ...]
    unanswered: tuple[FactSpec | TableSpec, ...] = ()
    sure: int = 0

    @property
    def complete(self) -> Fraction | None:
        """Return the share of what is needed that was read; None where nothing is needed."""
        needed = self.read + self.missing + self.refused
        return Fraction(self.read, needed) if needed else None

    @property
    def reliable(self) -> Fraction | None:
        """Return the share of what was read that leaves no doubt; None where nothing was read."""
        return Fraction(self.sure, self.read) if self.read else None


def import_report(dossier: Dossier, needs: Needs) -> tuple[VendorReport, ...]:
    """Count what was read about each bid, whoever said it."""
    return tuple(
        _report(
            bid.id, bid.vendor, bid.answers, (f for f in dossier.findings if f.bid == bid.id), _needed(needs, "bid")
        )
        for bid in dossier.bids
    )


def brief_report(dossier: Dossier, needs: Needs) -> VendorReport:
    """Count what the brief said about the whole evaluation."""
    findings = (finding for finding in dossier.findings if finding.bid is None and not is_about_rules(finding))
    return _report(BRIEF, BRIEF, dossier.brief, findings, _needed(needs, "evaluation"))


def is_about_rules(finding: Problem) -> bool:
    """Say whether a finding is about the rules that the evaluation chose, and not about anything that was sent in."""
    return finding.kind.startswith(PRICE_FORMULA)


def gather(findings: Iterable[Problem]) -> tuple[Problem, ...]:
    """Join findings that say the same, with all their places and how often each occurs."""
    same: dict[tuple[object, ...], Problem] = {}
    for finding in findings:
        key = (finding.kind, finding.severity, finding.message, finding.next, finding.bid)
        known = same.get(key)
        if known is None:
            same[key] = finding
        else:
            places = tuple(dict.fromkeys((*known.places, *finding.places)))
            same[key] = replace(known, places=places, count=known.count + finding.count)
    return tuple(same.values())


def _needed(needs: Needs, per: Per) -> dict[str, FactSpec | TableSpec]:
    known: dict[str, FactSpec | TableSpec] = {**needs.facts, **needs.tables}
    return {id_: spec for id_, spec in known.items() if spec.per == per}


def _report(
    id_: str, vendor: str, answers: Answers, findings: Iterable[Problem], needed: Mapping[str, FactSpec | TableSpec]
) -> VendorReport:
    found = tuple(findings)
    refused = _touched(found, "error") & needed.keys()
    given = {fact for fact, answer in answers.facts.items() if answer.value is not None} | answers.tables.keys()
    read = (needed.keys() & given) - refused
    doubtful = _touched(found, "warning") & needed.keys()
    missing = needed.keys() - read - refused
    unanswered = tuple(spec for fact, spec in needed.items() if fact in missing)
    counts = (len(read), len(doubtful), len(missing), len(refused))
    return VendorReport(id_, vendor, *counts, gather(found), unanswered, sure=len(read - doubtful))


def _touched(findings: Iterable[Problem], severity: str) -> frozenset[str]:
    """Return the facts and tables with a finding; a cell of a table counts for its table."""
    return frozenset(f.fact.partition(".")[0] for f in findings if f.fact is not None and f.severity == severity)
