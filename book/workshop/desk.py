"""Makes the folder mine/, in which the reader writes tinynn, and opens JupyterLab there.

python -m book workshop [--edition en] [--no-browser ...]   make what is missing, open JupyterLab
python -m book workshop-reset 25                            set one chapter back, keep the old one

What the reader writes is marked in the metadata of the `tinynn` cells:

    "workshop": {"write": {"MaxPool": ["forward"], "largest": []},
                 "keep": {"forward": 2},
                 "task": {"zh": …, "en": …}, "hints": {"zh": [2 of them], "en": […]}}

An empty list means a function; `keep` says how many statements stay at a method's beginning, beside
docstrings and checks. Everything else is made from the library and the chapters.
"""

import argparse
import ast
import json
import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from book.copying import copy
from book.places import EDITIONS, ROOT
from book.workshop.reader import place
from book.workshop.reader.accuracy import ACCURACY, key
from book.workshop.reader.cells import source
from book.writing import growth
from book.writing.hashes import digest, essence
from book.writing.notebooks import cells, chapters, number, tags
from book.writing.record import METADATA

MINE = ROOT / "mine"
READER = Path(__file__).with_name("reader")
START = Path(__file__).with_name("start")
WORDS = {
    "zh": {
        "yours": "# 你来写",
        "turn": "### 轮到你了：{names}\n\n{task}\n\n下一个单元格里写好了名字、参数和不用你操心的"
        "部分，`...` 处由你来写；写完运行它，再运行下面的检查，它会说明第一个 ✗。"
        "正文有时说的是书里的写法，它折在检查的后面；你的不必一样。"
        "不想写了，就运行 {take}，先用书里的。",
        "hint": "提示 {number}",
        "book": "书里的写法",
    },
    "en": {
        "yours": "# yours",
        "turn": "### Your turn: {names}\n\n{task}\n\nThe next cell has the name, the parameters "
        "and all the routine parts; what stands as `...` is yours. Run it when it is written, "
        "then the check below, which explains the first ✗. Where the text speaks of how the book "
        "writes it, that is folded behind the checks; yours need not be the same. If you would "
        "rather not, run {take} and go on with the book's.",
        "hint": "Hint {number}",
        "book": "How the book writes it",
    },
}


def marks():
    """Return what the chapters say of the reader's tasks: name -> (methods, what is kept)."""
    found = [cell.metadata.get("workshop") for chapter in chapters() for cell in cells(chapter)]
    return {
        name: (methods, mark.get("keep"))
        for mark in found
        if mark
        for name, methods in mark["write"].items()
    }


def empty(definition, methods, comment, keep=None):
    """Return a definition with its docstrings, and the bodies of these methods left to write.

    Checks of what comes in, and what `super` does, stay where they stand at the beginning.
    """
    path, node = definition
    lines: list[str | None] = list(path.read_text(encoding="utf-8").splitlines())
    functions: list[ast.FunctionDef] = [node] if not methods else [
        each for each in node.body if getattr(each, "name", None) in methods
    ]  # fmt: skip
    for function in functions:
        named = ast.get_docstring(function) is not None
        body = function.body[named + (keep or {}).get(function.name, 0) :]
        while body and teaches_nothing(body[0]):
            body.pop(0)
        if body:
            indent = " " * body[0].col_offset
            first, last = body[0].lineno, body[-1].end_lineno
            # A comment above belongs to what is left out.
            while (lines[first - 2] or "").strip().startswith("#"):
                first -= 1
            gone = [None] * ((last or first) - first)
            lines[first - 1 : last] = [f"{indent}...  {comment}", *gone]
    first = min([node.lineno] + [decorator.lineno for decorator in node.decorator_list])
    return "\n".join(line for line in lines[first - 1 : node.end_lineno] if line is not None)


