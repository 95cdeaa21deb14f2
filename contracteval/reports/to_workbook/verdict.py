"""The workings of the verdict, on Measures: caps certainly hit, caps that the unknown could hit, and the reason."""

from __future__ import annotations

from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.model.result import Verdict
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.binding import value_column
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.gates import outcome_of
from contracteval.reports.to_workbook.inputs import PROMISE, column_of
from contracteval.reports.to_workbook.layout import Capped
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.to_workbook.table_inputs import open_promises
from contracteval.reports.wording import VERDICTS
from contracteval.text import NO_BREAK_SPACE, Text

NO_CAP = int(Verdict.AWARD)
_ROWS = (
    Text("Promises not contracted", "Promesses non contractualisées"),
    Text("Best verdict left by them (number)", "Meilleur verdict qu’elles laissent (numéro)"),
    Text("Lowest cap certainly hit / that the unknown could hit", "Plafond le plus bas atteint / que l’inconnu pourrait atteindre"),
    Text("Lowered because something is not known yet (1 = yes)", "Abaissé car quelque chose n’est pas encore connu (1 = oui)"),
    Text("Verdict (number)", "Verdict (numéro)"),
)  # fmt: skip
PROMISES, BEST, CAP, DOUBTFUL, NUMBER = range(len(_ROWS))
_BAND = Text(
    "Verdict: cap hit and cap that the unknown could hit (0 reject … 4 award)",
    "Verdict\u00a0: plafond atteint et plafond que l’inconnu pourrait atteindre (0 rejeter … 4 attribuer)",
)
_REASONS = Text("Reasons of the verdict, gathered line by line", "Raisons du verdict, réunies ligne à ligne")
_NOT_KNOWN = Text("not known yet: ", f"pas encore connu{NO_BREAK_SPACE}: ")
_CLEAR = Text("no gate fails and no flag is raised", "aucune barrière n’échoue, aucune alerte n’est levée")
_BETWEEN = " · "


def verdict_cell(content: Content, entry: Entry, which: int) -> str:
    """Return the address on Measures of one of the workings of the verdict."""
    return on(content.layout.titles["measures"], _cell(content, entry, which))


def why_cell(content: Content, entry: Entry) -> str:
    """Return the address on Measures of the reason of the verdict."""
    return on(content.layout.titles["measures"], a1(content.layout.measures.why, value_column(entry)))


def _cell(content: Content, entry: Entry, which: int, *, right: bool = False) -> str:
    return a1(content.layout.measures.verdict + which, value_column(entry) + (1 if right else 0))


def write_verdict(page: Page, content: Content, columns: int) -> None:
    """Write the two blocks."""
    rows = content.layout.measures
    page.section(rows.bands["verdict"], _BAND, columns)
    page.section(rows.bands["why"], _REASONS, columns)
    for i, item in enumerate(rows.capped):
        for row in (rows.caps + i, rows.reasons + i):
            page.text(row, 0, item.title)
            page.text(row, 1, VERDICTS[item.caps])
        page.number(rows.caps + i, 2, int(item.caps), "whole center")
    for i, title in enumerate(_ROWS):
        page.text(rows.verdict + i, 0, title, "bold wrap")
    page.text(rows.why, 0, w.WHY, "bold")
    for entry in content.entries:
        _Workings(page, content, entry).write()


