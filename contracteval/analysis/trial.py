"""One bid under trial: what it comes to when a few of its answers are other, with only what they touch run again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, wraps
from typing import Any, TypeVar

from contracteval.analysis.field import Row
from contracteval.analysis.parts import Part
from contracteval.analysis.sums import total_of
from contracteval.analysis.workbench import Workbench
from contracteval.evaluation.aggregate import groups_of, rounded
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.evaluate import score_of
from contracteval.evaluation.judge import conditions_of, flags_of, gates_of, verdict_of
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import Grade
from contracteval.model.result import BidResult, Condition, GroupResult, Score
from contracteval.model.value import Unknown
from contracteval.rules.plan import all_needs

T = TypeVar("T")
CLEARLY = 1e-6
"""Points of the total: two totals further apart are told apart in floating point, others exactly."""
_NOTHING, _FULL = Score.exactly(Fraction(0)), Score.exactly(Fraction(100))


class Trial:
    """One bid with the answers it is tried with. Trials are not changed: ``but`` gives another one.

    A trial holds what was ``kept`` of the scores of its ``root``, the bid as it was read; ``touched`` are the steps that
    were run again since. ``lot`` holds the rows of the bids that relative rules compare, its own among them.
    """

    def __init__(
        self,
        bench: Workbench,
        bid: str,
        answers: Answers,
        env: dict[str, Any],
        kept: Mapping[str, Score],
        lot: Mapping[str, Row],
        root: Trial | None = None,
        touched: frozenset[str] = frozenset(),
    ) -> None:
        self.bench = bench
        self.bid = bid
        self.answers = answers
        self.env = env
        self.kept = kept
        self.lot = lot
        self.root = root or self
        self.touched = touched
        self.memo: dict[Hashable, Any] = {}  # what was worked out of it

    @classmethod
    def of(cls, bench: Workbench, bid: str) -> Trial:
        """Return the bid as it was read."""
        if bid not in bench.trials:
            study = bench.study
            answers = study.answers(bid)
            env = study.engine.run(study.engine.start(answers), [*bench.field.rows.values()], bench.steps).env
            bench.trials[bid] = cls(bench, bid, answers, env, study.scores(bid), bench.field.rows)
        found: Trial = bench.trials[bid]
        return found

    def but(self, changes: Mapping[str, Answer]) -> Trial:
        """Return the bid with some answers replaced."""
        bench, lot = self.bench, self.lot
        answers = Answers({**self.answers.facts, **changes}, self.answers.tables)
        if self.bid in lot and not bench.field.compared.isdisjoint(changes):
            lot = {**lot, self.bid: bench.field.row(answers)}
        run = frozenset[str]().union(*(bench.cone(fact) for fact in changes))
        after = self._again(answers, changes, lot, run)
        if bench.field.readers and not bench.field.admitting.isdisjoint(changes):
            return after.within(after._compared())
        return after

    def within(self, lot: Mapping[str, Row]) -> Trial:
        """Return the bid compared with other bids than before."""
        return self if lot == self.lot else self._again(self.answers, {}, lot, self.bench.field.readers)

    def _again(
        self, answers: Answers, changes: Mapping[str, Answer], lot: Mapping[str, Row], run: frozenset[str]
    ) -> Trial:
        """Run some steps again, under the answers that changed."""
        tables = run & self.bench.plan.rulebook.tables.keys()
        env = dict(self.env)
        for id_ in run - tables:
            env.pop(id_, None)
        for fact, answer in changes.items():
            put(env, fact, answer)
        for table in tables:
            env[table] = [dict(row) for row in env[table]] if isinstance(env[table], list) else env[table]
        self.bench.study.engine.run(env, [*lot.values()], run)
        touched = self.touched | run
        kept = {id_: score for id_, score in self.root.kept.items() if id_ not in touched}
        return Trial(self.bench, self.bid, answers, env, kept, lot, self.root, touched)

    def _compared(self) -> Mapping[str, Row]:
        """Return the rows of the bids that are not out before the prices are opened."""
        bench, bids = self.bench, [bid.id for bid in self.bench.study.dossier.bids]
        trials = {bid: self if bid == self.bid else Trial.of(bench, bid) for bid in bids}
        out = bench.study.engine.early.out([trial.alone for trial in trials.values()])
        return {bid: bench.field.row(trial.answers) for bid, trial in trials.items() if bid not in out}

    # --- the total

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        """The score of each criterion: those kept from before, and those that have moved, told when they are asked for."""
        return {**self.kept, **self._scored(self._moved)}

    @cached_property
    def _moved(self) -> tuple[str, ...]:
        return tuple(id_ for id_ in self.bench.study.criteria if id_ not in self.kept)

    @cached_property
    def _open(self) -> frozenset[str]:
        """The criteria that have moved and wait for an answer."""
        return frozenset(id_ for id_ in self._moved if isinstance(self.env[id_], Unknown))

    def _scored(self, ids: Iterable[str]) -> dict[str, Score]:
        encloser, plan = Encloser(self.bench.study.engine, self.env), self.bench.plan
        criteria, digits = plan.rulebook.criteria, plan.settings.rounding.scores
        return {id_: rounded(score_of(criteria[id_], self.env[id_], encloser), digits) for id_ in ids}

    @cached_property
    def _known(self) -> Mapping[str, Score]:
        """The scores that cost nothing: those of the criteria that do not wait for an answer."""
        return {**self.kept, **self._scored(id_ for id_ in self._moved if id_ not in self._open)}

    def exceeds(self, bar: Fraction) -> bool:
        """Say whether the least that the total can be is above a bar; scores are enclosed only where that could tell."""
        if self._open and "scores" not in self.__dict__:
            if not self._is_above(bar, self._with_open_at(_FULL)):
                return False
            return self.surely_exceeds(bar) or self._is_above(bar, self.scores)
        return self._is_above(bar, self.scores if self._open else self._known)

    def surely_exceeds(self, bar: Fraction) -> bool:
        """Say at little cost whether the total is above a bar even if what has moved and is unknown counts for zero."""
        return self._is_above(bar, self._with_open_at(_NOTHING))

    def _with_open_at(self, score: Score) -> Mapping[str, Score]:
        return {**self._known, **dict.fromkeys(self._open, score)}

    def _is_above(self, bar: Fraction, scores: Mapping[str, Score]) -> bool:
        """Compare the total with a bar: in floating point where that tells, else exactly."""
        if self.bench.field.rounds:
            return self._grouped_under(scores)[0].ends[0] > bar
        gains = [(part, part.low(scores)) for part in self._parts]
        rough = sum(float(part.share) * (float(low) - float(self.root.part_lows[part.id])) for part, low in gains)
        lead = float(self.root.low - bar) + rough
        return lead > 0 if abs(lead) > CLEARLY else self._low_under(scores) > bar

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        """The parts of the total that have moved."""
        return tuple(part for part in self.bench.parts if not part.criteria <= self.kept.keys())

    def _low_under(self, scores: Mapping[str, Score]) -> Fraction:
        if self.root is self:
            return total_of(part.share * low for part, low in ((p, self.part_lows[p.id]) for p in self.bench.parts))
        gains = (part.share * (part.low(scores) - self.root.part_lows[part.id]) for part in self._parts)
        return self.root.low + total_of(gains)

    @cached_property
    def part_lows(self) -> Mapping[str, Fraction]:
        """The least that each part of the total can be."""
        return {part.id: part.low(self.scores) for part in self.bench.parts}

    @cached_property
    def low(self) -> Fraction:
        """The least that the total can be."""
        return self.total.ends[0] if self.bench.field.rounds else self._low_under(self.scores)

    @cached_property
    def high(self) -> Fraction:
        """The most that the total can be."""
        if self.root is self or self.bench.field.rounds:
            return self.total.ends[1]
        gains = (p.share * (p.ends(self.scores)[1] - p.ends(self.root.scores)[1]) for p in self._parts)
        return self.root.high + total_of(gains)

    @cached_property
    def total(self) -> Score:
        """The total of the bid."""
        if not self.bench.field.rounds and all(score.status == "scored" for score in self.scores.values()):
            return Score.exactly(self.low)
        return self._grouped[0]

    @cached_property
    def _grouped(self) -> tuple[Score, tuple[GroupResult, ...]]:
        return self._grouped_under(self.scores)

    def _grouped_under(self, scores: Mapping[str, Score]) -> tuple[Score, tuple[GroupResult, ...]]:
        return groups_of(self.bench.plan.groups, scores, self.bench.plan.settings.rounding)

    # --- everything that it earns

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The promises that count and are not contracted."""
        plan = self.bench.plan
        return conditions_of(self.answers, all_needs(plan.rulebook), plan.deciding_facts())

    @cached_property
    def alone(self) -> BidResult:
        """What the bid earns before the bars that the buyer set and without a rank; criteria only as far as bars go."""
        plan, read = self.bench.plan, self.bench.study.results[self.bid]
        total, groups = self._grouped
        on = {bar.on for bar in plan.settings.admissions}
        criteria = tuple(replace(item, score=self.scores[item.id]) for item in read.criteria if item.id in on)
        gates, flags = gates_of(plan, self.env), flags_of(plan, self.env)
        verdict, why = verdict_of(gates, flags, self.conditions)
        return replace(
            read, score=total, groups=groups, criteria=criteria, gates=gates, flags=flags, conditions=self.conditions,
            verdict=verdict, why=why, admissions=(), rank=None, rank_best=None, rank_worst=None, tied_with=(),
        )  # fmt: skip

    def position(self, id_: str) -> Fraction | None:
        """Return what a party is left with, when the rulebook tells and everything it rests on is known."""
        value = self.env.get(id_)
        return value if isinstance(value, Fraction) else None


def remembered(work: Callable[[Trial], T]) -> Callable[[Trial], T]:
    """Keep with each trial what a function says of it: trials are not changed."""

    @wraps(work)
    def told(trial: Trial) -> T:
        if work not in trial.memo:
            trial.memo[work] = work(trial)
        found: T = trial.memo[work]
        return found

    return told


def put(env: MutableMapping[str, Any], fact: str, answer: Answer) -> None:
    """Put an answer into an environment, in place of the one before."""
    env[fact] = Unknown(frozenset({fact})) if answer.value is None else answer.value
    env[f"given({fact})"] = answer.value is not None
    env[f"grade({fact})"] = (Grade.NONE if answer.value is None else answer.grade).name.lower()
