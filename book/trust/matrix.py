"""Runs the notebooks against their recorded outputs in many environments.

python -m book matrix                    all of them; what data/trust/matrix.csv has is kept
python -m book matrix --all              all of them, anew
python -m book matrix Zen-1 Haswell-2    those whose name begins so
python -m book matrix --small            one that differs much, on a few chapters: writes nothing
python -m book matrix --list             name them

An environment is an OpenBLAS kernel, a number of threads, a Python and a NumPy; and once for each
Python and NumPy, all that NumPy chooses by the processor beyond its baseline is switched off.
The oldest and the newest Python and NumPy meet every kernel with one thread and with two; Pythons
between, an emulated ARM and other libraries, some with more threads (machines.py), a few. Each
Python and NumPy has a virtual environment in .venv-matrix, made from constraints.txt. The
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
from importlib.metadata import version as installed
from pathlib import Path
from typing import NamedTuple

from packaging.version import Version

from book import tables
from book.environments import executable, uv
from book.places import ROOT, TRUST
from book.trust import machines, margins
from book.trust.machines import HOME
from book.writing import hashes
from book.writing.notebooks import chapters

# OpenBLAS kernels, and what a processor must have (as Linux calls it) to run them.
KERNELS = {
    "Haswell": {"avx2", "fma"},
    "SkylakeX": {"avx512f", "avx512vl", "avx512bw", "avx512dq"},
    "Zen": {"avx2", "fma"},
    "Prescott": {"pni"},  # SSE3
    "Sandybridge": {"avx"},
}
WASM = "WebAssembly"  # a browser's: no OpenBLAS there; its row is made by python -m book wasm
# Newer wheels hold fewer kernels. Asked for one they lack, OpenBLAS runs another and says so; but
# asked for Prescott's it runs that, and gives the oldest of the names that lead there
# (driver/others/dynamic.c of OpenBLAS, under DYNAMIC_LIST).
OTHER_NAMES = {"Katmai": "Prescott", "mkl": "MKL"}
OTHER_NAMES |= {kernel.lower(): kernel for kernel in machines.ARM}
OTHER_NAMES |= {folder: library for library, (folder, _) in machines.BLAS.items()}
NAMES = [*KERNELS, *machines.ARM, *machines.BLAS, WASM]  # of all that a row may be about
THREADS = (1, 2)
# What a run needs of requirements.txt; threadpoolctl tells what is in force.
IN_KERNEL = ("tqdm", "matplotlib", "ipykernel", "threadpoolctl==3.6.0")
PACKAGES = (*IN_KERNEL, "nbclient", "nbformat", "nbval", "pytest", "pytest-timeout")
QUICK = ("01-neuron", "08-activation", "10-autograd", "25-pooling", "B-speed")
TABLE = TRUST / "matrix.csv"
COLUMNS = ("kernel", "threads", "dispatch", "python", "numpy", "openblas", "edition", "notebooks",
           "outputs", "numbers", "differ", "note", "logits", "recorded")  # fmt: skip
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
        return name_of(self._asdict())


def name_of(row):
    """Name an environment after what it is, or after the row of the table that says so."""
    name = f"{row['kernel'] or 'own'}-{row['threads']}-python{row['python']}-numpy{row['numpy']}"
    return name + "-dispatch-off" * (row["dispatch"] == "off")


# What there is to run on


def cpu_flags():
    """Return what the processor can do, as Linux says on x86; elsewhere nothing."""
    path = Path("/proc/cpuinfo")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
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


def installed_pythons():
    """Return the Pythons on this machine that are supported: {minor version: (program, version)}.

    Of several, the one that runs this comes first, then the newest.
    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    paths = [path for path in os.get_exec_path() if Path(path) != pyenv / "shims"]
    paths += map(str, pyenv.glob("versions/3.1*/bin"))
    listed = uv("python", "list", "--only-installed", "--no-python-downloads",
                "--output-format", "json", PATH=os.pathsep.join(paths))  # fmt: skip
    found = {each["version"]: each["path"] for each in json.loads(listed)
             if each["implementation"] == "cpython"}  # fmt: skip
    found[platform.python_version()] = sys.executable
    order = sorted(found, key=lambda version: (found[version] == sys.executable, Version(version)))
    minors = {version.rpartition(".")[0]: (found[version], version) for version in order}
    return {minor: minors[minor] for minor in supported()[0] if minor in minors}


