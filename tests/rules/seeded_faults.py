"""Small faults, put into the rules that we ship by a program: each kind lists every place where it can be made.

A fault works on the data of one file, as TOML reads it. A kind is a function from an entry (its word, id and keys) to
the changes that it can make there; a change makes the fault in a copy of the keys.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

Keys = dict[str, Any]
Change = Callable[[Keys], None]
Kind = Callable[["Entry"], Iterator[Change]]


class Entry(NamedTuple):
    """One word of a ruleset file."""

    word: str
    id: str
    keys: Keys
    known: Mapping[str, tuple[str, ...]]


class Fault(NamedTuple):
    """A change of one entry of one file."""

    kind: str
    file: str
    word: str
    id: str
    change: Change

    def applied(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of the file with the fault in it."""
        changed = copy.deepcopy(dict(data))
        self.change(changed[self.word] if self.word == "ruleset" else changed[self.word][self.id])
        if self.kind == "duplicated id":
            changed[self.word]["price"] = changed[self.word].pop(self.id)
        return changed


def faults_of(files: Mapping[str, Mapping[str, Any]], known: Mapping[str, tuple[str, ...]]) -> dict[str, list[Fault]]:
    """Return every fault of every kind that some files allow."""
    found: dict[str, list[Fault]] = {kind: [] for kind in KINDS}
    for file, data in files.items():
        for word, entries in data.items():
            items = {"": entries} if word == "ruleset" else entries
            for id_, keys in items.items():
                entry = Entry(word, id_, keys, known)
                for kind, make in KINDS.items():
                    found[kind] += [Fault(kind, file, word, id_, change) for change in make(entry)]
    return found


# --- formulas

FORMULAS = ("formula", "measure", "when", "require", "only_if", "closed_form")


