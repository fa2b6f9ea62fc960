"""The report at the end: on the reader's tinynn, topped up by the book's, and in words."""

import json
import os
import subprocess
import sys

import pytest

from book import tables
from book.places import DATA, ROOT
from book.workshop import desk, report
from book.workshop.reader import place, session, words
from book.writing import growth

RELU = growth.shown(*growth.library_definitions()["ReLU"])
HALF = RELU.replace("x.data > 0", "(x.data > 0) / 2")
assert HALF != RELU


@pytest.fixture
def save(tmp_path, monkeypatch):
    """Return a function that saves a definition as the reader's, and says what is all there."""
    given = desk.given("en")
    monkeypatch.setattr(place, "MINE", tmp_path / "mine")

    def saved(name, text):
        place.save(given, name, session.prepared(given, session.task(given, name), text))
        return given, session.own_now(given)

    return saved


def test_a_definition_that_is_wrong_fails_the_library_s_tests(save, tmp_path):
    own_file = "tests/library/test_gradients.py"
    folder = report.write_library(*save("ReLU", RELU), tmp_path / "right")
    passed, wrong = report.library_tests(folder, own_file)
    assert passed > 50 and wrong == []
    folder = report.write_library(*save("ReLU", HALF), tmp_path / "wrong")
    fewer, wrong = report.library_tests(folder, own_file)
    assert fewer < passed and any("relu" in name.lower() for name in wrong)


def test_a_tinynn_that_cannot_train_is_said(tmp_path, monkeypatch):
    (tmp_path / "tinynn").mkdir()
    (tmp_path / "tinynn" / "__init__.py").write_text("raise SystemExit(1)", encoding="utf-8")
    assert report.training(tmp_path) is None
    monkeypatch.setattr(words, "language", "en")
    assert "was not trained" in report.accuracy("97.90", None)


@pytest.mark.parametrize(("language", "said"), [
    ("en", ["1 of 2 definitions are mine, 3 lines", "| 17 | ReLU | mine | 3 | 1/2 |",
            "5 passed, 2 did not", "- test_memory: 2", "mine 97.50 %", "| 6.00 | 3.00 |"]),
    ("zh", ["2 个定义里我写了 1 个，共 3 行", "| 25 | MaxPool | 还没有写 |",
            "通过 5 个，没有通过 2 个", "- test_memory: 2", "我的 97.50 %", "| 6.00 | 3.00 |"]),
])  # fmt: skip
def test_the_page_in_words(language, said, monkeypatch):
    monkeypatch.setattr(words, "language", language)
    promises = [{"name": "a", "kept": True, "detail": ""}, {"name": "b", "kept": False}]
    nobody_s = {"name": "MaxPool", "chapter": "25-pooling", "whose": "book", "lines": 0}
    page = report.page({
        "definitions": [
            {"name": "ReLU", "chapter": "17-relu", "whose": "yours", "lines": 3,
             "promises": promises},
            nobody_s | {"promises": []},
        ],
        "tests": {"passed": 5, "not passed": ["test_memory::one", "test_memory::two"]},
        "milliseconds": {"tinynn": 2.0, "yours": 6.0},
        "accuracy": {"book": "97.90", "yours": "97.50"},
    })  # fmt: skip
    for sentence in said:
        assert sentence in page


@pytest.mark.skipif(not os.environ.get("LONG_PROOFS"), reason="trains chapter 25's best network")
def test_the_whole_report_on_the_book_s_own_text(save, tmp_path, monkeypatch):
    save("ReLU", RELU)
    desk.make("en", place.MINE)
    program = ("from pathlib import Path; import sys; from book.workshop import report; "
               "report.MINE = Path(sys.argv[1]); sys.exit(report.main())")  # fmt: skip
    subprocess.run([sys.executable, "-c", program, place.MINE], cwd=ROOT, check=True)
    found = json.loads((place.MINE / "report.json").read_text("utf-8"))
    assert found["tests"]["not passed"] == []
    [best] = [row["test"] for row in tables.read(DATA / "studies" / "25-parts.csv")
              if (row["network"], row["seed"]) == ("best", "99")]  # fmt: skip
    assert found["accuracy"] == {"book": best, "yours": best}
    assert set(found["milliseconds"]) == {"tinynn", "yours"}
