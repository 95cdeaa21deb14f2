"""Gates and flags: what never averages out, per bid, live."""

from __future__ import annotations

from contracteval.formula.to_excel import number as number_text
from contracteval.formula.to_excel import quoted
from contracteval.model.result import Verdict
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.binding import on_measures
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.layout import Capped, bars_of
from contracteval.reports.to_workbook.look import AMBER_FILL, GREEN_FILL, RED_FILL
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.wording import SEVERITIES, VERDICTS
from contracteval.rules.rulebook import Flag, Gate
from contracteval.text import Text

FIRST_OUTCOME = 3
_WIDTHS = (34, 13, 24)
_OUTCOME_WIDTH, _WHY_WIDTH, _QUESTION_WIDTH = 15, 58, 48
_SUBTITLE = Text(
    "Conditions that no good score makes up for. Live: they follow the inputs.",
    "Conditions qu’aucun bon score ne compense. Vivantes\u00a0: elles suivent les données.",
)
_GATES, _FLAGS = Text("Gates", "Barrières"), Text("Flags", "Alertes")
_GATE = Text("gate", "barrière")
_BAR = Text("bar", "seuil")
_NOT_REACHED = Text("not come to", "non examiné")
_EFFECT = Text("Effect", "Effet")
_CAPS = Text("at most: {}", "au mieux\u00a0: {}")
_ZEROES = Text("counts as 0: {}", "compte pour 0\u00a0: {}")
_SHOWN = Text("shown only", "pour information")


def flag_column(entry: Entry) -> int:
    """Return the column of a bid's outcomes."""
    return FIRST_OUTCOME + entry.index


def outcome_of(content: Content, entry: Entry, item: Capped) -> str:
    """Return the address of the outcome of a gate or flag."""
    plan, layout = content.plan, content.layout
    bars = [bar.id for bar in plan.settings.admissions]
    if item.is_gate and item.id in bars:
        at = layout.gates + 1 + len(plan.gates) + bars.index(item.id)
        return on(layout.titles["gates"], a1(at, flag_column(entry)))
    rules, first = (plan.gates, layout.gates) if item.is_gate else (plan.flags, layout.flags)
    row = first + 1 + [rule.id for rule in rules].index(item.id)
    return on(layout.titles["gates"], a1(row, flag_column(entry)))


def flags_of(content: Content, entry: Entry) -> str:
    """Return the address of all flag outcomes of a bid."""
    first = content.layout.flags + 1
    last = first + max(len(content.plan.flags), 1) - 1
    return on(content.layout.titles["gates"], block(first, last, flag_column(entry)))


def write_gates(page: Page, content: Content) -> None:
    """Write gates, then flags, a column for each bid."""
    plan, layout, bids = content.plan, content.layout, len(content.entries)
    columns = FIRST_OUTCOME + bids + 2
    page.head(layout.titles["gates"], content.to(_SUBTITLE))
    page.widths((*_WIDTHS, *([_OUTCOME_WIDTH] * bids), _WHY_WIDTH, _QUESTION_WIDTH))
    titles: list[Text | str] = [
        Text("Rule", "Règle"),
        Text("Severity", "Gravité"),
        _EFFECT,
        *(entry.vendor for entry in content.entries),
    ]
    ask = Text("Question to the vendor", "Question au prestataire")
    page.header(layout.gates - 1, [*titles, w.WHY, ask])
    page.header(layout.gates - 1, [entry.vendor for entry in content.entries], FIRST_OUTCOME, "header center")
    page.section(layout.gates, _GATES, columns)
    for i, gate in enumerate(plan.gates):
        _write_gate(page, content, gate, layout.gates + 1 + i)
    for i, bar in enumerate(bars_of(plan)):
        _write_bar(page, content, bar, i)
    page.section(layout.flags, _FLAGS, columns)
    for i, flag in enumerate(plan.flags):
        _write_flag(page, content, flag, layout.flags + 1 + i)
    last = layout.flags + len(plan.flags)
    words = [(w.PASSED, GREEN_FILL), (w.FAILED, RED_FILL), (w.UNKNOWN, AMBER_FILL), (w.RAISED, RED_FILL)]
    where = f"{a1(layout.gates, FIRST_OUTCOME)}:{a1(last, FIRST_OUTCOME + bids - 1)}"
    page.colour_words(where, [(content.to(word), colour) for word, colour in words])
    page.finish(freeze=(layout.gates, 1), repeat=(layout.gates - 1, layout.gates - 1), footer=content.footer)


