"""What the engine found, on sheets of its own: as it stands at hand-over, and live where a cell can say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from contracteval.case import Case
from contracteval.errors import Place
from contracteval.evaluation.evaluate import compare
from contracteval.model.analyses import SECTIONS
from contracteval.model.bid import Dossier
from contracteval.model.panel import Agreement, Mark, Panel, Role, ScoreSheet, Settlement
from contracteval.model.settings import Settings
from contracteval.rules.to_plan import to_plan
from tests.calculators import IronBook, LazyValues, cached, differences, formula_places, recalculate_ironcalc
from tests.reports.workbooks import Written, without

F = Fraction
QUICK = tuple(name for name in SECTIONS if name != "questions")
GAPS = (("artisan", "price"), ("bataillon", "gain_share"))


def gaps(dossier: Dossier) -> Dossier:
    for bid, fact in GAPS:
        dossier = without(dossier, bid, fact)
    return dossier


def words(path: Path, title: str) -> list[list[str]]:
    """Return the rows of a sheet as its cached values read, without the empty cells."""
    sheet = openpyxl.load_workbook(path, data_only=True)[title]
    rows = [[str(value) for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row]


def flat(path: Path, title: str) -> str:
    return " ".join(word for row in words(path, title) for word in row).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def demo(demo_case: Case, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp("demo") / "demo.xlsx", demo_case.plan, demo_case.dossier, sections=QUICK)


@pytest.fixture(scope="module")
def open_(demo_case: Case, tmp_path_factory: pytest.TempPathFactory) -> Written:
    path = tmp_path_factory.mktemp("open") / "offen.xlsx"
    return Written(path, demo_case.plan, gaps(demo_case.dossier), "fr", QUICK)


def test_the_sheets_of_the_analyses_stand_where_they_are_read(demo: Written, open_: Written) -> None:
    titles = openpyxl.load_workbook(demo.path).sheetnames
    assert titles[7:14] == [
        "Risk and value sharing", "Weight tolerance", "If a bid withdrew", "Levers", "Questions", "Commitment", "Promises",
    ]  # fmt: skip
    assert "Quoi demander d’abord" in openpyxl.load_workbook(open_.path).sheetnames


def test_every_formula_agrees_with_what_stands_beside_it(demo: Written, open_: Written, tmp_path: Path) -> None:
    for written in (demo, open_):
        live = recalculate_ironcalc(written.path, tmp_path)
        assert differences(cached(written.path), live, formula_places(written.path)) == []


# --- weights: the lead when one weight moves is what the engine gives under those weights


def leads(written: Written, case: Case, weights: dict[str, F], step: F) -> Iterator[tuple[F, F]]:
    """Yield the lead of the first bid over the second when each weight in turn is a step lower and higher."""
    first, second = (entry.result.id for entry in written.content.entries[:2])
    for id_ in weights:
        found = []
        for moved in (max(weights[id_] - step, F(0)), min(weights[id_] + step, F(1))):
            share = (1 - moved) / (1 - weights[id_])
            settings = _with(case.settings, {k: moved if k == id_ else v * share for k, v in weights.items()})
            bids = {bid.id: bid for bid in compare(to_plan(case.rulebook, settings), written.dossier).bids}
            found.append(bids[first].score.ends[0] - bids[second].score.ends[1])
        yield found[0], found[1]


def _with(settings: Settings, weights: dict[str, F]) -> Settings:
    return replace(settings, weights={id_: str(weight) for id_, weight in weights.items()})


def block(values: Any, title: str, rows: range = range(1, 90)) -> int:
    """Return the row of the title of the lead's table."""
    return next(row for row in rows if values.get((title, f"C{row}")) == "Lead on it")


