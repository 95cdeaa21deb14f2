"""What a seal fixes: any change of what decides is seen, any other way of writing the same is not."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.intake.from_settings import read_settings
from contracteval.model.bid import Answer
from contracteval.model.panel import Panel, ScoreSheet
from contracteval.model.provenance import InputFile, hashes
from contracteval.model.seal import Seal, SealState, fingerprint_of
from contracteval.model.sealed_parts import Said, brief_parts, panel_parts, settings_parts
from contracteval.model.settings import Admission, Rounding, Settings

BASE = Settings(
    title="Infogérance 2027",
    date=date(2026, 11, 20),
    rates={"USD": Fraction("0.92"), "GBP": Fraction("1.15")},
    rulesets=("partner", "control"),
    profile="five_criteria",
    weights={"sharing": "20", "partner": "80"},
    weight_ranges={"sharing": (Fraction(1, 10), Fraction(3, 10))},
    parameters={"minimum_margin": "5 %", "risk_appetite": "1.5 M€/yr HT"},
    admissions=(Admission("sharing", Fraction(40)), Admission("partner", top=3)),
    rounding=Rounding(2, 2),
    exclusions={"low_price_italian": "art. 97"},
)
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "date": st.dates(),
    "stage": st.sampled_from(["proposal", "contract", "delivery"]),
    "currency": st.sampled_from(["EUR", "USD", "CHF"]),
    "rates": st.dictionaries(st.sampled_from(["USD", "GBP"]), st.fractions(Fraction(1, 9), 9)),
    "rulesets": st.lists(st.sampled_from(["partner", "control", "incentive"]), unique=True).map(tuple),
    "profile": st.sampled_from(["five_criteria", "client", None]),
    "weights": st.dictionaries(st.sampled_from(["sharing", "partner"]), st.integers(0, 100).map(str)),
    "weight_ranges": st.just({"sharing": (Fraction(1, 10), Fraction(1, 2))}),
    "parameters": st.dictionaries(
        st.sampled_from(["minimum_margin", "risk_appetite"]),
        st.sampled_from(["5 %", "6 %", "1.5 M€/yr HT", "1.5 M€/yr TTC", "1.5 M€/month HT"]),
    ),
    "admissions": st.lists(
        st.builds(
            Admission,
            st.sampled_from(["sharing", "partner"]),
            top=st.integers(1, 3),
            ties=st.sampled_from(["included", "excluded"]),
        ),
        max_size=2,
    ).map(tuple),
    "rounding": st.builds(Rounding, st.sampled_from([None, 0, 2]), st.sampled_from([None, 0, 2])),
    "exclusions": st.just({"low_price_italian": "art. 110"}),
    "panel_spread": st.fractions(Fraction(1, 9), 1),
}


def test_every_setting_that_decides_is_sealed() -> None:
    assert set(CHANGES) | {"title", "file", "weights_key"} == set(Settings.__annotations__)
    retitled = replace(BASE, title="Lot 1", file="other.toml", weights_key="weighting.order")
    assert settings_parts(retitled) == settings_parts(BASE)


@given(st.sampled_from(sorted(CHANGES)).flatmap(lambda key: st.tuples(st.just(key), CHANGES[key])))
@settings(max_examples=200)
def test_any_other_value_of_a_setting_gives_another_fingerprint(change: tuple[str, Any]) -> None:
    key, value = change
    same = value == getattr(BASE, key) or (key == "rulesets" and set(value) == set(BASE.rulesets))
    changed = fingerprint_of(settings_parts(replace(BASE, **{key: value})))
    assert (changed == fingerprint_of(settings_parts(BASE))) is same


WRITTEN = [
    "title = 'IT'\n", "date = 2026-11-20\n", "stage = 'proposal'\n", "currency = 'EUR'\n", "rates.USD = '0.92'\n",
    "rates.GBP = 1.15\n", "rulesets = ['partner', 'control']\n", "weights.partner = 0.8\n", "weights.sharing = 0.2\n",
    "parameters.minimum_margin = '5 %'\n",
]  # fmt: skip


@given(st.integers(0, 2**20), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=25)
def test_comments_line_endings_order_and_zeros_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, seed: int, ending: str
) -> None:
    def parts_of(lines: list[str]) -> dict[str, str]:
        folder = tmp_path_factory.mktemp("seal")
        (folder / "evaluation.toml").write_bytes("".join(lines).replace("\n", ending).encode())
        return settings_parts(read_settings(folder))

    rewritten = [f"# {i}\n{line}" for i, line in enumerate(WRITTEN)]
    random.Random(seed).shuffle(rewritten)
    zeros = [
        line.replace("0.2\n", "'20 %'\n").replace("'5 %'", "0.050").replace("0.8\n", "'4/5'\n") for line in rewritten
    ]
    assert parts_of(WRITTEN) == parts_of(rewritten) == parts_of(zeros)


def test_a_tax_basis_is_not_lost() -> None:
    """``1.5 HT`` and ``1.5 TTC`` are numbers alike to whoever drops the words."""
    parts = [settings_parts(replace(BASE, parameters={"price_cap": text})) for text in ("15 HT", "15 TTC", "15")]
    assert len({fingerprint_of(item) for item in parts}) == 3


def known(value: Any) -> Answer:
    return Answer(value)


def test_the_brief_is_sealed_by_value_not_by_cell() -> None:
    rows = ({"loss": known(Fraction(2)), "name": known("fire")}, {"loss": known(Fraction(1, 3))})
    said: list[Said] = [
        (None, "should_cost", known(Fraction(88, 10))),
        (None, "risk", rows),
        ("acme", "swing", known(True)),
    ]
    parts = brief_parts(said)
    assert set(parts) == {"brief.should_cost", "brief.risk", "estimates.acme.swing"}
    assert brief_parts([*reversed(said), (None, "blank", Answer(None, raw="?"))]) == parts
    assert brief_parts([(None, "should_cost", known(Fraction(89, 10))), *said[1:]]) != parts
    assert brief_parts([said[0], (None, "risk", rows[:1]), said[2]]) != parts
    # a number, a text and a date that look alike are three values
    alike = [
        brief_parts([(None, "x", known(value))]) for value in (Fraction(1), "1", True, "2026-01-01", date(2026, 1, 1))
    ]
    assert len({item["brief.x"] for item in alike}) == 5


def test_the_panel_is_sealed_by_who_judges_in_which_role() -> None:
    def panel(*people: tuple[str, Any]) -> dict[str, str]:
        sheets = tuple(ScoreSheet(str(i), name, role, (), "f") for i, (name, role) in enumerate(people))
        return panel_parts(Panel(sheets, (), Fraction(2, 5)))

    two = panel(("Ada", "it"), ("Bo", "finance"))
    assert set(two) == {"panel.it", "panel.finance"}
    assert panel(("Bo", "finance"), ("Ada", "it")) == two
    assert panel(("Ada", "finance"), ("Bo", "it")) != two
    assert panel_parts(None) == {}


# --- the state


SEALED = Seal(datetime(2026, 11, 20, 9, 15, tzinfo=UTC), "0.1.0", {"weights.a": "1" * 64, "brief.x": "2" * 64})


def test_an_unsealed_evaluation_has_no_fingerprint() -> None:
    state = SealState()
    assert (state.status, state.fingerprint, state.fingerprint_now, state.changes) == ("unsealed", None, None, ())


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        ({"weights.a": "3" * 64, "brief.x": "2" * 64}, ["weights.a"]),
        ({"weights.a": "1" * 64}, ["brief.x"]),
        ({"weights.a": "1" * 64, "brief.x": "2" * 64, "brief.y": "2" * 64}, ["brief.y"]),
        ({"weights.b": "1" * 64, "brief.x": "2" * 64}, ["weights.a", "weights.b"]),
    ],
)
def test_what_is_changed_added_or_removed_is_a_change(now: dict[str, str], changed: list[str]) -> None:
    state = SealState(SEALED, now)
    assert state.status == "changed"
    assert [item.part for item in state.changes] == changed
    assert state.fingerprint_now != state.fingerprint == SEALED.fingerprint


def test_estimates_about_bids_come_after_the_seal_and_are_no_change() -> None:
    state = SealState(SEALED, {**SEALED.parts, "estimates.acme.swing": "4" * 64, "panel.it": "5" * 64})
    assert state.status == "sealed"
    assert state.later == ("estimates.acme.swing", "panel.it")
    assert state.fingerprint_now == state.fingerprint


def test_an_estimate_that_was_sealed_may_not_be_changed_or_removed() -> None:
    seal = replace(SEALED, parts={**SEALED.parts, "estimates.acme.swing": "4" * 64})
    assert SealState(seal, SEALED.parts).status == "changed"
    assert SealState(seal, {**seal.parts, "estimates.acme.swing": "5" * 64}).status == "changed"


def test_a_fingerprint_reads_aloud(tmp_path: Path) -> None:
    made = fingerprint_of({"a": "b"})
    assert [len(group) for group in made.split("-")] == [4] * 6
    assert not set(made) & set("ILOU")


def test_a_report_without_names_does_not_name_evaluators_by_their_files() -> None:
    files = [
        InputFile("panel/consensus.toml", "c"),
        InputFile("panel/zoe.xlsx", "a"),
        InputFile("panel/adam.xlsx", "b"),
    ]
    assert hashes(files, names=False) == {"panel/consensus.toml": "c", "panel/ 1": "a", "panel/ 2": "b"}
    assert hashes(files, names=True) == {file.path: file.sha256 for file in files}
