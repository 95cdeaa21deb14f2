"""The commands about rulesets: show, guesses, book, new, diff, schema."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.rules.to_rulebook import load_rulebook

KEYED = """
[ruleset]
id = "keyed"
version = "1.0"
title = { en = "Keyed", fr = "À clés" }
[parameter.keyed_norm]
values = { 2026-01-01 = { "2" = "0.5", "3" = "0.8" } }
status = "guess"
source = "test"
checked = 2026-01-01
label = { en = "keyed norm", fr = "norme à clés" }
"""


def run(*arguments: str, **env: str) -> Result:
    return CliRunner(env={"LC_ALL": "en_US.UTF-8", "COLUMNS": "100", **env}).invoke(main, ["rules", *arguments])


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A folder with our fair_price, its scale halved."""
    shutil.copytree(data_folder("rulesets") / "fair_price", tmp_path / "edited" / "fair_price")
    path = tmp_path / "edited" / "fair_price" / "value_fundability.toml"
    text = path.read_text(encoding="utf-8")
    assert "scale = [[0, 0], [1, 100]]" in text
    path.write_text(text.replace("scale = [[0, 0], [1, 100]]", "scale = [[0, 0], [2, 100]]"), encoding="utf-8")
    return tmp_path / "edited"


# --- show


def test_show_draws_the_scale_and_puts_the_demo_into_the_formula() -> None:
    found = run("show", "value_fundability").output
    assert "(10.2 − 8.8 − 5% × 10.2) ÷ 0.6 = 1.4833 → 100\u00a0points (Artisan)" in found
    assert "  0 └─────┴" in found
    assert "rests on" in found
    french = run("show", "value_fundability", "--lang", "fr").output
    assert "avec la démo" in french
    assert "→ 100\u00a0points (Artisan)" in french


def test_show_survives_a_terminal_without_letters() -> None:
    found = CliRunner(charset="ascii").invoke(main, ["rules", "show", "fair_price_band"])
    assert found.exit_code == 0
    assert "  0 +-----+" in found.output


@pytest.mark.parametrize(
    ("id_", "kind"),
    [
        ("transformation", "group"),
        ("five_criteria", "profile"),
        ("risk", "table"),
        ("price", "fact"),
        ("least_readiness", "parameter"),
    ],
)
def test_show_tells_whatever_carries_an_id(id_: str, kind: str) -> None:
    (sheet,) = json.loads(run("show", id_, "--json").output)["rules"]
    assert (sheet["id"], sheet["kind"]) == (id_, kind)
    assert all(len(pair) == 2 and pair[1] for pair in sheet["notes"])


def test_show_works_where_the_demo_does_not_fit_the_rules(tmp_path: Path) -> None:
    shutil.copytree(data_folder("rulesets") / "partner", tmp_path / "partner")
    path = tmp_path / "partner" / "ruleset.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("five_criteria", "other_criteria"), encoding="utf-8")
    found = run("show", "value_fundability", "--rules", str(tmp_path))
    assert found.exit_code == 0
    assert "with the demo" not in found.output


# --- guesses


def test_guesses_lists_each_guess_with_the_rules_that_rest_on_it() -> None:
    found = json.loads(run("guesses", "--json").output)["parameters"]
    parameters = load_rulebook().parameters
    assert [item["id"] for item in found] == [id_ for id_, p in parameters.items() if p.status == "guess"]
    readiness = next(item for item in found if item["id"] == "least_readiness")
    assert readiness["values"] == {"2026-01-01": 2.0}
    assert readiness["checked"] == "2026-11-01"
    assert {"kind": "gate", "id": "client_readiness"} in readiness["used_by"]
    assert len(json.loads(run("guesses", "--all", "--json").output)["parameters"]) == len(parameters)


def test_guesses_can_be_read() -> None:
    found = run("guesses").output
    assert "Least readiness for a transformation – parameter partner.least_readiness" in found
    assert found.splitlines()[-1].startswith("→ ")
    assert "estimation" in run("guesses", "--lang", "fr").output


def test_keyed_parameters_are_listed_with_their_keys(tmp_path: Path) -> None:
    (tmp_path / "keyed").mkdir()
    (tmp_path / "keyed" / "ruleset.toml").write_text(KEYED, encoding="utf-8")
    found = json.loads(run("guesses", "--rules", str(tmp_path), "--json").output)["parameters"]
    assert next(item for item in found if item["id"] == "keyed_norm")["values"] == {"2026-01-01": {"2": 0.5, "3": 0.8}}
    assert "2 → 0.5; 3 → 0.8 (since 1 January 2026)" in run("guesses", "--rules", str(tmp_path)).output.replace(
        "\u00a0", " "
    )


# --- book


def test_book_is_written_in_the_form_that_its_name_asks_for(tmp_path: Path) -> None:
    page, text = tmp_path / "book.html", tmp_path / "book.md"
    assert run("book", "-o", str(page), "--lang", "fr").exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run("book", "-o", str(text)).exit_code == 0
    assert text.read_text(encoding="utf-8").startswith("# The rulebook")
    assert {path.name for path in tmp_path.iterdir()} == {"book.html", "book.md"}
    refused = run("book", "-o", str(tmp_path / "book.pdf"))
    assert refused.exit_code == 2
    assert ".html or .md" in refused.output


