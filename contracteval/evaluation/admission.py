"""Who goes on: bars that the buyer set on scores, and who is out before the prices are opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from contracteval.evaluation.judge import verdict_of
from contracteval.model.result import BidResult, GateResult, Score, Verdict
from contracteval.model.settings import Admission
from contracteval.rules.plan import Plan
from contracteval.rules.prices import rests_on_prices
from contracteval.text import Text


def admit(plan: Plan, results: Sequence[BidResult]) -> list[BidResult]:
    """Judge the bars in the order in which they stand; a bid that one of them stops does not count in the next.

    A bar is open (passed None) while missing answers can still decide it.
    """
    judged = list(results)
    for admission in plan.settings.admissions:
        running = [bid for bid in judged if not is_out(bid)]
        passed = {bid.id: _passes(admission, bid, running) for bid in running}
        judged = [_with(bid, _result(plan, admission, passed[bid.id])) if bid.id in passed else bid for bid in judged]
    return judged


def out_before_prices(plan: Plan, results: Sequence[BidResult]) -> frozenset[str]:
    """Return the bids that gates and bars stop for certain without any price: relative rules do not count them."""
    early = replace(
        plan,
        settings=replace(
            plan.settings, admissions=tuple(a for a in plan.settings.admissions if not rests_on_prices(plan, a.on))
        ),
    )
    gates = frozenset(gate.id for gate in plan.gates if not rests_on_prices(plan, f"gate:{gate.id}"))
    stripped = [replace(bid, gates=tuple(gate for gate in bid.gates if gate.id in gates)) for bid in results]
    return frozenset(bid.id for bid in admit(early, stripped) if is_out(bid))


def is_out(bid: BidResult) -> bool:
    """Say whether a gate or a bar that rejects has certainly failed."""
    return any(gate.passed is False and gate.caps is Verdict.REJECT for gate in (*bid.gates, *bid.admissions))


def _passes(admission: Admission, bid: BidResult, running: Sequence[BidResult]) -> bool | None:
    low, high = _ends(bid, admission.on)
    if admission.minimum is not None:
        return True if low >= admission.minimum else False if high < admission.minimum else None
    others = [_ends(other, admission.on) for other in running if other.id != bid.id]
    places = admission.top or 0
    if admission.ties == "included":
        certainly = sum(other_low > high for other_low, _ in others)
        possibly = sum(other_high > low for _, other_high in others)
    else:  # the tied count too: they go on only if there is room for all of them
        certainly = sum(other_low >= high for other_low, _ in others)
        possibly = sum(other_high >= low for _, other_high in others)
    return True if possibly < places else False if certainly >= places else None


def _ends(bid: BidResult, on: str) -> tuple[Fraction, Fraction]:
    scores: list[Score] = [group.score for group in bid.groups if group.id == on]
    scores += [criterion.score for criterion in bid.criteria if criterion.id == on]
    return scores[0].ends


def _with(bid: BidResult, bar: GateResult) -> BidResult:
    admissions = (*bid.admissions, bar)
    verdict, why = verdict_of((*bid.gates, *admissions), bid.flags, bid.conditions)
    return replace(bid, admissions=admissions, verdict=verdict, why=why)


def _result(plan: Plan, admission: Admission, passed: bool | None) -> GateResult:
    title = plan.title_of(admission.on)
    if admission.minimum is not None:
        least = f"{float(admission.minimum):g}"
        named = Text(f"{title.en}: at least {least}", f"{title.fr}\u00a0: au moins {least.replace('.', ',')}")
        why = Text("The buyer set a minimum score before the bids were judged.", "L’acheteur a fixé une note minimale avant de juger les offres.")  # fmt: skip
    else:
        named = Text(f"{title.en}: the best {admission.top}", f"{title.fr}\u00a0: les {admission.top} meilleures")
        why = _why_of_ties(admission)
    return GateResult(admission.id, named, passed, Verdict.REJECT, (), why)


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
