"""Who goes on: bars that the buyer set on scores, and who is out before the prices are opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from contracteval.evaluation.judge import verdict_of
from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, GateResult, Score, Verdict
from contracteval.model.settings import Admission
from contracteval.rules.plan import Plan
from contracteval.rules.prices import early_bars, early_gates
from contracteval.text import Text

Ends = tuple[Fraction, Fraction]


def admit(plan: Plan, results: Sequence[BidResult]) -> list[BidResult]:
    """Judge the bars in the order in which they stand; a bid that one of them stops does not count in the next.

    A bar is open (passed None) while missing answers can still decide it.
    """
    judged = list(results)
    for admission in plan.settings.admissions:
        running = {bid.id: ends_of(bid, admission.on) for bid in judged if not is_out(bid)}
        judged = [
            _with(bid, bar_for(plan, admission, running[bid.id], [running[id_] for id_ in running if id_ != bid.id]))
            if bid.id in running
            else bid
            for bid in judged
        ]
    return judged


@dataclass(frozen=True, slots=True)
class Early:
    """What judges before the prices are opened: a plan with the bars that need none, and the gates that need none."""

    plan: Plan
    gates: frozenset[str]

    @classmethod
    def of(cls, plan: Plan) -> Early:
        """Take what needs no price of a plan."""
        bars = replace(plan, settings=replace(plan.settings, admissions=tuple(early_bars(plan))))
        return cls(bars, frozenset(gate.id for gate in early_gates(plan)))

    def out(self, results: Sequence[BidResult]) -> frozenset[str]:
        """Return the bids that are stopped for certain: relative rules do not count them."""
        stripped = [
            replace(bid, gates=tuple(gate for gate in bid.gates if gate.id in self.gates), admissions=())
            for bid in results
        ]
        return frozenset(bid.id for bid in admit(self.plan, stripped) if is_out(bid))


def is_out(bid: BidResult) -> bool:
    """Say whether a gate or a bar that rejects has certainly failed."""
    return any(gate.passed is False and gate.caps is Verdict.REJECT for gate in (*bid.gates, *bid.admissions))


def bar_for(plan: Plan, admission: Admission, own: Ends, others: Sequence[Ends] = ()) -> GateResult:
    """Hold the least and the most that a score can be against a bar; ``others`` are those of the other bids running."""
    return _result(plan.bar_title(admission), admission, _passes(admission, own, others))


def _passes(admission: Admission, own: Ends, others: Sequence[Ends]) -> bool | None:
    low, high = own
    if admission.minimum is not None:
        return True if low >= admission.minimum else False if high < admission.minimum else None
    places = admission.top or 0
    if admission.ties == "included":
        certainly = sum(other_low > high for other_low, _ in others)
        possibly = sum(other_high > low for _, other_high in others)
    else:  # the tied count too: they go on only if there is room for all of them
        certainly = sum(other_low >= high for other_low, _ in others)
        possibly = sum(other_high >= low for _, other_high in others)
    return True if possibly < places else False if certainly >= places else None


def ends_of(bid: BidResult, on: str) -> Ends:
    """Return the least and the most that a group or criterion of a bid can score."""
    scores: list[Score] = [group.score for group in bid.groups if group.id == on]
    scores += [criterion.score for criterion in bid.criteria if criterion.id == on]
    return scores[0].ends


def _with(bid: BidResult, bar: GateResult) -> BidResult:
    admissions = (*bid.admissions, bar)
    verdict, why = verdict_of((*bid.gates, *admissions), bid.flags, bid.conditions)
    return replace(bid, admissions=admissions, verdict=verdict, why=why)


@lru_cache(maxsize=256)
def _result(title: Text, admission: Admission, passed: bool | None) -> GateResult:
    if admission.minimum is not None:
        why = Text("The buyer set a minimum score before the bids were judged.", "L’acheteur a fixé une note minimale avant de juger les offres.")  # fmt: skip
    else:
        why = _why_of_ties(admission)
    return GateResult(admission.id, title, passed, Verdict.REJECT, (), why)


def _why_of_ties(admission: Admission) -> Text:
    if admission.ties == "included":
        return Text(
            "The buyer lets a set number of bids go on; those that tie for the last place all do.",
            "L’acheteur retient un nombre fixé d’offres\u00a0; celles à égalité pour la dernière place le sont toutes.",
        )
    return Text(
        "The buyer lets a set number of bids go on; of those that tie for the last place none does.",
        "L’acheteur retient un nombre fixé d’offres\u00a0; celles à égalité pour la dernière place ne le sont pas.",
    )
