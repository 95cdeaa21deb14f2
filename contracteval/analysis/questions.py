"""What to ask, bid by bid: missing answers, flags raised, promises that nothing holds; each with what would turn it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from contracteval.analysis.commitment import promises_of
from contracteval.analysis.goals import FIRST, Goal, is_first
from contracteval.analysis.moves import movable, moves
from contracteval.analysis.options import Options
from contracteval.analysis.reach import may_reach
from contracteval.analysis.study import Study
from contracteval.analysis.trial import Trial
from contracteval.analysis.workbench import Workbench
from contracteval.model.analysis.commitment import Promise
from contracteval.model.analysis.questions import BidQuestions, Question, Questions, Turn
from contracteval.model.fact import FactSpec
from contracteval.model.result import BidResult, FlagResult, Missing, Verdict
from contracteval.rules.plan import Plan
from contracteval.rules.prices import rests_on_prices
from contracteval.rules.rulebook import Flag, Rulebook
from contracteval.text import NO_BREAK_SPACE, Text, join_texts, quote

_TRIED = 12
"""How many missing answers of a bid are swept for what would turn the decision, those first that leave most open."""
_SERVICE = Text("the judgement of your offer", "l’appréciation de votre offre")
_LOW_PRICE = Text(
    "A price that looks low has to be explained before anything is decided about it: please show how it is built up, and that it covers what you offer.",
    "Un prix qui paraît bas doit être expliqué avant toute décision à son sujet\u00a0: montrez comment il est construit et qu’il couvre ce que vous proposez.",
)
_ASKS = {
    "clause": Text("which clause of the contract will hold what you promise",
                   "quelle clause du contrat engagera ce que vous promettez"),
    "measure": Text("by which measure will we both see that it is kept",
                    "à quelle mesure verrons-nous ensemble que la promesse est tenue"),
    "funding": Text("out of which money will it be paid", "sur quel argent la promesse sera-t-elle financée"),
}  # fmt: skip


def analyse(study: Study, options: Options) -> Questions:
    """List the questions about every bid."""
    bench = Workbench(study)
    return Questions(tuple(_questions(bench, bid) for bid in study.results.values()))


def _questions(bench: Workbench, bid: BidResult) -> BidQuestions:
    trial = Trial.of(bench, bid.id)
    asked = [*_missing(trial, bid), *_flags(trial, bid), *_promises(trial, bid)]
    asked.sort(key=lambda item: (not item.urgent, not item.turns, -item.worth))
    vendor = tuple(item for item in asked if item.by == "vendor")
    return BidQuestions(bid.id, vendor, tuple(item for item in asked if item.by != "vendor"))


# --- missing answers


def _missing(trial: Trial, bid: BidResult) -> Iterator[Question]:
    facts = {spec.id: spec for spec in movable(trial.bench.plan)}
    goals = _goals(bid)
    for place, item in enumerate(bid.missing):
        spec = facts.get(item.fact)
        turns = tuple(_turns(trial, spec, goals)) if spec is not None and place < _TRIED else ()
        yield Question(
            "missing",
            item.fact,
            item.by,
            item.question,
            _matters(trial, item.fact),
            _open(item),
            item.worth,
            False,
            turns,
        )


def _goals(bid: BidResult) -> list[tuple[Verdict | None, Goal]]:
    goals: list[tuple[Verdict | None, Goal]] = [] if is_first(bid) else [(None, FIRST)]
    return goals + [(verdict, Goal(verdict)) for verdict in list(Verdict)[bid.verdict + 1 :]]


def _turns(trial: Trial, spec: FactSpec, goals: list[tuple[Verdict | None, Goal]]) -> Iterator[Turn]:
    for verdict, goal in goals:
        step = moves(trial, spec, goal) if may_reach(trial, spec, goal) else None
        if step is not None:
            yield Turn(step.move, "first" if verdict is None else "verdict", verdict)


def _open(item: Missing) -> Text:
    return Text(f"{item.label.en} is not known", f"{item.label.fr}\u00a0: réponse inconnue")


def _matters(trial: Trial, fact: str) -> Text:
    """Name the criteria that rest on a fact, as they may be told to a vendor."""
    plan, rests_on = trial.bench.plan, trial.bench.study.rests_on
    titles = [leaf.criterion.title for leaf, _, _ in plan.leaves() if fact in rests_on[leaf.criterion.id]]
    return join_texts(", ", dict.fromkeys(titles)) if titles else _SERVICE


# --- flags


def _flags(trial: Trial, bid: BidResult) -> Iterator[Question]:
    for flag in bid.flags:
        if flag.raised and (bid.opened or not rests_on_prices(trial.bench.plan, f"flag:{flag.id}")):
            rule = trial.bench.plan.rulebook.flags[flag.id]
            urgent = flag.severity == "critical"
            worth = Fraction(0)
            yield Question(
                "flag",
                flag.id,
                "vendor",
                rule.question,
                flag_matters(trial.bench.plan, rule),
                flag.title,
                worth,
                urgent,
                tuple(_lifts(trial, flag)),
            )


def flag_matters(plan: Plan, flag: Flag) -> Text:
    """Say what a question about a flag serves, for a vendor to read: the rule's own reason tells thresholds and stays inside."""
    if flag.threshold is not None:
        return _LOW_PRICE
    book = plan.rulebook
    asked = {id_ for id_ in book.needs_of(f"flag:{flag.id}") if _is_the_vendors(book, id_)}
    criteria = (leaf.criterion for leaf, _, _ in plan.leaves())
    titles = [item.title for item in criteria if asked and asked <= book.needs_of(item.id)]
    return join_texts(", ", dict.fromkeys(titles)) if titles else _SERVICE


def _is_the_vendors(book: Rulebook, id_: str) -> bool:
    fact, table = book.facts.get(id_), book.tables.get(id_)
    columns = () if table is None else table.columns.values()
    return any(spec.by == "vendor" for spec in (*columns, *([] if fact is None else [fact])))


def _lifts(trial: Trial, flag: FlagResult) -> Iterator[Turn]:
    """Yield the single moves of the offer after which a flag is no longer raised."""
    goal = Goal(Verdict.REJECT, frees=f"flag:{flag.id}")
    for spec in movable(trial.bench.plan):
        step = moves(trial, spec, goal) if may_reach(trial, spec, goal) else None
        if step is not None:
            yield Turn(step.move, "flag")


# --- promises


def _promises(trial: Trial, bid: BidResult) -> Iterator[Question]:
    for item in promises_of(trial.bench.study, bid):
        yield Question(
            "promise",
            item.fact,
            "vendor",
            _asked(item),
            _matters(trial, item.fact),
            _unsafe(item),
            item.at_stake,
            False,
            (),
        )


def _asked(item: Promise) -> Text:
    parts = join_texts("; ", (_ASKS[lack] for lack in item.lacks))
    french = parts.fr.replace(";", f"{NO_BREAK_SPACE};")
    return Text(f"On “{item.label.en}”: {parts.en}?", f"Sur {quote(item.label.fr, 'fr')}\u00a0: {french}\u00a0?")


def _unsafe(item: Promise) -> Text:
    return Text(f"{item.label.en} is promised, not secured", f"{item.label.fr}\u00a0: promis, non garanti")
