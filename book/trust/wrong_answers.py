"""Gives wrong answers to the workshop's checks, and writes down for what each was refused.

python -m book wrong-answers

It runs the test that does so as part of `make test`, and writes data/trust/wrong-answers.csv. A
row carries a hash of the book's own answer, from which the wrong one is made, and of the check.
"""

import os

import pytest

from book import tables
from book.places import ROOT, TRUST
from book.workshop.reader import checking
from book.writing import growth, hashes

TABLE = TRUST / "wrong-answers.csv"
CHECKS = ROOT / "book" / "workshop" / "reader" / "checks"
TEST = "tests/workshop/test_checks.py::test_a_wrong_answer_is_refused_for_what_is_wrong"


def about(name):
    """Return what a row is about: the book's answer, and the check of it."""
    answer = growth.shown(*growth.library_definitions()[name])
    return hashes.essence(answer), hashes.code_of(CHECKS / f"{checking.snake(name)}.py")


class Witness:
    """A pytest plugin: keeps what the tests record."""

    def __init__(self):
        self.rows = []

    def pytest_runtest_logreport(self, report):
        """Keep what a test recorded of an answer that was refused as it should be."""
        if report.when == "call" and report.passed:
            row = dict(report.user_properties)["answer"]
            self.rows.append(hashes.sealed(row, *about(row["definition"])))


def main():
    """Give all the wrong answers, and write the table."""
    os.chdir(ROOT)
    witness = Witness()
    code = pytest.main(["-q", "-p", "no:cacheprovider", TEST], plugins=[witness])
    if code == 0:
        tables.write(TABLE, witness.rows)
        print(f"wrote {len(witness.rows)} rows into data/trust/{TABLE.name}")
    return code
