"""``contracteval scorecard``: the workbook with live formulas."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    evaluation_options,
    json_option,
    show_problems,
    translate_errors,
    workbook_target,
    write,
    write_json,
)
from contracteval.text import Language


@click.command(epilog="Example: contracteval scorecard my-evaluation -o scorecard.xlsx --lang fr")
@evaluation_options
@json_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; DIR/scorecard.xlsx by default.")
@click.option(
    "--levers/--no-levers",
    default=None,
    help="Add the sheet of levers; by default where few enough facts decide for it to take seconds.",
)
@click.option("--names", is_flag=True, help="Name the evaluators of the panel; else only their roles are shown.")
@click.option("--pdf", is_flag=True, help="Write it as PDF too, beside the workbook; needs LibreOffice.")
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    output: Path | None,
    levers: bool | None,
    names: bool,
    pdf: bool,
) -> None:
    """Write the Excel scorecard: every score is a live formula, every number leads to its cell and source."""
    from contracteval.case import Case
    from contracteval.cli.handing_over import content_of, handover_of
    from contracteval.reports.to_pdf import libreoffice, write_pdf
    from contracteval.reports.to_workbook import save_scorecard

    if pdf:
        libreoffice()  # said before the work is done
    case = Case(folder, rules=rules, profile=profile, stage=stage)
    theme_findings = case.theme_findings  # what is wrong with the theme is said before the work is done
    comparison = case.comparison
    target = workbook_target(output or folder / "scorecard.xlsx", folder)
    save_scorecard(target, content_of(case, handover_of(case, lang, levers=levers, names=names)))
    printed = target.with_suffix(".pdf") if pdf else None
    if printed is not None:
        write_pdf(target, printed)
    if as_json:
        made = {} if printed is None else {"pdf": str(printed)}
        write_json({"file": str(target), **made, "recommended": comparison.recommended})
    else:
        write("".join(f"{path}\n" for path in (target, printed) if path is not None))
    if theme_findings:
        show_problems(theme_findings, lang)
