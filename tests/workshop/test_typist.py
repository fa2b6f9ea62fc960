"""A reader who types the book's own solutions gets through every chapter, with the book's numbers.

Every place to write in is filled with what the book shows, every check passes, every output is the
recorded one, and what is saved is the book's. All chapters before are written already.
"""

import ast
import os

import nbformat
import pytest
from nbclient import NotebookClient

from book.copying import copy
from book.places import DATA, EDITIONS
from book.workshop import desk
from book.workshop.reader import place, session
from book.writing import growth
from book.writing.notebooks import cells, chapters, tags
from book.writing.outputs import places
from book.writing.record import ENVIRONMENT, MACHINE_S_WORDS

# The others, too, where the long proofs run.
SHORT = ("03-gradient-descent", "11-layer", "13-optimizer", "16-sequential", "17-relu")
ALL = [chapter.stem for chapter in chapters()]
SIDE_BY_SIDE = ("书里 ", "book ")


def runs():
    """Return (edition, chapter) for all that is to run here."""
    if os.environ.get("LONG_PROOFS") == "1":
        return [("zh", stem) for stem in ALL] + [("en", stem) for stem in SHORT]
    return [("zh", stem) for stem in SHORT] + [("en", "11-layer")]


def write_all_before(stem, edition):
    """Let the reader have written all tasks of the chapters before, as `check` saves them."""
    given = desk.given(edition)
    library = growth.library_definitions()
    for each in session.tasks(given):
        if each["name"] in session.names_before(given, stem):
            text = growth.shown(*library[each["name"]])
            place.save(given, each["name"], session.prepared(given, each, text))
    return given


def said(outputs):
    """Return what outputs say, without the lines that put accuracies side by side."""
    texts = [holder[key] for holder, key in places(outputs)]
    lines = "".join(texts).splitlines()
    return [line for line in lines if not line.startswith(SIDE_BY_SIDE)]


def typed(path, recorded, folder):
    """Write what the book shows wherever something is to be written, and run the notebook."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id in recorded and "workshop" in recorded[cell.id].metadata:
            assert cell.source != recorded[cell.id].source, "the place to write in is empty"
            cell.source = recorded[cell.id].source
    (folder / "sitecustomize.py").write_text(MACHINE_S_WORDS, encoding="utf-8")
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": path.parent}},
                            coalesce_streams=True)  # fmt: skip
    client.execute(env=os.environ | ENVIRONMENT | {"PYTHONPATH": str(folder)})
    return notebook


@pytest.mark.parametrize("edition, stem", runs())
def test_a_chapter_done_by_typing_the_book_s_own(edition, stem, tmp_path, monkeypatch):
    mine = tmp_path / "书 book" / "mine"  # a folder as people have them
    desk.make(edition, mine)
    copy(DATA, mine.parent / "data")
    monkeypatch.setattr(place, "MINE", mine)
    given = write_all_before(stem, edition)
    recorded = {cell.id: cell for cell in cells(EDITIONS[edition] / f"{stem}.ipynb")
                if cell.cell_type == "code"}  # fmt: skip
    notebook = typed(mine / "chapters" / f"{stem}.ipynb", recorded, tmp_path)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.id in recorded:
            if "nbval-ignore-output" not in tags(cell):
                assert said(cell.outputs) == said(recorded[cell.id].outputs), cell.id
        elif cell.cell_type == "code" and cell.source.startswith("check("):
            assert "✗" not in cell.outputs[0].text, cell.outputs[0].text
            assert "✓" in cell.outputs[0].text, cell.outputs[0].text

    own = place.saved(given)
    until = ALL[: ALL.index(stem) + 1]
    due = {each["name"] for each in session.tasks(given) if each["chapter"] in until}
    assert set(own) == due
    library = growth.library_definitions()
    for name, (_, _, text) in own.items():
        node = growth.definitions(ast.parse(text))[name]
        assert growth.bare(node) == growth.bare(library[name][1])
