"""A company's own look: colours, fonts, logo, and what stands at the head and foot of every page."""

from __future__ import annotations

from contracteval.model.record import dataclass

WHITE, BLACK = "#FFFFFF", "#000000"
ACCENT, TINT, INPUT, INPUT_TEXT = "#1F3864", "#DCE6F1", "#FFF9DB", "#0000FF"
GOOD, WARNING, BAD = "#D5EBD8", "#FCE9C5", "#F6CFCB"
"""The colours of a workbook without a theme: titles, bands, inputs, and fills of verdicts."""
LEAST_CONTRAST, LEAST_OF_LINES = 4.5, 3.0
"""Text on its ground, and lines of charts: Web Content Accessibility Guidelines 2.2, criteria 1.4.3 and 1.4.11."""
_TINTED = 0.86


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture: its bytes, ``png`` or ``jpeg``, and its size in pixels as it is shown at 96 dots per inch."""

    content: bytes
    kind: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Theme:
    """What theme.toml sets; None, or nothing, leaves what each report looks like without it.

    Colours are ``#RRGGBB``. ``accent`` is that of titles and headers, ``tint`` of bands, ``ink`` of text, ``series``
    those of bids in charts. ``header`` and ``footer`` stand on every printed page.
    """

    ink: str | None = None
    accent: str | None = None
    tint: str | None = None
    input: str | None = None
    good: str | None = None
    warning: str | None = None
    bad: str | None = None
    series: tuple[str, ...] = ()
    body: str | None = None
    headings: str | None = None
    logo: Logo | None = None
    header: str = ""
    footer: str = ""

    @property
    def band(self) -> str | None:
        """The colour of bands: the one that is set, else a light one made from the accent."""
        return self.tint or (None if self.accent is None else lighter(self.accent, _TINTED))


PLAIN = Theme()


def lighter(colour: str, share: float) -> str:
    """Mix a colour with white: all of it at a share of 1."""
    return "#" + "".join(f"{round(part + (255 - part) * share):02X}" for part in _parts(colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (Web Content Accessibility Guidelines 2.2).

    >>> round(contrast("#000000", "#FFFFFF"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
