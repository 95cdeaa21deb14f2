"""``contracteval panel``: who marked what, where the marks lie apart, what was settled."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    evaluation_options,
    json_option,
    known_bid,
    translate_errors,
    write,
)
from contracteval.cli.sections import bid_option, show_section
from contracteval.text import Language


@click.command(epilog="Example: contracteval panel my-evaluation --lang fr")
@evaluation_options
@json_option
@bid_option
@click.option("--names", is_flag=True, help="Name the evaluators; else only their roles are shown.")
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    bid: str | None,
    names: bool,
) -> None:
    """Say what the panel's sheets (panel/*.xlsx) come to: mean, spread, roles that are missing, what was settled and why.

    A spread above 40 % of the scale (panel.spread in evaluation.toml) is to be talked about; what the panel then agrees on
    stands in panel/consensus.toml with who wrote it and why. A blank is no mark, never a zero.
    """
    from contracteval.analysis.options import Options
    from contracteval.analysis.panel import analyse
    from contracteval.case import Case
    from contracteval.model.analyses import Analyses
    from contracteval.reports.analysis_words.panel import NO_SHEET
    from contracteval.reports.seal import seal_text

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    known_bid(bid, case)
    analyses = Analyses(panel=analyse(case.study, Options(names=names)))
    if case.dossier.panel is None and not as_json:
        write(f"{NO_SHEET.to(lang)}\n\n{seal_text(case.seal, lang)}\n")
    else:
        show_section("panel", analyses, case, lang, bid, as_json=as_json)
