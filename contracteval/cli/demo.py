"""``contracteval demo``: the whole path on three invented vendors."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import language_option, terminal, translate_errors, write
from contracteval.text import Language


@click.command(epilog="Example: contracteval demo demo --lang fr")
@click.argument("folder", metavar="[DIR]", default="demo", type=click.Path(path_type=Path))
@language_option
@translate_errors
def command(folder: Path, lang: Language) -> None:
    """Make a filled evaluation folder (three vendor workbooks, a brief), compare the bids and write scorecard.xlsx.

    A folder that already holds an evaluation is kept as it is; its comparison and scorecard are made anew.
    """
    from contracteval.case import Case
    from contracteval.cli.handing_over import content_of, handover_of
    from contracteval.reports.to_terminal import comparison_text
    from contracteval.reports.to_workbook import save_scorecard
    from contracteval.starter import make_demo

    made = make_demo(folder, lang)
    case = Case(folder)
    comparison = case.comparison
    write(comparison_text(comparison, case.plan, case.dossier.findings, lang, *terminal()))
    target = folder / "scorecard.xlsx"
    save_scorecard(target, content_of(case, handover_of(case, lang, levers=True)))
    listed = ", ".join(path.relative_to(folder).as_posix() for path in made)
    if lang == "fr":
        kept = f"Créés dans {folder}/\u00a0: {listed}" if made else f"{folder}/ existait déjà et reste tel quel"
        write(f"{kept}. Grille de décision\u00a0: {target}\n", err=True)
    else:
        kept = f"Made in {folder}/: {listed}" if made else f"{folder}/ was there already and is kept as it is"
        write(f"{kept}. Scorecard: {target}\n", err=True)
