"""What the sheets on one matter show: which measures, which curves, in which order."""

from __future__ import annotations

from dataclasses import dataclass

from contracteval.rules.plan import Plan
from contracteval.text import Text

PRICE = "price"
_SHOWN_KINDS = frozenset({"measure", "criterion", "flag", "diagnostic"})


@dataclass(frozen=True, slots=True)
class Curve:
    """Measures over a fact that moves while everything else stands still.

    ``through`` names the measures between that move with it. The fact runs from ``start`` to ``end``, in shares of the
    largest value of ``scale`` among the bids (of 1 without it). ``marks`` are pairs of measures drawn as points.
    """

    id: str
    title: Text
    over: str
    series: tuple[str, ...]
    through: tuple[str, ...] = ()
    scale: str | None = None
    start: str = "0"
    end: str = "1.5"
    marks: tuple[tuple[str, str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One sheet: the measures of a ruleset with the facts behind them, and its curves."""

    id: str
    subtitle: Text
    rulesets: tuple[str, ...]
    curves: tuple[Curve, ...] = ()
    bars: tuple[str, ...] = ()


TOPICS = (
    Topic(
        PRICE,
        Text(
            "Should-cost, fair price band, margin, cost over the years and tests of low prices. All live.",
            "Coût estimé, fourchette de prix équitable, marge, coût sur la durée et tests de prix bas. Tout est vivant.",
        ),
        ("fair_price", "price_formulas"),
        (
            Curve(
                "cost_sharing",
                Text("Price and supplier’s profit over actual cost", "Prix et marge du prestataire selon le coût réel"),
                "actual_cost", ("shared_price", "shared_profit"), ("outturn_cost", "shared_price"), "target_cost",
                "0.5", "1.5",
                (("total_assumption_point", "ceiling_price", Text("Point of total assumption", "Point de prise en charge totale")),),
            ),
        ),
        ("should_cost", "fair_price_low", "price", "fair_price_high"),
    ),
    Topic(
        "payoff",
        Text(
            "What each party earns as the business outcome is attained, and how much of the pay hangs on it. All live.",
            "Ce que gagne chaque partie selon l’atteinte du résultat, et la part de la rémunération qui en dépend. Tout est vivant.",
        ),
        ("incentive",),
        (
            Curve(
                "payoff",
                Text(
                    "Supplier’s gain share and buyer’s net value over outcome attainment",
                    "Gain partagé du prestataire et valeur nette de l’acheteur selon l’atteinte du résultat",
                ),
                "expected_attainment", ("gain_share_paid", "net_value"), ("gain_share_paid",),
            ),
        ),
    ),
    Topic(
        "control",
        Text(
            "What controlling costs against what errors cost. All live.",
            "Ce que coûte le contrôle face à ce que coûtent les erreurs. Tout est vivant.",
        ),
        ("control",),
        (
            Curve(
                "control_cost",
                Text("Cost of control and errors together, over control", "Coût total du contrôle et des erreurs, selon le contrôle"),
                "control_cost", ("control_total_cost",), (), "control_cost", "0", "2",
                (("control_optimum", "control_least_cost", Text("Optimum", "Optimum")),),
            ),
        ),
        ("control_cost", "error_cost"),
    ),
    Topic(
        "sharing",
        Text(
            "Who bears the risk, who reaps the value, and whether each party is ready. All live.",
            "Qui porte le risque, qui récolte la valeur, et si chacun y est prêt. Tout est vivant.",
        ),
        ("partner",),
    ),
)  # fmt: skip


def steps_of(plan: Plan, topic: Topic) -> list[str]:
    """Return the measures that a sheet shows, in the order of the rules; those that judge too."""
    return [
        id_
        for id_, step in plan.rulebook.steps.items()
        if id_ in plan.reached_steps and step.ruleset in topic.rulesets and step.kind in _SHOWN_KINDS
    ]


def facts_of(plan: Plan, topic: Topic) -> list[str]:
    """Return the facts that these measures name themselves, in the order of the vocabulary."""
    named = frozenset[str]().union(*(plan.rulebook.mentions[id_] for id_ in steps_of(plan, topic)))
    return [id_ for id_ in plan.needs().facts if id_ in named]


def curves_of(plan: Plan, topic: Topic) -> list[Curve]:
    """Return the curves whose fact and measures this evaluation has."""
    facts = plan.needs().facts
    return [c for c in topic.curves if c.over in facts and set(c.series) <= plan.reached_steps]


def topics_of(plan: Plan) -> list[Topic]:
    """Return the topics that this evaluation has something to show on."""
    return [topic for topic in TOPICS if steps_of(plan, topic)]
