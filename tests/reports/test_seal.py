"""The seal on every output: one line, calm, in both languages, and the hashes of all inputs in the workbook."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from contracteval.case import Case
from contracteval.cli import main
from contracteval.cli.handing_over import handover_of
from contracteval.data import data_folder
from contracteval.intake.input_files import input_files
from contracteval.model.seal import fingerprint_of
from contracteval.reports.seal import seal_text
from contracteval.reports.to_workbook import write_scorecard

PRINT = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}")
COMMANDS = (
    ["compare"], ["check"], ["explain", "--bid", "artisan", "--criterion", "value_fundability"], ["analyse", "--only", "elimination"],
    ["levers", "--bid", "artisan"], ["questions"], ["panel"],
)  # fmt: skip


def run(folder: Path, *args: str) -> str:
    made = CliRunner().invoke(main, [args[0], str(folder), *args[1:]], env={"SOURCE_DATE_EPOCH": "1795165200"})
    assert made.exit_code == 0, made.output
    return " ".join(made.stdout.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sealed") / "evaluation"
    shutil.copytree(data_folder("templates") / "demo", made)
    return made


@pytest.fixture(scope="module")
def sealed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sealed") / "evaluation"
    shutil.copytree(folder, made)
    run(made, "seal")
    return made


@pytest.fixture(scope="module")
def changed(sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("changed") / "evaluation"
    shutil.copytree(sealed, made)
    path = made / "evaluation.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("11-20", "11-21"), encoding="utf-8")
    return made


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_every_command_says_once_whether_the_evaluation_is_sealed(
    folder: Path, sealed: Path, changed: Path, args: list[str]
) -> None:
    fingerprint = fingerprint_of(Case(sealed).seal.now)
    assert run(folder, *args, "--lang", "en").count("Not sealed: weights, rules and brief may still change") == 1
    assert run(folder, *args, "--lang", "fr").count("Évaluation non scellée") == 1
    said = run(sealed, *args, "--lang", "en")
    assert PRINT.findall(said) == [fingerprint]
    assert "when 3 bids were already there" in said
    assert "alors que 3 offres étaient déjà là" in run(sealed, *args, "--lang", "fr")
    assert PRINT.findall(run(changed, *args, "--lang", "fr"))[0] == fingerprint
    assert "changed since: date" in run(changed, *args, "--lang", "en")


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_json_says_it_with_stable_keys(folder: Path, sealed: Path, args: list[str]) -> None:
    keys = {"status", "fingerprint", "fingerprint_now", "sealed_at", "bids_when_sealed", "changes", "later", "earlier"}
    for at, status in ((folder, "unsealed"), (sealed, "sealed")):
        made = json.loads(run(at, *args, "--json"))
        seal = made["seal"] if args[0] in ("check", "explain") else made["evaluation"]["seal"]
        assert set(seal) == keys
        assert seal["status"] == status


def test_letters_to_vendors_carry_the_fingerprint_and_internal_notes_the_whole_line(
    changed: Path, tmp_path: Path
) -> None:
    run(changed, "questions", "-o", str(tmp_path / "letters"), "--lang", "en")
    state = Case(changed).seal
    for path in (tmp_path / "letters").glob("*.md"):
        assert path.read_text(encoding="utf-8").endswith(f"\n\nSeal {state.fingerprint} (changed)\n")
    note = (tmp_path / "letters" / "internal" / "artisan.md").read_text(encoding="utf-8")
    assert "changed since: date" in note


def test_the_page_says_it(changed: Path, tmp_path: Path) -> None:
    run(changed, "compare", "--html", str(tmp_path / "page.html"), "--lang", "fr")
    assert "modifiée depuis\u00a0: date" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_every_sheet_carries_the_fingerprint_and_the_method_every_hash(changed: Path, tmp_path: Path) -> None:
    case = Case(changed)
    handover = handover_of(case, "en", levers=False)
    write_scorecard(tmp_path / "a.xlsx", case.plan, case.dossier, case.comparison, "en", handover=handover)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for sheet in book:
        assert case.seal.fingerprint in (sheet.oddFooter.left.text or ""), sheet.title
        heads = [str(cell.value) for row in sheet.iter_rows(max_row=3, max_col=1) for cell in row]
        assert any(str(case.seal.fingerprint) in head for head in heads), sheet.title
    rows = [[cell.value for cell in row if cell.value is not None] for row in book["Method and sources"].iter_rows()]
    told = {row[0]: row[1:] for row in rows if row}
    for file in input_files(changed):
        assert told[file.path] == [file.sha256]
    for ruleset in case.plan.rulebook.rulesets:
        assert told[ruleset.title.en] == [f"{ruleset.id} {ruleset.version}", ruleset.sha256]
    assert case.seal.seal is not None
    for part, sha256 in case.seal.now.items():
        before = case.seal.seal.parts[part]
        assert told[part] == [sha256, "unchanged" if before == sha256 else f"changed, was {before}"]
    assert handover.inputs == {file.path: file.sha256 for file in input_files(changed)}


def test_the_files_read_are_those_that_decide(folder: Path) -> None:
    paths = [file.path for file in input_files(folder)]
    assert paths == ["evaluation.toml", "brief.json", "bids/artisan.json", "bids/bataillon.json", "bids/cacahuete.json"]


def test_the_line_names_three_changes_and_counts_the_rest(changed: Path, tmp_path: Path) -> None:
    made = tmp_path / "evaluation"
    shutil.copytree(changed, made)
    path = made / "evaluation.toml"
    text = path.read_text(encoding="utf-8").replace('"EUR"', '"USD"').replace('"proposal"', '"contract"')
    path.write_text(text + "[exclusions]\nunderpricing = 'art. 84'\n", encoding="utf-8")
    case = Case(made)
    assert [change.part for change in case.seal.changes] == ["currency", "date", "exclusions.underpricing", "stage"]
    assert "currency, date, exclusions.underpricing and 1 more" in seal_text(case.seal, "en")


def test_a_dated_scorecard_is_genuine_and_a_changed_folder_is_named(sealed: Path, tmp_path: Path) -> None:
    """The document may be dated by SOURCE_DATE_EPOCH: whoever verifies it need not set it."""
    made = tmp_path / "evaluation"
    shutil.copytree(sealed, made)
    run(made, "scorecard", "--lang", "en", "--no-levers")
    state = Case(made).seal

    def verify() -> str:
        args = [
            "verify",
            str(made / "scorecard.xlsx"),
            str(made),
            "--lang",
            "en",
            "--fingerprint",
            str(state.fingerprint),
        ]
        return " ".join(CliRunner().invoke(main, args, env={"SOURCE_DATE_EPOCH": None}).stdout.split())

    assert "scorecard.xlsx – genuine" in verify()
    assert "stands in the workbook" in verify()
    bid = made / "bids" / "artisan.json"
    bid.write_text(bid.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "Another hash: bids/artisan.json." in verify()