class _Workings:
    """The formulas of one bid with the values that the engine gave."""

    def __init__(self, page: Page, content: Content, entry: Entry) -> None:
        self.page, self.content, self.entry = page, content, entry
        self.rows = content.layout.measures
        self.column = value_column(entry)
        self.hits = [int(item.caps) if self.is_hit(item) is True else NO_CAP for item in self.rows.capped]
        self.open = [int(item.caps) if self.is_hit(item) is None else NO_CAP for item in self.rows.capped]
        self.best = int(Verdict.AWARD_WITH_CONDITIONS if entry.result.conditions else Verdict.AWARD)
        self.certain = min([*self.hits, self.best])
        self.doubtful = min([*self.open, NO_CAP]) < self.certain and self.certain > Verdict.CLARIFY

    def is_hit(self, item: Capped) -> bool | None:
        if item.is_gate:
            judged = (*self.entry.result.gates, *self.entry.result.admissions)
            passed = next(
                (gate.passed for gate in judged if gate.id == item.id), True
            )  # a bar not come to stops nobody
            return None if passed is None else not passed
        return next(flag.raised for flag in self.entry.result.flags if flag.id == item.id)

    def write(self) -> None:
        self.write_caps()
        self.write_numbers()
        self.write_reasons()

    def write_caps(self) -> None:
        unknown = quoted(self.content.to(w.UNKNOWN))
        for i, item in enumerate(self.rows.capped):
            row, outcome = self.rows.caps + i, outcome_of(self.content, self.entry, item)
            hit = quoted(self.content.to(w.FAILED if item.is_gate else w.RAISED))
            cap = a1(row, 2, fixed="c")
            self.page.formula(row, self.column, f"=IF({outcome}={hit},{cap},{NO_CAP})", Fraction(self.hits[i]), "whole")
            formula = f"=IF({outcome}={unknown},{cap},{NO_CAP})"
            self.page.formula(row, self.column + 1, formula, Fraction(self.open[i]), "whole")

    def write_numbers(self) -> None:
        entry, write = self.entry, self.number
        promises = "+".join([f"SUM({column_of(self.content, entry, PROMISE)})", *open_promises(self.content, entry)])
        write(PROMISES, f"={promises}", len(entry.result.conditions))
        conditional, clear = int(Verdict.AWARD_WITH_CONDITIONS), int(Verdict.AWARD)
        write(BEST, f"=IF({self.cell(PROMISES)}>0,{conditional},{clear})", self.best)
        hits, open_ = (self.range(self.column + i) for i in (0, 1))
        write(CAP, f"=MIN({hits + ',' if hits else ''}{self.cell(BEST)})", self.certain)
        low = f"=MIN({open_})" if open_ else f"={NO_CAP}"
        self.page.formula(self.rows.verdict + CAP, self.column + 1, low, Fraction(min([*self.open, NO_CAP])), "whole")
        cap, possible, clarify = self.cell(CAP), _cell(self.content, entry, CAP, right=True), int(Verdict.CLARIFY)
        write(DOUBTFUL, f"=IF(AND({possible}<{cap},{cap}>{clarify}),1,0)", int(self.doubtful))
        write(NUMBER, f"=IF({self.cell(DOUBTFUL)}=1,{clarify},{cap})", int(entry.result.verdict))

    def range(self, column: int) -> str:
        first = self.rows.caps
        return block(first, first + len(self.rows.capped) - 1, column) if self.rows.capped else ""

    def cell(self, which: int) -> str:
        return _cell(self.content, self.entry, which)

    def number(self, which: int, formula: str, value: int) -> None:
        self.page.formula(self.rows.verdict + which, self.column, formula, Fraction(value), "whole")

    def write_reasons(self) -> None:
        """Gather the titles of what decides, each title once, and close with the sentence that stands without any."""
        told: list[str] = []
        for i, item in enumerate(self.rows.capped):
            title = self.content.to(item.title)
            twins = [j for j in range(i) if self.content.to(self.rows.capped[j].title) == title]
            condition = self.decides(i)
            if twins:
                condition = f"AND({condition},{','.join(f'NOT({self.decides(j)})' for j in twins)})"
            before = a1(self.rows.reasons + i - 1, self.column) if i else None
            added = (
                quoted(title) if before is None else f'{before}&IF({before}="","",{quoted(_BETWEEN)})&{quoted(title)}'
            )
            if self.decided(i) and title not in told:
                told.append(title)
            formula = f"=IF({condition},{added},{before or quoted('')})"
            self.page.formula(self.rows.reasons + i, self.column, formula, _BETWEEN.join(told))
        self.page.formula(self.rows.why, self.column, self.why(), self.content.to(self.entry.result.why), "bold")

    def decides(self, i: int) -> str:
        row = self.rows.caps + i
        hit, open_ = a1(row, self.column), a1(row, self.column + 1)
        cap = self.cell(CAP)
        return f"IF({self.cell(DOUBTFUL)}=1,{open_}<{cap},AND({hit}={cap},{hit}<{NO_CAP}))"

    def decided(self, i: int) -> bool:
        if self.doubtful:
            return self.open[i] < self.certain
        return self.hits[i] == self.certain and self.hits[i] < NO_CAP

    def why(self) -> str:
        promises = self.cell(PROMISES)
        english = f'{promises}&" promise"&IF({promises}>1,"s","")&" to put into the contract"'
        french = f'{promises}&" promesse"&IF({promises}>1,"s","")&" à inscrire au contrat"'
        otherwise = f"IF({promises}>0,{self.content.to(Text(english, french))},{quoted(self.content.to(_CLEAR))})"
        if not self.rows.capped:
            return f"={otherwise}"
        told = a1(self.rows.reasons + len(self.rows.capped) - 1, self.column)
        prefix = f'IF({self.cell(DOUBTFUL)}=1,{quoted(self.content.to(_NOT_KNOWN))},"")'
        return f'=IF({told}<>"",{prefix}&{told},{otherwise})'
