"""The scorecard workbook: every score a live formula, every formula with its exact value, one module for each sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from contracteval.errors import InputError, Place, Problem
from contracteval.files import write_whole
from contracteval.model.analyses import Analyses
from contracteval.model.bid import Dossier
from contracteval.model.handover import Handover
from contracteval.model.result import Comparison
from contracteval.model.theme import PLAIN, Theme
from contracteval.reports.seal import seal_mark
from contracteval.rules.plan import Plan
from contracteval.text import Language, Text

__all__ = ["save_scorecard", "scorecard_content", "write_scorecard"]


def write_scorecard(
    path: Path,
    plan: Plan,
    dossier: Dossier,
    comparison: Comparison,
    lang: Language,
    analyses: Analyses | None = None,
    theme: Theme = PLAIN,
    handover: Handover | None = None,
) -> None:
    """Write the workbook: same input, same bytes. Raises as ``save_scorecard`` does."""
    save_scorecard(path, scorecard_content(plan, dossier, comparison, lang, analyses, theme, handover))


def save_scorecard(path: Path, content: bytes) -> None:
    """Write the bytes of a workbook beside ``path`` and move them there: nothing half-written.

    Raises ``InputError`` when the file cannot be written, as when it is open in Excel.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        raise InputError([_cannot_write(path, error)]) from error


def scorecard_content(
    plan: Plan,
    dossier: Dossier,
    comparison: Comparison,
    lang: Language,
    analyses: Analyses | None = None,
    theme: Theme = PLAIN,
    handover: Handover | None = None,
) -> bytes:
    """Return the bytes of the workbook.

    ``analyses`` adds what only they know, as it stands at hand-over: the levers, and what would turn the decision.
    ``handover`` is the record of the options, by default without any, from which the same file can be written again.
    """
    from contracteval.reports.to_workbook.content import to_content

    made = BytesIO()
    content = to_content(plan, dossier, comparison, lang, analyses)
    _write(
        made,
        plan,
        content,
        theme,
        handover or Handover(lang, levers=analyses is not None and analyses.levers is not None),
    )
    return made.getvalue()


def _cannot_write(path: Path, error: OSError) -> Problem:
    return Problem(
        "file-not-written",
        Text("the scorecard cannot be written", "la fiche de notation ne peut pas être écrite"),
        (Place(str(path)),),
        got=error.strerror or type(error).__name__,
        next=Text(
            "close it in Excel if it is open there, or write to another file with --output",
            "fermez-la dans Excel si elle y est ouverte, ou écrivez un autre fichier avec --output",
        ),
    )


def _write(target: BytesIO, plan: Plan, content: Any, theme: Theme, handover: Handover) -> None:
    import xlsxwriter

    from contracteval.reports.to_workbook.page import clean

    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        workbook.set_properties({
            "title": clean(plan.settings.title),
            "subject": content.to(Text("Scorecard of the bids", "Fiche de notation des offres")),
            "author": "contracteval",
            "created": _dated(handover, plan.settings.date),
        })  # fmt: skip
        for name, value in handover.to_properties().items():
            workbook.set_custom_property(clean(name), clean(value), "text")
        _write_sheets(workbook, content, theme, handover.inputs)


def _dated(handover: Handover, day: date) -> datetime:
    """Return the moment that the document is dated by; a record that cannot be read counts as none."""
    try:
        return datetime.fromisoformat(handover.dated or day.isoformat())
    except ValueError:
        return datetime.fromisoformat(day.isoformat())


