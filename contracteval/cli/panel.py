"""``contracteval panel``: who marked what, where the marks lie apart, what was settled."""

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


@click.command(epilog="Example: contracteval panel my-evaluation --lang fr")
@evaluation_options
@json_option
@click.option("--bid", metavar="ID", help="Only this bid: the name of its file without the ending.")
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

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    known_bid(bid, case)
    analyses = Analyses(panel=analyse(case.study, Options(names=names)))
    if as_json:
        from contracteval.reports.analyses_json import sections_to_dict
        from contracteval.reports.to_json import evaluation_to_dict

        panel = sections_to_dict(analyses, case.plan, lang, bid)["panel"]
        write_json({"evaluation": evaluation_to_dict(case.plan), **panel})
    elif case.dossier.panel is None:
        write(NO_PANEL[lang])
    else:
        from contracteval.reports.to_terminal import analyses_text

        write(analyses_text(analyses, case.comparison, case.plan, lang, *terminal(), bid=bid))


NO_PANEL = {
    "en": "No sheet of an evaluator in panel/. contracteval template panel -o panel/NAME.xlsx --evaluation DIR writes one.\n",
    "fr": "Aucune fiche d’évaluateur dans panel/. contracteval template panel -o panel/NOM.xlsx --evaluation DOSSIER en écrit une.\n",
}
