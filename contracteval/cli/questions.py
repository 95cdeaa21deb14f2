"""``contracteval questions``: what to ask each vendor, and the letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from contracteval.case import Case
    from contracteval.model.analyses import Analyses

INTERNAL = "internal"


@click.command(epilog="Example: contracteval questions my-evaluation -o letters --lang fr")
@evaluation_options
@json_option
@bid_option
@click.option(
    "-o", "output", type=click.Path(path_type=Path), metavar="DIR",
    help="A new folder for the letters (questions and reasons, without any figure) and the internal notes.",
)  # fmt: skip
@translate_errors
def command(
    folder: Path,
    lang: Language,
    profile: str | None,
    stage: str | None,
    rules: tuple[Path, ...],
    as_json: bool,
    bid: str | None,
    output: Path | None,
) -> None:
    """List what to ask each vendor, the most valuable first, and which answer would change the decision."""
    from contracteval.analysis.options import Options
    from contracteval.analysis.sections import analyse
    from contracteval.case import Case

    case = Case(folder, rules=rules, profile=profile, stage=stage)
    known_bid(bid, case)
    analyses = analyse(case.study, Options(), ["questions", "levers"] if output is not None else ["questions"])
    if output is not None:
        _write_letters(output, case, analyses, lang, bid)
    if output is not None and not as_json:
        write(str(output) + "\n")
    else:
        show_section("questions", analyses, case, lang, bid, as_json=as_json)


def _write_letters(output: Path, case: Case, analyses: Analyses, lang: Language, only: str | None) -> None:
    """Write two letters and one internal note for each bid; the folder appears when all are written."""
    from contracteval.reports.lever_words import LeverWords
    from contracteval.reports.to_letters import internal_reasons, question_letter, reasons_letter
    from contracteval.starter import new_folder

    assert analyses.questions is not None
    assert analyses.levers is not None
    words = LeverWords(case.plan, lang)
    results = {item.id: item for item in case.comparison.bids}
    levers = {item.bid: item for item in analyses.levers.bids}
    with new_folder(output) as made:
        (made / INTERNAL).mkdir()
        for found in analyses.questions.bids:
            if only not in (None, found.bid):
                continue
            bid = results[found.bid]
            note = internal_reasons(bid, case.comparison, case.plan, lang, words.sentences(levers[bid.id]))
            texts = {
                f"{bid.id}-questions.md": question_letter(found, bid, case.plan, lang),
                f"{bid.id}-reasons.md": reasons_letter(bid, case.comparison, case.plan, lang),
                f"{INTERNAL}/{bid.id}.md": note,
            }
            for name, text in texts.items():
                (made / name).write_text(text, encoding="utf-8")