def _write_gate(page: Page, content: Content, gate: Gate, row: int) -> None:
    page.text(row, 0, gate.title)
    page.text(row, 1, _GATE)
    effects = []
    if gate.caps is not None:
        effects.append(content.to(_CAPS).format(content.to(VERDICTS[gate.caps])))
    if gate.zeroes:
        labels = [content.to(content.plan.rulebook.facts[id_].label) for id_ in gate.zeroes]
        effects.append(content.to(_ZEROES).format(", ".join(labels)))
    page.text(row, 2, " · ".join(effects))
    for entry in content.entries:
        passed = next(item.passed for item in entry.result.gates if item.id == gate.id)
        cached = w.UNKNOWN if passed is None else w.PASSED if passed else w.FAILED
        formula = _outcome(content, entry, f"gate:{gate.id}", w.PASSED, w.FAILED, w.FAILED)
        page.formula(row, flag_column(entry), formula, content.to(cached), "center")
    page.text(row, FIRST_OUTCOME + len(content.entries), gate.why)
    page.text(row, FIRST_OUTCOME + len(content.entries) + 1, "")


def _write_bar(page: Page, content: Content, bar: Capped, number: int) -> None:
    """Write a bar on a score: a minimum is live; how many of the best go on is as judged at hand-over."""
    admission = content.plan.settings.admissions[number]
    row = content.layout.gates + 1 + len(content.plan.gates) + number
    page.text(row, 0, bar.title)
    page.text(row, 1, _BAR)
    page.text(row, 2, content.to(_CAPS).format(content.to(VERDICTS[bar.caps])))
    for entry in content.entries:
        judged = next((item for item in entry.result.admissions if item.id == bar.id), None)
        word = _NOT_REACHED if judged is None else {None: w.UNKNOWN, True: w.PASSED, False: w.FAILED}[judged.passed]
        ends = ends_of(content, entry, admission.on)
        if admission.minimum is None or ends is None:
            page.text(row, flag_column(entry), word, "static center")
            continue
        passed, failed, unknown = (quoted(content.to(item)) for item in (w.PASSED, w.FAILED, w.UNKNOWN))
        least = number_text(admission.minimum)
        held = f"IF(ROUND({ends[0]},12)>={least},{passed},IF(ROUND({ends[1]},12)<{least},{failed},{unknown}))"
        before = _stopped_before(content, entry, row)
        formula = f"=IF({before},{quoted(content.to(_NOT_REACHED))},{held})" if before else f"={held}"
        page.formula(row, flag_column(entry), formula, content.to(word), "center")


def ends_of(content: Content, entry: Entry, on_id: str) -> tuple[str, str] | None:
    """Return the addresses of low and high of the score that a bar is set on."""
    from contracteval.reports.to_workbook import scorecard

    for section in content.layout.sections:
        for i, member in enumerate(section.members):
            if member.id == on_id:
                low, high = (scorecard.on_scorecard(content, entry, section.first + i, part) for part in (2, 3))
                return low, high
    return None


def _stopped_before(content: Content, entry: Entry, row: int) -> str:
    """Print whether a gate that rejects, or a bar above, has failed already."""
    first = content.layout.gates + 1
    rejecting = [first + i for i, gate in enumerate(content.plan.gates) if gate.caps is Verdict.REJECT]
    rows = [*rejecting, *range(first + len(content.plan.gates), row)]
    failed = quoted(content.to(w.FAILED))
    parts = ",".join(f"{a1(at, flag_column(entry))}={failed}" for at in rows)
    return f"OR({parts})" if parts else ""


def _write_flag(page: Page, content: Content, flag: Flag, row: int) -> None:
    page.text(row, 0, flag.title)
    page.text(row, 1, SEVERITIES[flag.severity])
    page.text(row, 2, _SHOWN if flag.caps is None else content.to(_CAPS).format(content.to(VERDICTS[flag.caps])))
    undefined = w.RAISED if flag.raised_when_undefined else w.CALM
    for entry in content.entries:
        raised = next(item.raised for item in entry.result.flags if item.id == flag.id)
        cached = w.UNKNOWN if raised is None else w.RAISED if raised else w.CALM
        formula = _outcome(content, entry, f"flag:{flag.id}", w.RAISED, w.CALM, undefined)
        page.formula(row, flag_column(entry), formula, content.to(cached), "center")
    page.text(row, FIRST_OUTCOME + len(content.entries), flag.why)
    page.text(row, FIRST_OUTCOME + len(content.entries) + 1, flag.question)


def _outcome(content: Content, entry: Entry, step: str, yes: Text, no: Text, undefined: Text) -> str:
    """Print what a condition comes to, in words."""
    row = content.layout.measures.steps[step]
    value, status = on_measures(content, entry, row), on_measures(content, entry, row, right=True)
    words = [quoted(content.to(word)) for word in (yes, no, undefined, w.UNKNOWN)]
    scored = f"IF({value}={quoted(w.yes_no(content.lang)[0])},{words[0]},{words[1]})"
    rest = f"IF({status}={quoted(content.to(w.STATUSES['undefined']))},{words[2]},{words[3]})"
    return f"=IF({status}={quoted(content.to(w.STATUSES['scored']))},{scored},{rest})"
