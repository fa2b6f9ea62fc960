"""How tinynn grows: which chapter brings what, and the library as it stood before a chapter.

Cells tagged `tinynn` are the only source: what they define, their chapter brings. The unit is a
top-level function or class of the library.
"""

import ast
import difflib

from book.places import EDITIONS, LIBRARY
from book.writing.notebooks import cells, chapters, tags


class GrowthError(Exception):
    """The chapters and the library do not fit together; the message says where and what to do."""


def definitions(tree):
    """Return the functions and classes at the top level of a syntax tree, by name."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name: node for node in tree.body if isinstance(node, kinds)}


def library_definitions(library=LIBRARY):
    """Return what the library defines: name -> (file, syntax tree of the definition)."""
    return {
        name: (path, node)
        for path in sorted(library.glob("*.py"))
        for name, node in definitions(ast.parse(path.read_text(encoding="utf-8"))).items()
    }


def brought_by(chapter):
    """Return what a chapter adds to the library: name -> (cell, syntax tree)."""
    return {
        name: (cell, node)
        for cell in cells(chapter)
        if "tinynn" in tags(cell)
        for name, node in definitions(ast.parse(cell.source)).items()
    }


def timeline(folder=EDITIONS["zh"], library=LIBRARY):
    """Return what the chapters bring to the library, in teaching order: name -> chapter.

    Raises GrowthError when two chapters bring one definition, or one brings what is not there.
    """
    known = library_definitions(library)
    owner = {}
    for chapter in chapters(folder):
        for name in brought_by(chapter):
            if name not in known:
                raise GrowthError(
                    f"{chapter.name} brings {name}, which tinynn does not define: "
                    "write it in tinynn/, or take the tag off the cell"
                )
            if name in owner:
                raise GrowthError(
                    f"{chapter.name} brings {name}, which {owner[name].name} brought before: "
                    "take the tag off the later cell"
                )
            owner[name] = chapter
    return owner


def names_before(chapter, library=LIBRARY):
    """Return the names of what tinynn held before a chapter, in teaching order."""
    owners = timeline(chapter.parent, library)
    return [name for name, owner in owners.items() if owner.name < chapter.name]


def library_before(chapter, target, library=LIBRARY):
    """Write tinynn as it stood before a chapter into the folder `target`, and return that."""
    later = set(library_definitions(library)) - set(names_before(chapter, library))
    (target / "tinynn").mkdir(parents=True)
    for path in library.glob("*.py"):
        tree = without(ast.parse(path.read_text(encoding="utf-8")), later)
        (target / "tinynn" / path.name).write_text(ast.unparse(tree), encoding="utf-8")
    return target


def without(tree, names):
    """Take definitions, their imports and their mentions in `__all__` out of a module's tree."""
    kept = []
    for node in tree.body:
        if getattr(node, "name", None) in names:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tinynn"):
            node.names = [alias for alias in node.names if alias.name not in names]
            if not node.names:
                continue
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List):  # `__all__`
            shown = ast.literal_eval(node.value)
            node.value = ast.List([ast.Constant(each) for each in shown if each not in names])
        kept.append(node)
    tree.body = kept
    return tree


def docstrings(tree):
    """Yield every (owner, docstring node) in a syntax tree."""
    kinds = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and ast.get_docstring(node) is not None:
            yield node, node.body[0]


def bare(node):
    """Return a definition as plain text without docstrings, comments and layout."""
    node = ast.parse(ast.unparse(node))
    for owner, docstring in docstrings(node):
        owner.body.remove(docstring)
        if not owner.body:
            owner.body.append(ast.Pass())
    return ast.unparse(node)


def shown(path, node):
    """Return a definition's source as a notebook cell shows it: without its docstrings."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = min([node.lineno] + [decorator.lineno for decorator in node.decorator_list])
    for owner, docstring in docstrings(node):
        gone = range(docstring.lineno - 1, docstring.end_lineno)
        for number in gone:
            lines[number] = None
        if len(owner.body) == 1:
            lines[gone[0]] = " " * docstring.col_offset + "pass"
        elif lines[gone[-1] + 1] == "":
            lines[gone[-1] + 1] = None
    return "\n".join(line for line in lines[first - 1 : node.end_lineno] if line is not None)


def count_lines(path, node):
    """Return how many lines of code a definition has, not counting docstrings and blank lines."""
    return sum(bool(line.strip()) for line in shown(path, node).splitlines())


def differences(chapter, library=LIBRARY):
    """Say where a chapter's `tinynn` cells differ from the library, as one text a definition."""
    known = library_definitions(library)
    found = []
    for name, (cell, node) in brought_by(chapter).items():
        path, original = known[name]
        if bare(node) != bare(original):
            lines = difflib.unified_diff(
                bare(original).splitlines(),
                bare(node).splitlines(),
                f"tinynn/{path.name}",
                f"{chapter.name}, cell {cell.id}",
                lineterm="",
            )
            found.append(
                f"{chapter.parent.name}/{chapter.name} shows another {name} than tinynn has. "
                f"To write the cell from the library: make record CHAPTERS={chapter.stem}\n"
                + "\n".join(lines)
            )
    return found
