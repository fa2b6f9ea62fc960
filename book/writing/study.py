"""Results over many seeds, for the chapters to plot.

python -m book study                 run all studies and write data/studies/*.csv
python -m book study 25-pooling      this one
python -m book study --check         rerun the first row of each and compare; exit 1 if it differs

A study is a file in studies/ with RUNS, a list of settings, and run(), which takes one of them and
 returns results as text. Every row ends with a hash of the code that made it: the study
and the library without comments and docstrings. It says when a study is to be run again.
"""

import argparse
import hashlib
import importlib
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TQDM_DISABLE", "1")

from book import tables  # noqa: E402  (NumPy reads the environment when it is imported)
from book.places import DATA, LIBRARY  # noqa: E402
from book.writing.growth import code_of  # noqa: E402

STUDIES = Path(__file__).with_name("studies")


def code_hash(study):
    """Return 12 hex digits of the study's and the library's code."""
    digest = hashlib.sha256()
    for path in [study, *sorted(LIBRARY.glob("*.py"))]:
        digest.update(code_of(path).encode())
    return digest.hexdigest()[:12]


def load(study):
    """Return the module of a study."""
    return importlib.import_module(f"book.writing.studies.{study.stem}")


def table(study):
    """Return the path of a study's results."""
    return DATA / "studies" / f"{study.stem}.csv"


def write(study):
    """Run all of a study and write its table."""
    module = load(study)
    rows = []
    for settings in module.RUNS:
        rows.append({**settings, **module.run(**settings, data=DATA), "code": code_hash(study)})
        print(study.stem, rows[-1], flush=True)
    tables.write(table(study), rows)


def differences(study):
    """Return what is wrong with a study's table, after running its first row again."""
    rows = tables.read(table(study))
    if any(row["code"] != code_hash(study) for row in rows):
        return [f"{study.stem} was made by other code: run make study"]
    module = load(study)
    settings = module.RUNS[0]
    came = {key: str(value) for key, value in settings.items()}
    came |= module.run(**settings, data=DATA)
    recorded = {key: rows[0][key] for key in came}
    if came != recorded:
        return [f"{study.stem} recorded {recorded}, but now came {came}: run make study"]
    return []


def main():
    """Read the command line and run or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="25-pooling", help="studies; all if none")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    studies = [STUDIES / f"{name}.py" for name in arguments.names] or sorted(STUDIES.glob("*-*.py"))
    if arguments.check:
        wrong = [line for study in studies for line in differences(study)]
        sys.exit("\n".join(wrong) if wrong else 0)
    for study in studies:
        write(study)
