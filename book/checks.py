"""The checks by size: `check` for a small change, `test` before handing in.

.ci/run has all of that and the long proofs.
"""

import argparse
import ast
import re
import subprocess
from collections import Counter

import nbformat

from book.environments import executable
from book.places import LIBRARY, ROOT
from book.writing import hashes
from book.writing.notebooks import chapters, named

SMALL = ["tests/library", "tests/test_house.py", "tests/trust/test_tables.py",
         *(f"tests/writing/test_{name}.py"
           for name in ("growth", "editions", "glossary", "exercises"))]  # fmt: skip
# Beside nothing else: they drive a whole JupyterLab.
LATE = ["tests/site/test_jupyterlab.py", "tests/lite/test_workshop_in_the_browser.py"]


def run(name, *arguments):
    """Run a tool of this environment and return its exit code: 0 if it found nothing."""
    return subprocess.run([executable(name), *arguments], cwd=ROOT).returncode


def style():
    """Check style and types."""
    return run("ruff", "check", ".") | run("ruff", "format", "--check", "-q", ".") | run("mypy")


def pytest(*arguments):
    """Run tests, a file on each of two processors at a time."""
    return run("pytest", "-n", "2", "--dist", "loadfile", "-q", *arguments)


def git(*arguments):
    """Return what git says, or nothing where it says nothing."""
    command = ["git", "-c", f"safe.directory={ROOT}", *arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def words(texts):
    """Count the strings in code, of which errors are made: an f-string's between its braces."""
    values = [getattr(node, "value", None) for text in texts for node in ast.walk(ast.parse(text))]
    return Counter(each for each in values if isinstance(each, str) and re.search("[a-z]", each))


def changed_chapters():
    """Return the chapters whose code or outputs are not those of the main branch.

    And those that print words that the library no longer says: errors are put together from them.
    On the main branch itself, or without one, those of the last commit.
    """
    base = (git("merge-base", "HEAD", "main") or git("rev-parse", "HEAD")).strip()
    files, found = list(LIBRARY.glob("*.py")), []
    gone = words(git("show", f"{base}:tinynn/{path.name}") for path in files)
    gone -= words(path.read_text(encoding="utf-8") for path in files)
    for chapter in chapters():
        before = git("show", f"{base}:{chapter.relative_to(ROOT).as_posix()}")
        cells = nbformat.reads(before, as_version=4).cells if before else []
        now = hashes.notebook(chapter)
        said = [text for _, _, outputs in now for text in outputs]
        if hashes.of_cells(cells) != now or any(word in text for word in gone for text in said):
            found.append(chapter)
    return found


def check():
    """Check style, types, the library, growth, editions, tables, and the chapters that changed."""
    parser = argparse.ArgumentParser(description=check.__doc__)
    parser.add_argument("names", nargs="*", metavar="25-pooling", help="run these chapters")
    if names := parser.parse_args().names:
        chosen = named(names)
    else:
        chosen = changed_chapters() if git("rev-parse", "HEAD") else []
    unstyled = style()
    failed = pytest(*map(str, chosen), *SMALL)
    if unstyled:
        print("\nStyle or types are not right: see the first lines above, or make style.")
    said = ", ".join(chapter.stem for chapter in chosen)
    print(f"\nChapters run: {said or 'none, since no code, output or error in any changed'}.")
    print(
        f"Left out: {len(chapters()) - len(chosen)} chapters, the built book, the browser,"
        " JupyterLab, the PDF, studies run again, and faults put in. make test has all of them."
    )
    return unstyled | failed


def test():
    """Check style and types, run every test and every chapter."""
    argparse.ArgumentParser(description=test.__doc__).parse_args()
    failed = style()
    failed |= pytest("-rs", "--durations", "10", *(f"--ignore={file}" for file in LATE))
    return failed | run("pytest", "-q", "-rs", *LATE)
