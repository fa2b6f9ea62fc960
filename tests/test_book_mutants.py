"""Mutants of the book: each fault, put into a copy, turns a check red.

The faults of the table that are tried elsewhere stay there and are named here. To try them all and
write data/trust/book-mutants.csv, with how many were put in and how many were caught: make mutants
"""

import ast
import csv
import importlib
import re
import sys
from copy import deepcopy
from queue import Empty
from types import SimpleNamespace
from typing import NamedTuple

import nbformat
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

import editions
import test_editions
import test_exercises
from growth import EDITIONS, ROOT, chapters, definitions, differences, is_appendix, tags
from recorded import NUMBER, altered, numbers, places

TABLE = ROOT / "data" / "trust" / "book-mutants.csv"
HERE = "test_book_mutants"


class Fault(NamedTuple):
    """A kind of fault, and the tests that put it in and see it caught: each case is a fault."""

    what: str
    module: str
    function: str
    cases: tuple = ()  # of a test with parameters; all if none are named


FAULTS = [
    Fault("a recorded number, altered in its last digit", HERE, "test_each_altered_number"),
    Fault("the same, the whole of chapter 25 run", "test_growth",
          "test_a_changed_digit_of_the_accuracy_is_caught"),
    Fault("a number of a study, altered", "test_studies", "test_a_changed_digit_is_caught"),
    Fault("a chapter's definition that differs from the library's", HERE,
          "test_each_altered_definition"),
    Fault("a definition in two chapters", "test_growth",
          "test_a_definition_in_two_chapters_is_caught"),
    Fault("a definition that the library lacks", "test_growth",
          "test_a_definition_that_the_library_lacks_is_caught"),
    Fault("a definition that no chapter brings", "test_growth",
          "test_a_definition_that_no_chapter_brings_is_caught"),
    Fault("a chapter that uses a later name", "test_growth",
          "test_a_chapter_that_leans_on_a_later_one_is_caught"),
    Fault("an edition whose code or output differs", HERE, "test_each_altered_cell_of_an_edition"),
    Fault("an edition whose tags differ", "test_editions", "test_a_difference_in_a_cell_is_caught",
          ("tags",)),
    Fault("an edition whose cells are in another order", HERE, "test_each_altered_order"),
    Fault("an edition with another or a missing cell, or without the chapter", "test_editions",
          "test_a_difference_in_the_cells_is_caught", ("id", "missing cell", "missing file")),
    Fault("a missing solution", HERE, "test_each_missing_solution"),
    Fault("a wrong answer to an exercise", "test_exercises",
          "test_every_self_check_rejects_wrong_answers"),
    Fault("a term missing from the glossary or the chapters", "test_glossary",
          "test_a_fault_is_caught"),
    Fault("a figure without alt text, in the notebook", HERE, "test_each_missing_alt_text"),
    Fault("a picture or drawing without words, on a page", "test_site", "test_the_check_notices",
          ("a picture without words", "a drawing without words")),
    Fault("a broken link, anchor or picture", "test_site", "test_the_check_notices",
          ("a link to no page", "a link to no anchor", "a picture that is not there")),
    Fault("an outside address", "test_site", "test_the_check_notices",
          ("a script from outside", "a script named in a script", "a style sheet from outside",
           "an image from outside", "a font from outside", "an import from outside")),
]  # fmt: skip
ALL = [chapter for folder in EDITIONS.values() for chapter in chapters(folder)]


@pytest.fixture(params=ALL, ids=lambda path: f"{path.parent.name}-{path.stem}")
def chapter(request):
    """Each chapter of each edition."""
    return request.param


def cells_of(chapter, tag=None):
    """Return a chapter's code cells, or those that carry a tag."""
    cells = nbformat.v4.reads(chapter.read_text(encoding="utf-8")).cells
    cells = [cell for cell in cells if cell.cell_type == "code"]
    return [cell for cell in cells if tag is None or tag in tags(cell)]


def twin_of(chapter):
    """Return the same chapter of the other edition."""
    return EDITIONS["en" if chapter.parent.name == "zh" else "zh"] / chapter.name


def let_read(monkeypatch, reader, cells):
    """Let a check read these cells, by path, where it would read whole notebooks."""
    monkeypatch.setattr(reader, lambda path, as_version: SimpleNamespace(cells=cells[path]))


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


def test_each_altered_number(chapter, request, monkeypatch, record_property):
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
    record_property("mutants", count)


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


def test_each_altered_definition(chapter, monkeypatch, record_property):
    """Every definition of every chapter lacks its last statement."""
    count = 0
    for cell in cells_of(chapter, "tinynn"):
        for name in definitions(ast.parse(cell.source)):
            tree = ast.parse(cell.source)
            without_its_end(definitions(tree)[name])
            spoiled = deepcopy(cell)
            spoiled.source = ast.unparse(tree)
            let_read(monkeypatch, "growth.nbformat.read", {chapter: [spoiled]})
            [message] = differences(chapter)
            assert f"shows another {name} than tinynn has" in message
            count += 1
    record_property("mutants", count)


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


