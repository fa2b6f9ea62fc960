"""Runs the notebooks against their recorded outputs in many environments.

python -m book matrix                    all of them; what data/trust/matrix.csv has is kept
python -m book matrix --all              all of them, anew
python -m book matrix --both             execute the English edition too: code and outputs are
                                         the same, and tests/writing/test_editions.py holds them so
python -m book matrix Zen-1 Haswell-2    those whose name begins so
python -m book matrix --small            one that differs much, on a few chapters: writes nothing
python -m book matrix --list             name them

An environment is an OpenBLAS kernel, a number of threads, a Python and a NumPy; and once for each
Python and NumPy, all that NumPy chooses by the processor beyond its baseline is switched off.
Each Python and NumPy has a virtual environment in .venv-matrix, made from constraints.txt. The
comparison is that of `make test`: nbval, strict, on the library cut off before the chapter. What
the table says is in force was asked of the kernels that ran the notebooks. It can be stopped and
continued: a row is kept while code, recorded outputs and data are as they were.
"""

import argparse
import itertools
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from book import tables
from book.places import EDITIONS, ROOT, TRUST
from book.trust import margins
from book.writing.outputs import contents_hash

# OpenBLAS kernels, and what a processor must have (as Linux calls it) to run them.
KERNELS = {
    "Haswell": {"avx2", "fma"},
    "SkylakeX": {"avx512f", "avx512vl", "avx512bw", "avx512dq"},
    "Zen": {"avx2", "fma"},
    "Prescott": {"pni"},  # SSE3
    "Sandybridge": {"avx"},
}
# Newer wheels hold fewer kernels. Asked for one they lack, OpenBLAS runs another and says so; but
# asked for Prescott's it runs that, and gives the oldest of the names that lead there
# (driver/others/dynamic.c of OpenBLAS, under DYNAMIC_LIST).
OTHER_NAMES = {"Katmai": "Prescott"}
THREADS = (1, 2)
# What a run needs of requirements.txt; threadpoolctl tells what is in force.
PACKAGES = ("tqdm", "matplotlib", "ipykernel", "nbclient", "nbformat", "nbval", "pytest")
THREADPOOLCTL = "threadpoolctl==3.6.0"
QUICK = ("01-neuron", "08-activation", "10-autograd", "25-pooling", "B-speed")
HOME = ROOT / ".venv-matrix"
TABLE = TRUST / "matrix.csv"
COLUMNS = ("kernel", "threads", "dispatch", "python", "numpy", "openblas", "edition", "notebooks",
           "outputs", "numbers", "differ", "note", "recorded")  # fmt: skip
lock = threading.Lock()


class Environment(NamedTuple):
    """What is asked for; the table's row says what came."""

    kernel: str  # empty: the machine's own
    threads: int
    dispatch: str  # of NumPy by processor: on or off
    python: str
    numpy: str

    def __str__(self):
        """Return a name that can be typed."""
        name = f"{self.kernel or 'own'}-{self.threads}-python{self.python}-numpy{self.numpy}"
        return name + "-dispatch-off" * (self.dispatch == "off")


# What there is to run on


def cpu_flags():
    """Return what the processor can do, as Linux says on x86; elsewhere nothing."""
    path = Path("/proc/cpuinfo")
    text = path.read_text() if path.exists() else ""
    found = re.search(r"^flags\s*:(.*)", text, re.MULTILINE)
    return set(found[1].split()) if found else set()


def skipped_kernels(flags):
    """Return the kernels that a processor would crash on, each with what it lacks."""
    lacking = {kernel: sorted(needed - flags) for kernel, needed in KERNELS.items()}
    return {kernel: missing for kernel, missing in lacking.items() if missing}


def usable_kernels(flags):
    """Return the kernels that run; where the processor is of another kind, its own alone."""
    return [kernel for kernel in KERNELS if kernel not in skipped_kernels(flags)] or [""]


def supported():
    """Return the Pythons that pyproject.toml names, oldest first, and its oldest NumPy."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    [oldest] = [d.partition(">=")[2] for d in project["dependencies"] if d.startswith("numpy")]
    return named, oldest


def version_of(program):
    """Return the version of a Python that runs, or None."""
    try:
        done = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    return done.stdout.split()[1] if done.returncode == 0 else None


def find_python(minor):
    """Return (program, version) of a Python such as 3.11 on this machine, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    programs = [sys.executable, shutil.which(f"python{minor}")]
    programs += sorted(pyenv.glob(f"{minor}.*/bin/python"), reverse=True)
    for program in filter(None, programs):
        version = version_of(program)
        if version and version.startswith(f"{minor}."):
            return program, version
    return None


