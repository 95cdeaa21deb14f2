"""The same inputs give the same file, byte for byte, wherever, whenever and in whatever surroundings it is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from contracteval.data import data_folder

EPOCH = "1795165200"  # 2026-11-20 09:00 UTC
WRITE = """
import sys
from contracteval.cli import main
for args in (["scorecard", ".", "-o", "made.xlsx"], ["compare", ".", "--html", "made.html"]):
    main([*args, "--lang", "fr"], standalone_mode=False)
"""
HERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "fr_FR.UTF-8", "PYTHONHASHSEED": "1"}
THERE = {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "LANG": "tr_TR.UTF-8"}


def write(folder: Path, surroundings: dict[str, str]) -> tuple[bytes, bytes]:
    """Write both from a copy of the demo whose files have another age, as another process in other surroundings."""
    shutil.copytree(data_folder("templates") / "demo", folder)
    for i, path in enumerate(sorted(folder.rglob("*"))):
        os.utime(path, (10**9 + i, 10**9 - len(folder.name)))
    env = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"} | surroundings
    subprocess.run([sys.executable, "-c", WRITE], cwd=folder, env=env, check=True, capture_output=True, timeout=120)
    return (folder / "made.xlsx").read_bytes(), (folder / "made.html").read_bytes()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    return write(tmp_path_factory.mktemp("a") / "here", HERE)


def test_other_surroundings_give_the_same_bytes(tmp_path: Path, plain: tuple[bytes, bytes]) -> None:
    assert write(tmp_path / "a folder with another name", THERE) == plain


def test_the_epoch_stands_for_the_date_of_the_document_and_changes_nothing_else(
    tmp_path: Path, plain: tuple[bytes, bytes]
) -> None:
    workbook, page = write(tmp_path / "dated", {**THERE, "SOURCE_DATE_EPOCH": EPOCH})
    assert page == plain[1]
    files = []
    for name, content in (("dated.xlsx", workbook), ("plain.xlsx", plain[0])):
        (tmp_path / name).write_bytes(content)
        with zipfile.ZipFile(tmp_path / name) as file:
            assert {info.date_time[0] for info in file.infolist()} == {1980}
            files.append({part: file.read(part) for part in file.namelist()})
    assert {part for part in files[0] if files[0][part] != files[1][part]} == {
        "docProps/core.xml",
        "docProps/custom.xml",
    }
    assert b"2026-11-20T09:00:00Z" in files[0]["docProps/core.xml"]
    assert b"2026-11-20T00:00:00Z" in files[1]["docProps/core.xml"]
