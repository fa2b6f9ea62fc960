"""Mutants of the book: each fault, put in wherever it can stand, turns a check red.

Here stand the faults that are put in by the hundred, in memory; the others have tests elsewhere,
and book/trust/book_mutants.py names them all.
"""

import ast
import importlib
import math
import re
from collections import defaultdict
from copy import deepcopy
from queue import Empty

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from book import tables
from book.places import EDITIONS
from book.trust.book_mutants import FAULTS, HERE, TABLE
from book.writing import editions, growth, notebooks
from book.writing.growth import definitions, differences, timeline
from book.writing.notebooks import chapters, is_appendix, tags
from book.writing.outputs import NUMBER, altered, places
from tests.writing import test_editions, test_exercises
from tests.writing.wrong_answers import WRONG_ANSWERS

PUT_IN = defaultdict(lambda: [0, 0])  # by test: how many faults, in how many cases
ALL = [chapter for folder in EDITIONS.values() for chapter in chapters(folder)]


@pytest.fixture(params=ALL, ids=lambda path: f"{path.parent.name}-{path.stem}")
def chapter(request):
    """Each chapter of each edition."""
    return request.param


@pytest.fixture
def put_in(request, record_property):
    """Note how many faults a case has put in, for the table."""

    def note(count):
        record_property("mutants", count)
        for place, more in enumerate((count, 1)):
            PUT_IN[request.node.originalname][place] += more

    return note


READ = notebooks.cells  # what checks read by, as it is before a test puts another in its place


def cells_of(chapter, tag=None):
    """Return a chapter's code cells, or those that carry a tag."""
    cells = [cell for cell in READ(chapter) if cell.cell_type == "code"]
    return deepcopy([cell for cell in cells if tag is None or tag in tags(cell)])


def twin_of(chapter):
    """Return the same chapter of the other edition."""
    return EDITIONS["en" if chapter.parent.name == "zh" else "zh"] / chapter.name


def let_read(monkeypatch, module, cells):
    """Let a check read these cells, by path, where it would read whole notebooks."""
    monkeypatch.setattr(module, "cells", cells.get)


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


def notebook_items(chapter, request, monkeypatch):
    """Collect a notebook's cells as nbval does, each with a kernel that replays it."""
    # The message about a difference takes longer to lay out than the difference to find.
    monkeypatch.setattr(IPyNbCell, "format_output_compare", lambda *_: None)
    file = IPyNbFile.from_parent(request.session, path=chapter)
    file.setup_sanitize_files()
    for item in file.collect():
        file.kernel = Replay(deepcopy(item.cell.outputs))
        yield item


def test_each_altered_number(chapter, request, monkeypatch, put_in):
    """Every number of every output but timings, one at a time."""
    count = 0
    for item in notebook_items(chapter, request, monkeypatch):
        assert passes(item), f"{chapter.name}, cell {item.cell.id}: differs though unaltered"
        compared = "nbval-ignore-output" not in tags(item.cell)
        for holder, key in places(item.cell.outputs):
            text = holder[key]
            for other in altered(text):
                holder[key] = other
                assert passes(item) != compared, f"{chapter.name}, cell {item.cell.id}: {other}"
                count += compared
            holder[key] = text
    put_in(count)


UNIT = re.compile(r"\s*(ns|µs|ms|s|times)\b")


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


def test_each_altered_definition(chapter, monkeypatch, put_in):
    """Every definition of every chapter lacks its last statement."""
    count = 0
    for cell in cells_of(chapter, "tinynn"):
        for name in definitions(ast.parse(cell.source)):
            tree = ast.parse(cell.source)
            without_its_end(definitions(tree)[name])
            spoiled = deepcopy(cell)
            spoiled.source = ast.unparse(tree)
            let_read(monkeypatch, growth, {chapter: [spoiled]})
            [message] = differences(chapter)
            assert f"shows another {name} than tinynn has" in message
            count += 1
    put_in(count)


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