def pip(*arguments, python=sys.executable):
    """Run this environment's pip for a Python, which needs none of its own; return its output."""
    command = [sys.executable, "-m", "pip", "--python", python, *arguments]
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"pip {' '.join(arguments)}\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def wheel(python, wanted):
    """Return the version of NumPy that pip would install of what is wanted, or None."""
    options = ["--dry-run", "--quiet", "--ignore-installed", "--no-deps", "--only-binary=:all:"]
    try:
        report = pip("install", *options, "--report", "-", wanted, python=python)
    except RuntimeError as error:
        if "No matching distribution" in str(error):
            return None
        raise
    return json.loads(report)["install"][0]["metadata"]["version"]


def oldest_numpy(python):
    """Return the oldest supported NumPy that has a wheel for a Python."""
    listed = re.search(r"Available versions: (.*)", pip("index", "versions", "numpy"))[1]
    finals = [v for v in listed.split(", ") if re.fullmatch(r"[\d.]+", v)]
    key = {v: tuple(map(int, v.split("."))) for v in finals}
    floor = tuple(map(int, supported()[1].split(".")))
    candidates = sorted((v for v in key if key[v] >= floor), key=key.get)
    return next(v for v in candidates if wheel(python, f"numpy=={v}"))


# The virtual environments


def make_venv(program, version, numpy, layered=False):
    """Make a virtual environment with one NumPy, unless it is there; return its Python.

    A layered one takes all but NumPy from the environment that runs this, which is quicker.
    """
    folder = HOME / f"python{version}-numpy{numpy}{'-layered' * layered}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = re.sub(r"(?m)^numpy==.*$", f"numpy=={numpy}", pins)
    stamp = folder / "installed.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == pins:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([program, "-m", "venv", "--without-pip", folder], check=True)
    packages = ["numpy", THREADPOOLCTL]
    if layered:
        site = next(folder.glob("[Ll]ib/**/site-packages"))  # lib64 is a link to lib
        (site / "below.pth").write_text("\n".join(p for p in sys.path if "-packages" in p))
    else:
        packages += PACKAGES
    constraints = folder / "constraints.txt"
    constraints.write_text(pins, encoding="utf-8")
    options = ["--quiet", "--only-binary=:all:", "-c", str(constraints)]
    pip("install", *options, "--ignore-installed", *packages, python=python)
    stamp.write_text(pins, encoding="utf-8")
    return python


def switched_off(python):
    """Return what NumPy would choose by the processor, for NPY_DISABLE_CPU_FEATURES."""
    program = (
        "from numpy._core._multiarray_umath import __cpu_dispatch__ as d, __cpu_features__ as f\n"
        "print(*[name for name in d if f[name]])"
    )
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def kernel_in_force(python, kernel):
    """Return the kernel that OpenBLAS runs when it is asked for one, or None if it crashes.

    OpenBLAS 0.3.34 does on AMD processors with AVX-512, when asked for Haswell's (its issue 6013).
    """
    program = (
        "import numpy, threadpoolctl\n"
        "numpy.ones((2000, 784)) @ numpy.ones((784, 10))\n"  # as large as any of the book
        "print(*{each['architecture'] for each in threadpoolctl.threadpool_info()})"
    )
    asked = os.environ | {"OPENBLAS_CORETYPE": kernel}
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, env=asked)
    if done.returncode < 0:
        return None
    done.check_returncode()
    came = done.stdout.strip()
    return OTHER_NAMES.get(came, came)


# Running one environment


