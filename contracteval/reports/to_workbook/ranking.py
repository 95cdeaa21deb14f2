"""How the ranks follow from the intervals: a block at the foot of the Scorecard, a row for each bid."""

from __future__ import annotations

from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.model.result import Verdict
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.page import Cached, Page, a1, block, on
from contracteval.reports.to_workbook.verdict import NUMBER, verdict_cell
from contracteval.text import Text

(VENDOR, RUNNING, SCORE, LOW, HIGH, WIDTH, AHEAD, BEHIND, TIES, BEST, WORST, RANK, RECOMMENDED) = range(13)
_TITLES = (
    Text("Ranks", "Rangs"), Text("In the running", "En lice"), w.SCORE, w.LOW, w.HIGH, Text("Width", "Écart"),
    Text("Surely ahead", "Devant"), Text("Surely behind", "Derrière"), Text("Ties", "Ex æquo"),
    Text("Best rank", "Meilleur rang"), Text("Worst rank", "Pire rang"), w.RANK, Text("Recom-mended", "Recom-mandée"),
)  # fmt: skip
_DIGITS = 12


def ranking_cell(content: Content, entry: Entry, column: int) -> str:
    """Return the address of one of the workings of a bid's rank."""
    return on(content.layout.titles["scorecard"], a1(_row(content, entry), column, fixed="rc"))


def ranking_range(content: Content, column: int) -> tuple[str, int, int, int]:
    """Return a column of the block as a chart wants it: sheet, first row, last row, column."""
    first = content.layout.ranking + 1
    return content.layout.titles["scorecard"], first, first + len(content.entries) - 1, column


def ranking_block(content: Content, column: int) -> str:
    """Return the address of a column of the block."""
    sheet, first, last, _ = ranking_range(content, column)
    return on(sheet, block(first, last, column, fixed="rc"))


def _row(content: Content, entry: Entry) -> int:
    return content.layout.ranking + 1 + entry.index


def write_ranking(page: Page, content: Content) -> None:
    """Write the block; scores are rounded so that a tie is a tie."""
    page.header(content.layout.ranking, _TITLES)
    for entry in content.entries:
        row = _row(content, entry)
        page.text(row, VENDOR, entry.vendor)
        cached = _cached(content, entry)
        for column, formula in _formulas(content, entry).items():
            styles = "score right" if column in (SCORE, LOW, HIGH, WIDTH) else "whole right"
            page.formula(row, column, formula, cached[column], styles)


def _formulas(content: Content, entry: Entry) -> dict[int, str]:
    from contracteval.reports.to_workbook import scorecard

    total, row = content.layout.sections[0].result, _row(content, entry)
    at = {column: a1(row, column) for column in range(len(_TITLES))}
    first, last = content.layout.ranking + 1, content.layout.ranking + len(content.entries)
    every = {column: block(first, last, column, fixed="r") for column in range(len(_TITLES))}
    score, _, low, high = (scorecard.cell(total, entry, part) for part in range(4))
    running, number = f"{at[RUNNING]}=1", verdict_cell(content, entry, NUMBER)
    runs = f"({every[RUNNING]}=1)"
    worst = f"SUM({every[RUNNING]})-{at[BEHIND]}"
    clarify = int(Verdict.CLARIFY)
    return {
        RUNNING: f"=IF({number}>{int(Verdict.REJECT)},1,0)",
        SCORE: f'=IF(ISNUMBER({score}),ROUND({score},{_DIGITS}),"")',
        LOW: f"=ROUND({low},{_DIGITS})",
        HIGH: f"=ROUND({high},{_DIGITS})",
        WIDTH: f"={at[HIGH]}-{at[LOW]}",
        AHEAD: f'=IF({running},SUMPRODUCT({runs}*({every[LOW]}>{at[HIGH]})),"")',
        BEHIND: f'=IF({running},SUMPRODUCT({runs}*({every[HIGH]}<{at[LOW]})),"")',
        TIES: f'=IF({running},IF({at[SCORE]}="",0,SUMPRODUCT({runs}*({every[SCORE]}={at[SCORE]}))-1),"")',
        BEST: f'=IF({running},1+{at[AHEAD]},"")',
        WORST: f'=IF({running},{worst},"")',
        RANK: f'=IF({running},IF({at[WORST]}-{at[BEST]}={at[TIES]},{at[BEST]},""),"")',
        RECOMMENDED: f"=IF({running},IF(AND({at[RANK]}=1,{at[TIES]}=0,{number}>{clarify}),1,0),0)",
    }


def _cached(content: Content, entry: Entry) -> dict[int, Cached]:
    result = entry.result
    low, high = result.score.ends
    running = result.verdict is not Verdict.REJECT
    count = sum(other.result.verdict is not Verdict.REJECT for other in content.entries)
    return {
        RUNNING: Fraction(int(running)),
        SCORE: result.score.value,
        LOW: low,
        HIGH: high,
        WIDTH: high - low,
        AHEAD: Fraction(result.rank_best - 1) if result.rank_best else None,
        BEHIND: Fraction(count - result.rank_worst) if result.rank_worst else None,
        TIES: Fraction(len(result.tied_with)) if running else None,
        BEST: None if result.rank_best is None else Fraction(result.rank_best),
        WORST: None if result.rank_worst is None else Fraction(result.rank_worst),
        RANK: None if result.rank is None else Fraction(result.rank),
        RECOMMENDED: Fraction(int(recommended(content, entry))),
    }


def recommended(content: Content, entry: Entry) -> bool:
    """Say whether a bid was recommended at hand-over."""
    result = entry.result
    return result.rank == 1 and not result.tied_with and result.verdict > Verdict.CLARIFY


def rank_formula(content: Content, entry: Entry) -> str:
    """Print a rank as people read it: 1, 1= for a tie, 1–2 while it is open, – for a rejected bid."""
    running, rank, ties, best, worst = (
        ranking_cell(content, entry, column) for column in (RUNNING, RANK, TIES, BEST, WORST)
    )
    known = f'IF({ties}>0,{rank}&"=",{rank})'
    return f'=IF({running}=1,IF({rank}="",{best}&{quoted("–")}&{worst},{known}),{quoted("–")})'
