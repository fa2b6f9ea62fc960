"""The checks by size: `check` for a small change, `test` before handing in."""

import argparse
import subprocess

from book.environments import executable
from book.places import ROOT

LATE = "tests/site/test_jupyterlab.py"  # waits for the page as long as a busy machine takes


def run(name, *arguments):
    """Run a tool of this environment and return its exit code."""
    return subprocess.run([executable(name), *arguments], cwd=ROOT).returncode


def style_and_types():
    """Return whether style and types are right."""
    return not run("ruff", "check", ".") | run("mypy")


def test():
    """Check style and types, run every test and every chapter."""
    argparse.ArgumentParser(description=test.__doc__).parse_args()
    failed = not style_and_types()
    failed |= bool(run("pytest", "-n", "2", "--dist", "loadfile", "-rs", "--ignore", LATE))
    return failed | bool(run("pytest", "-rs", LATE))
