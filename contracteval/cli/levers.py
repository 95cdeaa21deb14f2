"""``contracteval levers``: what would turn the decision on one bid."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    evaluation_options,
    json_option,
    known_bid,
    translate_errors,
)
from contracteval.cli.sections import bid_option, show_section
from contracteval.text import Language


@click.command(epilog="Example: contracteval levers my-evaluation --bid acme")
@evaluation_options
@json_option
@bid_option
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
    show_section("levers", analyses, case, lang, bid, as_json=as_json)