def numpy_for(python, resolution):
    """Return the NumPy that has a wheel: the oldest supported (lowest-direct) or the newest."""
    said = uv("pip", "compile", "--quiet", "--python", python, "--resolution", resolution,
              "--only-binary", ":all:", "--no-header", "--no-annotate", "-",
              input=f"numpy>={supported()[1]}")  # fmt: skip
    return re.findall(r"numpy==(\S+)", said)[0]


# The virtual environments


def make_venv(program, version, numpy, name=""):
    """Make a virtual environment with one NumPy, unless it is there; return its Python."""
    folder = HOME / f"python{version}-numpy{numpy}{name}"
    python = Path(executable("python", folder))
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = re.sub(r"(?m)^numpy==.*$", f"numpy=={numpy}", pins)
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != pins:
        uv("venv", "--quiet", "--clear", "--python", program, str(folder))
        (folder / "pins.txt").write_text(pins, encoding="utf-8")
        uv("pip", "install", "--quiet", "--python", str(python), "--only-binary", ":all:",
           "-c", str(folder / "pins.txt"), "numpy", *PACKAGES)  # fmt: skip
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
    kernels = ["--nbval-current-env"]
    if environment.kernel in machines.BLAS:
        asked |= machines.variables(environment.kernel, environment.threads)
    elif environment.kernel:
        asked["OPENBLAS_CORETYPE"] = environment.kernel
    if environment.threads > (os.cpu_count() or 1):
        asked["WITNESS_THREADS"] = str(environment.threads)
    if environment.kernel in machines.ARM:
        asked["JUPYTER_PATH"], python, kernels = str(python), sys.executable, []
    if environment.dispatch == "off":
        asked["NPY_DISABLE_CPU_FEATURES"] = switched_off(python)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ours = ("PYTEST", "OPENBLAS", "NPY", "OMP", "MKL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with tempfile.TemporaryDirectory() as temporary:
        done = subprocess.run(
            [python, "-m", "pytest", "-p", "book.trust.witness", "-p", "no:cacheprovider",
             *kernels, "--nbval-cell-timeout=3600", "--color=no", "-q", "-o", "timeout=4000",
             "--basetemp", f"{temporary}/t", *notebooks],
            cwd=ROOT, env=kept | asked | {"WITNESS_FOLDER": str(folder)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
    (folder / "pytest.txt").write_text(done.stdout, encoding="utf-8")
    report = folder / "report.json"
    if done.returncode > 1 or not report.exists():
        tail = done.stdout[-2000:]
        raise RuntimeError(f"{environment}: pytest stopped with {done.returncode}\n{tail}")
    found = json.loads(report.read_text(encoding="utf-8"))
    if found["not started"]:  # the kernel: nothing differs, nothing was run
        dead = ", ".join(found["not started"])
        raise RuntimeError(f"{environment}: no kernel started for {dead}; run it once more")
    return found


def distinct(values):
    """Return what there is among values, as text: one alone, if all was as it was asked for."""
    return " ".join(sorted(set(map(str, values))))


def row_of(environment, report, recorded):
    """Return the table's row: what was in force, and what differed."""
    notes = [f"{each['cell']}: {each['differ']}" for each in report["differences"]]
    forces = report["in force"]
    blas = []  # by the name of the library's folder, if it is another than the wheel's
    for found in forces:
        said = found["blas"] or [["", 1, "none"]]
        blas += [[*found["others"], kernel][:1] + rest for kernel, *rest in said]
    came = {
        "kernel": distinct(OTHER_NAMES.get(kernel, kernel) for kernel, _, _ in blas),
        "threads": distinct(threads for _, threads, _ in blas),
        "dispatch": distinct("on" if found["dispatch"] else "off" for found in forces),
        "python": distinct(found["python"] for found in forces),
        "numpy": distinct(found["numpy"] for found in forces),
    }
    for what, value in environment._asdict().items():
        if value and str(value) != came[what]:
            notes.append(f"asked for {what} {value}")
    return came | {
        "openblas": distinct(version for _, _, version in blas),
        "edition": "zh",  # the English has the same code and outputs (tests/writing/test_editions)
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
        order = {kernel: place for place, kernel in enumerate(NAMES)}
        rows = sorted([*kept, row], key=lambda r: (order.get(r["kernel"], len(order)),
                                                   int(r.get("threads") or 0), key(r)))  # fmt: skip
        tables.write(TABLE, rows, COLUMNS)


def is_bad(row):
    """Tell whether a row says that something differed, or was not in force as asked."""
    return row["notebooks"] != "" and bool(int(row["differ"]) or row["note"])


# What to run


def plan():
    """Return the environments, each with the program of its Python, and say what is left out."""
    skipped = skipped_kernels(cpu_flags())
    for kernel, missing in skipped.items():
        print(f"skipped: {kernel}, since this processor lacks {' '.join(missing)}")
    pythons = installed_pythons()
    for name in [name for name in supported()[0] if name not in pythons]:
        print(f"not found: Python {name}")
    kernels, programs = usable_kernels(cpu_flags()), {}
    found = list(pythons.values())
    for program, version in dict.fromkeys([found[0], found[-1]]):
        numpys = [numpy_for(program, which) for which in ("lowest-direct", "highest")]
        for numpy in dict.fromkeys(numpys):
            places = [*itertools.product(kernels, THREADS, ["on"]), (kernels[0], 1, "off")]
            programs |= {Environment(*place, version, numpy): program for place in places}
    newest = [(version, numpy_for(program, "highest")) for program, version in found]
    some = [(kernels[0], 1, "on", *each) for each in newest[1:-1]]
    if machines.missing():
        print(machines.missing())
    else:
        own = platform.python_version(), installed("numpy")
        some += [
            (library, threads, "on", *own)
            for library, (_, counts) in machines.BLAS.items()
            for threads in counts
        ]
        some += [(kernel, 1, "on", machines.ARM_PYTHON, own[1]) for kernel in machines.ARM]
    known = {version: program for program, version in found}
    return programs | {Environment(*each): known.get(each[3], "") for each in some}


def folder_of(environment, recorded):
    """Return where an environment's report and logits are kept."""
    return HOME / "runs" / recorded / str(environment)


def note_skipped():
    """Put the kernels that this processor cannot run into the table, unless another ran them."""
    known = {row["kernel"] for row in tables.read(TABLE)}
    for kernel, missing in skipped_kernels(cpu_flags()).items():
        if kernel not in known:
            note = f"skipped: the processor lacks {' '.join(missing)}"
            add_to_table({"kernel": kernel, "notebooks": "", "recorded": "", "note": note})


def undone(environments, recorded):
    """Return the environments of which the table has no row, or this machine no report."""
    done = {key(row) for row in tables.read(TABLE) if row["recorded"] == recorded}
    return [e for e in environments if key(e._asdict()) not in done
            or not (folder_of(e, recorded) / "report.json").exists()]  # fmt: skip


def prepare(environments, programs):
    """Make the virtual environments; return their Pythons, without those that OpenBLAS refuses."""
    pythons, tried = {}, {}
    for e in environments:
        if e.kernel in machines.ARM:
            pythons[e] = machines.arm([f"numpy=={e.numpy}", *IN_KERNEL])
            continue
        if e.kernel in machines.BLAS:
            pythons[e] = make_venv(programs[e], e.python, e.numpy, "-built")
            machines.build_numpy(pythons[e])
            continue
        python = make_venv(programs[e], e.python, e.numpy)
        if (python, e.kernel) not in tried:
            came = kernel_in_force(python, e.kernel) if e.kernel else ""
            tried[python, e.kernel] = came == e.kernel
            if came != e.kernel:
                does = f"runs {came}" if came else "crashes on this processor"
                print(f"left out: {e.kernel}, for which the OpenBLAS of NumPy {e.numpy} {does}")
        if tried[python, e.kernel]:
            pythons[e] = python
    return pythons


def run_one(environment, python, recorded):
    """Run the notebooks in one environment, add its row, and return what was wrong."""
    start = time.monotonic()
    folder = folder_of(environment, recorded)
    try:
        report = run(environment, python, map(str, chapters()), folder)
    except RuntimeError as error:
        print(error, flush=True)
        return str(error)
    row = row_of(environment, report, recorded)
    add_to_table(row)
    print(f"{environment}: {row['notebooks']} notebooks, {row['numbers']} numbers,"
          f" {row['differ']} differ ({time.monotonic() - start:.0f} s) {row['note']}",
          flush=True)  # fmt: skip
    return f"{environment}: see {folder.relative_to(ROOT)}/pytest.txt" if is_bad(row) else ""


def write_margins(recorded):
    """Write the margins of all runs whose logits are kept here, and note in the table which."""
    folders = {f.name: f for f in sorted((HOME / "runs" / recorded).glob("*"))
               if all((f / f"{name}.npy").exists() for name in margins.NETWORKS)}  # fmt: skip
    rows = tables.read(TABLE)
    for row in rows:
        row["logits"] = "kept" if name_of(row) in folders else ""
    tables.write(TABLE, rows, COLUMNS)
    if folders:
        for row in margins.write(folders.values(), recorded):
            print(*row.values())


def run_all(programs):
    """Run environments, as many at once as there are cores; write both tables."""
    recorded = hashes.book()
    note_skipped()
    wanted = undone(programs, recorded)
    print(f"{len(programs) - len(wanted)} of {len(programs)} environments are done", flush=True)
    pythons, failed = prepare(wanted, programs), []
    cores = os.cpu_count() or 1
    for threads in sorted({e.threads for e in pythons}):  # as many at once as the cores can bear
        turn = [e for e in pythons if e.threads == threads]
        with ThreadPoolExecutor(max(1, cores // threads)) as pool:
            failed += pool.map(lambda e: run_one(e, pythons[e], recorded), turn)
    write_margins(recorded)
    return [each for each in failed if each]


def run_small():
    """Run a few chapters in one environment that differs much; return what failed."""
    kernel = "Prescott" if "Prescott" in usable_kernels(cpu_flags()) else ""
    numpy = numpy_for(sys.executable, "lowest-direct")
    environment = Environment(kernel, 1, "on", platform.python_version(), numpy)
    print(f"environment {environment}", flush=True)
    python = make_venv(sys.executable, environment.python, numpy)
    notebooks = [f"chapters/zh/{name}.ipynb" for name in QUICK]
    report = run(environment, python, notebooks, HOME / "runs" / "small")
    row = row_of(environment, report, "")
    print(*(f"{name}: {value}" for name, value in row.items() if value != ""), sep="\n")
    return [each["said"] for each in report["differences"]] + [row["note"]] * is_bad(row)


def main():
    """Read the command line and run."""
    as_it_stands = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_it_stands)
    parser.add_argument("names", nargs="*", metavar="Zen-1")
    for option in ("--all", "--small", "--list"):
        parser.add_argument(option, action="store_true")
    arguments = parser.parse_args()
    if arguments.small:
        return "\n".join(run_small())
    begins = tuple(arguments.names) or ""
    programs = {e: program for e, program in plan().items() if str(e).startswith(begins)}
    if not programs:
        return "No environment has such a name: python -m book matrix --list names them all"
    if arguments.list:
        return print(*programs, sep="\n")
    if arguments.all:
        shutil.rmtree(HOME / "runs" / hashes.book(), ignore_errors=True)
    return "\n".join(run_all(programs))
