"""Measures chapter 25's network in steps, from loops to matrix products, for appendix B to plot.

python -m book bench runs the very cells of chapters/zh/B-speed.ipynb, adds PyTorch where it is
installed, and writes data/bench.csv, which the notebook reads. Without PyTorch the table would lose
its reference, so then it only prints. With it:

    make setup VENV=.venv-torch && .venv-torch/bin/pip install -r requirements-torch.txt
    make bench VENV=.venv-torch && make record CHAPTERS=B-speed

Each competitor trains in a fresh process of its own, as a reader's script would: float64, one
thread, the C library's defaults. They take turns; a round is an epoch of NNModel.train, a ratio the
median over the rounds, the clock the processor's for that process alone: yet others crowd the
caches, so choose a quiet machine. A page fault (ru_minflt) is a page that the system hands out.
"""

import json
import os
import sys
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from platform import libc_ver
from statistics import mean, median
from subprocess import PIPE, Popen

from book import tables
from book.places import DATA, EDITIONS
from book.trust import competitor
from book.writing import hashes, notebooks

NOTEBOOK = EDITIONS["zh"] / "B-speed.ipynb"
SHARED = ("loops", "half", "im2col", "without", "ways", "products")
COMPETITORS = ("loops", "half", "im2col", "new arrays", "tinynn", "pieces", "rows first",
               "row of ones", "PyTorch")  # fmt: skip
TABLE = DATA / "bench.csv"
SIZES = (2, 64)  # the batch sizes
ROUNDS = 11
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1"}


def sources():
    """Return the source of the notebook's shared cells."""
    source = {cell.id: cell.source for cell in notebooks.cells(NOTEBOOK)}
    if missing := ", ".join(set(SHARED) - set(source)):
        sys.exit(f"{NOTEBOOK.name} has no cell {missing}: mend SHARED in book/trust/bench.py")
    return [source[name] for name in SHARED]


def about():
    """Return what the table is about: what is measured, what it leans on, and what measures it."""
    code = [hashes.essence(source) for source in sources()]
    measuring = [hashes.code_of(Path(file)) for file in (__file__, competitor.__file__)]
    return code, hashes.library(*code), measuring


def in_turns(names, size, rounds, other_library=None, pictures=competitor.PICTURES):
    """Let competitors train in turns; return each one's rounds, but for the first, a warm-up.

    The one named "yours" is tinynn too, as found in the environment `other_library`.
    """
    command = [sys.executable, "-P", competitor.__file__]
    start = partial(Popen, stdin=PIPE, stdout=PIPE, text=True)
    processes = {}
    for name in names:
        env = (other_library if name == "yours" else os.environ) | ENVIRONMENT
        what = "tinynn" if name == "yours" else name
        processes[name] = start([*command, what, str(size), str(pictures)], env=env)
    found = {name: [] for name in names}
    for process in processes.values():
        print(json.dumps(sources()), file=process.stdin)
    for _ in range(rounds + 1):
        for name, process in processes.items():
            print("a round", file=process.stdin, flush=True)
            assert process.stdout is not None  # for types: it is a pipe
            found[name].append(json.loads(process.stdout.readline()))
    for process in processes.values():
        process.communicate()
    return {name: turns[1:] for name, turns in found.items()}


def measure(names, size, rounds):
    """Yield a row for each competitor, and for each part of tinynn's step."""
    found = in_turns([*names, "parts"], size, rounds)
    for name in names:
        times, other = ([turn["milliseconds"] for turn in found[key]] for key in (name, "tinynn"))
        yield {
            "measure": "step", "name": name, "size": size, "milliseconds": median(times),
            "times": median(own / tinynns for own, tinynns in zip(times, other, strict=True)),
            "faults": mean(turn["faults"] for turn in found[name]),
        }  # fmt: skip
    for name in found["parts"][0]:
        spent = median(turn[name] for turn in found["parts"])
        yield {"measure": "part", "name": name, "size": size, "milliseconds": spent}


def main():
    """Measure, print, and write the table if PyTorch is here."""
    pytorch = find_spec("torch") and version("torch").partition("+")[0]
    names = COMPETITORS if pytorch else COMPETITORS[:-1]
    print("fresh processes, the C library's defaults, float64, one thread; for each step:")
    rows = []
    for size in SIZES:
        print(f"batch size {size:2}          ms   times tinynn   page faults")
        for row in measure(names, size, ROUNDS):
            rows.append(row)
            if row["measure"] == "step":
                print("{name:12}{milliseconds:12.3f}{times:15.2f}{faults:14.1f}".format(**row))
    if not pytorch:
        print(f"PyTorch is not installed here, so data/{TABLE.name} stays as it was: "
              "the top of book/trust/bench.py says how to have both.")  # fmt: skip
        return
    conditions = {"numpy": version("numpy"), "pytorch": pytorch, "libc": " ".join(libc_ver())}
    for row in rows:
        row |= {key: f"{value:.4g}" for key, value in row.items() if isinstance(value, float)}
    whole = (dict.fromkeys(rows[0], "") | row | conditions for row in rows)
    tables.write(TABLE, (hashes.sealed(row, *about()) for row in whole))
    print(f"wrote data/{TABLE.name}; now: make record CHAPTERS=B-speed")
