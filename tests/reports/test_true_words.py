"""Sentences at the edges, where a phrase that is right elsewhere would be untrue: level bids, no gap, one of a kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contracteval.case import Case
from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.model.analysis.levers import Lever, Move
from contracteval.model.result import Verdict
from contracteval.reports.lever_words import LeverWords

DEMO = str(data_folder("templates") / "demo")
TINY = str(Path(__file__).parent / "tiny")
Told = Callable[..., str]
Make = Callable[..., Told]


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def level(value: int) -> dict[str, Any]:
    return {"value": value, "grade": "contracted", "clause": "7"}


def price(value: str) -> dict[str, Any]:
    return {"value": value, "unit": "M€/yr", "grade": "contracted", "clause": "2"}


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what writes an evaluation folder, and returns what runs a command on it and gives what it prints."""

    def made(
        settings: str, bids: Mapping[str, Mapping[str, Any]], brief: Mapping[str, Any], rules: str | None = None
    ) -> Told:
        (tmp_path / "bids").mkdir()
        (tmp_path / "evaluation.toml").write_text(f'title = "T"\ndate = 2026-11-20\n{settings}', encoding="utf-8")
        (tmp_path / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
        for id_, facts in bids.items():
            text = json.dumps({"vendor": id_.title(), "facts": facts})
            (tmp_path / "bids" / f"{id_}.json").write_text(text, encoding="utf-8")

        def told(command: str, *options: str, lang: str = "en") -> str:
            more = [] if rules is None else ["--rules", rules]
            runner = CliRunner(env={"LC_ALL": "C.UTF-8", "COLUMNS": "200"})
            return flat(runner.invoke(main, [command, str(tmp_path), "--lang", lang, *more, *options]).output)

        return told

    return made


@pytest.fixture
def tiny(make: Make) -> Callable[..., Told]:
    """Return what makes a folder under the tiny rules, from prices and levels of staff."""

    def made(bids: Mapping[str, Mapping[str, Any]], settings: str = "") -> Told:
        rules = f'rulesets = ["tiny"]\nprofile = "even"\n{settings}'
        risks = {"hazard": [{"p": "0.1", "loss": {"value": "1", "unit": "M€/yr"}}]}
        brief = {
            "facts": {"own_cost": {"value": "10", "unit": "M€/yr"}},
            "bids": {id_: {"tables": risks} for id_ in bids},
        }
        return make(rules, bids, brief, TINY)

    return made


# --- first: alone or sharing the place


def test_a_rival_that_can_at_best_draw_level_is_said_so_everywhere(tiny: Callable[..., Told]) -> None:
    told = tiny({"ada": {"quote": price("9"), "staff": level(4)}, "bob": {"quote": price("9")}})
    assert "Ada comes first, but missing answers could still let Bob draw level." in told("compare")
    found = told("analyse")
    assert "Ada stays first whatever the weights; Bob can at best draw level." in found
    assert "Bob can at best draw level with these weights, if the missing answers turn out well for it" in found
    assert "First place, alone or shared, over all possible weightings: Ada in 100% of them, Bob in 0% to 100%" in found
    assert "Ada is first whatever the missing answers are; Bob can at best draw level." in found
    french = told("analyse", lang="fr")
    assert "Ada reste en tête quels que soient les poids ; Bob peut au mieux l’égaler." in french
    assert "Ada est en tête quelles que soient les réponses manquantes ; Bob peut au mieux l’égaler." in french


def test_present_weights_outside_the_ranges_are_said_to_be(tiny: Callable[..., Told]) -> None:
    bids = {"ada": {"quote": price("9"), "staff": level(1)}, "bob": {"quote": price("9.5"), "staff": level(3)}}
    told = tiny(bids, "weight_ranges.money = [60, 80]\n")
    assert "The present weights lie outside your ranges: Money 50% (60% to 80%)." in told("analyse")
    assert "Les poids actuels sortent de vos plages : Argent 50 % (de 60 % à 80 %)." in told("analyse", lang="fr")


def test_what_another_bid_left_open_is_no_answer_of_its_own_and_nothing_is_called_always(
    tiny: Callable[..., Told],
) -> None:
    told = tiny({"ada": {"quote": price("9")}, "bob": {"quote": price("9.5"), "staff": level(2)}})
    found = told("analyse", "--only", "weights")
    assert (
        "Bob may be first already, if the missing answers turn out well for it; "
        "no weighting puts it first for certain: Ada may score more." in found
    )
    assert "always" not in found
    french = told("analyse", "--only", "weights", lang="fr")
    assert (
        "Bob est peut-être déjà en tête, si les réponses manquantes lui sont favorables ; "
        "aucune pondération ne la met en tête à coup sûr : Ada peut faire mieux." in french
    )


# --- levers


@pytest.fixture
def prices(make: Make) -> Callable[..., Told]:
    """Return what makes a folder under a price formula, from the price and the panel's mark of each bid."""

    def made(
        bids: Mapping[str, tuple[str, int]], settings: str = "", profile: str = "quality_and_price_lowest_ratio"
    ) -> Told:
        marks = {id_: {"facts": {"quality_mark": mark}} for id_, (_, mark) in bids.items()}
        rules = f'rulesets = ["price_formulas"]\nprofile = "{profile}"\n{settings}'
        offers = {id_: {"price": price(asked)} for id_, (asked, _) in bids.items()}
        return make(rules, offers, {"facts": {}, "bids": marks})

    return made


@pytest.mark.parametrize("bar", ['top = 2\nties = "excluded"', "minimum = 95"])
def test_of_bids_that_are_all_out_the_bar_is_named_and_no_points_are_missing(
    prices: Callable[..., Told], bar: str
) -> None:
    told = prices({"ada": ("100", 70), "bob": ("90", 70), "cy": ("80", 70)}, f'[[admission]]\non = "quality"\n{bar}\n')
    for command in (["analyse", "--only", "levers"], ["levers", "--bid", "ada"]):
        english, french = told(*command), told(*command, lang="fr")
        assert "points are missing" not in english
        assert "il manque" not in french
        assert "is enough; in the way: “Quality as marked by the panel: " in english
        assert "n’y suffit ; y fait obstacle : « Qualité notée par le jury : " in french


def test_where_any_cut_is_enough_the_price_line_says_so(prices: Callable[..., Told]) -> None:
    told = prices({"ada": ("100", 70), "bob": ("100", 70)})
    assert "On price alone, any cut puts it first, however small." in told("levers", "--bid", "ada")
    assert "toute baisse la met en tête, si faible soit-elle." in told("levers", "--bid", "ada", lang="fr")


def test_a_strict_limit_lies_below_what_is_lowered_and_above_what_is_raised() -> None:
    words = {lang: LeverWords(Case(Path(DEMO)).plan, lang) for lang in ("en", "fr")}  # type: ignore[arg-type]
    lower = Move("price", Fraction(90), Fraction("69.9"), Fraction(70), beyond=True, at_most=True)
    higher = Move("gain_share", Fraction("0.15"), Fraction("0.18"), Fraction("0.175"), beyond=True)
    assert words["en"].move(lower).replace("\u00a0", " ").endswith("– strictly below 70 M€/yr")
    assert words["fr"].move(lower).replace("\u00a0", " ").endswith("– strictement en dessous de 70 M€/an")
    assert "– strictly above 17.5" in words["en"].move(higher)
    assert "– strictement au-dessus de 17,5" in words["fr"].move(higher)
    both = Lever((lower, higher), Verdict.AWARD, 1, False, Fraction(50), None, None, (), Fraction(1))
    assert "strict" not in words["en"].moves(both) + words["fr"].moves(both)


# --- face value and commitment value


ASSERTED = {"value": 2, "grade": "asserted"}
TIED = {"quote": price("9"), "staff": ASSERTED}


@pytest.mark.parametrize(
    ("bids", "english", "french"),
    [
        (
            {"ada": TIED, "bob": TIED},
            "Ada and Bob come first at face value, and also if only what is contracted counts.",
            "Ada et Bob arrivent en tête à la valeur affichée, et aussi si seul compte ce qui est contractualisé.",
        ),
        (
            {"ada": TIED, "bob": {**TIED, "quote": price("9.5")}},
            "Ada comes first at face value, and also if only what is contracted counts.",
            "Ada arrive en tête à la valeur affichée, et aussi si seul compte ce qui est contractualisé.",
        ),
        (
            {"ada": TIED, "bob": {"quote": price("9")}},
            "If only what is contracted counted, Ada and Bob would be tied for first place.",
            "Si seul comptait ce qui est contractualisé, Ada et Bob seraient à égalité en tête.",
        ),
        (
            {"ada": {"staff": ASSERTED}, "bob": {"staff": ASSERTED}},
            "If only what is contracted counted, no bid would have a point.",
            "Si seul comptait ce qui est contractualisé, aucune offre n’aurait de point.",
        ),
    ],
)
def test_who_comes_first_by_what_is_contracted(
    tiny: Callable[..., Told], bids: Mapping[str, Any], english: str, french: str
) -> None:
    told = tiny(bids)
    assert english in told("analyse", "--only", "commitment")
    assert french in told("analyse", "--only", "commitment", lang="fr")


def test_how_well_a_promise_is_supported_agrees_with_any_label(tiny: Callable[..., Told]) -> None:
    french = tiny({"ada": TIED, "bob": TIED})("analyse", "--only", "commitment", lang="fr")
    assert "équipe (simple affirmation) demande une clause et une mesure" in french


# --- price formulas


def test_a_weakness_of_the_price_formula_is_no_value_in_a_file(prices: Callable[..., Told]) -> None:
    told = prices({"ada": ("100", 70), "bob": ("90", 60)}, profile="quality_and_price_near_mean")
    found = told("compare")
    assert "could not be used as written" not in found
    assert "Price formula with a known weakness: “Nearness to the mean”; contracteval check tells it." in found
    assert "Formule de prix au défaut connu : « " in told("compare", lang="fr")
    checked = told("check")
    assert "Rules – 1 warning" in checked
    assert "Brief – 1 warning" not in checked
    assert "with prices of 40, 80 and 100, the price of 40 gets 54.55 points, that of 80 gets 90.91" in checked
    assert "avec des prix de 40, 80 et 100, le prix de 40 reçoit 54,55 points" in told("check", lang="fr")
    assert json.loads(told("check", "--json"))["rules"]["findings"][0]["kind"] == "price-formula-denies-lowest"
    assert "price-formula-denies-lowest" in told("check", "--csv")
