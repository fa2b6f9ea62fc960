"""Checks what learners wrote, on other random numbers than they saw, and writes a table of marks.

python -m book workshop-grade FOLDER ...   each a learner's mine/ (or that, zipped)

A mark is the number of promises kept. Each definition is tried in a process of its own, with a
time limit, so that one that never ends costs its own marks and nothing else; it stands on the
book's version of what came before, so that one mistake is counted once. What is said of it is what
`check` says. Learners' code is run: do it where that may do no harm.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from book import tables
from book.places import ROOT
from book.workshop import desk
from book.workshop.reader import checking, place, session, shelf, words

LIMIT = 120  # seconds for a definition


def submission(path, work):
    """Return the learner's tinynn/, out of a folder or an archive; None if there is none."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(work)
        path = Path(work)
    found = [each for each in (path, *path.rglob("*")) if (each / "tinynn").is_dir()]
    return found[0] / "tinynn" if found else None


def one(folder, name, edition, seed):
    """Print, as JSON, the promises of a learner's definition."""
    given = desk.given(edition)
    words.language = edition
    path = Path(folder) / f"{place.definition(given, name)['file']}.py"
    text = path.read_text(encoding="utf-8")
    try:
        section = place.sections(text, place.all_names(given))[name][1]
        results, _ = session.tried(given, name, section, {}, seed)
    except (SyntaxError, ValueError, shelf.Broken) as error:
        results = [checking.Result("load", False, str(error))]
    print(json.dumps([vars(result) for result in results]))


def marks(folder, given, edition, seed):
    """Yield a row for each task: what a learner's definition came to."""
    for each in session.tasks(given):
        name, path = each["name"], folder / f"{each['file']}.py" if folder else None
        total = len(checking.checks_of(name))
        row = {"definition": name, "kept": 0, "of": total, "said": "not handed in"}
        if path and path.exists() and f" {name}" in path.read_text("utf-8", errors="replace"):
            command = [sys.executable, "-m", "book.workshop.grade", str(folder), name, edition]
            try:
                done = subprocess.run([*command, str(seed)], cwd=ROOT, capture_output=True,
                                      encoding="utf-8", timeout=LIMIT)  # fmt: skip
                results = json.loads(done.stdout.splitlines()[-1])
                first = [each for each in results if not each["kept"]][:1]
                row["kept"] = sum(bool(each["kept"]) for each in results)
                row["said"] = "".join(f"{each['name']}: {each['detail']}" for each in first)
            except subprocess.TimeoutExpired:
                row["said"] = f"not finished after {LIMIT} seconds"
            except (ValueError, IndexError):
                row["said"] = f"ended without an answer: {done.stderr.strip()[-200:]}"
        yield row


def main():
    """Grade folders, print a line for each, and write the table of marks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", metavar="FOLDER", help="mine/ of a learner, or a zip")
    parser.add_argument("--seed", type=int, default=1, help="of the data; learners see 0")
    parser.add_argument("--edition", choices=("zh", "en"), default="zh")
    parser.add_argument("--to", default="marks.csv", help="where the table goes")
    options = parser.parse_args()
    given, rows = desk.given(options.edition), []
    for folder in options.folders:
        with tempfile.TemporaryDirectory() as work:
            found = submission(Path(folder), work)
            own = list(marks(found, given, options.edition, options.seed))
        rows += [{"learner": folder, **row} for row in own]
        kept, total = (sum(row[key] for row in own) for key in ("kept", "of"))
        print(
            f"{folder}: {kept} of {total} promises kept" if found else f"{folder}: no tinynn/ in it"
        )
    tables.write(Path(options.to), rows)
    print(f"wrote {options.to}")


if __name__ == "__main__":
    one(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
