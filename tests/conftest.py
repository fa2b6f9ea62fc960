"""How all tests run: the same examples each time, no progress bars, and one library under test."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

os.environ["TQDM_DISABLE"] = "1"

COMMON = {"derandomize": True, "database": None, "deadline": None, "max_examples": 25}
settings.register_profile("proof", suppress_health_check=[HealthCheck.too_slow], **COMMON)
# A mutant has only to fail: the smallest example of its failure interests nobody.
settings.register_profile("mutant", parent=settings.get_profile("proof"), phases=[Phase.generate])


def pytest_configure() -> None:
    """With TINYNN_UNDER_TEST, refuse to test any other library than the one in that folder."""
    folder = os.environ.get("TINYNN_UNDER_TEST")
    settings.load_profile("mutant" if folder else "proof")
    if folder:
        import tinynn

        found = Path(tinynn.__file__).resolve().parent
        if found != Path(folder).resolve():
            raise pytest.UsageError(f"expected to test tinynn in {folder}, got the one in {found}")
