"""The workshop in the browser: chapter 25 by typing, a reload, the download on a desk, and back.

Like the others here, it needs the engine and chromium. A kernel there takes half a minute to
start, several of them minutes: these run by themselves, with LONG_PROOFS=1 and beside nothing else.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from book.lite import jupyterlite, run
from book.lite.serve import served
from book.workshop import desk
from book.writing import growth
from tests.lite.test_in_the_browser import IDLE, skip_without_engine

pytestmark = pytest.mark.skipif(not os.environ.get("LONG_PROOFS"), reason="takes minutes")
CAPSTONE = "25-pooling"
LATER = "from workshop import begin; begin('B-speed')"
MAX_POOL = growth.shown(*growth.library_definitions()["MaxPool"])
WRONG = MAX_POOL.replace("x.add_grad(x_grad)", "x.grad = x_grad")
RELU = growth.shown(*growth.library_definitions()["ReLU"])

SELECT = """id => {
    const { content } = window.jupyterapp.shell.currentWidget;
    const cells = content.widgets;
    content.activeCellIndex = cells.findIndex(cell => cell.model.id === id);
    content.activeCell.model.sharedModel.execution_count = null;
    return content.scrollToItem(content.activeCellIndex).then(() => {
        content.mode = "edit";
        content.activeCell.editor.focus();
    });
}"""
SAYS = """id => {
    const { content } = window.jupyterapp.shell.currentWidget;
    const cell = content.widgets.find(cell => cell.model.id === id);
    return JSON.stringify(cell.model.sharedModel.getOutputs());
}"""
HAS_RUN = """id => window.jupyterapp.shell.currentWidget.content.widgets
    .find(cell => cell.model.id === id).model.sharedModel.execution_count !== null"""
SAVED = "() => window.jupyterapp.shell.currentWidget.context.model.dirty === false"
# As a browser answers that has no room. (Chromium lets a quota be set, but heeds it half a minute
# later.)
FULL = """() => {
    IDBObjectStore.put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); };
}"""
TEXT = """id => window.jupyterapp.shell.currentWidget.content.widgets
    .find(cell => cell.model.id === id).model.sharedModel.getSource()"""


@pytest.fixture(scope="module")
def lite(tmp_path_factory):
    """Make JupyterLab in the browser once, unless BUILT_SITE has it."""
    if "BUILT_SITE" in os.environ:
        return Path(os.environ["BUILT_SITE"]) / "lite"
    skip_without_engine()
    folder = tmp_path_factory.mktemp("site") / "lite"
    jupyterlite.make(folder)
    return folder


@pytest.fixture(scope="module")
def address(lite):
    with served(lite.parent) as address:
        yield address


@pytest.fixture
def visit(tab, address):
    """Open a notebook of the workshop; no other address can be reached."""
    tab.context.route(lambda url: not url.startswith((address, "data:", "blob:")),
                      lambda route: route.abort())  # fmt: skip

    def visit(name, edition="en", wait=True):
        tab.goto(
            f"{address}lite/lab/index.html?workspace={name}"
            f"&path=mine-{edition}/chapters/{name}.ipynb"
        )
        if wait:
            tab.wait_for_function(run.READY)
            tab.wait_for_function(IDLE)

    return visit


def type_and_run(tab, cell, text=None):
    """Put text into a cell, as a reader does, and run it; return what it says."""
    tab.evaluate(SELECT, cell)
    if text is not None:
        tab.keyboard.press("Control+A")
        tab.keyboard.insert_text(text)
    tab.keyboard.press("Control+Enter")
    tab.wait_for_function(HAS_RUN, arg=cell)
    tab.wait_for_function(IDLE)
    outputs = json.loads(tab.evaluate(SAYS, cell))
    return "".join("".join(each.get("text", "")) + each.get("evalue", "") for each in outputs)


def begin(tab):
    """Run the first two cells of a chapter; return what the first says."""
    said = type_and_run(tab, "begin")
    type_and_run(tab, "imports")
    return said


def on_the_desk(mine, stem, names):
    """Return what a session on the desk says of a chapter, and whose files the classes are in."""
    code = (f"from workshop import begin; begin({stem!r}); import tinynn\n"
            f"for name in {names!r}:\n"
            "    print(getattr(tinynn, name).forward.__code__.co_filename)")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], cwd=mine / "chapters", encoding="utf-8",
                          stdout=subprocess.PIPE, check=True)  # fmt: skip
    return done.stdout


def files(folder):
    """Return the files of a reader's folder, those of the checks included."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}  # fmt: skip


def download(tab, cell, text=None):
    """Run a cell that keeps what was written, and follow its link."""
    type_and_run(tab, cell, text)
    with tab.expect_download() as caught:
        tab.get_by_text("Download mine.zip").click()
    return caught.value.path()


