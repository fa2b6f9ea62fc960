"""tinynn grows chapter by chapter: what a chapter shows is the library's, and comes only once."""

import re

import pytest

from book.places import EDITIONS
from book.writing.growth import (
    GrowthError,
    differences,
    library_before,
    library_definitions,
    names_before,
    timeline,
)
from book.writing.hashes import code_of
from book.writing.notebooks import cells, chapters, tags
from tests.copies import copy_project, edit, replace

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


def test_the_library_before_a_chapter_lacks_what_comes_from_then_on(chapter, tmp_path):
    """And leaves no mention of it behind: no import, no call, no entry of `__all__`."""
    owners = timeline(chapter.parent)
    before = {name for name, owner in owners.items() if owner < chapter}
    cut = library_before(chapter, tmp_path) / "tinynn"
    assert set(library_definitions(cut)) == before == set(names_before(chapter))
    mentioned = set(re.findall(r"\w+", "".join(code_of(path) for path in cut.iterdir())))
    assert not (set(owners) - before) & mentioned


def test_no_cell_carries_an_unknown_tag(chapter):
    unknown = {tag: cell.id for cell in cells(chapter) for tag in set(tags(cell)) - KNOWN_TAGS}
    assert not unknown, f"{chapter.name} has unknown tags (tag: cell) {unknown}: use {KNOWN_TAGS}"


# The same checks on altered copies: each must turn red, and say where and what to do.


@pytest.fixture
def pooling(tmp_path):
    """Chapter 25 of a copy of the project."""
    return copy_project(tmp_path) / "chapters" / "zh" / "25-pooling.ipynb"


def test_comments_layout_and_docstrings_do_not_count(pooling):
    replace(pooling, "max-pool", "k = self.pool_size", "k = (self.pool_size)  # window")
    assert differences(pooling) == []


def test_a_definition_in_two_chapters_is_caught(pooling):
    copy = pooling.with_name("26-again.ipynb")
    copy.write_bytes(pooling.read_bytes())
    with pytest.raises(GrowthError, match="26-again.* largest, which 25-pooling.* brought before"):
        timeline(pooling.parent)


def test_a_definition_that_the_library_lacks_is_caught(pooling):
    replace(pooling, "max-pool", "class MaxPool", "def min_pool(x): ...\n\n\nclass MaxPool")
    with pytest.raises(GrowthError, match="25-pooling.* min_pool, which tinynn does not define"):
        timeline(pooling.parent)


def test_a_definition_that_no_chapter_brings_is_caught(pooling):
    edit(pooling, lambda cells: cells["max-pool"].metadata.update(tags=[]))
    missing = set(library_definitions()) - set(timeline(pooling.parent))
    assert missing == {"largest", "route", "MaxPool"}
