"""The chapters as files: which there are, in what order, and what their cells hold."""

import functools
import sys
from pathlib import Path

import nbformat

from book.places import EDITIONS


def chapters(folder=EDITIONS["zh"]):
    """Return the notebooks of one edition, in teaching order: chapters, then appendices."""
    return sorted([*folder.glob("[0-9][0-9]-*.ipynb"), *folder.glob("[A-Z]-*.ipynb")])


def named(names):
    """Return the chapters of these names, or all; end with a sentence where one is not there."""
    known = {path.stem: path for path in chapters()}
    chosen = [Path(name).stem for name in names] or list(known)
    if unknown := ", ".join(name for name in chosen if name not in known):
        sys.exit(f"There is no chapter {unknown}: name one such as 25-pooling")
    return [known[name] for name in chosen]


def is_appendix(chapter):
    """Tell an appendix, A-published, from a chapter, 25-pooling."""
    return chapter.name[0].isalpha()


def number(chapter):
    """Name a chapter or appendix as the book does: 9 for 09-tensor, A for A-published."""
    return chapter.stem.split("-")[0].lstrip("0")


def cells(chapter):
    """Return a notebook's cells, to look at: whoever alters one takes a deep copy."""
    return _read(chapter, chapter.stat().st_mtime_ns)


@functools.cache
def _read(chapter, changed):
    return nbformat.read(chapter, as_version=4).cells


def tags(cell):
    """Return the tags of a notebook cell."""
    return cell.metadata.get("tags", [])
