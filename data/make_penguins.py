"""Fetch penguins.csv out of the PyPI package palmerpenguins.

python data/make_penguins.py            write penguins.csv
python data/make_penguins.py --check    compare with penguins.csv, do not write it
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PENGUINS = Path(__file__).parent / "penguins.csv"
PACKAGE = "palmerpenguins==0.1.6"
MEMBER = "palmerpenguins/data/penguins.csv"
SHA256 = "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93"


def fetch() -> bytes:
    """Return the content of penguins.csv in the package."""
    pip = [sys.executable, "-m", "pip", "download", PACKAGE, "--no-deps", "--only-binary=:all:"]
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([*pip, "--dest", folder], capture_output=True, text=True)
        wheels = list(Path(folder).glob("*.whl"))
        if run.returncode != 0 or not wheels:
            raise ValueError(
                f"expected pip to fetch {PACKAGE}, but it said: {run.stderr.strip() or 'nothing'}\n"
                "Try again when the network is back"
            )
        with zipfile.ZipFile(wheels[0]) as wheel:
            return wheel.read(MEMBER)


def check_hash(content: bytes) -> None:
    """Stop with a sentence unless the content is, byte for byte, that of penguins.csv."""
    came = hashlib.sha256(content).hexdigest()
    if came != SHA256:
        raise ValueError(
            f"penguins.csv: expected SHA-256 {SHA256}, got {came} from {len(content):,} bytes: "
            "the file is cut or changed; fetch it anew"
        )


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    try:
        content = fetch()
        check_hash(content)
        if options.check:
            check_hash(PENGUINS.read_bytes())
            print(f"{PENGUINS.name}: as expected")
        else:
            PENGUINS.write_bytes(content)
            print(f"{PENGUINS.name}: written, {len(content):,} bytes")
    except (OSError, ValueError) as error:
        sys.exit(f"make_penguins.py: {error}")


if __name__ == "__main__":
    main()
