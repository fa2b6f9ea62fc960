"""Self-checks of exercises can fail: each rejects the wrong answers in wrong_answers/."""

import ast

import numpy as np
import pytest

import tinynn
from book.places import EDITIONS
from book.writing.growth import definitions
from book.writing.notebooks import cells, chapters, is_appendix, tags
from tests.writing.wrong_answers import WRONG_ANSWERS

CHAPTERS = [path for path in chapters() if not is_appendix(path)]


def self_checks(chapter):
    """Return the source of a chapter's cells tagged `check`, by the name of their function."""
    found = [cell for cell in cells(chapter) if "check" in tags(cell)]
    return {name: cell.source for cell in found for name in definitions(ast.parse(cell.source))}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_self_check_rejects_wrong_answers(chapter, record_property):
    count = 0
    for name, source in self_checks(chapter).items():
        listed = WRONG_ANSWERS.get((chapter.stem, name))
        assert listed, f"list wrong answers for {name} in tests/writing/wrong_answers"
        namespace = {"np": np, **{each: getattr(tinynn, each) for each in tinynn.__all__}}
        exec(source, namespace)
        for answer in listed:
            with pytest.raises(AssertionError):
                namespace[name](answer)
            count += 1
    record_property("mutants", count)  # for the table of book_mutants.py


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_three_exercises_have_solutions(chapter):
    solutions = [c for c in cells(chapter) if "solution" in tags(c)]
    assert len(solutions) >= 3, f"{chapter.name}: three exercises, each with a cell tagged solution"
    assert all("hide-cell" in tags(cell) for cell in solutions)


def test_no_answer_stands_open_in_jupyterlab():
    """Neither its code nor what it prints."""
    for folder in EDITIONS.values():
        for chapter in chapters(folder):
            for cell in cells(chapter):
                hidden = cell.metadata.get("jupyter", {})
                folded = hidden.get("source_hidden") and hidden.get("outputs_hidden")
                open_answer = "solution" in tags(cell) and not folded
                assert not open_answer, f"{folder.name}/{chapter.stem}, cell {cell.id}: record it"
