"""Low prices by every named test at once: limits span a third of the price, so the test must be in the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.evaluation.cases import plan_of
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.evaluate import lot_of
from contracteval.evaluation.judge import flags_of
from contracteval.model.analysis.low_prices import LowPrices, LowPriceTest, Tested
from contracteval.model.bid import Answers
from contracteval.model.value import Undefined
from contracteval.rules.from_toml import list_rulesets
from contracteval.rules.rulebook import Flag
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import Text

PRICE = "price"
FAMILY = "low_price_"  # how the rulesets of these tests are named


def analyse(study: Study, options: Options) -> LowPrices:
    """Put every test to every bid; bids that were out before prices were opened are neither tested nor counted."""
    if PRICE not in study.plan.rulebook.facts or not study.results:
        return LowPrices(0, None, ())
    answers = {id_: study.answers(id_) for id_, bid in study.results.items() if bid.opened}
    own = [flag for flag in study.plan.flags if flag.threshold is not None]
    tests = [*_tests(study.engine, own, answers, judges=True), *_others(study, own, answers)]
    n = len(answers)
    return LowPrices(n, Fraction((n - 1) ** 2, n) if n > 1 else None, tuple(tests))


def _others(study: Study, own: Sequence[Flag], answers: Mapping[str, Answers]) -> Iterator[LowPriceTest]:
    """Run the tests that are shipped and that this evaluation does not judge by."""
    judging = {flag.id for flag in own}
    rulesets = [id_ for id_ in list_rulesets() if id_.startswith(FAMILY)]
    engine = Engine(plan_of(load_rulebook(rulesets)))
    others = [flag for flag in engine.plan.rulebook.flags.values() if flag.threshold and flag.id not in judging]
    return _tests(engine, others, answers, judges=False)


def _tests(
    engine: Engine, flags: Sequence[Flag], answers: Mapping[str, Answers], *, judges: bool
) -> Iterator[LowPriceTest]:
    lot = lot_of(engine.plan, list(answers.values()))
    envs = {id_: engine.run(engine.start(own), lot).env for id_, own in answers.items()}
    for flag in flags:
        tested = tuple(_tested(engine, flag, id_, env) for id_, env in envs.items())
        limits = [env[flag.threshold] for env in envs.values() if flag.threshold is not None]
        why = next((limit.why for limit in limits if isinstance(limit, Undefined)), None)
        sources = tuple(source.reference for source in flag.sources if source.reference is not None)
        cannot = why if all(item.limit is None for item in tested) else None
        yield LowPriceTest(flag.id, flag.ruleset, flag.title, sources, judges, cannot or _not_yet(tested), tested)


def _not_yet(tested: Sequence[Tested]) -> Text | None:
    if not tested:
        return Text(
            "every bid was out before the prices were opened",
            "toutes les offres étaient écartées avant l’ouverture des prix",
        )
    if all(item.raised is None for item in tested):
        return Text("a price or an estimate is missing", "il manque un prix ou une estimation")
    return None


def _tested(engine: Engine, flag: Flag, bid: str, env: Mapping[str, Any]) -> Tested:
    limit = env[flag.threshold] if flag.threshold is not None else None
    raised = next(found.raised for found in flags_of(engine.plan, env) if found.id == flag.id)
    return Tested(bid, _number(env[PRICE]), _number(limit), raised)


def _number(value: object) -> Fraction | None:
    return value if isinstance(value, Fraction) else None
