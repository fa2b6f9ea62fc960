"""Makes JupyterLab as static files that run Python in the browser: the site's folder lite/.

Chapters, data and the library's source lie there as in the project, so that ``../../data/`` leads
where it does in a notebook on one's own computer. All packages are loaded when Python starts:
every chapter needs NumPy and Matplotlib, and what is loaded beforehand is asked of nobody later.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

from book.copying import copy
from book.environments import environment
from book.lite import engine
from book.places import DATA, EDITIONS, LIBRARY, ROOT
from book.site import build
from book.workshop import desk

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# As pyodide-lock.json of this Pyodide names them.
INFO = {"abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten_5_0_3",
        "python": "3.14.0"}  # fmt: skip
SAVING = "@jupyterlab/docmanager-extension:plugin"
THEMES = "@jupyterlab/apputils-extension:themes"
SECONDS = 10  # between two savings of a notebook, which here may be closed without a word
APPS = ("lab", "notebooks")
# The first progress bar would warn that there are no threads, which would redraw a slow one.
# Nothing is compiled into the reader's folder, where it would be stored and carried along.
ENVIRONMENT = {"PYTHONWARNINGS": "ignore:tqdm", "PYTHONDONTWRITEBYTECODE": "1"}
LICENCES = Path(__file__).with_name("licences")
WAITING = Path(__file__).with_name("static") / "waiting.js"
NO_FILES = Path(__file__).with_name("static") / "workshop.py"


def wheel_of_the_library(folder):
    """Pack tinynn as a wheel, the same bytes for the same source; return its path and version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    info = f"{name}-{version}.dist-info"
    files = {f"{name}/{path.name}": path.read_bytes() for path in sorted(LIBRARY.glob("*.py"))}
    files[NO_FILES.name] = NO_FILES.read_bytes()  # the notebooks' own stands before it
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files[f"{info}/METADATA"] = metadata.encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    path = Path(folder, f"{name}-{version}-py3-none-any.whl")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name_inside, content in files.items():
            archive.writestr(zipfile.ZipInfo(name_inside), content, zipfile.ZIP_DEFLATED)
    return path, version


def package(file, version, sha256):
    """Return what Pyodide's lock file says of a wheel; all are loaded, so none names others."""
    name = file.partition("-")[0].replace("_", "-")
    return name, {
        "name": name, "version": version, "file_name": file, "install_dir": "site",
        "sha256": sha256, "package_type": "package", "imports": [], "depends": [],
        "unvendored_tests": False,
    }  # fmt: skip


def add_engine(files, folder):
    """Put the engine and the library into a folder; return the names of the packages."""
    folder.mkdir(parents=True)
    rows = engine.table()
    for row in rows:
        copy(files / row["file"], folder / row["file"])
    wheel, version = wheel_of_the_library(folder)
    wheels = [(r["file"], r["version"], r["sha256"]) for r in rows if r["file"].endswith(".whl")]
    wheels.append((wheel.name, version, hashlib.sha256(wheel.read_bytes()).hexdigest()))
    packages = dict(package(*each) for each in wheels)
    write(folder / "pyodide-lock.json", {"info": INFO, "packages": packages})
    return sorted(packages)


def add_licences(folder):
    """Say under which licences the engine is; a wheel carries its licence's text itself."""
    copy(LICENCES, folder)
    copy(engine.TABLE, folder / engine.TABLE.name)
    copy(ROOT / "LICENSE", folder / "book.txt")


def copy_contents(folder):
    """Copy what a reader opens and what chapters read."""
    for source in (*EDITIONS.values(), DATA, LIBRARY):
        copy(source, folder / source.relative_to(ROOT), *build.MADE, "conftest.py")
    for edition in EDITIONS:  # to which each chapter's first cell leads
        page = Path("book", edition, "run.md")
        (folder / page).parent.mkdir(parents=True)
        copy(ROOT / page, folder / page)
        desk.make(edition, folder / f"mine-{edition}")


