"""For each bid, what would turn the decision: the least single changes and the best pair, applied and judged again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from contracteval.analysis.beside import bar, holding_back, placed, verdict
from contracteval.analysis.goals import FIRST, Goal, is_first
from contracteval.analysis.moves import Step, contract_effort, contracted, directed
from contracteval.analysis.options import Options
from contracteval.analysis.pairs import Search
from contracteval.analysis.study import Study
from contracteval.analysis.trial import Trial
from contracteval.analysis.workbench import BUYER_POSITION, SUPPLIER_POSITION, Workbench
from contracteval.model.analysis.levers import Aim, BidLevers, Lever, Levers, Move, PriceDeficit
from contracteval.model.fact import FactSpec, Party
from contracteval.model.result import Verdict
from contracteval.rules.plan import Plan


def analyse(study: Study, options: Options) -> Levers:
    """Find the levers of every bid, in the order of the ranking."""
    bench = Workbench(study)
    steps = study.plan.rulebook.steps
    priced = BUYER_POSITION in steps and SUPPLIER_POSITION in steps
    return Levers(tuple(levers_of(bench, bid) for bid in study.results), priced)


def levers_of(bench: Workbench, bid: str) -> BidLevers:
    """Find the levers of one bid: to first place where it is not first alone, and to every better verdict."""
    result = bench.study.results[bid]
    search = Search(Trial.of(bench, bid))
    goals: list[tuple[Verdict | None, Goal]] = []
    if not is_first(result):
        goals.append((None, FIRST))
    goals += [(better, Goal(better)) for better in _better(search.trial)]
    aims = tuple(_aim(search, goal, aimed) for aimed, goal in goals)
    return BidLevers(bid, is_first(result), result.tied_with, aims, price_deficit(search.trial))


def _better(trial: Trial) -> list[Verdict]:
    """Return the better verdicts, without those that ask for no less than the next one does."""
    found: list[Verdict] = []
    for better in list(Verdict)[verdict(trial) + 1 :]:
        promises = better is Verdict.AWARD and trial.conditions
        if found and not promises and holding_back(trial, found[-1]) == holding_back(trial, better):
            found.pop()
        found.append(better)
    return found


def _aim(search: Search, goal: Goal, aimed: Verdict | None) -> Aim:
    trial = search.trial
    promised: tuple[Move, ...] = ()
    effort = Fraction(0)
    if aimed is Verdict.AWARD and trial.conditions:  # what is promised has to be signed as well, whatever else moves
        promised, effort = _signing(trial), contract_effort(len(trial.conditions))
        search = Search(contracted(trial))
    steps = [] if goal.is_met(search.trial) else search.singles(goal)
    pair, complete = (None, True) if goal.is_met(search.trial) else search.best_pair(goal, steps)
    single = [_lever(trial, _signed((step.move,), promised), step.trial, step.effort + effort) for step in steps]
    single += _contracting(trial, goal)
    both = None
    if pair is not None:
        total = pair[0].effort + pair[1].effort + effort
        both = _lever(trial, _signed((pair[0].move, pair[1].move), promised), pair[1].trial, total)
    gap = bar(trial) - trial.low if goal.first else None
    most = max(search.reach.values(), default=Fraction(0)) if goal.first else None
    held = trial.bench.study.results[trial.bid].rejections if goal.first else ()
    return Aim(aimed, tuple(sorted(single, key=_preference)), both, gap, most, complete, held)


def _signing(trial: Trial) -> tuple[Move, ...]:
    """Return the moves that put everything promised into the contract as it stands."""
    values = {id_: answer.value for id_, answer in trial.answers.facts.items()}
    open_ = dict.fromkeys(item.fact for item in trial.conditions)
    return tuple(Move(id_, values.get(id_), None, contracted=True) for id_ in open_)


def _signed(made: tuple[Move, ...], promised: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return the moves with everything promised put into the contract; a fact that moves is signed as it then stands."""
    ids = {move.fact for move in promised}
    moved = {move.fact for move in made}
    return (
        *(replace(move, contracted=move.fact in ids) for move in made),
        *(move for move in promised if move.fact not in moved),
    )


