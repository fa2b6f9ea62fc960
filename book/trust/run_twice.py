"""Runs every chapter twice in one kernel, and says which cells answer differently the second time.

python -m book run-twice                 all chapters
python -m book run-twice 25-pooling ...  these

A reader who chooses Run All twice without a restart should see the same numbers twice. Each
notebook's cells are executed in order, then once more with all that the first pass left behind.
data/trust/run_twice.csv names, for each chapter, how many code cells it has and which of them
differ, with a hash of the chapter and of what it leans on in the library. Timings and pictures are
not compared; an error in the second pass is a difference.
"""

import argparse

import nbformat

from book import tables
from book.places import TRUST
from book.writing import hashes
from book.writing.compare import difference
from book.writing.notebooks import chapters, named, tags
from book.writing.record import execute

TABLE = TRUST / "run_twice.csv"


def run_twice(chapter):
    """Return a chapter's code cells, and for each that answers otherwise, {id: nbval's words}."""
    notebook = nbformat.read(chapter, as_version=4)
    first = [cell for cell in notebook.cells if cell.cell_type == "code"]
    second = [nbformat.from_dict(cell) for cell in first]
    for cell in second:
        cell.id = f"{cell.id[:58]}-again"
        # With this tag an error is an output, and the cells behind it still run.
        cell.metadata["tags"] = [*tags(cell), "raises-exception"]
    notebook.cells = [*first, *second]
    execute(notebook, chapter)
    differing = {
        one.id: said
        for one, two in zip(first, second, strict=True)
        if "nbval-ignore-output" not in tags(one) and (said := difference(one.outputs, two.outputs))
    }
    return first, differing


def about(chapter):
    """Return what a chapter's row is about."""
    code = hashes.notebook(chapter)
    return code, hashes.library(*(source for _, source, _ in code))


def write(row):
    """Put a chapter's row in place of its older one in the table."""
    rows = {each["chapter"]: each for each in [*tables.read(TABLE), row]}
    tables.write(TABLE, (rows[path.stem] for path in chapters() if path.stem in rows))


def main():
    """Read the command line, run, print the differences and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="25-pooling", help="chapters; all if none")
    for chapter in named(parser.parse_args().names):
        cells, differing = run_twice(chapter)
        row = {"chapter": chapter.stem, "cells": len(cells), "differing": " ".join(differing)}
        write(hashes.sealed(row, *about(chapter)))
        print(f"{chapter.stem}: {len(cells)} cells, {len(differing)} differ", flush=True)
        for cell_id, said in differing.items():
            print(f"  {cell_id}: {said}", flush=True)