def add_waiting(folder):
    """Let both views show that Python is being loaded."""
    copy(WAITING, folder / WAITING.name)
    for view in APPS:
        page = folder / view / "index.html"
        text = page.read_text(encoding="utf-8")
        script = f'<script src="../{WAITING.name}"></script>\n'
        page.write_text(text.replace("</body>", f"{script}</body>"), encoding="utf-8")


FAILS = re.compile(r"let (\w+)=await this\._driveContentsProcessor\.processDriveRequest\((\w+)\);")
ANSWERS = r"let \1=await this._driveContentsProcessor.processDriveRequest(\2)" \
          r".catch(error=>({error:String(error)}));"  # fmt: skip
ASKS = "return JSON.parse(t.responseText)}get endpoint"
RAISES = (
    "let answer=JSON.parse(t.responseText);if(answer?.error)throw new this.FS.ErrnoError("
    "this.ERRNO_CODES[/does not exist|not find/.test(answer.error)?'ENOENT':'ENOSPC']);"
    "return answer}get endpoint"
)


def answer_failures(folder):
    """Let Python hear that a file could not be stored, or is gone.

    JupyterLite does not answer when its storage fails (it is full, or another tab removed the
    file): Python would wait for ever.
    """
    pages = sorted((folder / "build").glob("*.js"))
    workers = sorted((folder / "extensions").rglob("co*.worker.*.js"))
    changed = Counter()
    for path in pages + workers:
        text = path.read_text(encoding="utf-8")
        mended = FAILS.sub(ANSWERS, text).replace(ASKS, RAISES)
        if mended != text:
            changed[path in workers] += 1
            path.write_text(mended, encoding="utf-8")
    if not changed[False] or changed[True] != len(workers):
        raise engine.EngineError(
            "This JupyterLite answers Python's requests for files in other words than expected: "
            "see whether it still leaves failures unanswered (answer_failures in "
            "book/lite/jupyterlite.py)"
        )


def settings(packages):
    """Return the settings of JupyterLite: no address but its own."""
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "From Neuron to Convolution",
            "enableMemoryStorage": True,  # where a browser keeps nothing, work lasts until closed
            "exposeAppInBrowser": True,  # the tests ask it for what the cells have printed
            "litePluginSettings": {
                KERNEL: {
                    "disablePyPIFallback": True,
                    "loadPyodideOptions": {"packages": packages, "env": ENVIRONMENT},
                }
            },
        },
    }


def write(path, what):
    path.write_text(json.dumps(what, indent=1), encoding="utf-8")


def make(target):
    """Make the folder."""
    files = engine.fetch()
    python = environment(".venv-lite", "-r", "requirements-lite.txt")
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary).resolve()
        packages = add_engine(files, work / "static" / "pyodide")
        copy_contents(work / "contents")
        overrides = ROOT / "book" / "writing" / "jupyterlab" / "overrides.json"
        of_all = json.loads(overrides.read_text(encoding="utf-8"))
        of_all[THEMES] = {"adaptive-theme": True}  # dark where the system is
        of_all[SAVING] = of_all.get(SAVING, {}) | {"autosaveInterval": SECONDS}
        write(work / "overrides.json", of_all)
        write(work / "jupyter-lite.json", settings(packages))
        build = {"apps": APPS, "no_sourcemaps": True, "contents": [str(work / "contents")],
                 "output_dir": str(work / "output"), "cache_dir": str(work / "cache")}  # fmt: skip
        write(work / "jupyter_lite_config.json", {"LiteBuildConfig": build})
        command = [python, "-m", "jupyterlite_core", "build", "--lite-dir", str(work)]
        done = subprocess.run(
            command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        if done.returncode:
            raise engine.EngineError(f"JupyterLite was not built:\n{done.stdout}")
        shutil.copytree(work / "output", target, ignore=shutil.ignore_patterns("*.map"))
    answer_failures(target)
    add_waiting(target)
    add_licences(target / "licences")
