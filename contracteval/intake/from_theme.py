"""theme.toml: a company's colours, fonts and logo, what stands at the head and foot of pages; nothing else."""

# No ``from __future__ import annotations`` here: those of the shape are read as they stand.
import re
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Annotated, Final, NoReturn, TypeGuard

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.documents import load_toml
from contracteval.intake.names import KEY, shown, unknown_name
from contracteval.model.shape import Fault, Parsed, Refused, Shape, read_shape
from contracteval.model.theme import (
    ACCENT,
    BLACK,
    INPUT_TEXT,
    LEAST_CONTRAST,
    LEAST_OF_LINES,
    PLAIN,
    TINT,
    WHITE,
    Logo,
    Theme,
    contrast,
)
from contracteval.text import Text, format_number

FILE = "theme.toml"
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}")
_FONT = re.compile(r"[A-Za-z][A-Za-z0-9 \-]{0,30}")
_LONGEST = 80
_MOST_SERIES = 12
_MOST_BYTES, _MOST_PIXELS = 1_000_000, 5_000
_KINDS = (("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff"))


def _refuse(value: object) -> NoReturn:
    raise Refused(Text.same(str(value)))


def _as_colour(value: object) -> str:
    """Take ``#RRGGBB``, or ``#RGB`` with each digit twice."""
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        _refuse(value)
    digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
    return f"#{digits.upper()}"


