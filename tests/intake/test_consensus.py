"""The panel's sheets made one value: mean, spread, what was settled and by whom; a blank is never a zero."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from contracteval.case import Case
from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.errors import InputError, Place
from contracteval.intake.consensus import _agreement
from contracteval.model.panel import Agreement, Mark
from contracteval.model.settings import Settings

# openpyxl, which plays the evaluator here, warns of the data bars that it drops
pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension is not supported", "ignore:Conditional Formatting")
FACT = "transformation_method"
Marks = Mapping[str, Any]  # by bid


def evaluation(folder: Path, more: str = "") -> Path:
    """Copy the demo without what its brief says for the panel, so that the panel has the word."""
    shutil.copytree(data_folder("templates") / "demo", folder)
    path = folder / "brief.json"
    brief = json.loads(path.read_text(encoding="utf-8"))
    for bid in brief["bids"].values():
        for fact in panel_facts():
            bid["facts"].pop(fact, None)
    path.write_text(json.dumps(brief), encoding="utf-8")
    with (folder / "evaluation.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    (folder / "panel").mkdir()
    return folder


def panel_facts() -> list[str]:
    plan = Case(data_folder("templates") / "demo").plan
    return [id_ for id_, spec in plan.needs().facts.items() if spec.by == "panel" and spec.per == "bid"]


def fill(folder: Path, name: str, role: str, marks: Mapping[str, Marks]) -> None:
    """Write an evaluator's sheet as a person would: role and name at the top, marks by fact and bid."""
    path = folder / "panel" / f"{name}.xlsx"
    made = CliRunner().invoke(main, ["template", "panel", "-o", str(path), "--evaluation", str(folder), "--lang", "en"])
    assert made.exit_code == 0, made.output
    book = openpyxl.load_workbook(path)
    written = 0
    for sheet in book.worksheets:
        header: dict[str, int] = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in ("Evaluator", "Role"):
                    sheet.cell(cell.row, cell.column + 1).value = name.title() if cell.value == "Evaluator" else role
            texts = {str(cell.value): cell.column for cell in row if cell.value is not None}
            if "artisan" in texts:
                header = texts
            fact = next((str(cell.value) for cell in row if str(cell.value) in marks), None)
            if header and fact is not None:
                for bid, value in marks[fact].items():
                    sheet.cell(row[0].row, header[bid]).value = value
                    written += 1
    assert written == sum(len(by_bid) for by_bid in marks.values())
    book.save(path)


def agreement(case: Case, bid: str, fact: str = FACT) -> Agreement:
    panel = case.dossier.panel
    assert panel is not None
    return next(item for item in panel.agreements if (item.bid, item.fact) == (bid, fact))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return evaluation(tmp_path / "evaluation")


def value_of(case: Case, bid: str, fact: str = FACT) -> object:
    return next(item for item in case.dossier.bids if item.id == bid).answers.facts[fact].value


def test_the_mean_is_exact_and_a_blank_counts_for_nobody(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 3, "bataillon": 2}})
    fill(folder, "bob", "finance", {FACT: {"artisan": 4}})
    fill(folder, "cid", "business", {FACT: {"artisan": 3}})
    case = Case(folder)
    assert value_of(case, "artisan") == Fraction(10, 3)
    assert value_of(case, "bataillon") == 2
    assert agreement(case, "artisan").spread == Fraction(1, 4)
    assert len(agreement(case, "bataillon").marks) == 1
    assert FACT not in next(bid for bid in case.dossier.bids if bid.id == "cacahuete").answers.facts


