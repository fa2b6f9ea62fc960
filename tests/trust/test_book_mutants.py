"""Mutants of the book: each fault, put in wherever it can stand, turns a check red.

Here stand the faults that are put in by the hundred, in memory; the others have tests elsewhere,
and book/trust/book_mutants.py names them all.
"""

import ast
import functools
import importlib
import math
import re
from contextlib import contextmanager
from copy import deepcopy
from itertools import pairwise
from queue import Empty

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from book import tables
from book.places import EDITIONS
from book.trust.book_mutants import FAULTS, HERE, TABLE
from book.writing import editions, growth, notebooks
from book.writing.growth import definitions, differences
from book.writing.notebooks import chapters, is_appendix, tags
from book.writing.outputs import NUMBER, altered, places
from tests.writing import test_editions, test_exercises
from tests.writing.wrong_answers import WRONG_ANSWERS

ALL = [chapter for folder in EDITIONS.values() for chapter in chapters(folder)]
READ = notebooks.cells  # what checks read by, as it is before a test puts another in its place
SESSION = []


@pytest.fixture(autouse=True)
def session(request):
    """Keep pytest's session, under which nbval collects cells."""
    SESSION[:] = [request.session]


def counted(function):
    """Make a test of a function that puts faults in and returns how many, for the table."""
    once = functools.cache(function)

    def test(record_property):
        record_property("mutants", once())

    test.count = once
    return test


def cells_of(chapter, tag=None):
    """Return a chapter's code cells, or those that carry a tag."""
    cells = [cell for cell in READ(chapter) if cell.cell_type == "code"]
    return deepcopy([cell for cell in cells if tag is None or tag in tags(cell)])


def twin_of(chapter):
    """Return the English edition of a chapter."""
    return EDITIONS["en"] / chapter.name


@contextmanager
def let_read(module, cells):
    """Let a check read these cells, by path, where it would read whole notebooks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "cells", cells.get)
        yield


# Numbers: nbval itself compares a cell whose record was altered with what the cell brings.


class Replay:
    """A kernel that answers a cell with the outputs that it really brings.

    That these are what was recorded, `make test` proves by running all the chapters.
    """

    def __init__(self, outputs):
        self.outputs = outputs

    def is_alive(self):
        return True

    def execute_cell_input(self, source, allow_stdin):
        idle = {"output_type": "status", "execution_state": "idle"}
        self.messages = [
            {"parent_header": {"msg_id": "x"}, "msg_type": each["output_type"], "content": each}
            for each in [*self.outputs, idle]
        ]
        return "x"

    def await_reply(self, msg_id, timeout):
        pass

    def await_idle(self, msg_id, timeout):
        pass

    def get_message(self, stream, timeout):
        if not self.messages:
            raise Empty
        return self.messages.pop(0)


def passes(item):
    """Run a cell as nbval does, and say whether its outputs were those recorded."""
    try:
        item.runtest()
    except NbCellError as error:
        assert str(error) == "Cell outputs differ"
        return False
    return True


def notebook_items(chapter):
    """Collect a notebook's cells as nbval does, each with a kernel that replays it."""
    file = IPyNbFile.from_parent(SESSION[0], path=chapter)
    file.setup_sanitize_files()
    for item in file.collect():
        file.kernel = Replay(deepcopy(item.cell.outputs))
        yield item


@counted
def test_each_altered_number():
    """Every number of every output but timings, one at a time, in the edition that runs."""
    count = 0
    with pytest.MonkeyPatch.context() as patch:
        # The message about a difference takes longer to lay out than the difference to find.
        patch.setattr(IPyNbCell, "format_output_compare", lambda *_: None)
        for item in (item for chapter in chapters() for item in notebook_items(chapter)):
            where = f"{item.path.name}, cell {item.cell.id}"
            assert passes(item), f"{where}: differs though unaltered"
            compared = "nbval-ignore-output" not in tags(item.cell)
            for holder, key in places(item.cell.outputs):
                text = holder[key]
                for other in altered(text):
                    holder[key] = other
                    assert passes(item) != compared, f"{where}: {other}"
                    count += compared
                holder[key] = text
    return count


UNIT = re.compile(r"\s*(ns|µs|ms|s|times)\b")


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_only_timings_are_not_compared(chapter):
    """A number in an output that is not compared is a time, or a ratio of times, or a label."""
    for cell in cells_of(chapter, "nbval-ignore-output"):
        where = f"{chapter.name}, cell {cell.id}"
        for holder, key in places(cell.outputs):
            for line in holder[key].splitlines():
                found = [(m.group(), UNIT.match(line, m.end())) for m in NUMBER.finditer(line)]
                labels = [number for number, unit in found if not unit]
                assert len(labels) < len(found), f"{where}: no timing in {line!r}"
                for label in labels:
                    assert label in cell.source, f"{where}: {label} in {line!r} is no timing"


# Definitions


