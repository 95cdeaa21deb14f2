"""New evaluation folders: empty ones, the demo, and single questionnaires."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.errors import InputError, Place, Problem
from contracteval.intake.to_questionnaire import Edition, Kind, write_questionnaire
from contracteval.model.bid import Answers, Dossier
from contracteval.model.fact import Needs
from contracteval.model.settings import Settings
from contracteval.rules.asked import asked, asked_by
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import Rulebook
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook, load_rulebook_for
from contracteval.text import LANGUAGES, Language, Text


def start_evaluation(folder: Path, lang: Language, rules: Sequence[Path] = ()) -> list[Path]:
    """Make an evaluation folder to fill in and return its files. Raises ``InputError`` if it is not empty."""
    plan = _plan(rules)
    needs, currency, edition = asked(plan), plan.settings.currency, edition_of(plan)
    template = (data_folder("templates") / f"evaluation.{lang}.toml").read_text(encoding="utf-8")
    settings = template.replace("2026-01-01", plan.settings.date.isoformat())
    with new_folder(folder) as made:
        (made / "bids").mkdir()
        (made / "evaluation.toml").write_text(settings, encoding="utf-8")
        write_questionnaire(made / "brief.xlsx", "brief", needs, currency, lang, edition=edition)
        write_questionnaire(made / "questionnaire.xlsx", "vendor", needs, currency, lang, edition=edition)
    return [folder / name for name in ("evaluation.toml", "brief.xlsx", "questionnaire.xlsx")]


def make_demo(folder: Path, lang: Language) -> list[Path]:
    """Make the demo's folder: settings, a brief and three filled vendor workbooks; an evaluation that is there is kept."""
    if (folder / "evaluation.toml").is_file():
        return []
    source = data_folder("templates") / "demo"
    case = Case(source)
    needs, currency, title = asked(case.plan), case.settings.currency, case.settings.title
    edition = edition_of(case.plan)
    dossier = case.dossier
    bids = [(bid.id, bid.vendor) for bid in dossier.bids]
    answers = {bid.id: bid.answers for bid in dossier.bids}
    with new_folder(folder) as made:
        (made / "bids").mkdir()
        (made / "evaluation.toml").write_bytes((source / "evaluation.toml").read_bytes())
        write_questionnaire(
            made / "brief.xlsx", "brief", needs, currency, lang,
            bids=bids, answers=dossier.brief, bid_answers=answers, title=title, edition=edition,
        )  # fmt: skip
        for bid, vendor in bids:
            path = made / "bids" / f"{bid}.xlsx"
            write_questionnaire(
                path, "vendor", needs, currency, lang,
                answers=answers[bid], title=title, vendor=vendor, edition=edition,
            )  # fmt: skip
    return [folder / "evaluation.toml", folder / "brief.xlsx", *(folder / "bids" / f"{bid}.xlsx" for bid, _ in bids)]


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Make a folder beside its place and rename it when it is complete, so that nothing half-made stays."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([_not_empty(folder)])
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield part
        folder.mkdir(exist_ok=True)
        for child in part.iterdir():
            child.rename(folder / child.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_template(
    path: Path,
    kind: Kind,
    lang: Language,
    folder: Path | None = None,
    *,
    rules: Sequence[Path] = (),
    rulesets: Sequence[str] = (),
    profile: str | None = None,
    stage: str | None = None,
) -> None:
    """Write one questionnaire: what an evaluation folder needs, or what a profile does at a stage.

    A vendor's holds nothing of the folder but its title and currency: no figure of another bid or of the buyer.
    """
    bids: list[tuple[str, str]] = []
    vendors: dict[str, Answers] = {}
    if folder is not None:
        case = Case(folder, rules=rules, profile=profile, stage=stage)
        needs, edition, settings = asked(case.plan), edition_of(case.plan), case.settings
        dossier = case.read[0] if kind != "vendor" else None
        bids = [(bid.id, bid.vendor) for bid in dossier.bids] if dossier is not None else []
        # the buyer completes rows that vendors wrote; an evaluator judges without seeing anybody's answers
        vendors = _rows_of_vendors(dossier, needs) if dossier is not None and kind == "brief" else {}
    elif rulesets and profile is None:
        settings = _settings(rulesets, profile, stage)
        rulebook = load_rulebook(rulesets, rules)
        needs = asked_by(rulebook, rulesets, settings.stage)
        edition = _edition(rulebook, rulesets, "", settings.stage)
    else:
        plan = _plan(rules, rulesets, profile, stage)
        needs, edition, settings = asked(plan), edition_of(plan), plan.settings
    write_questionnaire(
        path, kind, needs, settings.currency, lang,
        bids=bids, bid_answers=vendors, title=settings.title, edition=edition,
    )  # fmt: skip


def _rows_of_vendors(dossier: Dossier, needs: Needs) -> dict[str, Answers]:
    """Return of each bid only the rows of the tables that vendors fill in."""
    theirs = {id_ for id_, table in needs.tables.items() if table.by == "vendor"}
    return {
        bid.id: Answers(tables={id_: rows for id_, rows in bid.answers.tables.items() if id_ in theirs})
        for bid in dossier.bids
    }


def write_shipped_templates(folder: Path) -> None:
    """Write the questionnaires of the default profile into ``folder``, in both languages."""
    for lang in LANGUAGES:
        for kind in get_args(Kind):
            write_template(folder / f"{kind}.{lang}.xlsx", kind, lang)


def edition_of(plan: Plan) -> Edition:
    """Say for which rules a questionnaire is made."""
    used = {leaf.criterion.ruleset for leaf, _, _ in plan.leaves()}
    used |= {gate.ruleset for gate in plan.gates} | {flag.ruleset for flag in plan.flags}
    return _edition(plan.rulebook, used, plan.profile.id, plan.settings.stage)


def _edition(rulebook: Rulebook, used: Collection[str], profile: str, stage: str) -> Edition:
    rules = tuple(f"{item.id} {item.version}" for item in rulebook.rulesets if item.id in used)
    return Edition(rules, profile, stage)


def _plan(
    rules: Sequence[Path], rulesets: Sequence[str] = (), profile: str | None = None, stage: str | None = None
) -> Plan:
    settings = _settings(rulesets, profile, stage)
    rulebook = load_rulebook_for(settings, rules) if rulesets else load_rulebook((), rules)
    return to_plan(rulebook, settings)


def _settings(rulesets: Sequence[str], profile: str | None, stage: str | None) -> Settings:
    """Return the settings that the command line stands for where there is no evaluation.toml."""
    today = date.today()  # noqa: DTZ011 the buyer's own calendar day is meant
    made = Settings("", today, rulesets=tuple(rulesets), profile=profile, file="--ruleset, --profile, --stage")
    return made if stage is None else replace(made, stage=stage)


def _not_empty(folder: Path) -> Problem:
    return Problem(
        "folder-not-empty",
        Text(f"{folder} is there already and not empty", f"{folder} existe déjà et n’est pas vide"),
        (Place(str(folder)),),
        next=Text("name a new folder", "donnez le nom d’un nouveau dossier"),
    )
