"""The best pair of moves: it holds, less of it does not, and where none is said to exist there is none."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracteval.analysis.changes import Changes
from contracteval.analysis.levers import levers_of
from contracteval.analysis.study import Study
from contracteval.analysis.workbench import Workbench
from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.evaluate import compare
from contracteval.model.analysis.levers import Aim
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade
from tests.analysis.small_rules import ABOUT, BOTH, criterion, group, made_case, made_study, mark
from tests.analysis.test_levers import LESS, WHOLE, changed, is_scalable, reached

MARKS = ("one", "two", "three")
GATE = f"[gate.enough]\n{ABOUT}require = 'one >= 30'\ncaps = 'reject'\n"
FLAG = f"[flag.skewed]\n{ABOUT}question = {BOTH}\nwhen = 'three > 2 * two'\ncaps = 'clarify'\n"
EXAMPLES = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Three marks that add up, under a gate and a flag."""
    rules = "".join(mark(id_) + criterion(f"{id_}_good", f"{id_} / 100") for id_ in MARKS) + GATE + FLAG
    rules += "".join(group(f"{id_}_part", {f"{id_}_good": 1}) for id_ in MARKS)
    weights = {"one_part": 50, "two_part": 30, "three_part": 20}
    return made_case(tmp_path_factory.mktemp("plain"), rules, weights, {id_: {"value": 50} for id_ in MARKS})


@pytest.fixture(scope="module")
def joint(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Marks that count together: a balance that is nothing while either is, a product, a step."""
    rules = "".join(mark(id_) for id_ in MARKS)
    rules += criterion("balance", "min(one, two) / max(one, two)") + criterion("product", "two * three / 10000")
    rules += criterion("step", "1 if three > 60 else three / 200")
    members = {"balance": 40, "product": 30, "step": 30}
    rules += "".join(group(f"{id_}_part", {id_: 1}) for id_ in members)
    weights = {f"{id_}_part": weight for id_, weight in members.items()}
    return made_case(tmp_path_factory.mktemp("joint"), rules, weights, {id_: {"value": 50} for id_ in MARKS})


def _first(study: Study, bid: str) -> Aim | None:
    return next((aim for aim in levers_of(Workbench(study), bid).aims if aim.verdict is None), None)


def _hold(study: Study, bid: str, aim: Aim) -> None:
    """Apply the pair and less of it; where it is said that no pair can do, try all of a grid."""
    if aim.pair is not None:
        assert reached(aim, changed(study, bid, aim.pair, WHOLE))
        if is_scalable(aim.pair):
            assert not reached(aim, changed(study, bid, aim.pair, LESS)), aim.pair.moves
    elif aim.paired and not aim.single:
        own = study.answers(bid).facts
        for one, other in combinations(MARKS, 2):
            for x in range(0, 101, 20):
                for y in range(0, 101, 20):
                    moved = {id_: Answer(Fraction(v), Grade.CONTRACTED) for id_, v in ((one, x), (other, y))}
                    judged = study.judge(Changes.of_bid(bid, Answers({**own, **moved})))
                    result = next(item for item in judged.bids if item.id == bid)
                    assert not reached(aim, result), (one, x, other, y)


def _try(case: Case, one: dict[str, Fraction], other: dict[str, Fraction]) -> None:
    study = made_study(case.plan, {"a": one, "b": other})
    aim = _first(study, "a")
    if aim is not None:
        _hold(study, "a", aim)


values = st.integers(0, 20).map(lambda n: Fraction(5 * n))
bids = st.fixed_dictionaries(dict.fromkeys(MARKS, values))


@settings(max_examples=100, **EXAMPLES)  # type: ignore[arg-type]
@given(bids, bids)
def test_pairs_of_marks_that_add_up(plain: Case, one: dict[str, Fraction], other: dict[str, Fraction]) -> None:
    _try(plain, one, other)


@settings(max_examples=100, **EXAMPLES)  # type: ignore[arg-type]
@given(bids, bids)
def test_pairs_of_marks_that_count_together(joint: Case, one: dict[str, Fraction], other: dict[str, Fraction]) -> None:
    _try(joint, one, other)


def test_a_fact_that_passes_a_gate_may_go_further_than_the_gate_asks(plain: Case) -> None:
    """71.7 points are to be exceeded: 100 on the first mark and more than 42 1/3 on the second, which lifts the flag."""
    marks = {"a": (0, 0, 45), "b": (90, 29, 90)}
    bids = {id_: dict(zip(MARKS, map(Fraction, own), strict=True)) for id_, own in marks.items()}
    aim = _first(made_study(plain.plan, bids), "a")
    assert aim is not None
    assert aim.pair is not None
    assert {move.fact: move.after for move in aim.pair.moves} == {"one": Fraction(100), "two": Fraction("42.4")}


def test_two_shares_that_are_nothing_until_both_are_there_are_found() -> None:
    """Congruence is the lesser share by the greater: neither share brings anything while the other is zero."""
    case = Case(data_folder("templates") / "demo")
    own = {**case.study.answers("artisan").facts}
    for share in ("gain_share", "supplier_risk_share"):
        own[share] = Answer(Fraction(0), Grade.CONTRACTED)
    both = (
        Bid("whole", "Whole", Answers(dict(case.study.answers("artisan").facts))),
        Bid("none", "None", Answers(own)),
    )
    dossier = Dossier(Answers(), both)
    study = Study(case.plan, dossier, compare(case.plan, dossier))
    aim = _first(study, "none")
    assert aim is not None
    assert aim.pair is not None
    assert {move.fact for move in aim.pair.moves} == {"gain_share", "supplier_risk_share"}
    _hold(study, "none", aim)
