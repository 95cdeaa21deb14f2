"""What people read about how firm a result is, in both languages, wide and narrow."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contracteval.case import Case
from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.model.analyses import SECTIONS
from contracteval.model.analysis.levers import Aim
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.wording import points_word

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


def test_an_explanation_speaks_of_its_own_bid_only() -> None:
    found = flat(run("explain", DEMO, "--bid", "bataillon", "--lang", "en").output)
    assert "No test names the price of Bataillon." in found
    assert "No test names a price." not in found


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_line_is_wider_than_the_terminal(columns: int, lang: str) -> None:
    found = run("analyse", DEMO, "--lang", lang, columns=columns)
    assert found.exit_code == 0
    assert max(map(len, found.output.splitlines())) <= columns


def test_the_levers_of_one_bid_stand_in_a_table_too() -> None:
    lines = run("levers", DEMO, "--bid", "artisan", "--lang", "en").output.splitlines()
    (head,) = (i for i, line in enumerate(lines) if line.split() == ["Goal", "Change", "Then", "You", "Vendor"])
    assert [line.split()[-2] for line in lines[head + 2 :] if "+4.95" in line] == ["±0"] * 2


@pytest.mark.parametrize(("value", "words"), [("0.04", ("points", "point")), ("1", ("point", "point")), ("1.5", ("points", "point")), ("1.96", ("points", "points")), ("2", ("points", "points"))])  # fmt: skip
def test_french_counts_points_in_the_plural_from_two_on(value: str, words: tuple[str, str]) -> None:
    assert (points_word(Fraction(value), "en"), points_word(Fraction(value), "fr")) == words


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


# --- one bid, identical bids, no bid left, a zero weight, nobody answered: words, not exceptions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo as JSON, to be changed."""
    target = tmp_path / "evaluation"
    shutil.copytree(DEMO, target)
    return target


def told(folder: Path, *more: str) -> str:
    """Run the analysis in both languages and as JSON, and return the English text."""
    assert run("analyse", str(folder), "--lang", "fr", *more).exit_code == 0
    json.loads(run("analyse", str(folder), "--json", *more).output)
    found = run("analyse", str(folder), "--lang", "en", *more)
    assert found.exit_code == 0
    assert "error[" not in found.output
    return flat(found.output)


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_one_bid_alone(folder: Path) -> None:
    for name in ("bataillon", "cacahuete"):
        (folder / "bids" / f"{name}.json").unlink()
    change(folder / "brief.json", lambda brief: [brief["bids"].pop(n, None) for n in ("bataillon", "cacahuete")])
    assert "Artisan alone is in the running: no weight changes that." in told(folder)


def test_identical_bids(folder: Path) -> None:
    for name in ("bataillon", "cacahuete"):
        shutil.copy(folder / "bids" / "artisan.json", folder / "bids" / f"{name}.json")
    change(
        folder / "brief.json",
        lambda brief: [brief["bids"].update({n: brief["bids"]["artisan"]}) for n in ("bataillon", "cacahuete")],
    )
    found = told(folder)
    assert "score exactly alike: no weight parts them" in found
    assert "are exactly tied." in found


def test_all_bids_rejected_by_a_gate(folder: Path) -> None:
    with (folder / "evaluation.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[admission]]\non = "fair_pricing"\nminimum = 100\n[[admission]]\non = "sharing"\nminimum = 100\n'
        )
    found = told(folder)
    assert "Every bid is rejected: no weight changes that." in found


def test_a_profile_with_a_zero_weight(folder: Path) -> None:
    with (folder / "evaluation.toml").open("a", encoding="utf-8") as file:
        file.write('\n[weights]\ntransformation = "0.4"\nsharing = "0"\n')
    assert "stays first as long as no weight moves by more than" in told(folder)


def test_a_criterion_that_nobody_answered(folder: Path) -> None:
    change(folder / "brief.json", lambda brief: brief["facts"].pop("readiness_team"))
    assert "No bid has a score yet on Client readiness (20%): that parts nobody." in told(folder)


def test_all_in_one_weight(folder: Path) -> None:
    with (folder / "evaluation.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[weights]\ntransformation = "1"\nsharing = "0"\ncontrol = "0"\nincentives = "0"\nfair_pricing = "0"\n'
        )
    assert "Artisan stays first as long as no weight moves by more than" in told(folder)


def test_explain_shows_what_concerns_its_bid() -> None:
    found = flat(run("explain", DEMO, "--bid", "cacahuete", "--lang", "en").output)
    assert "Cacahuète would be first if the weights moved by 110.2 points" in found
    assert "Bataillon is not first" not in found
    whole = json.loads(run("explain", DEMO, "--bid", "cacahuete", "--json").output)
    assert [item["bid"] for item in whole["analyses"]["weights"]["levels"][0]["to_first"]] == ["cacahuete"]
    one = json.loads(run("explain", DEMO, "--bid", "cacahuete", "--criterion", "sharing", "--json").output)
    assert one["analyses"] == {}


@pytest.mark.parametrize(("reach", "said"), [("0.4", True), ("0.6", False)])
def test_what_a_term_could_bring_is_said_only_where_it_is_too_little(reach: str, said: bool) -> None:
    words = LeverWords(Case(Path(DEMO)).plan, "en")
    found = words.no_way(Aim(None, (), None, Fraction("0.5"), Fraction(reach)))
    assert "points are missing" in found
    assert ("no single term can bring more" in found) is said
