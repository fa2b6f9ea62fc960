"""The engine's table, and what is made of it: nothing here needs a network or a browser."""

import re
import socket
import subprocess
import sys
import zipfile
from copy import deepcopy

import nbformat
import pytest

from book.lite import button, engine, jupyterlite, run, serve
from book.places import EDITIONS, LIBRARY, ROOT
from book.trust import matrix
from book.writing.notebooks import chapters

ROW = {"file": "one.whl", "size": "3", "path": "", "package": "one==1",
       "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}  # fmt: skip


def faults(rows):
    """Return what is wrong with the table of the engine."""
    found = [f"{row['file']}: twice" for row in rows[1:] if row["file"] == rows[0]["file"]]
    for row in rows:
        said = {
            "no sha256": not re.fullmatch("[0-9a-f]{64}", row["sha256"]),
            "no size": not int(row["size"] or 0),
            "no licence": not row["licence"],
            "not one exact version": not re.fullmatch(r"[\w.-]+==[\w.]+", row["package"]),
        }
        found += [f"{row['file']}: {what}" for what, is_so in said.items() if is_so]
    return found


def test_every_file_has_all_that_decides():
    assert faults(engine.table()) == []


@pytest.mark.parametrize(
    "change", [{"sha256": "ab"}, {"size": "0"}, {"licence": ""}, {"package": "numpy"}]
)
def test_a_row_that_lacks_something_is_seen(change):
    assert len(faults([*engine.table()[1:], engine.table()[0] | change])) == 1


def test_the_browser_has_the_same_tqdm_as_the_book():
    [row] = [row for row in engine.table() if row["file"].startswith("tqdm-")]
    assert f"\n{row['package']}\n" in (ROOT / "constraints.txt").read_text(encoding="utf-8")


@pytest.fixture
def one(tmp_path, monkeypatch):
    """Let the engine be one file of three letters, which nobody fetches."""
    monkeypatch.setattr(engine, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(engine, "table", lambda: [ROW])
    asked = []

    def fetch_package(package, rows):
        asked.append(package)

    monkeypatch.setattr(engine, "fetch_package", fetch_package)
    (tmp_path / "named").mkdir()
    return tmp_path / "named" / "one.whl", asked


def test_a_file_of_a_named_folder_is_taken_and_kept(one):
    path, asked = one
    path.write_text("abc")
    assert (engine.fetch(path.parent) / "one.whl").read_text() == "abc" and not asked
    path.unlink()
    assert engine.fetch() and not asked


@pytest.mark.parametrize("content", ["abd", "abcd", ""])
def test_a_wrong_file_is_refused_in_a_sentence(one, content, capsys):
    path, asked = one
    path.write_text(content)
    engine.fetch(path.parent)
    assert asked == ["one==1"] and not (engine.KEPT / "one.whl").exists()
    assert "is not the file that book/lite/engine.csv names" in capsys.readouterr().out


def test_a_kept_file_that_was_spoiled_is_fetched_again(one):
    _, asked = one
    engine.KEPT.mkdir()
    (engine.KEPT / "one.whl").write_text("abd")
    engine.fetch()
    assert asked == ["one==1"]


def test_a_wrong_download_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "KEPT", tmp_path / "kept")
    (tmp_path / "one.whl").write_text("abd")
    monkeypatch.setattr(engine, "download", lambda package, folder: tmp_path / "one.whl")
    with pytest.raises(engine.EngineError, match="its sha256 should be ba7816bf"):
        engine.fetch_package("one==1", [ROW])


def test_a_package_that_cannot_be_fetched_is_answered_by_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "QUIET", {"PIP_NO_INDEX": "1", "PATH": ""})
    with pytest.raises(engine.EngineError, match="could not be fetched.*site --engine FOLDER"):
        engine.download("numpy==2.4.3", tmp_path)