def _write_sheets(workbook: Any, content: Any, theme: Theme, inputs: Mapping[str, str]) -> None:
    from contracteval.reports.to_workbook import lists
    from contracteval.reports.to_workbook.changes import write_changes
    from contracteval.reports.to_workbook.checks import write_checks
    from contracteval.reports.to_workbook.comparison import write_comparison
    from contracteval.reports.to_workbook.decision import write_decision
    from contracteval.reports.to_workbook.exact import Exact
    from contracteval.reports.to_workbook.gates import write_gates
    from contracteval.reports.to_workbook.inputs import write_brief, write_inputs
    from contracteval.reports.to_workbook.live import print_live
    from contracteval.reports.to_workbook.look import Look
    from contracteval.reports.to_workbook.measures import write_measures
    from contracteval.reports.to_workbook.method import write_method
    from contracteval.reports.to_workbook.page import Altered, Page
    from contracteval.reports.to_workbook.parameters import write_parameters
    from contracteval.reports.to_workbook.rows import write_rows
    from contracteval.reports.to_workbook.scorecard import write_scorecard_sheet
    from contracteval.reports.to_workbook.table_inputs import write_tables

    look, titles = Look(workbook, theme), content.layout.titles
    mark = seal_mark(content.plan.seal, content.lang)
    altered: list[Altered] = []
    lives = [print_live(content, entry) for entry in content.entries]
    exacts = [Exact(content, entry) for entry in content.entries]

    def page(title: str) -> Page:
        return Page(workbook, look, title, content.lang, mark, altered)

    decision = page(titles["decision"])
    left_out: list[str] = []
    not_asked: list[str] = []
    write_comparison(page(titles["comparison"]), content)
    write_scorecard_sheet(page(titles["scorecard"]), content)
    write_gates(page(titles["gates"]), content)
    left_out += _write_topics(page, content, lives, exacts)
    for id_, has_data, write in _sections(content):
        if has_data:
            write(page(titles[id_]), content)
        else:
            (not_asked if has_data is None else left_out).append(titles[id_])
    write_parameters(page(titles["parameters"]), content)
    write_brief(page(titles["brief"]), content)
    if content.layout.tables.brief:
        write_tables(page(titles["brief_tables"]), content, None)
    for entry in content.entries:
        write_inputs(page(entry.sheet), content, entry)
        if content.layout.tables.bid:
            write_tables(page(entry.tables), content, entry)
    if content.findings:
        lists.write_import(page(titles["import"]), content)
    write_measures(page(titles["measures"]), content, lives, exacts)
    if content.layout.tables.rows:
        for entry, live, exact in zip(content.entries, lives, exacts, strict=True):
            write_rows(page(entry.rows), content, entry, live, exact)
    checks = page(titles["checks"])
    write_changes(page(titles["changes"]), content)
    write_method(page(titles["method"]), content, inputs)
    write_decision(decision, content, left_out, not_asked)
    write_checks(checks, content)  # last: it lists the texts that could not be written as given


def _write_topics(page: Any, content: Any, lives: Any, exacts: Any) -> list[str]:
    """Write a sheet for each topic, the price by year after the price; return the titles of what is left out."""
    from contracteval.reports.to_workbook.schedule import Schedule
    from contracteval.reports.to_workbook.topic_sheet import write_topic
    from contracteval.reports.to_workbook.topics import TOPICS, topics_of
    from contracteval.reports.to_workbook.years import write_years

    titles, shown, schedule = content.layout.titles, topics_of(content.plan), Schedule(content)
    left_out: list[str] = []
    for topic in TOPICS:
        if topic in shown:
            left_out += write_topic(page(titles[topic.id]), content, topic, lives, exacts)
        else:
            left_out.append(titles[topic.id])
        if topic.id == "price" and schedule.has_data:
            write_years(page(titles["years"]), content, schedule, lives, exacts)
        elif topic.id == "price":
            left_out.append(titles["years"])
    return left_out


def _sections(content: Any) -> tuple[tuple[str, bool | None, Any], ...]:
    """Return the sheets of analyses and lists: whether there is something on each (None: not asked for), who writes it."""
    from contracteval.model.analyses import Analyses
    from contracteval.reports.to_workbook import lists
    from contracteval.reports.to_workbook.analyses import commitment, elimination, levers, missing, panel, weights

    found = content.analyses or Analyses()

    def analysed(id_: str, writer: Any) -> tuple[str, bool | None, Any]:
        result = getattr(found, id_)
        if result is None:
            return id_, None, None
        return id_, writer.has_data(result), lambda page, content: writer.write(page, content, result)

    return (
        analysed("weights", weights),
        analysed("elimination", elimination),
        analysed("levers", levers),
        analysed("missing", missing),
        ("questions", bool(lists.questions_of(content)), lists.write_questions),
        ("gaps", lists.has_gaps(content), lists.write_gaps),
        analysed("commitment", commitment),
        ("promises", bool(lists.promised(content)), lists.write_promises),
        analysed("panel", panel),
    )
