"""``contracteval analyse``: how firm the result is, and what would turn it."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import evaluation_options, json_option, terminal, translate_errors, write, write_json
from contracteval.model.analyses import SECTIONS
from contracteval.text import Language


@click.command(epilog="Example: contracteval analyse my-evaluation --only elimination")
@evaluation_options
@json_option
@click.option("--only", type=click.Choice(SECTIONS), multiple=True, help="Only this section; may be repeated.")
@click.option(
    "--draws",
    type=click.IntRange(100, 1_000_000),
    metavar="N",
    help="Sample so many weightings (fast with numpy: the extra “fast”) instead of exact shares or a small sample.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the sample.")
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    only: tuple[str, ...],
    draws: int | None,
    seed: int,
) -> None:
    """Say how firm the result is and what would turn it: weights, missing answers, other bids."""
    from contracteval.analysis.options import Options
    from contracteval.analysis.sections import analyse
    from contracteval.case import Case

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    analyses = analyse(case.study, Options(draws, seed), only)
    if as_json:
        from contracteval.reports.analyses_json import analyses_to_dict

        write_json(analyses_to_dict(analyses, case.plan, lang))
    else:
        from contracteval.reports.analysis_words.panel import NO_SHEET
        from contracteval.reports.to_terminal import analyses_text

        if "panel" in only and case.dossier.panel is None:
            write(f"{NO_SHEET.to(lang)}\n\n")
        write(analyses_text(analyses, case.comparison, case.plan, lang, *terminal()))
