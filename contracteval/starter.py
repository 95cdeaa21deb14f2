"""New evaluation folders: empty ones, the demo, and single questionnaires."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    plan = _default_plan(rules)
    needs, currency = plan.needs(), plan.settings.currency
    template = (data_folder("templates") / f"evaluation.{lang}.toml").read_text(encoding="utf-8")
    settings = template.replace("2026-01-01", plan.settings.date.isoformat())
    with _new_folder(folder) as made:
        (made / "bids").mkdir()
        (made / "evaluation.toml").write_text(settings, encoding="utf-8")
        write_questionnaire(made / "brief.xlsx", "brief", needs, currency, lang)
        write_questionnaire(made / "questionnaire.xlsx", "vendor", needs, currency, lang)
    return [folder / name for name in ("evaluation.toml", "brief.xlsx", "questionnaire.xlsx")]


def make_demo(folder: Path, lang: Language) -> list[Path]:
    """Make the demo's folder: settings, a brief and three filled vendor workbooks; an evaluation that is there is kept."""
    if (folder / "evaluation.toml").is_file():
        return []
    source = data_folder("templates") / "demo"
    case = Case(source)
    needs, currency, title = case.plan.needs(), case.settings.currency, case.settings.title
    dossier = case.dossier
    bids = [(bid.id, bid.vendor) for bid in dossier.bids]
    answers = {bid.id: bid.answers for bid in dossier.bids}
    with _new_folder(folder) as made:
        (made / "bids").mkdir()
        (made / "evaluation.toml").write_bytes((source / "evaluation.toml").read_bytes())
        write_questionnaire(
            made / "brief.xlsx", "brief", needs, currency, lang,
            bids=bids, answers=dossier.brief, bid_answers=answers, title=title,
        )  # fmt: skip
        for bid, vendor in bids:
            path = made / "bids" / f"{bid}.xlsx"
            write_questionnaire(path, "vendor", needs, currency, lang, answers=answers[bid], title=title, vendor=vendor)
    return [folder / "evaluation.toml", folder / "brief.xlsx", *(folder / "bids" / f"{bid}.xlsx" for bid, _ in bids)]


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
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
