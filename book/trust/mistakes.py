"""Runs what readers get wrong, and writes down what the library answers.

python -m book mistakes

The rows stand in readers_mistakes.py, as a reader would type them. data/trust/mistakes.csv
gets each row's code with its answer: the exception and its sentence, or, where nothing was wrong,
what Jupyter would show. Where Python or NumPy answers, only the kind of exception is written down:
their words differ from version to version.
"""

import ast
import contextlib
import io
import os
import tempfile
import warnings
from pathlib import Path
from unittest import mock

from book import tables
from book.copying import copy
from book.places import DATA, ROOT, TRUST
from book.trust.readers_mistakes import GROUPS, PREAMBLE

TABLE = TRUST / "mistakes.csv"


@contextlib.contextmanager
def reader_s_folder():
    """Work in a folder of its own, with a copy of data/ in it, and no progress bars."""
    quiet = mock.patch.dict(os.environ, TQDM_DISABLE="1")
    with quiet, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").mkdir()
        for name in ("tinymnist.npz", "penguins.csv"):
            copy(DATA / name, Path(folder) / "data" / name)
        with contextlib.chdir(folder):
            yield


def run(code):
    """Run code behind the preamble as Jupyter would; return what it shows."""
    tree, last = ast.parse(code), None
    if isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    namespace, shown = {}, io.StringIO()
    with contextlib.redirect_stdout(shown), warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # a reader's open() without close()
        exec(PREAMBLE, namespace)
        exec(compile(tree, "<reader>", "exec"), namespace)
        value = eval(compile(last, "<reader>", "eval"), namespace) if last else None
    if value is not None:
        shown.write(repr(value))
    return shown.getvalue().strip()


def answer(group, code):
    """Run a row; return what the table says of it, and what was raised, or None."""
    try:
        return run(code) or "no output: all is well", None
    except Exception as error:
        words = "" if group == "python" else f": {error}"
        return type(error).__name__ + words, error


def main():
    """Write the table."""
    with reader_s_folder():
        rows = [
            {"group": group, "code": code, "answer": answer(group, code)[0]}
            for group, table in GROUPS.items()
            for code in table
        ]
    tables.write(TABLE, rows)
    print(f"{len(rows)} mistakes answered in {TABLE.relative_to(ROOT)}")
