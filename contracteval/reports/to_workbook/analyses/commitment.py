"""Commitment: the bids at face value and at what is contracted, and what to write into the contract before signing."""

from __future__ import annotations

from fractions import Fraction

from contracteval.model.analysis.commitment import Commitment, Committed, Promise
from contracteval.reports.analysis_words.commitment import LACKS, sentence
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.sheet import BODY, close, column_of, grey, open_sheet, write_sentences
from contracteval.reports.to_workbook.charts import bars, insert
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.look import AMBER_FILL
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.wording import grade_label, rank_text
from contracteval.reports.wording import sentence as as_sentence
from contracteval.text import Text

_WIDTHS = (34, 44, 14, 26, 13, 13, 13, 14)
_ROWS = 18
_RANKINGS = Text("Both rankings", "Les deux classements")
(_RANK, _FACE, _TO, _OWN_RANK, _VALUE, _LESS) = range(2, 8)
_TITLES = (
    w.BID, "", Text("Rank at face value", "Rang affiché"), Text("Face value, low", "Valeur affichée, bas"), Text("high", "haut"),
    Text("Rank committed", "Rang engagé"), Text("Commitment value", "Valeur engagée"), Text("Not contracted", "Non contractualisé"),
)  # fmt: skip
_TO_WRITE = Text("To write into the contract before signing", "À inscrire au contrat avant de signer")
_PROMISE_TITLES = (
    w.BID, Text("Promise", "Promesse"), Text("Evidence", "Preuve"), Text("Clause given", "Clause citée"),
    Text("Lacks a clause", "Sans clause"), Text("Lacks a measure", "Sans mesure"), Text("Lacks funding", "Sans financement"),
    Text("Points resting on it", "Points qui en dépendent"),
)  # fmt: skip
_ROW = Text("{}, row {}", "{}, ligne {}")
_MISSING = Text("to add", "à ajouter")
_CHART = Text(
    "Face value (low end) and commitment value, 0 to 100", "Valeur affichée (bas) et valeur engagée, de 0 à 100"
)


def has_data(result: Commitment) -> bool:
    """Say whether there are bids."""
    return bool(result.bids)


def write(page: Page, content: Content, result: Commitment) -> None:
    """Write both rankings side by side with a chart, then the promises that nothing holds yet."""
    columns = len(_WIDTHS)
    open_sheet(page, content, _WIDTHS)
    row = write_sentences(page, content, BODY, [sentence(result, content.voice)], columns)
    row = _write_rankings(page, content, result, row)
    promises = [(item, promise) for item in result.bids for promise in item.promises]
    if promises:
        page.section(row, _TO_WRITE, columns)
        page.header(row + 1, _PROMISE_TITLES)
        for at, (item, promise) in enumerate(promises, start=row + 2):
            _write_promise(page, content, at, item, promise)
        last = row + 1 + len(promises)
        page.colour_words(f"{a1(row + 2, 4)}:{a1(last, 6)}", [(content.to(_MISSING), AMBER_FILL)])
        grey(page, content, row + 2, last, columns)
        row = last + 2
    close(page, content, row, columns)


def _write_rankings(page: Page, content: Content, result: Commitment, row: int) -> int:
    page.section(row, _RANKINGS, len(_WIDTHS))
    page.header(row + 1, _TITLES[:_RANK])
    page.header(row + 1, _TITLES[_RANK:], _RANK, "header right")
    first = row + 2
    for at, item in enumerate(result.bids, start=first):
        page.text(at, 0, content.voice.names[item.bid], "static wrap")
        page.text(at, 1, "", "static")
        page.text(at, _RANK, rank_text(content.voice.bids[item.bid]), "static right")
        page.text(at, _OWN_RANK, "–" if item.value_rank is None else str(item.value_rank), "static right")
        for column, number in zip((_FACE, _TO, _VALUE, _LESS), _numbers(item), strict=True):
            if number is None:
                page.text(at, column, "–", "static right")
            else:
                page.number(at, column, number, "static score right")
    last = first + len(result.bids) - 1
    grey(page, content, first, last, len(_WIDTHS))
    names = [[page.title, first - 1, column] for column in (_FACE, _VALUE)]
    values = [column_of(page, first, last, column) for column in (_FACE, _VALUE)]
    chart = bars(
        page, "bar", content.to(_CHART), names, column_of(page, first, last, 0), values,
        x={"min": 0, "max": 100, "num_format": "0", "label_position": "high"}, y={"reverse": True},
    )  # fmt: skip
    rows = max(_ROWS, 4 * len(result.bids))
    insert(page, last + 2, chart, rows, 980)
    return last + 2 + rows + 1


def _numbers(item: Committed) -> tuple[Fraction | None, ...]:
    """Return both ends at face value, the commitment value and what is not contracted; none of an unopened price."""
    if item.value is None:
        return (None,) * 4
    low, high = item.face.ends
    return low, high, item.value, max(low - item.value, Fraction(0))


def _write_promise(page: Page, content: Content, row: int, item: Committed, promise: Promise) -> None:
    label = as_sentence(content.to(promise.label))
    label = label if promise.row is None else content.to(_ROW).format(label, promise.row)
    cells = (content.voice.names[item.bid], label, content.to(grade_label(promise.grade)), promise.clause or "")
    for column, text in enumerate(cells):
        page.text(row, column, text, "static wrap")
    for column, lack in enumerate(LACKS, start=len(cells)):
        page.text(row, column, _MISSING if lack in promise.lacks else "", "static center")
    page.number(row, len(cells) + len(LACKS), promise.at_stake, "static score right")
