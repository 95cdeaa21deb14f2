"""What all tests share: paths, the demo's case, and Hypothesis settings that hold on slow machines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from contracteval.case import Case
from contracteval.data import data_folder

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """The golden demo as JSON."""
    return data_folder("templates") / "demo"


@pytest.fixture(scope="session")
def demo_case(demo_folder: Path) -> Case:
    """The golden demo, read once."""
    return Case(demo_folder)
