"""The demo: the same figures from the workbooks as from JSON, and a folder that is kept when it is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracteval.cli import main
from contracteval.data import data_folder


def invoke(*arguments: str) -> str:
    found = CliRunner(env={"LC_ALL": "en_US.UTF-8", "COLUMNS": "100"}).invoke(main, list(arguments))
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_workbooks_of_the_demo_give_the_figures_of_the_json(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "demo"
    printed = invoke("demo", str(folder), "--lang", lang)
    assert "Artisan" in printed
    assert (folder / "scorecard.xlsx").is_file()
    from_workbooks = json.loads(invoke("compare", str(folder), "--json"))
    from_json = json.loads(invoke("compare", str(data_folder("templates") / "demo"), "--json"))
    assert from_workbooks == from_json


def test_a_demo_that_is_there_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    invoke("demo", str(folder))
    settings = folder / "evaluation.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("2027", "2028"), encoding="utf-8")
    assert "2028" in invoke("demo", str(folder))


def test_a_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    found = CliRunner().invoke(main, ["demo", str(tmp_path)])
    assert found.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
