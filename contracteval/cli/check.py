"""``contracteval check``: the import report."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    EXIT_UNUSABLE,
    evaluation_options,
    json_option,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.text import Language


@click.command(epilog="Example: contracteval check my-evaluation")
@evaluation_options
@json_option
@translate_errors
def command(
    folder: Path, lang: Language, profile: str | None, stage: str | None, rules: tuple[Path, ...], as_json: bool
) -> None:
    """Report what was read from each vendor, what is missing, and everything doubtful with its cell.

    A wrong value leaves exit code 0; a file that cannot be used leaves 2, and the rest is still reported.
    """
    from contracteval.case import Case
    from contracteval.model.import_report import brief_report, import_report

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    needs, plan_problems = case.needs
    dossier, file_problems = case.read
    problems = (*plan_problems, *file_problems)
    vendors = import_report(dossier, needs) if dossier is not None else ()
    brief = brief_report(dossier, needs) if dossier is not None else None
    if as_json:
        from contracteval.reports.import_report_json import import_report_to_dict

        write_json(import_report_to_dict(vendors, problems, lang, brief))
    else:
        from contracteval.reports.to_terminal import import_report_text

        write(import_report_text(vendors, problems, lang, *terminal(), brief))
    if problems:
        raise SystemExit(EXIT_UNUSABLE)
