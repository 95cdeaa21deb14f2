"""Six public workbooks brought into facts and tables, each through a map; what a person corrects is counted in README.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracteval.case import Case
from contracteval.cli import main

SAMPLES = os.environ.get("CONTRACTEVAL_SAMPLES")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="CONTRACTEVAL_SAMPLES names no folder of sample files")
HERE = Path(__file__).parent / "maps"
FILES = {
    "cyfun": "cyfun2025_essential.xlsx",
    "dga": "fr_dga_sdi_secnum.xlsx",
    "dpgf": "fr_dpgf_reseau_it.xlsx",
    "mas": "gsa_mas_test.xls",
    "s70": "gsa_s70_example.xlsx",
    "tco": "tco_synthesis.xlsx",
}
FACTS = {
    "cyfun": {"documentation_maturity": Fraction(1)},
    "dpgf": {"price": Fraction("0.090362944")},
    "tco": {"price": Fraction("0.007107")},
}
ROWS = {"cyfun": ("control", 218), "dga": ("requirement", 21), "mas": ("rate", 3), "s70": ("rate", 1)}


def run(*arguments: str) -> Result:
    return CliRunner(env={"LANG": "en_GB.UTF-8"}).invoke(main, list(arguments))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("samples") / "evaluation"
    (target / "bids").mkdir(parents=True)
    shutil.copy(HERE / "evaluation.toml", target)
    (target / "brief.json").write_text("{}", encoding="utf-8")
    for bid, name in FILES.items():
        source = Path(SAMPLES or "") / "workbooks" / name
        shutil.copy(source, target / "bids" / f"{bid}{source.suffix}")
        shutil.copy(HERE / f"{bid}.map.toml", target / "bids")
    return target


def test_every_file_ends_in_facts_or_tables(folder: Path) -> None:
    case = Case(folder, rules=[HERE / "rules"])
    dossier, problems = case.read
    assert problems == ()
    assert dossier is not None
    for bid in dossier.bids:
        values = {fact: answer.value for fact, answer in bid.answers.facts.items()}
        assert values == FACTS.get(bid.id, {})
        assert {table: len(rows) for table, rows in bid.answers.tables.items()} == dict(
            [ROWS[bid.id]] if bid.id in ROWS else []
        )
        assert all(answer.places[0].cell for answer in bid.answers.facts.values())
    rates = {
        bid.id: [row["price"].value for row in bid.answers.tables["rate"]]
        for bid in dossier.bids
        if bid.id in ("mas", "s70")
    }
    assert rates == {
        "mas": [Fraction("0.92") * Fraction(amount) for amount in ("13.2", "14.4", "15.4")],
        "s70": [Fraction("0.92") * Fraction("115.99")],
    }


def test_the_files_are_compared_end_to_end(folder: Path) -> None:
    found = run("compare", str(folder), "--rules", str(HERE / "rules"), "--json")
    assert found.exit_code == 0, found.stderr
    scores = {
        (bid["id"], criterion["id"]): criterion["score"]
        for bid in json.loads(found.output)["bids"]
        for criterion in bid["criteria"]
        if criterion["status"] == "scored"
    }
    assert scores[("dga", "answered")] == 100
    assert scores[("cyfun", "documented")] == 0
    assert scores[("dpgf", "dear")] == pytest.approx(100 * (1 - 0.090362944))
    assert scores[("s70", "rates")] == pytest.approx(100 * (1 - 0.92 * 115.99 / 200))


def keys(text: str) -> set[tuple[str, str]]:
    """Return every key of a map with its value, but those that nobody corrects."""

    def walk(data: object, path: str) -> set[tuple[str, str]]:
        if isinstance(data, dict):
            return {item for name, value in data.items() for item in walk(value, f"{path}.{name}")}
        return {(path, re.sub(r"\s+", " ", str(data)))}

    return {item for item in walk(tomllib.loads(text), "") if item[0] not in (".vendor", ".layout")}


@pytest.mark.parametrize("bid", FILES)
def test_the_corrections_by_hand_are_those_that_the_readme_counts(folder: Path, tmp_path: Path, bid: str) -> None:
    (source,) = (folder / "bids").glob(f"{bid}.xls*")
    shutil.copy(source, tmp_path)
    made = run("map", str(tmp_path / source.name), "--evaluation", str(folder), "--rules", str(HERE / "rules"))
    assert made.exit_code == 0, made.stderr
    proposed = keys((tmp_path / f"{bid}.map.toml").read_text(encoding="utf-8"))
    wanted = keys((HERE / f"{bid}.map.toml").read_text(encoding="utf-8"))
    told = re.search(
        rf"^\| `{bid}` \|.*\| (\d+) \| (\d+) \|$", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert told is not None
    written = len({name for name, _ in wanted - proposed})
    removed = len({name for name, _ in proposed - wanted} - {name for name, _ in wanted})
    assert (len(wanted), written + removed) == (int(told[1]), int(told[2]))