def formulas(entry: Entry) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the path and text of each formula of an entry."""
    for key in FORMULAS:
        if isinstance(entry.keys.get(key), str):
            yield (key,), entry.keys[key]
    for name, column in entry.keys.get("columns", {}).items():
        if "formula" in column:
            yield ("columns", name, "formula"), column["formula"]


def put(path: tuple[str, ...], value: Any) -> Change:
    """Return the change that puts a value at a path; None takes the key away."""

    def change(keys: Keys) -> None:
        for key in path[:-1]:
            keys = keys[key]
        if value is None:
            del keys[path[-1]]
        else:
            keys[path[-1]] = value

    return change


Rewrite = Callable[[ast.expr], "ast.expr | None"]


def in_formula(rewrite: Rewrite) -> Kind:
    """Make a kind that rewrites one node of a formula at a time."""

    def kind(entry: Entry) -> Iterator[Change]:
        for path, text in formulas(entry):
            tree = ast.parse(text.strip(), mode="eval")
            for i, node in enumerate(ast.walk(tree)):
                if isinstance(node, ast.expr) and rewrite(copy.deepcopy(node)) is not None:
                    yield put(path, _rewritten(text, i, rewrite))

    return kind


def _rewritten(text: str, at: int, rewrite: Rewrite) -> str:
    tree = ast.parse(text.strip(), mode="eval")
    target = list(ast.walk(tree))[at]

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            if node is target:
                return rewrite(node)  # type: ignore[arg-type]
            return self.generic_visit(node)

    return ast.unparse(Swap().visit(tree))


def binary(old: type[ast.operator], new: type[ast.operator]) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, old):
            return ast.BinOp(node.left, new(), node.right)
        return None

    return in_formula(rewrite)


def swapped(operator: type[ast.operator]) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, operator):
            return ast.BinOp(node.right, node.op, node.left)
        return None

    return in_formula(rewrite)


def left_only(operator: type[ast.operator]) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        return node.left if isinstance(node, ast.BinOp) and isinstance(node.op, operator) else None

    return in_formula(rewrite)


def compared(old: type[ast.cmpop], new: type[ast.cmpop]) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], old):
            return ast.Compare(node.left, [new()], node.comparators)
        return None

    return in_formula(rewrite)


def joined(old: type[ast.boolop], new: type[ast.boolop]) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        return ast.BoolOp(new(), node.values) if isinstance(node, ast.BoolOp) and isinstance(node.op, old) else None

    return in_formula(rewrite)


def called(old: str, new: str) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == old:
            return ast.Call(ast.Name(new), node.args, node.keywords)
        return None

    return in_formula(rewrite)


def argument_only(functions: tuple[str, ...], at: int) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            return node.args[at] if len(node.args) > abs(at) else None
        return None

    return in_formula(rewrite)


def number(new: Callable[[Decimal], Decimal]) -> Kind:
    def rewrite(node: ast.expr) -> ast.expr | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            made = new(Decimal(str(node.value)))
            return ast.Name(format(made, "f")) if made >= 0 else None
        return None

    return in_formula(rewrite)


def _clamp_swapped(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "clamp":
        value, low, high = node.args
        return ast.Call(node.func, [value, high, low], [])
    return None


def _where(change: Callable[[ast.expr], ast.expr | None]) -> Rewrite:
    def rewrite(node: ast.expr) -> ast.expr | None:
        if not isinstance(node, ast.Call) or not node.keywords:
            return None
        made = change(node.keywords[0].value)
        return ast.Call(node.func, node.args, [] if made is None else [ast.keyword("where", made)])

    return rewrite


def _if(change: Callable[[ast.IfExp], ast.expr]) -> Rewrite:
    return lambda node: change(node) if isinstance(node, ast.IfExp) else None


def _misspelt(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.Name) and len(node.id) > 4 and node.id not in ("count", "clamp", "lowest", "highest"):
        return ast.Name(node.id[:2] + node.id[3] + node.id[2] + node.id[4:]) if node.id[2] != node.id[3] else None
    return None


def _column_misspelt(node: ast.expr) -> ast.expr | None:
    return ast.Attribute(node.value, node.attr + "s") if isinstance(node, ast.Attribute) else None


def _operand_dropped(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.BoolOp):
        return node.values[0] if len(node.values) == 2 else ast.BoolOp(node.op, node.values[:-1])
    return None


def _not_dropped(node: ast.expr) -> ast.expr | None:
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else None


def _exponent(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return ast.BinOp(node.left, node.op, ast.Constant(3))
    return None


def whole_formula(make: Callable[[str], str]) -> Kind:
    """Change a whole formula, of a measure only: a condition has no sign."""

    def kind(entry: Entry) -> Iterator[Change]:
        for path, text in formulas(entry):
            if path[0] in ("formula", "measure", "closed_form") and not _is_truth(text):
                yield put(path, make(text))

    return kind


def _is_truth(text: str) -> bool:
    node = ast.parse(text.strip(), mode="eval").body
    calls = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("any", "all", "given")
    words = isinstance(node, ast.IfExp) and isinstance(node.body, ast.Constant) and isinstance(node.body.value, str)
    logical = isinstance(node, ast.Compare | ast.BoolOp) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )
    return calls or words or logical


# --- keys


def dropped(key: str, *words: str, inner: str | None = None) -> Kind:
    """Take a key away, or a key within it (a translation)."""

    def kind(entry: Entry) -> Iterator[Change]:
        if entry.word in words and key in entry.keys and (inner is None or inner in entry.keys[key]):
            yield put((key,) if inner is None else (key, inner), None)

    return kind


def turned(key: str, turn: Mapping[Any, Any] | Callable[[Any], Any], *words: str) -> Kind:
    """Replace the value of a key."""

    def kind(entry: Entry) -> Iterator[Change]:
        value = entry.keys.get(key)
        if entry.word not in words or value is None:
            return
        new = turn(value) if callable(turn) else turn.get(value) if isinstance(value, str | bool) else None
        if new is not None and new != value:
            yield put((key,), new)

    return kind


def scale(make: Callable[[list[list[Any]]], Any]) -> Kind:
    def kind(entry: Entry) -> Iterator[Change]:
        if entry.word == "criterion":
            made = make(copy.deepcopy(entry.keys["scale"]))
            if made is not None and made != entry.keys["scale"]:
                yield put(("scale",), made)

    return kind


def _times(value: Any, factor: str) -> Any:
    """Multiply an amount, keeping its unit."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value) * Decimal(factor) if value else None
    head, _, unit = str(value).partition(" ")
    try:
        made = Decimal(head) * Decimal(factor)
    except ArithmeticError:
        return None
    return f"{format(made, 'f')} {unit}".strip() if made else None