def _contracting(trial: Trial, goal: Goal) -> Iterator[Lever]:
    """Yield the lever that puts what is promised into the contract and moves nothing else."""
    if not trial.conditions:
        return
    after = contracted(trial)
    if goal.is_met(after):
        yield _lever(trial, _signing(trial), after, contract_effort(len(trial.conditions)))


def _preference(lever: Lever) -> tuple[bool, bool, Fraction]:
    joint = lever.joint
    return not lever.is_win_win, joint is None or joint <= 0, lever.effort


# --- what a lever does


def _lever(trial: Trial, made: tuple[Move, ...], after: Trial, effort: Fraction) -> Lever:
    judged = placed(after)
    buyer, vendor = _gain(trial, after, BUYER_POSITION), _gain(trial, after, SUPPLIER_POSITION)
    if buyer is not None and vendor is not None:
        buyer -= _taken_over(trial.bench.plan, made)
    low = judged.score.low or Fraction(0)
    return Lever(
        made, judged.verdict, judged.rank, bool(judged.tied_with), low, buyer, vendor,
        _paid_by(trial.bench.plan, made, buyer, vendor), effort,
    )  # fmt: skip


def _gain(trial: Trial, after: Trial, id_: str) -> Fraction | None:
    before, now = trial.position(id_), after.position(id_)
    return None if before is None or now is None else now - before


def _taken_over(plan: Plan, made: Iterable[Move]) -> Fraction:
    """Return what the buyer puts in because the vendor no longer does."""
    facts = plan.rulebook.facts
    return sum((_left_to_buyer(move, facts[move.fact]) for move in made if move.fact in facts), Fraction(0))


def _left_to_buyer(move: Move, spec: FactSpec) -> Fraction:
    shifts = spec.type == "money" and (spec.rise, spec.fall) == ("vendor", "buyer")
    if not shifts or not isinstance(move.before, Fraction) or not isinstance(move.after, Fraction):
        return Fraction(0)
    return max(move.before - move.after, Fraction(0))


def _paid_by(plan: Plan, made: Iterable[Move], buyer: Fraction | None, vendor: Fraction | None) -> tuple[Party, ...]:
    """Name who is left with less; where the rules do not price the move, who the rules say bears it."""
    if buyer is not None and vendor is not None and (buyer or vendor):
        parties: tuple[tuple[Party, Fraction], ...] = (("vendor", vendor), ("buyer", buyer))
        return tuple(party for party, gain in parties if gain < 0)
    bearers: list[Party] = []
    for move in made:
        spec = plan.rulebook.facts.get(move.fact)
        bearers.append("vendor" if spec is None else spec.fall if move.at_most else spec.rise)
    return tuple(dict.fromkeys(bearers))


# --- the price


def price_deficit(trial: Trial) -> PriceDeficit | None:
    """Say how much cheaper a bid would have had to be to come first; None where it is first, or has no single price."""
    bench = trial.bench
    spec = price_of(bench.plan)
    result = bench.study.results[trial.bid]
    price = None if spec is None else trial.answers.facts.get(spec.id)
    if spec is None or price is None or not isinstance(price.value, Fraction) or is_first(result):
        return None
    lower, dearer = (directed(trial, spec, FIRST, slope) for slope in (-1, 1))
    return PriceDeficit(spec.id, price.value, _move(lower), _move(dearer))


def price_of(plan: Plan) -> FactSpec | None:
    """Return the price: the one binding amount of money that each bid gives."""
    facts = plan.rulebook.facts.values()
    prices = [spec for spec in facts if spec.binding and spec.type == "money" and spec.per == "bid"]
    return prices[0] if len(prices) == 1 else None


def _move(step: Step | None) -> Move | None:
    return None if step is None else step.move
