"""Runs each chapter on tinynn as it stood before it, while nbval compares every recorded output."""

import os

import pytest
from nbval.plugin import IPyNbCell

from book.writing import growth
from book.writing.record import ENVIRONMENT


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Put the cut library in front before the first cell of a chapter starts its kernel."""
    if isinstance(item, IPyNbCell):
        edition, chapter = item.path.parent.name, item.path.stem
        folder = item.config._tmp_path_factory.getbasetemp() / edition / chapter
        if not folder.exists():
            growth.library_before(item.path, folder)
        os.environ.update(ENVIRONMENT, PYTHONPATH=str(folder))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Name the command that records anew, under what was recorded and what came."""
    report = (yield).get_result()
    if isinstance(item, IPyNbCell) and report.failed:
        where = f"{item.path.parent.name}/{item.path.name}"
        text = f"{where}: if what came is right, record it: make record CHAPTERS={item.path.stem}"
        report.sections.append(("How to mend it", text))
