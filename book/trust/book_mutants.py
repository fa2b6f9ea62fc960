"""Puts every fault into copies of the book, and counts how many are caught.

python -m book book-mutants

It runs the tests named here, each of which puts its fault in, on a copy or in memory, and asks the
check that `make test` runs; and writes data/trust/book-mutants.csv: the fault, how many were put
in, how many were caught, and by what. The same tests are part of `make test`, and
tests/trust/test_book_mutants.py compares what they count with the table.
"""

import os
from typing import NamedTuple

import pytest

from book import tables
from book.places import ROOT, TRUST

TABLE = TRUST / "book-mutants.csv"
COLUMNS = ("kind", "fault", "how many", "caught", "by")
HERE = "trust/test_book_mutants"
BROWSER = ("site/test_browser", "site/test_touch")


class Fault(NamedTuple):
    """A kind of fault, and the test that puts it in and sees it caught.

    Each case of the test is one fault, unless it records how many it put in.
    """

    what: str
    module: str
    function: str
    cases: tuple[str, ...] = ()  # of a test with parameters; all if none are named

    @property
    def by(self):
        """Say what caught it."""
        cases = f" [{', '.join(self.cases)}]" if self.cases else ""
        browser = " in a browser" if self.module in BROWSER else ""
        return f"tests/{self.module}.py {self.function}{cases}{browser}"


KINDS = {
    "a number altered": [
        Fault("a recorded number, in its last printed digit", HERE, "test_each_altered_number"),
        Fault("a recorded number or line, a chapter run", "writing/test_running",
              "test_what_is_wrong_is_caught", ("24-digit", "24-line")),
        Fault("a number of a study over many seeds, or of another table", "trust/test_tables",
              "test_a_digit_altered_anywhere_is_caught"),
    ],
    "a definition altered, missing or doubled": [
        Fault("a chapter's definition that differs from the library's", HERE,
              "test_each_altered_definition"),
        Fault("a definition in two chapters", "writing/test_growth",
              "test_a_definition_in_two_chapters_is_caught"),
        Fault("a definition that the library lacks", "writing/test_growth",
              "test_a_definition_that_the_library_lacks_is_caught"),
        Fault("a definition that no chapter brings", "writing/test_growth",
              "test_a_definition_that_no_chapter_brings_is_caught"),
    ],
    "a name used before its chapter": [
        Fault("a chapter that leans on a later one, run", "writing/test_running",
              "test_what_is_wrong_is_caught", ("24-import", "24-name")),
    ],
    "the two languages unlike each other": [
        Fault("an edition whose code or output differs", HERE,
              "test_each_altered_cell_of_an_edition"),
        Fault("an edition whose tags or ids differ", "writing/test_editions",
              "test_a_difference_in_a_cell_is_caught"),
        Fault("an edition whose cells are in another order", HERE, "test_each_altered_order"),
        Fault("an edition without a cell, or without the chapter", "writing/test_editions",
              "test_what_is_missing_is_caught"),
        Fault("a text that is not translated", "writing/test_editions",
              "test_what_is_not_translated_is_caught"),
        Fault("a term that one edition lacks", "writing/test_glossary",
              "test_a_term_that_one_edition_lacks_is_caught"),
    ],
    "an exercise without its solution, or with a wrong answer": [
        Fault("a missing or unfolded solution", HERE, "test_each_missing_solution"),
        Fault("a wrong answer to an exercise", "writing/test_exercises",
              "test_every_self_check_rejects_wrong_answers"),
    ],
    "a picture without words for those who cannot see it": [
        Fault("a figure without alt text, in the notebook", HERE, "test_each_missing_alt_text"),
        Fault("a picture or drawing without words, on a page", "site/test_site",
              "test_the_check_notices", ("a picture without words", "a drawing without words")),
    ],
    "a link that leads nowhere or astray": [
        Fault("a term that the glossary lacks, or that comes twice", "writing/test_glossary",
              "test_a_fault_is_caught"),
        Fault("a term of the glossary that leads to another chapter", "site/test_site",
              "test_the_check_notices", ("a term that leads to another chapter",)),
        Fault("a broken link, anchor or picture", "site/test_site", "test_the_check_notices",
              ("a link to no page", "a link to no anchor", "a picture that is not there")),
        Fault("a file that does not load", "site/test_browser", "test_a_fault_is_noticed",
              ("cannot load",)),
    ],
    "a page that asks another address for something": [
        Fault("an outside address in a page", "site/test_site", "test_the_check_notices",
              ("a script from outside", "a script named in a script",
               "a style sheet from outside", "an image from outside", "a font from outside",
               "an import from outside")),
        Fault("an outside address that the browser asks", "site/test_browser",
              "test_a_fault_is_noticed", ("asks for",)),
    ],
    "a touchable figure that answers wrongly": [
        Fault("a figure's number, picture, key or button", "site/test_touch",
              "test_a_fault_is_noticed"),
    ],
}  # fmt: skip
FAULTS = {fault: kind for kind, faults in KINDS.items() for fault in faults}


class Counter:
    """A pytest plugin: counts for each fault how many were put in, and how many caught."""

    def __init__(self):
        self.counts = {fault: [0, 0] for fault in FAULTS}

    def pytest_runtest_logreport(self, report):
        """Count the cases of a test that has run, or could not be set up."""
        if report.when != "call" and not report.failed:
            return
        file, _, name = report.nodeid.partition("::")
        function, _, case = name.partition("[")
        for fault, counts in self.counts.items():
            named = (f"tests/{fault.module}.py", fault.function) == (file, function)
            if named and (not fault.cases or case.removesuffix("]") in fault.cases):
                many = dict(report.user_properties).get("mutants", 1)
                counts[0] += many
                counts[1] += many * report.passed

    def rows(self):
        """Return the rows of the table."""
        for fault, counts in self.counts.items():
            values = [FAULTS[fault], fault.what, *counts, fault.by]
            yield dict(zip(COLUMNS, values, strict=True))


def main():
    """Put all the faults in, and write the table."""
    os.chdir(ROOT)
    os.environ["REQUIRE_BROWSER"] = "1"  # a fault that is not put in is not caught
    counter = Counter()
    names = sorted({f"tests/{fault.module}.py::{fault.function}" for fault in FAULTS})
    code = pytest.main(["-q", "-p", "no:cacheprovider", *names], plugins=[counter])
    if code > 1:
        return f"pytest stopped with {code}: the table is left as it was"
    tables.write(TABLE, counter.rows())
    print(TABLE.read_text(encoding="utf-8"))
    return code
