"""tinynn as it stands for this reader: own definitions where there are some, else the book's.

An importer like any other (importlib.abc): its modules have the book's names and imports, and hold
what was built before a chapter, nothing that comes later.
"""

import __future__

import ast
import importlib
import linecache
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import SimpleNamespace


class Broken(Exception):
    """A definition of the reader's cannot be loaded."""

    def __init__(self, name, error):
        super().__init__(f"{type(error).__name__}: {error}")
        self.name = name


class Shelf(MetaPathFinder, Loader):
    """Finds tinynn and its modules.

    Parameters
    ----------
    given : dict
        What the book gives (place.book).
    names : collection of str
        The definitions that are there, in teaching order.
    own : dict
        name -> (file, first line, text): the reader's, instead of the book's.
    """

    def __init__(self, given, names, own):
        self.imports, self.names, self.own = given["imports"], list(names), own
        self.definitions = [each for each in given["definitions"] if each["name"] in names]
        self.files = {each["file"] for each in self.definitions}

    def find_spec(self, fullname, path=None, target=None):
        """Say that tinynn, or one of its modules, is here."""
        package, _, file = fullname.partition(".")
        if package != "tinynn":
            return None
        if file and file not in self.files:  # another finder may know a whole tinynn
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return ModuleSpec(fullname, self, is_package=not file)

    def exec_module(self, module):
        """Run the definitions of a module, in the order of the book's file."""
        file = module.__name__.partition(".")[2]
        if not file:
            for each in self.definitions:
                holder = importlib.import_module(f"tinynn.{each['file']}")
                setattr(module, each["name"], getattr(holder, each["name"]))
            module.__all__ = self.names
            return
        run(self.before(self.imports[file]), f"tinynn/{file}.py", module)
        for each in sorted(self.definitions, key=lambda each: each["line"]):
            name = each["name"]
            if each["file"] == file and name not in self.own:
                run(each["source"], f"<tinynn.{name}, the book's>", module)
            elif each["file"] == file:
                path, line, text = self.own[name]
                try:
                    run("\n" * line + text, str(path), module)
                    if not callable(vars(module).get(name)):
                        raise NameError(f"it does not define {name}")
                except Exception as error:
                    raise Broken(name, error) from error

    def before(self, imports):
        """Leave out of imports what is not built yet."""
        tree = ast.parse(imports)
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tinynn"):
                node.names = [alias for alias in node.names if alias.name in self.names]
        tree.body = [node for node in tree.body if getattr(node, "names", True)]
        return ast.unparse(tree)


def run(source, name, module):
    """Run source in a module, so that a traceback shows its lines."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec", __future__.annotations.compiler_flag), vars(module))


def forget():
    """Take tinynn out of Python's memory, and return what was there."""
    there = {name for name in sys.modules if name.partition(".")[0] == "tinynn"}
    return {name: sys.modules.pop(name) for name in there}


def put_up(shelf):
    """Let `import tinynn` find this shelf from now on."""
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, Shelf)]
    forget()
    sys.meta_path.insert(0, shelf)
    importlib.import_module("tinynn")


def load(shelf):
    """Return all that is on a shelf, as one object; what `import tinynn` finds stays as it is."""
    finders, kept = sys.meta_path[:], forget()
    sys.meta_path.insert(0, shelf)
    try:
        library = importlib.import_module("tinynn")
        return SimpleNamespace(**{name: getattr(library, name) for name in shelf.names})
    finally:
        sys.meta_path[:] = finders
        forget()
        sys.modules.update(kept)
