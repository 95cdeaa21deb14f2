"""New evaluation folders: empty ones, the demo, and single questionnaires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.errors import InputError, Place, Problem
from contracteval.intake.to_questionnaire import write_questionnaire
from contracteval.model.settings import Settings
from contracteval.rules.plan import Plan, to_plan
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import Language, Text


def start_evaluation(folder: Path, lang: Language, rules: Sequence[Path] = ()) -> list[Path]:
    """Make an evaluation folder to fill in and return its files. Raises ``InputError`` if it is not empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([_not_empty(folder)])
    plan = _default_plan(rules)
    (folder / "bids").mkdir(parents=True)
    settings = folder / "evaluation.toml"
    template = (data_folder("templates") / f"evaluation.{lang}.toml").read_text(encoding="utf-8")
    settings.write_text(template.replace("2026-01-01", plan.settings.date.isoformat()), encoding="utf-8")
    brief, questionnaire = folder / "brief.xlsx", folder / "questionnaire.xlsx"
    needs, currency = plan.needs(), plan.settings.currency
    write_questionnaire(brief, "brief", needs, currency, lang)
    write_questionnaire(questionnaire, "vendor", needs, currency, lang)
    return [settings, brief, questionnaire]


def make_demo(folder: Path, lang: Language) -> list[Path]:
    """Make the demo's folder: settings, a brief and three filled vendor workbooks; an evaluation that is there is kept."""
    if (folder / "evaluation.toml").is_file():
        return []
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([_not_empty(folder)])
    source = data_folder("templates") / "demo"
    case = Case(source)
    needs, currency = case.plan.needs(), case.settings.currency
    (folder / "bids").mkdir(parents=True)
    bids = [(bid.id, bid.vendor) for bid in case.dossier.bids]
    answers = {bid.id: bid.answers for bid in case.dossier.bids}
    brief = folder / "brief.xlsx"
    title = case.settings.title
    write_questionnaire(
        brief, "brief", needs, currency, lang, bids=bids, answers=case.dossier.brief, bid_answers=answers, title=title
    )
    made = [brief]
    for bid, vendor in bids:
        path = folder / "bids" / f"{bid}.xlsx"
        write_questionnaire(path, "vendor", needs, currency, lang, answers=answers[bid], title=title, vendor=vendor)
        made.append(path)
    settings = folder / "evaluation.toml"
    settings.write_bytes((source / "evaluation.toml").read_bytes())
    return [settings, *made]


def write_template(
    path: Path, kind: Literal["vendor", "brief"], lang: Language, folder: Path | None, rules: Sequence[Path] = ()
) -> None:
    """Write one questionnaire: what an evaluation folder needs, or what our default profile does."""
    case = Case(folder, rules=rules) if folder is not None else None
    plan = case.plan if case is not None else _default_plan(rules)
    bids: list[tuple[str, str]] = []
    if case is not None and kind == "brief":
        dossier, _ = case.read
        bids = [(bid.id, bid.vendor) for bid in dossier.bids] if dossier is not None else []
    title = plan.settings.title
    write_questionnaire(path, kind, plan.needs(), plan.settings.currency, lang, bids=bids, title=title)


def _default_plan(rules: Sequence[Path]) -> Plan:
    settings = Settings("", date.today())  # noqa: DTZ011 the buyer's own calendar day is meant
    return to_plan(load_rulebook((), rules), settings)


def _not_empty(folder: Path) -> Problem:
    return Problem(
        "folder-not-empty",
        Text(f"{folder} is there already and not empty", f"{folder} existe déjà et n’est pas vide"),
        (Place(str(folder)),),
        next=Text("name a new folder", "donnez le nom d’un nouveau dossier"),
    )
