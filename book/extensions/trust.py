"""Fills appendix F from the tables in data/trust, which the runs themselves have written.

- ``trust-text``: its content is Markdown, in which ``{environments}`` and the like stand for
  numbers (see `figures`);
- ``trust-table NAME``: a table; its content gives the heads, one to a line, as ``column: head``.
  Only these columns are shown. ``mistakes`` is shown by group: how many, and one of each.

The tables are in English; book/trust.csv has the words for the Chinese edition.
"""

import csv
import functools
import re
from pathlib import Path

from appendices import Generated

ROOT = Path(__file__).resolve().parents[2]
TRUST = ROOT / "data" / "trust"
TRANSLATED = ("fault", "group")


@functools.cache
def rows(name):
    """Return the rows of a table."""
    with (TRUST / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def chinese():
    """Return the Chinese words for English ones."""
    with (ROOT / "book" / "trust.csv").open(encoding="utf-8", newline="") as file:
        return {row["English"]: row["Chinese"] for row in csv.DictReader(file)}


def ran():
    """Return the environments of the matrix that were run, not skipped."""
    return [row for row in rows("matrix") if row["notebooks"]]


def total(name, column):
    """Add up a column."""
    return sum(int(row[column]) for row in rows(name))


def power(number):
    """Return a number as a formula, with one digit: $4\\times10^{9}$."""
    digit, exponent = f"{number:.0e}".split("e")
    return f"${digit}\\times10^{{{int(exponent)}}}$"


def figures():
    """Return what the text may name."""
    mistakes = rows("mistakes")
    own = [row for row in mistakes if row["group"] != "python"]
    refused = [row for row in own if "Error: " in row["answer"].partition("\n")[0]]
    return {
        "environments": len(ran()),
        "skipped": ", ".join(row["kernel"] for row in rows("matrix") if not row["notebooks"]),
        "notebooks": ran()[0]["notebooks"],
        "numbers": f"{int(ran()[0]['numbers']):,}",
        "comparisons": f"{sum(int(row['numbers']) for row in ran()):,}",
        "differ": sum(int(row["differ"]) for row in ran()),
        "ratio": power(min(float(row["ratio"]) for row in rows("margins"))),
        "book_mutants": f"{total('book-mutants', 'how many'):,}",
        "book_caught": f"{total('book-mutants', 'caught'):,}",
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
    """Return code as a cell of a Markdown table, on one line."""
    return f"`{cell(text)}`" if text else ""


class TrustText(Generated):
    has_content = True

    def write(self):
        known = figures()
        return re.sub(r"\{(\w+)\}(?!`)", lambda m: str(known[m[1]]), "\n".join(self.content))


class TrustTable(Generated):
    has_content = True

    def write(self):
        heads = dict(line.split(": ", 1) for line in self.content if line.strip())
        name = self.arguments[0]
        found = self.mistakes() if name == "mistakes" else rows(name)
        body = [[self.say(column, cell(row[column])) for column in heads] for row in found]
        lines = [list(heads.values()), ["---"] * len(heads), *body]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def say(self, column, text):
        """Translate what is in words; a fault or group without Chinese ends the build."""
        if self.config.language == "en":
            return text
        if column in TRANSLATED:
            return chinese()[text]
        skipped, lacking, features = text.partition("skipped: the processor lacks")
        return skipped + chinese().get(lacking, lacking) + features

    def mistakes(self):
        """Return a row for each group: how many, and one of them with its answer."""
        groups = {}
        for row in rows("mistakes"):
            groups.setdefault(row["group"], []).append(row)
        for group, members in groups.items():
            short = min((m for m in members if ": " in m["answer"]), default=members[0],
                        key=lambda m: len(m["code"]) + 99 * ("\n" in m["code"]))  # fmt: skip
            yield {"group": group, "many": str(len(members)), "code": code(short["code"]),
                   "answer": short["answer"]}  # fmt: skip


def setup(app):
    app.add_directive("trust-text", TrustText)
    app.add_directive("trust-table", TrustTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
