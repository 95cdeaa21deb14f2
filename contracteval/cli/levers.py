"""``contracteval levers``: what would turn the decision on one bid."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    evaluation_options,
    json_option,
    known_bid,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.text import Language


@click.command(epilog="Example: contracteval levers my-evaluation --bid acme")
@evaluation_options
@json_option
@click.option("--bid", metavar="ID", help="Only this bid: the name of its file without the ending.")
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    bid: str | None,
) -> None:
    """Say which single change, and which pair, would put a bid first or lift its verdict, and who would pay for it."""
    from contracteval.analysis.levers import analyse
    from contracteval.analysis.options import Options
    from contracteval.case import Case
    from contracteval.model.analyses import Analyses

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    known_bid(bid, case)
    analyses = Analyses(levers=analyse(case.study, Options()))
    if as_json:
        from contracteval.reports.analyses_json import sections_to_dict
        from contracteval.reports.to_json import evaluation_to_dict

        levers = sections_to_dict(analyses, case.plan, lang, bid)["levers"]
        write_json({"evaluation": evaluation_to_dict(case.plan), **levers})
    else:
        from contracteval.reports.to_terminal import analyses_text

        write(analyses_text(analyses, case.comparison, case.plan, lang, *terminal(), bid=bid))
