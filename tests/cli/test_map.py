"""``contracteval map`` as a buyer uses it: propose, correct, and let the next vendor of the same layout map itself."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from contracteval.cli import main

ROWS: list[list[object]] = [
    ["Poste", "Montant HT (k€/an)"],
    ["Exploitation", 4000],
    ["Support", 2500],
    ["Total annuel HT", 6500],
    [],
    ["Plafond de bonus", "0,4 M€/an"],
]


def run(*arguments: str) -> Result:
    return CliRunner(env={"LANG": "en_GB.UTF-8"}).invoke(main, list(arguments))


def offer(path: Path, factor: int = 1, title: str = "Offre") -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    for row in ROWS:
        book.active.append([cell * factor if isinstance(cell, int) else cell for cell in row])
    book.save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert run("new", str(tmp_path / "ev"), "--lang", "fr").exit_code == 0
    offer(tmp_path / "ev" / "bids" / "acme.xlsx")
    return tmp_path / "ev"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_proposal_is_shown_and_written_and_check_reads_it(folder: Path, lang: str) -> None:
    shown = run("map", str(folder / "bids" / "acme.xlsx"), "--lang", lang)
    assert shown.exit_code == 0
    assert "Offre!B4" in shown.output
    data = json.loads(run("check", str(folder), "--json").output)
    (acme,) = [vendor for vendor in data["vendors"] if vendor["id"] == "acme"]
    assert acme["read"] == 2
    assert acme["findings"] == []


def test_a_map_that_is_there_is_kept_unless_forced(folder: Path) -> None:
    file, target = str(folder / "bids" / "acme.xlsx"), folder / "bids" / "acme.map.toml"
    target.write_text("# mine", encoding="utf-8")
    refused = run("map", file)
    assert refused.exit_code == 2
    assert "map-exists" in refused.stderr
    assert target.read_text(encoding="utf-8") == "# mine"
    assert run("map", file, "--force").exit_code == 0
    assert "facts.price" in target.read_text(encoding="utf-8")


def test_the_next_vendor_of_the_same_layout_maps_by_itself(folder: Path, tmp_path: Path) -> None:
    assert run("map", str(folder / "bids" / "acme.xlsx")).exit_code == 0
    offer(folder / "bids" / "bolt.xlsx", factor=2, title="Notre offre")
    data = json.loads(run("map", str(folder / "bids" / "bolt.xlsx"), "--json").output)
    assert data["known_from"].endswith("acme.map.toml")
    assert {fact["fact"]: fact["value"] for fact in data["facts"]} == {
        "price": "8000 k€/yr",
        "bonus_cap": "0,4 M€/an",
    } | {"price": "13000 k€/yr"}
    checked = json.loads(run("check", str(folder), "--json").output)
    assert {v["id"]: v["read"] for v in checked["vendors"] if v["id"] in ("acme", "bolt")} == {"acme": 2, "bolt": 2}
    next_year = offer(tmp_path / "carl.xlsx", factor=3)
    known = run("map", str(next_year), "--known", str(folder / "bids"), "--json")
    assert json.loads(known.output)["known_from"].endswith("acme.map.toml")


def test_our_own_questionnaire_needs_no_map(folder: Path) -> None:
    refused = run("map", str(folder / "questionnaire.xlsx"))
    assert refused.exit_code == 2
    assert "map-not-needed" in refused.stderr
    assert not list(folder.glob("*.map.toml"))


def test_the_keys_of_the_json_are_a_contract(folder: Path) -> None:
    data = json.loads(run("map", str(folder / "bids" / "acme.xlsx"), "--json", "--lang", "fr").output)
    assert set(data) == {"file", "map", "layout", "known_from", "facts", "tables", "missing"}
    assert set(data["facts"][0]) >= {
        "fact", "label", "chosen", "sheet", "cell", "value", "unit", "supposed", "reads", "confidence",
        "label_found", "column", "after", "runners_up",
    }  # fmt: skip
    assert {fact["fact"] for fact in data["facts"] if fact["chosen"]} == {"price", "bonus_cap"}


def test_a_file_that_cannot_be_read_leaves_no_map(folder: Path) -> None:
    (folder / "bids" / "bad.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert run("map", str(folder / "bids" / "bad.xlsx")).exit_code == 2
    assert not (folder / "bids" / "bad.map.toml").exists()


def test_a_map_never_takes_the_place_of_another_file(folder: Path) -> None:
    before = (folder / "evaluation.toml").read_bytes()
    file = str(folder / "bids" / "acme.xlsx")
    refused = run("map", file, "-o", str(folder / "evaluation.toml"), "--force")
    assert refused.exit_code == 2
    assert "output-refused" in refused.stderr
    assert (folder / "evaluation.toml").read_bytes() == before
