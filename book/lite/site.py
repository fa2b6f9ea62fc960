"""Makes all that is published: the book in both editions, and lite/, where its chapters run.

python -m book site                       into _site/
python -m book site FOLDER                into another folder
python -m book site --engine FOLDER       the engine's files from a folder, as far as it has them
"""

import argparse
import os
import sys
from pathlib import Path

from book.lite import engine, jupyterlite
from book.places import ROOT
from book.site import build


def main():
    """Fetch first, since that may fail; then build the book, then what runs it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=ROOT / "_site", type=Path)
    parser.add_argument("--engine", type=Path, help="a folder that has files of engine.csv")
    arguments = parser.parse_args()
    if arguments.engine and not arguments.engine.is_dir():
        return f"{arguments.engine} is no folder: name one that has files of book/lite/engine.csv"
    folder = arguments.folder.resolve()
    try:
        engine.fetch(arguments.engine)
        os.environ["BOOK_BROWSER"] = "1"
        sys.argv[1:] = [str(folder)]
        build.main()
        jupyterlite.make(folder / "lite")
    except engine.EngineError as wrong:
        return str(wrong)
    size = sum(path.stat().st_size for path in (folder / "lite").rglob("*") if path.is_file())
    print(f"{folder / 'lite'}: {size / 1e6:.0f} MB. See it with: python -m book serve")
    return None