def test_the_library_is_packed_whole_and_always_alike(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first, _ = jupyterlite.wheel_of_the_library(tmp_path / "a")
    second, _ = jupyterlite.wheel_of_the_library(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        for path in LIBRARY.glob("*.py"):
            assert archive.read(f"tinynn/{path.name}") == path.read_bytes()


def test_nothing_is_asked_of_another_address():
    own = jupyterlite.settings(["numpy"])["jupyter-config-data"]["litePluginSettings"]
    assert own[jupyterlite.KERNEL]["disablePyPIFallback"] is True


def test_storage_that_fails_is_answered(tmp_path):
    """In the words of another JupyterLite, it is not known whether Python would wait for ever."""
    page, worker = tmp_path / "build" / "1.js", tmp_path / "extensions" / "comlink.worker.1.js"
    page.parent.mkdir()
    worker.parent.mkdir()
    asks = "let s=await this._driveContentsProcessor.processDriveRequest(e);"
    page.write_text(asks, encoding="utf-8")
    worker.write_text(jupyterlite.ASKS, encoding="utf-8")
    jupyterlite.answer_failures(tmp_path)
    assert "processDriveRequest(e).catch(error" in page.read_text("utf-8")
    assert "ErrnoError(" in worker.read_text("utf-8")
    with pytest.raises(engine.EngineError, match="in other words than expected"):
        jupyterlite.answer_failures(tmp_path)


# The button


@pytest.mark.parametrize(
    ("page", "chapter"),
    [
        ("chapters/zh/01-neuron", "chapters/zh/01-neuron.ipynb"),
        ("chapters/en/B-speed", "chapters/en/B-speed.ipynb"),
        ("book/en/index", "chapters/en/01-neuron.ipynb"),
        ("book/zh/workshop", "mine-zh/chapters/00-start.ipynb"),
        ("book/zh/run", None),
        ("search", None),
    ],
)
def test_a_chapter_s_button_opens_it(page, chapter):
    assert button.chapter_of(page) == chapter


def test_a_book_without_lite_has_no_button(book):
    pages = [page.read_text(encoding="utf-8") for page in book.rglob("*.html")]
    assert len(pages) > 50 and not any("run-here" in page for page in pages)


# The server


def answer(*arguments):
    command = [sys.executable, "-m", "book", "serve", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_a_site_without_lite_is_answered_by_a_sentence(tmp_path):
    code, said = answer(tmp_path)
    assert code == 1 and "make site first" in said and "Traceback" not in said


def test_a_busy_port_is_answered_by_a_sentence(tmp_path):
    (tmp_path / "lite").mkdir()
    with socket.create_server((serve.HERE, 0)) as busy:
        port = busy.getsockname()[1]
        code, said = answer(tmp_path, "--port", port)
    assert code == 1 and f"Port {port} cannot be used" in said and "Traceback" not in said


# The comparison


CHAPTER = EDITIONS["zh"] / "01-neuron.ipynb"


def ran(cells):
    """Return cells as they come from the browser when all is as recorded."""
    return {cell.id: {"outputs": deepcopy(cell.outputs), "count": 1}
            for cell in cells if cell.cell_type == "code"}  # fmt: skip


def test_equal_outputs_do_not_differ():
    for chapter in chapters()[:3]:
        cells = nbformat.read(chapter, as_version=4).cells
        assert run.differences(cells, ran(cells)) == {}


ERROR = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
WARNING = {"output_type": "stream", "name": "stderr", "text": "w"}
FAULTS = {
    "a digit": lambda cell: cell["outputs"][0].update(
        text=cell["outputs"][0]["text"].replace("3", "4")
    ),
    "an error": lambda cell: cell.update(outputs=[ERROR]),
    "no output": lambda cell: cell["outputs"].clear(),
    "not run": lambda cell: cell.update(count=None),
    "a warning": lambda cell: cell["outputs"].append(WARNING),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_difference_is_seen(fault):
    cells = nbformat.read(CHAPTER, as_version=4).cells
    came = ran(cells)
    FAULTS[fault](came["by-hand"])
    assert list(run.differences(cells, came)) == ["by-hand"]


# The row of the matrix

REPORTS = [
    {"chapter": "01-neuron", "python": "3.14.2", "numpy": "2.4.3", "outputs": 2, "numbers": 5,
     "differ": 0, "note": ""},
    {"chapter": "02-loss", "python": "3.14.2", "numpy": "2.4.3", "outputs": 1, "numbers": 4,
     "differ": 0, "note": ""},
]  # fmt: skip


def test_the_reports_make_one_row_of_the_matrix():
    row = run.matrix_row(REPORTS)
    assert {*row} <= {*matrix.COLUMNS} and not matrix.is_bad(row)
    assert (row["notebooks"], row["outputs"], row["numbers"]) == (2, 3, 9)


def test_a_chapter_that_differs_makes_the_row_bad():
    spoiled = REPORTS[1] | {"differ": 1, "note": "words: 1"}
    row = run.matrix_row([REPORTS[0], spoiled])
    assert matrix.is_bad(row) and row["note"] == "zh/02-loss words: 1"
