"""``seal``: what a folder says before and after, and that a seal which was touched is not taken for one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracteval.cli import main
from contracteval.data import data_folder

EPOCH = "1795165200"  # 2026-11-20 09:00 UTC
AT = "2026-11-20T09:00:00Z"


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], env={"SOURCE_DATE_EPOCH": EPOCH, "LANG": "en_GB.UTF-8"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo as it is before the bids are opened: its brief says nothing of them yet."""
    made = tmp_path / "evaluation"
    shutil.copytree(data_folder("templates") / "demo", made)
    (made / "bids").rename(tmp_path / "bids")
    (made / "bids").mkdir()
    brief = json.loads((made / "brief.json").read_text(encoding="utf-8"))
    (tmp_path / "whole.json").write_text(json.dumps(brief), encoding="utf-8")
    del brief["bids"]
    (made / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
    return made


def open_bids(folder: Path) -> None:
    shutil.copytree(folder.parent / "bids", folder / "bids", dirs_exist_ok=True)
    shutil.copy(folder.parent / "whole.json", folder / "brief.json")


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def state(folder: Path, *more: object) -> dict[str, object]:
    made = run("compare", folder, "--json", *more)
    assert made.exit_code == 0, made.output
    found = json.loads(made.stdout)["evaluation"]["seal"]
    assert isinstance(found, dict)
    return found


def test_a_seal_before_any_bid_holds_when_the_bids_come_in(folder: Path) -> None:
    made = json.loads(run("seal", folder, "--json").stdout)
    assert made["written"] is True
    assert made["seal"]["sealed_at"] == AT
    assert made["seal"]["bids_when_sealed"] == []
    assert {"rules.control", "brief.should_cost", "stage", "panel.spread"} <= set(made["parts"])
    open_bids(folder)
    found = state(folder)
    assert found["status"] == "sealed"
    assert found["fingerprint"] == found["fingerprint_now"] == made["seal"]["fingerprint"]
    assert "estimates.artisan.control_cost" in found["later"]  # type: ignore[operator]


def test_the_same_content_has_the_same_fingerprint_wherever_and_whenever(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    shutil.copytree(folder, other)
    edit(other / "evaluation.toml", lambda text: "# the lawyers have read this\r\n" + text.replace("\n", "\r\n"))
    edit(other / "brief.json", lambda text: json.dumps(json.loads(text), indent=1))
    seals = [json.loads(run("seal", at, "--json").stdout)["seal"]["fingerprint"] for at in (folder, other)]
    assert seals[0] == seals[1]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('stage = "proposal"', 'stage = "contract"', "stage"),
        ("2026-11-20", "2026-11-21", "date"),
        ('currency = "EUR"', 'currency = "EUR"\nrates.USD = "0.9"', "rates.USD"),
        ('profile = "five_criteria"', 'profile = "five_criteria"\npanel.spread = "30 %"', "panel.spread"),
    ],
)
def test_a_setting_that_is_changed_after_sealing_is_named(folder: Path, old: str, new: str, part: str) -> None:
    assert run("seal", folder).exit_code == 0
    open_bids(folder)
    edit(folder / "evaluation.toml", lambda text: text.replace(old, new))
    assert changed_in(folder) == [part]


def test_an_answer_of_the_brief_that_is_changed_after_sealing_is_named(folder: Path) -> None:
    assert run("seal", folder).exit_code == 0
    open_bids(folder)
    brief = json.loads((folder / "brief.json").read_text(encoding="utf-8"))
    brief["facts"]["risk_appetite"] = {"value": 999, "unit": "M€"}
    (folder / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
    assert changed_in(folder) == ["brief.risk_appetite"]


def test_a_rule_that_is_changed_after_sealing_is_named(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(data_folder("rulesets") / "control", rules / "control")
    assert run("seal", folder, "--rules", rules).exit_code == 0
    open_bids(folder)
    assert changed_in(folder, "--rules", rules) == []
    edit(
        rules / "control" / "ruleset.toml",
        lambda text: text + "# a comment in a rule counts: rules are sealed as files\n",
    )
    assert changed_in(folder, "--rules", rules) == ["rules.control"]


def changed_in(folder: Path, *more: object) -> list[str]:
    found = state(folder, *more)
    changes = found["changes"]
    assert isinstance(changes, list)
    assert (found["status"] == "changed") is bool(changes) is (found["fingerprint_now"] != found["fingerprint"])
    return [change["part"] for change in changes]


def test_another_stage_on_the_command_line_is_a_change(folder: Path) -> None:
    run("seal", folder)
    open_bids(folder)
    assert changed_in(folder, "--stage", "contract") == ["stage"]


def test_sealing_twice_says_so_and_writes_nothing(folder: Path) -> None:
    run("seal", folder)
    before = (folder / "seal.json").read_bytes()
    again = run("seal", folder, "--lang", "fr")
    assert again.exit_code == 0
    assert "Déjà scellée" in again.stdout
    assert (folder / "seal.json").read_bytes() == before


def test_a_changed_evaluation_is_not_sealed_anew_without_being_told_to(folder: Path) -> None:
    first = json.loads(run("seal", folder, "--json").stdout)["seal"]["fingerprint"]
    open_bids(folder)
    edit(folder / "evaluation.toml", lambda text: text.replace("2026-11-20", "2026-11-21"))
    refused = run("seal", folder)
    assert refused.exit_code == 2
    assert "date was changed since the seal" in refused.stderr
    assert "--again" in refused.stderr
    sealed = run("seal", folder, "--again")
    assert "Already in bids/ when this was sealed: 3" in sealed.stdout.replace("\u00a0", " ")
    found = state(folder)
    assert found["status"] == "sealed"
    assert found["bids_when_sealed"] == ["artisan", "bataillon", "cacahuete"]
    assert found["earlier"] == [{"fingerprint": first, "sealed_at": AT}]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-40],
        lambda text: text.replace('"seals"', '"seal"'),
        lambda text: text.replace('"stage": "', '"stage": "0'),
        lambda text: text.replace('"parts": {', '"parts": {"x": "' + "0" * 64 + '",'),
        lambda text: text.replace(AT, "20 November"),
        lambda text: '{"seals": []}',
        lambda text: "[]",
    ],
)
def test_a_damaged_seal_is_refused_with_its_place(folder: Path, damage: Callable[[str], str]) -> None:
    run("seal", folder)
    open_bids(folder)
    edit(folder / "seal.json", damage)
    for command in ("compare", "check", "seal"):
        made = run(command, folder)
        assert made.exit_code == 2, (command, made.output)
        assert "seal.json" in made.output
        assert "internal" not in made.output


def test_nothing_is_sealed_without_a_brief_that_can_be_read(folder: Path) -> None:
    (folder / "brief.json").unlink()
    made = run("seal", folder)
    assert made.exit_code == 2
    assert "brief-missing" in made.stderr
    assert not (folder / "seal.json").exists()


def test_weights_that_do_not_fit_are_not_sealed(folder: Path) -> None:
    edit(folder / "evaluation.toml", lambda text: text + "weights.nothing = 1\n")
    assert run("seal", folder).exit_code == 2
    assert not (folder / "seal.json").exists()


def test_a_date_that_is_none_is_said(folder: Path) -> None:
    made = CliRunner().invoke(main, ["seal", str(folder)], env={"SOURCE_DATE_EPOCH": "soon", "LANG": "en"})
    assert made.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in made.stderr
