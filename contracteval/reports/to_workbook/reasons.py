"""Why, in three sentences that follow the inputs; what would turn the decision, at hand-over; what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from contracteval.formula.to_excel import quoted
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.checks import any_changed
from contracteval.reports.to_workbook.comparison import lead_cells, lead_of
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page, a1
from contracteval.reports.to_workbook.ranking import RUNNING, SCORE, VENDOR, ranking_block
from contracteval.reports.to_workbook.verdict import NUMBER, verdict_cell, why_cell
from contracteval.reports.wording import sentence
from contracteval.text import Text

_WHY = Text("Why", "Pourquoi")
_TURN = Text(
    "What would turn the decision, at hand-over (static)", "Ce qui ferait basculer la décision, à la remise (figé)"
)
_LEFT_OUT = Text("Left out, for want of data: {}", "Omis, faute de données\u00a0: {}")
_POINTS = Text("{} has {} points of 100, {} more than {}.", "{} a {} points sur 100, {} de plus que {}.")
_OPEN = Text(
    "Points alone do not settle the order: an answer is missing, or a bid is rejected. See low, high and verdicts above.",
    "Les points seuls ne fixent pas l’ordre\u00a0: une réponse manque, ou une offre est rejetée. Voir bas, haut et verdicts ci-dessus.",
)
_FOR = Text("What speaks most for {} over {}: {} ({} points); least: {} ({} points).", "Ce qui plaide le plus pour {} face à {}\u00a0: {} ({} points)\u00a0; le moins\u00a0: {} ({} points).")  # fmt: skip
_VERDICT = Text("{}: {} – {}.", "{}\u00a0: {} – {}.")
_MOST = 6


def write_reasons(page: Page, content: Content, row: int, columns: int, left_out: Sequence[str]) -> int:
    """Write the sentences; return the row after them."""
    page.section(row, _WHY, columns)
    for formula, cached in _sentences(content):
        row += 1
        page.formula(row, 0, formula, cached, "sentence")
    turns = list(_turns(content))[:_MOST]
    if turns:
        row += 2
        page.section(row, _TURN, columns)
        for text in turns:
            row += 1
            page.sheet.write_string(row, 0, page.word(text), page.look("static"))
        page.grey_when(f"{a1(row - len(turns) + 1, 0)}:{a1(row, 0)}", f"={any_changed(content)}>0")
    if left_out:
        row += 2
        page.sheet.write_string(
            row, 0, page.word(content.to(_LEFT_OUT).format(", ".join(left_out))), page.look("subtitle")
        )
    return row + 2


def _sentences(content: Content) -> Iterator[tuple[str, str]]:
    if len(content.entries) > 1:
        yield _points(content)
        yield _lead(content)
    first = content.entries[0]
    names = w.verdicts(content.lang)
    verdict = f"CHOOSE({verdict_cell(content, first, NUMBER)}+1,{','.join(quoted(name) for name in names)})"
    parts = [quoted(first.vendor), verdict, why_cell(content, first)]
    cached = content.to(_VERDICT).format(first.vendor, names[first.result.verdict], content.to(first.result.why))
    yield _filled(content, _VERDICT, parts), cached


def _filled(content: Content, text: Text, parts: Sequence[str]) -> str:
    """Print a sentence whose gaps are formulas."""
    pieces = content.to(text).split("{}")
    joined = [quoted(pieces[0])] if pieces[0] else []
    for part, after in zip(parts, pieces[1:], strict=True):
        joined += [part, *([quoted(after)] if after else [])]
    return "=" + "&".join(joined)


def _points(content: Content) -> tuple[str, str]:
    scores, names, running = (ranking_block(content, column) for column in (SCORE, VENDOR, RUNNING))
    count = len(content.entries)
    first, second = (f"LARGE({scores},{n})" for n in (1, 2))
    parts = [
        f"INDEX({names},MATCH({first},{scores},0))",
        f"ROUND({first},1)",
        f"ROUND({first}-{second},1)",
        f"INDEX({names},MATCH({second},{scores},0))",
    ]
    told = _filled(content, _POINTS, parts)[1:]
    formula = f"=IF(AND(COUNT({scores})={count},SUM({running})={count}),{told},{quoted(content.to(_OPEN))})"
    values = [entry.result.score.value for entry in content.entries]
    if any(value is None for value in values) or any(entry.result.rank_best is None for entry in content.entries):
        return formula, content.to(_OPEN)
    known = [_rounded(value, 12) for value in values if value is not None]
    best, next_ = sorted(known, reverse=True)[:2]
    first_name, second_name = (content.entries[known.index(value)].vendor for value in (best, next_))
    return formula, content.to(_POINTS).format(first_name, _shown(best), _shown(best - next_), second_name)


def _lead(content: Content) -> tuple[str, str]:
    labels, values = lead_cells(content)
    found = []
    for function in ("MAX", "MIN"):
        end = f"{function}({values})"
        found += [f"INDEX({labels},MATCH({end},{values},0))", f'IF({end}>0,"+","")&(0+ROUND({end},1))']
    first, second = content.entries[:2]
    formula = _filled(content, _FOR, [quoted(first.vendor), quoted(second.vendor), *found])
    leads = lead_of(content)
    titles = [content.to(member.title) for member in content.layout.sections[0].members]
    told = []
    for lead in (max(leads), min(leads)):
        told += [titles[leads.index(lead)], ("+" if lead > 0 else "") + _shown(lead)]
    return formula, content.to(_FOR).format(first.vendor, second.vendor, *told)


def _rounded(value: Fraction, digits: int) -> Fraction:
    """Round half away from zero, as a spreadsheet does."""
    unit = Fraction(1, 10**digits)
    size = floor(abs(value) / unit + Fraction(1, 2)) * unit
    return size if value >= 0 else -size


def _shown(value: Fraction) -> str:
    """Write a number of points with a decimal at most, as a spreadsheet turns it into text."""
    return f"{float(_rounded(value, 1)):.10g}"


def _turns(content: Content) -> Iterator[str]:
    """Yield the best ways to turn the decision, bid by bid."""
    levers = None if content.analyses is None else content.analyses.levers
    if levers is None:
        return
    words = LeverWords(content.plan, content.lang)
    names = {entry.result.id: entry.vendor for entry in content.entries}
    for item in levers.bids:
        for aim in item.aims:
            best = aim.single[0] if aim.single else aim.pair
            if best is not None:
                colon = "\u00a0:" if content.lang == "fr" else ":"
                yield f"{names[item.bid]}, {words.goal(aim)}{colon} {words.moves(best)} → {words.outcome(best)}"


def write_levers(page: Page, content: Content) -> None:
    """Write every lever of every bid: what moves, where it leads, who pays."""
    levers = None if content.analyses is None else content.analyses.levers
    titles = (w.BID, Text("Goal", "But"), Text("Change", "Changement"), Text("Then", "Alors"), Text("Who pays, who gains", "Qui paie, qui gagne"))  # fmt: skip
    page.head(
        page.title,
        content.to(
            Text(
                "At hand-over; grey once an input differs.",
                "Tel qu’à la remise\u00a0; grisé dès qu’une donnée diffère.",
            )
        ),
    )
    page.widths((20, 26, 70, 26, 50))
    page.header(3, titles)
    row, words = 3, LeverWords(content.plan, content.lang)
    names = {entry.result.id: entry.vendor for entry in content.entries}
    for item in levers.bids if levers is not None else ():
        for aim in item.aims:
            ways = [*aim.single, *([aim.pair] if aim.pair is not None else [])]
            for lever in ways:
                row += 1
                cells = (
                    names[item.bid],
                    sentence(words.goal(aim)),
                    words.moves(lever),
                    words.outcome(lever),
                    words.effect(lever),
                )
                for column, text in enumerate(cells):
                    page.text(row, column, text)
            if not ways:
                row += 1
                for column, text in enumerate((names[item.bid], sentence(words.goal(aim)), words.no_way(aim))):
                    page.text(row, column, text)
        if item.deficit is not None:
            row += 1
            page.text(row, 0, names[item.bid])
            page.text(row, 2, words.deficit(item.deficit))
    page.grey_when(f"{a1(4, 0)}:{a1(max(row, 4), 4)}", f"={any_changed(content)}>0")
    page.finish(freeze=(4, 1), repeat=(3, 3), footer=content.footer)