def _reversed_scores(points: list[list[Any]]) -> Any:
    scores = [score for _, score in points][::-1]
    return [[x, score] for (x, _), score in zip(points, scores, strict=True)]


def _moved_end(at: int, factor: str) -> Callable[[list[list[Any]]], Any]:
    def make(points: list[list[Any]]) -> Any:
        made = _times(points[at][0], factor)
        return None if made is None else [*points[:at], [made, points[at][1]], *points[at:][1:]]

    return make


def _score_moved(at: int) -> Callable[[list[list[Any]]], Any]:
    def make(points: list[list[Any]]) -> Any:
        made = _times(points[at][1], "0.9")
        return None if made is None else [*points[:at], [points[at][0], made], *points[at:][1:]]

    return make


def _without_percent(points: list[list[Any]]) -> Any:
    return [[x.replace(" %", "") if isinstance(x, str) else x, score] for x, score in points]


def items(key: str, make: Callable[[Keys], Iterator[Keys]], *words: str) -> Kind:
    """Change the members of a group, the weights of a profile, the values of a parameter."""

    def kind(entry: Entry) -> Iterator[Change]:
        if entry.word in words and entry.keys.get(key):
            for made in make(copy.deepcopy(entry.keys[key])):
                yield put((key,), made)

    return kind


def _one_more(members: Keys) -> Iterator[Keys]:
    for name, weight in members.items():
        if str(weight).isdigit():
            yield {**members, name: int(weight) + 1}


def _one_less(members: Keys) -> Iterator[Keys]:
    if len(members) > 1:
        yield dict(list(members.items())[:-1])


def _misspelt_first(members: Keys) -> Iterator[Keys]:
    (name, weight), *rest = members.items()
    yield {name + "s": weight, **dict(rest)}


def _exchanged(members: Keys) -> Iterator[Keys]:
    names, weights = list(members), list(members.values())
    if len(set(map(str, weights[:2]))) == 2:
        yield {names[0]: weights[1], names[1]: weights[0], **dict(zip(names[2:], weights[2:], strict=True))}


def values(factor: str) -> Kind:
    def make(dated: Keys) -> Iterator[Keys]:
        for day, value in dated.items():
            if isinstance(value, dict):
                key = next(iter(value))
                made = _times(value[key], factor)
                if made is not None:
                    yield {**dated, day: {**value, key: made}}
            elif (made := _times(value, factor)) is not None:
                yield {**dated, day: made}

    return items("values", make, "parameter")


def undefined(make: Callable[[Keys], Keys | None]) -> Kind:
    def kind(entry: Entry) -> Iterator[Change]:
        settled = entry.keys.get("undefined")
        if entry.word == "criterion" and isinstance(settled, dict):
            made = make(dict(settled))
            if made is not None:
                yield put(("undefined",), made)

    return kind


def _bounds_swapped(entry: Entry) -> Iterator[Change]:
    keys = entry.keys
    pairs = [(a, b) for a in ("at_least", "above") for b in ("at_most", "below") if a in keys and b in keys]
    for low, high in pairs if entry.word == "fact" else ():

        def change(keys: Keys, low: str = low, high: str = high) -> None:
            keys[low], keys[high] = keys[high], keys[low]

        yield change


def _renamed_first(key: str, inner: str) -> Kind:
    """Misspell the id of the first option, drop an anchor: the first item of a list."""

    def kind(entry: Entry) -> Iterator[Change]:
        found = entry.keys.get(key)
        if isinstance(found, list) and found and inner in found[0]:
            yield put((key,), [{**found[0], inner: found[0][inner] + "s"}, *found[1:]])

    return kind


def _last_dropped(key: str, *words: str) -> Kind:
    def kind(entry: Entry) -> Iterator[Change]:
        found = entry.keys.get(key)
        if entry.word in words and isinstance(found, list) and len(found) > 1:
            yield put((key,), found[:-1])

    return kind


def _cycle(entry: Entry) -> Iterator[Change]:
    if entry.word == "measure":
        yield put(("formula",), f"{entry.keys['formula']} + 0 * {entry.id}")


def _as_it_is(words: tuple[str, ...]) -> Kind:
    def kind(entry: Entry) -> Iterator[Change]:
        if entry.word in words:
            yield lambda keys: None

    return kind