def test_each_altered_cell_of_an_edition(chapter, monkeypatch, put_in):
    """The code, and each text of the outputs, of every cell differs from the other edition's."""
    count, twin = 0, twin_of(chapter)
    for cell, original in zip(cells_of(chapter), cells_of(twin), strict=True):
        for other in alterations(cell):
            let_read(monkeypatch, editions, {chapter: [other], twin: [original]})
            assert editions.differences(chapter, twin), f"{chapter.name}, cell {cell.id}"
            count += 1
    put_in(count)


def test_each_altered_order(chapter, monkeypatch, put_in):
    """Every two neighbouring cells change places."""
    count, twin = 0, twin_of(chapter)
    cells = cells_of(chapter)
    for one, two in zip(cells, cells[1:], strict=False):
        let_read(monkeypatch, editions, {chapter: [two, one], twin: [one, two]})
        assert editions.differences(chapter, twin), f"{chapter.name}, cell {one.id}"
        count += 1
    put_in(count)


# Solutions and alt texts


def test_each_missing_solution(chapter, monkeypatch, put_in):
    """Every solution is gone, or left unfolded."""
    count, cells, master = 0, cells_of(chapter), EDITIONS["zh"] / chapter.name
    for solution in [] if is_appendix(chapter) else cells_of(chapter, "solution"):
        unfolded = deepcopy(solution)
        unfolded.metadata.tags.remove("hide-cell")
        for instead in ([], [unfolded]):
            kept = [cell for cell in cells if cell.id != solution.id] + instead
            if chapter == master:
                let_read(monkeypatch, test_exercises, {chapter: kept})
                with pytest.raises(AssertionError):
                    test_exercises.test_three_exercises_have_solutions(chapter)
            else:  # what is in the master must be in the other edition
                let_read(monkeypatch, editions, {master: cells, chapter: kept})
                assert editions.differences(master, chapter)
            count += 1
    put_in(count)


def test_each_missing_alt_text(chapter, monkeypatch, put_in):
    """Every figure of every chapter lacks its description in one edition."""
    count, twin = 0, twin_of(chapter)
    pairs = zip(cells_of(chapter, "figure"), cells_of(twin, "figure"), strict=True)
    for cell, other in pairs:
        del cell.metadata["mystnb"]["image"]["alt"]
        let_read(monkeypatch, test_editions, {chapter: [cell], twin: [other]})
        with pytest.raises(AssertionError, match=f"alt text of cell {cell.id}"):
            test_editions.test_prose_is_translated(chapter)
        count += 1
    put_in(count)


# The table


def cases_of(function):
    """Return how many cases a test has."""
    marks = [m for m in getattr(function, "pytestmark", []) if m.name == "parametrize"]
    return math.prod(len(mark.args[1]) for mark in marks)


# What the tests elsewhere record that they put in, where it is more than one for each case.
ELSEWHERE = {
    "test_every_self_check_rejects_wrong_answers": lambda: sum(map(len, WRONG_ANSWERS.values())),
    "test_the_library_before_a_chapter_lacks_what_comes_from_then_on": lambda: sum(
        owner >= chapter
        for folder in EDITIONS.values()
        for chapter in chapters(folder)
        for owner in timeline(folder).values()
    ),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_the_table_counts_this_fault_and_all_were_caught(fault):
    [row] = [r for r in tables.read(TABLE) if r["fault"] == fault.what and r["by"] == fault.by]
    module = importlib.import_module(f"tests.{fault.module.replace('/', '.')}")
    function = getattr(module, fault.function)
    if fault.module == HERE:
        many, tried = PUT_IN[fault.function]
        if tried < len(ALL):
            pytest.skip("counts what the tests above put in: run the whole file")
    elif fault.cases:
        many = len(fault.cases)
    else:
        many = ELSEWHERE.get(fault.function, lambda: cases_of(function))()
    expected = {"how many": str(many), "caught": str(many)}
    assert many and row | expected == row, "run make book-mutants"


def test_the_table_lists_these_faults():
    listed = [(row["kind"], row["fault"]) for row in tables.read(TABLE)]
    assert listed == [(kind, fault.what) for fault, kind in FAULTS.items()]
