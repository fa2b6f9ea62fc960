"""Grading says what `check` says, on other numbers, and nobody's endless loop costs another."""

import os
import subprocess
import sys
import zipfile

from book import tables
from book.places import ROOT
from book.workshop import desk
from book.workshop.reader import checking, place, session
from book.writing import growth

RELU = growth.shown(*growth.library_definitions()["ReLU"])
FORWARD = "    def forward(self, x: Tensor) -> Tensor:\n"
ANSWERS = {
    "right": RELU,
    "wrong": RELU.replace("x.data > 0", "x.data >= 0"),
    "endless": RELU.replace(FORWARD, f"{FORWARD}        while True: pass\n"),
    "gone": RELU.replace(FORWARD, f"{FORWARD}        __import__('os')._exit(0)\n"),
}
assert len(set(ANSWERS.values())) == len(ANSWERS)


def test_marks_of_four_learners(tmp_path, monkeypatch):
    given = desk.given("en")
    task = session.task(given, "ReLU")
    for name, text in ANSWERS.items():
        monkeypatch.setattr(place, "MINE", tmp_path / f"学生 {name}" / "mine")
        place.save(given, "ReLU", session.prepared(given, task, text))
    archive = tmp_path / "zipped.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(tmp_path / "学生 right" / "mine" / "tinynn" / "relu.py", "mine/tinynn/relu.py")
    (tmp_path / "nothing").mkdir()
    folders = [*(str(tmp_path / f"学生 {name}") for name in ANSWERS), str(archive),
               str(tmp_path / "nothing")]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "book", "workshop-grade", *folders, "--edition", "en",
         "--to", str(tmp_path / "marks.csv")],
        cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},  # a console that has no Chinese
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [row for row in tables.read(tmp_path / "marks.csv") if row["definition"] == "ReLU"]
    right, wrong, endless, gone, zipped, nothing = rows
    full = str(len(checking.checks_of("ReLU")))
    for row in (right, zipped):
        assert (row["kept"], row["of"], row["said"]) == (full, full, "")
    assert int(wrong["kept"]) == int(full) - 1
    assert wrong["said"].startswith("at 0 itself the gradient is 0: ")
    assert endless["kept"] == "0" and "stopped, at the line: while True: pass" in endless["said"]
    assert gone["kept"] == "0" and "ended without an answer" in gone["said"]
    assert nothing["said"] == "not handed in"
