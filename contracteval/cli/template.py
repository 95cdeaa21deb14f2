"""``contracteval template``: the questionnaires."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from contracteval.cli.common import (
    language_option,
    profile_options,
    rules_option,
    translate_errors,
    workbook_target,
    write,
)
from contracteval.text import Language


@click.command(epilog="Example: contracteval template vendor -o questionnaire.xlsx --profile partner --lang fr")
@click.argument("kind", type=click.Choice(["vendor", "brief", "panel"]))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write (.xlsx).")
@click.option(
    "--evaluation", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="Ask only what this evaluation folder needs.",
)  # fmt: skip
@click.option(
    "--ruleset", "rulesets", multiple=True, metavar="ID",
    help="Ask only what this ruleset needs; may be repeated. Without an evaluation folder only.",
)  # fmt: skip
@profile_options
@language_option
@rules_option
@translate_errors
def command(
    kind: Literal["vendor", "brief", "panel"],
    output: Path,
    folder: Path | None,
    rulesets: tuple[str, ...],
    profile: str | None,
    stage: str | None,
    lang: Language,
    rules: tuple[Path, ...],
) -> None:
    """Write the questionnaire that vendors fill in, the buyer's brief, or the sheet of one evaluator of the panel.

    Only what the rules need at the stage is asked. A vendor's questionnaire holds no figure of the evaluation.
    """
    if folder is not None and rulesets:
        raise click.UsageError("--ruleset cannot be used with --evaluation: evaluation.toml names the rulesets.")
    from contracteval.starter import write_template

    target = workbook_target(output, folder, replace=False)
    write_template(target, kind, lang, folder, rules=rules, rulesets=rulesets, profile=profile, stage=stage)
    write(f"{output}\n")
