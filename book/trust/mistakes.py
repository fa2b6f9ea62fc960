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
import shutil
import tempfile
import warnings
from pathlib import Path
from unittest import mock

from book import tables
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
            shutil.copy(DATA / name, Path(folder) / "data" / name)
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


def rows():
    """Run all rows and return them as the table has them."""
    found = []
    with reader_s_folder():
        for group, table in GROUPS.items():
            for code in table:
                try:
                    answer = run(code) or "no output: all is well"
                except Exception as error:
                    answer = type(error).__name__
                    answer += "" if group == "python" else f": {error}"
                found.append({"group": group, "code": code, "answer": answer})
    return found


def main():
    """Write the table."""
    found = rows()
    tables.write(TABLE, found)
    print(f"{len(found)} mistakes answered in {TABLE.relative_to(ROOT)}")
