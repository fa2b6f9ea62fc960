"""Appendix B and `make bench` share their code, and the table has what the appendix draws."""

import pytest

from book import tables
from book.trust import bench
from tests.copies import edit


def key(row):
    return row["measure"], row["name"], float(row["size"])


def test_the_table_has_what_is_measured():
    recorded = {key(row) for row in tables.read(bench.TABLE)}
    measured = {key(row) for row in bench.measure(torch=None, sizes=(2,), rounds=1)}
    fresh = {row for row in recorded if row[0] == "fresh memory"}  # not on every system
    missing = measured - recorded
    assert not missing, f"data/bench.csv lacks {missing}: run make bench"
    others = {row for row in recorded - measured - fresh if row[1] != "PyTorch" and row[2] != 64}
    assert not others, f"nothing measures {others} any more: run make bench"


def test_a_shared_cell_that_is_gone_is_named(tmp_path, monkeypatch):
    copy = tmp_path / bench.NOTEBOOK.name
    copy.write_bytes(bench.NOTEBOOK.read_bytes())

    def rename(cells):
        cells["patches"].id = "im2col"

    edit(copy, rename)
    monkeypatch.setattr(bench, "NOTEBOOK", copy)
    with pytest.raises(SystemExit, match="has no cell patches: mend SHARED"):
        bench.cells()
