"""Tables, keys and the lot in the scorecard: live, three-valued, and the same as the engine in two calculators."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.settings import Settings
from contracteval.reports.to_workbook.table_columns import TableColumns
from contracteval.rules.plan import Plan
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook
from tests.calculators import (
    cached,
    differences,
    formula_cells,
    formula_places,
    has_libreoffice,
    recalculate_ironcalc,
    recalculate_libreoffice,
)
from tests.reports.workbooks import Written, plan_of, unlike
from tests.strategies import values_of

F = Fraction
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
EXAMPLES = 12
TEXTS = ("a", "A", "b", "unknown")
# Steps through the normal distribution, of which IronCalc gives eleven digits only; LibreOffice gives all.
ROUGH = 1e-9


def check(written: Written, tmp: Path, *, rough: bool = False) -> None:
    """Hold engine, cached values and recalculated values together."""
    live, stored = recalculate_ironcalc(written.path, tmp), cached(written.path)
    places = formula_places(written.path)
    off = [item for item in differences(stored, live, places) if not (rough and _near(item[2], item[3]))]
    assert off == []
    assert unlike(written.read(stored), written.told()) == []
    if not rough:
        assert unlike(written.read(live), written.told()) == []


def _near(a: Any, b: Any) -> bool:
    return isinstance(a, float) and isinstance(b, float) and abs(a - b) < ROUGH * max(1.0, abs(a))


@pytest.fixture(scope="module")
def ledger() -> Plan:
    return plan_of("ledger")


# --- rows made by Hypothesis


def cells_of(spec: FactSpec) -> st.SearchStrategy[Answer]:
    if spec.type == "text":
        values: st.SearchStrategy[Any] = st.sampled_from(TEXTS)
    elif spec.type == "date":
        values = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    else:
        values = values_of(spec)
    return st.builds(Answer, st.none() | values, st.just(Grade.CONTRACTED))


def rows_of(plan: Plan, per: str) -> st.SearchStrategy[Mapping[str, Any]]:
    """Draw rows of every table, or leave a table out."""
    made: dict[str, st.SearchStrategy[Any]] = {}
    for id_, table in plan.needs().tables.items():
        if table.per == per:
            row = st.fixed_dictionaries({name: cells_of(spec) for name, spec in table.columns.items()})
            made[id_] = st.lists(row, max_size=3).map(tuple)
    return st.fixed_dictionaries({}, optional=made)


def bids_of(plan: Plan, ids: str) -> st.SearchStrategy[tuple[Bid, ...]]:
    facts = st.fixed_dictionaries({id_: cells_of(spec) for id_, spec in plan.needs().facts.items()})
    made = [
        st.builds(Bid, st.just(id_), st.just(id_.title()), st.builds(Answers, facts, rows_of(plan, "bid")))
        for id_ in ids
    ]
    return st.tuples(*made)


def test_random_rows(ledger: Plan, tmp_path: Path) -> None:
    @settings(max_examples=EXAMPLES, phases=QUICK)
    @given(bids_of(ledger, "xyz"), rows_of(ledger, "evaluation"))
    def agree(bids: tuple[Bid, ...], brief: Mapping[str, Any]) -> None:
        check(Written(tmp_path / "rows.xlsx", ledger, Dossier(Answers({}, brief), bids)), tmp_path)

    agree()


def test_nothing_of_the_language_is_left_static(ledger: Plan, tmp_path: Path) -> None:
    written = Written(tmp_path / "l.xlsx", ledger, Dossier(Answers(), (Bid("x", "X", Answers()),)))
    formulas, rows = formula_cells(written.path), written.content.layout.measures
    assert all(("Measures", f"D{row + 1}") in formulas for row in (*rows.steps.values(), *rows.gathers.values()))


# --- edits of rows


def usual() -> Dossier:
    def row(name: str, goal: int, paid: bool) -> Mapping[str, Answer]:
        found: dict[str, Any] = {"name": name, "kind": "soft", "goal": F(goal), "paid": paid, "since": date(2026, 3, 1)}
        return {key: Answer(value) for key, value in found.items()}

    gauges = (row("a", 1, True), row("b", 2, False))
    months = tuple({"gauge": Answer("a"), "value": Answer(F(n)), "met": Answer(n > 1)} for n in (1, 2))
    facts = {"price": Answer(F(10)), "share": Answer(F(1, 2)), "tier": Answer("low"), "crew": Answer(F(2))}
    needs = {"need": ({"weight": Answer(F(2)), "firm": Answer(True)},)}
    bids = tuple(
        Bid(id_, id_, Answers({**facts, "price": Answer(F(price))}, {"gauge": gauges, "month": months}))
        for id_, price in (("x", 10), ("y", 14))
    )
    return Dossier(Answers({}, needs), bids)


def with_rows(dossier: Dossier, bid_id: str, table: str, rows: tuple[Any, ...]) -> Dossier:
    bids = (
        replace(bid, answers=Answers(bid.answers.facts, {**bid.answers.tables, table: rows}))
        if bid.id == bid_id
        else bid
        for bid in dossier.bids
    )
    return replace(dossier, bids=tuple(bids))


def place(written: Written, bid_id: str, table: str, row: int, column: str) -> tuple[str, str]:
    """Return the place of a cell of a table of a bid."""
    from contracteval.reports.to_workbook.page import a1

    entry = next(entry for entry in written.content.entries if entry.result.id == bid_id)
    block = written.content.layout.tables.bid[table]
    return entry.tables, a1(block.first + row, TableColumns(written.plan.rulebook.tables[table]).input(column))


def test_a_row_written_into_a_spare_one_counts(ledger: Plan, tmp_path: Path) -> None:
    dossier = usual()
    written = Written(tmp_path / "w.xlsx", ledger, dossier)
    row: dict[str, Any] = {"name": "b", "kind": "hard", "goal": F(-1), "paid": True, "since": date(2026, 9, 1)}
    shown = {**row, "kind": "Hard one", "paid": "yes", "since": (date(2026, 9, 1) - date(1899, 12, 30)).days}
    cells = {place(written, "x", "gauge", 2, name): value for name, value in shown.items()}
    rows = (*dossier.bids[0].answers.tables["gauge"], {name: Answer(value) for name, value in row.items()})
    told = Written(tmp_path / "t.xlsx", ledger, with_rows(dossier, "x", "gauge", rows)).told()
    values = recalculate_ironcalc(written.path, tmp_path, cells)
    assert unlike(written.read(values), told) == []
    assert values["Checks", "B4"] == 5


def test_the_change_log_names_each_cell_of_a_table(ledger: Plan, tmp_path: Path) -> None:
    """Of each row that was changed, the column, what stood there and what stands there now; of the rest nothing."""
    written = Written(tmp_path / "l.xlsx", ledger, usual())
    block = written.content.layout.tables.bid["gauge"]
    sheet = written.content.entries[0].tables
    edits = {
        place(written, "x", "gauge", 0, "goal"): 5,
        place(written, "x", "gauge", 1, "since"): (date(2027, 1, 9) - date(1899, 12, 30)).days,
        (sheet, f"B{written.content.layout.tables.bid['month'].answered + 1}"): "no",
    }
    before, after = cached(written.path), recalculate_ironcalc(written.path, tmp_path, edits)
    log = {
        cell: value for (title, cell), value in after.items() if title == "Change log" and cell[0] in "BCD" and value
    }
    told = {before["Change log", f"A{cell[1:]}"]: value for cell, value in log.items() if int(cell[1:]) > 4}
    goal, since = (before[sheet, f"{column}{block.head + 1}"] for column in ("D", "F"))
    assert told == {
        "Gauges – row 1": f"{goal}: 1 → 5; ",
        "Gauges – row 2": f"{since}: 2026-03-01 → 2027-01-09; ",
        "Months – answered": "yes → no",
    }


def test_an_impossible_cell_is_unknown_not_zero(ledger: Plan, tmp_path: Path) -> None:
    written = Written(tmp_path / "w.xlsx", ledger, usual())
    values = recalculate_ironcalc(written.path, tmp_path, {place(written, "x", "gauge", 0, "goal"): 99})
    assert written.read(values)["x"]["measure total"] == (None, "unknown")
    assert values["Checks", "B3"] == "A check fails: see Checks"


def test_the_price_of_another_bid_moves_a_relative_score(ledger: Plan, tmp_path: Path) -> None:
    dossier = usual()
    written = Written(tmp_path / "w.xlsx", ledger, dossier)
    facts = {**dossier.bids[1].answers.facts, "price": Answer(F(30))}
    edited = replace(dossier.bids[1], answers=Answers(facts, dossier.bids[1].answers.tables))
    told = Written(tmp_path / "t.xlsx", ledger, replace(dossier, bids=(dossier.bids[0], edited))).told()
    found = written.read(recalculate_ironcalc(written.path, tmp_path, {written.input_cell("y", "price"): 30}))
    assert unlike(found, told) == []
    assert told["x"]["score 0 value"] != written.told()["x"]["score 0 value"]


def test_a_key_that_is_none_is_undefined(ledger: Plan, tmp_path: Path) -> None:
    written = Written(tmp_path / "w.xlsx", ledger, usual())
    values = recalculate_ironcalc(written.path, tmp_path, {written.input_cell("x", "crew"): 3})
    assert written.read(values)["x"]["measure keyed"] == (None, "undefined")
    assert written.read(values)["y"]["measure keyed"] == (6, "scored")


# --- the whole catalogue


def catalogue(profile: str) -> Plan:
    rulesets = tuple(
        sorted(path.name for path in Path("rulesets").iterdir() if path.is_dir() and path.name != "vocabulary")
    )
    chosen = Settings("Catalogue", date(2026, 11, 20), rulesets=rulesets, profile=profile, stage="delivery")
    return to_plan(load_rulebook(rulesets), chosen)


def lot_of(plan: Plan, count: int, seed: int = 4) -> Dossier:
    """Make bids from the ranges of the facts: every fourth complete, the others with more and more gaps."""
    draw = random.Random(seed)
    return Dossier(_answers(plan, draw, "evaluation", 0.05), tuple(
        Bid(f"b{i}", f"Vendor {i}", _answers(plan, draw, "bid", (0, 0.02, 0.1, 0.4)[i % 4])) for i in range(count)
    ))  # fmt: skip


def _answers(plan: Plan, draw: random.Random, per: str, gap: float) -> Answers:
    needs = plan.needs()
    facts = {
        id_: _answer(draw, spec, gap)
        for id_, spec in needs.facts.items()
        if spec.per == per and spec.type not in ("text", "choices")
    }
    tables = {
        id_: tuple(
            {name: _answer(draw, spec, gap) for name, spec in table.columns.items()} for _ in range(draw.randint(0, 5))
        )
        for id_, table in needs.tables.items()
        if table.per == per and draw.random() >= gap
    }
    return Answers(facts, tables)


def _answer(draw: random.Random, spec: FactSpec, gap: float) -> Answer:
    if draw.random() < gap:
        return Answer(None)
    if spec.type == "text":
        return Answer(draw.choice(TEXTS))
    if spec.type == "yes/no":
        return Answer(draw.random() < 0.5)
    if spec.type == "choice":
        return Answer(draw.choice(spec.options).id)
    if spec.type == "date":
        return Answer(date(2026, draw.randint(1, 12), 1))
    low = F(0) if spec.range.low is None else spec.range.low
    high = low + 10 if spec.range.high is None else spec.range.high
    value = low + (high - low) * F(draw.randint(1, 9), 10)
    value = F(round(value)) if spec.whole or spec.type == "level" else value
    return Answer(value if value in spec.range else None)


def test_the_whole_catalogue_is_live_and_agrees(tmp_path: Path) -> None:
    plan = catalogue("partner")
    written = Written(tmp_path / "c.xlsx", plan, lot_of(plan, 2))
    check(written, tmp_path, rough=True)
    formulas = formula_cells(written.path)
    assert all(("Measures", f"D{row + 1}") in formulas for row in written.content.layout.measures.steps.values())


@pytest.mark.libreoffice
@pytest.mark.skipif(not has_libreoffice(), reason="LibreOffice is not installed")
def test_libreoffice_agrees_on_tables(ledger: Plan, tmp_path: Path) -> None:
    plan = catalogue("client")
    made = [
        Written(tmp_path / "catalogue.xlsx", plan, lot_of(plan, 4)),
        Written(tmp_path / "ledger.xlsx", ledger, usual(), "fr"),
        Written(tmp_path / "gaps.xlsx", ledger, lot_of(ledger, 4)),
    ]
    found = recalculate_libreoffice([written.path for written in made], tmp_path)
    for written in made:
        assert differences(cached(written.path), found[written.path], formula_places(written.path)) == []
