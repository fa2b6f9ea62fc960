"""Two editions, one book: the same cells, ids, code, outputs and tags; only prose differs."""

import difflib
import json

from book.writing.notebooks import cells

# The alt text of a picture and the words on a fold are prose, so they may differ.
PROSE = ("mystnb",)


def essence(cell):
    """Return what both editions must share of a cell, as text."""
    shared = {"id": cell.id, "type": cell.cell_type}
    shared["metadata"] = {key: value for key, value in cell.metadata.items() if key not in PROSE}
    if cell.cell_type == "code":
        shared["source"] = cell.source.splitlines()
        shared["outputs"] = cell.outputs
        shared["execution_count"] = cell.execution_count
    return json.dumps(shared, indent=1, ensure_ascii=False, sort_keys=True)


def differences(chapter, twin):
    """Say where a chapter and its other edition differ, as a list of texts."""
    if not twin.exists():
        return [f"{chapter.name} has no other edition: make record CHAPTERS={chapter.stem}"]
    one, other = ([essence(cell) for cell in cells(path)] for path in (chapter, twin))
    if one == other:
        return []
    names = [f"{path.parent.name}/{path.name}" for path in (chapter, twin)]
    before, after = ("\n".join(each).splitlines() for each in (one, other))
    lines = difflib.unified_diff(before, after, names[0], names[1], lineterm="")
    return [
        f"{names[0]} and {names[1]} differ in more than prose. To bring code, ids, tags and "
        f"outputs over: make record CHAPTERS={chapter.stem}\n" + "\n".join(list(lines)[:60])
    ]
