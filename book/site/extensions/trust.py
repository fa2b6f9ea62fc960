"""Fills appendix F from the tables in data/trust, which the runs themselves have written.

- ``trust-text``: its content is Markdown, in which ``{environments}`` and the like stand for
  numbers (see `figures`);
- ``trust-table NAME``: a table; its content gives the heads, one to a line, as ``column: head``.
  Three are not shown row by row: ``matrix`` gets a column for each Python and NumPy, with how many
  numbers differ; ``book-mutants`` is added up by kind; of ``mistakes``, each group shows how many
  there are, and its first. ``machines`` are those rows of the matrix that have another processor
  than this one, or another library than NumPy's own OpenBLAS.

The tables are in English; trust.csv beside this file has the words for the Chinese edition.
"""

import functools
import re
from pathlib import Path

from book import tables
from book.places import TRUST
from book.site.extensions.appendices import Generated
from book.writing.notebooks import chapters
from book.writing.outputs import read_from_tables

WORDS = Path(__file__).with_name("trust.csv")
PLACE = ("kernel", "threads", "dispatch")
TRANSLATED = ("kind", "group", "network", "machine")
MACHINES = {
    "NEOVERSEN1": "ARM, emulated; OpenBLAS for Neoverse N1",
    "ARMV8": "ARM, emulated; OpenBLAS for any ARMv8",
    "BLIS": "BLIS instead of OpenBLAS",
    "Netlib": "the reference BLAS instead of OpenBLAS",
    "ATLAS": "ATLAS instead of OpenBLAS",
    "OpenMP": "OpenBLAS made with OpenMP, which gives up the core while it waits",
    "MKL": "Intel's MKL instead of OpenBLAS",
    "WebAssembly": "a browser's Python (WebAssembly), without BLAS",
}
NETWORKS = {
    ("24-convolution", "train"): "chapter 24",
    ("25-pooling", "train"): "chapter 25",
    ("25-pooling", "best"): "the better one at the end of chapter 25",
}


@functools.cache
def rows(name):
    """Return the rows of a table."""
    return tables.read(TRUST / f"{name}.csv")


@functools.cache
def chinese():
    """Return the Chinese words for English ones."""
    return {row["English"]: row["Chinese"] for row in tables.read(WORDS)}


def ran():
    """Return the environments of the matrix that were run, not skipped."""
    return [row for row in rows("matrix") if row["notebooks"]]


def total(name, column):
    """Add up a column."""
    return sum(int(row[column]) for row in rows(name))


def power(number):
    """Return a number as a formula, with one digit: $4\\times10^{9}$; or 0, or infinity."""
    if number in (0, float("inf")):
        return "$\\infty$" if number else "0"
    digit, exponent = f"{number:.0e}".split("e")
    return f"${digit}\\times10^{{{int(exponent)}}}$"


def figures():
    """Return what the text may name."""
    read = sum(read_from_tables(chapter) for chapter in chapters())
    noticed = total("library-mutants", "killed") + total("library-mutants", "timed out")
    mistakes = rows("mistakes")
    own = [row for row in mistakes if row["group"] != "python"]
    refused = [row for row in own if "Error: " in row["answer"].partition("\n")[0]]
    return {
        "environments": len(ran()),
        "notebooks": ran()[0]["notebooks"],
        "numbers": f"{int(ran()[0]['numbers']):,}",
        "read": read,
        "computed": f"{sum(int(row['numbers']) - read for row in ran()):,}",
        "comparisons": f"{sum(int(row['numbers']) for row in ran()):,}",
        "differ": sum(int(row["differ"]) for row in ran()),
        "ratio": power(min(float(row["ratio"]) for row in rows("margins"))),
        "library_mutants": f"{total('library-mutants', 'mutants'):,}",
        "noticed": f"{noticed:,}",
        "equivalent": total("library-mutants", "equivalent"),
        "wrong_answers": len(rows("wrong-answers")),
        "tasks": len({row["definition"] for row in rows("wrong-answers")}),
        "mistakes": len(mistakes),
        "refused": len(refused),
        "worked": len(own) - len(refused),
        "python": len(mistakes) - len(own),
        "twice_cells": total("run_twice", "cells"),
        "twice_chapters": len(rows("run_twice")),
        "twice_differ": sum(len(row["differing"].split()) for row in rows("run_twice")),
    }


def cell(text):
    """Return a text as a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text):
    """Return code as a cell of a Markdown table, line by line, with its indentation."""
    indent = "\N{NO-BREAK SPACE}"
    return "<br>".join(
        indent * (len(line) - len(line.lstrip())) + f"`{cell(line)}`"
        for line in text.splitlines() if line
    )  # fmt: skip


class TrustText(Generated):
    has_content = True

    def write(self):
        known = figures()
        return re.sub(r"\{(\w+)\}(?!`)", lambda m: str(known[m[1]]), "\n".join(self.content))


def matrix():
    """Return a row for each kernel, threads and dispatch; what was not run is a dash."""
    table = {}
    for row in (row for row in ran() if row["kernel"] not in MACHINES):
        place = {column: row[column] for column in PLACE}
        pair = f"{row['python'].rpartition('.')[0]}<br>{row['numpy']}"
        table.setdefault(tuple(place.values()), place)[pair] = row["differ"]
    columns = sorted({column for each in table.values() for column in each} - {*PLACE})
    return [dict.fromkeys([*PLACE, *columns], "–") | each for each in table.values()]


def machines():
    """Return a row for each machine that is another than this one."""
    for row in ran():
        if row["kernel"] in MACHINES:
            yield row | {"machine": MACHINES[row["kernel"]]}


def margins():
    """Return a row for each network, with powers of ten where a table needs no more."""
    for row in rows("margins"):
        network = NETWORKS[row["chapter"], row["cell"]]
        coarse = {column: power(float(row[column])) for column in ("largest move", "ratio")}
        yield row | {"network": network} | coarse


def groups(name, column):
    """Return the rows of a table by what a column says, in order."""
    found = {}
    for row in rows(name):
        found.setdefault(row[column], []).append(row)
    return found


def book_mutants():
    """Return a row for each kind of fault, added up."""
    for kind, members in groups("book-mutants", "kind").items():
        sums = {c: f"{sum(int(row[c]) for row in members):,}" for c in ("how many", "caught")}
        yield {"kind": kind} | sums


def mistakes():
    """Return a row for each group: how many, and the first with its answer."""
    for members in groups("mistakes", "group").values():
        yield members[0] | {"many": str(len(members))}


TABLES = {"matrix": matrix, "machines": machines, "margins": margins,
          "book-mutants": book_mutants, "mistakes": mistakes}  # fmt: skip


class TrustTable(Generated):
    has_content = True

    def write(self):
        heads = dict(line.split(": ", 1) for line in self.content if line.strip())
        name = self.arguments[0]
        found = list(TABLES[name]())
        if name == "matrix":
            heads |= {column: column for column in found[0] if column not in heads}
        body = [[self.show(column, row[column]) for column in heads] for row in found]
        lines = [list(heads.values()), ["---"] * len(heads), *body]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def show(self, column, text):
        """Return a cell; words without Chinese end the build."""
        if column == "code":
            return code(text)
        translate = column in TRANSLATED and self.config.language != "en"
        return cell(chinese()[text] if translate else text)


def setup(app):
    app.add_directive("trust-text", TrustText)
    app.add_directive("trust-table", TrustTable)
