"""Machines that this one is not: an ARM processor, and NumPy on other libraries than OpenBLAS.

Both take Debian's packages, which apt fetches into .venv-matrix, where they are only unpacked:
nothing is installed or configured. QEMU's user emulation runs Debian's Python for arm64 with the
wheels for ARM; only the kernel is ARM, pytest and nbval stay native. For other libraries NumPy is
built once, from source, against the standard interface of BLAS; which of them answers is chosen
when it is run, by LD_LIBRARY_PATH. Two of them stand for more threads than there are cores: the
OpenBLAS in NumPy's wheels waits by spinning, so that each of its threads keeps the others from
the core that they wait for; these can be told to sleep.
"""

import json
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from book.environments import environment, install, uv
from book.places import ROOT

HOME = ROOT / ".venv-matrix"
ARM = ("NEOVERSEN1", "ARMV8")  # OpenBLAS's kernels
ARM_PYTHON = "3.11.2"  # Debian 12's
# The folder of libblas.so.3, and with how many threads; OpenMP is OpenBLAS made with it.
BLAS = {
    "BLIS": ("blis-serial", [1]),
    "Netlib": ("blas", [1]),
    "ATLAS": ("atlas", [1]),
    "OpenMP": ("openblas-openmp", [4, 16]),
    "MKL": ("lib", [1, 4]),
}
MKL = "mkl==2026.2.0"
ASLEEP = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0", "MKL_THREADING_LAYER": "GNU",
          "MKL_DYNAMIC": "FALSE", "OPENBLAS_CORETYPE": "Haswell"}  # fmt: skip
PACKAGES = {
    "arm64": ("python3.11", "libstdc++6"),
    "amd64": ("libblas-dev", "libblis4-serial", "libatlas3-base", "libopenblas0-openmp"),
}
LIBRARIES = "usr/lib/x86_64-linux-gnu"
WHEELS = [f"manylinux_2_{minor}_aarch64" for minor in (17, 26, 27, 28)]


def missing():
    """Return what this machine lacks to do either, as a sentence; nothing if it can."""
    programs = ("apt-get", "dpkg-deb", "qemu-aarch64-static", "cc", "c++")
    lacking = " ".join(name for name in programs if not shutil.which(name))
    said = f"left out: ARM and other BLAS, for want of {lacking}; on Debian, install"
    return f"{said} qemu-user-static and build-essential" if lacking else ""


def unpacked(architecture):
    """Return a folder with Debian's packages for a processor, and all that they need."""
    folder = HOME / f"debian-{architecture}"
    done = folder / "unpacked.txt"
    names = PACKAGES[architecture]
    if done.exists() and done.read_text(encoding="utf-8") == " ".join(names):
        return folder / "root"
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("state/lists/partial", "cache/archives/partial", "root"):
        (folder / part).mkdir(parents=True)
    (folder / "state/status").touch()  # as if nothing were installed: so all that they need comes
    apt = ["apt-get", "-qq", "-o", f"APT::Architecture={architecture}",
           "-o", f"APT::Architectures={architecture}", "-o", f"Dir::State={folder}/state",
           "-o", f"Dir::State::status={folder}/state/status", "-o", f"Dir::Cache={folder}/cache",
           "-o", "APT::Sandbox::User="]  # fmt: skip
    subprocess.run([*apt, "update"], check=True)
    fetch = ["install", "--yes", "--download-only", "--no-install-recommends", *names]
    subprocess.run([*apt, *fetch], check=True, stdout=subprocess.DEVNULL)
    for package in sorted((folder / "cache/archives").glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", package, folder / "root"], check=True)
    done.write_text(" ".join(names), encoding="utf-8")
    return folder / "root"


def arm(packages):
    """Return a folder for JUPYTER_PATH, whose kernel is an emulated Python with packages."""
    root, folder = unpacked("arm64"), HOME / "arm64-wheels"
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != " ".join(packages):
        shutil.rmtree(folder, ignore_errors=True)
        platforms = [word for wheel in WHEELS for word in ("--platform", wheel)]
        install(*packages, "--target", str(folder / "wheels"), *platforms, "--only-binary", ":all:",
                "--python-version", "3.11", "--implementation", "cp")  # fmt: skip
        stamp.write_text(" ".join(packages), encoding="utf-8")
    python = folder / "python"
    emulator = f"qemu-aarch64-static -cpu max -L '{root}' '{root}/usr/bin/python3.11'"
    found = f'PYTHONPATH="$PYTHONPATH:{folder}/wheels"'
    python.write_text(f'#!/bin/sh\n{found} exec {emulator} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    kernel = folder / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    said = {"argv": command, "display_name": "Python for ARM, emulated", "language": "python"}
    kernel.write_text(json.dumps(said), encoding="utf-8")
    return folder / "jupyter"


def build_numpy(python):
    """Build NumPy into an environment, on the standard interface of BLAS, unless it is there."""
    built = Path(python).parents[1] / "built.txt"
    if built.exists():
        return
    libraries = unpacked("amd64") / LIBRARIES
    found = f"{libraries}/blas:{libraries}"
    uv("pip", "install", "--quiet", "--python", str(python), "--reinstall", "--no-deps",
       "--no-binary", "numpy", "-Csetup-args=-Dblas=blas", "-Csetup-args=-Dlapack=none",
       f"numpy=={version('numpy')}", LIBRARY_PATH=found, LD_LIBRARY_PATH=found)  # fmt: skip
    built.touch()


def variables(name, threads):
    """Return what the loader must know to find one of the libraries, and the library itself."""
    libraries, (folder, _) = unpacked("amd64") / LIBRARIES, BLAS[name]
    place = libraries / folder
    if name == "MKL":
        place = Path(environment(".venv-matrix/mkl", MKL)).parents[1] / folder
        (place / "libblas.so.3").unlink(missing_ok=True)
        (place / "libblas.so.3").symlink_to("libmkl_rt.so.3")
    found = {"LD_LIBRARY_PATH": f"{place}:{libraries}", "OMP_NUM_THREADS": str(threads)}
    return ASLEEP | found
