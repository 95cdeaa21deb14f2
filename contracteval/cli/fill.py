"""``contracteval fill``: a company's own workbook with the results in its named cells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracteval.cli.common import (
    json_option,
    language_option,
    profile_options,
    rules_option,
    show_problems,
    terminal,
    translate_errors,
    workbook_target,
    write,
    write_json,
)
from contracteval.errors import InputError, Place, Problem
from contracteval.text import Language, Text

if TYPE_CHECKING:
    from contracteval.case import Case


@click.command(epilog="Example: contracteval fill house.xlsx my-evaluation -o report.xlsx")
@click.argument("template", metavar="TEMPLATE.xlsx", required=False, type=click.Path(path_type=Path))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Workbook to write (.xlsx).")
@click.option(
    "--names", is_flag=True, help="List every name that a template may use, with its value now; only DIR is given."
)
@click.option(
    "--example", type=click.Path(path_type=Path), metavar="FILE",
    help="Write a template to begin with, its cells already named; only DIR is given.",
)  # fmt: skip
@profile_options
@language_option
@rules_option
@json_option
@translate_errors
def command(
    template: Path | None,
    folder: Path | None,
    output: Path | None,
    names: bool,
    example: Path | None,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Fill a workbook of your own: give its cells names such as ce.title and ce.ranking.1.score.

    Only the named cells change; charts, dropdowns, formats and everything else stay as they are. Formulas are
    recalculated when the file is opened.
    """
    from contracteval.case import Case

    if names or example is not None:
        if folder is not None or output is not None or (names and example is not None):
            raise click.UsageError(
                "--names and --example stand alone: contracteval fill --names [DIR], contracteval fill --example FILE [DIR]"
            )
        folder, template = template, None
    elif template is None or output is None:
        raise click.UsageError("A template and -o FILE are needed: contracteval fill TEMPLATE.xlsx [DIR] -o FILE.xlsx")
    case = Case(folder or Path(), rules=rules, profile=profile, stage=stage)
    if example is not None:
        _write_example(workbook_target(example, case.folder, replace=False), case, lang, as_json=as_json)
    elif template is None or output is None:
        _list(case, lang, as_json=as_json)
    else:
        _fill(template, _target(output, template, case.folder), case, lang, as_json=as_json)


def _write_example(target: Path, case: Case, lang: Language, *, as_json: bool) -> None:
    from contracteval.files import write_whole
    from contracteval.reports.to_template.example import example

    write_whole(target, example(case.plan, lang, case.theme))
    if as_json:
        write_json({"file": str(target)})
    else:
        write(f"{target}\n")


def _list(case: Case, lang: Language, *, as_json: bool) -> None:
    from contracteval.reports.to_template import Values
    from contracteval.reports.to_template.listing import names_to_list
    from contracteval.reports.to_terminal.names import names_text

    values = Values(case.comparison, case.plan, case.dossier, lang)
    if as_json:
        write_json({"names": names_to_list(values)})
    else:
        write(names_text(values, *terminal()))


def _fill(template: Path, target: Path, case: Case, lang: Language, *, as_json: bool) -> None:
    from contracteval.files import write_whole
    from contracteval.intake.house_template import read_house_template
    from contracteval.reports.import_report_json import problem_to_dict
    from contracteval.reports.to_template import Values, fill
    from contracteval.reports.to_template.listing import cells_to_list

    read = read_house_template(template)
    filled = fill(read, Values(case.comparison, case.plan, case.dossier, lang))
    write_whole(target, filled.content)
    if as_json:
        found = [problem_to_dict(item, lang) for item in filled.findings]
        write_json({"file": str(target), "filled": cells_to_list(filled.cells), "findings": found})
        return
    write(f"{target}\n")
    if filled.findings:
        show_problems(filled.findings, lang)


def _target(output: Path, template: Path, folder: Path) -> Path:
    """Return where to write; never over the template."""
    if output.resolve() != template.resolve():
        return workbook_target(output, folder)
    text = Text("this file is the template itself", "ce fichier est le modèle lui-même")
    hint = Text("name another file with -o", "donnez un autre fichier avec -o")
    raise InputError([Problem("output-refused", text, (Place(str(output)),), next=hint)])
