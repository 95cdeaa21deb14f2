"""theme.toml: every mistake at once with its key, pictures told by their bytes, faint colours said but used."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracteval.errors import InputError, Problem
from contracteval.intake.from_theme import read_theme
from contracteval.model.theme import PLAIN, Theme, contrast, lighter

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def picture(width: int = 40, height: int = 20) -> bytes:
    """Return the smallest PNG of a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def written(folder: Path, text: str) -> tuple[Theme, tuple[Problem, ...]]:
    (folder / "theme.toml").write_text(text, encoding="utf-8")
    return read_theme(folder)


def problems(folder: Path, text: str) -> dict[str | None, Problem]:
    with pytest.raises(InputError) as caught:
        written(folder, text)
    return {problem.places[0].key: problem for problem in caught.value.problems}


def test_no_file_is_the_plain_look(tmp_path: Path) -> None:
    assert read_theme(tmp_path) == (PLAIN, ())
    assert written(tmp_path, "# nothing set\n") == (PLAIN, ())


def test_everything_that_is_set_is_read(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(picture(40, 20))
    theme, findings = written(
        tmp_path,
        'logo = "logo.png"\nheader = "A & B"\nfooter = "Confidentiel"\n[colours]\naccent = "#5b2c83"\nink = "#111"\n'
        'series = ["#5B2C83", "#c8501e"]\n[fonts]\nbody = "Verdana"\nheadings = "Georgia"\n',
    )
    assert findings == ()
    assert (theme.accent, theme.ink, theme.series) == ("#5B2C83", "#111111", ("#5B2C83", "#C8501E"))
    assert (theme.body, theme.headings, theme.header, theme.footer) == ("Verdana", "Georgia", "A & B", "Confidentiel")
    assert theme.logo is not None
    assert (theme.logo.kind, theme.logo.width, theme.logo.height) == ("png", 40, 20)
    assert theme.band == lighter("#5B2C83", 0.86)


def test_all_mistakes_are_said_at_once_with_the_nearest_key(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        'logo = "gone.png"\nheadr = "x"\nfooter = 3\n[colours]\nacent = "#123456"\nink = "dark blue"\ntint = "#12345"\n'
        'series = ["#123456", "blue"]\n[fonts]\nbody = "x;}</style>"\n',
    )
    assert set(found) == {
        "logo", "headr", "footer", "colours.acent", "colours.ink", "colours.tint", "colours.series", "fonts.body",
    }  # fmt: skip
    assert "accent" in found["colours.acent"].next.en  # type: ignore[union-attr]
    assert "header" in found["headr"].next.fr  # type: ignore[union-attr]
    assert all(problem.next is not None for problem in found.values())
    assert {problem.severity for problem in found.values()} == {"error"}


@pytest.mark.parametrize(
    "name",
    [
        "../logo.png",
        "/etc/passwd",
        "sub/../../logo.png",
        ".",
        "",
        "logo.svg",
        "lien.png",
        "trop.png",
        "vide.png",
        "cut.png",
    ],
)
def test_only_a_picture_of_this_folder_is_a_logo(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "evaluation"
    folder.mkdir()
    (tmp_path / "logo.png").write_bytes(picture())
    (folder / "logo.svg").write_text("<svg onload='x()'/>")
    (folder / "lien.png").symlink_to(tmp_path / "logo.png")
    (folder / "trop.png").write_bytes(picture() + b"\0" * 1_000_000)
    (folder / "vide.png").write_bytes(picture(0, 0))
    (folder / "cut.png").write_bytes(picture()[:20])
    assert set(problems(folder, f'logo = "{name}"')) == {"logo"}


def test_faint_text_is_said_and_the_colour_is_used(tmp_path: Path) -> None:
    theme, findings = written(tmp_path, '[colours]\naccent = "#FFCC00"\nbad = "#400000"\nseries = ["#333", "#EEE"]\n')
    assert (theme.accent, theme.bad) == ("#FFCC00", "#400000")
    keys = [finding.places[0].key for finding in findings]
    assert {"colours.accent", "colours.bad", "colours.series.1"} <= set(keys)
    assert "colours.series.0" not in keys
    assert {(finding.kind, finding.severity) for finding in findings} == {("theme-contrast", "warning")}
    assert "1.5:1" in findings[0].message.en
    assert "1,5:1" in findings[0].message.fr


def test_contrast_is_that_of_the_guidelines() -> None:
    """Worked values of the Web Content Accessibility Guidelines: black on white 21, #767676 the faintest grey that passes."""
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@given(colours, colours)
def test_contrast_lies_between_1_and_21_whichever_is_first(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) <= 21.000001
    assert contrast(one, other) == contrast(other, one)


@given(colours, st.floats(0, 1))
def test_a_lighter_colour_is_nearer_to_white(colour: str, share: float) -> None:
    made = lighter(colour, share)
    assert contrast(made, "#FFFFFF") <= contrast(colour, "#FFFFFF") + 1e-9
    assert lighter(colour, 0) == colour
    assert lighter(colour, 1) == "#FFFFFF"
