"""The reader's folder: what the book gives, what the reader has saved, and what was given up.

mine/tinynn/max_pool.py holds the reader's definitions of the book's tinynn/max_pool.py, and what
they need: each reaches from the one before to its own end. Nothing here is ever deleted: what
cannot be read is set aside under another name.
"""

import ast
import errno
import json
import os
import re
from pathlib import Path

from . import words
from .words import say, tell

MINE = Path(__file__).resolve().parents[2]  # grading looks at others
KINDS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
TAKEN = "taken.json"
FUTURE = "from __future__ import annotations\n"
EDITION = re.compile(r"^# (\w+): chapter \S+, checked with edition (\w+)$", re.MULTILINE)


def open_book(folder=Path(__file__).parent):
    """Return what the book gives, as `make workshop` wrote it down, and speak its language."""
    given = json.loads((folder / "book.json").read_text(encoding="utf-8"))
    words.language = given["edition"]
    return given


def all_names(given):
    """Return the names of all that the book builds, in teaching order."""
    return [each["name"] for each in given["definitions"]]


def definition(given, name):
    """Return what the book gives of a definition, or None if it has none of this name."""
    return next((each for each in given["definitions"] if each["name"] == name), None)


def number_of(chapter):
    """Name a chapter or appendix as the book does: 9 for 09-tensor, A for A-published."""
    return chapter.split("-")[0].lstrip("0")


def write(path, content):
    """Write a file whole or not at all: another notebook may read it meanwhile."""
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            half.write_bytes(content)
        else:
            half.write_text(content, encoding="utf-8")
        os.replace(half, path)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise OSError(
            error.errno,
            say(
                f"没有地方存 {path.name} 了：它还没有存下，原来的没有动，笔记本里的代码也还在。"
                "不要关这一页；先删掉不要的文件腾出地方（在浏览器里，先运行 keep() "
                "把已有的下载一份），再运行一次这个格子",
                f"There is no room for {path.name}: it is not saved; what was saved before is as "
                "it was, and your code is still in the notebook. Leave this page open; remove "
                "files that you do not need (in the browser, keep() downloads what there is "
                "first), then run this cell again",
            ),
        ) from None


def set_aside(path, text=None):
    """Move a file out of the way, or write `text` there, and return its new name."""
    number = 1
    # A notebook stays one, to be opened.
    name = "{}.old-{}.ipynb" if path.suffix == ".ipynb" else "{}-{}.set-aside"
    while (kept := path.with_name(name.format(path.stem, number))).exists():
        number += 1
    if text is None:
        os.replace(path, kept)
    else:
        write(kept, text)
    return kept.name


def sections(text, names):
    """Cut a file into the definitions of these names: name -> (first line, text)."""
    lines, found = text.splitlines(keepends=True), {}
    start: int | None = 0
    for node in ast.parse(text).body:
        if isinstance(node, KINDS) and node.name in names:
            found[node.name] = (start, "".join(lines[start : node.end_lineno]))
            start = node.end_lineno
    return found


def saved(given):
    """Return the reader's definitions: name -> (file, first line, text).

    A file that is no Python any more is set aside, which is said.
    """
    own = {}
    for path in sorted((MINE / "tinynn").glob("*.py")):
        try:
            found = sections(path.read_text(encoding="utf-8"), all_names(given))
        except (SyntaxError, ValueError) as error:  # ValueError: not UTF-8, or a null byte
            kept = set_aside(path)
            tell(
                f"{path.name} 读不成 Python（{error}）：已改名为 tinynn/{kept}，"
                "先用书里的版本。改好后把名字改回来，再运行一次。",
                f"{path.name} is no Python any more ({error}): it is now tinynn/{kept}, and "
                "the book's version is used. Mend it, give it its name back, and run again.",
            )
            continue
        own |= {name: (path, *section) for name, section in found.items()}
    return own


def save(given, name, text):
    """Put a definition into the reader's library, in the place of an older one."""
    order, path = all_names(given), MINE / "tinynn" / f"{definition(given, name)['file']}.py"
    there = sections(path.read_text(encoding="utf-8"), order) if path.exists() else {}
    found = {key: section for key, (_, section) in there.items()} | {name: text}
    parts = [found[each].replace(FUTURE, "").strip("\n") for each in order if each in found]
    write(path, FUTURE + "\n" + "\n\n\n".join(parts) + "\n")


def drop(name, path, text):
    """Take a definition that cannot be used out of the reader's library, and keep its text."""
    kept = set_aside(path, text)
    whole = path.read_text(encoding="utf-8")
    write(path, whole.replace(text, "", 1).lstrip("\n"))
    return kept


def noted(file, kind):
    """Return the list or dict that was noted in a file, empty if there is none.

    A file that holds no such thing any more is set aside.
    """
    path = MINE / file
    try:
        return kind(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return kind()
    except (ValueError, TypeError):
        set_aside(path)
        return kind()


def note(file, found):
    """Write down what `noted` will return."""
    write(MINE / file, json.dumps(found, indent=1))


def taken():
    """Return the names of what the reader took from the book."""
    return [str(name) for name in noted(TAKEN, list)]


def count_lines(text):
    """Return how many lines of code a text has, docstrings, comments and blank ones not counted."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, KINDS) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return len(ast.unparse(tree).replace("\n\n", "\n").splitlines())