def test_book_has_a_name_by_language_where_none_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("book", "--lang", "fr").output == "rulebook.fr.html\n"
    assert (tmp_path / "rulebook.fr.html").is_file()


def test_book_is_the_same_for_the_same_rules(tmp_path: Path) -> None:
    paths = [tmp_path / "a.html", tmp_path / "b.html"]
    for path in paths:
        run("book", "-o", str(path))
    assert paths[0].read_bytes() == paths[1].read_bytes()


# --- new


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_new_ruleset_loads_and_is_sane(tmp_path: Path, lang: str) -> None:
    found = run("new", str(tmp_path / "mine"), "--lang", lang)
    assert found.exit_code == 0
    assert (tmp_path / "mine" / "own_rules" / "ruleset.toml").is_file()
    assert json.loads((tmp_path / "mine" / "ruleset.schema.json").read_text(encoding="utf-8"))["type"] == "object"
    checked = run("check", "own_rules", "--rules", str(tmp_path / "mine"))
    assert checked.exit_code == 0, checked.output
    held = next(
        r
        for r in json.loads(run("list", "--rules", str(tmp_path / "mine"), "--json").output)["rulesets"]
        if r["id"] == "own_rules"
    )
    assert {key: len(held[key]) for key in ("criteria", "gates", "flags", "measures", "profiles")} == dict.fromkeys(
        ("criteria", "gates", "flags", "measures", "profiles"), 1
    )


def test_a_new_ruleset_bears_the_name_that_it_is_given(tmp_path: Path) -> None:
    assert run("new", str(tmp_path), "--name", "green_it").exit_code == 0
    assert run("check", "green_it", "--rules", str(tmp_path)).exit_code == 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    assert run("new", str(tmp_path)).exit_code == 0
    path = tmp_path / "own_rules" / "ruleset.toml"
    path.write_text("# mine", encoding="utf-8")
    (tmp_path / "ruleset.schema.json").write_text("{}", encoding="utf-8")
    assert run("new", str(tmp_path)).exit_code == 2
    assert path.read_text(encoding="utf-8") == "# mine"
    assert run("new", str(tmp_path), "--name", "other").exit_code == 0
    assert (tmp_path / "ruleset.schema.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("name", ["Mine", "my-rules", "../mine", "été", "", "partner"])
def test_a_name_that_cannot_be_an_id_is_refused(tmp_path: Path, name: str) -> None:
    assert run("new", str(tmp_path / "x"), "--name", name).exit_code == 2
    assert not (tmp_path / "x").exists()


# --- diff


def test_diff_tells_keys_and_what_they_turn(edited: Path) -> None:
    demo = str(data_folder("templates") / "demo")
    found = run("diff", "shipped", str(edited), "--evaluation", demo)
    assert found.exit_code == 0, found.output
    assert "scale  [[0, 0], [1, 100]] → [[0, 0], [2, 100]]" in found.output
    assert "→ 0 added, 0 removed, 1 changed" in found.output
    assert "value_fundability  100.0 → 74.2" in found.output
    data = json.loads(run("diff", "shipped", str(edited), "--evaluation", demo, "--json").output)
    assert data["rules"] == [
        {
            "change": "changed", "word": "criterion", "id": "value_fundability", "ruleset": "fair_price",
            "keys": [{"key": "scale", "old": "[[0, 0], [1, 100]]", "new": "[[0, 0], [2, 100]]"}],
        }
    ]  # fmt: skip
    assert data["bids"][0]["old"]["score"] > data["bids"][0]["new"]["score"]
    assert set(data["bids"][0]["new"]["criteria"]) == {"value_fundability"}


def test_diff_says_so_when_nothing_changes() -> None:
    demo = str(data_folder("templates") / "demo")
    found = run("diff", "shipped", "shipped", "--evaluation", demo).output
    assert "→ the rules are the same" in found
    assert "→ no score, verdict or rank changes" in found
    assert run("diff", "shipped", "nowhere").exit_code == 2


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_diff_survives_any_terminal(edited: Path, lang: str, encoding: str) -> None:
    arguments = [
        "rules",
        "diff",
        str(edited),
        "shipped",
        "--evaluation",
        str(data_folder("templates") / "demo"),
        "--lang",
        lang,
    ]
    found = CliRunner(charset=encoding, env={"COLUMNS": "80"}).invoke(main, arguments)
    assert found.exit_code == 0
    assert max(map(len, found.output.splitlines())) <= 80


# --- schema


def test_schema_is_printed_or_written(tmp_path: Path) -> None:
    printed = run("schema").output
    assert json.loads(printed)["$schema"].endswith("2020-12/schema")
    target = tmp_path / "schema.json"
    assert run("schema", "-o", str(target)).exit_code == 0
    assert target.read_text(encoding="utf-8") == printed