def test_a_wide_spread_is_flagged_and_the_mean_counts_until_it_is_settled(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    fill(folder, "bob", "finance", {FACT: {"artisan": 3}})
    case = Case(folder)
    assert agreement(case, "artisan").wide  # half of the scale, above 40 %
    assert value_of(case, "artisan") == 2
    assert [problem.kind for problem in case.dossier.findings if problem.fact == FACT] == ["panel-spread"]


def test_a_spread_of_exactly_the_limit_is_not_wide(tmp_path: Path) -> None:
    folder = evaluation(tmp_path / "evaluation", '\n[panel]\nspread = "50 %"\n')
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    fill(folder, "bob", "finance", {FACT: {"artisan": 3}})
    assert not agreement(Case(folder), "artisan").wide


def test_what_was_settled_counts_and_keeps_the_originals_the_change_and_the_reason(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    fill(folder, "bob", "finance", {FACT: {"artisan": 3}})
    text = f'[[consensus]]\nbid = "artisan"\nfact = "{FACT}"\nvalue = 3\nby = "Ada and Bob"\nwhy = "the references were called"\n'
    (folder / "panel" / "consensus.toml").write_text(text, encoding="utf-8")
    case = Case(folder)
    item = agreement(case, "artisan")
    assert (item.value, item.initial, item.change) == (3, 2, 1)
    assert [mark.value for mark in item.marks] == [1, 3]
    assert item.settled is not None
    assert (item.settled.by, item.settled.why) == ("Ada and Bob", "the references were called")
    assert not [problem for problem in case.dossier.findings if problem.kind == "panel-spread"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f'[[consensus]]\nbid = "artisan"\nfact = "{FACT}"\nvalue = 3\nby = "Ada"\n', "consensus-incomplete"),
        (f'[[consensus]]\nbid = "artisan"\nfact = "{FACT}"\nvalue = 3\nby = " "\nwhy = "x"\n', "consensus-incomplete"),
        (f'[[consensus]]\nbid = "artisn"\nfact = "{FACT}"\nvalue = 3\nby = "A"\nwhy = "x"\n', "bid-unknown"),
        ('[[consensus]]\nbid = "artisan"\nfact = "price"\nvalue = 3\nby = "A"\nwhy = "x"\n', "not-the-panels"),
        ('[[consensus]]\nbid = "artisan"\nfact = "prise"\nvalue = 3\nby = "A"\nwhy = "x"\n', "fact-unknown"),
        ("[[consensus\n", None),
    ],
)
def test_a_consensus_that_cannot_be_used_is_refused_with_its_place(folder: Path, text: str, kind: str | None) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    (folder / "panel" / "consensus.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        _ = Case(folder).dossier
    assert kind is None or [problem.kind for problem in caught.value.problems] == [kind]
    assert all(place.file == "panel/consensus.toml" for problem in caught.value.problems for place in problem.places)


def test_a_settled_value_that_cannot_be_read_leaves_the_fact_unknown_and_is_found(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    fill(folder, "bob", "IT", {FACT: {"artisan": 3}})
    text = f'[[consensus]]\nbid = "artisan"\nfact = "{FACT}"\nvalue = 9\nby = "A"\nwhy = "x"\n'
    (folder / "panel" / "consensus.toml").write_text(text, encoding="utf-8")
    case = Case(folder)
    assert value_of(case, "artisan") is None
    (found,) = (item for item in case.dossier.findings if item.kind == "fact-out-of-range")
    assert (found.fact, found.bid, found.places[0].file) == (FACT, "artisan", "panel/consensus.toml")
    shown = " ".join(run("panel", str(folder), "--lang", "en").split())
    assert "what was settled (“9”) is no value of this question, so the fact is unknown" in shown
    assert "IT 1: 1 · IT 2: 3" in shown


@pytest.mark.parametrize(("marks", "wide"), [(("10", "14"), False), (("10", "20"), True), (("0", "0"), False)])
def test_without_two_ends_marks_are_measured_by_the_largest_of_them(marks: tuple[str, str], wide: bool) -> None:
    price = Case(data_folder("templates") / "demo").plan.needs().facts["price"]
    spec = replace(price, by="panel", range=replace(price.range, high=None))
    values = [
        Mark(name, f"{name}.xlsx", None, Fraction(value), None, Place("x"))
        for name, value in zip("ab", marks, strict=True)
    ]
    found = _agreement(("artisan", "price"), values, None, spec, Settings("T", date(2026, 11, 25)))
    assert (found.wide, found.on_scale) == (wide, False)


def test_json_says_where_the_limit_of_the_spread_comes_from(tmp_path: Path) -> None:
    for name, more, said in (("own", "", "sourced"), ("set", '\n[panel]\nspread = "50 %"\n', "buyer")):
        folder = evaluation(tmp_path / name, more)
        fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
        (found,) = [json.loads(run("panel", str(folder), "--json"))]
        section = found.get("panel", found)
        assert section["spread_limit_status"] == said
        assert section["spread_limit_source"]


def test_nobody_votes_twice(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    shutil.copy(folder / "panel" / "ada.xlsx", folder / "panel" / "ada (2).xlsx")
    with pytest.raises(InputError) as caught:
        _ = Case(folder).dossier
    assert [problem.kind for problem in caught.value.problems] == ["evaluator-twice"]


def test_a_value_that_the_brief_gives_otherwise_is_unknown_until_settled(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    path = folder / "brief.json"
    brief = json.loads(path.read_text(encoding="utf-8"))
    brief["bids"]["artisan"]["facts"][FACT] = 4
    path.write_text(json.dumps(brief), encoding="utf-8")
    case = Case(folder)
    assert value_of(case, "artisan") is None
    assert "fact-given-twice" in {problem.kind for problem in case.dossier.findings}

    shown = json.loads(run("panel", str(folder), "--json"))["agreements"]
    assert [item["overruled"] for item in shown] == [True]
    assert "the brief gives another value" in " ".join(run("panel", str(folder), "--lang", "en").split())


def test_where_the_brief_says_otherwise_no_sentence_says_that_the_mean_counts(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 4}})
    fill(folder, "bob", "finance", {FACT: {"artisan": 1}})
    shown = flat(run("panel", str(folder), "--lang", "en"))
    assert "4 / 1, 75% of the scale apart (limit 40%); the mean counts for now." in shown
    path = folder / "brief.json"
    brief = json.loads(path.read_text(encoding="utf-8"))
    brief["bids"]["artisan"]["facts"][FACT] = 3
    path.write_text(json.dumps(brief), encoding="utf-8")
    for lang, counts, not_counted in (
        ("en", "the mean counts for now", "the mean does not count, see below."),
        ("fr", "la moyenne compte pour l’instant", "la moyenne ne compte pas, voir plus bas."),
    ):
        shown = flat(run("panel", str(folder), "--lang", lang))
        assert counts not in shown
        assert not_counted in shown
    assert "their mean counts until that is settled, unless the brief says otherwise" in flat(run("check", str(folder)))


def test_a_blank_sheet_is_no_evaluator_and_is_told(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 2}})
    fill(folder, "bob", "", {})
    assert "1 evaluator (IT). • 1 sheet holds no mark (other)." in flat(run("panel", str(folder), "--lang", "en"))
    french = flat(run("panel", str(folder), "--lang", "fr"))
    assert "1 évaluateur (DSI). • 1 fiche ne porte aucune note (autre)." in french
    assert "Vu par la DSI seulement : " in french
    assert "Personne ne parle pour : les métiers, les achats et la finance." in french
    assert "panel-sheet-blank" in [problem.kind for problem in Case(folder).dossier.findings]


