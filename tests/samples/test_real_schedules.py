"""An evaluation whose bids are real public price schedules, each with a map: found through CONTRACTEVAL_SAMPLES."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracteval.cli import main
from contracteval.data import data_folder
from tests.calculators import recalculate_ironcalc

SAMPLES = os.environ.get("CONTRACTEVAL_SAMPLES")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="CONTRACTEVAL_SAMPLES names no folder of sample files")

MAPS = {
    "reseau": ("fr_dpgf_reseau_it.xlsx", 'vendor = "Réseau"\n[facts.price]\nlabel = "Total"\ncolumn = "Colonne 1"\nunit = "€/yr"\n[facts.transition_cost]\nlabel = "Temps de configuration"\ncolumn = "G"\nunit = "€"\n'),
    "labour": ("gsa_s70_example.xlsx", 'vendor = "Labour"\n[facts.price]\nsheet = "(3)Labor Categories"\nlabel = "Project Manager"\ncolumn = "PRICE OFFERED TO GSA (including IFF)"\nunit = "$/yr"\n[facts.at_risk_share]\nsheet = "(3)Labor Categories"\ncell = "H4"\n'),
    "cloud": ("tco_synthesis.xlsx", 'vendor = "Cloud"\n[facts.price]\nsheet = "TCO"\nlabel = "USD"\ncolumn = "F"\nunit = "$/yr"\n'),
}  # fmt: skip
CELLS = {"reseau": ("Feuille 1", "G10"), "labour": ("(3)Labor Categories", "L4"), "cloud": ("TCO", "F11")}
PRICES = {"reseau": 132585.544 / 1e6, "labour": 115.99 * 0.92 / 1e6, "cloud": 6252.432 * 0.92 / 1e6}
BRIEF = {
    "facts": {
        "should_cost": "80 k€/yr",
        "minimum_margin": "5 %",
        "maximum_margin": "15 %",
        "risk_appetite": "100 k€/yr",
    },
    "bids": {"reseau": {"facts": {"control_cost": "5 k€/yr", "error_cost": "10 k€/yr", "risk_exposure": "20 k€/yr"}}},
}


def run(*arguments: str) -> Result:
    found = CliRunner(env={"LC_ALL": "en_US.UTF-8", "COLUMNS": "100"}).invoke(main, list(arguments))
    assert found.exit_code == 0, found.output
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("real")
    (target / "bids").mkdir()
    for bid, (file, text) in MAPS.items():
        shutil.copy(Path(SAMPLES or "") / "workbooks" / file, target / "bids" / f"{bid}.xlsx")
        (target / "bids" / f"{bid}.map.toml").write_text(text, encoding="utf-8")
        other = {"facts": {"promised_investment": {"value": "2 k€/yr", "grade": "proposed"}}}
        (target / "bids" / f"{bid}.json").write_text(json.dumps(other), encoding="utf-8")
    (target / "brief.json").write_text(json.dumps(BRIEF), encoding="utf-8")
    demo = (data_folder("templates") / "demo" / "evaluation.toml").read_text(encoding="utf-8")
    (target / "evaluation.toml").write_text(
        demo.replace("rulesets =", 'rates.USD = "0.92"\nrulesets ='), encoding="utf-8"
    )
    return target


def test_prices_are_read_with_their_cells(folder: Path) -> None:
    for bid, (sheet, cell) in CELLS.items():
        explained = run("explain", str(folder), "--bid", bid, "--criterion", "value_fundability").output
        assert f"{bid}.xlsx › {sheet}!{cell}" in " ".join(explained.split())
    assert all(vendor["refused"] == 0 for vendor in json.loads(run("check", str(folder), "--json").output)["vendors"])


def test_what_stays_unknown_is_an_interval_and_a_question(folder: Path) -> None:
    data = json.loads(run("compare", str(folder), "--json").output)
    assert data["recommended"] is None
    for bid in data["bids"]:
        margin = bid["measures"]["supplier_margin"]["value"]
        assert margin == pytest.approx(1 - 0.08 / PRICES[bid["id"]], rel=1e-12)
        assert bid["score"]["status"] == "unknown"
        assert bid["score"]["low"] < bid["score"]["high"]
        assert {"gain_share", "transformation_staff"} <= {item["fact"] for item in bid["missing"]}
        assert all(item["question"] for item in bid["missing"])


def test_the_scorecard_of_real_schedules_recalculates(folder: Path, tmp_path: Path) -> None:
    run("scorecard", str(folder))
    cells = recalculate_ironcalc(folder / "scorecard.xlsx", tmp_path)
    assert cells
    assert not [key for key, value in cells.items() if isinstance(value, str) and value.startswith("#")]
