"""Run All, twice in one kernel: the table has all chapters, and a difference would be in it."""

import nbformat

from book import tables
from book.trust import run_twice
from book.writing.notebooks import chapters
from tests.copies import edit


def test_no_cell_of_any_chapter_differs():
    rows = tables.read(run_twice.TABLE)
    assert [row["chapter"] for row in rows] == [path.stem for path in chapters()]
    assert [row["chapter"] for row in rows if row["differing"]] == []


def test_a_cell_that_depends_on_what_it_left_behind_is_noticed(tmp_path):
    notebook = nbformat.v4.new_notebook()
    grow = "m = globals().get('m', 0) + n; print(m)"
    for cell_id, source in (("start", "n = 1"), ("grow", grow)):
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=cell_id))
    chapter = tmp_path / "01-grows.ipynb"
    nbformat.write(notebook, chapter)
    _, differing = run_twice.run_twice(chapter)
    assert list(differing) == ["grow"]
    edit(chapter, lambda cells: cells["start"].update(source="n, m = 1, 0"))
    assert run_twice.run_twice(chapter)[1] == {}
