"""Checks: does the live workbook still say what the engine said, and what has been changed since."""

from __future__ import annotations

from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.altered import write_altered
from contracteval.reports.to_workbook.binding import on_measures
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.inputs import STATE, changed_of, column_of
from contracteval.reports.to_workbook.look import AMBER_FILL, GREEN_FILL, RED_FILL
from contracteval.reports.to_workbook.page import Cached, Page, a1, block, on
from contracteval.reports.to_workbook.parameters import parameters_changed, weights_changed
from contracteval.reports.to_workbook.schedule import FIRST_BID, Schedule
from contracteval.reports.to_workbook.table_inputs import (
    blocks_of,
    table_sheet,
    tables_changed,
    tables_changed_of,
    tables_refused,
)
from contracteval.reports.to_workbook.verdict import NUMBER, verdict_cell
from contracteval.reports.to_workbook.weights import sum_cell
from contracteval.reports.wording import rank_text
from contracteval.text import Text

(WHAT, WHERE, KEPT, LIVE, RESULT, FAILS) = range(6)
_WIDTHS = (46, 34, 18, 18, 14, 9)
_FIRST = 7
_TITLES = (
    Text("Check", "Contrôle"), Text("Where", "Où"), Text("At hand-over", "À la remise"), Text("Live", "Vivant"),
    Text("Result", "Résultat"), Text("Fails (0/1)", "Échecs (0/1)"),
)  # fmt: skip
_SUBTITLE = Text(
    "The live formulas against the engine, and what has been changed since hand-over.",
    "Les formules vivantes face au moteur, et ce qui a été modifié depuis la remise.",
)
_OVERALL, _CHANGED = 2, 3
_LOOKED_THROUGH = ("comparison", "scorecard", "gates", "measures", "parameters")
_TOLERANCE = "0.000000001"


def overall_cell(content: Content) -> str:
    """Return the address of the one sentence that sums up the checks."""
    return on(content.layout.titles["checks"], a1(_OVERALL, WHERE, fixed="rc"))


def any_changed(content: Content) -> str:
    """Return the address of the number of cells changed since hand-over."""
    return on(content.layout.titles["checks"], a1(_CHANGED, WHERE, fixed="rc"))


def write_checks(page: Page, content: Content) -> None:
    """Write every check as a row with its own 0 or 1, and what they come to."""
    page.head(content.layout.titles["checks"], content.to(_SUBTITLE))
    page.widths(_WIDTHS)
    page.header(_FIRST - 1, _TITLES)
    writer = _Rows(page, content)
    for entry in content.entries:
        writer.engine(entry)
        writer.years(entry)
    writer.weights()
    writer.inputs()
    writer.errors()
    _write_overall(page, content, writer.row - 1)
    words = [(w.OK, GREEN_FILL), (w.DIFFERS, RED_FILL)]
    where = f"{a1(_FIRST, RESULT)}:{a1(writer.row, RESULT)}"
    page.colour_words(where, [(content.to(word), colour) for word, colour in words])
    write_altered(page, content, writer.row + 1)
    page.grey_when(f"{a1(_FIRST, KEPT)}:{a1(writer.row, KEPT)}", f"={a1(_CHANGED, WHERE, fixed='rc')}>0")
    page.finish(freeze=(_FIRST, 1), repeat=(_FIRST - 1, _FIRST - 1), footer=content.footer)


def _write_overall(page: Page, content: Content, last: int) -> None:
    page.text(_OVERALL, WHAT, Text("All in all", "En somme"), "bold")
    page.text(_CHANGED, WHAT, w.CHANGED_COUNT, "bold")
    sources = [changed_of(content, None), parameters_changed(content), weights_changed(content)]
    sources += [changed_of(content, entry) for entry in content.entries]
    sources += tables_changed_of(content, content.entries)
    page.formula(_CHANGED, WHERE, f"={'+'.join(sources)}", Fraction(0), "whole")
    fails = f"SUM({block(_FIRST, last, FAILS)})>0"
    words = [quoted(content.to(word)) for word in (w.SOME_FAIL, w.INPUTS_DIFFER, w.ALL_PASS)]
    formula = f"=IF({fails},{words[0]},IF({a1(_CHANGED, WHERE)}>0,{words[1]},{words[2]}))"
    page.formula(_OVERALL, WHERE, formula, content.to(w.ALL_PASS), "bold")
    page.colour_words(
        a1(_OVERALL, WHERE), [(content.to(w.ALL_PASS), GREEN_FILL), (content.to(w.INPUTS_DIFFER), AMBER_FILL)]
    )


