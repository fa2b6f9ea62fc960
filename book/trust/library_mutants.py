"""Changes the library in every small way, and counts what its tests notice.

python -m book library-mutants            all, in a .venv-mutation of its own
python -m book library-mutants --again    only count anew what the last run has found
python -m book library-mutants --check    all, but the table is left as it is

mutmut makes the mutants: copies of a function of tinynn with one thing changed, a sign, a number, a
word of a sentence, an argument left out. (Not of what is decorated, of docstrings and of types.)
Each runs against those tests of tests/library that call the function, in build/library-mutants. An
interrupted run goes on where it stopped, and what no test has noticed so far is tried again. To
begin anew, remove that folder.

data/trust/library-mutants.csv gets a row for each file of the library. A mutant that nothing can
tell from the library stands in equivalent_mutants.csv, with the reason.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from book import environments, tables
from book.copying import copy
from book.places import LIBRARY, ROOT, TRUST
from book.writing import hashes

WORK = ROOT / "build" / "library-mutants"
TABLE = TRUST / "library-mutants.csv"
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.csv")
COUNTS = ("mutants", "killed", "timed out", "equivalent", "survived")

COPIED = [
    "tinynn", "tests/library", "tests/__init__.py", "tests/conftest.py",
    "tests/reference/pytorch.npz", "data/tinymnist.npz", "data/penguins.csv",
    "data/trust/mistakes.csv", "book/__init__.py", "book/copying.py", "book/places.py",
    "book/tables.py", "book/trust/__init__.py", "book/trust/mistakes.py",
    "book/trust/readers_mistakes.py",
]  # fmt: skip

DESELECTED = [
    # These start another Python, where there is no tinynn to be found.
    "test_backward.py::test_chain_of_100_000",
    "test_interface.py::test_published_cells_run_unchanged",
    "test_workspace.py::test_a_step_of_the_last_chapter_asks_the_system_for_no_memory",
    # Counts bytes, among which are those that mutmut keeps of each call.
    "test_memory.py::test_no_memory_is_left_behind",
    # Read in Python's own sentence the name of a function, which mutmut's copies lack.
    "test_mistakes.py::test_mistake[Linear(2)]",
    "test_mistakes.py::test_mistake[model.train(dataset)]",
    "test_mistakes.py::test_mistake[load_penguins()]",
    # Reads the library's source, to which mutmut has added its copies.
    "test_mistakes.py::test_every_check_of_the_library_stands_in_the_table",
]
ARGUMENTS = ["-p", "no:cacheprovider"]
ARGUMENTS += [f"--deselect=tests/library/{name}" for name in DESELECTED]

CONFIG = f"""\
[tool.mutmut]
source_paths = ["tinynn"]
also_copy = ["book", "data"]
# A time-out comes after (seconds of the tests + 4) * 5: no busy machine is that slow.
timeout_constant = 4.0
timeout_multiplier = 5.0
use_git_change_detection = false
pytest_add_cli_args_test_selection = ["tests/library"]
pytest_add_cli_args = {ARGUMENTS}

[tool.pytest.ini_options]
testpaths = ["tests/library"]
pythonpath = [".", "book/trust"]
addopts = ["--strict-markers", "--strict-config", "--import-mode=importlib"]
xfail_strict = true
filterwarnings = ["error"]
"""


class Mutant(NamedTuple):
    """A mutant, as equivalent_mutants.csv names it: mutmut's own numbers shift with every edit."""

    file: str
    before: str
    after: str


def copy_project():
    """Copy the library and its tests; what mutmut has found stays there."""
    for folder in ("tests", "book", "data", "mutants/tests", "mutants/book", "mutants/data"):
        shutil.rmtree(WORK / folder, ignore_errors=True)
    for name in COPIED:
        (WORK / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, WORK / name, "__pycache__")
    (WORK / "pyproject.toml").write_text(CONFIG, encoding="utf-8")
    # Else it would not find out that a changed test calls another function than before.
    (WORK / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)


def mutmut(*arguments, **options):
    """Run mutmut on the copy."""
    environment = os.environ | {
        "TINYNN_UNDER_TEST": str(WORK / "mutants" / "tinynn"),  # tests/conftest.py sees to that
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUTF8": "0",  # else no encoding forgotten in open() is noticed
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    environments.environment(".venv-mutation", "-r", "requirements-mutation.txt")
    command = [environments.executable("mutmut", ROOT / ".venv-mutation"), *arguments]
    return subprocess.run(command, cwd=WORK, env=environment, check=True, text=True, **options)


def results():
    """Return {name of a mutant: what became of it}."""
    said = mutmut("results", "--all", "true", capture_output=True).stdout
    return dict(line.strip().split(": ") for line in said.splitlines())


def show(name):
    """Return a mutant as its file and the lines that differ."""
    said = mutmut("show", name, capture_output=True).stdout.splitlines()
    file = name.split(".")[1] + ".py"
    removed, added = (
        " ".join(line[1:].strip() for line in said if line[:1] == sign and line[1:3] != sign * 2)
        for sign in "-+"
    )
    return Mutant(file, removed, added)


def about(name):
    """Return what the row of a file of the library is about.

    Its words are not among it: data/trust/mistakes.csv holds each of them exactly.
    """
    return hashes.code_of(LIBRARY / name)


def equivalents():
    """Count the mutants that are explained: a line that stands twice may be explained twice."""
    rows = tables.read(EQUIVALENT)
    return Counter(Mutant(row["file"], row["before"], row["after"]) for row in rows)


def try_all():
    """Run the tests against all mutants that they have not noticed yet."""
    copy_project()
    mutmut("run", "--max-children", "2")
    # One at a time, since a busy machine may be why one timed out.
    if left := [name for name, what in results().items() if what != "killed"]:
        mutmut("run", "--max-children", "1", *left)


def main():
    """Try all mutants, write the table, and say what is still to be explained."""
    if "--again" not in sys.argv:
        try:
            try_all()
        except subprocess.CalledProcessError:
            return "mutmut stopped: the table is left as it was"

    counts = {path.name: Counter() for path in sorted(LIBRARY.glob("*.py"))}
    explained = equivalents()
    for name, said in results().items():
        what = {"killed": "killed", "timeout": "timed out"}.get(said, "survived")
        mutant = show(name) if what != "killed" else None
        if explained[mutant]:
            explained[mutant] -= 1
            what = "equivalent"
        elif mutant:
            print(f"{said}: {name}\n  - {mutant.before}\n  + {mutant.after}")
        counts[name.split(".")[1] + ".py"].update(("mutants", what))
    rows = []
    for name, count in counts.items():
        row = {"file": name} | {column: count[column] for column in COUNTS}
        rows.append(hashes.sealed(row, about(name)))
        print(*rows[-1].values())
    if "--check" not in sys.argv:
        tables.write(TABLE, rows)
    noticed = list(explained.elements())
    for mutant in noticed:
        print(f"called equivalent, but noticed:\n  - {mutant.before}\n  + {mutant.after}")
    survived = sum(count["survived"] for count in counts.values())
    if survived or noticed:
        return f"{survived} survived unexplained, {len(noticed)} explained in vain"
    return 0
