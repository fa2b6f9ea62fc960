"""Results over many seeds come from this code: a sample is run again.

tests/trust/test_tables.py holds every row to the code that made it, without running it.
"""

import pytest

from book import tables
from book.writing import hashes, study


@pytest.mark.parametrize("path", study.studies(), ids=lambda path: path.stem)
def test_a_sample_gives_the_recorded_results(path):
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
