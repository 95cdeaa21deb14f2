"""``contracteval verify``: whether a scorecard is as it was handed over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracteval.cli.common import (
    EXIT_FOUND,
    json_option,
    language_option,
    rules_option,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.errors import InputError, Place, Problem
from contracteval.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from contracteval.audit.snapshot import Snapshot
    from contracteval.audit.verify import Received
    from contracteval.model.verification import Verification


@click.command(epilog="Example: contracteval verify scorecard.xlsx my-evaluation")
@click.argument("file", metavar="SCORECARD.xlsx", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--fingerprint", metavar="TEXT", help="The fingerprint that you recorded: does the workbook carry it?")
@rules_option
@language_option
@json_option
@translate_errors
def command(
    file: Path, folder: Path | None, fingerprint: str | None, rules: tuple[Path, ...], lang: Language, as_json: bool
) -> None:
    """Say whether a scorecard is as it was handed over, and which cells are not.

    With DIR the evaluation is judged again and the workbook compared with what it gives, cell by cell. Without DIR the
    workbook is only compared with itself. Exit code 1 where anything differs.
    """
    from contracteval.audit.from_xlsx import read_snapshot
    from contracteval.audit.verify import Received

    content, snapshot = read_snapshot(file)
    received = Received(file.name, content, snapshot)
    spoken = _language(received, snapshot)
    found = received.alone() if folder is None else _against(received, folder, rules, spoken)
    found = received.recorded_elsewhere(found, fingerprint)
    _show(found, lang, as_json=as_json)
    if not found.holds:
        raise SystemExit(EXIT_FOUND)


def _show(found: Verification, lang: Language, *, as_json: bool) -> None:
    if as_json:
        from contracteval.reports.verification_json import verification_to_dict

        write_json(verification_to_dict(found, lang))
        return
    from contracteval.reports.to_terminal.verification import verification_text

    write(verification_text(found, lang, *terminal()))


def _against(received: Received, folder: Path, rules: tuple[Path, ...], spoken: Language) -> Verification:
    """Judge the folder again, write the scorecard as the file says that it was written, and compare."""
    from contracteval.case import Case
    from contracteval.cli.handing_over import content_of, handover_of
    from contracteval.reports.to_workbook.words import SHEETS

    recorded = received.recorded
    if recorded is None:
        case = Case(folder, rules=rules)
        levers = SHEETS["levers"].to(spoken) in received.snapshot.sheets
        return received.against(content_of(case, handover_of(case, spoken, levers=levers)), str(folder))
    case = Case(folder, rules=rules, profile=recorded.profile, stage=recorded.stage)
    # the files are those of now: what the workbook says of them is compared, never believed
    now = handover_of(case, recorded.lang, levers=recorded.levers, names=recorded.names)
    return received.against(content_of(case, replace(recorded, inputs=now.inputs)), str(folder))


def _language(received: Received, snapshot: Snapshot) -> Language:
    """Return the language of a scorecard. Raises ``InputError`` for a workbook that is none."""
    from contracteval.reports.to_workbook.words import SHEETS

    if received.recorded is not None:
        return received.recorded.lang
    ours = {lang: {title.to(lang) for title in SHEETS.values()} & snapshot.sheets.keys() for lang in LANGUAGES}
    lang = max(LANGUAGES, key=lambda item: len(ours[item]))
    if len(ours[lang]) >= _ENOUGH:
        return lang
    text = Text("this workbook is not a scorecard of contracteval", "ce classeur n’est pas une fiche de contracteval")
    hint = Text(
        "name the file that contracteval scorecard wrote, or a copy of it",
        "donnez le fichier que contracteval scorecard a écrit, ou une copie",
    )
    raise InputError([Problem("not-a-scorecard", text, (Place(received.file),), next=hint)])


_ENOUGH = 5