def _as_series(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_SERIES:
        _refuse(value)
    return tuple(_as_colour(item) for item in value)


def _as_font(value: object) -> str:
    if not isinstance(value, str) or not _FONT.fullmatch(value):
        _refuse(value)
    return value


def _as_line(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        _refuse(value)
    return value.strip()


def _names_a_file(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST


def _as_file(value: object) -> str:
    return value if _names_a_file(value) else _refuse(value)


_Colour = Annotated[str, Parsed(_as_colour)]
_Font = Annotated[str, Parsed(_as_font)]
_Line = Annotated[str, Parsed(_as_line)]


class _Colours(Shape):
    ink: _Colour | None = None
    accent: _Colour | None = None
    tint: _Colour | None = None
    input: _Colour | None = None
    good: _Colour | None = None
    warning: _Colour | None = None
    bad: _Colour | None = None
    series: Annotated[tuple[str, ...], Parsed(_as_series)] = ()


class _Fonts(Shape):
    body: _Font | None = None
    headings: _Font | None = None


class _Keys(Shape):
    """The keys of theme.toml and the types of their values."""

    colours: _Colours = _Colours()
    fonts: _Fonts = _Fonts()
    logo: Annotated[str, Parsed(_as_file)] | None = None
    header: _Line = ""
    footer: _Line = ""


_EXPECTED: Final = {
    "colours": Text('write a colour as "#1F3864"', 'écrivez une couleur comme "#1F3864"'),
    "series": Text(
        f'write 1 to {_MOST_SERIES} colours: series = ["#1F3864", "#B85C00"]',
        f'écrivez de 1 à {_MOST_SERIES} couleurs\u00a0: series = ["#1F3864", "#B85C00"]',
    ),
    "fonts": Text(
        'write the name of a font, without accents: "Georgia"',
        'écrivez le nom d’une police, sans accents\u00a0: "Georgia"',
    ),
    "logo": Text(
        'write the name of a picture in this folder: "logo.png"',
        'écrivez le nom d’une image de ce dossier\u00a0: "logo.png"',
    ),
    "header": Text(
        f"write one line of {_LONGEST} letters at most", f"écrivez une ligne de {_LONGEST} caractères au plus"
    ),
    "footer": Text(
        f"write one line of {_LONGEST} letters at most", f"écrivez une ligne de {_LONGEST} caractères au plus"
    ),
}


def read_theme(folder: Path) -> tuple[Theme, tuple[Problem, ...]]:
    """Read the look of an evaluation folder, a plain one without the file, and what reads badly in it.

    Raises ``InputError`` with every key, colour, font and picture that cannot be used.
    """
    path = folder / FILE
    if not path.is_file():
        return PLAIN, ()
    data = load_toml(path, FILE)
    keys, faults = read_shape(_Keys, data)
    problems = [_problem(fault) for fault in faults]
    written = data.get("logo")
    logo = _logo(folder, written) if _names_a_file(written) else None
    if isinstance(logo, Problem):
        problems.append(logo)
    if keys is None or isinstance(logo, Problem):
        raise InputError(problems)
    colours, fonts = keys.colours, keys.fonts
    theme = Theme(
        colours.ink, colours.accent, colours.tint, colours.input, colours.good, colours.warning, colours.bad,
        colours.series, fonts.body, fonts.headings, logo, keys.header, keys.footer,
    )  # fmt: skip
    return theme, tuple(_faint(theme))


def _problem(fault: Fault) -> Problem:
    place = Place(FILE, key=".".join(fault.path))
    if fault.kind == "unknown":
        return unknown_name("theme-key-unknown", KEY, fault.path[-1], fault.known, place)
    message = Text(f"{place.key} cannot be used as written", f"{place.key} n’est pas utilisable tel quel")
    hint = _EXPECTED["series" if "series" in fault.path else fault.path[0]]
    return Problem("theme-value", message, (place,), got=shown(str(fault.got)), next=hint)


def _logo(folder: Path, name: str) -> Logo | Problem:
    """Read the picture: one of this folder, told by its bytes, of a bounded size. Return what is wrong with it instead."""
    place = Place(FILE, key="logo")
    path = (folder / name).resolve()
    if folder.resolve() not in path.parents or not path.is_file():
        message = Text(
            f"there is no picture {shown(name)} in this folder", f"ce dossier ne contient pas d’image {shown(name)}"
        )
        return Problem("theme-logo", message, (place,), next=_EXPECTED["logo"])
    content = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    kind = next((kind for kind, start in _KINDS if content.startswith(start)), None)
    size = None if kind is None else _size(content)
    if kind is None or size is None:
        message = Text("the logo is no picture that can be used", "le logo n’est pas une image utilisable")
        hint = Text(
            f"use a PNG or JPEG picture of 1 MB and {_MOST_PIXELS} pixels at most",
            f"utilisez une image PNG ou JPEG de 1\u00a0Mo et de {_MOST_PIXELS} pixels au plus",
        )
        return Problem("theme-logo", message, (place,), got=shown(name), next=hint)
    return Logo(content, kind, *size)


def _size(content: bytes) -> tuple[float, float] | None:
    """Return width and height as shown; None where the picture is damaged, or far too large."""
    from xlsxwriter.image import Image

    try:
        image = Image(BytesIO(content))
    except Exception:  # the library raises struct.error and its own, on bytes that only begin like a picture
        return None
    if not 0 < image.width <= _MOST_PIXELS or not 0 < image.height <= _MOST_PIXELS:
        return None
    return image.width * 96 / image.x_dpi, image.height * 96 / image.y_dpi


def _faint(theme: Theme) -> Iterator[Problem]:
    """Yield each colour of the theme on which, or in which, text reads badly."""
    ink, accent, band = theme.ink or BLACK, theme.accent or ACCENT, theme.band or TINT
    pairs = [
        ("accent", theme.accent, accent, WHITE, Text("white headings on it", "titres blancs sur ce fond")),
        ("tint", theme.band, band, accent, Text("titles of bands on it", "titres des bandeaux sur ce fond")),
        (
            "input",
            theme.input,
            theme.input or WHITE,
            INPUT_TEXT,
            Text("blue inputs on it", "données bleues sur ce fond"),
        ),
    ]
    grounds = {"tint": theme.band, "good": theme.good, "warning": theme.warning, "bad": theme.bad}
    pairs += [
        (key, ground, ground or WHITE, ink, Text("text on it", "texte sur ce fond")) for key, ground in grounds.items()
    ]
    pairs.append(("ink", theme.ink, ink, WHITE, Text("text on white", "texte sur fond blanc")))
    for key, given, one, other, what in pairs:
        found = contrast(one, other)
        if given is not None and found < LEAST_CONTRAST:
            yield _faint_problem(key, given, what, found, LEAST_CONTRAST)
    for i, colour in enumerate(theme.series):
        found = contrast(colour, WHITE)
        if found < LEAST_OF_LINES:
            what = Text("lines and bars of this colour on white", "lignes et barres de cette couleur sur fond blanc")
            yield _faint_problem(f"series.{i}", colour, what, found, LEAST_OF_LINES)


def _faint_problem(key: str, colour: str, what: Text, found: float, least: float) -> Problem:
    en, fr = (format_number(Fraction(found), lang, 1) for lang in ("en", "fr"))
    least_en, least_fr = (format_number(Fraction(least), lang, 1) for lang in ("en", "fr"))
    return Problem(
        "theme-contrast",
        Text(
            f"{what.en} has a contrast of {en}:1; it should be at least {least_en}:1",
            f"{what.fr}\u00a0: contraste de {fr}:1, il en faut au moins {least_fr}:1",
        ),
        (Place(FILE, key=f"colours.{key}"),),
        got=colour,
        next=Text("take a darker or a lighter colour", "choisissez une couleur plus foncée ou plus claire"),
        severity="warning",
    )
