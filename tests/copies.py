"""Copies of the project to put faults into."""

import os
import re
import shutil
import subprocess
import sys

import nbformat

from book.copying import copy
from book.places import ROOT

PARTS = ("tinynn", "book", "chapters", "data", "pyproject.toml")


def copy_project(folder):
    """Copy what chapters need to run into a folder, and return that."""
    for part in PARTS:
        copy(ROOT / part, folder / part, "__pycache__", ".ipynb_checkpoints", "static")
    return folder


def edit(chapter, change):
    """Let `change` work on a notebook's cells, given as {id: cell}, and save it."""
    notebook = nbformat.read(chapter, as_version=4)
    change({cell.id: cell for cell in notebook.cells})
    nbformat.write(notebook, chapter)


def replace(chapter, cell, old, new):
    """Put something else in the place of what must stand in a cell, given by its id."""
    edit(chapter, lambda cells: cells[cell].update(source=spoil(cells[cell].source, (old, new))))


def keep_cells(chapter, *ids):
    """Drop all cells of a notebook but these: the fault is in them, and time is short."""
    notebook = nbformat.read(chapter, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in ids]
    nbformat.write(notebook, chapter)


def spoil(text, *edits):
    """Put something else in the place of what must stand in a text."""
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def copy_site(site, folder, path, *edits):
    """Copy a built site by links, with edits in the text of one file; without any, it is gone."""
    copied = shutil.copytree(site, folder / "site", copy_function=os.link)
    text = (copied / path).read_text(encoding="utf-8")
    (copied / path).unlink()  # only the link: the site keeps its file
    if edits:
        (copied / path).write_text(spoil(text, *edits), encoding="utf-8")
    return copied


def run_chapters(project, *chapters):
    """Run chapters of a copy as `make test` does; return the exit code and what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:xdist", *chapters],
        cwd=project,
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
    )
    return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)  # no colours
