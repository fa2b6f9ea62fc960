"""The Chinese and the English edition are one book: only prose differs."""

import pytest
from nbformat import read, write

from book.places import EDITIONS
from book.writing.editions import differences
from book.writing.notebooks import cells, chapters, tags
from tests.copies import copy_project, edit


def test_both_editions_have_the_same_chapters():
    names = [[path.name for path in chapters(folder)] for folder in EDITIONS.values()]
    assert names[0] == names[1]


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_only_prose_differs(chapter):
    assert not (found := differences(chapter, EDITIONS["en"] / chapter.name)), found[0]


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_prose_is_translated(chapter):
    """A cell with the same Markdown in both editions was forgotten, unless it is all formula."""
    for pair in zip(*(cells(folder / chapter.name) for folder in EDITIONS.values()), strict=True):
        one, other = pair
        if one.cell_type == "markdown":
            assert one.source != other.source, f"{chapter.name}: translate cell {one.id}"
        if "figure" in tags(one):
            alts = [cell.metadata.get("mystnb", {}).get("image", {}).get("alt") for cell in pair]
            assert all(alts) and alts[0] != alts[1], f"{chapter.name}: alt text of cell {one.id}"


def change_code(cells):
    cells["build"].source += "\nprint(1)"


def change_output(cells):
    cells["train"].outputs[0].text = "accuracy: 92.80%\n"


def change_tags(cells):
    cells["timing"].metadata["tags"] = []


FAULTS = {"code": change_code, "output": change_output, "tags": change_tags}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_difference_in_a_cell_is_caught(tmp_path, fault):
    folder = copy_project(tmp_path) / "chapters"
    twin = folder / "en" / "25-pooling.ipynb"
    edit(twin, FAULTS[fault])
    [message] = differences(folder / "zh" / twin.name, twin)
    assert "zh/25-pooling.ipynb and en/25-pooling.ipynb differ" in message
    assert "make record CHAPTERS=25-pooling" in message
    assert "\n+" in message or "\n-" in message


@pytest.mark.parametrize("fault", ["order", "id", "missing cell", "missing file"])
def test_a_difference_in_the_cells_is_caught(tmp_path, fault):
    folder = copy_project(tmp_path) / "chapters"
    twin = folder / "en" / "25-pooling.ipynb"
    notebook = read(twin, as_version=4)
    if fault == "order":
        notebook.cells.insert(3, notebook.cells.pop(5))
    elif fault == "id":
        notebook.cells[4].id = "another"
    elif fault == "missing cell":
        del notebook.cells[6]
    write(notebook, twin)
    if fault == "missing file":
        twin.unlink()
    [message] = differences(folder / "zh" / twin.name, twin)
    assert "make record CHAPTERS=25-pooling" in message
