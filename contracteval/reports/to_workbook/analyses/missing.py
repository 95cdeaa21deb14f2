"""What to ask first: who is ahead whatever the missing answers are, and what each of them could change."""

from __future__ import annotations

from contracteval.model.analysis.missing import Ahead, Missing, OpenFact
from contracteval.reports.analysis_words.missing import effects, sentences
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.sheet import BODY, close, column_of, grey, open_sheet, write_sentences
from contracteval.reports.to_workbook.charts import bars, insert
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.wording import GIVERS, NO, YES, sentence
from contracteval.text import Text

(_PLACE, _BID, _GIVER, _FACT, _QUESTION, _WORTH, _TURNS, _EFFECTS, _NAME) = range(9)
_WIDTHS = (6, 20, 12, 28, 42, 10, 11, 46, 24)
_DRAWN, _ROWS = 10, 20
_EVERY = Text("all bids", "toutes les offres")
_NOT_TRIED = Text("not tried", "non essayé")
_ASK = Text("What to ask, first things first", "Quoi demander, dans l’ordre")
_TITLES = (
    Text("Order", "Ordre"), w.BID, Text("Asked of", "Demandé à"), Text("Missing answer", "Réponse manquante"), w.QUESTION,
    Text("Points left open", "Points en suspens"), Text("Can change first place", "Peut changer la tête"),
    Text("What it could change", "Ce qu’elle peut changer"), Text("In the chart", "Dans le graphique"),
)  # fmt: skip
_AHEAD = Text(
    "Certainly ahead, whatever the missing answers are", "À coup sûr devant, quelles que soient les réponses manquantes"
)
_AHEAD_TITLES = (
    "",
    Text("Ahead", "Devant"),
    "",
    Text("Behind", "Derrière"),
    Text("Every weight may move by", "Chaque poids peut bouger de"),
)
_ANY = Text("whatever the weights", "quels que soient les poids")
_UNLESS = Text(" (unless it is rejected)", " (sauf à être rejetée)")
_CHART = Text(
    "Points of the total that each missing answer leaves open",
    "Points du total que chaque réponse manquante laisse en suspens",
)


def has_data(result: Missing) -> bool:
    """Say whether an answer is missing at all."""
    return bool(result.facts)


def write(page: Page, content: Content, result: Missing) -> None:
    """Write the order that holds, the questions in their order with a chart of what hangs on them, and the sure pairs."""
    columns = len(_WIDTHS)
    open_sheet(page, content, _WIDTHS)
    row = write_sentences(page, content, BODY, sentences(result, content.voice), columns)
    drawn = row
    row += _ROWS + 1
    page.section(row, _ASK, columns)
    page.header(row + 1, _TITLES)
    first = row + 2
    for place, fact in enumerate(result.facts):
        _write_fact(page, content, first + place, place + 1, fact)
    last = first + len(result.facts) - 1
    grey(page, content, first, last, columns)
    _draw(page, content, drawn, first, min(last, first + _DRAWN - 1))
    row = last + 2
    if result.ahead:
        row = _write_ahead(page, content, result.ahead, row)
    close(page, content, row, columns)


def _write_fact(page: Page, content: Content, row: int, place: int, fact: OpenFact) -> None:
    turns = _NOT_TRIED if fact.changes_first is None else YES if fact.changes_first else NO
    bid = content.to(_EVERY) if fact.bid is None else content.voice.names[fact.bid]
    label = sentence(content.to(fact.label))
    page.number(row, _PLACE, place, "static whole center")
    page.text(row, _BID, bid, "static wrap")
    page.text(row, _GIVER, GIVERS[fact.by], "static wrap")
    page.text(row, _FACT, label, "static wrap")
    page.text(row, _QUESTION, fact.question, "static wrap")
    page.number(row, _WORTH, fact.worth, "static score right")
    page.text(row, _TURNS, turns, "static center")
    page.text(row, _EFFECTS, "\n".join(sentence(text) for text in effects(fact, content.voice)), "static wrap")
    named = f"{page.word(label)} – {page.word(bid)}"
    page.formula(row, _NAME, f'={a1(row, _FACT)}&" – "&{a1(row, _BID)}', named, "static wrap")


def _draw(page: Page, content: Content, row: int, first: int, last: int) -> None:
    labels = column_of(page, first, last, _NAME)
    values = [column_of(page, first, last, _WORTH)]
    chart = bars(
        page, "bar", content.to(_CHART), [[page.title, first - 1, _WORTH]], labels, values,
        x={"num_format": "0", "min": 0}, y={"reverse": True},
    )  # fmt: skip
    chart.set_legend({"none": True})
    insert(page, row, chart, _ROWS, 980)


def _write_ahead(page: Page, content: Content, pairs: tuple[Ahead, ...], row: int) -> int:
    page.section(row, _AHEAD, len(_WIDTHS))
    page.header(row + 1, _AHEAD_TITLES)
    names = content.voice.names
    for at, pair in enumerate(pairs, start=row + 2):
        margin = content.to(_ANY) if pair.margin is None else content.voice.points_at_most(pair.margin)
        rejected = content.to(_UNLESS) if content.voice.bids[pair.ahead].may_be_rejected else ""
        page.text(at, _BID, names[pair.ahead] + rejected, "static wrap")
        page.text(at, _FACT, names[pair.behind], "static wrap")
        page.text(at, _QUESTION, margin, "static wrap")
    last = row + 1 + len(pairs)
    grey(page, content, row + 2, last, len(_WIDTHS))
    return last + 2
