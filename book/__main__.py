"""The one way in: `python -m book` lists what there is, `python -m book NAME` does it.

What `make NAME` runs, and what Windows and whoever has no make run themselves.
"""

import difflib
import importlib
import sys

WITHOUT_SETUP = ("setup", "clean")
# name: (module of book, and function if that is not main; what it is for)
COMMANDS = {
    "setup": ("environments:setup", "install into .venv what everything else needs"),
    "build": ("site.build", "build both editions of the book into _site/ (make book)"),
    "site": ("lite.site", "the book, and beside it what runs its chapters in the browser"),
    "serve": ("lite.serve", "show what `site` made at a local address"),
    "pdf": ("site.pdf", "print each edition into build/pdf/ (needs chromium, Chinese fonts)"),
    "check": ("checks:check", "what a small change needs, in a minute"),
    "style": ("checks:style", "ruff and mypy, in seconds"),
    "test": ("checks:test", "what to run before handing in: every test and every chapter"),
    "lab": ("writing.lab", "open the chapters in JupyterLab"),
    "workshop": ("workshop.desk:workshop", "write tinynn yourself, in mine/ (EDITION=en)"),
    "workshop-reset": ("workshop.desk:reset", "set a chapter of mine/ back (CHAPTER=25)"),
    "workshop-report": ("workshop.report", "what is yours, tested, timed and trained"),
    "workshop-grade": ("workshop.grade", "check readers' folders on other data (FOLDERS=...)"),
    "workshop-nbgrader": ("workshop.nbgrader", "write tasks as assignments of nbgrader"),
    "record": ("writing.record", "run chapters anew and keep their outputs (CHAPTERS=25-pooling)"),
    "study": ("writing.study", "measure over many seeds what chapters plot (STUDIES=25-pooling)"),
    "landing": ("site.landing", "draw the picture on the first page"),
    "draw": ("site.draw", "give the figure on the first page its weights (OPTIONS=mine.npz)"),
    "bench": ("trust.bench", "measure the speed of tinynn"),
    "matrix": ("trust.matrix", "run all chapters in many environments (hours)"),
    "wasm": ("lite.run", "run every chapter in WebAssembly, in chromium (20 minutes)"),
    "run-twice": ("trust.run_twice", "run every chapter twice in one kernel (a few minutes)"),
    "mistakes": ("trust.mistakes", "write down what the library answers to readers' mistakes"),
    "book-mutants": ("trust.book_mutants", "put faults into copies of the book, count the caught"),
    "library-mutants": ("trust.library_mutants", "count what the tests notice of changed tinynn"),
    "wrong-answers": ("trust.wrong_answers", "write down what wrong answers are refused for"),
    "reference": ("environments:reference", "ask PyTorch for the values in tests/reference"),
    "lock": ("environments:lock", "resolve requirements.txt into constraints.txt"),
    "check-lock": ("environments:check_lock", "see that constraints.txt still resolves"),
    "check-workflows": ("environments:check_workflows", "see that GitHub's workflows are sound"),
    "clean": ("environments:clean", "remove everything that these commands made"),
}


def overview():
    """Return a line for each command."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:{width}}{what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["make NAME, or python -m book NAME [--help]:", "", *lines])


def main():
    """Do what the command line names."""
    if sys.version_info < (3, 11):  # noqa: UP036  (who has an older one is told so)
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"This book needs Python 3.11 or newer, this is {found}. Name another, as in: "
                 "make setup PYTHON=python3.11")  # fmt: skip
    for stream in (sys.stdout, sys.stderr):  # a console without Chinese says so in \u…
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    if len(sys.argv) < 2:
        print(overview())
        return
    name = sys.argv.pop(1)
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        sys.exit(f"There is no command {name}. {hint}python -m book lists what there is.")
    if name not in WITHOUT_SETUP:
        try:
            import nbformat  # noqa: F401
        except ImportError:
            sys.exit(
                f"{name} needs what is installed in .venv, and this Python is another: "
                "python -m book setup, then the Python in .venv instead of this one (make does "
                "both by itself)"
            )
    if name in ("pdf", "wasm"):
        importlib.import_module("book.environments").install("-r", "requirements-browser.txt")
    sys.argv[0] = f"python -m book {name}"
    module, _, function = COMMANDS[name][0].partition(":")
    # What is returned says what is wrong; exit("") would fail without a word.
    sys.exit(getattr(importlib.import_module(f"book.{module}"), function or "main")() or 0)


if __name__ == "__main__":
    main()
