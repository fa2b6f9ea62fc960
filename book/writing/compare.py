"""Compares outputs as nbval does, for the tools that run cells themselves."""

from types import SimpleNamespace

import nbformat
from nbval.plugin import IPyNbCell, nocolors

# What nbval leaves out of a comparison (IPyNbFile.skip_compare of nbval.plugin).
UNCOMPARED = ("metadata", "traceback", "prompt_number", "output_type", "name", "execution_count",
              "application/vnd.jupyter.widget-view+json", "image/png", "image/jpeg")  # fmt: skip


def difference(recorded, came):
    """Return what of a cell's outputs came otherwise, in nbval's words; nothing if all is alike."""
    item = object.__new__(IPyNbCell)  # the comparison is a method of nbval's test of a cell
    item.parent = SimpleNamespace(skip_compare=UNCOMPARED, sanitize_patterns={})
    item.colors = nocolors
    said = []
    # nbval asks pytest how to say a difference, and collects what else it says here.
    item.format_output_compare = lambda key, one, other: said.append(
        f"{key} recorded: {one!r}\n{key} came: {other!r}"
    )
    if item.compare_outputs([nbformat.from_dict(each) for each in came], recorded):
        return ""
    return "\n".join([*said, *item.comparison_traceback])
