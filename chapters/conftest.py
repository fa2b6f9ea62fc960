"""Runs each chapter on tinynn as it stood before it, while nbval compares every recorded output.

An English chapter whose code and outputs are the Chinese one's would bring the same again: it runs
only if it is named.
"""

import pytest
from nbval.plugin import IPyNbCell

from book.places import EDITIONS
from book.writing import editions
from book.writing.record import kernel_environment


def pytest_ignore_collect(collection_path):
    """Leave out what is proven equal to a chapter that runs."""
    if collection_path.suffix == ".ipynb" and collection_path.parent == EDITIONS["en"]:
        if not editions.differences(EDITIONS["zh"] / collection_path.name, collection_path):
            return True
    return None


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """Let the kernel of a chapter, which starts with its first cell, find the cut library."""
    if not isinstance(item, IPyNbCell):
        yield
        return
    folder = item.config._tmp_path_factory.getbasetemp() / item.path.parent.name / item.path.stem
    with pytest.MonkeyPatch.context() as patch:
        for name, value in kernel_environment(item.path, folder).items():
            patch.setenv(name, value)
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Under what was recorded and what came, say how to mend it."""
    report = (yield).get_result()
    if isinstance(item, IPyNbCell) and report.failed:
        outputs = item.test_outputs or []
        said = "".join(each["text"] for each in outputs if each.get("name") == "stderr")
        text = f"if what came is right, record it: make record CHAPTERS={item.path.stem}"
        if said:
            text = f"a chapter writes nothing on stderr, but this came there:\n{said}"
        where = f"{item.path.parent.name}/{item.path.name}"
        report.sections.append(("How to mend it", f"{where}: {text}"))
