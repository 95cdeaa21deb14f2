"""``verify`` as people call it: the verdict, the cells, what it cannot say, and the exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from contracteval.data import data_folder
from tests.audit.tampering import packed, unpacked
from tests.cli.test_commands import edit, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo with its scorecard."""
    target = tmp_path / "evaluation"
    shutil.copytree(data_folder("templates") / "demo", target)
    assert run("scorecard", str(target), "--no-levers", "--lang", "en").exit_code == 0
    return target


def test_genuine_in_either_language_of_file_and_reader(folder: Path) -> None:
    run("scorecard", str(folder), "-o", str(folder / "fr.xlsx"), "--lang", "fr", "--no-levers")
    found = run("verify", str(folder / "fr.xlsx"), str(folder), "--lang", "en")
    assert (found.exit_code, "genuine" in found.output) == (0, True)
    found = run("verify", str(folder / "scorecard.xlsx"), str(folder), "--lang", "fr")
    assert (found.exit_code, "authentique" in found.output) == (0, True)


def test_options_of_the_command_line_are_remembered(folder: Path) -> None:
    run("scorecard", str(folder), "--profile", "five_criteria", "--stage", "contract", "--no-levers")
    assert run("verify", str(folder / "scorecard.xlsx"), str(folder)).exit_code == 0


def tamper(path: Path, part: str, old: str, new: str) -> None:
    parts = unpacked(path.read_bytes())
    text = parts[part].decode()
    assert old in text
    path.write_bytes(packed({**parts, part: text.replace(old, new, 1).encode()}))


def test_a_changed_formula_is_named_with_its_cell(folder: Path) -> None:
    path = folder / "scorecard.xlsx"
    tamper(path, "xl/worksheets/sheet3.xml", "SUMPRODUCT(", "SUM(")
    found = run("verify", str(path), str(folder), "--lang", "en")
    assert found.exit_code == 1
    assert "formulas edited (1)" in found.output
    assert "Criteria!" in found.output
    told = json.loads(run("verify", str(path), str(folder), "--json", "--lang", "en").stdout)
    assert (told["verdict"], told["holds"]) == ("formulas-edited", False)
    assert [(item["kind"], item["sheet"]) for item in told["differences"]] == [("formula", "Criteria")]


def test_a_folder_that_changed_since_is_not_taken_for_a_changed_workbook(folder: Path) -> None:
    edit(folder / "evaluation.toml", 'title = "Infogérance 2027"', 'title = "Infogérance 2028"')
    found = run("verify", str(folder / "scorecard.xlsx"), str(folder), "--lang", "en")
    assert found.exit_code == 1
    assert "the folder holds “Infogérance 2028”" in " ".join(found.output.split())


def test_the_file_that_changed_since_is_named(folder: Path) -> None:
    bid = min((folder / "bids").glob("*.json"))
    bid.write_text(bid.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    told = json.loads(run("verify", str(folder / "scorecard.xlsx"), str(folder), "--json", "--lang", "en").stdout)
    assert [item["name"] for item in told["sources"]] == [f"bids/{bid.name}"]
    assert {item["sheet"] for item in told["differences"]} == {"Method and sources"}
    assert "not the one that this workbook was made from" in " ".join(told["statements"])


def test_what_is_said_of_many_sheets_is_said_once(folder: Path) -> None:
    path = folder / "scorecard.xlsx"
    parts = unpacked(path.read_bytes())
    path.write_bytes(packed({name: text.replace(b'paperSize="9"', b'paperSize="8"') for name, text in parts.items()}))
    found = run("verify", str(path), str(folder), "--lang", "en").output
    assert " ".join(found.split()).count("something else than its cells") == 1
    assert "Decision, Comparison" in found


def test_without_folder_it_says_what_it_cannot_say(folder: Path) -> None:
    found = run("verify", str(folder / "scorecard.xlsx"), "--lang", "en")
    assert found.exit_code == 0
    assert "does not prove that it is genuine" in " ".join(found.output.split())


def test_a_fingerprint_that_is_not_there_leaves_with_1(folder: Path) -> None:
    found = run("verify", str(folder / "scorecard.xlsx"), "--fingerprint", "7F3A-9C21", "--lang", "en")
    assert found.exit_code == 1
    assert "does not stand in the workbook" in " ".join(found.output.split())


def test_what_is_no_scorecard_leaves_with_2(folder: Path, tmp_path: Path) -> None:
    run("template", "vendor", str(folder), "-o", str(tmp_path / "other.xlsx"))
    (tmp_path / "text.csv").write_text("a;b\n1;2\n")
    (tmp_path / "half.xlsx").write_bytes((folder / "scorecard.xlsx").read_bytes()[:5000])
    (tmp_path / "empty.xlsx").write_bytes(b"")
    for name in ("other.xlsx", "text.csv", "half.xlsx", "empty.xlsx", "missing.xlsx"):
        found = run("verify", str(tmp_path / name), str(folder))
        assert found.exit_code == 2, (name, found.output)
        assert "error[" in found.output
        assert "internal" not in found.output


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet3.xml", "<v>", "<v>nan"),
        ("xl/worksheets/sheet3.xml", 't="s"><v>', 't="s"><v>99999'),
        ("xl/worksheets/sheet3.xml", '<c r="A1"', '<c r="B7"'),
        ("xl/worksheets/sheet3.xml", "<worksheet", "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"),
        ("xl/workbook.xml", 'r:id="rId3"', 'r:id="rId333"'),
        ("xl/styles.xml", "</styleSheet>", ""),
    ],
)
def test_damage_and_hostile_markup_leave_with_2(folder: Path, part: str, old: str, new: str) -> None:
    tamper(folder / "scorecard.xlsx", part, old, new)
    found = run("verify", str(folder / "scorecard.xlsx"), str(folder))
    assert found.exit_code == 2, found.output
    assert "error[workbook-" in found.output
