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
    from contracteval.analysis.options import Options
    from contracteval.analysis.sections import analyse
    from contracteval.case import Case
    from contracteval.evaluation.explain import explain
    from contracteval.model.analyses import Analyses

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    _ = case.comparison
    explanation = explain(case.plan, case.dossier, bid, criterion)
    analyses = analyse(case.study, Options()) if criterion is None else Analyses()
    if as_json:
        from contracteval.reports.analyses_json import sections_to_dict
        from contracteval.reports.explanation_json import explanation_to_dict

        sections = sections_to_dict(analyses, case.plan, lang, bid)
        write_json({**explanation_to_dict(explanation, case.plan, lang), "analyses": sections})
    else:
        from contracteval.reports.to_terminal import analyses_text, explanation_text

        write(explanation_text(explanation, case.plan, lang, *terminal()))
        write(analyses_text(analyses, case.comparison, case.plan, lang, *terminal(), bid=bid))
