"""The command line: every command documents itself, exit codes hold, and nothing ends in a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracteval.cli import COMMANDS, main
from contracteval.cli.rules import RulesGroup
from contracteval.data import data_folder

ALL = [[name] for name in COMMANDS] + [["rules", name] for name in RulesGroup.lazy]


def run(*arguments: str, **env: str) -> Result:
    return CliRunner(env={"LC_ALL": "en_US.UTF-8", "COLUMNS": "100", **env}).invoke(main, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo as JSON, to be changed."""
    target = tmp_path / "evaluation"
    shutil.copytree(data_folder("templates") / "demo", target)
    return target


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("command", ALL, ids=" ".join)
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    found = run(*command, "--help")
    assert found.exit_code == 0
    assert (
        f"Example: contracteval {' '.join(command)}" in " ".join(found.output.split())
        or "Example: contracteval" in found.output
    )


def test_every_command_is_listed_with_its_own_first_sentence_kept_short() -> None:
    found = run("--help").output
    assert all(name in found for name in COMMANDS)
    assert all(len(text) < 100 for text in COMMANDS.values())


def test_a_misspelt_command_gets_the_nearest_one() -> None:
    found = run("compair")
    assert found.exit_code == 2
    assert "Did you mean compare?" in found.output


def test_compare_prints_the_contract(folder: Path) -> None:
    found = run("compare", str(folder), "--json")
    assert found.exit_code == 0
    data = json.loads(found.output)
    assert data["recommended"] == "artisan"
    assert [bid["verdict"] for bid in data["bids"]] == ["negotiate", "negotiate", "clarify"]
    bid = data["bids"][0]
    assert {
        "id",
        "vendor",
        "rank",
        "rank_best",
        "rank_worst",
        "tied_with",
        "verdict",
        "why",
        "score",
        "groups",
        "criteria",
        "measures",
        "gates",
        "flags",
        "missing",
    } <= set(bid)
    assert bid["score"] == {
        "value": bid["score"]["value"],
        "low": bid["score"]["low"],
        "high": bid["score"]["high"],
        "status": "scored",
        "committed": bid["score"]["committed"],
    }
    fundability = next(item for item in bid["criteria"] if item["id"] == "value_fundability")
    assert (fundability["score"], fundability["status"]) == (100.0, "scored")
    assert fundability["weight"] == 35 / 75
    assert bid["measures"]["net_value"] == {
        "value": -8.2072,
        "low": -8.2072,
        "high": -8.2072,
        "unit": "M€/yr",
        "status": "scored",
        "alternative": 0,
        "why": None,
    }


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_the_comparison_survives_any_terminal(folder: Path, lang: str, encoding: str) -> None:
    runner = CliRunner(env={"COLUMNS": "80"}, charset=encoding)
    found = runner.invoke(main, ["compare", str(folder), "--lang", lang])
    assert found.exit_code == 0
    assert "Artisan" in found.output
    assert max(len(line) for line in found.output.splitlines()) <= 80


def test_the_language_follows_the_locale(folder: Path) -> None:
    assert "négocier" in run("compare", str(folder), LC_ALL="fr_FR.UTF-8").output
    assert "negotiate" in run("compare", str(folder), LC_ALL="C.UTF-8").output


@pytest.mark.parametrize(("what", "code"), [("flag", 1), ("clarify", 1), ("reject", 0), ("missing", 0), ("tie", 0)])
def test_fail_on_turns_a_finding_into_exit_code_1(folder: Path, what: str, code: int) -> None:
    assert run("compare", str(folder), "--fail-on", what).exit_code == code


def test_stage_and_profile_may_be_chosen(folder: Path) -> None:
    assert (
        json.loads(run("compare", str(folder), "--json", "--stage", "contract").output)["evaluation"]["stage"]
        == "contract"
    )
    found = run("compare", str(folder), "--profile", "five")
    assert found.exit_code == 2
    assert "profile-unknown" in found.output


