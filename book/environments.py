"""The virtual environments of the project, and the pins that are installed into them.

Only what Python brings is imported here, since `setup` runs before anything is installed.
"""

import difflib
import glob
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from book.places import ROOT

LOCK = ROOT / "constraints.txt"
LINTERS = ("check-jsonschema==0.39.0", "zizmor==1.32.0")
UV = "uv==0.13.9"  # resolves for every system and every Python from 3.11 on
QUIET = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
MADE = [
    ".venv*", "_build", "_site", "build", "*.egg-info", ".pytest_cache", ".mypy_cache",
    ".ruff_cache", ".hypothesis", ".jupyter_cache", "**/__pycache__", "**/.ipynb_checkpoints",
]  # fmt: skip


def executable(name, folder=sys.prefix):
    """Return the path of a program in an environment."""
    return str(Path(folder, "Scripts" if os.name == "nt" else "bin", name))


def install(*arguments, python=sys.executable):
    """Let pip install something, at the pinned versions."""
    command = [python, "-m", "pip", "install", "--quiet", *arguments, "-c", str(LOCK)]
    subprocess.run(command, cwd=ROOT, env=QUIET, check=True)


def environment(name, *arguments):
    """Make an environment of its own for a tool, unless it is there; return its Python."""
    folder = ROOT / name
    python = executable("python", folder)
    named = [ROOT / each for each in arguments if each.endswith(".txt")]
    texts = [path.read_text(encoding="utf-8") for path in [*named, LOCK]]
    wanted = "\n".join([*arguments, *texts])
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
        install(*arguments, python=python)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def setup():
    """Install what everything else needs into .venv, or into the folder that is named."""
    folder = ROOT / (sys.argv[1] if len(sys.argv) > 1 else ".venv")
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    install("-r", "requirements.txt", "-e", ".", python=executable("python", folder))


def uv(*arguments, input=None, **variables):
    """Run uv, which is in an environment of its own; return what it prints."""
    command = [environment(".venv-uv", UV), "-m", "uv", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | variables, input=input, encoding="utf-8",
        stdout=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"uv {' '.join(arguments)}: see what it says above")
    return done.stdout


def resolve(output, *arguments):
    """Let uv pin all that is needed into a file."""
    uv(
        "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
        "--custom-compile-command", "make lock", "--no-annotate", "--no-emit-index-url",
        "--no-emit-find-links", "requirements.txt", *arguments, "--output-file", str(output),
    )  # fmt: skip


def lock():
    """Pin what requirements.txt asks for; with --upgrade, the newest of all that it needs."""
    resolve(LOCK, *sys.argv[1:])


def check_lock():
    """See that resolving anew changes nothing, and that what comes on demand fits as well."""
    fresh = ROOT / "build" / "constraints.txt"
    fresh.parent.mkdir(exist_ok=True)
    shutil.copyfile(LOCK, fresh)
    resolve(fresh)
    before, after = (path.read_text(encoding="utf-8").splitlines() for path in (LOCK, fresh))
    if before != after:
        changes = difflib.unified_diff(before, after, lineterm="")
        sys.exit("\n".join([*changes, "The pins no longer resolve: make lock"]))
    for name in ("browser", "lite"):
        resolve(fresh.with_name(f"{name}.txt"), f"requirements-{name}.txt", "-c", str(LOCK))


def reference():
    """Ask PyTorch, in an environment of its own, for the values in tests/reference."""
    python = environment(".venv-reference", "-r", "requirements-torch.txt", "numpy")
    command = [python, "-m", "tests.reference.make_reference", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT).returncode


def check_workflows():
    """See that GitHub would understand the workflows, and that they grant no more than needed."""
    python = environment(".venv-workflows", *LINTERS)
    files = glob.glob(str(ROOT / ".github" / "workflows" / "*.yml"))
    schema = [python, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    audit = [executable("zizmor", ROOT / ".venv-workflows"), "--offline", "--quiet"]
    return max(subprocess.run([*each, *files], cwd=ROOT).returncode for each in (schema, audit))


def clean():
    """Remove everything that the commands made."""
    for pattern in MADE:
        for path in glob.glob(pattern, root_dir=ROOT, recursive=True, include_hidden=True):
            shutil.rmtree(ROOT / path, ignore_errors=True)
