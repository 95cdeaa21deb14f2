"""What an import brought in, as ``check --json`` prints it: a contract that others build on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contracteval.errors import Problem
from contracteval.model.import_report import VendorReport
from contracteval.model.seal import SealState
from contracteval.reports.seal import seal_to_dict
from contracteval.text import Language


def import_report_to_dict(
    vendors: Iterable[VendorReport],
    problems: Iterable[Problem],
    lang: Language,
    brief: VendorReport | None = None,
    seal: SealState | None = None,
    about_rules: Iterable[Problem] = (),
) -> dict[str, Any]:
    """Return the report of every vendor, of the brief and the rules, and the problems for which files were refused."""
    made: dict[str, Any] = {"vendors": [_vendor(report, lang) for report in vendors]}
    if brief is not None:
        made["brief"] = _vendor(brief, lang)
        made["rules"] = {"findings": [problem_to_dict(problem, lang) for problem in about_rules]}
    if seal is not None:
        made["seal"] = seal_to_dict(seal)
    return {**made, "problems": [problem_to_dict(problem, lang) for problem in problems]}


def problem_to_dict(problem: Problem, lang: Language) -> dict[str, Any]:
    """Return one finding with its places."""
    return {
        "kind": problem.kind,
        "severity": problem.severity,
        "fact": problem.fact,
        "bid": problem.bid,
        "places": [place.to_dict(lang) for place in problem.places],
        "message": problem.message.to(lang),
        "got": problem.got,
        "next": None if problem.next is None else problem.next.to(lang),
        "count": problem.count,
    }


def _vendor(report: VendorReport, lang: Language) -> dict[str, Any]:
    return {
        "id": report.id,
        "vendor": report.vendor,
        "read": report.read,
        "doubtful": report.doubtful,
        "missing": report.missing,
        "refused": report.refused,
        "complete": None if report.complete is None else float(report.complete),
        "reliable": None if report.reliable is None else float(report.reliable),
        "unanswered": [
            {"fact": spec.id, "label": spec.label.to(lang), "question": spec.question.to(lang), "by": spec.by}
            for spec in report.unanswered
        ],
        "findings": [problem_to_dict(problem, lang) for problem in report.findings],
    }
