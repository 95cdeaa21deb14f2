"""Why, in three sentences that follow the inputs; what would turn the decision, at hand-over; what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.model.analyses import Analyses
from contracteval.model.analysis.levers import Levers
from contracteval.reports.analysis_words import elimination, missing, weights
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.checks import any_changed
from contracteval.reports.to_workbook.comparison import lead_cells, lead_of
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page, a1, half_away
from contracteval.reports.to_workbook.ranking import RUNNING, SCORE, VENDOR, ranking_block
from contracteval.reports.to_workbook.verdict import NUMBER, verdict_cell, why_cell
from contracteval.reports.wording import colon
from contracteval.text import Text

_WHY = Text("Why", "Pourquoi")
_TURN = Text(
    "What would turn the decision, at hand-over (static)", "Ce qui ferait basculer la décision, à la remise (figé)"
)
_LEFT_OUT = Text("Left out, for want of data: {}", "Omis, faute de données\u00a0: {}")
_NOT_ASKED = Text("Not worked out, because not asked for: {}", "Non établi, faute d’avoir été demandé\u00a0: {}")
_POINTS = Text("{} has {} points of 100, {} more than {}.", "{} a {} points sur 100, {} de plus que {}.")
_OPEN = Text(
    "Points alone do not settle the order: an answer is missing, or a bid is rejected. See low, high and verdicts above.",
    "Les points seuls ne fixent pas l’ordre\u00a0: une réponse manque, ou une offre est rejetée. Voir bas, haut et verdicts ci-dessus.",
)
_FOR = Text("What speaks most for {} over {}: {} ({} points); least: {} ({} points).", "Ce qui plaide le plus pour {} face à {}\u00a0: {} ({} points)\u00a0; le moins\u00a0: {} ({} points).")  # fmt: skip
_VERDICT = Text("{}: {} – {}.", "{}\u00a0: {} – {}.")
_MOST = 6


def write_reasons(
    page: Page, content: Content, row: int, columns: int, left_out: Sequence[str], not_asked: Sequence[str]
) -> int:
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
            page.sentence(row, text, columns)
        page.grey_when(f"{a1(row - len(turns) + 1, 0)}:{a1(row, columns - 1)}", f"={any_changed(content)}>0")
    row += 1
    for said, names in ((_LEFT_OUT, left_out), (_NOT_ASKED, not_asked)):
        if names:
            row += 1
            page.sentence(row, content.to(said).format(", ".join(names)), columns, "subtitle wrap")
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
    known = [half_away(value, 12) for value in values if value is not None]
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


def _shown(value: Fraction) -> str:
    """Write a number of points with a decimal at most, as a spreadsheet turns it into text."""
    return f"{float(half_away(value, 1)):.10g}"


def _turns(content: Content) -> Iterator[str]:
    """Yield what would turn the decision: weights, the answer to ask for first, a bid's withdrawal, the best levers."""
    analyses, voice = content.analyses or Analyses(), content.voice
    if analyses.weights is not None:
        yield from weights.firmness(analyses.weights, voice)
    if analyses.missing is not None:
        yield from (missing.decisive(fact, voice) for fact in analyses.missing.facts[:1])
    if analyses.elimination is not None and any(item.turns for item in analyses.elimination.removals):
        yield next(elimination.sentences(analyses.elimination, voice))
    if analyses.levers is not None:
        yield from _levers(content, analyses.levers)


def _levers(content: Content, levers: Levers) -> Iterator[str]:
    """Yield the best way to each goal, bid by bid."""
    words = LeverWords(content.plan, content.lang)
    for item in levers.bids:
        for aim in item.aims:
            best = aim.single[0] if aim.single else aim.pair
            if best is not None:
                name, goal = content.voice.names[item.bid], words.goal(aim)
                yield f"{name}, {goal}{colon(content.lang)} {words.moves(best)} → {words.outcome(best)}"