@pytest.mark.parametrize("with_gaps", [False, True])
def test_the_tornado_follows_weights_and_step_as_the_engine_does(
    demo_case: Case, tmp_path: Path, with_gaps: bool
) -> None:
    dossier = gaps(demo_case.dossier) if with_gaps else demo_case.dossier
    written = Written(tmp_path / "demo.xlsx", demo_case.plan, dossier, sections=("weights",))
    book, title = IronBook(written.path, tmp_path), "Weight tolerance"
    head = block(cached(written.path), title)
    ids = [member.id for member in written.content.layout.sections[0].members]
    edited = dict(zip(ids, (F(35, 100), F(5, 100), F(30, 100), F(10, 100), F(20, 100)), strict=True))
    for weights, step in ((dict.fromkeys(ids, F(1, 5)), F(1, 10)), (edited, F(1, 10)), (edited, F(1, 4))):
        for id_, weight in weights.items():
            book.set(written.weight_cell(id_), float(weight))
        book.set((title, f"B{head - 2}"), float(step))
        live = LazyValues(book)
        found = [(live.get((title, f"D{row}")), live.get((title, f"E{row}"))) for row in range(head + 1, head + 6)]
        expected = list(leads(written, demo_case, weights, step))
        assert found == [pytest.approx(pair, abs=1e-9) for pair in expected]
        swings = [abs(more - less) for less, more in expected]
        places = [live.get((title, f"G{row}")) for row in range(head + 1, head + 6)]
        assert sorted(places) == [1, 2, 3, 4, 5]
        assert [swing for _, swing in sorted(zip(places, swings, strict=True))] == sorted(swings, reverse=True)


def test_the_decision_sheet_says_what_would_turn_it(demo: Written, open_: Written) -> None:
    found = flat(demo.path, "Decision")
    assert (
        "Artisan stays first as long as no weight moves by more than 53.8 points; Cacahuète would catch up first."
        in found
    )
    assert "Cacahuète leads if Control against errors rises from 20% to above 79.6%." in found
    assert "raise gain share from 15% to 17.5% → rank 1, “award”" in found
    assert "What to ask first, Evidence gaps, Panel" in found.partition("Left out, for want of data: ")[2]
    assert "Not worked out" not in found
    assert open_question(open_) in flat(open_.path, "Décision")


def test_what_was_not_asked_for_is_not_called_missing_data(demo_case: Case, tmp_path: Path) -> None:
    written = Written(tmp_path / "demo.xlsx", demo_case.plan, demo_case.dossier, sections=("weights",))
    found = flat(written.path, "Decision")
    assert (
        "Not worked out, because not asked for: If a bid withdrew, Levers, What to ask first, Commitment, Panel"
        in found
    )


def open_question(written: Written) -> str:
    """Return the question to be asked first."""
    assert written.analyses is not None
    assert written.analyses.missing is not None
    return written.analyses.missing.facts[0].question.fr.replace("\u00a0", " ")


def test_bars_of_scores_reach_the_low_end_and_whiskers_what_is_open(open_: Written) -> None:
    rows = words(open_.path, "Comparaison")
    at = next(i for i, row in enumerate(rows) if row[0].startswith("Derrière les graphiques"))
    top = open_.content.layout.sections[0]
    bids = len(open_.content.entries)
    some_open = False
    for i, row in enumerate(rows[at + 2 : at + 2 + len(top.members)]):
        ends = [entry.score(top, i).ends for entry in open_.content.entries]
        some_open |= any(low < high for low, high in ends)
        assert [float(cell) for cell in row[1 : 1 + bids]] == [pytest.approx(float(low)) for low, _ in ends]
        assert [float(cell) for cell in row[1 + bids :]] == [pytest.approx(float(high - low)) for low, high in ends]
    assert some_open


# --- the others


def test_what_to_ask_stands_in_the_order_of_the_analysis(open_: Written) -> None:
    assert open_.analyses is not None
    assert open_.analyses.missing is not None
    rows = words(open_.path, "Quoi demander d’abord")
    at = next(i for i, row in enumerate(rows) if row[0] == "Ordre")
    facts = open_.analyses.missing.facts
    assert [row[0] for row in rows[at + 1 : at + 1 + len(facts)]] == [str(i + 1) for i in range(len(facts))]
    worth = [float(row[5]) for row in rows[at + 1 : at + 1 + len(facts)]]
    assert worth == [pytest.approx(float(fact.worth)) for fact in facts]
    assert {(fact.bid, fact.fact) for fact in facts} == set(GAPS)


def test_low_prices_stand_on_the_price_sheet(demo: Written) -> None:
    found = {row[0]: row[1:] for row in words(demo.path, "Price")}
    assert found["Low price by the double mean"][-3:] == ["no (limit 8.31)", "no (limit 8.31)", "explain (limit 8.31)"]
    assert found["Low price by the Italian threshold"][-3:] == ["cannot tell"] * 3
    assert "no price can lie more than 1.155 standard deviations from the mean" in flat(demo.path, "Price")


