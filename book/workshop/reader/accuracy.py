"""Accuracies side by side: where the book recorded one, the reader's stands beside it.

What a cell prints passes through on its way to the notebook, and is looked at when the cell ends.
"""

import hashlib
import re
import sys

from . import place
from .cells import notebook
from .words import say

FILE = "accuracies.json"

ACCURACY = re.compile(r"\b\d{1,3}\.\d\d ?%")


def key(source):
    """Name a cell by what stands in it."""
    return hashlib.sha256("".join(source.split()).encode()).hexdigest()[:12]


class Listener:
    """A stream that keeps what goes through it."""

    def __init__(self, stream):
        self.stream, self.heard = stream, []

    def write(self, text):
        self.heard.append(text)
        return self.stream.write(text)

    def __getattr__(self, name):
        return getattr(self.stream, name)


def compare(recorded, came):
    """Return the line that puts accuracies side by side, or None if there is nothing to compare."""
    found = ACCURACY.findall(came)
    if not recorded or len(found) != len(recorded):
        return None
    book, yours = ", ".join(recorded), ", ".join(found)
    line = say(f"书里 {book}，你的 {yours}", f"book {book}, yours {yours}")
    if book == yours:
        return line
    return line + say(
        "（同样的算式换个次序，舍入不同，训练久了会差几张图；差得更多，就去看看哪里不一样）",
        " (the same arithmetic in another order rounds differently, and after long training a few "
        "pictures fall otherwise; if it is more than that, look for what is different)",
    )


def noted():
    """Return what has been written down for the report: chapter -> cell -> [book's, yours]."""
    return place.noted(FILE, dict)


def note(chapter, cell, book, yours):
    """Write down for the report what a cell came to."""
    found = noted()
    found.setdefault(chapter, {})[cell] = [book, yours]
    place.note(FILE, found)


def watch(chapter, recorded):
    """From now on, after each cell that prints accuracies, say which the book recorded."""
    shell = notebook()
    if shell is None:
        return
    for event, function in getattr(shell, "workshop_watch", ()):
        shell.events.unregister(event, function)
    state = {}

    def before(info=None):
        state["listener"] = Listener(sys.stdout)
        sys.stdout = state["listener"]

    def after(result=None):
        listener = state.pop("listener", None)
        if listener is None:
            return
        if sys.stdout is listener:
            sys.stdout = listener.stream
        cell = key(getattr(getattr(result, "info", None), "raw_cell", ""))
        came = "".join(listener.heard)
        line = compare(recorded.get(cell, []), came)
        if line:
            print(line)
            note(chapter, cell, recorded[cell], ACCURACY.findall(came))

    shell.workshop_watch = [("pre_run_cell", before), ("post_run_cell", after)]
    for event, function in shell.workshop_watch:
        shell.events.register(event, function)
