"""Expression to a phrase in French or English, with mathematical signs: one walk, one small table per language.

``to_words`` names things, ``to_numbers`` is the same printing with numbers in the place of names. Parentheses stand
only where the phrase would otherwise be read differently; ``_BINDING`` is the one table that decides it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contracteval.formula import expression as x
from contracteval.model.fact import Grade
from contracteval.text import MINUS, NO_BREAK_SPACE, Language, Text, format_exact, quote

Labels = Callable[[str], Text]
"""Gives the label of a name, of a table, of a column (``risk.loss``, ``row.loss``), of an option (``relation=partner``) or of an option by itself (``=partner``)."""

Leaf = Callable[[x.Node], str | None]

# How tightly a phrase holds together, loosest first. A phrase such as “the lesser of a and b” has no end of its own,
# so inside arithmetic it always stands in parentheses.
_BINDING = {
    "if": 0, "phrase": 1, "or": 2, "and": 3, "not": 4, "compare": 5, "+": 6, "-": 6, "*": 7, "/": 7,
    "negative": 8, "**": 9, "atom": 10,
}  # fmt: skip
_SIGNS = {
    "+": "+", "-": MINUS, "*": "×", "/": "÷", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOLS = {"abs": "|{}|", "exp": "exp({})", "ln": "ln({})", "sqrt": "√({})", "normal_cdf": "Φ({})", "normal_pdf": "φ({})"}  # fmt: skip

_PHRASES: dict[Language, dict[str, str]] = {
    "en": {
        "and": "and", "or": "or", "not": "not {}", "yes": "yes", "no": "no", "is": "{}: {}",
        "if": "{} if {}, otherwise {}",
        "min2": "the lesser of {}", "min": "the least of {}", "max2": "the greater of {}", "max": "the greatest of {}",
        "clamp": "{} kept between {} and {}",
        "given": "{} is given", "not given": "{} is not given", "grade": "evidence grade of {}", "keyed": "{} for {}",
        "where": " where {}", "sum": "sum of {} over the {}", "mean": "mean of {} over the {}",
        "lowest": "lowest {} over the {}", "highest": "highest {} over the {}", "count": "number of {1}",
        "distinct": "number of different {} over the {}", "any": "{} for at least one of the {}",
        "all": "{} for all of the {}",
    },
    "fr": {
        "and": "et", "or": "ou", "not": "non {}", "yes": "oui", "no": "non", "is": "{}" + NO_BREAK_SPACE + ": {}",
        "if": "{} si {}, sinon {}",
        "min2": "le plus petit de {}", "min": "le plus petit de {}", "max2": "le plus grand de {}", "max": "le plus grand de {}",
        "clamp": "{} ramené entre {} et {}",
        "given": "{}" + NO_BREAK_SPACE + ": réponse donnée", "not given": "{}" + NO_BREAK_SPACE + ": pas de réponse", "grade": "niveau de preuve de {}", "keyed": "{} pour {}",
        "where": " où {}", "sum": "somme de {} sur les {}", "mean": "moyenne de {} sur les {}",
        "lowest": "minimum de {} sur les {}", "highest": "maximum de {} sur les {}", "count": "nombre de {1}",
        "distinct": "nombre de valeurs différentes de {} sur les {}", "any": "{} pour au moins une ligne de {}",
        "all": "{} pour toutes les lignes de {}",
    },
}  # fmt: skip


def to_words(node: x.Node, labels: Labels, lang: Language) -> str:
    """Write a formula as a phrase.

    >>> from contracteval.formula.from_text import from_text
    >>> to_words(from_text("(price - cost) / price"), Text.same, "en")
    '(price − cost) ÷ price'
    """
    return _Printer(lang, labels).phrase(node)


def to_numbers(node: x.Node, show: Leaf, lang: Language, labels: Labels = Text.same) -> str:
    """Write a formula with numbers put in.

    ``show`` is asked for every part that has a value of its own: names, keyed parameters, ``given``, ``grade`` and
    aggregates. Where it answers None the part is written in words.
    """
    return _Printer(lang, labels, show).phrase(node)


class _Printer:
    def __init__(self, lang: Language, labels: Labels, show: Leaf | None = None) -> None:
        self.lang = lang
        self.labels = labels
        self.show = show
        self.words = _PHRASES[lang]

    def phrase(self, node: x.Node) -> str:
        return self.write(node)[0]

    def write(self, node: x.Node) -> tuple[str, int]:
        """Return the phrase of a node and how tightly it binds."""
        if self.show is not None and isinstance(node, x.Name | x.Keyed | x.Given | x.GradeOf | x.Aggregate):
            shown = self.show(node)
            if shown is not None:
                return shown, _BINDING["negative" if shown.startswith(MINUS) else "atom"]
        method = getattr(self, f"write_{type(node).__name__}")
        text, kind = method(node)
        return text, _BINDING[kind]

    def inside(self, node: x.Node, least: int) -> str:
        """Write an operand, in parentheses when it binds less tightly than ``least``."""
        text, binding = self.write(node)
        return f"({text})" if binding < least else text

    def write_Number(self, node: x.Number) -> tuple[str, str]:
        return format_exact(node.value, self.lang), "atom"

    def write_Truth(self, node: x.Truth) -> tuple[str, str]:
        return self.words["yes" if node.value else "no"], "atom"

    def write_Choice(self, node: x.Choice) -> tuple[str, str]:
        return quote(self.labels(f"={node.option}").to(self.lang).removeprefix("="), self.lang), "atom"

    def write_Name(self, node: x.Name) -> tuple[str, str]:
        return self.labels(node.id).to(self.lang), "atom"

    def write_Column(self, node: x.Column) -> tuple[str, str]:
        return self.labels(f"{node.table}.{node.column}").to(self.lang), "atom"

    def write_RowColumn(self, node: x.RowColumn) -> tuple[str, str]:
        return self.labels(f"row.{node.column}").to(self.lang), "atom"

    def write_Negative(self, node: x.Negative) -> tuple[str, str]:
        return MINUS + self.inside(node.operand, _BINDING["**"]), "negative"

    def write_Not(self, node: x.Not) -> tuple[str, str]:
        operand = node.operand
        if isinstance(operand, x.Given):
            return self.words["not given"].format(self.labels(operand.id).to(self.lang)), "phrase"
        if self.show is None and isinstance(operand, x.Name | x.Column | x.RowColumn):
            return self.words["is"].format(self.phrase(operand), self.words["no"]), "compare"
        return self.words["not"].format(self.inside(operand, _BINDING["atom"])), "not"

    def write_Binary(self, node: x.Binary) -> tuple[str, str]:
        if node.operator == "**":
            return self.power(node), "**"
        binding = _BINDING[node.operator]
        left = self.inside(node.left, binding)
        right, held = self.write(node.right)
        # a − (b − c) and a ÷ (b × c) need their parentheses, a + (b − c) does not; a sign after a sign always does
        loose = held < binding or (held == binding and node.operator in "-/") or held == _BINDING["negative"]
        return f"{left} {_SIGNS[node.operator]} {f'({right})' if loose else right}", node.operator

    def power(self, node: x.Binary) -> str:
        base, binding = self.write(node.left)
        exponent = "".join(c for c in self.phrase(node.right).replace(MINUS, "-") if c in "-0123456789")
        loose = binding < _BINDING["atom"] or " " in base or NO_BREAK_SPACE in base
        return (f"({base})" if loose else base) + exponent.translate(_SUPERSCRIPTS)

    def write_Compare(self, node: x.Compare) -> tuple[str, str]:
        least = _BINDING["compare"] + 1
        left = self.compared(node.left, node.right, least)
        right = self.compared(node.right, node.left, least)
        if isinstance(node.right, x.Truth) and node.operator == "==":
            return self.words["is"].format(left, right), "compare"
        return f"{left} {_SIGNS[node.operator]} {right}", "compare"

    def compared(self, node: x.Node, other: x.Node, least: int) -> str:
        """Write one side of a comparison; an option takes its label from what it is compared with."""
        if not isinstance(node, x.Choice):
            return self.inside(node, least)
        if isinstance(other, x.GradeOf):
            grade = Grade.named(node.option)
            return grade.label.to(self.lang) if grade is not None else node.option
        if isinstance(other, x.Name):
            return self.labels(f"{other.id}={node.option}").to(self.lang)
        if isinstance(other, x.Column):
            return self.labels(f"{other.table}.{other.column}={node.option}").to(self.lang)
        return self.phrase(node)

    def write_Both(self, node: x.Both) -> tuple[str, str]:
        return self.joined(node.operands, "and"), "and"

    def write_Either(self, node: x.Either) -> tuple[str, str]:
        return self.joined(node.operands, "or"), "or"

    def joined(self, nodes: Sequence[x.Node], word: str) -> str:
        return f" {self.words[word]} ".join(self.inside(node, _BINDING[word] + 1) for node in nodes)

    def write_IfElse(self, node: x.IfElse) -> tuple[str, str]:
        yes, condition = self.inside(node.yes, _BINDING["phrase"]), self.inside(node.condition, _BINDING["phrase"])
        return self.words["if"].format(yes, condition, self.phrase(node.no)), "if"

    def write_Call(self, node: x.Call) -> tuple[str, str]:
        if node.function in _SYMBOLS:
            return _SYMBOLS[node.function].format(self.phrase(node.arguments[0])), "atom"
        # labels may hold commas and “and”, so whatever is longer than a name is fenced off
        arguments = [self.inside(argument, _BINDING["negative"]) for argument in node.arguments]
        if node.function == "clamp":
            return self.words["clamp"].format(*arguments), "phrase"
        form = node.function + ("2" if len(arguments) == 2 else "")
        return self.words[form].format(self.listed(arguments)), "phrase"

    def listed(self, items: Sequence[str]) -> str:
        return f"{', '.join(items[:-1])} {self.words['and']} {items[-1]}"

    def write_Given(self, node: x.Given) -> tuple[str, str]:
        return self.words["given"].format(self.labels(node.id).to(self.lang)), "phrase"

    def write_GradeOf(self, node: x.GradeOf) -> tuple[str, str]:
        return self.words["grade"].format(self.labels(node.id).to(self.lang)), "atom"

    def write_Keyed(self, node: x.Keyed) -> tuple[str, str]:
        label = self.labels(node.id).to(self.lang)
        return self.words["keyed"].format(label, self.inside(node.key, _BINDING["or"])), "phrase"

    def write_Aggregate(self, node: x.Aggregate) -> tuple[str, str]:
        body = "" if node.body is None else self.inside(node.body, _BINDING["or"])
        text = self.words[node.function].format(body, self.labels(node.table).to(self.lang))
        if node.where is not None:
            text += self.words["where"].format(self.inside(node.where, _BINDING["phrase"]))
        return text, "phrase"
