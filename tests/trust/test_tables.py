"""The tables are of this code: none is cut, altered or outdated unseen.

What is known of every table without running anything: whoever changes what a table is about is told
which command makes it anew, and nobody else is.
"""

import functools
import random

import pytest

from book import tables
from book.places import EDITIONS, LIBRARY
from book.trust import bench, library_mutants, margins, matrix, run_twice, wrong_answers
from book.writing import hashes, study
from book.writing.notebooks import chapters

# what `make` calls a table: (its file, what a row is about)
OTHERS = {
    "run-twice": (
        run_twice.TABLE,
        lambda row: run_twice.about(EDITIONS["zh"] / f"{row['chapter']}.ipynb"),
    ),
    "library-mutants": (
        library_mutants.TABLE,
        lambda row: [library_mutants.about(row["file"])],
    ),
    "wrong-answers": (
        wrong_answers.TABLE,
        lambda row: wrong_answers.about(row["definition"]),
    ),
    "bench": (bench.TABLE, lambda row: bench_about()),
}
bench_about = functools.cache(bench.about)
STUDIES = {path.stem: path for path in study.studies()}
FILES = {name: table for name, (table, _) in OTHERS.items()}
FILES |= {name: study.table(path) for name, path in STUDIES.items()}


def faults(name, rows):
    """Say what is wrong with the rows of a table."""
    if name in STUDIES:
        return study.faults(STUDIES[name], rows)
    _, about = OTHERS[name]
    return [
        f"{name}: {row} was altered, or is about other code: make {name}"
        for row in rows
        if not hashes.is_sealed(row, *about(row))
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_table_is_of_this_code(name):
    assert not (found := faults(name, tables.read(FILES[name]))), "\n".join(found)


@pytest.mark.parametrize("name", FILES)
def test_a_digit_altered_anywhere_is_caught(name):
    """Or a letter, in a table without digits."""
    rows = tables.read(FILES[name])
    row = random.Random(name).choice(rows)
    said = [key for key in reversed(row) if key != "code" and row[key]]
    column = max(said, key=lambda key: row[key][-1].isdigit())
    row[column] = row[column][:-1] + chr(ord(row[column][-1]) ^ 1)
    assert any(str(row) in fault for fault in faults(name, rows))


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("cut", [slice(1), slice(1, None), slice(None, None, -1)])
def test_a_study_that_is_cut_or_in_another_order_is_caught(name, cut):
    rows = tables.read(FILES[name])[cut]
    assert f"{len(rows)} rows, its RUNS are" in faults(name, rows)[0]


# What a hash covers

CODE = """
def f(x):
    \"\"\"Say more.\"\"\"
    if x < 0:
        raise ValueError(f"f expects x from 0 up, got {x}")
    return x + 1, x["one"], x[f"{x}_one"]  # one more
"""
NO_CHANGE = {
    "the words of an error": ("expects x from 0 up", "wants no negative x"),
    "a longer sentence": ('(f"f expects', '(\n  f"f {x} "\n  f"expects'),
    "a docstring": ('    """Say more."""\n', ""),
    "a comment": ("  # one more", ""),
    "an empty line": ("    return", "\n    return"),
}
CHANGE = {
    "arithmetic": ("x + 1", "x + 2"),
    "a condition": ("x < 0", "x <= 0"),
    "indentation": ("    return", "        return"),
    "the kind of an error": ("ValueError", "TypeError"),
    "a key": ('"one"', '"two"'),
    "an f-string that is a key": ("_one", "_two"),
}


@pytest.mark.parametrize("change", [*NO_CHANGE, *CHANGE])
def test_a_hash_is_of_what_code_does(change):
    old, new = (NO_CHANGE | CHANGE)[change]
    assert old in CODE
    same = hashes.essence(CODE.replace(old, new)) == hashes.essence(CODE)
    assert same == (change in NO_CHANGE)


def test_code_leans_on_those_files_alone_that_it_names():
    """Those that are named in turn by what it names included."""
    penguins = hashes.library("load_penguins('penguins.csv')")
    assert hashes.code_of(LIBRARY / "penguins.py") in penguins
    assert hashes.code_of(LIBRARY / "max_pool.py") not in penguins
    assert hashes.code_of(LIBRARY / "tensor.py") in hashes.library("MaxPool(2)")
    assert hashes.library() == [hashes.code_of(path) for path in sorted(LIBRARY.glob("[!_]*.py"))]


# The matrix, of which each row is about all chapters, and the margins, which it brings


BOOK = hashes.book()


def matrix_faults(rows, nearest):
    """Say what is wrong with the matrix and the margins."""
    ran = [row for row in rows if row["notebooks"]]
    places = {(row["kernel"], row["python"], row["numpy"]) for row in ran}
    kept = sum(row["logits"] == "kept" for row in ran)
    stale = {row["recorded"] for row in [*ran, *nearest]} - {BOOK}
    # One hash stands for all that a run is about: which part is another, git can tell.
    named = "git diff $(git log -1 --format=%h data/trust/matrix.csv) -- chapters/zh tinynn data"
    checks = {
        f"chapters, library or data have changed since ({named} names them): make matrix": stale,
        "one environment is no comparison: make matrix": len(places) < 2,
        "not all ran the same": len({(r["notebooks"], r["numbers"]) for r in ran}) > 1,
        "not all notebooks were run": {row["notebooks"] for row in ran} != {str(len(chapters()))},
        f"the logits of {kept} environments are kept, the margins are of others: make matrix": {
            row["environments"] for row in nearest
        }
        != {str(kept)},
    }
    found = [said for said, wrong in checks.items() if wrong]
    found += [f"{row}: differs" for row in ran if matrix.is_bad(row)]
    found += [f"{row}: no such kernel" for row in rows
              if row["kernel"] not in matrix.NAMES]  # fmt: skip
    found += [f"{row}: neither run nor skipped" for row in rows
              if row not in ran and not row["note"].startswith("skipped: ")]  # fmt: skip
    return found


def both():
    """Return the matrix and the margins."""
    return tables.read(matrix.TABLE), tables.read(margins.TABLE)


def test_nothing_in_the_matrix_differs():
    assert matrix_faults(*both()) == []


def test_two_environments_far_apart_are_enough():
    rows, nearest = both()
    short = [rows[0], next(row for row in rows if row["python"] != rows[0]["python"])]
    short = [row | {"recorded": BOOK, "notebooks": str(len(chapters()))} for row in short]
    two = [row | {"recorded": BOOK, "environments": "2"} for row in nearest]
    assert matrix_faults(short, two) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"differ": "1"}, "differs"),
        ({"note": "asked for threads 1"}, "differs"),
        ({"kernel": "Katmai"}, "no such kernel"),
        ({"notebooks": "", "note": ""}, "neither run nor skipped"),
        ({"notebooks": "26"}, "not all notebooks were run"),
        ({"recorded": "0123456789ab"}, "have changed since"),
        ({"numbers": "2"}, "not all ran the same"),
        ({"logits": ""}, "the margins are of others"),
    ],
)
def test_a_fault_in_the_matrix_is_seen(change, said):
    rows, nearest = both()
    assert said in "".join(matrix_faults([rows[0] | change, *rows[1:]], nearest))


@pytest.mark.parametrize(
    ("keep", "said"),
    [(slice(1), "one environment"), (slice(1, None), "are of others")],
)
def test_a_matrix_that_is_cut_is_seen(keep, said):
    rows, nearest = both()
    assert said in "".join(matrix_faults(rows[keep], nearest))


def test_margins_of_other_chapters_are_seen():
    rows, nearest = both()
    assert "have changed since" in "".join(matrix_faults(rows, [nearest[0] | {"recorded": "x"}]))
