"""What the missing answers leave open, what each could change, and in which order to ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from contracteval.analysis.answers import candidates, turning_points
from contracteval.analysis.changes import Changes
from contracteval.analysis.options import Options
from contracteval.analysis.ordering import certainly_ahead
from contracteval.analysis.study import Study
from contracteval.analysis.trial import Trial
from contracteval.analysis.weighing import weighings
from contracteval.analysis.workbench import Workbench
from contracteval.model.analysis.missing import Ahead, Effect, Missing, OpenFact, Probe, Unanswered
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import FactSpec, Grade, Value
from contracteval.model.result import Verdict

_TRIED = 12
"""How many of its missing answers are tried out for each bid, those first that leave most open."""
_MOST_TRIES = 30
_BUDGET = 40
"""The enclosures spent on each score under an answer that is tried."""
Ends = tuple[Fraction, Fraction]


def analyse(study: Study, options: Options) -> Missing:
    """Rank by intervals, and try out what each missing answer could change."""
    weighing = weighings(study)[0]
    ahead = certainly_ahead(study, weighing)
    doubtful = tuple(bid.id for bid in study.results.values() if bid.may_be_rejected)
    first = tuple(_unbeaten(weighing.bids, [pair for pair in ahead if pair.ahead not in doubtful]))
    bench = Workbench(study)
    facts = [_tried(bench, fact, first) for fact in _open_facts(study)]
    totals = [study.total(bid) for bid in weighing.bids]
    return Missing(
        weighing.bids,
        first,
        ahead,
        doubtful,
        tuple(_unanswered(study)),
        tuple(sorted(facts, key=_urgency)),
        any(total.status != "scored" for total in totals),
    )


def _unbeaten(bids: Sequence[str], ahead: Iterable[Ahead]) -> list[str]:
    behind = {pair.behind for pair in ahead}
    return [bid for bid in bids if bid not in behind]


def _unanswered(study: Study) -> Iterator[Unanswered]:
    """Yield the criteria that no bid has a score on."""
    shares: dict[str, Fraction] = {}
    for leaf, _, share in study.plan.leaves():
        shares[leaf.criterion.id] = shares.get(leaf.criterion.id, Fraction(0)) + share
    for id_, share in shares.items():
        if study.results and all(study.scores(bid)[id_].status != "scored" for bid in study.results):
            yield Unanswered(id_, study.plan.rulebook.criteria[id_].title, share)


# --- the missing answers


def _open_facts(study: Study) -> list[OpenFact]:
    """Join what the bids miss: an answer of the buyer is one question for all of them.

    Under relative rules what one bid did not answer leaves the totals of the others open as well.
    """
    found: dict[tuple[str, str | None], OpenFact] = {}
    for bid in study.results.values():
        low, high = study.total(bid.id).ends
        for item in bid.missing:
            owner = None if item.fact in study.brief_facts else bid.id
            before = found.get((item.fact, owner)) or OpenFact(item.fact, item.label, item.question, item.by, owner, ())
            effects = [Effect(bid.id, low, high, item.worth)]
            if owner is not None:
                others = study.open_for_others(owner, item.fact)
                effects += [Effect(other, *study.total(other).ends, worth) for other, worth in others.items()]
            found[item.fact, owner] = replace(before, effects=(*before.effects, *effects))
    return list(found.values())


def _tried(bench: Workbench, fact: OpenFact, first: Sequence[str]) -> OpenFact:
    """Put in answers one by one and see what is left of the totals, and of the bids that may come ``first``."""
    study = bench.study
    spec = study.plan.rulebook.facts.get(fact.fact)
    tries = _tries(bench, fact, spec) if spec is not None and _is_tried(study, fact) else ()
    if not tries:
        return fact
    now = {bid: study.total(bid).ends for bid in first}
    totals = {value: _totals(bench, fact, value) for value in tries}
    lefts = {v: _may_lead(bench, fact, v, {bid: totals[v].get(bid, now[bid]) for bid in first}) for v in tries}
    turns = [(value, left) for value, left in lefts.items() if left != tuple(first)]
    effects = tuple(_effect(effect, {value: totals[value][effect.bid] for value in tries}) for effect in fact.effects)
    unseating = min(
        turns, key=lambda item: (first[0] in item[1], len(item[1])), default=None
    )  # the leader, if any does
    turn, left = unseating or (None, ())
    return replace(fact, effects=effects, changes_first=bool(turns), turn=turn, first_then=left)


def _tries(bench: Workbench, fact: OpenFact, spec: FactSpec) -> tuple[Value, ...]:
    """Return the answers to try: likely ones, and those at which the score of some bid turns."""
    likely = candidates(spec, _known(bench.study, spec))
    lacking = [fact.bid] if fact.bid is not None else [effect.bid for effect in fact.effects]
    turning = [value for bid in lacking for value in turning_points(Trial.of(bench, bid), spec)]
    if not turning:
        return likely
    numbers = sorted({*turning, *(value for value in likely if isinstance(value, Fraction))})
    every = -(-len(numbers) // _MOST_TRIES)
    return tuple(value for i, value in enumerate(numbers) if not i % every or value in likely)


def _is_tried(study: Study, fact: OpenFact) -> bool:
    return any(
        fact.fact in [item.fact for item in study.results[effect.bid].missing[:_TRIED]] for effect in fact.effects
    )


def _known(study: Study, spec: FactSpec) -> list[Value]:
    """Return what the bids answered to the same question, or else what is known in the same unit."""
    facts = [bid.facts for bid in study.results.values()]
    same = [known[spec.id] for known in facts if spec.id in known]
    specs = study.plan.rulebook.facts
    alike = [id_ for id_, other in specs.items() if other.type == spec.type and other.unit.same_as(spec.unit)]
    return same or [known[id_] for known in facts for id_ in alike if id_ in known]


def _answered(fact: OpenFact, value: Value) -> Changes:
    given = Answers({fact.fact: Answer(value, Grade.CONTRACTED)})
    return Changes(brief=given) if fact.bid is None else Changes.of_bid(fact.bid, given)


def _totals(bench: Workbench, fact: OpenFact, value: Value) -> dict[str, Ends]:
    """Return the totals that hang on the fact when it is answered so.

    An answer never widens what is known already, unless it decides with whom the bids are compared.
    """
    study, changes = bench.study, _answered(fact, value)
    touched = study.results if study.plan.is_relative else [effect.bid for effect in fact.effects]
    tried = {bid: study.total(bid, changes, _BUDGET).ends for bid in touched}
    if study.plan.is_relative and fact.fact in bench.field.admitting:
        return tried
    return {bid: _narrowed(study.total(bid).ends, ends) for bid, ends in tried.items()}


def _narrowed(now: Ends, tried: Ends) -> Ends:
    return max(now[0], tried[0]), min(now[1], tried[1])


def _may_lead(bench: Workbench, fact: OpenFact, value: Value, ends: Mapping[str, Ends]) -> tuple[str, ...]:
    """Return the bids that may come first when the fact is answered so: one that may be rejected holds nobody back."""
    results = bench.study.results
    if any(bid.may_be_rejected for bid in results.values()) and _may_reject(bench, fact.fact):
        results = {bid.id: bid for bid in bench.study.judge(_answered(fact, value)).bids}
    running = {bid: span for bid, span in ends.items() if results[bid].verdict is not Verdict.REJECT}
    sure = [low for bid, (low, _) in running.items() if not results[bid].may_be_rejected]
    best = max(sure, default=Fraction(0))
    return tuple(bid for bid, (_, high) in running.items() if high >= best)


def _may_reject(bench: Workbench, fact: str) -> bool:
    """Say whether a gate, a flag or a bar that rejects bids rests on a fact."""
    plan, steps = bench.plan, bench.verdict_steps_with(fact)
    caps = [gate.caps for gate in plan.gates if f"gate:{gate.id}" in steps]
    caps += [flag.caps for flag in plan.flags if f"flag:{flag.id}" in steps]
    return Verdict.REJECT in caps or bool(bench.bars_with(fact))


def _effect(effect: Effect, tried: Mapping[Value, Ends]) -> Effect:
    probes = [Probe(value, low, high) for value, (low, high) in tried.items()]
    probes.sort(key=_digits)  # of answers that come to the same, the one of fewest digits is told
    best = max(probes, key=lambda probe: (probe.low, probe.high))
    worst = min(probes, key=lambda probe: (probe.high, probe.low))
    return replace(effect, best=best, worst=worst)


def _digits(probe: Probe) -> int:
    return probe.value.denominator if isinstance(probe.value, Fraction) else 0


def _urgency(fact: OpenFact) -> tuple[bool, Fraction, str]:
    """Order what to ask: what can change the first place before the rest, then what leaves most open."""
    return not fact.changes_first, -fact.worth, fact.fact