def test_max_pool_written_reloaded_carried_to_a_desk_and_back(tab, visit, tmp_path):
    assert WRONG != MAX_POOL
    visit(CAPSTONE)
    said = begin(tab)
    assert "yours: none yet" in said and "ReLU" in said.partition("the book's:")[2]
    assert "kept in this browser only" in said
    type_and_run(tab, "max-pool", WRONG)
    assert "✗ used twice" in type_and_run(tab, "max-pool-MaxPool")
    type_and_run(tab, "max-pool", MAX_POOL)
    assert "MaxPool is yours: 1 of" in type_and_run(tab, "max-pool-MaxPool")

    tab.wait_for_function(SAVED)
    tab.reload()
    tab.wait_for_function(run.READY)
    assert tab.evaluate(TEXT, "max-pool").strip() == MAX_POOL.strip()
    assert tab.locator("#open-twice").count() == 0

    visit("00-start")
    assert "yours: MaxPool\n" in type_and_run(tab, "bring", LATER)
    # To a desk: the folder that `make workshop` makes, with what was written.
    with zipfile.ZipFile(download(tab, "keep")) as archive:
        archive.extractall(tmp_path / "project")
    mine = tmp_path / "project" / "mine"
    assert "MaxPool" in (mine / "tinynn" / "max_pool.py").read_text("utf-8")
    written = nbformat.read(mine / "chapters" / f"{CAPSTONE}.ipynb", 4)
    assert MAX_POOL.strip() in [cell.source for cell in written.cells]
    desk.make("en", tmp_path / "made")
    assert files(mine) == files(tmp_path / "made") | {"tinynn/max_pool.py", "taken.json"}
    assert desk.make("en", mine) == []
    said = on_the_desk(mine, "B-speed", ["MaxPool"])
    assert "yours: MaxPool\n" in said and str(mine / "tinynn" / "max_pool.py") in said

    # And from the desk, where more was written, into a browser where something else is.
    shutil.copy(mine / "tinynn" / "max_pool.py", mine / "tinynn" / "relu.py")
    (mine / "tinynn" / "relu.py").write_text(f"import numpy as np\n\n{RELU}", encoding="utf-8")
    (mine / "tinynn" / "max_pool.py").write_text(MAX_POOL + "\n# of the desk\n", "utf-8")
    packed = shutil.make_archive(str(tmp_path / "mine"), "zip", tmp_path / "project", "mine")
    with tab.expect_file_chooser() as chooser:
        tab.locator("[data-command='filebrowser:upload'], [title='Upload Files']").first.click()
    chooser.value.set_files(packed)
    tab.locator(".jp-DirListing-itemText", has_text="mine.zip").wait_for()
    said = type_and_run(tab, "bring", "from workshop import bring; bring()")
    assert "2 files were brought" in said and "max_pool-1.set-aside" in said
    assert "yours: ReLU, MaxPool\n" in type_and_run(tab, "bring", LATER)


def test_what_may_happen_is_said_and_nothing_is_lost(tab, visit):
    """No room left, what calls itself for ever, and a reload while Python calculates."""
    visit("17-relu")
    begin(tab)
    endless = RELU.replace("        ", "        self(x)\n        ", 1)
    assert endless != RELU
    type_and_run(tab, "relu", endless)
    assert "calls itself too deep" in type_and_run(tab, "relu-ReLU")
    type_and_run(tab, "relu", RELU)
    assert "ReLU is yours" in type_and_run(tab, "relu-ReLU")
    tab.wait_for_function(SAVED)

    tab.evaluate(FULL)
    type_and_run(tab, "relu", f"{RELU}    # again\n")
    assert "There is no room for relu.py" in type_and_run(tab, "relu-ReLU")
    saved = "from pathlib import Path; print(Path('../tinynn/relu.py').read_text())"
    assert "class ReLU(Layer)" in type_and_run(tab, "imports", saved)
    packed = download(tab, "imports", "from workshop import keep; keep()")
    with zipfile.ZipFile(packed) as archive:
        assert b"class ReLU(Layer)" in archive.read("mine/tinynn/relu.py")
    tab.evaluate("() => { IDBObjectStore.prototype.put = IDBObjectStore.put; }")
    assert "ReLU is yours" in type_and_run(tab, "relu-ReLU")

    tab.evaluate(SELECT, "imports")
    tab.keyboard.press("Control+A")
    tab.keyboard.insert_text("import time; time.sleep(5)")
    tab.keyboard.press("Control+S")
    tab.wait_for_function(SAVED)
    tab.keyboard.press("Control+Enter")
    tab.wait_for_function("() => !(" + IDLE + ")()")
    asked = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.reload()
    assert asked == ["beforeunload"]


def test_a_notebook_in_two_tabs_is_said(tab, visit):
    visit("17-relu", "zh", wait=False)
    tab.locator("#waiting-for-python").wait_for()
    other = tab.context.new_page()
    other.goto(tab.url)
    assert "另一个标签页" in other.locator("#open-twice").inner_text()
    assert tab.locator("#open-twice").count() == 0


def test_a_missing_file_of_the_engine_is_named(tab, visit, lite):
    [numpy] = (lite / "static" / "pyodide").glob("numpy-*.whl")
    gone = numpy.rename(numpy.with_suffix(".gone"))
    try:
        visit("17-relu", wait=False)
        tab.get_by_text("lacks a file").wait_for()
    finally:
        gone.rename(numpy)
    assert f"static/pyodide/{numpy.name}" in tab.locator("#waiting-for-python").inner_text()
