"""The scorecard: recalculated without its cached values it says what the engine says, and goes on doing so when edited."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from contracteval.case import Case
from contracteval.errors import InputError, Place
from contracteval.model.analyses import SECTIONS
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade
from contracteval.model.result import Verdict
from contracteval.rules.plan import Plan
from contracteval.rules.to_plan import to_plan
from tests.calculators import (
    cached,
    differences,
    formula_cells,
    formula_places,
    has_libreoffice,
    recalculate_ironcalc,
    recalculate_libreoffice,
)
from tests.reports.workbooks import Written, answers, bid, plan_of, unlike, with_value, without
from tests.strategies import values_of

F = Fraction
EXAMPLES = 10
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # a workbook takes a second: shrinking one takes minutes


def check(written: Written, tmp: Path) -> None:
    """Hold the three readings together: engine, cached values, recalculated values."""
    live = recalculate_ironcalc(written.path, tmp)
    stored = cached(written.path)
    assert unlike(written.read(live), written.told()) == []
    assert unlike(written.read(stored), written.told()) == []
    assert differences(stored, live, formula_places(written.path)) == []


@pytest.fixture(scope="module")
def workshop() -> Plan:
    return plan_of("workshop")


@pytest.fixture(scope="module")
def tie() -> Plan:
    return plan_of("tie")


def demo_of(case: Case, tmp: Path, lang: Any = "en", name: str = "demo.xlsx") -> Written:
    return Written(tmp / name, case.plan, case.dossier, lang)


# --- the golden demo


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_demo_agrees_with_the_engine(demo_case: Case, tmp_path: Path, lang: str) -> None:
    check(demo_of(demo_case, tmp_path, lang), tmp_path)


def test_the_demo_gives_the_golden_figures(demo_case: Case, tmp_path: Path) -> None:
    written = demo_of(demo_case, tmp_path)
    found = written.read(recalculate_ironcalc(written.path, tmp_path))
    assert [round(found[id_]["score"], 2) for id_ in ("artisan", "bataillon", "cacahuete")] == [79.83, 25.12, 23.2]
    assert [found[id_]["verdict"] for id_ in found] == ["negotiate", "negotiate", "clarify"]
    assert [found[id_]["rank"] for id_ in found] == ["1", "2", "3"]
    assert found["cacahuete"]["measure penalty_to_margin"] == (None, "undefined")


def test_the_sheets_stand_in_reading_order(demo_case: Case, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(demo_of(demo_case, tmp_path).path)
    assert book.sheetnames == [
        "Decision", "Comparison", "Criteria", "Gates and flags", "Price", "Payoff", "Control cost",
        "Risk and value sharing", "Questions", "Promises", "Parameters and weights", "Brief",
        "Inputs artisan", "Inputs bataillon", "Inputs cacahuete", "Measures", "Checks", "Change log", "Method and sources",
    ]  # fmt: skip
    assert all(sheet.sheet_state == "visible" and sheet.protection.sheet for sheet in book)
    assert {"p_least_readiness", "w_sharing"} <= set(book.defined_names)


def test_one_formula_per_row_across_bids(demo_case: Case, tmp_path: Path) -> None:
    """Shifting a bid's formula by two columns gives the next bid's, sheet names of inputs apart."""
    from openpyxl.formula.translate import Translator

    written = demo_of(demo_case, tmp_path)
    formulas = formula_cells(written.path)
    rows = written.content.layout.measures.steps.values()
    for row in rows:
        for first, second in (("D", "F"), ("E", "G"), ("F", "H"), ("G", "I")):
            own, other = f"{first}{row + 1}", f"{second}{row + 1}"
            if ("Measures", own) in formulas:
                moved = Translator(formulas["Measures", own], origin=own).translate_formula(other)
                assert moved == formulas["Measures", other]


def test_same_input_same_bytes(demo_case: Case, tmp_path: Path) -> None:
    first, second = (demo_of(demo_case, tmp_path, name=f"{n}.xlsx").path.read_bytes() for n in (1, 2))
    assert first == second


def test_checks_pass_at_hand_over_and_tell_of_an_edit(demo_case: Case, tmp_path: Path) -> None:
    written = demo_of(demo_case, tmp_path)
    assert recalculate_ironcalc(written.path, tmp_path)["Checks", "B3"] == "All checks pass"
    edited = recalculate_ironcalc(written.path, tmp_path, {written.input_cell("artisan", "price"): 10.0})
    assert edited["Checks", "B4"] == 1
    assert "changed since hand-over" in edited["Decision", "A5"]


def test_an_impossible_input_is_unknown_and_told(demo_case: Case, tmp_path: Path) -> None:
    written = demo_of(demo_case, tmp_path)
    values = recalculate_ironcalc(written.path, tmp_path, {written.input_cell("artisan", "price"): 0})
    assert written.read(values)["artisan"]["measure supplier_margin"] == (None, "unknown")
    assert values["Checks", "B3"] == "A check fails: see Checks"


# --- edits


def test_a_changed_input_gives_what_the_engine_gives(demo_case: Case, tmp_path: Path) -> None:
    edits: list[tuple[str, str, Any]] = [
        ("artisan", "price", F("8.5")), ("bataillon", "gain_share", F("0.2")), ("cacahuete", "risk_exposure", F("2.5")),
        ("artisan", "gain_share_baseline", False), ("bataillon", "promised_investment", F(0)),
    ]  # fmt: skip
    written = demo_of(demo_case, tmp_path)
    dossier, cells = demo_case.dossier, {}
    for bid_id, fact, value in edits:
        dossier = with_value(dossier, bid_id, fact, value)
        cells[written.input_cell(bid_id, fact)] = "no" if value is False else value
    expected = Written(tmp_path / "edited.xlsx", demo_case.plan, dossier)
    found = written.read(recalculate_ironcalc(written.path, tmp_path, cells))
    assert unlike(found, expected.told()) == []


def test_a_changed_weight_gives_what_the_engine_gives(demo_case: Case, tmp_path: Path) -> None:
    written = demo_of(demo_case, tmp_path)
    weights = {"transformation": "10", "sharing": "0", "control": "70", "incentives": "10", "fair_pricing": "10"}
    plan = to_plan(demo_case.rulebook, replace(demo_case.settings, weights=weights))
    cells = {written.weight_cell(id_): float(weight) for id_, weight in weights.items()}
    expected = Written(tmp_path / "edited.xlsx", plan, demo_case.dossier)
    found = written.read(recalculate_ironcalc(written.path, tmp_path, cells))
    assert unlike(found, expected.told()) == []


def test_an_emptied_input_never_gives_a_narrower_interval_than_the_engine(demo_case: Case, tmp_path: Path) -> None:
    written = demo_of(demo_case, tmp_path)
    expected = Written(tmp_path / "e.xlsx", demo_case.plan, without(demo_case.dossier, "artisan", "price")).told()
    values = recalculate_ironcalc(written.path, tmp_path, {written.input_cell("artisan", "price"): None})
    found = written.read(values)["artisan"]
    for name, told in expected["artisan"].items():
        if name.startswith("measure"):
            assert unlike(found[name], told, name) == []
        elif name.startswith(("score ", "group")):
            assert found[name][:2] == pytest.approx(told[:2]) if told[0] is not None else found[name][0] is None
            assert found[name][2] <= told[2] + 1e-9
            assert found[name][3] >= told[3] - 1e-9


# --- gaps, ties, gates


@pytest.mark.parametrize("fact", ["price", "gain_share_cap", "risk_exposure", "transformation_roadmap", "bonus_cap"])
def test_a_gap(demo_case: Case, tmp_path: Path, fact: str) -> None:
    dossier = without(demo_case.dossier, "artisan", fact)
    written = Written(tmp_path / "gap.xlsx", demo_case.plan, dossier)
    assert any(result.score.status == "unknown" or result.verdict <= 1 for result in written.comparison.bids)
    check(written, tmp_path)


def test_an_unknown_gate_leaves_at_most_clarify(demo_case: Case, tmp_path: Path) -> None:
    written = Written(tmp_path / "x.xlsx", demo_case.plan, without(demo_case.dossier, "bataillon", "risk_exposure"))
    found = written.read(recalculate_ironcalc(written.path, tmp_path))["bataillon"]
    assert found["verdict"] == "clarify"
    assert found["why"] == "not known yet: Risk-appetite fit"


def test_a_rejected_bid_has_no_rank(demo_case: Case, tmp_path: Path) -> None:
    dossier = with_value(demo_case.dossier, "artisan", "risk_exposure", F(9))
    written = Written(tmp_path / "x.xlsx", demo_case.plan, dossier)
    found = written.read(recalculate_ironcalc(written.path, tmp_path))
    assert (found["artisan"]["rank"], found["artisan"]["verdict"]) == ("–", "reject")
    assert [found[id_]["rank"] for id_ in ("bataillon", "cacahuete")] == ["1", "2"]
    check(written, tmp_path)


def test_an_exact_tie_is_a_tie(tie: Plan, tmp_path: Path) -> None:
    three = [("x", (3, 0, 0)), ("y", (0, 1, 0)), ("z", (0, 0, 0))]
    bids = [bid(id_, {name: F(value) for name, value in zip("abc", values, strict=True)}) for id_, values in three]
    written = Written(tmp_path / "tie.xlsx", tie, Dossier(Answers(), tuple(bids)))
    check(written, tmp_path)
    found = written.read(recalculate_ironcalc(written.path, tmp_path))
    assert [found[id_]["rank"] for id_ in "xyz"] == ["1=", "1=", "3"]


def test_uncontracted_promises_become_conditions(tie: Plan, tmp_path: Path) -> None:
    firm = bid("firm", {"a": F(1), "b": F(2), "c": F(3)})
    loose = bid("loose", {"a": F(1), "b": F(2), "c": F(1)}, Grade.PROPOSED)
    written = Written(tmp_path / "p.xlsx", tie, Dossier(Answers(), (firm, loose)))
    check(written, tmp_path)
    found = written.read(recalculate_ironcalc(written.path, tmp_path))
    assert (found["firm"]["verdict"], found["loose"]["verdict"]) == ("award", "award with conditions")
    assert found["loose"]["why"] == "3 promises to put into the contract"


# --- everything that the rule language has


BUYER = answers({"end": date(2026, 12, 31), "budget": F(100)})
FULL: Mapping[str, Any] = {
    "cost": F(40), "hours": F(2), "share": F(1, 4), "ready": True, "size": "medium", "start": date(2026, 12, 20),
}  # fmt: skip
RISKS = {"hazard": ({"p": Answer(F(1, 2)), "loss": Answer(F(30))}, {"p": Answer(F(1, 4)), "loss": Answer(F(10))})}


def with_risks(item: Bid) -> Bid:
    return replace(item, answers=Answers(item.answers.facts, RISKS))


def test_one_of_everything(workshop: Plan, tmp_path: Path) -> None:
    gaps = [{**FULL, name: None} for name in FULL]
    bids = [with_risks(bid("full", FULL)), bid("loose", FULL, Grade.ASSERTED)]
    bids += [bid(f"gap{i}", values) for i, values in enumerate(gaps)]
    bids.append(bid("odd", {**FULL, "size": "small", "share": F(0), "hours": F(0), "ready": False}))
    for lang in ("en", "fr"):
        check(Written(tmp_path / f"{lang}.xlsx", workshop, Dossier(BUYER, tuple(bids)), lang), tmp_path)


def test_what_rests_on_tables_and_keys_is_live(workshop: Plan, tmp_path: Path) -> None:
    written = Written(tmp_path / "w.xlsx", workshop, Dossier(BUYER, (with_risks(bid("full", FULL)),)))
    formulas, rows = formula_cells(written.path), written.content.layout.measures.steps
    assert all(("Measures", f"D{row + 1}") in formulas for row in rows.values())
    assert cached(written.path)["Measures", f"D{rows['exposed'] + 1}"] == 17.5


# --- random bids


def random_bids(plan: Plan, ids: str) -> st.SearchStrategy[tuple[Bid, ...]]:
    """Draw bids with answers from the ranges of the facts, some of them missing, and one grade for each bid."""
    specs = {id_: spec for id_, spec in plan.needs().facts.items() if spec.per == "bid"}
    days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
    values = {id_: st.none() | (days if spec.type == "date" else values_of(spec)) for id_, spec in specs.items()}
    made = [st.builds(bid, st.just(id_), st.fixed_dictionaries(values), st.sampled_from(list(Grade))) for id_ in ids]
    return st.tuples(*made)


@pytest.mark.parametrize("ruleset", ["demo", "workshop"])
def test_random_bids(demo_case: Case, workshop: Plan, tmp_path: Path, ruleset: str) -> None:
    plan, brief = (workshop, BUYER) if ruleset == "workshop" else (demo_case.plan, demo_case.dossier.brief)

    @settings(max_examples=EXAMPLES, phases=QUICK)
    @given(random_bids(plan, "xyz" if ruleset == "workshop" else "xy"))
    def agree(bids: tuple[Bid, ...]) -> None:
        check(Written(tmp_path / "random.xlsx", plan, Dossier(brief, bids)), tmp_path)

    agree()


# --- hostile text, files that cannot be written


HOSTILE = [
    '=HYPERLINK("http://x","y")', "=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=cmd|' /C calc'!A0", "http://evil.example",
    "mailto:a@b.c", "internal:Sheet1!A1", "\x00\x01\x0bnull", "\ud800 lone", "a" * 40_000, "'=1", "\t=1", "<b>&amp;</b>", "#REF!",
]  # fmt: skip


def test_no_text_of_a_vendor_becomes_a_formula_or_a_link(tie: Plan, tmp_path: Path) -> None:
    for i, text in enumerate(HOSTILE):
        facts = {name: Answer(F(i), Grade.PROPOSED, (Place(text, text, text),), text, text) for name in "abc"}
        dossier = Dossier(
            Answers(), (Bid(f"b{i}", text, Answers(facts)), bid("fair", {"a": F(1), "b": F(1), "c": F(1)}))
        )
        written = Written(tmp_path / f"{i}.xlsx", tie, dossier)
        ours = Written(
            tmp_path / "ours.xlsx", tie, replace(dossier, bids=(replace(dossier.bids[0], vendor="x"), dossier.bids[1]))
        )
        assert formula_cells(written.path).keys() == formula_cells(ours.path).keys()
        with zipfile.ZipFile(written.path) as parts:
            assert not any("hyperlink" in parts.read(name).decode(errors="replace") for name in parts.namelist())
        check(written, tmp_path)


def test_odd_bid_ids_make_distinct_sheets(tie: Plan, tmp_path: Path) -> None:
    ids = ["a" * 40, "a" * 41, "A" * 40, "x/y:z", "it's", "brief"]
    bids = tuple(bid(id_, {"a": F(i), "b": F(1), "c": F(1)}) for i, id_ in enumerate(ids))
    check(Written(tmp_path / "odd.xlsx", tie, Dossier(Answers(), bids)), tmp_path)


def test_a_file_that_cannot_be_written_says_so(demo_case: Case, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        demo_of(demo_case, tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_is_a_folder_leaves_nothing_behind(demo_case: Case, tmp_path: Path) -> None:
    (tmp_path / "demo.xlsx").mkdir()
    with pytest.raises(InputError):
        demo_of(demo_case, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["demo.xlsx"]


# --- LibreOffice


@pytest.mark.libreoffice
@pytest.mark.skipif(not has_libreoffice(), reason="LibreOffice is not installed")
def test_libreoffice_agrees(demo_case: Case, workshop: Plan, tie: Plan, tmp_path: Path) -> None:
    dossier = demo_case.dossier
    gap = without(without(dossier, "artisan", "price", "gain_share_cap"), "cacahuete", "risk_exposure")
    bids = (with_risks(bid("full", FULL)), *(bid(f"gap{i}", {**FULL, name: None}) for i, name in enumerate(FULL)))
    tied = (bid("x", {"a": F(3), "b": F(0), "c": F(0)}), bid("y", {"a": F(0), "b": F(1), "c": F(0)}))
    made = [
        Written(tmp_path / "demo.xlsx", demo_case.plan, dossier),
        Written(tmp_path / "demo_fr.xlsx", demo_case.plan, dossier, "fr"),
        Written(tmp_path / "gap.xlsx", demo_case.plan, gap, sections=SECTIONS),
        Written(tmp_path / "workshop.xlsx", workshop, Dossier(BUYER, bids)),
        Written(tmp_path / "tie.xlsx", tie, Dossier(Answers(), tied)),
    ]
    found = recalculate_libreoffice([written.path for written in made], tmp_path)
    for written in made:
        assert unlike(written.read(found[written.path]), written.told()) == []
        formulas = list(formula_cells(written.path))
        assert differences(cached(written.path), found[written.path], formulas) == []
    assert any(result.verdict is Verdict.CLARIFY for result in made[2].comparison.bids)
