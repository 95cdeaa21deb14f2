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
    from contracteval.reports.to_template import Values


@click.command(epilog="Example: contracteval fill house.xlsx my-evaluation -o report.xlsx")
@click.argument("template", metavar="TEMPLATE.xlsx", required=False, type=click.Path(path_type=Path))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Workbook to write (.xlsx).")
@click.option(
    "--names", is_flag=True, help="List every name that a template may use, with its value now; only DIR is given."
)
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
    from contracteval.reports.to_template import Values

    if names:
        if folder is not None or output is not None:
            raise click.UsageError("--names lists names and writes nothing: contracteval fill --names [DIR]")
        folder, template = template, None
    elif template is None or output is None:
        raise click.UsageError("A template and -o FILE are needed: contracteval fill TEMPLATE.xlsx [DIR] -o FILE.xlsx")
    case = Case(folder or Path(), rules=rules, profile=profile, stage=stage)
    if template is None or output is None:
        _list(Values(case.comparison, case.plan, case.dossier, lang), as_json=as_json)
    else:
        _fill(template, _target(output, template, case.folder), case, lang, as_json=as_json)


def _list(values: Values, *, as_json: bool) -> None:
    from contracteval.reports.to_template.listing import names_to_list
    from contracteval.reports.to_terminal.names import names_text

    if as_json:
        write_json({"names": names_to_list(values)})
    else:
        write(names_text(values, *terminal()))


def _fill(template: Path, target: Path, case: Case, lang: Language, *, as_json: bool) -> None:
    from contracteval.cli.files import write_whole
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