def _column_unit(entry: Entry) -> Iterator[Change]:
    for name, column in entry.keys.get("columns", {}).items():
        if column.get("unit") in _UNITS:
            yield put(("columns", name, "unit"), _UNITS[column["unit"]])


def _first_stage(make: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    return lambda stages: [make(stages[0]), *stages[1:]]


_UNITS = {
    "M€/yr": "k€/yr",
    "M€": "M€/yr",
    "k€": "M€",
    "month": "yr",
    "day": "month",
    "%": "M€",
    "FTE": "1",
    "hour": "day",
}
_CAPS = {
    "reject": "clarify",
    "clarify": "negotiate",
    "negotiate": "award_with_conditions",
    "award_with_conditions": "clarify",
}
_TYPES = {
    "money": "yes/no",
    "ratio": "yes/no",
    "count": "text",
    "level": "yes/no",
    "yes/no": "number",
    "duration": "date",
    "choice": "text",
}
_GIVERS = {"vendor": "buyer", "buyer": "vendor", "delivery": "vendor", "panel": "vendor"}
_JUDGING = ("criterion", "gate", "flag", "diagnostic")
_ASKING = ("fact", "table")

KINDS: dict[str, Kind] = {
    "plus for minus": binary(ast.Sub, ast.Add),
    "minus for plus": binary(ast.Add, ast.Sub),
    "divided for multiplied": binary(ast.Mult, ast.Div),
    "multiplied for divided": binary(ast.Div, ast.Mult),
    "numerator and denominator swapped": swapped(ast.Div),
    "sides of a difference swapped": swapped(ast.Sub),
    "term dropped": left_only(ast.Add),
    "subtrahend dropped": left_only(ast.Sub),
    "factor dropped": left_only(ast.Mult),
    "divisor dropped": left_only(ast.Div),
    "<= for <": compared(ast.Lt, ast.LtE),
    "< for <=": compared(ast.LtE, ast.Lt),
    ">= for >": compared(ast.Gt, ast.GtE),
    "> for >=": compared(ast.GtE, ast.Gt),
    "comparison turned (<)": compared(ast.Lt, ast.Gt),
    "comparison turned (<=)": compared(ast.LtE, ast.GtE),
    "comparison turned (>)": compared(ast.Gt, ast.Lt),
    "comparison turned (>=)": compared(ast.GtE, ast.LtE),
    "!= for ==": compared(ast.Eq, ast.NotEq),
    "or for and": joined(ast.And, ast.Or),
    "and for or": joined(ast.Or, ast.And),
    "condition dropped from and / or": in_formula(_operand_dropped),
    "not dropped": in_formula(_not_dropped),
    "max for min": called("min", "max"),
    "min for max": called("max", "min"),
    "limit dropped from min / max": argument_only(("min", "max"), 1),
    "clamp dropped": argument_only(("clamp",), 0),
    "clamp's limits swapped": in_formula(_clamp_swapped),
    "mean for sum": called("sum", "mean"),
    "sum for mean": called("mean", "sum"),
    "any for all": called("all", "any"),
    "all for any": called("any", "all"),
    "highest for lowest": called("lowest", "highest"),
    "lowest for highest": called("highest", "lowest"),
    "count for distinct": called("distinct", "count"),
    "where dropped": in_formula(_where(lambda where: None)),
    "where turned round": in_formula(_where(lambda where: ast.UnaryOp(ast.Not(), where))),
    "branches swapped": in_formula(_if(lambda node: ast.IfExp(node.test, node.orelse, node.body))),
    "branch unreachable": in_formula(
        _if(lambda node: ast.IfExp(ast.BoolOp(ast.And(), [node.test, ast.Name("1 < 0")]), node.body, node.orelse))
    ),
    "branch dropped": in_formula(_if(lambda node: node.body)),
    "number one more": number(lambda value: value + 1),
    "number a tenth more": number(lambda value: value * Decimal("1.1") if value else Decimal("0.1")),
    "exponent": in_formula(_exponent),
    "name misspelt": in_formula(_misspelt),
    "column misspelt": in_formula(_column_misspelt),
    "sign": whole_formula(lambda text: f"-({text})"),
    "hundredfold, as with a percentage": whole_formula(lambda text: f"100 * ({text})"),
    "counted twice": whole_formula(lambda text: f"2 * ({text})"),
    "guard dropped": dropped("only_if", "measure", "criterion", "flag"),
    "undefined dropped": dropped("undefined", "criterion", "flag"),
    "undefined scores the contrary": undefined(
        lambda u: (
            {**u, "score": 100 - int(u["score"])}
            if str(u.get("score", "")).isdigit() and int(u["score"]) != 50
            else None
        )
    ),
    "undefined raises the contrary": turned("undefined", {"raised": "not_raised", "not_raised": "raised"}, "flag"),
    "scale reversed": scale(_reversed_scores),
    "scale's first value moved": scale(_moved_end(0, "1.1")),
    "scale's last value moved": scale(_moved_end(-1, "1.1")),
    "scale's first score moved": scale(_score_moved(0)),
    "scale's last score moved": scale(_score_moved(-1)),
    "scale's values not rising": scale(lambda points: [points[1], points[0], *points[2:]]),
    "scale above 100": scale(lambda points: [[x, 110 if str(score) == "100" else score] for x, score in points]),
    "scale's knot dropped": scale(lambda points: [points[0], *points[2:]] if len(points) > 2 else None),
    "scale without its percent signs": scale(_without_percent),
    "unit of a fact": turned("unit", _UNITS, "fact"),
    "unit of a column": _column_unit,
    "unit of a measure": turned("unit", {**_UNITS, "1": "M€"}, "measure", "criterion", "diagnostic"),
    "unit of a parameter": turned("unit", {**_UNITS, "1": "M€"}, "parameter"),
    "type of a fact": turned("type", _TYPES, "fact"),
    "giver": turned("by", _GIVERS, *_ASKING),
    "asked per the wrong thing": turned("per", {"bid": "evaluation", "evaluation": "bid"}, *_ASKING),
    "bounds swapped": _bounds_swapped,
    "lower bound dropped": dropped("at_least", "fact"),
    "upper bound dropped": dropped("at_most", "fact"),
    "upper bound halved": turned("at_most", lambda value: _times(value, "0.5"), "fact"),
    "option misspelt": _renamed_first("options", "id"),
    "option dropped": _last_dropped("options", "fact"),
    "anchor dropped": _last_dropped("anchors", "fact"),
    "value ten times": values("10"),
    "value a tenth more": values("1.1"),
    "status misspelt": turned("status", lambda status: status + "ed", "parameter"),
    "date malformed": items(
        "values", lambda v: iter([dict.fromkeys(["2026-13-01"], next(iter(v.values())))]), "parameter"
    ),
    "source of a parameter emptied": turned("source", lambda source: " ", "parameter"),
    "source dropped": dropped("source", *_JUDGING),
    "French title dropped": dropped("title", *_JUDGING, "measure", "group", "profile", inner="fr"),
    "English question dropped": dropped("question", *_ASKING, "flag", inner="en"),
    "why dropped": dropped("why", *_JUDGING),
    "cap changed": turned("caps", _CAPS, "gate", "flag"),
    "cap dropped": dropped("caps", "gate", "flag"),
    "zeroes dropped": dropped("zeroes", "gate"),
    "severity changed": turned("severity", {"critical": "warning", "warning": "critical"}, "flag"),
    "stage misspelt": turned("stage", _first_stage(lambda stage: stage + "s"), *_JUDGING),
    "duplicated id": lambda entry: (
        iter([lambda keys: None])
        if entry.word == "fact" and entry.id != "price" and entry.keys["type"] == "money"
        else iter(())
    ),
    "cycle": _cycle,
    "weight one more": items("members", _one_more, "group"),
    "weights exchanged": items("members", _exchanged, "group"),
    "profile's weights exchanged": items("weights", _exchanged, "profile"),
    "member dropped": items("members", _one_less, "group"),
    "member misspelt": items("members", _misspelt_first, "group"),
    "profile's weight one more": items("weights", _one_more, "profile"),
    "profile's group misspelt": items("weights", _misspelt_first, "profile"),
    "join misspelt": turned("join", lambda join: join + "s", "group"),
    "claim of another kind": turned(
        "says", {"minimises": "maximises", "solves": "equals", "equals": "solves", "maximises": "minimises"}, "claim"
    ),
    "claim over another name": turned("over", lambda over: "price", "claim"),
    "needs dropped": dropped("needs", "ruleset"),
}
