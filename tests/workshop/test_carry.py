"""The reader's folder as one file, and back: nothing is lost, only the reader's comes."""

import errno
import io
import json
import os
import shutil
import zipfile

import nbformat
import pytest

from book.workshop import desk
from book.workshop.reader import account, accuracy, carry, place, words

CHAPTER = "chapters/17-relu.ipynb"
GIVEN = {"edition": "en", "chapters": ["17-relu", "25-pooling"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a reader's folder, as new."""
    folder = tmp_path_factory.mktemp("desk") / "mine"
    desk.make("en", folder)
    return folder


@pytest.fixture
def mine(made, tmp_path, monkeypatch):
    """Let a copy of it be the reader's, with something of it written."""
    folder = tmp_path / "mine"
    shutil.copytree(made, folder)
    monkeypatch.setattr(place, "MINE", folder)
    monkeypatch.setattr(place, "open_book", lambda: GIVEN)
    monkeypatch.setattr(words, "language", "en")
    monkeypatch.chdir(folder / "chapters")
    (folder / "tinynn" / "relu.py").write_text("here = 1\n", encoding="utf-8")
    return folder


def bring(files, capsys, root="mine/"):
    """Bring an archive of these files; return what is said."""
    with zipfile.ZipFile("mine.zip", "w") as archive:
        for path, content in files.items():
            archive.writestr(f"{root}{path}", content)
    capsys.readouterr()
    carry.bring("mine.zip")
    return capsys.readouterr().out


def there(folder):
    """Return the files of a folder and what is in them."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip


def test_what_was_kept_comes_back_the_same(mine, made, capsys):
    (mine / "chapters" / "__pycache__").mkdir()
    (mine / "chapters" / "__pycache__" / "x.pyc").write_text("")
    carry.keep()
    assert "mine.zip holds the whole folder" in capsys.readouterr().out
    with zipfile.ZipFile(mine / "mine.zip") as archive:
        assert {*archive.namelist()} == {f"mine/{name}" for name in [*there(made),
                                                                   "tinynn/relu.py"]}  # fmt: skip
    before = there(mine)
    carry.bring()
    assert "0 files were brought" in capsys.readouterr().out and there(mine) == before
    (mine / "tinynn" / "relu.py").unlink()
    carry.bring()
    assert "1 files were brought" in capsys.readouterr().out and there(mine) == before


@pytest.mark.parametrize("root", ["mine/", "", "a b/mine/"])
def test_what_differs_stays_under_another_name(mine, capsys, root):
    files = {"tinynn/relu.py": "there = 1\n", CHAPTER: "{}", "notes.txt": "x"}
    notebook = nbformat.read(mine / CHAPTER, 4)
    notebook.cells[0].source += "written here"
    nbformat.write(notebook, mine / CHAPTER)
    said = bring(files, capsys, root)
    assert "3 files were brought" in said
    assert "relu-1.set-aside" in said and "17-relu.old-1.ipynb" in said
    assert (mine / "tinynn" / "relu-1.set-aside").read_text() == "here = 1\n"
    assert (mine / "tinynn" / "relu.py").read_text() == "there = 1\n"
    kept = nbformat.read(mine / "chapters" / "17-relu.old-1.ipynb", 4)
    assert "written here" in kept.cells[0].source


def test_a_chapter_that_nobody_touched_gives_way(mine, capsys):
    notebook = json.loads((mine / CHAPTER).read_text("utf-8"))
    (mine / CHAPTER).write_text(json.dumps(notebook), encoding="utf-8")  # as the browser spaces it
    said = bring({CHAPTER: "{}"}, capsys)
    assert "1 files were brought" in said and "kept as" not in said
    assert (mine / CHAPTER).read_text() == "{}"


def test_only_what_is_the_reader_s_is_taken(mine, capsys):
    before = there(mine)
    files = {
        "../outside.py": "",
        "chapters/workshop/place.py": "",
        "chapters/00-start.ipynb": "",
        "chapters/__pycache__/x.pyc": "",
        "mine.zip": "",
        "tinynn/relu.py": "here = 1\n",
    }
    said = bring(files, capsys)
    (mine / "chapters" / "mine.zip").unlink()
    assert "0 files were brought, 1 left" in said and there(mine) == before
    assert not (mine.parent / "outside.py").exists()


def test_the_other_edition_s_chapters_stay_where_they_are(mine, capsys):
    files = {"chapters/workshop/book.json": '{"edition": "zh"}', CHAPTER: "{}",
             "tinynn/tanh.py": "there = 1\n"}  # fmt: skip
    said = bring(files, capsys)
    assert "of the Chinese edition" in said and (mine / CHAPTER).read_text("utf-8") != "{}"
    assert (mine / "tinynn" / "tanh.py").exists()


def test_what_is_no_such_file_is_said(mine, capsys):
    carry.bring("other.zip")
    assert "There is no other.zip" in capsys.readouterr().out
    (mine / "chapters" / "mine.zip").write_bytes(b"half a file")
    carry.bring()
    assert "cannot be read" in capsys.readouterr().out
    assert "holds neither tinynn nor chapters" in bring({"x.txt": ""}, capsys)


def test_no_room_left_is_said_and_leaves_what_was_there(mine, monkeypatch, capsys):
    def full(old, new):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no room for relu.py.*run this cell again"):
        place.write(mine / "tinynn" / "relu.py", "new = 1\n")
    assert (mine / "tinynn" / "relu.py").read_text() == "here = 1\n"
    carry.keep()  # even so
    assert "mine.zip" in capsys.readouterr().out and not (mine / "mine.zip").exists()
    zipfile.ZipFile(io.BytesIO(carry.pack()))


def test_accuracies_that_came_are_counted(mine):
    accuracy.note("25-pooling", "a", ["93.70%"], ["93.70%"])
    accuracy.note("25-pooling", "b", ["90.00%", "80.00%"], ["90.00%", "80.30%"])
    assert list(account.accuracies(GIVEN)) == [
        " 25  accuracies: 1 of 2 cells as in the book, at most 0.30 points apart"
    ]
    (mine / accuracy.FILE).write_text("[", encoding="utf-8")
    accuracy.note("17-relu", "a", ["93.70%"], ["93.70%"])
    assert (mine / "accuracies-1.set-aside").read_text() == "["
    assert len(list(account.accuracies(GIVEN))) == 1
