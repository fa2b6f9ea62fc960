"""The house itself: one way in, and the same pins wherever they are named."""

import subprocess
import sys

import pytest

from book.__main__ import COMMANDS
from book.places import ROOT


def ask(*arguments, python=sys.executable):
    """Run `python -m book` and return its exit code and what it says."""
    command = [python, "-m", "book", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_alone_it_lists_what_there_is():
    code, said = ask()
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()[2:]] == list(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["biuld"], "There is no command biuld. Did you mean build?"),
        (["record", "99-none"], "There is no chapters/zh/99-none.ipynb: name a chapter"),
        (["check", "99-none"], "There is no chapter 99-none: name one such as 25-pooling"),
        (["study", "99-none"], "There is no study 99-none: choose from 19-flatten"),
        (["run-twice", "99-none"], "There is no chapters/zh/99-none.ipynb: name a chapter"),
    ],
)
def test_a_wrong_name_is_answered_by_a_sentence(arguments, sentence):
    code, said = ask(*arguments)
    assert code == 1 and sentence in said and "Traceback" not in said


def test_a_missing_set_up_is_answered_by_a_sentence(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path], check=True)
    python = tmp_path / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    code, said = ask("build", python=python)
    assert code == 1 and "build needs what is installed in .venv" in said
    assert ask(python=python)[0] == 0


def test_every_target_of_make_is_a_command():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    names = makefile.partition("NAMES := ")[2].partition("GIVEN")[0].replace("\\\n", " ").split()
    assert {*names, "setup", "clean"} == set(COMMANDS)
