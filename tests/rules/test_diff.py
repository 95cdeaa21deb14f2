"""What changed between two folders of rulesets, and what that turns."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.errors import RulesetError
from contracteval.rules.diff import KeyChange, RuleChange, diff_results, diff_rules, own_rulesets, read_folder

HEADER = '[ruleset]\nid = "mine"\nversion = "{}"\ntitle = {{ en = "Mine", fr = "Le mien" }}\n'
MEASURE = '[measure.{}]\ntitle = {{ en = "{}", fr = "double" }}\nformula = "{}"\n'


def folder(path: Path, version: str, *words: str) -> Path:
    (path / "mine").mkdir(parents=True)
    (path / "mine" / "ruleset.toml").write_text("\n".join([HEADER.format(version), *words]), encoding="utf-8")
    return path


def diff(old: Path | None, new: Path | None) -> tuple[RuleChange, ...]:
    return diff_rules(read_folder(old), read_folder(new))


def edited(path: Path, ruleset: str, file: str, old: str, new: str) -> Path:
    """Copy one of our rulesets with one thing changed."""
    shutil.copytree(data_folder("rulesets") / ruleset, path / ruleset)
    target = path / ruleset / file
    text = target.read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_nothing_changes_between_a_folder_and_itself() -> None:
    assert diff(None, None) == ()
    assert diff(None, data_folder("rulesets")) == ()


def test_words_added_removed_and_changed_are_told_with_their_keys(tmp_path: Path) -> None:
    old = folder(
        tmp_path / "old", "1.0", MEASURE.format("twice", "twice", "2 * price"), MEASURE.format("gone", "gone", "price")
    )
    new = folder(
        tmp_path / "new", "1.1", MEASURE.format("twice", "double", "price * 2"), MEASURE.format("come", "come", "price")
    )
    assert diff(old, new) == (
        RuleChange("changed", "ruleset", "mine", "mine", (KeyChange("version", "1.0", "1.1"),)),
        RuleChange(
            "changed", "measure", "twice", "mine",
            (KeyChange("formula", "2 * price", "price * 2"), KeyChange("title.en", "twice", "double")),
        ),
        RuleChange("removed", "measure", "gone", "mine"),
        RuleChange("added", "measure", "come", "mine"),
    )  # fmt: skip


def test_a_key_that_comes_or_goes_has_only_one_side(tmp_path: Path) -> None:
    plain = MEASURE.format("twice", "twice", "2 * price")
    old, new = folder(tmp_path / "old", "1.0", plain), folder(tmp_path / "new", "1.0", plain + 'unit = "M€/yr"\n')
    assert diff(old, new)[0].keys == (KeyChange("unit", None, "M€/yr"),)
    assert diff(new, old)[0].keys == (KeyChange("unit", "M€/yr", None),)


def test_numbers_and_their_texts_are_the_same(tmp_path: Path) -> None:
    group = '[group.g]\ntitle = {{ en = "g", fr = "g" }}\nmembers = {{ fair_price_band = {} }}\n'
    old, new = folder(tmp_path / "old", "1.0", group.format("1")), folder(tmp_path / "new", "1.0", group.format('"1"'))
    assert diff(old, new) == ()


def test_a_folder_with_a_vocabulary_stands_alone_and_any_other_lies_over_ours(tmp_path: Path) -> None:
    shutil.copytree(data_folder("rulesets") / "vocabulary", tmp_path / "whole" / "vocabulary")
    added = [change for change in diff(tmp_path / "whole", None) if change.word == "ruleset"]
    assert {change.happened for change in added} == {"added"}
    assert {change.id for change in added} == set(read_folder(None).headers) - {"vocabulary"}
    one = edited(tmp_path / "one", "fair_price", "ruleset.toml", '"1.0"', '"1.1"')
    assert own_rulesets(one) == ("fair_price",)
    assert own_rulesets(one / "fair_price") == ("fair_price",)
    assert [change.id for change in diff(None, one)] == ["fair_price"]


def test_files_that_cannot_be_read_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(RulesetError) as error:
        read_folder(tmp_path / "none")
    assert {problem.kind for problem in error.value.problems} == {"folder-missing"}
    with pytest.raises(RulesetError):
        read_folder(folder(tmp_path / "bad", "1.0", "[measure.m]\nformla = 'price'\n"))


def test_bids_whose_result_changes_are_told_and_no_other(tmp_path: Path) -> None:
    demo = data_folder("templates") / "demo"
    # bids of 10.2, 9.4 and 8.1 M€ against a should-cost of 8.8: at 110 % the flag reaches the second one too
    new = edited(tmp_path, "fair_price", "underpricing.toml", "price < should_cost", "price < should_cost * 1.1")
    before, after = Case(demo).comparison, Case(demo, rules=[new]).comparison
    assert diff_results(before, before) == ()
    (change,) = diff_results(before, after)
    assert change.new.id == "bataillon"
    assert (change.criteria, change.gates, change.flags) == ((), (), ("underpricing",))
    assert change.new.verdict < change.old.verdict


def test_a_rule_that_moves_to_another_ruleset_keeps_its_id(tmp_path: Path) -> None:
    measure = MEASURE.format("twice", "twice", "2 * price")
    old, new = folder(tmp_path / "old", "1.0", measure), folder(tmp_path / "new", "1.0")
    (new / "other").mkdir()
    header = HEADER.format("1.0").replace("mine", "other")
    (new / "other" / "ruleset.toml").write_text(header + measure, encoding="utf-8")
    moved = next(change for change in diff(old, new) if change.id == "twice")
    assert (moved.happened, moved.ruleset, moved.keys) == ("changed", "other", (KeyChange("ruleset", "mine", "other"),))
