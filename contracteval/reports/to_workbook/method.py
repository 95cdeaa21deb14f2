"""Method and sources: which rules, what each criterion asks and why, where it comes from, what is live."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.formula.to_words import to_words
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.layout import criteria_of
from contracteval.reports.to_workbook.page import Page
from contracteval.reports.to_workbook.provenance import write_parts, write_provenance
from contracteval.reports.wording import PARAMETER_STATUSES, STAGES, day_text, labels_of, source_text
from contracteval.rules.rulebook import Criterion
from contracteval.text import Text

_WIDTHS = (30, 44, 44, 44, 44, 34)
_FIRST = 3
_LEGEND = (
    ("input", Text("May be changed: input, weight, parameter, scale", "Modifiable\u00a0: donnée, poids, paramètre, échelle")),
    ("link", Text("Live: taken from another sheet", "Vivant\u00a0: repris d’une autre feuille")),
    ("plain", Text("Live: formula", "Vivant\u00a0: formule")),
    ("static", Text("Static: as at hand-over; grey once an input differs", "Figé\u00a0: tel qu’à la remise\u00a0; grisé dès qu’une donnée diffère")),
)  # fmt: skip
_LIVE = Text(
    "Live: values, statuses, scores, groups, totals, gates, flags, verdicts, ranks. Static: low and high of a criterion "
    "while an answer is missing, committed score, worth of a missing answer, questions. Once an input differs, a "
    "criterion that waits for an answer is bounded by its whole scale.",
    "Vivant\u00a0: valeurs, statuts, scores, groupes, totaux, barrières, alertes, verdicts, rangs. Figé\u00a0: bas et haut d’un "
    "critère tant qu’une réponse manque, score engagé, enjeu d’une réponse manquante, questions. Dès qu’une donnée diffère, un "
    "critère qui attend une réponse est borné par toute son échelle.",
)
_TITLES = (
    Text("Criterion", "Critère"), Text("What it asks", "Ce qu’il demande"), Text("Why it matters", "Pourquoi c’est important"),
    Text("Formula", "Formule"), Text("Sources", "Sources"), Text("Parameters", "Paramètres"),
)  # fmt: skip


def write_method(page: Page, content: Content, inputs: Mapping[str, str]) -> None:
    """Write what a reader needs to trust the figures, or to doubt them; ``inputs`` are the hashes of the files read."""
    settings = content.plan.settings
    title = content.layout.titles["method"]
    day = day_text(settings.date, content.lang)
    parts = (
        settings.title,
        day,
        content.to(STAGES[settings.stage]),
        content.to(content.plan.profile.title),
        settings.currency,
    )
    page.head(title, " · ".join(parts))
    page.widths(_WIDTHS)
    row = _write_legend(page, _FIRST)
    row = write_provenance(page, content, inputs, row + 1, len(_WIDTHS))
    row = _write_criteria(page, content, row + 1)
    write_parts(page, content.plan.seal, row + 1)
    page.finish(freeze=(_FIRST, 1), repeat=(0, 0), footer=content.footer)


def _write_legend(page: Page, row: int) -> int:
    page.section(row, Text("Colours, and what is live", "Couleurs, et ce qui est vivant"), len(_WIDTHS))
    for i, (style, meaning) in enumerate(_LEGEND):
        page.text(row + 1 + i, 0, meaning, f"{style} wrap")
    page.sheet.merge_range(row + 1, 1, row + len(_LEGEND), 3, page.word(_LIVE), page.look("text"))
    return row + 1 + len(_LEGEND)


def _write_criteria(page: Page, content: Content, row: int) -> int:
    page.header(row, _TITLES)
    labels = labels_of(content.plan.rulebook)
    steps = content.layout.steps
    for criterion in criteria_of(content.plan).values():
        row += 1
        page.text(row, 0, criterion.title, "bold wrap")
        page.text(row, 1, criterion.asks)
        page.text(row, 2, criterion.why)
        formulas = steps[criterion.id].formulas
        words = to_words(formulas[0].node, labels, content.lang)
        page.text(row, 3, f"{words}\n{formulas[0].text}")
        page.text(row, 4, "\n".join(source_text(source, content.lang) for source in criterion.sources))
        page.text(row, 5, _parameters(content, criterion))
    return row + 1


def _parameters(content: Content, criterion: Criterion) -> str:
    book = content.plan.rulebook
    used = [book.parameters[id_] for id_ in book.parameters if id_ in book.needs_of(criterion.id)]
    return "\n".join(f"{content.to(p.label)} ({content.to(PARAMETER_STATUSES[p.status])})" for p in used)
