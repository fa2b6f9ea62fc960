"""From a released chapter to a table of marks, with nbgrader itself.

NBGRADER names its command, in an environment of its own that has tinynn too (.ci/run makes one).
"""

import csv
import os
import shutil
import subprocess

import nbformat
import pytest

from book.places import EDITIONS
from book.workshop import nbgrader
from book.workshop.reader import checking

NBGRADER = os.environ.get("NBGRADER")
CHAPTER = "11-layer"


@pytest.mark.skipif(not NBGRADER, reason="NBGRADER names no command of nbgrader")
def test_from_a_released_chapter_to_a_table_of_marks(tmp_path, monkeypatch):
    assert NBGRADER
    course = tmp_path / "course"
    monkeypatch.setattr("sys.argv", ["", str(course), CHAPTER, "--edition", "en"])
    nbgrader.main()
    (course / "nbgrader_config.py").write_text("", encoding="utf-8")
    path = os.pathsep.join([os.path.dirname(NBGRADER), os.environ["PATH"]])

    def run(*arguments):
        done = subprocess.run([NBGRADER, *arguments], cwd=course, capture_output=True, text=True,
                              env=os.environ | {"PATH": path})  # fmt: skip
        assert done.returncode == 0, done.stderr

    run("generate_assignment", CHAPTER)
    released = nbformat.read(course / "release" / CHAPTER / f"{CHAPTER}.ipynb", as_version=4)
    stub = next(cell for cell in released.cells if cell.id == "linear")
    assert "YOUR CODE HERE" in stub.source and "class Linear(Layer)" in stub.source
    book = nbformat.read(EDITIONS["en"] / f"{CHAPTER}.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in book.cells if "workshop" in cell.metadata}
    begins = "def forward(self, x: Tensor) -> Tensor:"
    endless = answers["linear"].replace(begins, f"{begins}\n        while True: pass")
    wrong = answers["linear"].replace("x.add_grad(grad @ self.weight.data)",
                                      "x.grad = grad @ self.weight.data")  # fmt: skip
    written = {"right": answers["linear"], "wrong": wrong, "endless": endless}
    assert len(set(written.values())) == 3
    for learner, text in written.items():
        folder = course / "submitted" / learner / CHAPTER
        shutil.copytree(course / "release" / CHAPTER, folder)
        file = folder / f"{CHAPTER}.ipynb"
        notebook = nbformat.read(file, as_version=4)
        for cell in notebook.cells:
            cell.source = (answers | {"linear": text}).get(cell.id, cell.source)
        nbformat.write(notebook, file)
    run("autograde", CHAPTER)
    run("export")
    with open(course / "grades.csv", encoding="utf-8", newline="") as table:
        marks = {
            row["student_id"]: (row["score"], row["max_score"]) for row in csv.DictReader(table)
        }
    [full] = {due for _, due in marks.values()}
    assert marks["right"] == (full, full)
    assert float(marks["wrong"][0]) == float(full) - 1
    layer, linear = (len(checking.checks_of(name)) for name in ("Layer", "Linear"))
    assert float(full) == layer + linear
    assert layer < float(marks["endless"][0]) < layer + linear / 2, "it costs its own marks only"