def test_each_altered_cell_of_an_edition(chapter, monkeypatch, record_property):
    """The code, and each text of the outputs, of every cell differs from the other edition's."""
    count, twin = 0, twin_of(chapter)
    for cell, original in zip(cells_of(chapter), cells_of(twin), strict=True):
        for other in alterations(cell):
            let_read(monkeypatch, "editions.nbformat.read", {chapter: [other], twin: [original]})
            assert editions.differences(chapter, twin), f"{chapter.name}, cell {cell.id}"
            count += 1
    record_property("mutants", count)


def test_each_altered_order(chapter, monkeypatch, record_property):
    """Every two neighbouring cells change places."""
    count, twin = 0, twin_of(chapter)
    cells = cells_of(chapter)
    for one, two in zip(cells, cells[1:], strict=False):
        let_read(monkeypatch, "editions.nbformat.read", {chapter: [two, one], twin: [one, two]})
        assert editions.differences(chapter, twin), f"{chapter.name}, cell {one.id}"
        count += 1
    record_property("mutants", count)


# Solutions and alt texts


def test_each_missing_solution(chapter, monkeypatch, record_property):
    """Every solution is gone, or left unfolded."""
    count, cells = 0, cells_of(chapter)
    if is_appendix(chapter):
        return record_property("mutants", 0)
    for solution in cells_of(chapter, "solution"):
        unfolded = deepcopy(solution)
        unfolded.metadata.tags.remove("hide-cell")
        for instead in ([], [unfolded]):
            kept = [cell for cell in cells if cell.id != solution.id] + instead
            let_read(monkeypatch, "test_exercises.read", {chapter: kept})
            with pytest.raises(AssertionError):
                test_exercises.test_three_exercises_have_solutions(chapter)
            count += 1
    record_property("mutants", count)


def test_each_missing_alt_text(chapter, monkeypatch, record_property):
    """Every figure of every chapter lacks its description in one edition."""
    count, twin = 0, twin_of(chapter)
    pairs = zip(cells_of(chapter, "figure"), cells_of(twin, "figure"), strict=True)
    for cell, other in pairs:
        del cell.metadata["mystnb"]["image"]["alt"]
        let_read(monkeypatch, "test_editions.read", {chapter: [cell], twin: [other]})
        with pytest.raises(AssertionError, match=f"alt text of cell {cell.id}"):
            test_editions.test_prose_is_translated(chapter)
        count += 1
    record_property("mutants", count)


# The table


def read_table():
    """Return the rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_lists_these_faults_all_caught():
    rows = read_table()
    assert [row["fault"] for row in rows] == [fault.what for fault in FAULTS], "run make mutants"
    assert all(int(row["caught"]) == int(row["how many"]) > 0 for row in rows)


def test_the_table_counts_the_numbers_of_today():
    cells = [cell for chapter in ALL for cell in cells_of(chapter)]
    cells = [cell for cell in cells if "nbval-ignore-output" not in tags(cell)]
    count = sum(len(numbers(cell.outputs)) for cell in cells)
    assert read_table()[0]["how many"] == str(count), "run make mutants"


def test_a_test_is_named_that_is_there():
    for fault in FAULTS:
        assert hasattr(importlib.import_module(fault.module), fault.function), fault


class Counter:
    """A pytest plugin: counts for each fault how many were put in, and how many caught."""

    def __init__(self):
        self.counts = {fault: [0, 0] for fault in FAULTS}

    def pytest_runtest_logreport(self, report):
        if report.when != "call" and not report.failed:
            return
        file, _, case = report.nodeid.partition("::")
        function, _, case = case.partition("[")
        for fault, counts in self.counts.items():
            named = (f"tests/{fault.module}.py", fault.function) == (file, function)
            if named and (not fault.cases or case.removesuffix("]") in fault.cases):
                many = dict(report.user_properties).get("mutants", 1)
                counts[0] += many
                counts[1] += many * report.passed


def main():
    """Put all the faults in, and write the table."""
    counter = Counter()
    names = sorted({f"tests/{fault.module}.py::{fault.function}" for fault in FAULTS})
    code = pytest.main(["-q", "-p", "no:cacheprovider", *names], plugins=[counter])
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["fault", "how many", "caught", "by"])
        for fault, counts in counter.counts.items():
            cases = f" [{', '.join(fault.cases)}]" if fault.cases else ""
            by = f"tests/{fault.module}.py {fault.function}{cases}"
            writer.writerow([fault.what, *counts, by])
    print(TABLE.read_text(encoding="utf-8"))
    return code


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "book")]
    sys.exit(main())
