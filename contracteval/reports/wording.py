"""Words that every report shares, in French and English: verdicts, statuses, severities, givers, stages, values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from contracteval.model.fact import FactSpec, Grade, Option, Value
from contracteval.model.quantity import QuantityError, parse_quantity
from contracteval.model.result import BidResult, Score, Verdict
from contracteval.model.settings import Settings
from contracteval.model.unit import ONE, PERCENT, Unit, unit_label
from contracteval.model.value import Outcome, Undefined, Unknown
from contracteval.rules.rulebook import Rulebook, Source, Step
from contracteval.text import NO_BREAK_SPACE, Language, Text, format_exact, format_number, quote

VERDICTS: Mapping[Verdict, Text] = {
    Verdict.REJECT: Text("reject", "rejeter"),
    Verdict.CLARIFY: Text("clarify", "clarifier"),
    Verdict.NEGOTIATE: Text("negotiate", "négocier"),
    Verdict.AWARD_WITH_CONDITIONS: Text("award with conditions", "attribuer sous conditions"),
    Verdict.AWARD: Text("award", "attribuer"),
}
STATUSES: Mapping[str, Text] = {
    "scored": Text("scored", "noté"),
    "unknown": Text("not known yet", "pas encore connu"),
    "undefined": Text("undefined", "non défini"),
    "not_applicable": Text("not applicable", "sans objet"),
}
SEVERITIES: Mapping[str, Text] = {
    "critical": Text("critical", "critique"),
    "error": Text("error", "erreur"),
    "warning": Text("warning", "avertissement"),
    "info": Text("note", "note"),
}
GIVERS: Mapping[str, Text] = {
    "vendor": Text("vendor", "prestataire"),
    "buyer": Text("buyer", "acheteur"),
    "panel": Text("panel", "jury"),
    "delivery": Text("follow-up of delivery", "suivi d’exécution"),
}
STAGES: Mapping[str, Text] = {
    "proposal": Text("proposal", "proposition"),
    "contract": Text("contract", "contrat"),
    "delivery": Text("delivery", "exécution"),
    "buyer": Text("buyer’s own side", "côté acheteur"),
}
JOINS: Mapping[str, Text] = {
    "mean": Text("weighted mean", "moyenne pondérée"),
    "min": Text("the lowest counts", "la plus basse compte"),
    "geometric": Text("geometric mean", "moyenne géométrique"),
}
PARAMETER_STATUSES: Mapping[str, Text] = {
    "sourced": Text("sourced", "sourcé"),
    "derived": Text("derived", "dérivé"),
    "guess": Text("guess", "estimation"),
}
YES, NO = Text("yes", "oui"), Text("no", "non")
POINTS = Text("pts", "pts")

_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_MONTHS_FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip
_PLURAL_EN = {
    "day": "days",
    "month": "months",
    "week": "weeks",
    "quarter": "quarters",
    "hour": "hours",
    "page": "pages",
}
_PLURAL_FR = {"an": "ans", "jour": "jours", "semaine": "semaines", "trimestre": "trimestres", "heure": "heures",
              "page": "pages"}  # fmt: skip
DIGITS = 4
_MOST_DIGITS = 3  # of a score that is open


def colon(lang: Language) -> str:
    """Return the colon with the space that the language puts before it."""
    return f"{NO_BREAK_SPACE}:" if lang == "fr" else ":"


def semicolon(lang: Language) -> str:
    """Return the semicolon with the space that the language puts before it."""
    return f"{NO_BREAK_SPACE};" if lang == "fr" else ";"


def counted(number: int, one: Text, many: Text, lang: Language) -> str:
    """Write a number with its noun; French counts 0 as singular."""
    single = number == 1 or (number == 0 and lang == "fr")
    return f"{number}{NO_BREAK_SPACE}{(one if single else many).to(lang)}"


def day_text(day: date, lang: Language) -> str:
    """Write a date in words: ``20 November 2026``, ``1er mai 2026``."""
    if lang == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        return f"{number}{NO_BREAK_SPACE}{_MONTHS_FR[day.month - 1]} {day.year}"
    return f"{day.day}{NO_BREAK_SPACE}{_MONTHS_EN[day.month - 1]} {day.year}"


def percent(value: Fraction, lang: Language, digits: int = 2) -> str:
    """Write a share as a percentage: ``5%``, ``5 %``."""
    sign = f"{NO_BREAK_SPACE}%" if lang == "fr" else "%"
    return format_number(value * 100, lang, digits) + sign


def number_text(value: Fraction, unit: Unit, lang: Language, currency: str = "EUR", digits: int = DIGITS) -> str:
    """Write a number with its unit, to some decimals or as many as it takes to tell it from zero."""
    if unit.same_as(PERCENT) and unit.text == "%":
        return percent(value, lang)
    number = bare_number(value, lang, digits)
    label = unit_label(unit, lang, currency)
    if abs(value) >= (2 if lang == "fr" else 1) and abs(value) != 1:
        label = (_PLURAL_FR if lang == "fr" else _PLURAL_EN).get(label, label)
    return f"{number}{NO_BREAK_SPACE}{label}" if label else number


def bare_number(value: Fraction, lang: Language, digits: int = DIGITS) -> str:
    """Write a number without its unit."""
    text = format_number(value, lang, digits)
    return text if value == 0 or text != "0" else format_exact(value, lang)


def value_text(
    value: Value,
    lang: Language,
    unit: Unit = ONE,
    currency: str = "EUR",
    options: Sequence[Option] = (),
    digits: int = DIGITS,
) -> str:
    """Write any value: a number with its unit, yes or no, a date, the label of an option, or text."""
    if isinstance(value, bool):
        return (YES if value else NO).to(lang)
    if isinstance(value, Fraction):
        return number_text(value, unit, lang, currency, digits)
    if isinstance(value, date):
        return day_text(value, lang)
    labels = {option.id: option.label.to(lang) for option in options}
    return ", ".join(labels.get(part, part) for part in value.split(", ")) if labels else value


def fact_value_text(value: Value, spec: FactSpec, lang: Language, currency: str = "EUR") -> str:
    """Write the value of a fact; a level says out of how many."""
    text = value_text(value, lang, spec.unit, currency, spec.options)
    return f"{text}{NO_BREAK_SPACE}/{NO_BREAK_SPACE}4" if spec.type == "level" else text


def as_written(raw: str | None, spec: FactSpec, settings: Settings, lang: Language) -> str:
    """Say how an answer was written where it was converted, and at which exchange rate; empty where it was not."""
    try:
        quantity = parse_quantity(raw or "")
    except QuantityError:
        return ""
    unit = quantity.unit
    rate = None if unit is None or unit.currency is None else settings.rates.get(unit.currency)
    if (
        unit is None
        or not spec.is_numeric
        or (unit.same_as(spec.unit) and (rate is None or unit.currency == settings.currency))
    ):
        return ""
    said = f"écrit {quote(raw or '', lang)}" if lang == "fr" else f"written {quote(raw or '', lang)}"
    if rate is None or unit.currency == settings.currency:
        return said
    number = format_exact(rate, lang)
    per = (
        f"{number} {settings.currency} pour 1 {unit.currency}"
        if lang == "fr"
        else f"{number} {settings.currency} per {unit.currency}"
    )
    return f"{said}, {per}"


def outcome_text(
    outcome: Outcome, lang: Language, unit: Unit = ONE, currency: str = "EUR", options: Sequence[Option] = ()
) -> str:
    """Write a value, or that there is none."""
    if isinstance(outcome, Unknown | Undefined):
        return STATUSES["unknown" if isinstance(outcome, Unknown) else "undefined"].to(lang)
    return value_text(outcome, lang, unit, currency, options)


def points(value: Fraction, lang: Language, digits: int = 1) -> str:
    """Write a score, always with its decimals so that a column lines up."""
    return format_number(value, lang, digits, keep_zeros=True)


def names_of(bids: Sequence[BidResult]) -> dict[str, str]:
    """Return the name of each bid: its vendor, with its id where two vendors are called alike."""
    vendors = [bid.vendor for bid in bids]
    return {bid.id: bid.vendor if vendors.count(bid.vendor) == 1 else f"{bid.vendor} ({bid.id})" for bid in bids}


def score_text(score: Score, lang: Language, digits: int = 1) -> str:
    """Write a score or the interval that it lies in: ``79.8`` or ``62.1 – 88.4``; a dash where none applies."""
    if score.status == "not_applicable":
        return "–"
    if score.value is not None:
        return points(score.value, lang, digits)
    return _open_text(*score.ends, lang, digits)


def _open_text(low: Fraction, high: Fraction, lang: Language, digits: int) -> str:
    """Write an interval so that its ends differ, with more decimals if need be; ``~0.0`` where they hardly do."""
    for more in range(digits, max(digits, _MOST_DIGITS) + 1):
        ends = [points(end, lang, more) for end in (low, high)]
        if ends[0] != ends[1]:
            return f"{NO_BREAK_SPACE}–{NO_BREAK_SPACE}".join(ends)
    return f"~{points(low, lang, digits)}"


def rank_text(bid: BidResult) -> str:
    """Write a rank: ``1``, ``1=`` for a tie, ``1–2`` while it is open, ``–`` for a rejected bid."""
    if bid.rank is not None:
        return f"{bid.rank}=" if bid.tied_with else str(bid.rank)
    if bid.rank_best is None or bid.rank_worst is None:
        return "–"
    return f"{bid.rank_best}–{bid.rank_worst}"


def sentence(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Begin with a small letter, unless the first word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def labels_of(book: Rulebook) -> Callable[[str], Text]:
    """Return the label of anything that a formula names, as ``to_words`` asks for it."""
    labels: dict[str, Text] = {id_: parameter.label for id_, parameter in book.parameters.items()}
    labels |= {id_: _step_label(step, book) for id_, step in book.steps.items()}
    for id_, fact in book.facts.items():
        labels |= {id_: fact.label, f"bids.{id_}": fact.label}
        labels |= {f"{id_}={option.id}": option.label for option in fact.options}
    for id_, table in book.tables.items():
        labels[id_] = table.label
        for name, column in table.columns.items():
            labels |= {f"{id_}.{name}": column.label}
            labels |= {f"{id_}.{name}={option.id}": option.label for option in column.options}
    for step in book.steps.values():
        labels |= {f"{step.id}={option.id}": option.label for option in step.options}
        labels |= {f"={option.id}": option.label for option in step.options}
    labels["bids"] = Text("bids", "offres")

    def label(id_: str) -> Text:
        return labels.get(id_) or Text.same(id_.rpartition(".")[2].rpartition("=")[2].replace("_", " "))

    return label


def _step_label(step: Step, book: Rulebook) -> Text:
    title = step.title
    if step.kind == "gate-condition":
        return Text(
            f"the gate “{title.en}” is passed", f"la barrière «{NO_BREAK_SPACE}{title.fr}{NO_BREAK_SPACE}» est franchie"
        )
    if step.kind == "counted":
        label = book.facts[step.id.removesuffix("_counted")].label
        return Text(f"{label.en} (as counted)", f"{label.fr} (valeur retenue)")
    return Text(lower_first(title.en), lower_first(title.fr))


def grade_label(id_: str) -> Text:
    """Return the label of an evidence grade."""
    return Grade[id_.upper()].label


_STANDINGS = {
    Grade.NONE: Text("none", "sans preuve"),
    Grade.ASSERTED: Text("asserted", "simple affirmation"),
    Grade.PROPOSED: Text("proposed", "simple proposition"),
    Grade.CONTRACTED: Text("contracted", "au contrat"),
    Grade.MEASURED: Text("measured", "mesure à l’appui"),
}


def standing(id_: str) -> Text:
    """Return how well something is supported, in words that agree with any label before them."""
    return _STANDINGS[Grade[id_.upper()]]


def bare_number_short(value: Fraction, lang: Language) -> str:
    """Write a number of points to one decimal, and never as zero when it is not."""
    text = format_number(value, lang, 1)
    return text if text != "0" or not value else ("< 0,1" if lang == "fr" else "< 0.1")


def points_word(value: Fraction, lang: Language) -> str:
    """Return the word for a number of points that is written to one decimal."""
    written = round(abs(value), 1)
    return "point" if written == 1 or (lang == "fr" and written < 2) else "points"


def without_sign(unit: Unit) -> Unit:
    """Return the unit in which a number stands inside a formula: a percentage keeps its sign, all else is bare."""
    return unit if unit.text == "%" else ONE


def listed(names: Sequence[str], lang: Language) -> str:
    """Write names in a row: ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'et' if lang == 'fr' else 'and'} {names[-1]}"


def any_of(names: Sequence[str], lang: Language) -> str:
    """Write names of which one holds: ``A, B or C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'ou' if lang == 'fr' else 'or'} {names[-1]}"


def source_text(source: Source, lang: Language) -> str:
    """Write where a rule comes from, and the idea that it takes from there."""
    title = "" if source.cited is None else f"article {quote(source.cited.to(lang), lang)}"
    where = " · ".join(part for part in (title, source.reference or "") if part)
    return f"{where}{colon(lang)} {source.idea.to(lang)}"


def run_on(titles: str) -> str:
    """Write titles joined by “ · ” inside a sentence, each with a small first letter."""
    head, mark, rest = titles.rpartition(": ")
    return lower_first(head) + mark + " · ".join(lower_first(title) for title in rest.split(" · "))
