"""A chapter's tasks as an assignment of nbgrader, for teachers who grade with that.

python -m book workshop-nbgrader COURSE 11-layer ...   writes COURSE/source/11-layer/

The notebook holds the chapter's first cells and its places to write in: what surrounds them is read
on the site. A task's points are its promises; the cell that tests it is locked, and its last value
is how many are kept, which nbgrader takes as the points. While nbgrader grades (it runs what stands
in the folder `autograded`), the promises are tried on other random numbers than the learner saw.
"""

import argparse
import re
from pathlib import Path

import nbformat

from book.places import EDITIONS
from book.workshop import desk
from book.workshop.reader import checking
from book.writing.notebooks import cells, chapters

TO_WRITE = re.compile(r"^( *)\.\.\.  # .*$", re.MULTILINE)  # nbgrader puts its own words there


def mark(cell, points=None):
    """Say to nbgrader what a cell is: a place to write in, or a test that gives points."""
    cell.metadata["nbgrader"] = {
        "schema_version": 3, "grade_id": cell.id, "task": False,
        "grade": points is not None, "solution": points is None, "locked": points is not None,
        **({"points": points} if points is not None else {}),
    }  # fmt: skip


def assignment(chapter, edition):
    """Return the notebook of a chapter's tasks."""
    result = desk.notebook(chapter, edition)
    turns = [cell.id for cell in result.cells if cell.id.endswith("-turn")]
    stubs = tuple(each.removesuffix("-turn") for each in turns)
    result.cells = [
        cell for cell in result.cells
        if cell.id in ("begin", "imports", "checks")
        or cell.id.startswith(stubs) and not cell.id.endswith("-book")
    ]  # fmt: skip
    for cell in result.cells:
        if cell.source.startswith("check("):
            name = cell.source[len("check(") : -1]
            cell.source = f'from workshop.grading import points\n\npoints("{name}")'
            mark(cell, len(checking.checks_of(name)))
        elif cell.id in stubs:
            mark(cell)
            cell.source = TO_WRITE.sub(r"\1### BEGIN SOLUTION\n\1...\n\1### END SOLUTION",
                                       cell.source)  # fmt: skip
    return result


def main():
    """Write assignments into a course."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("course", type=Path, help="the folder of nbgrader's course")
    parser.add_argument("chapters", nargs="+", metavar="11-layer")
    parser.add_argument("--edition", choices=EDITIONS, default="zh")
    options = parser.parse_args()
    known = {chapter.stem: chapter for chapter in chapters() if any(
        "workshop" in cell.metadata for cell in cells(chapter))}  # fmt: skip
    if unknown := set(options.chapters) - set(known):
        return f"No chapter {', '.join(unknown)} with something to write: " + ", ".join(known)
    for name in options.chapters:
        folder = options.course / "source" / name
        desk.bring_reader(folder / "workshop", options.edition)
        nbformat.write(assignment(known[name], options.edition), folder / f"{name}.ipynb")
        print(f"wrote {folder}")
    return None
