"""Two hundred edits of weights, parameters and answers: the workbook recalculated agrees with the engine on the same edits."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from contracteval.case import Case
from contracteval.evaluation.evaluate import compare
from contracteval.model.bid import Dossier
from contracteval.model.fact import FactSpec, Value
from contracteval.model.result import BidResult
from contracteval.model.settings import Settings
from contracteval.reports.to_workbook.words import verdicts, yes_no
from contracteval.reports.wording import rank_text
from contracteval.rules.to_plan import to_plan
from tests.calculators import IronBook, LazyValues
from tests.reports.workbooks import Written, with_value, without

F = Fraction
EDITS = 200


def random_value(draw: random.Random, spec: FactSpec) -> Value | None:
    """Draw a value of a fact, now and then none."""
    if draw.random() < 0.15:
        return None
    if spec.type == "yes/no":
        return draw.random() < 0.5
    if spec.type == "choice":
        return draw.choice(spec.options).id
    low = F(0) if spec.range.low is None else spec.range.low
    high = low + 12 if spec.range.high is None else spec.range.high
    value = low + (high - low) * F(draw.randint(1, 19), 20)
    return F(round(value)) if spec.whole or spec.type == "level" else value


def shown(value: Value | None, spec: FactSpec) -> Any:
    if isinstance(value, bool):
        return yes_no("en")[0 if value else 1]
    return next((o.label.en for o in spec.options if o.id == value), value)


def test_two_hundred_random_edits(demo_case: Case, tmp_path: Path) -> None:
    draw = random.Random(11)
    written = Written(tmp_path / "demo.xlsx", demo_case.plan, demo_case.dossier)
    book = IronBook(written.path, tmp_path)
    needs, dossier, settings = demo_case.plan.needs().facts, demo_case.dossier, demo_case.settings
    facts = [id_ for id_, spec in needs.items() if spec.per == "bid" and spec.type not in ("text", "choices", "date")]
    groups = [member.id for member in written.content.layout.sections[0].members]
    turned = 0
    for _ in range(EDITS):
        if draw.random() < 0.25:
            settings = with_weights(settings, dict(zip(groups, shares(draw, len(groups)), strict=True)))
            for id_, weight in settings.weights.items():
                book.set(written.weight_cell(id_), float(weight))
        else:
            bid_id, id_ = draw.choice(demo_case.dossier.bids).id, draw.choice(facts)
            value = random_value(draw, needs[id_])
            dossier = edited(dossier, bid_id, id_, value)
            book.set(written.input_cell(bid_id, id_), shown(value, needs[id_]))
        comparison = compare(to_plan(demo_case.rulebook, settings), dossier)
        found = written.read(LazyValues(book))
        for result in comparison.bids:
            agree(found[result.id], result)
        turned += comparison.bids[0].id != written.comparison.bids[0].id
    assert turned > EDITS // 10  # the edits are large enough to turn the order


def shares(draw: random.Random, count: int) -> list[int]:
    cuts = sorted(draw.randint(0, 100) for _ in range(count - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]


def with_weights(settings: Settings, weights: dict[str, int]) -> Settings:
    return replace(settings, weights={id_: str(weight) for id_, weight in weights.items()})


def edited(dossier: Dossier, bid_id: str, fact: str, value: Value | None) -> Dossier:
    own = next(bid for bid in dossier.bids if bid.id == bid_id)
    if fact in own.answers.facts:
        return without(dossier, bid_id, fact) if value is None else with_value(dossier, bid_id, fact, value)
    return dossier if value is None else _added(dossier, bid_id, fact, value)


def _added(dossier: Dossier, bid_id: str, fact: str, value: Value) -> Dossier:
    from contracteval.model.bid import Answer, Answers
    from contracteval.model.fact import Grade

    bids = []
    for bid in dossier.bids:
        facts = dict(bid.answers.facts)
        if bid.id == bid_id:
            facts[fact] = Answer(value, Grade.CONTRACTED)
        bids.append(replace(bid, answers=Answers(facts, bid.answers.tables)))
    return replace(dossier, bids=tuple(bids))


def agree(found: dict[str, Any], result: BidResult) -> None:
    """Values, statuses and verdict must be equal; a bound that only the engine can compute may be wider."""
    score = result.score
    for id_, measure in result.measures.items():
        if f"measure {id_}" in found:
            value, status = found[f"measure {id_}"]
            assert status == measure.status, id_
            if isinstance(measure.value, Fraction):
                assert abs(value - float(measure.value)) <= 1e-9 * max(1.0, abs(value)), id_
    assert found["verdict"] == verdicts("en")[result.verdict]
    assert found["why"] == result.why.en
    if score.value is not None:
        assert abs(found["score"] - float(score.value)) < 1e-9
    assert found["low"] <= float(score.low or 0) + 1e-9
    assert found["high"] >= float(100 if score.high is None else score.high) - 1e-9
    rank = rank_text(result)
    assert found["rank"] == rank or "–" in found["rank"], (found["rank"], rank)
