"""The numbers in recorded outputs: where they stand, and which differ."""

import ast
import difflib
import re

from book.places import EDITIONS
from book.writing.notebooks import cells, tags

# -6, 1,234, 92.80, 1e-05; but not the 64 of float64, and not the minus of 5-3.
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?")


def places(outputs):
    """Yield each text in outputs that nbval compares, as (holder, key): holder[key] is the text.

    A picture is not compared; its label in words, `<Figure size 816x336 with 6 Axes>`, is no
    result either.
    """
    for output in outputs:
        if output.output_type == "stream":
            yield output, "text"
        elif output.output_type == "error":
            yield output, "evalue"
        elif not any(kind.startswith("image/") for kind in output.data):
            for kind in output.data:
                yield output.data, kind


def numbers(outputs):
    """Return the numbers in outputs, as they are written."""
    return [found for holder, key in places(outputs) for found in NUMBER.findall(holder[key])]


def read_from_tables(chapter):
    """Count the numbers in cells that read a study's table, or use what such a cell has named.

    They need not be computed anew, so they are the same wherever the table is.
    """
    found, named = 0, set()
    for cell in cells(chapter):
        if cell.cell_type != "code" or "nbval-ignore-output" in tags(cell):
            continue
        tree = ast.parse(cell.source)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if reads := "data/studies/" in cell.source:
            targets = [t for node in tree.body for t in getattr(node, "targets", [])]
            named |= {t.id for t in targets if isinstance(t, ast.Name)}
            named |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if reads or names & named:
            found += len(numbers(cell.outputs))
    return found


def accuracy(chapter, cell_id):
    """Return the accuracy that a cell recorded, as it is printed."""
    [cell] = [cell for cell in cells(EDITIONS["zh"] / f"{chapter}.ipynb") if cell.id == cell_id]
    [found] = re.findall(r"accuracy: ([\d.]+%)", cell.outputs[0].text)
    return found


def count_differing(recorded, came):
    """Return how many of two lists of numbers differ; one that is missing or new counts too."""
    matcher = difflib.SequenceMatcher(None, recorded, came, autojunk=False)
    return sum(
        max(end - start, other_end - other_start)
        for kind, start, end, other_start, other_end in matcher.get_opcodes()
        if kind != "equal"
    )


def altered(text):
    """Yield a text once for each of its numbers, that number's last printed digit altered."""
    for match in NUMBER.finditer(text):
        last = match.start() + len(match.group().partition("e")[0]) - 1
        yield text[:last] + str((int(text[last]) + 1) % 10) + text[last + 1 :]
