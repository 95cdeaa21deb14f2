"""``contracteval explain``: where a score comes from."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    evaluation_options,
    json_option,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.text import Language


@click.command(epilog="Example: contracteval explain demo --bid artisan --criterion value_fundability")
@evaluation_options
@json_option
@click.option("--bid", required=True, metavar="ID", help="Id of the bid: the name of its file without the ending.")
@click.option("--criterion", metavar="ID", help="Only this criterion, group, gate, flag or measure, in full.")
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    bid: str,
    criterion: str | None,
) -> None:
    """Show where a bid's score comes from: formula, numbers put in, the cell of each number, the source of each rule."""
    from contracteval.case import Case
    from contracteval.evaluation.explain import explain

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    _ = case.comparison
    explanation = explain(case.plan, case.dossier, bid, criterion)
    if as_json:
        from contracteval.reports.explanation_json import explanation_to_dict

        write_json(explanation_to_dict(explanation, case.plan, lang))
    else:
        from contracteval.reports.to_terminal import explanation_text

        write(explanation_text(explanation, case.plan, lang, *terminal()))
