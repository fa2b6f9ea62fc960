"""What readers do to the workshop, and what it answers: a sentence each, and nothing is lost."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from book.workshop import desk
from book.workshop.reader import place
from book.writing import growth
from book.writing.record import ENVIRONMENT, MACHINE_S_WORDS

BEGIN = 'from workshop import begin, check, report, take\nbegin("17-relu")\n'
IMPORTS = "import numpy as np\nfrom tinynn import *"
RELU = growth.shown(*growth.library_definitions()["ReLU"])
WRONG = RELU.replace("x.add_grad(", "setattr(x, 'grad', ")
assert WRONG != RELU


@pytest.fixture
def mine(tmp_path):
    """Make a reader's folder."""
    desk.make("en", tmp_path / "mine")
    (tmp_path / "sitecustomize.py").write_text(MACHINE_S_WORDS, encoding="utf-8")
    return tmp_path / "mine"


def talk(mine, *sources):
    """Run cells in a notebook of the reader's; return what each said, errors included."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in (BEGIN, IMPORTS, *sources)])
    client = NotebookClient(notebook, timeout=100, allow_errors=True, coalesce_streams=True,
                            resources={"metadata": {"path": mine / "chapters"}})  # fmt: skip
    client.execute(env=os.environ | ENVIRONMENT | {"PYTHONPATH": str(mine.parent)})
    said = []
    for cell in notebook.cells:
        parts = [each.get("text", "") + each.get("evalue", "") for each in cell.outputs]
        said.append("".join(parts))
    return said


def test_a_wrong_answer_then_a_right_one_then_the_next_notebook(mine):
    said = talk(mine, WRONG, "check(ReLU)", RELU, "check(ReLU)")
    assert "yours: none yet" in said[0] and "the book's: numerical_gradient" in said[0]
    assert "✗ used twice, gradients add up" in said[3] and "is yours" not in said[3]
    assert "✗" not in said[5] and "ReLU is yours: 1 of" in said[5]
    assert "class ReLU(Layer)" in (mine / "tinynn" / "relu.py").read_text("utf-8")

    later = "begin('18-mnist')\nfrom tinynn import *\nimport sys\n"
    said = talk(mine, later + "print(sys.modules['tinynn.relu'].ReLU.forward.__code__.co_filename)")
    assert "yours: ReLU\n" in said[2] and said[2].endswith(f"{mine / 'tinynn' / 'relu.py'}\n")


def test_what_comes_later_is_not_there(mine):
    assert "cannot import name 'MaxPool'" in talk(mine, "from tinynn import MaxPool")[2]
    assert "No module named 'tinynn.max_pool'" in talk(mine, "import tinynn.max_pool")[2]


HELPER = "def positive(data):\n    return data > 0\n\n\n"
ASKED = {  # what a reader runs: what is said of it
    "check(ReLU())": "check expects the definition itself, got an object of ReLU",
    "check('ReLu')": "There is no task named ReLu. Is it ReLU?",
    "check(expect)": "expect is given: there is nothing to write",
    "check('Linear')": "No cell of this notebook defines Linear: run the cell",
    "class Pool: pass\ncheck(Pool)": "There is no task named Pool",
    "begin('17-rely')": "There is no chapter '17-rely': write begin('17-relu')",
    RELU.replace("        ", "        print(1)\n        ", 1) + "\n\ncheck(ReLU)":
        "Your code printed",
    f"print('not saved')\n{HELPER}{RELU}\nclass Linear: pass\ncheck(ReLU)": "ReLU is yours",
    RELU.replace("        ", "        while True: pass\n        ", 1) + "\n\ncheck(ReLU)":
        "took longer than 1 seconds and was stopped, at the line: while True: pass\n  – ",
    RELU.replace("        ", "        self(x)\n        ", 1) + "\n\ncheck(ReLU)":
        "calls itself too deep, at the line:",
    RELU.replace("        ", "        1 / 0\n        ", 1) + "\n\ncheck(ReLU)":
        "raised ZeroDivisionError: division by zero, at the line: 1 / 0",
    RELU.replace("        ", "        raise SystemExit\n        ", 1) + "\n\ncheck(ReLU)":
        "raised SystemExit",
    "class ReLU(Layer):\n    def forward(self, x):\n        ...\ncheck(ReLU)":
        "let forward return Tensor(",
}  # fmt: skip


def test_what_readers_ask_is_answered_in_a_sentence(mine):
    quick = "import workshop.checking; workshop.checking.LIMIT = 1"
    own = "own = ReLU if 'ReLU' in globals() else None"
    said = talk(mine, quick, RELU, *ASKED, own)[4:-1]
    assert [(asked, came) for (asked, due), came in zip(ASKED.items(), said, strict=True)
            if due not in came] == []  # fmt: skip
    kept = (mine / "tinynn" / "relu.py").read_text("utf-8")
    assert "def positive" in kept, "helpers of the same cell are kept"
    assert "class Linear" not in kept and "not saved" not in kept


def test_a_helper_in_another_cell_is_named(mine):
    text = RELU.replace("x.data", "own_data(x)", 1)
    said = talk(mine, "def own_data(x):\n    return x.data", text, "check(ReLU)")[4]
    assert "name 'own_data' is not defined" in said


@pytest.mark.parametrize("broken", ["class ReLU(Layer:", "class ReLU(Nowhere):\n    pass\n"])
def test_a_saved_file_broken_by_hand_is_set_aside(mine, broken):
    talk(mine, RELU, "check(ReLU)")
    (mine / "tinynn" / "relu.py").write_text(broken, encoding="utf-8")
    said = talk(mine)[0]
    assert "relu-1.set-aside" in said and "the book's: " in said
    assert (mine / "tinynn" / "relu-1.set-aside").read_text("utf-8").strip() == broken.strip()
    assert "ReLU" in talk(mine, "begin('18-mnist')")[2].partition("the book's: ")[2]


@pytest.mark.parametrize("call", ["report()", "take('Linear')", "check(ReLU)"])
def test_whoever_finds_a_broken_file_says_so(mine, call):
    (mine / "tinynn" / "tanh.py").write_text("class Tanh(Layer:", encoding="utf-8")
    said = talk(mine, RELU, "open('../tinynn/tanh.py', 'w').write('class Tanh(Layer:')", call)
    assert "tanh-1.set-aside" in said[0] and "tanh-2.set-aside" in said[4]


def test_a_file_of_an_older_edition_is_used_and_said_to_be(mine):
    talk(mine, RELU, "check(ReLU)")
    file = mine / "tinynn" / "relu.py"
    text = place.EDITION.sub("# ReLU: chapter 17, checked with edition 000000", file.read_text())
    file.write_text(text, encoding="utf-8")
    said = talk(mine, "begin('18-mnist')")[2]
    assert "yours: ReLU" in said and "ReLU was checked with an older edition" in said


def test_taking_the_book_s_and_coming_back(mine):
    said = talk(mine, RELU, "check(ReLU)", "take(ReLU)", "take('Linear')", "begin('18-mnist')")
    assert "yours: none yet" in said[6]
    assert json.loads((mine / "taken.json").read_text()) == ["ReLU", "Linear"]
    said = talk(mine, RELU, "check(ReLU)", "begin('18-mnist')", "report()")
    assert "yours: ReLU" in said[4]
    assert "the book's (taken)" in said[5] and "1 of" in said[5]
    rows = json.loads((mine / "report.json").read_text("utf-8"))["definitions"]
    assert {row["whose"] for row in rows} == {"yours", "taken", "book"}


def test_what_two_notebooks_save_stands_side_by_side(mine):
    tanh = growth.shown(*growth.library_definitions()["Tanh"])
    talk(mine, RELU, "check(ReLU)")
    talk(mine, tanh, "check(Tanh)")
    assert sorted(path.name for path in (mine / "tinynn").glob("*.py")) == ["relu.py", "tanh.py"]


def test_accuracies_stand_side_by_side(mine):
    cells = nbformat.read(mine / "chapters" / "19-flatten.ipynb", 4).cells
    recorded = desk.given("en")["accuracies"]["19-flatten"]
    source = next(cell.source for cell in cells if desk.key(cell.source) in recorded)
    [book] = recorded[desk.key(source)][:1]
    code = (
        "from workshop import accuracy\n"
        f"accuracy.watch('19-flatten', {{accuracy.key('print(\"12.00%\")'): [{book!r}]}})"
    )
    said = talk(mine, code, 'print("12.00%")', 'print("other 12.00%")')
    assert f"book {book}, yours 12.00%" in said[3] and "another order" in said[3]
    assert "book" not in said[4]


def test_making_it_again_touches_nothing_and_resetting_keeps_the_old(tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    assert len(desk.make("zh", mine)) == 27
    chapter = mine / "chapters" / "25-pooling.ipynb"
    chapter.write_text("mine", encoding="utf-8")
    (mine / "chapters" / "24-convolution.ipynb").unlink()
    assert desk.make("zh", mine) == ["24-convolution"]
    assert chapter.read_text("utf-8") == "mine"
    monkeypatch.setattr(desk, "MINE", mine)
    monkeypatch.setattr(sys, "argv", ["reset", "25"])
    assert desk.reset() is None
    assert (mine / "chapters" / "25-pooling.old-1.ipynb").read_text("utf-8") == "mine"
    assert nbformat.read(chapter, 4).cells
    monkeypatch.setattr(sys, "argv", ["reset", "99"])
    assert "There is no chapter 99" in desk.reset()


def test_a_console_of_another_encoding_is_no_obstacle(mine):
    code = "import workshop.session as s; s.begin('17-relu'); s.check('Linear')"
    env = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], cwd=mine / "chapters", env=env,
                          capture_output=True)  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