def run(environment, python, notebooks, folder):
    """Run notebooks in an environment, write down in a folder what came, and return the report."""
    asked = {"PYTHONPATH": str(ROOT), "BOOK_THREADS": str(environment.threads)}
    if environment.kernel:
        asked["OPENBLAS_CORETYPE"] = environment.kernel
    if environment.dispatch == "off":
        asked["NPY_DISABLE_CPU_FEATURES"] = switched_off(python)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "OPENBLAS", "NPY"))}
    with tempfile.TemporaryDirectory() as temporary:
        done = subprocess.run(
            [python, "-m", "pytest", "-p", "book.trust.witness", "-p", "no:cacheprovider",
             "--nbval-current-env", "--nbval-cell-timeout=600", "--color=no", "-q",
             "--basetemp", f"{temporary}/t", *notebooks],
            cwd=ROOT, env=kept | asked | {"WITNESS_FOLDER": str(folder)},
            stdout=(folder / "pytest.txt").open("w"), stderr=subprocess.STDOUT,
        )  # fmt: skip
    report = folder / "report.json"
    if done.returncode > 1 or not report.exists():
        tail = (folder / "pytest.txt").read_text(encoding="utf-8")[-2000:]
        raise RuntimeError(f"{environment}: pytest stopped with {done.returncode}\n{tail}")
    return json.loads(report.read_text(encoding="utf-8"))


def row_of(environment, report, editions, recorded):
    """Return the table's row: what was in force, and what differed."""
    notes = [f"{each['cell']}: {each['differ']}" for each in report["differences"]]
    forces = report["in force"]
    blas = {(architecture, threads, version) for found in forces
            for architecture, threads, version in found["blas"]}  # fmt: skip
    kernels, threads, versions = (sorted({str(b[i]) for b in blas}) for i in range(3))
    kernels = sorted({OTHER_NAMES.get(kernel, kernel) for kernel in kernels})
    off = {not found["dispatch"] for found in forces}
    came = {
        "kernel": " ".join(kernels),
        "threads": " ".join(threads),
        "dispatch": " ".join("off" if each else "on" for each in sorted(off)),
        "python": " ".join(sorted({found["python"] for found in forces})),
        "numpy": " ".join(sorted({found["numpy"] for found in forces})),
    }
    for what, value in environment._asdict().items():
        if value and str(value) != came[what]:
            notes.append(f"asked for {what} {value}")
    return came | {
        "openblas": " ".join(versions),
        "edition": " ".join(editions),
        "notebooks": report["notebooks"],
        "outputs": report["outputs"],
        "numbers": report["numbers"],
        "differ": sum(each["differ"] for each in report["differences"]),
        "note": "; ".join(notes),
        "recorded": recorded,
    }


# The table


def key(row):
    """Return what tells a row from others."""
    return tuple(str(row.get(field) or "") for field in Environment._fields)


def add_to_table(row):
    """Put a row into the table in place of one for the same environment."""
    with lock:
        kept = [old for old in tables.read(TABLE) if key(old) != key(row)]
        kept = [old for old in kept if old["recorded"] in ("", row["recorded"])]
        if row["notebooks"] != "":  # what another processor had to skip has now run
            kept = [old for old in kept if old["notebooks"] or old["kernel"] != row["kernel"]]
        order = {kernel: place for place, kernel in enumerate(KERNELS)}
        rows = sorted([*kept, row], key=lambda r: (order.get(r["kernel"], 9), key(r)))
        tables.write(TABLE, rows, COLUMNS)


def is_bad(row):
    """Tell whether a row says that something differed, or was not in force as asked."""
    return row["notebooks"] != "" and bool(int(row["differ"]) or row["note"])


# What to run


def plan(say=print):
    """Return the environments and the Pythons for them, and say what is left out."""
    flags = cpu_flags()
    for kernel, missing in skipped_kernels(flags).items():
        say(f"skipped: {kernel}, since this processor lacks {' '.join(missing)}")
    names, _ = supported()
    pythons = {name: find_python(name) for name in names}
    for name in [name for name, found in pythons.items() if not found]:
        say(f"not found: Python {name}")
    found = [each for each in pythons.values() if each]
    programs, environments = {}, []
    for program, version in dict.fromkeys([found[0], found[-1]]):
        for numpy in dict.fromkeys([oldest_numpy(program), wheel(program, "numpy")]):
            programs[version, numpy] = program
            places = [*itertools.product(usable_kernels(flags), THREADS, ["on"])]
            places.append((usable_kernels(flags)[0], 1, "off"))
            environments += [Environment(*place, version, numpy) for place in places]
    return environments, programs


def folder_of(environment, recorded):
    """Return where an environment's report and logits are kept."""
    return HOME / "runs" / recorded / str(environment)


