"""Weights from an order of importance and from swings."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from contracteval.errors import InputError
from contracteval.intake.from_settings import read_settings
from contracteval.intake.weighting import rank_order_centroid, swing_weights
from contracteval.model.settings import Settings
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import LANGUAGES

TINY = Path(__file__).parents[1] / "reports" / "tiny"
HEAD = 'title = "T"\ndate = 2026-11-20\n'


def read(folder: Path, text: str) -> Settings:
    (folder / "evaluation.toml").write_text(HEAD + text, encoding="utf-8")
    return read_settings(folder)


@pytest.mark.parametrize(
    ("names", "expected"),
    [("ab", [".7500", ".2500"]), ("abc", [".6111", ".2778", ".1111"]), ("abcd", [".5208", ".2708", ".1458", ".0625"])],
)
def test_rank_order_centroid_gives_the_published_weights(names: str, expected: list[str]) -> None:
    """Barron and Barrett (1996), Decision Quality Using Ranked Attribute Weights, table of ROC weights."""
    found = rank_order_centroid([[name] for name in names])
    assert sum(found.values()) == 1
    assert [f"{float(found[name]):.4f}"[1:] for name in names] == expected


def test_equally_important_groups_share_alike() -> None:
    assert rank_order_centroid([["a"], ["b", "c"]]) == {
        "a": Fraction(11, 18),
        "b": Fraction(7, 36),
        "c": Fraction(7, 36),
    }


def test_swings_are_put_in_proportion() -> None:
    points = {"a": Fraction(100), "b": Fraction(60), "c": Fraction(40)}
    assert swing_weights(points) == {"a": Fraction(1, 2), "b": Fraction(3, 10), "c": Fraction(1, 5)}


def test_evaluation_toml_takes_an_order_swings_and_ranges(tmp_path: Path) -> None:
    assert read(tmp_path, 'weighting.order = ["a", ["b", "c"]]').weights == {"a": "11/18", "b": "7/36", "c": "7/36"}
    assert read(tmp_path, "weighting.swing = { a = 100, b = 60, c = 40 }").weights == {
        "a": "1/2",
        "b": "3/10",
        "c": "1/5",
    }
    found = read(tmp_path, 'weight_ranges.a = ["15 %", "30 %"]\nweight_ranges.b = [20, 40]\nweight_ranges.c = [0, 50]')
    fifth = Fraction(1, 5)
    assert found.weight_ranges == {
        "a": (Fraction(3, 20), Fraction(3, 10)),
        "b": (fifth, 2 * fifth),
        "c": (0, Fraction(1, 2)),
    }


@pytest.mark.parametrize(
    "text",
    [
        'weighting.order = ["a", "a"]', "weighting.order = []", 'weighting.order = ["a", []]', "weighting.order = [1]",
        "weighting.swing = { a = 0 }", "weighting.swing = { a = -1 }", 'weighting.order = ["a"]\nweighting.swing = { a = 1 }',
        'weighting.order = ["a"]\n[weights]\na = 1', 'weight_ranges.a = ["30 %", "15 %"]', "weight_ranges.a = [1]",
        "weight_ranges.a = [0, 101]", 'weight_ranges.a = ["15 %", 30]', "weight_ranges.a = [0, 1]\nweight_ranges.b = [15, 30]",
    ],
)  # fmt: skip
def test_what_cannot_be_a_weighting_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert all(problem.to_lines(lang) for problem in caught.value.problems for lang in LANGUAGES)
    assert all((problem.places[0].key or "").startswith("weight") for problem in caught.value.problems)


def test_zero_is_the_same_in_percent_and_in_numbers_and_one_is_all_where_no_range_is_of_100(tmp_path: Path) -> None:
    found = read(
        tmp_path, 'weight_ranges.a = [0, "30 %"]\nweight_ranges.b = ["15 %", "30 %"]\nweight_ranges.c = [0, 1]'
    )
    assert found.weight_ranges == {
        "a": (0, Fraction(3, 10)),
        "b": (Fraction(3, 20), Fraction(3, 10)),
        "c": (0, 1),
    }


@pytest.mark.parametrize(
    ("text", "key", "said", "step"),
    [
        (
            'weighting.order = ["money"]',
            "weighting.order",
            "the order of the weights must name every group; missing: capacity",
            "put it where it belongs in the order",
        ),
        (
            "weighting.swing = { capacity = 10 }",
            "weighting.swing",
            "the swings of the weights must name every group; missing: money",
            "give it points, or 0 so that it has no weight",
        ),
        (
            'weighting.order = ["money", "zeal"]',
            "weighting.order",
            "there is no group zeal",
            "the groups of this profile are: money, capacity",
        ),
        (
            'weighting.order = ["mony", "capacity"]',
            "weighting.order",
            "there is no group mony",
            "did you mean money?",
        ),
        ('exclusions.deerer = "art. 1"', "exclusions.deerer", "no flag deerer judges in this evaluation", "did you mean dearer?"),
        (
            'exclusions.x = "art. 1"',
            "exclusions.x",
            "no flag x judges in this evaluation",
            "the flags that judge are: dearer",
        ),
    ],
)  # fmt: skip
def test_a_name_that_is_missing_or_unknown_is_said_with_those_that_are_known(
    tmp_path: Path, text: str, key: str, said: str, step: str
) -> None:
    settings = read(tmp_path, text)
    with pytest.raises(InputError) as caught:
        to_plan(load_rulebook(["tiny"], [TINY]), settings)
    (problem,) = caught.value.problems
    assert problem.places[0].key == key
    assert problem.message.en == said
    assert problem.next is not None
    assert problem.next.en == step
    assert problem.got != "1/9"
