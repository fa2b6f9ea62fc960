"""A chapter that runs: what turns it red, what it is told, and what it leaves alone.

One run of a few small notebooks, each with a fault or a thing that is none.
"""

import os

import pytest
from nbformat import v4, write

from book.writing.growth import names_before
from tests.copies import copy_project, run_chapters

RIGHT = "from tinynn import Tensor\nprint('accuracy: 93.70%')"
LOGS = "import logging\nlogging.getLogger('matplotlib').warning('building the font cache')\n"
# The notebook: its one cell, and whether it is caught.
NOTEBOOKS = {
    "24-right": (RIGHT, False),
    "24-logs": (LOGS + RIGHT, False),
    "24-digit": (RIGHT.replace("93.70", "93.71"), True),
    "24-line": (RIGHT.replace("%", "%\\n"), True),
    "24-import": ("from tinynn import MaxPool\n" + RIGHT, True),
    "24-name": ("from tinynn import *\nMaxPool(2)\n" + RIGHT, True),
    "24-stderr": ("import sys\nprint('psst', file=sys.stderr)\n" + RIGHT, True),
    "24-warning": ("import warnings\nwarnings.warn('psst')\n" + RIGHT, True),
}
AFTERWARDS = f"""
import os

def test_the_environment_is_as_it_was():
    assert os.environ.get("PYTHONPATH") == {os.environ.get("PYTHONPATH")!r}
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Run them all, as `make test` does but where no cache can be written."""
    project = copy_project(tmp_path_factory.mktemp("a folder 带空格"))
    folder = project / "chapters" / "zh"
    assert "Tensor" in names_before(folder / "24-convolution.ipynb")
    recorded = v4.new_output("stream", name="stdout", text="accuracy: 93.70%\n")
    for name, (source, _) in NOTEBOOKS.items():
        cell = v4.new_code_cell(source, outputs=[recorded], execution_count=1)
        write(v4.new_notebook(cells=[cell]), folder / f"{name}.ipynb")
    (folder / "test_afterwards.py").write_text(AFTERWARDS, encoding="utf-8")
    paths = [folder / f"{name}.ipynb" for name in NOTEBOOKS]
    unwritable = f"cache_dir={folder / '24-right.ipynb' / 'cache'}"
    code, printed = run_chapters(project, "-o", unwritable, *paths, folder / "test_afterwards.py")
    assert code == 1, printed
    return printed


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_wrong_is_caught(printed, name):
    caught = f"FAILED chapters/zh/{name}.ipynb" in printed
    assert caught == NOTEBOOKS[name][1], printed


def test_it_leaves_the_environment_alone_and_needs_no_cache(printed):
    count = sum(caught for _, caught in NOTEBOOKS.values())
    assert f"{count} failed, {len(NOTEBOOKS) + 1 - count} passed" in printed


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("24-digit", "if what came is right, record it: make record CHAPTERS=24-digit"),
        ("24-stderr", "a chapter writes nothing on stderr, but this came there:\npsst"),
        ("24-import", "ImportError: cannot import name 'MaxPool'"),
        ("24-name", "NameError: name 'MaxPool' is not defined"),
    ],
)
def test_it_says_how_to_mend_it(printed, name, said):
    assert said in printed