def teaches_nothing(statement):
    """Tell docstrings, checks of what comes in and calls of super from what is to be written."""
    if not isinstance(statement, ast.Expr):
        return False
    if isinstance(statement.value, ast.Constant):
        return True
    return isinstance(statement.value, ast.Call) and bool(
        re.match(r"expect\w*\(|super\(", ast.unparse(statement.value))
    )


def given(edition):
    """Return what the book gives to a reader's notebooks, as one thing that JSON can hold."""
    library, owners, written = growth.library_definitions(), growth.timeline(), marks()
    imports = {}
    for path, _ in library.values():
        nodes = ast.parse(path.read_text(encoding="utf-8")).body
        first = [node for node in nodes if not isinstance(node, ast.Expr)
                 and getattr(node, "name", None) not in library]  # fmt: skip
        imports[path.stem] = "\n".join(ast.unparse(node) for node in first)
    definitions = []
    for name, chapter in owners.items():
        path, node = library[name]
        text = path.read_text(encoding="utf-8")
        version = digest(essence(ast.get_source_segment(text, node)))[:6]
        definitions.append(
            {"name": name, "file": path.stem, "line": node.lineno, "chapter": chapter.stem,
             "task": name in written, "edition": version,
             "source": source(text, node) + "\n"}
        )  # fmt: skip
    accuracies = {}
    for chapter in chapters():
        found = {}
        for cell in cells(chapter):
            texts = [each["text"] for each in cell.get("outputs", []) if "text" in each]
            printed = ACCURACY.findall("".join(texts))
            if printed and "tinynn" not in tags(cell):
                found[key(cell.source)] = printed
        accuracies[chapter.stem] = found
    return {
        "edition": edition,
        "chapters": [chapter.stem for chapter in chapters()],
        "imports": imports,
        "definitions": definitions,
        "accuracies": accuracies,
    }


def turn(cell, edition):
    """Return the cells in which a definition is written: task, stub, checks, hints, the book's."""
    mark, say = cell.metadata["workshop"], WORDS[edition]
    library = growth.library_definitions()
    names = list(growth.definitions(ast.parse(cell.source)))
    todo = [name for name in names if name in mark["write"]]
    take = ", ".join(f'`take("{name}")`' for name in todo)
    task = say["turn"].format(names=", ".join(f"`{name}`" for name in todo),
                              task=mark["task"][edition], take=take)  # fmt: skip
    stubs = [
        empty(library[name], mark["write"][name], say["yours"], mark.get("keep"))
        if name in todo else growth.shown(*library[name])
        for name in names
    ]  # fmt: skip
    stub = new_code_cell("\n\n\n".join(stubs), id=cell.id)
    checks = [new_code_cell(f"check({name})", id=f"{cell.id}-{name}"[:60]) for name in todo]
    hints = [
        new_markdown_cell(
            f"<details><summary>{say['hint'].format(number=number)}</summary>\n\n{text}\n\n"
            "</details>",
            id=f"{cell.id}-hint-{number}",
        )
        for number, text in enumerate(mark["hints"][edition], 1)
    ]
    answer = new_markdown_cell(
        f"<details><summary>{say['book']}</summary>\n\n```python\n{cell.source}\n```\n\n</details>",
        id=f"{cell.id}-book",
    )
    return [new_markdown_cell(task, id=f"{cell.id}-turn"), stub, *checks, *hints, answer]


def notebook(chapter, edition):
    """Return a chapter as the workshop shows it: with places to write in, and without outputs."""
    result = nbformat.v4.new_notebook(metadata=METADATA)
    begun = False
    for cell in cells(EDITIONS[edition] / chapter.name):
        cell = nbformat.from_dict(cell)  # a deep copy
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if not begun:
                begin = f'from workshop import begin, check, take\n\nbegin("{chapter.stem}")'
                result.cells.append(new_code_cell(begin, id="begin"))
                begun = True
        if "workshop" in cell.metadata:
            result.cells += turn(cell, edition)
        else:
            result.cells.append(cell)
    # By which a notebook that nobody has touched is known (reader/carry.py).
    made = key("".join(cell.source for cell in result.cells))
    result.metadata["workshop"] = {"made": made}
    return result


