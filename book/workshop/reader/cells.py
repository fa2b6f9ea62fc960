"""From the notebook to what is saved: a definition, its helpers and its imports, as they stand.

The text comes from the cell (IPython's In): Python cannot show the source of a class that was
written in a notebook everywhere.
"""

import ast
import re
import sys
from types import ModuleType

from .place import KINDS


def notebook():
    """Return IPython, if this runs in a notebook."""
    get_ipython = sys.modules["__main__"].__dict__.get("get_ipython")
    return get_ipython() if get_ipython else None


def cell_that_defines(name):
    """Return the text of the latest cell that defines a name, or None."""
    shell = notebook()
    for raw in reversed(shell.user_ns["In"] if shell else []):
        if not re.search(rf"^(class|def|async def)\s+{name}\b", raw, re.MULTILINE):
            continue
        text = shell.transform_cell(raw)
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        if any(isinstance(node, KINDS) and node.name == name for node in tree.body):
            return text
    return None


def source(text, node):
    """Return the lines of a text that make a statement, a definition with its decorators."""
    first = min(each.lineno for each in (node, *getattr(node, "decorator_list", ())))
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])


def kept(text, name, others):
    """Return what of a cell belongs to a definition: imports, helpers, constants, itself.

    Left out is what else the cell does, and what it defines of the names `others`.
    """
    imports, parts, last = [], [], ""
    for node in ast.parse(text).body:
        constant = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.append(source(text, node))
        elif isinstance(node, KINDS) and node.name == name:
            last = source(text, node)  # of two definitions of one name, Python keeps the latter
        elif constant or isinstance(node, KINDS) and node.name not in others:
            parts.append(source(text, node))
    there = ("from workshop", "from __future__", "from tinynn import *")
    imports = [each for each in imports if not each.startswith(there)]
    return imports, "\n\n\n".join([*parts, last])


def imports_for(text, book_imports, definitions, written):
    """Return the import lines that a definition needs to stand in a file of its own.

    They are those of the book's file, of the library as far as it is built, and of modules that
    the notebook has imported.
    """
    there = [a for node in ast.parse("\n".join(written)).body for a in getattr(node, "names", [])]
    read = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    needed = read - {alias.asname or alias.name for alias in there}
    lines = []
    for node in ast.parse(book_imports).body:
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("tinynn"):
            names = [a for a in node.names if (a.asname or a.name) in needed]
            if names:
                lines.append(ast.unparse(ast.ImportFrom(node.module, names, 0)))
                needed -= {a.asname or a.name for a in names}
    shell = notebook()
    known = dict(shell.user_ns) if shell else {}
    known.setdefault("np", sys.modules.get("numpy"))
    for name in sorted(needed):
        value = known.get(name)
        if isinstance(value, ModuleType):
            short = "" if value.__name__ == name else f" as {name}"
            lines.append(f"import {value.__name__}{short}")
    for each in definitions:
        if each["name"] in needed:
            lines.append(f"from tinynn.{each['file']} import {each['name']}")
    return sorted({*lines, *written})