class _Rows:
    """Writes checks one below the other."""

    def __init__(self, page: Page, content: Content) -> None:
        self.page, self.content, self.row = page, content, _FIRST

    def add(
        self,
        what: Text,
        where: str,
        holds: str,
        *,
        kept: Cached = "",
        live: tuple[str, Cached] | None = None,
        style: str = "right",
    ) -> None:
        """Write one check: what it compares, and 1 where it fails."""
        page, content, row = self.page, self.content, self.row
        page.text(row, WHAT, what)
        page.text(row, WHERE, where)
        if isinstance(kept, Fraction):
            page.number(row, KEPT, kept, f"static {style}")
        else:
            page.text(row, KEPT, str(kept or ""), "static right")
        if live is not None:
            page.formula(row, LIVE, live[0], live[1], style)
        page.formula(row, FAILS, f"=IF({holds},0,1)", Fraction(0), "whole right")
        ok, differs = quoted(content.to(w.OK)), quoted(content.to(w.DIFFERS))
        page.formula(row, RESULT, f"=IF({a1(row, FAILS)}=0,{ok},{differs})", content.to(w.OK), "center")
        self.row += 1

    def engine(self, entry: Entry) -> None:
        """Compare total, verdict and rank with what the engine gave, while no input differs."""
        from contracteval.reports.to_workbook import decision, scorecard

        content, result = self.content, entry.result
        total = scorecard.on_scorecard(content, entry, content.layout.sections[0].result, scorecard.SCORED)
        changed = f"{a1(_CHANGED, WHERE, fixed='rc')}>0"
        kept, live = a1(self.row, KEPT), a1(self.row, LIVE)
        near = f'IF(AND(ISNUMBER({kept}),ISNUMBER({live})),ABS({kept}-{live})<{_TOLERANCE},{kept}&""={live}&"")'
        what = Text("Total: live equals engine", "Total\u00a0: vivant égal au moteur")
        self.add(
            what,
            entry.vendor,
            f"OR({changed},{near})",
            kept=result.score.value,
            live=(f"={total}", result.score.value),
            style="score right",
        )
        kept, live = a1(self.row, KEPT), a1(self.row, LIVE)
        names = w.verdicts(content.lang)
        words = ",".join(quoted(word) for word in names)
        what = Text("Verdict: live equals engine", "Verdict\u00a0: vivant égal au moteur")
        formula = f"=CHOOSE({verdict_cell(content, entry, NUMBER)}+1,{words})"
        self.add(
            what,
            entry.vendor,
            f"OR({changed},{kept}={live})",
            kept=names[result.verdict],
            live=(formula, names[result.verdict]),
        )
        kept, live = a1(self.row, KEPT), a1(self.row, LIVE)
        rank = on(content.layout.titles["decision"], a1(decision.HEAD_ROW + 1 + entry.index, decision.RANK))
        what = Text("Rank: live equals engine", "Rang\u00a0: vivant égal au moteur")
        self.add(
            what,
            entry.vendor,
            f"OR({changed},{kept}={live})",
            kept=rank_text(result),
            live=(f'={rank}&""', rank_text(result)),
        )

    def years(self, entry: Entry) -> None:
        """Check that what stands year by year comes to what the rules give."""
        content = self.content
        for id_, at in Schedule(content).checked():
            rule = on_measures(content, entry, content.layout.measures.steps[id_])
            shown = on(content.layout.titles["years"], a1(at, FIRST_BID + entry.index))
            live = a1(self.row, LIVE)
            near = f"ABS({live}-{rule})<={_TOLERANCE}*MAX(1,ABS({rule}))"
            value = entry.outcome(id_).value
            self.add(
                Text("Price by year: adds up to the rule", "Prix par année\u00a0: conforme à la règle"),
                f"{entry.vendor} – {content.to(content.plan.rulebook.steps[id_].title)}",
                f"IF(ISNUMBER({rule}),IF(ISNUMBER({live}),{near},FALSE),TRUE)",
                kept=value if isinstance(value, Fraction) else None,
                live=(f"={shown}", value if isinstance(value, Fraction) else content.to(w.UNKNOWN)),
                style="number right",
            )

    def weights(self) -> None:
        """Check that the weights of each group sum to 1 or 100."""
        for section in self.content.layout.sections:
            if section.weights is None:
                continue
            live = a1(self.row, LIVE)
            holds = f"OR(ABS({live}-1)<{_TOLERANCE},ABS({live}-100)<{_TOLERANCE})"
            total = sum((member.weight for member in section.members), Fraction(0))
            what = Text("Weights sum to 1 or 100", "Les poids totalisent 1 ou 100")
            self.add(
                what,
                self.content.to(section.title),
                holds,
                kept=total,
                live=(f"={sum_cell(self.content, section)}", total),
                style="number right",
            )

    def inputs(self) -> None:
        """Count answers out of their range, and those that differ from hand-over."""
        content = self.content
        sheets: list[tuple[Entry | None, str]] = [(None, content.layout.titles["brief"])]
        sheets += [(entry, entry.sheet) for entry in content.entries]
        for source, title in sheets:
            refused = f"=COUNTIF({column_of(content, source, STATE)},{quoted(content.to(w.REFUSED))})"
            what = Text("Inputs out of their range", "Données hors de leurs limites")
            self.add(what, title, f"{a1(self.row, LIVE)}=0", live=(refused, Fraction(0)), style="whole right")
        with_tables = [source for source, _ in sheets if blocks_of(content, source)]
        for source in with_tables:
            refused = f"={tables_refused(content, source)}"
            what = Text("Inputs out of their range", "Données hors de leurs limites")
            self.add(
                what,
                table_sheet(content, source),
                f"{a1(self.row, LIVE)}=0",
                live=(refused, Fraction(0)),
                style="whole right",
            )
        for source, title in sheets:
            self.count(title, changed_of(content, source))
        for source in with_tables:
            self.count(table_sheet(content, source), tables_changed(content, source))
        title = content.layout.titles["parameters"]
        self.count(title, f"{parameters_changed(content)}+{weights_changed(content)}")

    def count(self, where: str, formula: str) -> None:
        """Show how many cells of a sheet were changed; a change is no failure."""
        self.add(
            w.CHANGED_COUNT, where, f"{a1(self.row, LIVE)}>=0", live=(f"={formula}", Fraction(0)), style="whole right"
        )

    def errors(self) -> None:
        """Look for error values: a sum over them is an error."""
        titles = self.content.layout.titles
        entries = self.content.entries if self.content.layout.tables.rows else ()
        what = Text("No error value", "Aucune valeur d’erreur")
        for title in (*(titles[id_] for id_ in _LOOKED_THROUGH), *(entry.rows for entry in entries)):
            self.add(what, title, f"NOT(ISERROR(SUM({on(title, '$A$1:$BZ$999')})))")
