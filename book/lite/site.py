"""Makes all that is published: the book in both editions, and lite/, where its chapters run.

python -m book site                       into _site/
python -m book site FOLDER                into another folder
python -m book site --engine FOLDER       the engine's files from a folder, as far as it has them
"""

import argparse
import os
import re
import sys
from pathlib import Path

from book.lite import engine, jupyterlite
from book.places import EDITIONS, ROOT
from book.site import build

SIZE = re.compile(r'(<span class="site-size">)\d+(</span>)')


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
    say_size(folder)
    print(f"{folder / 'lite'}: {megabytes(folder / 'lite')} MB. See it with: python -m book serve")
    return None


def megabytes(folder):
    """Return the size of a folder's files."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return round(size / 1e6)


def say_size(folder):
    """Put the folder's size where the teacher's pages name it."""
    for edition in EDITIONS:
        page = folder / edition / "book" / edition / "teach.html"
        text, count = SIZE.subn(rf"\g<1>{megabytes(folder)}\g<2>", page.read_text("utf-8"))
        if count != 1:
            raise engine.EngineError(f"{page} names the folder's size {count} times, not once")
        page.write_text(text, encoding="utf-8")
