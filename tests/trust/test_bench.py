"""`make bench` runs the cells of appendix B, and the table has what the appendix draws.

That the table is of this code, unaltered, is seen with all tables: test_tables.py.
"""

from platform import libc_ver

import pytest

from book import tables
from book.trust import bench
from tests.copies import edit


@pytest.fixture(scope="module")
def measured():
    """A short measurement, without PyTorch and the loops, which take seconds."""
    return list(bench.measure(bench.COMPETITORS[1:-1], size=2, rounds=1))


def missing(measured, rows):
    """Say which rows the table lacks, of all that a measurement brings at each batch size."""
    due = {("step", name) for name in bench.COMPETITORS} | {("part", row["name"])
           for row in measured if row["measure"] == "part"}  # fmt: skip
    there = [(row["measure"], row["name"], row["size"]) for row in rows]
    return sorted({(*row, str(size)) for row in due for size in bench.SIZES} ^ set(there))


def test_the_table_has_what_is_measured(measured):
    rows = tables.read(bench.TABLE)
    assert missing(measured, rows) == [], "run make bench"
    assert missing(measured, rows[:-1]) != []


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="other C libraries keep memory otherwise")
def test_only_what_keeps_its_memory_causes_no_page_faults(measured):
    faults = {row["name"]: row["faults"] for row in measured if row["measure"] == "step"}
    assert faults["tinynn"] < 10 and faults["new arrays"] > 500


def test_a_shared_cell_that_is_gone_is_named(tmp_path, monkeypatch):
    copy = tmp_path / bench.NOTEBOOK.name
    copy.write_bytes(bench.NOTEBOOK.read_bytes())

    def rename(cells):
        cells["im2col"].id = "patches"

    edit(copy, rename)
    monkeypatch.setattr(bench, "NOTEBOOK", copy)
    with pytest.raises(SystemExit, match="has no cell im2col: mend SHARED"):
        bench.sources()
