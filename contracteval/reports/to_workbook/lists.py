"""Lists that people act on: questions and evidence gaps at hand-over, promises and changes live, findings of the import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from contracteval.errors import Problem
from contracteval.formula.to_excel import quoted
from contracteval.model.fact import FactSpec, Grade
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.checks import any_changed
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.inputs import GRADE, address_of, state_of
from contracteval.reports.to_workbook.look import AMBER_FILL, GREEN_FILL, RED_FILL
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.wording import GIVERS, SEVERITIES, sentence
from contracteval.text import Text

_HEAD = 3
_LIVE = Text("Live: it follows the inputs.", "Vivant\u00a0: suit les données.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to somebody about a bid."""

    bid: str
    to: Text
    about: Text
    question: Text
    worth: Fraction | None


def questions_of(content: Content) -> list[Asked]:
    """Return what to ask: flags that are raised or may be, then missing answers, the most valuable first."""
    return [asked for entry in content.entries for asked in _questions(entry)]


def _questions(entry: Entry) -> Iterator[Asked]:
    for flag in entry.result.flags:
        if flag.raised is not False:
            yield Asked(entry.vendor, GIVERS["vendor"], flag.title, flag.question, None)
    for item in entry.result.missing:
        yield Asked(entry.vendor, GIVERS[item.by], item.label, item.question, item.worth)


def write_questions(page: Page, content: Content) -> None:
    """Write the questions, bid by bid."""
    titles = (w.BID, Text("Asked of", "Demandé à"), Text("About", "À propos de"), w.QUESTION, Text("Worth (points)", "Enjeu (points)"), Text("Answer", "Réponse"))  # fmt: skip
    page.head(page.title, content.to(w.AT_HAND_OVER))
    page.widths((20, 14, 34, 70, 10, 40))
    page.header(_HEAD, titles)
    row = _HEAD
    for item in questions_of(content):
        row += 1
        page.text(row, 0, item.bid)
        page.text(row, 1, item.to)
        page.text(row, 2, sentence(content.to(item.about)))
        page.text(row, 3, item.question)
        page.number(row, 4, item.worth, "static score right")
        page.text(row, 5, "", "input wrap")
    _close(page, content, row, 4)


def _close(page: Page, content: Content, row: int, last: int) -> None:
    page.grey_when(f"{a1(_HEAD + 1, 0)}:{a1(max(row, _HEAD + 1), last)}", f"={any_changed(content)}>0")
    page.finish(freeze=(_HEAD + 1, 1), repeat=(_HEAD, _HEAD), footer=content.footer)


def write_gaps(page: Page, content: Content) -> None:
    """Write what is not known and what is only asserted, and how much of the total hangs on it."""
    titles = (w.BID, Text("Fact", "Fait"), Text("What is lacking", "Ce qui manque"), Text("Given by", "Donné par"), Text("Worth (points)", "Enjeu (points)"), w.SOURCE)  # fmt: skip
    page.head(page.title, content.to(w.AT_HAND_OVER))
    page.widths((20, 40, 26, 16, 10, 44))
    page.header(_HEAD, titles)
    row = _HEAD
    for entry in content.entries:
        for label, lacking, giver, worth, source in _gaps(content, entry):
            row += 1
            cells = (entry.vendor, sentence(content.to(label)), content.to(lacking), content.to(giver))
            for column, text in enumerate(cells):
                page.text(row, column, text)
            page.number(row, 4, worth, "static score right")
            page.text(row, 5, source)
    _close(page, content, row, 5)


_NOT_ANSWERED = Text("not answered", "sans réponse")


def _gaps(content: Content, entry: Entry) -> Iterator[tuple[Text, Text, Text, Fraction | None, str]]:
    for item in entry.result.missing:
        yield item.label, _NOT_ANSWERED, GIVERS[item.by], item.worth, ""
    for id_, spec in promised(content).items():
        answer = entry.answer(id_)
        if answer.value is not None and answer.grade < Grade.CONTRACTED:
            label = Text(f"evidence: {answer.grade.label.en}", f"preuve\u00a0: {answer.grade.label.fr}")
            yield spec.label, label, GIVERS[spec.by], None, "; ".join(str(place) for place in answer.places)


def has_gaps(content: Content) -> bool:
    """Say whether something is missing or only asserted."""
    return any(True for entry in content.entries for _ in _gaps(content, entry))


def promised(content: Content) -> dict[str, FactSpec]:
    """Return the facts that bind nobody until they stand in the contract."""
    deciding = content.plan.deciding_facts()
    return {
        id_: spec
        for id_, spec in content.plan.needs().facts.items()
        if spec.by == "vendor" and spec.per == "bid" and not spec.binding and id_ in deciding
    }


def write_promises(page: Page, content: Content) -> None:
    """Write how well each promise of each bid is supported."""
    bids = len(content.entries)
    page.head(page.title, content.to(_LIVE))
    page.widths((44, *([18] * bids)))
    page.header(_HEAD, [Text("Promise", "Promesse")])
    page.header(_HEAD, [entry.vendor for entry in content.entries], 1, "header center")
    row = _HEAD
    unknown, given = content.to(_NOT_ANSWERED), quoted(content.to(w.GIVEN))
    for id_, spec in promised(content).items():
        row += 1
        page.text(row, 0, sentence(content.to(spec.label)))
        for entry in content.entries:
            answer = entry.answer(id_)
            grade, state = address_of(content, entry, id_, GRADE), state_of(content, entry, id_)
            cached = unknown if answer.value is None else content.to(answer.grade.label)
            formula = f'=IF({state}={given},{grade}&"",{quoted(unknown)})'
            page.formula(row, 1 + entry.index, formula, cached, "link center")
    colours = {grade: GREEN_FILL if grade >= Grade.CONTRACTED else AMBER_FILL for grade in Grade}
    words = [(content.to(grade.label), colour) for grade, colour in colours.items()]
    page.colour_words(f"{a1(_HEAD + 1, 1)}:{a1(row, bids)}", [*words, (unknown, RED_FILL)])
    page.finish(freeze=(_HEAD + 1, 1), repeat=(_HEAD, _HEAD), footer=content.footer)


def write_import(page: Page, content: Content) -> None:
    """Write what was found while reading what the vendors sent."""
    titles = (Text("Severity", "Gravité"), Text("Finding", "Constat"), Text("Where", "Où"), Text("Got", "Lu"), Text("Next step", "À faire"))  # fmt: skip
    page.head(
        page.title,
        content.to(
            Text("What was found while the files were read.", "Ce qui a été constaté à la lecture des fichiers.")
        ),
    )
    page.widths((13, 60, 44, 20, 60))
    page.header(_HEAD, titles)
    for i, problem in enumerate(content.findings):
        _write_finding(page, problem, _HEAD + 1 + i)
    page.finish(freeze=(_HEAD + 1, 0), repeat=(_HEAD, _HEAD), footer=content.footer)


def _write_finding(page: Page, problem: Problem, row: int) -> None:
    page.text(row, 0, SEVERITIES.get(problem.severity, Text.same(problem.severity)))
    page.text(row, 1, problem.message)
    page.text(row, 2, "\n".join(str(place) for place in problem.places))
    page.text(row, 3, problem.got or "")
    page.text(row, 4, problem.next or "")
