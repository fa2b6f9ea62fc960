"""tinynn grows chapter by chapter: what a chapter shows is the library's, and comes only once."""

import subprocess
import sys

import pytest
from nbformat import v4, write

from book.places import EDITIONS
from book.writing.growth import (
    GrowthError,
    differences,
    library_before,
    library_definitions,
    names_before,
    timeline,
)
from book.writing.notebooks import cells, chapters, tags
from tests.copies import copy_project, edit, keep_cells, run_chapters

ALL = [chapter for folder in EDITIONS.values() for chapter in chapters(folder)]
KNOWN_TAGS = {
    "tinynn", "figure", "solution", "check", "hide-input", "hide-cell", "raises-exception",
    "nbval-ignore-output",
}  # fmt: skip


@pytest.fixture(params=ALL, ids=lambda path: f"{path.parent.name}-{path.stem}")
def chapter(request):
    """Each chapter of each edition."""
    return request.param


def test_cells_show_the_librarys_definitions(chapter):
    assert not (found := differences(chapter)), "\n".join(found)


def test_every_definition_belongs_to_exactly_one_chapter():
    for folder in EDITIONS.values():
        unclaimed = set(library_definitions()) - set(timeline(folder))
        assert not unclaimed, f"no chapter in {folder.name} brings {unclaimed}: tag the cell tinynn"


# Prints which of the names given to it tinynn has, be it in one of its files.
WHICH_ARE_THERE = """
import importlib, pkgutil, sys, tinynn
files = [importlib.import_module(f"tinynn.{m.name}") for m in pkgutil.iter_modules(tinynn.__path__)]
print(*[n for n in sys.argv[1:] if n in tinynn.__all__ or any(hasattr(f, n) for f in files)])
"""


def test_the_library_before_a_chapter_lacks_what_comes_from_then_on(
    chapter, tmp_path, record_property
):
    folder, owners = library_before(chapter, tmp_path), timeline(chapter.parent)
    done = subprocess.run(
        [sys.executable, "-c", WHICH_ARE_THERE, *owners],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    later = {name for name, owner in owners.items() if owner >= chapter}
    assert set(done.stdout.split()) == set(owners) - later == set(names_before(chapter))
    record_property("mutants", len(later))  # for the table of book_mutants.py


def test_no_cell_carries_an_unknown_tag(chapter):
    unknown = {
        tag: cell.id
        for cell in cells(chapter)
        for tag in set(tags(cell)) - KNOWN_TAGS
    }
    assert not unknown, f"{chapter.name} has unknown tags (tag: cell) {unknown}: use {KNOWN_TAGS}"


# The same checks on altered copies: each must turn red, and say where and what to do.


@pytest.fixture
def project(tmp_path):
    """A copy of the project to spoil."""
    return copy_project(tmp_path)


@pytest.fixture
def pooling(project):
    """The copy's chapter 25."""
    return project / "chapters" / "zh" / "25-pooling.ipynb"


def test_a_cell_that_differs_from_the_library_is_caught(pooling):
    def spoil(cells):
        cells["max-pool"].source = cells["max-pool"].source.replace("open_windows &", "1 &")

    edit(pooling, spoil)
    [message] = differences(pooling)
    assert "zh/25-pooling.ipynb shows another MaxPool" in message
    assert "make record CHAPTERS=25-pooling" in message
    assert "+" in message and "winners = 1 &" in message


def test_comments_layout_and_docstrings_do_not_count(pooling):
    def spoil(cells):
        cell = cells["max-pool"]
        cell.source = cell.source.replace("k = self.pool_size", "k = (self.pool_size)  # window")

    edit(pooling, spoil)
    assert differences(pooling) == []


def test_a_definition_in_two_chapters_is_caught(pooling):
    copy = pooling.with_name("26-again.ipynb")
    copy.write_bytes(pooling.read_bytes())
    with pytest.raises(GrowthError, match="26-again.* MaxPool, which 25-pooling.* brought before"):
        timeline(pooling.parent)


def test_a_definition_that_the_library_lacks_is_caught(pooling):
    def spoil(cells):
        cells["max-pool"].source += "\n\n\ndef min_pool(x):\n    return x"

    edit(pooling, spoil)
    with pytest.raises(GrowthError, match="25-pooling.* min_pool, which tinynn does not define"):
        timeline(pooling.parent)


def test_a_definition_that_no_chapter_brings_is_caught(project, pooling):
    def spoil(cells):
        cells["max-pool"].metadata["tags"] = []

    edit(pooling, spoil)
    assert set(library_definitions()) - set(timeline(pooling.parent)) == {"MaxPool"}


def test_the_first_chapter_starts_from_nothing():
    for folder in EDITIONS.values():
        assert names_before(chapters(folder)[0]) == []


@pytest.mark.parametrize("line", ["from tinynn import MaxPool", "from tinynn import *\nMaxPool(2)"])
def test_a_chapter_that_leans_on_a_later_one_is_caught(project, pooling, line):
    early = pooling.with_name("24-early.ipynb")
    write(v4.new_notebook(cells=[v4.new_code_cell(line)]), early)
    code, printed = run_chapters(project, early)
    assert code == 1, printed
    assert "24-early" in printed
    assert "ImportError" in printed or "NameError: name 'MaxPool' is not defined" in printed


@pytest.mark.parametrize(("old", "new"), [("93.70%", "93.71%"), ("93.70%\n", "93.70%\n\n")])
def test_a_changed_digit_of_the_accuracy_is_caught(project, pooling, old, new):
    def spoil(cells):
        [output] = cells["train"].outputs
        output.text = output.text.replace(old, new)

    keep_cells(pooling, "imports", "max-pool", "build", "train")
    edit(pooling, spoil)
    code, printed = run_chapters(project, pooling)
    assert code == 1, printed
    assert "1 failed, 3 passed" in printed
    assert "zh/25-pooling.ipynb" in printed
    assert new.strip() in printed and "93.70%" in printed
    assert "make record CHAPTERS=25-pooling" in printed
