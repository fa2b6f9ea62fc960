"""The table of the library's mutants is whole, and whatever survived is explained."""

from copy import deepcopy

import pytest

from book import tables
from book.places import LIBRARY
from book.trust.library_mutants import COUNTS, EQUIVALENT, TABLE

FILES = {path.name: path.read_text(encoding="utf-8") for path in LIBRARY.glob("*.py")}


def faults(table, equivalents, files):
    """Say what is wrong with the rows of the two tables, given the texts of the library's files."""
    if [row["file"] for row in table] != sorted(files):
        yield "not one row for each file of the library"
    for row in table:
        file = row["file"]
        mutants, *parts = [int(row[column]) for column in COUNTS]
        if mutants != sum(parts):
            yield f"{file}: {parts} do not add up to {mutants}"
        if (mutants == 0) != (file == "__init__.py"):
            yield f"{file}: {mutants} mutants"
        if int(row["survived"]):
            yield f"{file}: {row['survived']} survived"
        explained = sum(each["file"] == file for each in equivalents)
        if explained != int(row["equivalent"]):
            yield f"{file}: {row['equivalent']} equivalent, {explained} explained"
    for row in equivalents:
        text = " ".join(files.get(row["file"], "").split())
        if row["before"] not in text:
            yield f"{row['file']} has no line {row['before']}"
        if not row["before"] or row["before"] == row["after"]:
            yield f"{row['file']}: no change in {row}"
        if not row["why"].endswith("."):
            yield f"{row['file']}: no sentence says why {row['after']} cannot be noticed"


def test_every_mutant_is_noticed_or_explained():
    assert list(faults(tables.read(TABLE), tables.read(EQUIVALENT), FILES)) == []


def nothing_tried(table, explained, files):
    table[1] = dict.fromkeys(COUNTS, "0") | {"file": table[1]["file"]}
    explained[:] = [row for row in explained if row["file"] != table[1]["file"]]


def survivor(table, explained, files):
    table[2]["killed"] = str(int(table[2]["killed"]) - 1)
    table[2]["survived"] = "1"


def changed_line(table, explained, files):
    row = explained[0]
    files[row["file"]] = files[row["file"]].replace(row["before"].split()[0], "other")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda table, *_: table.pop(3), "one row for each file"),
        (
            lambda table, explained, files: files.update({"new.py": "x = 1"}),
            "one row for each file",
        ),
        (lambda table, *_: table[2].update(killed="1"), "do not add up"),
        (nothing_tried, "0 mutants"),
        (survivor, "1 survived"),
        (lambda table, explained, files: explained.pop(), "explained"),
        (changed_line, "has no line"),
        (
            lambda table, explained, files: explained[0].update(after=explained[0]["before"]),
            "no change",
        ),
        (lambda table, explained, files: explained[0].update(why=""), "no sentence"),
    ],
)
def test_a_fault_of_the_tables_is_caught(spoil, said):
    inputs = deepcopy((tables.read(TABLE), tables.read(EQUIVALENT), FILES))
    spoil(*inputs)
    found = list(faults(*inputs))
    assert found and all(said in fault for fault in found)