BROKEN = {
    "no folder": lambda folder: shutil.rmtree(folder),
    "no settings": lambda folder: (folder / "evaluation.toml").unlink(),
    "broken settings": lambda folder: edit(folder / "evaluation.toml", "title =", "title"),
    "unknown ruleset": lambda folder: edit(folder / "evaluation.toml", '"control"', '"contrle"'),
    "weights": lambda folder: edit(folder / "evaluation.toml", "profile =", "weights = { control = 30 }\nprofile ="),
    "negative weight": lambda folder: edit(
        folder / "evaluation.toml", "profile =", "weights = { control = -20 }\nprofile ="
    ),
    "parameter": lambda folder: edit(
        folder / "evaluation.toml", "profile =", "parameters = { least_redyness = 1 }\nprofile ="
    ),
    "no brief": lambda folder: (folder / "brief.json").unlink(),
    "no bids": lambda folder: shutil.rmtree(folder / "bids"),
    "broken bid": lambda folder: (folder / "bids" / "artisan.json").write_text("{", encoding="utf-8"),
    "duplicate key": lambda folder: edit(folder / "bids" / "artisan.json", '"facts": {', '"facts": {}, "facts": {'),
    "unknown fact": lambda folder: edit(folder / "bids" / "artisan.json", '"price"', '"prise"'),
    "a bid that is no workbook": lambda folder: (folder / "bids" / "delta.xlsx").write_bytes(b"PK\x03\x04 nothing"),
    "an empty workbook": lambda folder: (folder / "bids" / "delta.xlsx").write_bytes(b""),
    "a format not read": lambda folder: (folder / "bids" / "delta.pdf").write_bytes(b"%PDF"),
    "an estimate for nobody": lambda folder: edit(folder / "brief.json", '"artisan"', '"artisans"'),
    "two cases of one id": lambda folder: shutil.copy(
        folder / "bids" / "artisan.json", folder / "bids" / "ARTISAN.json"
    ),
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("command", ["compare", "scorecard", "explain"])
def test_wrong_structure_gives_exit_code_2_and_no_ranking(folder: Path, what: str, command: str) -> None:
    BROKEN[what](folder)
    extra = ["--bid", "artisan"] if command == "explain" else []
    found = run(command, str(folder), *extra)
    assert found.exit_code == 2, found.output
    assert isinstance(found.exception, SystemExit)
    assert found.stdout == ""
    assert "error[" in found.stderr
    assert not list(folder.glob("scorecard*"))


def test_all_problems_of_all_files_come_at_once(folder: Path) -> None:
    BROKEN["unknown fact"](folder)
    BROKEN["a format not read"](folder)
    BROKEN["weights"](folder)
    BROKEN["an estimate for nobody"](folder)
    found = run("compare", str(folder)).stderr
    assert all(kind in found for kind in ("fact-unknown", "bid-unsupported", "weights-sum", "bid-unknown"))
    assert "did you mean price?" in found


WRONG = {
    "zero price": ("10.2 M€/yr", "0 M€/yr", "fact-out-of-range"),
    "negative price": ("10.2 M€/yr", "-3 M€/yr", "fact-out-of-range"),
    "text in a number": ("10.2 M€/yr", "see annex", "not-a-number"),
    "another unit": ("10.2 M€/yr", "10.2 FTE", "unit-mismatch"),
    "no rate": ("10.2 M€/yr", "10.2 M$/yr", "no-exchange-rate"),
    "with tax": ("10.2 M€/yr", "10.2 M€ TTC", "tax-included"),
    "a formula": ("10.2 M€/yr", "=1+1", "not-a-number"),
    "an error value": ("10.2 M€/yr", "#REF!", "cell-error"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_value_makes_the_fact_unknown_with_a_finding(folder: Path, what: str) -> None:
    old, new, kind = WRONG[what]
    edit(folder / "bids" / "artisan.json", old, new)
    report = run("check", str(folder), "--json")
    assert report.exit_code == 0
    vendor = next(item for item in json.loads(report.stdout)["vendors"] if item["id"] == "artisan")
    assert [finding["kind"] for finding in vendor["findings"]] == [kind]
    assert vendor["refused"] == 1
    result = json.loads(run("compare", str(folder), "--json").stdout)
    bid = next(item for item in result["bids"] if item["id"] == "artisan")
    assert bid["score"]["status"] == "unknown"
    assert bid["score"]["value"] is None
    assert bid["score"]["low"] < bid["score"]["high"]
    assert bid["missing"][0]["fact"] == "price"
    assert bid["verdict"] == "clarify"


def test_a_parameter_of_the_settings_may_give_a_buyers_fact(folder: Path) -> None:
    edit(
        folder / "evaluation.toml",
        "profile =",
        'parameters = { minimum_margin = "6 %", least_readiness = 4 }\nprofile =',
    )
    report = json.loads(run("check", str(folder), "--json").stdout)
    assert [finding["kind"] for finding in report["brief"]["findings"]] == ["brief-overridden"]
    result = json.loads(run("compare", str(folder), "--json").stdout)
    assert result["bids"][0]["measures"]["fair_price_low"]["value"] == pytest.approx(8.8 / 0.94, rel=1e-15)
    gate = next(gate for gate in result["bids"][0]["gates"] if gate["id"] == "client_readiness")
    assert gate["passed"] is False


def test_only_the_buyers_own_facts_may_stand_among_the_parameters(folder: Path) -> None:
    edit(folder / "evaluation.toml", "profile =", "parameters = { price = 1 }\nprofile =")
    found = run("compare", str(folder))
    assert found.exit_code == 2
    assert "parameter-unknown" in found.stderr


@pytest.mark.parametrize("target", ["brief.xlsx", "evaluation.toml", "bids/x.xlsx", "out.pdf", "nowhere/s.xlsx"])
def test_a_scorecard_never_overwrites_what_an_evaluation_reads(folder: Path, target: str) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = run("scorecard", str(folder), "-o", str(folder / target))
    assert found.exit_code == 2
    assert "output-refused" in found.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_template_never_overwrites_a_filled_one(tmp_path: Path) -> None:
    target = str(tmp_path / "brief.xlsx")
    assert run("template", "brief", "-o", target).exit_code == 0
    assert run("template", "brief", "-o", target).exit_code == 2


def test_check_names_what_nobody_answered(folder: Path) -> None:
    edit(folder / "bids" / "artisan.json", '"10.2 M€/yr"', "null")
    assert "Artisan – unanswered (vendor): annual price" in run("check", str(folder)).output
    vendor = json.loads(run("check", str(folder), "--json").output)["vendors"][0]
    assert [item["fact"] for item in vendor["unanswered"]] == ["price"]


def test_an_exchange_rate_is_shown_where_it_was_used(folder: Path) -> None:
    edit(folder / "bids" / "artisan.json", "10.2 M€/yr", "11 M$/yr")
    edit(folder / "evaluation.toml", "profile =", 'rates.USD = "0.92"\nprofile =')
    found = run("explain", str(folder), "--bid", "artisan", "--criterion", "value_fundability").output
    assert "0.92 EUR per 1" not in found
    assert "0.92 EUR per USD" in " ".join(found.split())


def test_a_profile_brings_the_ruleset_that_defines_it(folder: Path) -> None:
    edit(folder / "evaluation.toml", 'profile = "five_criteria"', 'profile = "partner"')
    data = json.loads(run("compare", str(folder), "--json").output)
    assert data["evaluation"]["profile"] == "partner"
    assert {"partner_full", "promise", "posture"} <= {group["id"] for group in data["bids"][0]["groups"]}


def test_new_makes_a_folder_to_fill_in_and_never_overwrites(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    assert run("new", str(target), "--lang", "fr").exit_code == 0
    assert {path.name for path in target.iterdir()} == {"bids", "brief.xlsx", "evaluation.toml", "questionnaire.xlsx"}
    before = (target / "evaluation.toml").read_bytes()
    assert run("new", str(target)).exit_code == 2
    assert (target / "evaluation.toml").read_bytes() == before
    assert run("compare", str(target)).exit_code == 2
    assert run("template", "brief", "--evaluation", str(target), "-o", str(tmp_path / "b.xlsx")).exit_code == 0


def test_rules_can_be_listed_shown_and_checked(tmp_path: Path) -> None:
    assert "fair_price" in run("rules", "list").output
    assert json.loads(run("rules", "list", "--json").output)["rulesets"]
    assert "all sane" in run("rules", "check").output
    shown = run("rules", "show", "value_fundability", "--lang", "fr").output
    assert "Finançabilité" in shown
    assert "price - should_cost" in shown
    missing = run("rules", "show", "value_fundabilty")
    assert missing.exit_code == 2
    assert "did you mean value_fundability?" in missing.output
    bad = tmp_path / "mine" / "bad"
    bad.mkdir(parents=True)
    (bad / "ruleset.toml").write_text(
        '[ruleset]\nid = "bad"\nversion = "1"\ntitle = { en = "B", fr = "B" }\nneeds = ["fair_pric"]\n'
    )
    found = run("rules", "check", "bad", "--rules", str(tmp_path / "mine"))
    assert found.exit_code == 2
    assert "did you mean fair_price?" in found.output


def test_explain_leads_to_the_cell_and_the_source(folder: Path) -> None:
    found = run("explain", str(folder), "--bid", "artisan", "--criterion", "value_fundability").output
    assert "artisan.json › facts.price" in found
    assert "(10.2 − 8.8 − 5% × 10.2) ÷ 0.6" in found
    whole = json.loads(run("explain", str(folder), "--bid", "artisan", "--json").output)
    assert whole
    assert run("explain", str(folder), "--bid", "artisn").exit_code == 2
    assert "did you mean artisan?" in run("explain", str(folder), "--bid", "artisn").stderr


def test_a_template_is_written_for_rulesets_or_for_a_folder_but_not_both(tmp_path: Path) -> None:
    target = str(tmp_path / "q.xlsx")
    assert run("template", "vendor", "-o", target, "--ruleset", "fair_price", "--stage", "contract").exit_code == 0
    both = run("template", "panel", "-o", str(tmp_path / "p.xlsx"), "--ruleset", "fair_price", "--evaluation", ".")
    assert both.exit_code == 2
    unknown = run("template", "panel", "-o", str(tmp_path / "p.xlsx"), "--profile", "nobody", "--lang", "fr")
    assert unknown.exit_code == 2
    assert "five_criteria" in unknown.stderr
