"""Chapter 25 in JupyterLab, as `make lab` starts it and as a reader runs it: from the menu."""

import os
import re
import subprocess
import sys
import time

import nbformat
import pytest

from book.copying import copy
from book.places import ROOT
from book.writing.record import MACHINE_S_WORDS
from tests.copies import copy_project, edit, keep_cells

CAPSTONE = "25-pooling.ipynb"
PROGRESS = re.compile(r"epoch \d+/\d+: .*|\s*")  # the one thing a chapter may write to stderr

ERRORS = "[data-mime-type='application/vnd.jupyter.stderr']"
RAN = r"""errors => {
    const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")];
    return prompts.every(prompt => /\d/.test(prompt.textContent))
        || [...document.querySelectorAll(errors)].some(e => e.textContent.includes("Traceback"));
}"""
PAINTED = """outputs => outputs.filter(
    output => getComputedStyle(output).backgroundColor !== "rgba(0, 0, 0, 0)").length"""
PROSE = """() => [...document.querySelectorAll(".jp-MarkdownOutput")].map(cell => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("mjx-container, code, pre").forEach(part => part.remove());
    return copy.textContent;
}).join("\\n")"""


def clear_outputs(cells):
    for cell in cells.values():
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Copy the project, without any recorded output: what is read comes from this run."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    for chapter in project.glob("chapters/*/*.ipynb"):
        edit(chapter, clear_outputs)
    (project / "sitecustomize.py").write_text(MACHINE_S_WORDS, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory, browser):  # the browser first: without one, no server either
    """Start JupyterLab on the copy, with no settings but the project's; return its address."""
    own = tmp_path_factory.mktemp("jupyter")
    # What else JupyterLab keeps, it keeps in the folders of its configuration and data.
    hidden = ("JUPYTER", "TQDM_DISABLE")
    env = {key: value for key, value in os.environ.items() if not key.startswith(hidden)}
    env |= {f"JUPYTER_{kind}_DIR": str(own / kind) for kind in ("CONFIG", "DATA")}
    env |= {"IPYTHONDIR": str(own), "PYTHONPATH": str(project), "JUPYTER_TOKEN": "secret"}
    options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    with open(own / "log", "w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "book", "lab", *options],
            cwd=project,
            env=env,
            stdout=log,
            stderr=log,
        )
        try:
            found = None
            while not found and server.poll() is None:
                time.sleep(0.1)
                found = re.search(r"http://127\.0\.0\.1:\d+/", (own / "log").read_text("utf-8"))
            assert found, f"JupyterLab did not start:\n{(own / 'log').read_text('utf-8')}"
            yield found[0]
        finally:
            server.terminate()
            server.wait(30)


def choose(tab, menu, entry):
    tab.get_by_role("menuitem", name=menu, exact=True).click()
    tab.get_by_role("menuitem", name=entry, exact=True).click()


def accuracies(texts):
    return re.findall(r"accuracy: \S+%", "\n".join(texts))


def what_is_wrong(tab, lab, address, recorded):
    """Open a chapter and return a line for all that is not as it should be before it runs."""
    wrong = []

    def note_request(request):
        if not request.url.startswith((lab, "data:", "blob:")):
            wrong.append(f"asks for {request.url}")

    tab.on("request", note_request)
    tab.goto(f"{lab}lab/tree/{address}?reset&token=secret")
    cells = [cell for cell in recorded.cells if cell.cell_type == "code"]
    tab.locator(".jp-CodeCell").nth(len(cells) - 1).wait_for(state="attached")
    tab.get_by_text("| Idle").wait_for()  # the kernel is there, and all cells are drawn
    stale = tab.locator(".jp-OutputArea-output").count()
    if stale:
        wrong.append(f"shows {stale} outputs before it has run")
    folded = sum(bool(cell.metadata.get("jupyter", {}).get("source_hidden")) for cell in cells)
    seen = tab.locator(".jp-CodeCell .jp-InputPlaceholder").count()
    wrong += [f"{folded} cells are to be folded, {seen} are"] if seen != folded else []
    tab.locator("mjx-container").first.wait_for(state="attached")
    for raw in re.findall(r"\$.*|\\[(\[].*|:::.*|\{[a-z:-]+\}`?.*", tab.evaluate(PROSE)):
        wrong.append(f"shows the source: {raw}")
    return wrong


def what_goes_wrong(tab, recorded):
    """Run the chapter that is open and return a line for all that differs from what is recorded."""
    choose(tab, "View", "Expand All Code")  # a folded cell shows no number
    choose(tab, "Run", "Run All Cells")
    tab.wait_for_function(RAN, arg=ERRORS, polling=500, timeout=0)  # pytest-timeout watches
    tab.get_by_text("| Idle").wait_for()

    wrong = []
    for text in tab.locator(ERRORS).all_inner_texts():
        wrong += [f"says: {line}" for line in text.splitlines() if not PROGRESS.fullmatch(line)]
    if painted := tab.locator(ERRORS).evaluate_all(PAINTED):
        wrong.append(f"paints {painted} progress bars as if they were errors")
    cells = [cell for cell in recorded.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    expected = accuracies(output.get("text", "") for output in outputs)
    assert expected, "an accuracy is recorded in this chapter"
    came = accuracies(tab.locator(".jp-OutputArea-output").all_text_contents())
    if came != expected:
        wrong.append(f"prints {came} instead of {expected}")
    drawn = sum("image/png" in output.get("data", {}) for output in outputs)
    seen = tab.locator(".jp-OutputArea-output img").count()
    if seen != drawn:
        wrong.append(f"has {seen} figures instead of {drawn}")
    return wrong


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_capstone_opens_and_runs_as_recorded(edition, lab, tab):
    """It runs in one edition: the other has the same code, which would bring the same."""
    address = f"chapters/{edition}/{CAPSTONE}"
    recorded = nbformat.read(ROOT / address, as_version=4)
    assert what_is_wrong(tab, lab, address, recorded) == []
    if edition == "zh":
        assert what_goes_wrong(tab, recorded) == []

    tab.get_by_role("link", name="max_pool.py").last.click()
    tab.get_by_role("tab", name="max_pool.py").wait_for()


FAULTS = (
    "asks for http", "shows 1 outputs", "1 cells are to be folded, 0 are", "says: NameError",
    "UserWarning: old", "prints ['accuracy: ", "has 0 figures instead of 1",
    "shows the source: {ref}", "shows the source: $5",
)  # fmt: skip


def test_every_fault_is_noticed(project, lab, tab):
    """The capstone's one short training with another seed, and all else that can be wrong."""
    address = f"chapters/zh/spoiled-{CAPSTONE}"
    copy(ROOT / "chapters" / "zh" / CAPSTONE, project / address)
    keep_cells(project / address, "imports", "formula", "build", "train", "figure-road")
    recorded = nbformat.read(project / address, as_version=4)
    recorded_output = recorded.cells[2].outputs

    def spoil(cells):
        for cell in (cells["build"], cells["train"], cells["figure-road"]):
            cell.outputs = []
        cells["imports"].outputs = recorded_output
        cells["imports"].source += "\nimport warnings; warnings.warn('old')"
        cells["formula"].source += "\n\n{ref}`x`\n\n$5\n\n![](http://127.0.0.1:9/x.png)"
        cells["build"].source = cells["build"].source.replace("seed(99)", "seed(98)")
        cells["train"].source = cells["train"].source.replace("dataset, 10", "dataset, 1")
        cells["figure-road"].source = "nowhere"
        del cells["figure-road"].metadata["jupyter"]

    edit(project / address, spoil)
    wrong = "\n".join(what_is_wrong(tab, lab, address, recorded) + what_goes_wrong(tab, recorded))
    assert [fault for fault in FAULTS if fault not in wrong] == [], wrong


def type_into(tab, cell, text):
    """Put text into a cell, as a reader does, and run it."""
    cell.locator(".cm-content").click()
    tab.keyboard.press("Control+A")
    tab.keyboard.insert_text(text)
    tab.keyboard.press("Shift+Enter")
    tab.get_by_text("| Idle").wait_for()


def test_max_pool_written_in_the_workshop(project, lab, tab):
    """Once wrong, once right; then it is saved, and what comes next runs on it."""
    made = [sys.executable, "-m", "book", "workshop", "--only-make", "--edition", "en"]
    subprocess.run(made, cwd=project, env=os.environ | {"PYTHONPATH": str(project)}, check=True)
    chapters = project / "mine" / "chapters"
    keep_cells(chapters / CAPSTONE, "begin", "imports", "max-pool", "max-pool-turn",
               "max-pool-MaxPool", "max-pool-hint-1", "max-pool-book")  # fmt: skip
    keep_cells(chapters / "B-speed.ipynb", "begin")
    book = nbformat.read(ROOT / "chapters" / "en" / CAPSTONE, as_version=4)
    [right] = [cell.source for cell in book.cells if cell.id == "max-pool"]
    wrong = right.replace("x.add_grad(x_grad)", "x.grad = x_grad")
    assert wrong != right

    tab.goto(f"{lab}lab/tree/mine/chapters/{CAPSTONE}?reset&token=secret")
    begin, imports, stub, check = (tab.locator(".jp-CodeCell").nth(number) for number in range(4))
    check.wait_for(state="attached")
    tab.get_by_text("| Idle").wait_for()
    for cell in (begin, imports):
        cell.locator(".cm-content").click()
        tab.keyboard.press("Shift+Enter")
    begin.get_by_text("the book's:").wait_for()
    for text, sign in ((wrong, "✗ used twice"), (right, "MaxPool is yours")):
        type_into(tab, stub, text)
        check.locator(".cm-content").click()
        tab.keyboard.press("Shift+Enter")
        check.get_by_text(sign).wait_for()
    assert "add_grad(x_grad)" in (project / "mine" / "tinynn" / "max_pool.py").read_text("utf-8")

    tab.goto(f"{lab}lab/tree/mine/chapters/B-speed.ipynb?reset&token=secret")
    tab.locator(".jp-CodeCell .cm-content").first.click()
    tab.get_by_text("| Idle").wait_for()
    tab.keyboard.press("Shift+Enter")
    tab.get_by_text("yours: MaxPool").wait_for()
