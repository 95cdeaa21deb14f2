"""``contracteval new``: an evaluation folder to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import language_option, rules_option, translate_errors, write
from contracteval.text import Language


@click.command(epilog="Example: contracteval new my-evaluation --lang fr")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@language_option
@rules_option
@translate_errors
def command(folder: Path, lang: Language, rules: tuple[Path, ...]) -> None:
    """Start an evaluation folder: evaluation.toml, the buyer's brief, and the questionnaire to send to vendors."""
    from contracteval.starter import start_evaluation

    made = start_evaluation(folder, lang, rules)
    write("".join(f"{path}\n" for path in made))
    if lang == "fr":
        write(
            "Ensuite\u00a0: remplissez brief.xlsx, envoyez questionnaire.xlsx, scellez l’évaluation avant d’ouvrir les réponses (contracteval seal), rangez-les dans bids/, puis contracteval check.\n",
            err=True,
        )
    else:
        write(
            "Next: fill in brief.xlsx, send questionnaire.xlsx, seal the evaluation before you open the answers (contracteval seal), put them into bids/, then contracteval check.\n",
            err=True,
        )
