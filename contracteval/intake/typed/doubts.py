"""What cannot be read without asking: each doubt says what is unclear and what to write."""

from __future__ import annotations

from contracteval.errors import Place, Problem, Severity
from contracteval.text import Text

_DOUBTS: dict[str, tuple[Severity, Text, Text]] = {
    "formula-not-calculated": (
        "warning",
        Text("a formula was saved without its value", "une formule a été enregistrée sans sa valeur"),
        Text(
            "open the workbook in Excel or LibreOffice and save it",
            "ouvrez le classeur dans Excel ou LibreOffice et enregistrez-le",
        ),
    ),
    "cell-error": (
        "error",
        Text("a cell holds a spreadsheet error", "une cellule contient une erreur de calcul"),
        Text("ask the vendor for the value", "demandez la valeur au prestataire"),
    ),
    "ambiguous-date": (
        "warning",
        Text("a date leaves open which number is the month", "une date ne dit pas quel nombre est le mois"),
        Text("ask for the date as 2026-11-20", "demandez la date sous la forme 2026-11-20"),
    ),
    "ambiguous-number": (
        "warning",
        Text(
            "a number reads differently in English and in French",
            "un nombre se lit différemment en français et en anglais",
        ),
        Text(
            "ask for the number as a number, not as text", "demandez un nombre saisi comme nombre, et non comme texte"
        ),
    ),
    "ambiguous-percentage": (
        "warning",
        Text(
            "a number in a column of percentages has no % sign: 0.07 may be 7\u00a0% or 0.07\u00a0%",
            "un nombre dans une colonne de pourcentages n’a pas de signe %\u00a0: 0,07 peut valoir 7\u00a0% ou 0,07\u00a0%",
        ),
        Text("ask for it as a percentage, such as 7\u00a0%", "demandez un pourcentage écrit, par exemple 7\u00a0%"),
    ),
    "large-percentage": (
        "warning",
        Text(
            "a percentage above 150\u00a0% is shown: 10 formatted as a percentage is 1,000\u00a0%",
            "un pourcentage dépasse 150\u00a0%\u00a0: 10 au format pourcentage vaut 1\u202f000\u00a0%",
        ),
        Text("ask which percentage is meant", "demandez quel pourcentage est voulu"),
    ),
    "percentage-or-amount": (
        "warning",
        Text("a discount is neither in % nor in a currency", "une remise n’est ni en % ni dans une monnaie"),
        Text("ask whether it is a percentage or an amount", "demandez s’il s’agit d’un pourcentage ou d’un montant"),
    ),
    "not-a-number": (
        "warning",
        Text("a text stands where the column holds numbers", "un texte figure dans une colonne de nombres"),
        Text(
            "ask for a number, or for “included” or “not offered”",
            "demandez un nombre, ou «\u00a0inclus\u00a0» ou «\u00a0non proposé\u00a0»",
        ),
    ),
    "number-as-text": (
        "info",
        Text(
            "a number is stored as text: the spreadsheet’s own sums pass it over",
            "un nombre est enregistré comme texte\u00a0: les sommes du tableur l’ignorent",
        ),
        Text("nothing to do: it was read as a number", "rien à faire\u00a0: il a été lu comme un nombre"),
    ),
    "on-request": (
        "info",
        Text("a price is given on request only", "un prix n’est donné que sur demande"),
        Text("ask the vendor for the price", "demandez le prix au prestataire"),
    ),
    "price-not-offered": (
        "info",
        Text("an item is not offered", "un élément n’est pas proposé"),
        Text("it stays unknown, and is never counted as zero", "il reste inconnu et n’est jamais compté pour zéro"),
    ),
}


def doubt(kind: str, place: Place, got: str) -> Problem:
    """Make the finding for one cell; the same doubt in many cells reads alike, so that a report can gather them."""
    severity, message, step = _DOUBTS[kind]
    return Problem(kind, message, (place,), got=got, next=step, severity=severity)
