"""What the analyses cost beside the bare work they rest on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from contracteval.analysis.admissible import Admissible
from contracteval.analysis.options import Options
from contracteval.analysis.sampling import sampled
from contracteval.analysis.sections import analyse
from contracteval.analysis.study import Study
from contracteval.analysis.weighing import Weighing
from contracteval.case import Case
from contracteval.evaluation.evaluate import compare
from contracteval.model.analysis.weights import Component
from contracteval.text import Text
from tests.benchmarks.ratio import ratio
from tests.benchmarks.test_ratios import FORMULA, wide_case

pytestmark = pytest.mark.benchmark


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_sampling_weightings_stays_near_the_bare_product_and_sort() -> None:
    """10 bids × 40 criteria × 10,000 draws; both sides take the weightings as drawn."""
    np = pytest.importorskip("numpy")
    random = Random(1)
    scores = {f"b{i}": tuple(Fraction(random.randint(0, 10_000), 100) for _ in range(40)) for i in range(10)}
    components = tuple(Component(f"c{i}", Text.same(f"C{i}"), Fraction(1, 40)) for i in range(40))
    weighing = Weighing("criteria", components, scores, scores)
    matrix = np.array([[float(value) for value in vector] for vector in scores.values()])
    weightings = np.random.default_rng(1).exponential(size=(40, 10_000))

    def ours() -> float:
        return seconds(lambda: sampled(weighing, Admissible("free", 40), 10_000, 1, fast=True))

    def bare() -> float:
        return seconds(lambda: np.sort(matrix @ weightings, axis=0))

    assert ratio(ours, bare, runs=15) < 2


def plain(i: int) -> str:
    return FORMULA.format(i=i)


def quotient(i: int) -> str:
    """A quotient whose denominator moves too, another for each criterion."""
    return f"(price - should_cost) / (promised_investment + {i} * error_cost + price / {i})"


def compared(i: int) -> str:
    """A price formula that compares the bids, for one criterion of fifteen."""
    return "lowest(bids.price) / price" if i % 15 == 1 else plain(i)


@pytest.mark.parametrize(
    ("formula", "more", "most"),
    [
        (plain, "", 100),
        (quotient, "", 100),
        (compared, "", 150),
        (plain, '[[admission]]\non = "all"\nminimum = 20\n', 150),
    ],
    ids=["plain", "quotients", "relative", "bar"],
)
def test_saying_how_firm_the_result_is_costs_less_than_a_hundred_times_scoring_the_bids(
    tmp_path: Path, formula: Callable[[int], str], more: str, most: int
) -> None:
    """10 bids × 150 criteria, all in one mean, each moved by the price: every section, levers and their pairs included.

    Half as much again where the other bids move as well, and where none of them reaches a bar on the whole.
    """
    case = ten_bids(tmp_path, formula, more)

    def ours() -> float:
        study = Study(case.plan, case.dossier, case.comparison)
        return seconds(lambda: analyse(study, Options()))

    def scoring() -> float:
        return seconds(lambda: compare(case.plan, case.dossier))

    assert ratio(ours, scoring, runs=2) < most


def ten_bids(folder: Path, formula: Callable[[int], str], more: str) -> Case:
    """Return ten variations of one bid of the demo under 150 criteria."""
    made = wide_case(folder, 150, formula, more).folder
    brief = json.loads((made / "brief.json").read_text(encoding="utf-8"))
    bid = json.loads((made / "bids" / "artisan.json").read_text(encoding="utf-8"))
    own = brief["bids"]["artisan"]["facts"]
    for path in (made / "bids").glob("*.json"):
        path.unlink()
    brief["bids"] = {}
    for i in range(10):
        facts = dict(bid["facts"])
        for id_, value in (("price", 9.2 + 0.13 * i), ("promised_investment", 0.5 + 0.07 * (i * 7 % 10))):
            facts[id_] = {"value": value, "unit": "M€/yr", "grade": "contracted"}
        (made / "bids" / f"b{i}.json").write_text(json.dumps({"vendor": f"V{i}", "facts": facts}), encoding="utf-8")
        brief["bids"][f"b{i}"] = {"facts": {**own, "error_cost": 0.05 + 0.03 * (i * 3 % 10)}}
    (made / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
    return Case(made, rules=[folder / "rules"])