def run_all(environments, programs, arguments):
    """Run environments, as many at once as there are cores; write both tables."""
    recorded = contents_hash()
    editions = list(EDITIONS) if arguments.both else ["zh"]
    notebooks = [f"chapters/{edition}" for edition in editions]
    for kernel, missing in skipped_kernels(cpu_flags()).items():
        if not any(row["kernel"] == kernel for row in tables.read(TABLE)):
            add_to_table({"kernel": kernel, "notebooks": "", "recorded": "",
                          "note": f"skipped: the processor lacks {' '.join(missing)}"})  # fmt: skip
    done = {
        key(row)
        for row in tables.read(TABLE)
        if row["recorded"] == recorded and set(editions) <= set(row["edition"].split())
    }

    def is_done(environment):
        report = folder_of(environment, recorded) / "report.json"
        return key(environment._asdict()) in done and report.exists() and not arguments.all

    wanted = [e for e in environments if not is_done(e)]
    print(f"{len(environments) - len(wanted)} of {len(environments)} environments are done")
    pythons, failed = {}, []
    for version, numpy in dict.fromkeys((e.python, e.numpy) for e in wanted):
        print(f"environment with Python {version} and NumPy {numpy}", flush=True)
        python = pythons[version, numpy] = make_venv(programs[version, numpy], version, numpy)
        for kernel in filter(None, usable_kernels(cpu_flags())):
            came = kernel_in_force(python, kernel)
            if came != kernel:
                does = f"runs {came}" if came else "crashes on this processor"
                print(f"left out: {kernel}, for which the OpenBLAS of NumPy {numpy} {does}")
                left = {"kernel": kernel, "python": version, "numpy": numpy}
                wanted = [e for e in wanted if not left.items() <= e._asdict().items()]

    def one(environment):
        start = time.monotonic()
        folder = folder_of(environment, recorded)
        try:
            report = run(environment, pythons[environment.python, environment.numpy],
                         notebooks, folder)  # fmt: skip
        except RuntimeError as error:
            failed.append(str(error))
            print(error, flush=True)
            return
        row = row_of(environment, report, editions, recorded)
        add_to_table(row)
        if is_bad(row):
            failed.append(f"{environment}: see {folder.relative_to(ROOT)}/pytest.txt")
        print(f"{environment}: {row['notebooks']} notebooks, {row['numbers']} numbers,"
              f" {row['differ']} differ ({time.monotonic() - start:.0f} s) {row['note']}",
              flush=True)  # fmt: skip

    cores = os.cpu_count() or 1
    for threads in THREADS:  # as many at once as the cores can bear, the same for all in a turn
        turn = [e for e in wanted if e.threads == threads]
        with ThreadPoolExecutor(max(1, cores // threads)) as pool:
            list(pool.map(one, turn))
    # Of all runs that are kept, not only of those asked for now.
    folders = sorted((HOME / "runs" / recorded).glob("*"))
    folders = [f for f in folders if all((f / f"{n}.npy").exists() for n in margins.NETWORKS)]
    if folders:
        for row in margins.write(folders):
            print(*row.values())
    return failed


def run_small():
    """Run a few chapters in one environment that differs much; return what failed."""
    flags = cpu_flags()
    version = platform.python_version()
    kernel = "Prescott" if "Prescott" in usable_kernels(flags) else ""
    environment = Environment(kernel, 1, "on", version, oldest_numpy(sys.executable))
    print(f"environment {environment}", flush=True)
    python = make_venv(sys.executable, version, environment.numpy, layered=True)
    notebooks = [f"chapters/zh/{name}.ipynb" for name in QUICK]
    report = run(environment, python, notebooks, HOME / "runs" / "small")
    row = row_of(environment, report, ["zh"], "")
    print(*(f"{name}: {value}" for name, value in row.items() if value != ""), sep="\n")
    return [each["said"] for each in report["differences"]] + [row["note"]] * is_bad(row)


def main():
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="Zen-1", help="environments; all if none")
    for option, what in (
        ("--all", "run also what is in the table"),
        ("--both", "execute both editions"),
        ("--small", "one environment, a few chapters"),
        ("--list", "name the environments"),
    ):
        parser.add_argument(option, action="store_true", help=what)
    arguments = parser.parse_args()
    if arguments.small:
        failed = run_small()
    else:
        environments, programs = plan()
        if arguments.names:
            begins = tuple(arguments.names)
            environments = [e for e in environments if str(e).startswith(begins)]
        if arguments.list or not environments:
            print(*environments, sep="\n")
            sys.exit(0 if environments else "No environment has such a name: see --list")
        failed = run_all(environments, programs, arguments)
    sys.exit("\n".join(failed) if failed else 0)
