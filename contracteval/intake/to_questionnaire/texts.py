"""What our questionnaires say besides the questions: titles, how to answer, the names of their sheets."""

from __future__ import annotations

from typing import Literal

from contracteval.text import Text

Kind = Literal["vendor", "brief", "panel"]

TITLES = {
    "vendor": Text("Questionnaire for vendors", "Questionnaire aux prestataires"),
    "brief": Text("The buyer’s brief", "Brief de l’acheteur"),
    "panel": Text("Evaluator’s sheet", "Fiche d’évaluateur"),
}
SHEETS = {
    "vendor": Text("Questions", "Questions"),
    "brief": Text("Brief", "Brief"),
    "panel": Text("Scores", "Notes"),
}
ESTIMATES = Text("Estimates per bid", "Estimations par offre")
LISTS = Text("Lists", "Listes")
FURTHER = Text("Further information", "Autres informations")
HOW = {
    "vendor": (
        Text("Fill in the yellow cells only. Leave a cell blank if you do not know.", "Remplissez les cellules jaunes seulement. Laissez vide ce que vous ne savez pas."),
        Text("If something is not part of your offer, write “not offered”: a zero would be read as a zero.", "Si un élément ne fait pas partie de votre offre, écrivez «\u00a0non proposé\u00a0»\u00a0: un zéro serait lu comme un zéro."),
        Text("Amounts exclude tax and are in the unit shown; another unit may be written with the number, such as 850 k€.", "Les montants sont hors taxes, dans l’unité indiquée\u00a0; une autre unité peut être écrite avec le nombre, par exemple 850\u00a0k€."),
    ),
    "brief": (
        Text("Fill in the yellow cells only. Leave a cell blank if you do not know: the report will say what it is worth.", "Remplissez les cellules jaunes seulement. Laissez vide ce que vous ne savez pas\u00a0: le rapport dira ce que cela vaut."),
        Text("Amounts exclude tax and are in the unit shown.", "Les montants sont hors taxes, dans l’unité indiquée."),
    ),
    "panel": (
        Text("Give your own view, before you have heard the others’. Leave a cell blank if you cannot judge: a blank is not a zero.", "Donnez votre propre avis, avant d’avoir entendu celui des autres. Laissez vide si vous ne pouvez pas juger\u00a0: vide ne vaut pas zéro."),
        Text("Say in the comment what in the bid made you choose that level, with its page.", "Dites en commentaire ce qui, dans l’offre, justifie ce niveau, avec la page."),
    ),
}  # fmt: skip
GRADES = (
    Text("Evidence: “asserted”, you say so; “proposed”, it is written in the offer; “contracted”, you accept it as a clause; “measured”, it was observed elsewhere and can be checked.", "Preuve\u00a0: «\u00a0affirmée\u00a0», vous le dites\u00a0; «\u00a0proposée\u00a0», c’est écrit dans l’offre\u00a0; «\u00a0contractualisée\u00a0», vous l’acceptez comme clause\u00a0; «\u00a0mesurée\u00a0», cela a été constaté ailleurs et peut être vérifié."),
    Text("Rows may be added, columns moved and sheets renamed, as long as the grey ids stay beside their questions.", "On peut ajouter des lignes, déplacer des colonnes et renommer des feuilles, pourvu que les identifiants gris restent à côté de leurs questions."),
)  # fmt: skip
HOW_ESTIMATES = Text(
    "One column per bid, headed by the bid's id: the name of its file in bids/, without the extension.",
    "Une colonne par offre, intitulée par l’identifiant de l’offre\u00a0: le nom de son fichier dans bids/, sans l’extension.",
)
HOW_TABLE = Text(
    "One row each. If there are none, write “none” in the first row; left blank, the answer counts as unknown.",
    "Une ligne pour chacun. S’il n’y en a pas, écrivez «\u00a0aucun\u00a0» sur la première ligne\u00a0; vide, la réponse est inconnue.",
)
HOW_COMPLETE = Text(
    "The rows are the vendors’; fill in the yellow cells of each. What you do not know stays blank.",
    "Les lignes sont celles des prestataires\u00a0; remplissez les cellules jaunes de chacune. Laissez vide ce que vous ne savez pas.",
)
