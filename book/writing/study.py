"""Results over many seeds, for the chapters to plot.

python -m book study                 run all studies and write data/studies/*.csv
python -m book study 25-pooling      this one
python -m book study --check 3       rerun three rows of each and compare; exit 1 if one differs

A study is a file in studies/ with RUNS, a list of settings, and run(), which takes one of them and
returns results as text. Every row ends with a hash of what it says and of the code that made it:
the study, what it shares with others, and what it leans on in the library. It says when a study is
to be run again. One that takes too long to be run by the tests says RERUN = False, and is held by
its hashes alone; one that takes parts of another study names it (BUILDS_ON), one that needs a
package that readers need not have names that (NEEDS), and is left out where it is missing.
"""

import argparse
import importlib
import os
import random
import sys
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TQDM_DISABLE", "1")

from book import tables  # noqa: E402  (NumPy reads the environment when it is imported)
from book.places import DATA  # noqa: E402
from book.writing import hashes  # noqa: E402

STUDIES = Path(__file__).with_name("studies")


def studies():
    """Return the files of all studies."""
    return sorted(STUDIES.glob("*-*.py"))


def load(study):
    """Return the module of a study."""
    return importlib.import_module(f"book.writing.studies.{study.stem}")


def table(study):
    """Return the path of a study's results."""
    return DATA / "studies" / f"{study.stem}.csv"


def about(study):
    """Return what a study's rows are about."""
    other = getattr(load(study), "BUILDS_ON", "shared")
    paths = dict.fromkeys([study, STUDIES / f"{other}.py", STUDIES / "shared.py"])
    code = [hashes.code_of(path) for path in paths]
    return code, hashes.library(*code)


def write(study):
    """Run all of a study and write its table."""
    module, rows = load(study), []
    for settings in module.RUNS:
        row = {**settings, **module.run(**settings, data=DATA)}
        rows.append(hashes.sealed(row, *about(study)))
        print(study.stem, rows[-1], flush=True)
    tables.write(table(study), rows)


def faults(study, rows):
    """Return what is wrong with the rows of a study's table, without running anything."""
    anew, code = f"run make study STUDIES={study.stem}", about(study)
    expected = [{key: str(value) for key, value in each.items()} for each in load(study).RUNS]
    came = [{key: row[key] for key in expected[0]} for row in rows]
    found = [f"{study.stem} has {len(came)} rows, its RUNS are {len(expected)} others: {anew}"]
    return found * (came != expected) + [
        f"{study.stem}: {row} was altered, or made by other code: {anew}"
        for row in rows
        if not hashes.is_sealed(row, *code)
    ]


def differences(study, count=1):
    """Return what is wrong with a study's table, after running some of its rows again."""
    rows = tables.read(table(study))
    if found := faults(study, rows):
        return found
    module = load(study)
    if not getattr(module, "RERUN", True):  # it would take minutes, and data that are not here
        return []
    # Which rows follows from the code, so that another change is tried on others.
    for place in random.Random(rows[0]["code"]).sample(range(len(rows)), min(count, len(rows))):
        came = module.run(**module.RUNS[place], data=DATA)
        recorded = {key: rows[place][key] for key in came}
        if came != recorded:
            found.append(f"{study.stem}, {module.RUNS[place]}: recorded {recorded}, but now came "
                         f"{came}: run make study STUDIES={study.stem}")  # fmt: skip
    return found


def main():
    """Read the command line and run or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="25-pooling", help="studies; all if none")
    parser.add_argument("--check", type=int, metavar="N", help="compare N rows of each instead")
    arguments = parser.parse_args()
    known = {path.stem: path for path in studies()}
    if unknown := set(arguments.names) - set(known):
        sys.exit(f"There is no study {', '.join(unknown)}: choose from {', '.join(known)}")
    chosen = [known[name] for name in arguments.names or known]
    if arguments.check is not None:
        return "\n".join(line for each in chosen for line in differences(each, arguments.check))
    for each in chosen:
        needed = getattr(load(each), "NEEDS", "")
        if needed and not find_spec(needed):
            said = f"{each.stem} needs {needed}, which is not installed: its first lines say how"
            if arguments.names:
                return said
            print(f"left out: {said}")
        else:
            write(each)
    return None
