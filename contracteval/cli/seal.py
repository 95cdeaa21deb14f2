"""``contracteval seal``: the evaluation fixed by hash before bids are opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracteval.cli.common import (
    folder_argument,
    json_option,
    language_option,
    rules_option,
    show_problems,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.text import Language

if TYPE_CHECKING:
    from contracteval.case import Case
    from contracteval.model.seal import SealState


@click.command(epilog="Example: contracteval seal my-evaluation")
@folder_argument
@language_option
@rules_option
@json_option
@click.option("--again", is_flag=True, help="Seal anew what was changed since; the earlier seals stay in the file.")
@translate_errors
def command(folder: Path, lang: Language, rules: tuple[Path, ...], as_json: bool, again: bool) -> None:
    """Fix rulesets, weights, parameters, the brief and the panel by hash, before bids are opened.

    Writes seal.json into the folder and prints a short fingerprint. Record it elsewhere (minutes, a mail): a hash that
    lies beside what it proves proves nothing alone. From then on every report carries the fingerprint and says what was
    changed since.
    """
    from contracteval.case import Case
    from contracteval.reports.seal import seal_to_dict
    from contracteval.reports.to_terminal.seal import sealing_text

    case = Case(folder, rules=rules)
    state, written = _sealed(case, lang, again=again)
    if as_json:
        file = str(folder / "seal.json")
        write_json({"file": file, "written": written, "seal": seal_to_dict(state), "parts": dict(state.now)})
    else:
        write(sealing_text(state, case.settings.title, lang, *terminal(), written=written))


def _sealed(case: Case, lang: Language, *, again: bool) -> tuple[SealState, bool]:
    """Return the state of the seal, and whether it was written now. Raises ``InputError`` where it cannot be."""
    from contracteval import __version__
    from contracteval.clock import now
    from contracteval.errors import InputError
    from contracteval.files import write_whole
    from contracteval.intake.from_folder import bids_there
    from contracteval.intake.seal_file import FILE, changed_problems, seals_text
    from contracteval.model.seal import Seal, SealState

    parts, problems, findings = case.sealed_parts()
    unusable = [*case.needs[1], *problems]
    if unusable:
        raise InputError(unusable)
    kept = case.seal
    if kept.seal is not None and not again:
        if kept.changes:
            raise InputError(changed_problems(kept))
        return kept, False
    seal = Seal(now(), __version__, parts, bids_there(case.folder))
    earlier = kept.earlier if kept.seal is None else (*kept.earlier, kept.seal)
    write_whole(case.folder / FILE, seals_text((*earlier, seal)))
    if findings:
        show_problems(findings, lang)
    return SealState(seal, parts, earlier), True
