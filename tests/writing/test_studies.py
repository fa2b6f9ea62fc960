"""Results over many seeds come from this code: a sample is run again, changes are caught."""

import pytest

from book.writing import study

STUDIES = sorted(study.STUDIES.glob("*-*.py"))


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_sample_gives_the_recorded_results(path):
    assert study.differences(path) == []


def spoiled(path, tmp_path, monkeypatch, old, new):
    """Let the study read a table in which `old` is replaced."""
    text = study.table(path).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / f"{path.stem}.csv").write_text(text.replace(old, new, 1), "utf-8")
    (tmp_path / "tinymnist.npz").write_bytes((study.DATA / "tinymnist.npz").read_bytes())
    monkeypatch.setattr(study, "DATA", tmp_path)


def test_a_changed_digit_is_caught(tmp_path, monkeypatch):
    path = study.STUDIES / "25-pooling.py"
    spoiled(path, tmp_path, monkeypatch, "93.70,", "93.71,")
    [message] = study.differences(path)
    assert "25-pooling recorded" in message and "93.71" in message and "93.70" in message
    assert "make study" in message


def test_results_of_other_code_are_caught(tmp_path, monkeypatch):
    path = study.STUDIES / "25-pooling.py"
    code = study.code_hash(path)
    spoiled(path, tmp_path, monkeypatch, code, code[::-1])
    [message] = study.differences(path)
    assert "25-pooling was made by other code: run make study" in message
