"""Where the data that ships with the package lies."""

from __future__ import annotations

from pathlib import Path


def data_folder(name: str) -> Path:
    """Return the folder ``rulesets`` or ``templates``: inside the installed package, else in the checkout."""
    installed = Path(__file__).parent / "_data" / name
    return installed if installed.is_dir() else Path(__file__).parent.parent / name
