"""The Chinese and the English edition are one book: only prose differs."""

import pytest
from nbformat import read, write

from book.places import EDITIONS
from book.writing.editions import differences
from book.writing.glossary import HAN
from book.writing.notebooks import cells, chapters, tags
from tests.copies import copy_project, edit


def test_both_editions_have_the_same_chapters():
    names = [[path.name for path in chapters(folder)] for folder in EDITIONS.values()]
    assert names[0] == names[1]


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_only_prose_differs(chapter):
    assert not (found := differences(chapter, EDITIONS["en"] / chapter.name)), found[0]


def is_translated(chinese, english):
    """Tell whether a text is Chinese, and its counterpart is not."""
    return HAN.search(chinese) and not HAN.search(english)


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_prose_is_translated(chapter):
    for pair in zip(*(cells(folder / chapter.name) for folder in EDITIONS.values()), strict=True):
        one, _ = pair
        if one.cell_type == "markdown":
            sources = [cell.source for cell in pair]
            assert is_translated(*sources), f"{chapter.name}: translate cell {one.id}"
        if "figure" in tags(one):
            images = [cell.metadata.get("mystnb", {}).get("image", {}) for cell in pair]
            alts = [image.get("alt", "") for image in images]
            assert all(alts) and is_translated(*alts), f"{chapter.name}: alt text of cell {one.id}"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("The same.", "The same."), ("Not Chinese.", "Other words."), ("一样。", "一样。"),
        ("你好 **权重**（weight）。", "Hello **weight** (权重)，你好"),
    ],
)  # fmt: skip
def test_what_is_not_translated_is_caught(chinese, english):
    assert not is_translated(chinese, english)


FAULTS = {
    "tags": lambda cells: cells["timing"].metadata.update(tags=[]),
    "id": lambda cells: cells["title"].update(id="another"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_difference_in_a_cell_is_caught(tmp_path, fault):
    folder = copy_project(tmp_path) / "chapters"
    twin = folder / "en" / "25-pooling.ipynb"
    edit(twin, FAULTS[fault])
    [message] = differences(folder / "zh" / twin.name, twin)
    assert "zh/25-pooling.ipynb and en/25-pooling.ipynb differ" in message
    assert "make record CHAPTERS=25-pooling" in message
    assert "\n+" in message or "\n-" in message


@pytest.mark.parametrize("fault", ["missing cell", "missing file"])
def test_what_is_missing_is_caught(tmp_path, fault):
    folder = copy_project(tmp_path) / "chapters"
    twin = folder / "en" / "25-pooling.ipynb"
    notebook = read(twin, as_version=4)
    del notebook.cells[6]
    write(notebook, twin)
    if fault == "missing file":
        twin.unlink()
    [message] = differences(folder / "zh" / twin.name, twin)
    assert "make record CHAPTERS=25-pooling" in message
