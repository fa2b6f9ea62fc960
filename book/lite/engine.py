"""Fetches the engine, Python and its packages for WebAssembly: engine.csv says what and whence.

A file comes from build/engine, where it is kept; from a folder that the reader names (an unpacked
release of Pyodide, or another machine's build/engine); or by package name from PyPI. The sha256 in
the table decides whether it is the file that is meant.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from book import tables
from book.copying import copy
from book.environments import QUIET
from book.places import ROOT

TABLE = Path(__file__).with_name("engine.csv")
KEPT = ROOT / "build" / "engine"


class EngineError(Exception):
    """A file of the engine cannot be had; the message says which and what to do."""


def table():
    """Return what the engine is made of, a row for each file."""
    return tables.read(TABLE)


def is_meant(path, row):
    """Tell whether a file is the one that the table means."""
    if not path.is_file() or path.stat().st_size != int(row["size"]):
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]


def download(package, folder):
    """Let pip fetch a wheel, for whatever system; return where it is."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
               "--only-binary", ":all:", "--python-version", "3.14", "--ignore-requires-python",
               package]  # fmt: skip
    if subprocess.run(command, env=QUIET).returncode:
        raise EngineError(
            f"{package} holds a part of Python for the browser and could not be fetched: see what "
            "pip says above, or name a folder that has the files in book/lite/engine.csv: "
            "python -m book site --engine FOLDER"
        )
    [wheel] = Path(folder).glob("*.whl")
    return wheel


def take(path, row, whence):
    """Keep a file, if it is the one that the table means."""
    if not is_meant(path, row):
        raise EngineError(
            f"{row['file']} from {whence} is not the file that book/lite/engine.csv names: its "
            f"sha256 should be {row['sha256']}. It was not used"
        )
    KEPT.mkdir(parents=True, exist_ok=True)
    copy(path, KEPT / row["file"])


def fetch_package(package, rows):
    """Fetch what one package carries: itself, or the files inside that the rows name."""
    size = sum(int(row["size"]) for row in rows)
    print(f"fetching {package}, for {size / 1e6:.1f} MB of the engine", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = download(package, folder)
        for row in rows:
            path = wheel
            if row["path"]:
                with zipfile.ZipFile(wheel) as archive:
                    if row["path"] not in archive.namelist():
                        raise EngineError(f"{package} no longer holds {row['path']}")
                    path = Path(archive.extract(row["path"], folder))
            take(path, row, package)


def fetch(named=None):
    """See that all files of the engine are in build/engine, and return that folder."""
    missing = [row for row in table() if not is_meant(KEPT / row["file"], row)]
    for row in list(missing) if named else []:
        found = sorted(Path(named).rglob(row["file"]))
        if found:
            try:
                take(found[0], row, named)
                missing.remove(row)
            except EngineError as wrong:
                print(f"{wrong}; it is fetched instead.", flush=True)
    for package in dict.fromkeys(row["package"] for row in missing):
        fetch_package(package, [row for row in missing if row["package"] == package])
    return KEPT