def without_its_end(node):
    """Take the last statement out of a definition: of a class, that of its last method."""
    last = node.body[-1]
    if isinstance(last, ast.FunctionDef | ast.ClassDef):
        without_its_end(last)
    else:
        node.body[-1] = ast.Raise() if isinstance(last, ast.Pass) else ast.Pass()


@counted
def test_each_altered_definition():
    """Every definition of every chapter lacks its last statement."""
    count = 0
    for chapter, cell in ((c, cell) for c in ALL for cell in cells_of(c, "tinynn")):
        for name in definitions(ast.parse(cell.source)):
            tree = ast.parse(cell.source)
            without_its_end(definitions(tree)[name])
            spoiled = deepcopy(cell)
            spoiled.source = ast.unparse(tree)
            with let_read(growth, {chapter: [spoiled]}):
                [message] = differences(chapter)
            assert f"{chapter.name} shows another {name} than tinynn has" in message
            assert f"make record CHAPTERS={chapter.stem}\n---" in message
            count += 1
    return count


# Editions


def alterations(cell):
    """Yield a code cell with its code altered, and one for each text it has brought."""
    other = deepcopy(cell)
    other.source += "  # and more"
    yield other
    for place, (holder, key) in enumerate(places(cell.outputs)):
        other = deepcopy(cell)
        holder, key = list(places(other.outputs))[place]
        holder[key] += "and more"
        yield other


@counted
def test_each_altered_cell_of_an_edition():
    """The code, and each text of the outputs, of every cell differs from the other edition's."""
    count = 0
    for chapter in chapters():
        twin = twin_of(chapter)
        for cell, original in zip(cells_of(chapter), cells_of(twin), strict=True):
            for other in alterations(cell):
                with let_read(editions, {chapter: [other], twin: [original]}):
                    assert editions.differences(chapter, twin), f"{chapter.name}, cell {cell.id}"
                count += 1
    return count


@counted
def test_each_altered_order():
    """Every two neighbouring cells change places."""
    count = 0
    for chapter in chapters():
        twin, cells = twin_of(chapter), cells_of(chapter)
        for one, two in pairwise(cells):
            with let_read(editions, {chapter: [two, one], twin: [one, two]}):
                assert editions.differences(chapter, twin), f"{chapter.name}, cell {one.id}"
            count += 1
    return count


# Solutions and alt texts


@counted
def test_each_missing_solution():
    """Every solution is gone, or left unfolded; the other edition must have what this one has."""
    count = 0
    for chapter in chapters():
        cells, twin = cells_of(chapter), twin_of(chapter)
        for solution in [] if is_appendix(chapter) else cells_of(chapter, "solution"):
            unfolded = deepcopy(solution)
            unfolded.metadata.tags.remove("hide-cell")
            for instead in ([], [unfolded]):
                kept = [cell for cell in cells if cell.id != solution.id] + instead
                with let_read(test_exercises, {chapter: kept}), pytest.raises(AssertionError):
                    test_exercises.test_three_exercises_have_solutions(chapter)
                with let_read(editions, {chapter: cells, twin: kept}):
                    assert editions.differences(chapter, twin)
                count += 1
    return count


@counted
def test_each_missing_alt_text():
    """Every figure of every chapter lacks its description, in the one edition or the other."""
    count = 0
    for chapter in chapters():
        pairs = zip(cells_of(chapter, "figure"), cells_of(twin_of(chapter), "figure"), strict=True)
        for pair in pairs:
            for spoiled in (0, 1):
                both = deepcopy(pair)
                del both[spoiled].metadata["mystnb"]["image"]["alt"]
                with (
                    let_read(test_editions, {chapter: both[:1], twin_of(chapter): both[1:]}),
                    pytest.raises(AssertionError, match=f"alt text of cell {both[0].id}"),
                ):
                    test_editions.test_prose_is_translated(chapter)
                count += 1
    return count


# The table


def cases_of(function):
    """Return how many cases a test has."""
    marks = [m for m in getattr(function, "pytestmark", []) if m.name == "parametrize"]
    return math.prod(len(mark.args[1]) for mark in marks)


# What the tests elsewhere record that they put in, where it is more than one for each case.
ELSEWHERE = {
    "test_every_self_check_rejects_wrong_answers": sum(map(len, WRONG_ANSWERS.values())),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_the_table_counts_this_fault_and_all_were_caught(fault):
    [row] = [r for r in tables.read(TABLE) if r["fault"] == fault.what and r["by"] == fault.by]
    module = importlib.import_module(f"tests.{fault.module.replace('/', '.')}")
    function = getattr(module, fault.function)
    if fault.cases:
        many = len(fault.cases)
    elif fault.module == HERE:
        many = function.count()
    else:
        many = ELSEWHERE.get(fault.function) or cases_of(function)
    expected = {"how many": str(many), "caught": str(many)}
    assert many and row | expected == row, "run make book-mutants"


def test_the_table_lists_these_faults():
    listed = [(row["kind"], row["fault"]) for row in tables.read(TABLE)]
    assert listed == [(kind, fault.what) for fault, kind in FAULTS.items()]
