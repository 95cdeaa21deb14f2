"""The names of a house template as a terminal lists them: of the evaluation, then of the bids, a column for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.reports.to_template.values import BID, RANKING, RECOMMENDED, Values, in_name
from contracteval.reports.to_terminal.page import Page
from contracteval.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_LONGEST, _MOST_BIDS = 34, 3
_ENDS = (".low", ".high")
_OF_EVALUATION = Text("Names of the evaluation", "Noms de l’évaluation")
_OF_BIDS = Text("Names of the bids", "Noms des offres")
_EXPLAINED = Text(
    "{bid}{id}.score is the bid’s by its id, {ranking}1.score that of the first, {recommended}score that of the recommended one; {ranking}score over a range of cells is that of all bids, best first. Groups, criteria and measures have their ends too: {bid}{id}.criterion.….low and .high. Names are not case-sensitive.",
    "{bid}{id}.score désigne l’offre par son identifiant, {ranking}1.score la première, {recommended}score celle qui est recommandée\u00a0; {ranking}score sur une plage de cellules désigne toutes les offres, la meilleure en tête. Groupes, critères et mesures ont aussi leurs deux bornes\u00a0: {bid}{id}.criterion.….low et .high. La casse ne compte pas.",
)
_MORE = Text(
    "{} more bids have the same names; --json lists them", "{} autres offres ont les mêmes noms\u00a0; --json les donne"
)


def names_text(values: Values, width: int = 80, color: bool = False, encoding: str = "utf-8") -> str:
    """Return all names with what they stand for now."""
    page = Page(width, color, encoding)
    return page.render(_blocks(values, page))


def _blocks(values: Values, page: Page) -> Iterator[RenderableType]:
    lang = values.lang
    yield page.text((_OF_EVALUATION.to(lang), "bold"))
    grid = page.grid(2, ["left", "left"])
    for name, content in values.evaluation.items():
        grid.add_row("", page.text(name), page.text(content.text))
    yield grid
    yield ""
    first = next(iter(values.bids), "acme")
    explained = _EXPLAINED.to(lang).format(bid=BID, ranking=RANKING, recommended=RECOMMENDED, id=in_name(first))
    yield page.text((_OF_BIDS.to(lang), "bold"), f" – {explained}")
    shown = list(values.bids.items())[:_MOST_BIDS]
    table = page.table()
    table.add_column(page.text(f"{BID}….", ""), no_wrap=True)
    for id_, _ in shown:
        table.add_column(page.text(in_name(id_)), overflow="fold")
    for what in values.whats:
        if not what.endswith(_ENDS):
            table.add_row(page.text(what), *(page.text(_short(bid[what].text)) for _, bid in shown))
    yield table
    left_out = len(values.bids) - len(shown)
    if left_out:
        yield page.text((_MORE.to(lang).format(left_out), "dim"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
