"""What people read about how firm a result is, in both languages, wide and narrow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.model.analyses import SECTIONS

DEMO = str(data_folder("templates") / "demo")


def run(*arguments: str, columns: int = 100) -> Result:
    return CliRunner(env={"LC_ALL": "C.UTF-8", "COLUMNS": str(columns)}).invoke(main, list(arguments))


def flat(text: str) -> str:
    return " ".join(text.split()).replace("\u00a0", " ")


def test_the_demo_is_told_in_plain_sentences_first() -> None:
    found = flat(run("analyse", DEMO, "--lang", "en").output)
    assert "Artisan stays first as long as no weight moves by more than 53.8 points" in found
    assert "Bataillon is not first under any weighting: Artisan always scores more." in found
    assert "Cacahuète would be first if the weights moved by 110.2 points in all" in found


def test_the_demo_is_told_in_french() -> None:
    found = flat(run("analyse", DEMO, "--lang", "fr").output)
    assert "Artisan reste en tête tant qu’aucun poids ne bouge de plus de 53,8 points ;" in found
    assert "Bataillon n’est en tête sous aucune pondération : Artisan fait toujours mieux." in found


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_line_is_wider_than_the_terminal(columns: int, lang: str) -> None:
    found = run("analyse", DEMO, "--lang", lang, columns=columns)
    assert found.exit_code == 0
    assert max(map(len, found.output.splitlines())) <= columns


def test_the_json_holds_exactly_the_sections_that_were_asked_for() -> None:
    whole = json.loads(run("analyse", DEMO, "--json").output)
    assert list(whole["sections"]) == list(SECTIONS)
    one = json.loads(run("analyse", DEMO, "--json", "--only", "weights").output)
    assert one["sections"] == {"weights": whole["sections"]["weights"]}
    assert one["evaluation"]["profile"] == "five_criteria"
    level = one["sections"]["weights"]["levels"][0]
    assert level["id"] == "groups"
    assert level["leaders"] == ["artisan"]
    assert level["tolerance"]["margin"] == pytest.approx(5014 / 9305, abs=1e-15)
    assert [item["certain"]["standing"] for item in level["to_first"]] == ["first", "never", "possible"]


def test_every_section_has_a_module_in_each_room() -> None:
    import contracteval

    package = Path(contracteval.__file__).parent
    rooms = ("analysis", "model/analysis", "reports/analyses_json", "reports/to_terminal/analyses")
    missing = [
        f"{room}/{name}.py" for room in rooms for name in SECTIONS if not (package / room / f"{name}.py").exists()
    ]
    assert missing == []
