"""``contracteval check``: the import report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracteval.cli.common import (
    EXIT_UNUSABLE,
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
from contracteval.errors import InputError, Problem
from contracteval.text import Language

if TYPE_CHECKING:
    from contracteval.case import Case
    from contracteval.model.seal import SealState


@click.command(epilog="Example: contracteval check my-evaluation")
@evaluation_options
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print every finding as CSV: line, path, value, error.")
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    as_csv: bool,
) -> None:
    """Report what was read from each vendor, what is missing, and everything doubtful with its cell.

    Each vendor's share of answers read (complete) and of these the share without doubt (reliable), then every finding
    once: kind, place, what was got, what to do. Sums in a vendor's own price schedule are recomputed.

    A wrong value leaves exit code 0; a file that cannot be used leaves 2, and the rest is still reported.
    """
    if as_json and as_csv:
        raise click.UsageError("Give either --json or --csv.")
    from contracteval.case import Case
    from contracteval.model.import_report import brief_report, gather, import_report, is_about_rules

    case = Case(folder, rules=rules, profile=profile, stage=stage, progress=progress(READING, lang))
    needs, plan_problems = case.needs
    dossier, file_problems = case.read
    theme_problems, theme_findings = _of_theme(case)
    seal = _seal(case)
    problems = (*plan_problems, *file_problems, *theme_problems)
    vendors = import_report(dossier, needs) if dossier is not None else ()
    brief = brief_report(dossier, needs) if dossier is not None else None
    about_rules = gather(filter(is_about_rules, dossier.findings)) if dossier is not None else ()
    if as_json:
        from contracteval.reports.import_report_json import import_report_to_dict

        write_json(import_report_to_dict(vendors, problems, lang, brief, seal, about_rules))
    elif as_csv:
        from contracteval.reports.import_report_csv import import_report_csv

        write(import_report_csv(vendors, (*problems, *about_rules), lang, brief))
    else:
        from contracteval.reports.to_terminal import import_report_text

        write(import_report_text(vendors, problems, lang, *terminal(), brief, seal, about_rules))
    if theme_findings:
        show_problems(theme_findings, lang)
    if problems:
        raise SystemExit(EXIT_UNUSABLE)


def _seal(case: Case) -> SealState | None:
    """Return the state of the seal, None where it cannot be told; why stands among the problems."""
    try:
        return case.seal
    except InputError:
        return None


def _of_theme(case: Case) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what makes theme.toml unusable, and what only reads badly in it."""
    try:
        return (), case.theme_findings
    except InputError as error:
        return error.problems, ()
