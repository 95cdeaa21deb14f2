"""``contracteval map``: which fact each answer of a vendor's own workbook is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracteval.cli.common import (
    json_option,
    language_option,
    rules_option,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.errors import InputError, Place, Problem
from contracteval.text import Language, Text

if TYPE_CHECKING:
    from contracteval.intake.maps.known import Fit
    from contracteval.model.fact import Needs
    from contracteval.model.proposal import MapProposal
    from contracteval.model.settings import Settings


@click.command(epilog="Example: contracteval map bids/acme.xlsx --lang fr")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Map to write, instead of the one beside the file."
)
@click.option("--force", is_flag=True, help="Write over a map that is there.")
@click.option(
    "--evaluation", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="The evaluation whose facts are sought, instead of the one that the file lies in.",
)  # fmt: skip
@click.option(
    "--known", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
    help="A map, or a folder of maps, that may fit, such as last year's; may be repeated.",
)  # fmt: skip
@language_option
@rules_option
@json_option
@translate_errors
def command(
    files: tuple[Path, ...],
    output: Path | None,
    force: bool,
    folder: Path | None,
    known: tuple[Path, ...],
    lang: Language,
    rules: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Propose which fact each answer of a vendor's own workbook is, and write the map to correct by hand.

    A map beside another bid, in maps/ of the evaluation or named with --known is taken over where it fits. A map that
    is there is never written over without --force.
    """
    if output is not None and len(files) > 1:
        raise click.UsageError("-o names one map: give one file with it.")
    made = []
    for file in files:
        home = folder if folder is not None else _evaluation_of(file)
        target = output or file.with_name(file.stem + ".map.toml")
        if not target.name.endswith(".map.toml"):
            raise InputError([_no_map_name(target)])  # --force must not reach evaluation.toml or a bid
        if target.exists() and not force:
            raise InputError([_is_there(target)])
        made.append(_map(file, target, home, known, rules, lang))
    if as_json:
        from contracteval.reports.proposal_json import proposal_to_dict

        dicts = [proposal_to_dict(proposal, str(target), lang) for proposal, target, _ in made]
        write_json(dicts[0] if len(dicts) == 1 else dicts)
        return
    from contracteval.reports.to_terminal import proposal_text

    write("\n".join(proposal_text(p, str(target), findings, lang, *terminal()) for p, target, findings in made))


def _map(
    file: Path, target: Path, home: Path | None, known: tuple[Path, ...], rules: tuple[Path, ...], lang: Language
) -> tuple[MapProposal, Path, tuple[Problem, ...]]:
    """Make the map of one file, write it, and return what it says with what a known map found doubtful."""
    from contracteval.intake.from_template import is_template
    from contracteval.intake.from_workbook import read_book
    from contracteval.intake.maps.known import find_fit, known_maps
    from contracteval.intake.maps.layout_print import layout_of
    from contracteval.intake.maps.propose import propose_map
    from contracteval.intake.read_tables import sums_that_differ
    from contracteval.intake.to_map import adopt_map, to_map

    book = read_book(file, file.name)
    if is_template(book):
        raise InputError([_needs_none(file)])
    asked, every, settings = _needs(home, rules)
    maps = None if home is None else home / "maps"
    places = [*known, file.parent, *([maps] if maps is not None and maps.is_dir() else [])]
    layout = layout_of(book)
    fit, problems = find_fit(known_maps(places, target), book, layout, every, settings)
    if fit is not None:
        proposal = _known(file, layout, fit)
        text = adopt_map(fit.text, fit.path.name, file.name, layout, lang)
        findings = fit.findings
    else:
        proposal = propose_map(book, asked, settings)
        text = to_map(proposal, lang)
        findings = tuple(replace(problem, severity="warning") for problem in problems)
    _write(target, text)
    return proposal, target, (*findings, *sums_that_differ(book))


def _known(file: Path, layout: str, fit: Fit) -> MapProposal:
    from contracteval.model.proposal import MapProposal

    return MapProposal(file.name, layout, fit.facts, (), (), str(fit.path))


def _needs(home: Path | None, rules: tuple[Path, ...]) -> tuple[Needs, Needs, Settings]:
    """Return the facts to seek, all that a map may name, and the settings to read amounts with."""
    from datetime import date

    from contracteval.model.settings import Settings
    from contracteval.rules.to_rulebook import load_vocabulary

    every = load_vocabulary(rules)
    if home is None:
        return every, every, Settings("", date.today())  # noqa: DTZ011 the buyer's own calendar day is meant
    from contracteval.case import Case
    from contracteval.model.fact import Needs
    from contracteval.rules.asked import asked

    case = Case(home, rules=rules)
    seen = case.rulebook
    return asked(case.plan), Needs({**every.facts, **seen.facts}, {**every.tables, **seen.tables}), case.settings


def _evaluation_of(file: Path) -> Path | None:
    """Find the evaluation that a file lies in: its folder, or the one above ``bids/``."""
    folders = (file.resolve().parent, file.resolve().parent.parent)
    return next((folder for folder in folders if (folder / "evaluation.toml").is_file()), None)


def _write(target: Path, text: str) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _is_there(target: Path) -> Problem:
    return Problem(
        "map-exists",
        Text("there is a map already", "il y a déjà une carte"),
        (Place(str(target)),),
        next=Text(
            "name another file with -o, or write over it with --force",
            "donnez un autre fichier avec -o, ou remplacez-la avec --force",
        ),
    )


def _no_map_name(target: Path) -> Problem:
    return Problem(
        "output-refused",
        Text("a map ends in .map.toml", "une carte se termine par .map.toml"),
        (Place(str(target)),),
        next=Text("name another file with -o", "donnez un autre fichier avec -o"),
    )


def _needs_none(file: Path) -> Problem:
    return Problem(
        "map-not-needed",
        Text(
            "this is one of our questionnaires: it is read without a map",
            "c’est un de nos questionnaires\u00a0: il est lu sans carte",
        ),
        (Place(str(file)),),
        next=Text("put it into bids/, then contracteval check", "rangez-le dans bids/, puis contracteval check"),
    )