def test_a_reason_with_a_full_stop_ends_the_sentence_once(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    text = f'[[consensus]]\nbid = "artisan"\nfact = "{FACT}"\nvalue = 3\nby = "x"\nwhy = "The rival withdrew."\n'
    (folder / "panel" / "consensus.toml").write_text(text, encoding="utf-8")
    assert "because “The rival withdrew”." in flat(run("panel", str(folder), "--lang", "en"))


def test_analyse_asked_for_the_panel_alone_says_that_there_is_none(folder: Path) -> None:
    assert "No sheet of an evaluator in panel/." in run("analyse", str(folder), "--only", "panel", "--lang", "en")
    assert "No sheet of an evaluator" not in run("analyse", str(folder), "--lang", "en")


def test_a_role_whose_sheet_is_blank_is_missing(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 2}})
    fill(folder, "bob", "finance", {})
    shown = json.loads(run("panel", str(folder), "--json"))
    assert shown["missing_roles"] == ["business", "procurement", "finance"]
    assert [item["overruled"] for item in shown["agreements"]] == [False]


def test_a_role_that_marked_takes_part_and_of_the_others_nothing_is_known(folder: Path) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 2}})
    fill(folder, "bob", "finance", {})
    path = folder / "evaluation.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('rulesets = ["', 'rulesets = ["process", "'), encoding="utf-8"
    )
    facts = Case(folder).dossier.brief.facts
    assert facts["it_takes_part"].value is True
    assert [place.file for place in facts["it_takes_part"].places] == ["panel/it 1"]
    assert all(
        facts[f"{role}_takes_part"].value is None for role in ("finance", "business") if f"{role}_takes_part" in facts
    )


def test_a_consensus_without_any_sheet_is_refused_not_passed_over(folder: Path) -> None:
    (folder / "panel" / "consensus.toml").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        _ = Case(folder).dossier
    assert [problem.kind for problem in caught.value.problems] == ["consensus-without-marks"]


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_command_names_roles_and_people_only_when_asked(folder: Path, lang: str) -> None:
    fill(folder, "ada", "IT", {FACT: {"artisan": 1}})
    fill(folder, "bob", "procurement", {FACT: {"artisan": 3}})
    shown = run("panel", str(folder), "--lang", lang)
    assert ("business" in shown and "finance" in shown) if lang == "en" else ("métier" in shown)
    assert "Ada" not in shown
    assert "Ada" in run("panel", str(folder), "--lang", lang, "--names")


def test_names_of_evaluators_stay_out_of_every_other_output(folder: Path) -> None:
    fill(folder, "adalbertine", "IT", {FACT: {"artisan": 1, "bataillon": 9}})
    fill(folder, "bob", "procurement", {FACT: {"artisan": 3}})
    outputs = [
        run("compare", str(folder), "--json"),
        run("check", str(folder)),
        run("check", str(folder), "--json"),
        run("explain", str(folder), "--bid", "artisan"),
        run("analyse", str(folder), "--json"),
        run("panel", str(folder), "--json"),
    ]
    run("scorecard", str(folder))
    book = openpyxl.load_workbook(folder / "scorecard.xlsx")
    outputs.append(" ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row))
    assert not [text for text in outputs if "adalbertine" in text.casefold()]


def test_without_a_panel_the_command_says_how_to_begin(tmp_path: Path) -> None:
    folder = evaluation(tmp_path / "evaluation")
    assert "template panel" in run("panel", str(folder), "--lang", "en")
    assert json.loads(run("panel", str(folder), "--json"))["agreements"] == []
