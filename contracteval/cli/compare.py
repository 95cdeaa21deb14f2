"""``contracteval compare``: the bids side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracteval.cli.common import (
    EXIT_FOUND,
    QUICK_LEVERS,
    READING,
    evaluation_options,
    json_option,
    progress,
    show_problems,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.errors import InputError, Place, Problem
from contracteval.model.result import Comparison, Verdict
from contracteval.text import Language, Text

if TYPE_CHECKING:
    from contracteval.case import Case

FAIL_ON = ("reject", "clarify", "missing", "flag", "tie")


@click.command(epilog="Example: contracteval compare my-evaluation --lang fr")
@evaluation_options
@json_option
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), multiple=True,
    help="Leave with exit code 1 when a bid has this; may be repeated.",
)  # fmt: skip
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the comparison as one web page, for mail and print; it needs nothing but a browser.",
)  # fmt: skip
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    fail_on: tuple[str, ...],
    page: Path | None,
) -> None:
    """Rank the bids of an evaluation folder: verdict, score with its interval, flags, what is missing."""
    from contracteval.case import Case

    case = Case(folder, rules=rules, profile=profile, stage=stage, progress=progress(READING, lang))
    comparison = case.comparison
    if page is not None:
        _write_page(page, case, lang)
    if as_json:
        from contracteval.reports.to_json import comparison_to_dict

        write_json(comparison_to_dict(comparison, case.plan, lang))
    elif page is not None:
        write(f"{page}\n")
    else:
        from contracteval.reports.to_terminal import comparison_text

        write(comparison_text(comparison, case.plan, case.dossier.findings, lang, *terminal()))
    if _found(comparison, fail_on):
        raise SystemExit(EXIT_FOUND)


def _write_page(path: Path, case: Case, lang: Language) -> None:
    from contracteval.analysis.options import Options
    from contracteval.analysis.sections import analyse
    from contracteval.files import write_whole
    from contracteval.reports.to_page import comparison_page

    if path.suffix.lower() not in (".html", ".htm"):
        text = Text("a web page ends in .html", "une page web se termine par .html")
        hint = Text("end the name in .html", "terminez le nom par .html")
        raise InputError([Problem("output-refused", text, (Place(str(path)),), next=hint)])
    levers = ["levers"] if len(case.plan.deciding_facts()) <= QUICK_LEVERS else []
    analyses = analyse(case.study, Options(), ["weights", "missing", "elimination", *levers])
    write_whole(path, comparison_page(case.comparison, case.plan, lang, analyses, case.theme))
    if case.theme_findings:
        show_problems(case.theme_findings, lang)


def _found(comparison: Comparison, fail_on: Sequence[str]) -> bool:
    tests = {
        "reject": any(bid.verdict is Verdict.REJECT for bid in comparison.bids),
        "clarify": any(bid.verdict <= Verdict.CLARIFY for bid in comparison.bids),
        "missing": any(bid.missing for bid in comparison.bids),
        "flag": any(flag.raised for bid in comparison.bids for flag in bid.flags),
        "tie": any(bid.tied_with for bid in comparison.bids),
    }
    return any(tests[name] for name in fail_on)
