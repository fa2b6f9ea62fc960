"""Runs chapters in WebAssembly, as a reader does, and compares as nbval does: python -m book wasm

python -m book wasm                      all chapters; adds a row to data/trust/matrix.csv
python -m book wasm 01-neuron 25-pooling these; writes nothing
python -m book wasm --small              the shortest; writes nothing

Each chapter is opened in JupyterLab in a real browser, on the finished library, and all its cells
are run. A request to any other address than the site's own counts as a fault.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import nbformat

from book.lite import jupyterlite
from book.lite.engine import EngineError
from book.lite.serve import served
from book.site.browser import chromium
from book.trust import matrix
from book.writing import hashes
from book.writing.compare import difference
from book.writing.notebooks import chapters, named, tags
from book.writing.outputs import count_differing, numbers

SMALL = ("01-neuron", "08-activation", "10-autograd", "15-model")
MINUTES = 20  # for one chapter, however busy the machine
# A progress bar would be written to stderr; where chapters are recorded, none is.
QUIET = "import os; os.environ['TQDM_DISABLE'] = '1'"
IN_FORCE = "import numpy, platform; print(platform.python_version(), numpy.__version__)"

READY = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.content?.widgets?.length && panel.sessionContext.session?.kernel && true;
}"""
ASK = """async code => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    await kernel.info;
    const asked = kernel.requestExecute({ code, silent: false, store_history: false });
    let said = "";
    asked.onIOPub = message => { said += message.content.text ?? ""; };
    await asked.done;
    return said.trim();
}"""
RUN = """async () => {
    await window.jupyterapp.commands.execute("notebook:run-all-cells");
    const { model } = window.jupyterapp.shell.currentWidget.content;
    return JSON.stringify(model.sharedModel.toJSON().cells.map(
        cell => ({ id: cell.id, outputs: cell.outputs, count: cell.execution_count })));
}"""


def differences(recorded, came):
    """Return what of a chapter came otherwise: {cell id: (how many numbers, what nbval says)}."""
    found = {}
    for cell in (cell for cell in recorded if cell.cell_type == "code"):
        ran = came[cell.id]
        if cell.source.strip() and ran["count"] is None:
            found[cell.id] = (max(len(numbers(cell.outputs)), 1), "the cell was not run")
        elif "nbval-ignore-output" in tags(cell):
            if any(each["output_type"] == "error" for each in ran["outputs"]):
                found[cell.id] = (1, str(ran["outputs"][-1]["evalue"]))
        elif said := difference(cell.outputs, ran["outputs"]):
            outputs = [nbformat.from_dict(each) for each in ran["outputs"]]
            differ = count_differing(numbers(cell.outputs), numbers(outputs))
            # A cell whose words alone differ counts as one.
            found[cell.id] = (max(differ, 1), said)
    return found


def run(tab, lite, chapter):
    """Open a chapter, run all of it; return what is in force, its cells, and how long they took."""
    where = f"chapters/{chapter.parent.name}/{chapter.name}"
    tab.goto(f"{lite}lab/index.html?path={where}")
    tab.wait_for_function(READY)
    tab.evaluate(ASK, QUIET)
    in_force = tab.evaluate(ASK, IN_FORCE).split()
    start = time.monotonic()
    cells = json.loads(tab.evaluate(RUN))
    return in_force, {cell["id"]: cell for cell in cells}, time.monotonic() - start


def report_of(browser, address, chapter):
    """Run a chapter in a browser that knows nothing yet, and return what came of it."""
    outside = []
    context = browser.new_context()
    tab = context.new_page()
    tab.set_default_timeout(MINUTES * 60_000)

    def refuse(route):
        outside.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((address, "data:", "blob:")), refuse)
    cells = nbformat.read(chapter, as_version=4).cells
    compared = [cell.outputs for cell in cells if cell.cell_type == "code"
                and "nbval-ignore-output" not in tags(cell)]  # fmt: skip
    row = {
        "chapter": chapter.stem,
        "python": "",
        "numpy": "",
        "outputs": sum(map(bool, compared)),
        "numbers": sum(len(numbers(o)) for o in compared),
    }
    try:
        (row["python"], row["numpy"]), came, seconds = run(tab, f"{address}lite/", chapter)
        found = differences(cells, came)
        for cell, (_, said) in found.items():
            print(f"{chapter.stem} {cell}: {said}", flush=True)
        notes = [f"{cell}: {differ}" for cell, (differ, _) in found.items()]
        row |= {"seconds": f"{seconds:.0f}", "differ": sum(n for n, _ in found.values())}
    except Exception as error:  # a kernel that died, a tab that crashed: the other chapters run
        said = str(error).strip().splitlines()[0]
        notes, row["differ"] = [f"not finished: {said}"], row["numbers"]
    finally:
        context.close()
    row["note"] = "; ".join(notes + [f"asks for {url}" for url in sorted(set(outside))])
    return row


def run_all(site, chosen):
    """Run chapters on the site in a folder, and return what came of each."""
    rows = []
    with served(site) as address, chromium() as browser:
        for chapter in chosen:
            row = report_of(browser, address, chapter)
            print(f"{row['chapter']}: {row.get('seconds', '?')} s, {row['numbers']} numbers,"
                  f" {row['differ']} differ {row['note']}", flush=True)  # fmt: skip
            rows.append(row)
    return rows


def matrix_row(rows):
    """Return the row of data/trust/matrix.csv that the reports of all chapters make."""
    [(python, numpy)] = {(row["python"], row["numpy"]) for row in rows if row["python"]}
    notes = [f"zh/{row['chapter']} {row['note']}" for row in rows if row["note"]]
    sums = {column: sum(int(row[column]) for row in rows)
            for column in ("outputs", "numbers", "differ")}  # fmt: skip
    return {"kernel": matrix.WASM, "threads": 1, "dispatch": "off", "python": python,
            "numpy": numpy, "openblas": "none", "edition": "zh", "notebooks": len(rows),
            "note": "; ".join(notes), "recorded": hashes.book()} | sums  # fmt: skip


def main():
    """Read the command line, make the folder, and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="25-pooling", help="chapters; all if none")
    parser.add_argument("--small", action="store_true", help="the shortest, and no table")
    parser.add_argument("--site", type=Path, help="a site that is made already")
    arguments = parser.parse_args()
    chosen = named(SMALL if arguments.small else arguments.names)
    with tempfile.TemporaryDirectory() as temporary:
        site = arguments.site or Path(temporary)
        if not arguments.site:
            try:
                jupyterlite.make(site / "lite")
            except EngineError as wrong:
                return str(wrong)
        rows = run_all(site, chosen)
    if chosen == chapters():
        matrix.add_to_table(matrix_row(rows))
    return "\n".join(f"{row['chapter']}: {row['note']}" for row in rows if row["note"])
