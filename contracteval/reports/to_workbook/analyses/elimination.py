"""If a bid withdrew: what that would do to the others, and which bid is at least as good as another on everything."""

from __future__ import annotations

from contracteval.model.analysis.elimination import Elimination, Removal, Shift
from contracteval.reports.analysis_words.elimination import sentences
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.sheet import BODY, close, grey, open_sheet, write_sentences
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page
from contracteval.reports.wording import VERDICTS, YES, score_text
from contracteval.text import Text

_WIDTHS = (26, 26, 18, 18, 24, 24, 14)
_SHIFTS = Text("What would change", "Ce qui changerait")
_TITLES = (
    Text("Without", "Sans"), w.BID, Text("Total with it", "Total avec elle"), Text("Total without it", "Total sans elle"),
    Text("Verdict with it", "Verdict avec elle"), Text("Verdict without it", "Verdict sans elle"), Text("Turns the order", "Change l’ordre"),
)  # fmt: skip
_DOMINANCE = Text("At least as good on every criterion", "Au moins aussi bien sur chaque critère")
_DOMINANCE_TITLES = (
    w.BID,
    Text("Over", "Face à"),
    Text("Better on (criteria)", "Mieux sur (critères)"),
    Text("For certain", "À coup sûr"),
)
_PERHAPS = Text("if answers turn out so", "selon les réponses")


def has_data(result: Elimination) -> bool:
    """Say whether there are others left when a bid withdraws."""
    return len(result.removals) > 1


def write(page: Page, content: Content, result: Elimination) -> None:
    """Write the sentences, then what would change, pair by pair."""
    columns = len(_WIDTHS)
    open_sheet(page, content, _WIDTHS)
    row = write_sentences(page, content, BODY, sentences(result, content.voice), columns)
    moving = [(item, shift) for item in result.removals for shift in item.shifts]
    if moving:
        page.section(row, _SHIFTS, columns)
        page.header(row + 1, _TITLES)
        for at, (item, shift) in enumerate(moving, start=row + 2):
            _write_shift(page, content, at, item, shift)
        grey(page, content, row + 2, row + 1 + len(moving), columns)
        row += len(moving) + 3
    if result.dominance:
        row = _write_dominance(page, content, result, row)
    close(page, content, row, columns)


def _write_shift(page: Page, content: Content, row: int, item: Removal, shift: Shift) -> None:
    names, lang = content.voice.names, content.lang
    cells = (
        names[item.bid], names[shift.bid], score_text(shift.before, lang), score_text(shift.after, lang),
        content.to(VERDICTS[shift.verdict_before]), content.to(VERDICTS[shift.verdict_after]),
        content.to(YES) if _turns(item, shift) else "",
    )  # fmt: skip
    for column, text in enumerate(cells):
        page.text(row, column, text, "static wrap" if column not in (2, 3) else "static right")


def _turns(item: Removal, shift: Shift) -> bool:
    return shift.returns or shift.drops_out or any(shift.bid in turn.pair for turn in item.turned)


def _write_dominance(page: Page, content: Content, result: Elimination, row: int) -> int:
    page.section(row, _DOMINANCE, len(_WIDTHS))
    page.header(row + 1, _DOMINANCE_TITLES)
    names = content.voice.names
    for at, item in enumerate(result.dominance, start=row + 2):
        page.text(at, 0, names[item.bid], "static wrap")
        page.text(at, 1, names[item.over], "static wrap")
        page.number(at, 2, len(item.better_on), "static whole right")
        page.text(at, 3, YES if item.certain else _PERHAPS, "static right wrap")
    last = row + 1 + len(result.dominance)
    grey(page, content, row + 2, last, len(_WIDTHS))
    return last + 2
