"""How all tests run: the same examples each time, no progress bars, and one library under test.

Two things that several tests share stand here too: the built book, and a browser. Without one,
its tests are skipped, unless REQUIRE_BROWSER=1 says that they must run.
"""

import mimetypes
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from book.places import ROOT

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


QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """Build both editions, once for all workers, and return the folder. Nobody writes into it."""
    from filelock import FileLock  # not there for mutants of the library

    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    with FileLock(shared / "book.lock"):
        if not (shared / "site").exists():
            folder = tmp_path_factory.mktemp("book") / "site"
            subprocess.run([sys.executable, "-m", "book", "build", folder], cwd=ROOT, check=True)
            folder.rename(shared / "site")
    return shared / "site"


@pytest.fixture(scope="session")
def browser():
    """Start Chromium."""
    from book.site.browser import NoBrowserError, chromium  # nor is this

    try:
        with chromium(*QUIET) as browser:
            yield browser
    except NoBrowserError as missing:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(str(missing))


@pytest.fixture
def tab(browser):
    """Open an empty tab, with no memory of others."""
    context = browser.new_context()
    context.set_default_timeout(300_000)  # milliseconds: a busy machine takes its time
    yield context.new_page()
    context.close()


@pytest.fixture
def altered(tab):
    """Let the tab find a page or a script altered; the book stays as it is."""

    def alter(file, old, new):
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        kind = f"{mimetypes.guess_type(file)[0]}; charset=utf-8"
        came = {"body": text.replace(old, new), "content_type": kind}
        tab.route(f"{file.as_uri()}*", lambda route: route.fulfill(**came))

    return alter
