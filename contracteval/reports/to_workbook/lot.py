"""The bids that relative rules count: all but those that a gate or a bar stops before the prices are opened."""

from __future__ import annotations

from fractions import Fraction

from contracteval.formula.to_excel import number, quoted
from contracteval.model.result import Verdict
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.gates import ends_of, outcome_of
from contracteval.reports.to_workbook.layout import Capped
from contracteval.rules.prices import early_bars, early_gates


def counts(content: Content, entry: Entry) -> bool:
    """Say whether a bid counted in relative rules at hand-over."""
    gates = {gate.id for gate in early_gates(content.plan)}
    if any(gate.passed is False for gate in entry.result.gates if gate.id in gates):
        return False
    bars = {bar.id for bar in early_bars(content.plan)}
    return not any(bar.passed is False for bar in entry.result.admissions if bar.id in bars)


def counts_formula(content: Content, entry: Entry) -> str | None:
    """Print whether a bid counts, as 1 or 0; None where nothing can stop it before the prices."""
    failed = quoted(content.to(w.FAILED))
    stops = []
    for gate in early_gates(content.plan):
        item = Capped(gate.id, gate.title, Verdict.REJECT, True)
        stops.append(f"{outcome_of(content, entry, item)}={failed}")
    for bar in early_bars(content.plan):
        ends = ends_of(content, entry, bar.on)
        if bar.minimum is not None and ends is not None:
            stops.append(f"ROUND({ends[1]},12)<{number(Fraction(bar.minimum))}")
        else:
            item = Capped(bar.id, content.plan.title_of(bar.on), Verdict.REJECT, True)
            stops.append(f"{outcome_of(content, entry, item)}={failed}")
    return f"=IF(OR({','.join(stops)}),0,1)" if stops else None
