"""Which rules need a price: what is decided before the prices are opened must not rest on them."""

from __future__ import annotations

from contracteval.model.result import BidResult, Score, Verdict
from contracteval.model.settings import Admission
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import LOT, Gate


def early_gates(plan: Plan) -> list[Gate]:
    """Return the gates that reject and need no price."""
    rejecting = (gate for gate in plan.gates if gate.caps is Verdict.REJECT)
    return [gate for gate in rejecting if not rests_on_prices(plan, f"gate:{gate.id}")]


def early_bars(plan: Plan) -> list[Admission]:
    """Return the bars on scores that need no price."""
    return [bar for bar in plan.settings.admissions if not rests_on_prices(plan, bar.on)]


def rests_on_prices(plan: Plan, id_: str) -> bool:
    """Say whether a step, a criterion or a group needs money that a vendor asks for, or what the other bids are."""
    return any(id_ == LOT or _is_price(plan, id_) for id_ in plan.rulebook.reached(_starts(plan, id_)))


def judged_total(plan: Plan, bid: BidResult) -> Score:
    """Return the total of a bid, none where it rests on a price that was never opened."""
    weighed = (leaf.criterion.id for leaf, _, share in plan.leaves() if share)
    if not bid.opened and any(rests_on_prices(plan, id_) for id_ in weighed):
        return Score.not_judged()
    return bid.score


def _starts(plan: Plan, id_: str) -> list[str]:
    below = [leaf.criterion.id for leaf, branch, _ in plan.leaves() if id_ in plan.above(branch)]
    return below or [id_]


def _is_price(plan: Plan, id_: str) -> bool:
    fact, table = plan.rulebook.facts.get(id_), plan.rulebook.tables.get(id_)
    asked = [] if fact is None else [fact]
    asked += [] if table is None else list(table.columns.values())
    return any(spec.by == "vendor" and spec.type == "money" for spec in asked)
