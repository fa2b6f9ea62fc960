"""The house itself: one way in, and the same pins wherever they are named."""

import doctest
import importlib
import json
import re
import stat
import subprocess
import sys

import pytest

from book import checks
from book.__main__ import COMMANDS
from book.copying import copy
from book.places import LIBRARY, ROOT


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
        (["record", "99-none"], "There is no chapter 99-none: name one such as 25-pooling"),
        (["check", "99-none"], "There is no chapter 99-none: name one such as 25-pooling"),
        (["study", "99-none"], "There is no study 99-none: choose from 19-flatten"),
        (["run-twice", "99-none"], "There is no chapter 99-none: name one such as 25-pooling"),
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


def test_the_examples_in_docstrings_are_right(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = [f"tinynn.{path.stem}" for path in LIBRARY.glob("[!_]*.py")]
    results = [doctest.testmod(importlib.import_module(name)) for name in names]
    assert sum(result.attempted for result in results)
    assert not sum(result.failed for result in results)


def pins(name):
    """Return the packages that a file of requirements pins, by name."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line and ";" not in line)


def test_a_package_is_pinned_once_and_the_lock_agrees():
    files = sorted(path.name for path in ROOT.glob("requirements*.txt"))
    named = [package for name in files for package in pins(name)]
    assert len(set(named)) == len(named)
    assert pins("requirements.txt").items() <= pins("constraints.txt").items()


def test_no_other_file_names_a_version_of_its_own():
    """Container, hooks and workflows install what is pinned, on a Python that is ours."""
    ours = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert container["image"].rpartition(":")[2] in ours
    assert container["postCreateCommand"] == "make setup"
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    assert set(re.findall(r'"(3\.\d+)"', workflow)) <= set(ours)
    for path in (".pre-commit-config.yaml", ".ci/run", ".github/workflows/test.yml", "Makefile"):
        assert not re.search(r"\w==\d|rev:", (ROOT / path).read_text("utf-8")), path


@pytest.mark.parametrize(
    ("words", "chapter"),
    [
        ("make the sizes match", "16-sequential"),
        (" expects ", "12-loss-class"),  # other errors say it still
    ],
)
def test_check_runs_what_prints_a_changed_error(tmp_path, monkeypatch, words, chapter):
    """The base is the book as it is, the library a copy of it."""

    def git(*arguments):
        file = arguments[-1].partition(":")[2]
        return (ROOT / file).read_text(encoding="utf-8") if file else "the base"

    monkeypatch.setattr(checks, "git", git)
    monkeypatch.setattr(checks, "LIBRARY", copy(LIBRARY, tmp_path / "tinynn"))
    assert checks.changed_chapters() == []
    path = tmp_path / "tinynn" / "checks.py"
    text = path.read_text(encoding="utf-8").replace(words, words.upper(), 1)
    path.write_text(text.replace("{got}: ", "{got} ", 1), encoding="utf-8")  # no word
    found = [path.stem for path in checks.changed_chapters()]
    assert chapter in found and "01-neuron" not in found


def test_every_target_of_make_is_a_command():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    names = makefile.partition("NAMES := ")[2].partition("GIVEN")[0].replace("\\\n", " ").split()
    assert {*names, "setup", "clean"} == set(COMMANDS)


def test_a_copy_may_be_written_to_also_of_what_may_not(tmp_path):
    source = tmp_path / "source"
    (source / "folder").mkdir(parents=True)
    (source / "folder" / "file.txt").touch(0o444)
    (source / "folder").chmod(0o555)
    for path in (copy(source, tmp_path / "copy"), *(tmp_path / "copy").rglob("*")):
        assert path.stat().st_mode & stat.S_IWUSR, path
    assert len([*(tmp_path / "copy").rglob("*")]) == 2
    (source / "folder").chmod(0o755)  # so that pytest can clear it away