def start(edition):
    """Return the folder's first notebook: where there is something to write, and how to keep it."""
    links = []
    for chapter in chapters(EDITIONS[edition]):
        if any("workshop" in cell.metadata for cell in cells(EDITIONS["zh"] / chapter.name)):
            title = cells(chapter)[0].source.splitlines()[0].removeprefix("# ")
            links.append(f"- [{title}]({chapter.name})")
    text = START.joinpath(f"{edition}.md").read_text(encoding="utf-8").strip()
    begin, keep, bring = text.format(chapters="\n".join(links)).split("\n\n---\n\n")
    result = nbformat.v4.new_notebook(metadata=METADATA)
    result.cells = [new_markdown_cell(begin, id="start")]
    for name, text in (("keep", keep), ("bring", bring)):
        result.cells.append(new_markdown_cell(text, id=f"how-to-{name}"))
        result.cells.append(new_code_cell(f"from workshop import {name}\n\n{name}()", id=name))
    return result


def bring_reader(folder, edition):
    """Put what the reader meets into a folder: the checks, and what the book gives."""
    copy(READER, folder, "__pycache__")
    text = json.dumps(given(edition), ensure_ascii=False, indent=1)
    (folder / "book.json").write_text(text, encoding="utf-8")


def make(edition, mine=MINE):
    """Make what is missing in the reader's folder, and renew what the reader does not write.

    A chapter that is there stays as it is, whatever became of the book: `workshop-reset` brings
    its new text.
    """
    folder = mine / "chapters"
    (mine / "tinynn").mkdir(parents=True, exist_ok=True)
    bring_reader(folder / "workshop", edition)
    if not (first := folder / "00-start.ipynb").exists():
        nbformat.write(start(edition), first)
    made = []
    for chapter in chapters():
        path = folder / chapter.name
        if not path.exists():
            nbformat.write(notebook(chapter, edition), path)
            made.append(chapter.stem)
    return made


def edition_of(mine):
    """Return the edition of the reader's folder, or None if there is none yet."""
    book = mine / "chapters" / "workshop" / "book.json"
    return json.loads(book.read_text(encoding="utf-8"))["edition"] if book.exists() else None


def workshop():
    """Make the reader's folder, and open JupyterLab in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edition", choices=EDITIONS, help="zh unless the folder is there already")
    parser.add_argument("--only-make", action="store_true", help="do not open JupyterLab")
    options, rest = parser.parse_known_args()
    made = make(options.edition or edition_of(MINE) or "zh")
    print(f"mine/chapters: {len(made)} new, what was there is as it was")
    if not options.only_make:
        sys.argv[1:] = ["--LabApp.default_url=/lab/tree/mine/chapters", *rest]
        from book.writing import lab

        lab.main()


def reset():
    """Set chapters of the reader's folder back; the old ones stay, under other names."""
    parser = argparse.ArgumentParser(prog="python -m book workshop-reset")
    parser.add_argument("chapters", nargs="+", metavar="25", help="25, or 25-pooling")
    edition = edition_of(MINE)
    if edition is None:
        return "There is no mine/ yet: make workshop"
    for wanted in parser.parse_args().chapters:
        stem = Path(wanted).stem
        found = [c for c in chapters() if stem in (c.stem, c.stem.split("-")[0], number(c))]
        if not found:
            return f"There is no chapter {wanted}: write 25, or 25-pooling"
        path = MINE / "chapters" / found[0].name
        if path.exists():
            print(f"The old one is now mine/chapters/{place.set_aside(path)}")
        nbformat.write(notebook(found[0], edition), path)
        print(f"mine/chapters/{path.name} is as it was in the beginning; mine/tinynn is untouched")
    return None
