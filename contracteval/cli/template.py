"""``contracteval template``: the questionnaires."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from contracteval.cli.common import language_option, rules_option, translate_errors, workbook_target, write
from contracteval.text import Language


@click.command(epilog="Example: contracteval template vendor -o questionnaire.xlsx --lang fr")
@click.argument("kind", type=click.Choice(["vendor", "brief"]))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write (.xlsx).")
@click.option(
    "--evaluation", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="Ask only what this evaluation folder needs.",
)  # fmt: skip
@language_option
@rules_option
@translate_errors
def command(
    kind: Literal["vendor", "brief"], output: Path, folder: Path | None, lang: Language, rules: tuple[Path, ...]
) -> None:
    """Write the questionnaire that vendors fill in, or the buyer's brief."""
    from contracteval.starter import write_template

    write_template(workbook_target(output, folder, replace=False), kind, lang, folder, rules)
    write(f"{output}\n")