def test_the_commitment_sheet_lists_what_to_write_into_the_contract(demo: Written) -> None:
    rows = words(demo.path, "Commitment")
    assert ["Bataillon", "Promised yearly investment", "contracted"] in [row[:3] for row in rows if "to add" in row]
    (artisan,) = [row for row in rows if row[0] == "Artisan"]
    assert (artisan[1], artisan[4]) == ("1", "1")
    assert [float(artisan[i]) for i in (2, 3, 5)] == [
        pytest.approx(float(demo.content.entries[0].result.score.value or 0))
    ] * 3


def test_dominance_is_told(demo: Written) -> None:
    assert ["Artisan", "Bataillon", "5", "yes"] in words(demo.path, "If a bid withdrew")


# --- the panel: by role, unless names are asked for


def panelled(dossier: Dossier, case: Case) -> Dossier:
    """Add a panel of two who lie apart on one question of one bid, and what they settled on another."""

    def mark(name: str, role: Role, value: int, comment: str | None = None) -> Mark:
        return Mark(name, f"{name}.xlsx", role, F(value), comment, Place("panel"))

    def agreement(fact: str, marks: tuple[Mark, ...], settled: Settlement | None = None) -> Agreement:
        values = [F(str(item.value)) for item in marks]
        spread = (max(values) - min(values)) / 4
        return Agreement(
            "artisan", fact, case.rulebook.facts[fact].label, marks, sum(values) / len(values), spread, spread > F(2, 5), True, settled
        )  # fmt: skip

    apart = (mark("Marie Dupont", "it", 4, "=1+1"), mark("Paul Martin", "finance", 2))
    close_ = (mark("Marie Dupont", "it", 3), mark("Paul Martin", "finance", 4))
    settled = Settlement(F(4), "Marie Dupont", "the references were checked", Place("consensus.toml"), "4")
    sheets = tuple(
        ScoreSheet(name.split()[0].lower(), name, role, (), f"{name}.xlsx")
        for name, role in (("Marie Dupont", "it"), ("Paul Martin", "finance"))
    )
    agreements = (agreement("transformation_roadmap", apart), agreement("transformation_staff", close_, settled))
    return replace(dossier, panel=Panel(sheets, agreements, F(2, 5)))


@pytest.mark.parametrize("names", [False, True])
def test_the_panel_is_shown_by_role_unless_names_are_asked_for(demo_case: Case, tmp_path: Path, names: bool) -> None:
    dossier = panelled(demo_case.dossier, demo_case)
    written = Written(tmp_path / "demo.xlsx", demo_case.plan, dossier, sections=("panel",), names=names)
    rows = {row[0]: row for row in words(written.path, "Panel")}
    roadmap = next(row for row in rows.values() if "wide" in row)
    staff = next(row for row in rows.values() if "the references were checked" in row)
    own = (" (Marie Dupont)", " (Paul Martin)") if names else ("", "")
    assert roadmap[1:6] == [f"4{own[0]}", f"2{own[1]}", "0.5", "wide", "3"]
    assert roadmap[6] == "IT – =1+1"
    assert staff[4:] == ["3.5", "4", "0.5", "Marie Dupont" if names else "IT", "the references were checked"]
    assert ("Marie" in flat(written.path, "Panel")) is names
    assert "Nobody speaks for: business and procurement." in flat(written.path, "Panel")


# --- one bid, identical bids, none left: sheets, not exceptions


def alone(dossier: Dossier) -> Dossier:
    return replace(dossier, bids=dossier.bids[:1])


def twins(dossier: Dossier) -> Dossier:
    return replace(dossier, bids=(dossier.bids[0], replace(dossier.bids[0], id="twin", vendor="Twin")))


def nobody(dossier: Dossier) -> Dossier:
    facts = list(dossier.bids[0].answers.facts)
    return without(dossier, dossier.bids[0].id, *facts)


@pytest.mark.parametrize("made", [alone, twins, nobody])
def test_odd_lots_give_a_workbook_that_agrees(
    demo_case: Case, tmp_path: Path, made: Callable[[Dossier], Dossier]
) -> None:
    written = Written(tmp_path / "odd.xlsx", demo_case.plan, made(demo_case.dossier), "fr", QUICK)
    live = recalculate_ironcalc(written.path, tmp_path)
    assert differences(cached(written.path), live, formula_places(written.path)) == []
