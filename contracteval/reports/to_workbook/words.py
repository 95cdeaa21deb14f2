"""The words that only the workbook needs, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from contracteval.formula.to_excel import Statuses
from contracteval.reports.wording import NO, VERDICTS, YES
from contracteval.text import Language, Text

STATUSES: Final[Mapping[str, Text]] = {
    "scored": Text("scored", "noté"),
    "unknown": Text("unknown", "inconnu"),
    "undefined": Text("undefined", "indéfini"),
    "not_applicable": Text("not applicable", "sans objet"),
}
GIVEN = Text("given", "donné")
UNKNOWN = STATUSES["unknown"]
REFUSED = Text("out of range", "hors limites")
PASSED, FAILED = Text("passed", "franchie"), Text("failed", "non franchie")
RAISED, CALM = Text("raised", "levée"), Text("not raised", "non levée")

SHEETS: Final[Mapping[str, Text]] = {
    "decision": Text("Decision", "Décision"),
    "comparison": Text("Comparison", "Comparaison"),
    "scorecard": Text("Criteria", "Critères"),
    "gates": Text("Gates and flags", "Barrières et alertes"),
    "price": Text("Price", "Prix"),
    "years": Text("Price by year", "Prix par année"),
    "payoff": Text("Payoff", "Rémunération"),
    "control": Text("Control cost", "Coût du contrôle"),
    "sharing": Text("Risk and value sharing", "Partage risque et valeur"),
    "weights": Text("Weight tolerance", "Marge sur les poids"),
    "elimination": Text("If a bid withdrew", "Si une offre se retirait"),
    "levers": Text("Levers", "Leviers"),
    "missing": Text("What to ask first", "Quoi demander d’abord"),
    "questions": Text("Questions", "Questions"),
    "gaps": Text("Evidence gaps", "Preuves manquantes"),
    "promises": Text("Promises", "Promesses"),
    "commitment": Text("Commitment", "Engagement"),
    "panel": Text("Panel", "Jury"),
    "import": Text("Import", "Lecture des fichiers"),
    "changes": Text("Change log", "Journal des modifications"),
    "inputs": Text("Inputs", "Données"),
    "tables": Text("Tables", "Tables"),
    "rows": Text("Rows", "Lignes"),
    "brief": Text("Brief", "Cadrage"),
    "brief_tables": Text("Brief tables", "Tables du cadrage"),
    "measures": Text("Measures", "Mesures"),
    "parameters": Text("Parameters and weights", "Paramètres et poids"),
    "checks": Text("Checks", "Contrôles"),
    "method": Text("Method and sources", "Méthode et sources"),
}

BID, VERDICT, WHY = Text("Bid", "Offre"), Text("Verdict", "Verdict"), Text("Why", "Pourquoi")
RANK, SCORE, STATUS = Text("Rank", "Rang"), Text("Score", "Score"), Text("Status", "Statut")
LOW, HIGH = Text("Low", "Bas"), Text("High", "Haut")
UNIT, VALUE, WEIGHT = Text("Unit", "Unité"), Text("Value", "Valeur"), Text("Weight", "Poids")
CHANGED = Text("Changed", "Modifié")
QUESTION = Text("Question", "Question")
SOURCE = Text("Source", "Source")
RULE = Text("Rule", "Règle")
CHANGED_COUNT = Text("Inputs changed since hand-over", "Données modifiées depuis la remise")

ALL_PASS = Text("All checks pass", "Tous les contrôles sont bons")
SOME_FAIL = Text("A check fails: see Checks", "Un contrôle échoue\u00a0: voir Contrôles")
INPUTS_DIFFER = Text(
    "Inputs changed since hand-over: grey figures are out of date",
    "Données modifiées depuis la remise\u00a0: les chiffres grisés ne sont plus à jour",
)
AT_HAND_OVER = Text(
    "At hand-over; grey once an input differs.", "Tel qu’à la remise\u00a0; grisé dès qu’une donnée diffère."
)
OK, DIFFERS = Text("ok", "bon"), Text("differs", "diffère")


def statuses(lang: Language) -> Statuses:
    """Return the words of a status cell."""
    return Statuses(*(STATUSES[name].to(lang) for name in ("scored", "unknown", "undefined")))


def yes_no(lang: Language) -> tuple[str, str]:
    """Return the words for yes and no."""
    return YES.to(lang), NO.to(lang)


def verdicts(lang: Language) -> list[str]:
    """Return the verdicts from the worst to the best, as their numbers 0 to 4 stand for them."""
    return [VERDICTS[verdict].to(lang) for verdict in sorted(VERDICTS)]
