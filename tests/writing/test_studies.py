"""Results over many seeds come from this code: a sample is run again.

tests/trust/test_tables.py holds every row to the code that made it, without running it.
"""

import os

import pytest

from book import tables
from book.writing import hashes, study

SLOW = ("20-validation", "23-cross-entropy", "24-convolution", "25-parts", "25-pooling",
        "A-published")  # more than a minute together  # fmt: skip


@pytest.mark.parametrize("path", study.studies(), ids=lambda path: path.stem)
def test_a_sample_gives_the_recorded_results(path):
    if path.stem in SLOW and not os.environ.get("LONG_PROOFS"):
        pytest.skip("is run again with the long proofs")
    assert study.differences(path) == []


def test_a_result_that_comes_otherwise_is_caught(tmp_path, monkeypatch):
    """Even where the table was sealed with it."""
    path = study.STUDIES / "22-binary-cross-entropy.py"
    rows = tables.read(study.table(path))
    wrong = [hashes.sealed(row | {"20": "99.99"}, *study.about(path)) for row in rows]
    monkeypatch.setattr(study, "table", lambda path: tmp_path / "wrong.csv")
    tables.write(study.table(path), wrong)
    [message] = study.differences(path)
    assert "'20': '99.99'" in message and "but now came" in message
    assert "make study STUDIES=22-binary-cross-entropy" in message


def test_a_study_that_needs_a_package_says_so_if_it_is_named_and_is_left_out_if_not(
    monkeypatch, capsys
):
    monkeypatch.setattr(study, "find_spec", lambda name: None)
    monkeypatch.setattr(study, "write", lambda path: print(f"writes {path.stem}"))
    monkeypatch.setattr("sys.argv", ["study", "25-pytorch"])
    assert "25-pytorch needs torch" in study.main()
    monkeypatch.setattr("sys.argv", ["study"])
    assert study.main() is None
    printed = capsys.readouterr().out
    assert "left out: 25-pytorch" in printed and "writes 25-pytorch" not in printed
    assert printed.count("writes ") == len(study.studies()) - 1


def test_a_study_that_builds_on_another_is_about_that_too():
    code, _ = study.about(study.STUDIES / "25-pytorch.py")
    assert hashes.code_of(study.STUDIES / "25-all-digits.py") in code
