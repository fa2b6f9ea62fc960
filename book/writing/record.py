"""Executes chapters and records their outputs in both editions.

python -m book record                 all chapters
python -m book record 25-pooling ...  these

The Chinese notebook is the master for everything but prose. Its `tinynn` cells are written from
the library, its opening and closing cells from the tags; then it runs in a fresh kernel against
the library as it stood before the chapter, and code, tags, ids and outputs go to its English
twin. There, cells still to be translated are named.
"""

import argparse
import ast
import base64
import io
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

from book.places import EDITIONS, ROOT
from book.writing import growth
from book.writing.notebooks import is_appendix, named, tags

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# nbval compares stderr, where progress bars go, so none is drawn. Chapters run side by side: one
# thread each is faster, and changes no recorded number (book/trust/matrix.py also tries two).
ENVIRONMENT = {"TQDM_DISABLE": "1", "OPENBLAS_NUM_THREADS": os.environ.get("BOOK_THREADS", "1")}
# Figures in twice the pixels that they are shown in; a notebook keeps the size to show.
SHARP = "--InlineBackend.figure_formats=retina"
# What a library logs, such as Matplotlib when it builds its cache of fonts, is the machine's word
# and no output of the chapter: Python, as it starts, lets it out where no notebook looks.
MACHINE_S_WORDS = """\
import logging
import sys

logging.lastResort = logging.StreamHandler(sys.stderr)
"""
WORDS = {
    "zh": {
        "colon": "：",
        "empty": "**你的 `tinynn`** 现在还是空的。",
        "so far": "**到这里为止，你的 `tinynn`** 有 {definitions} 个定义，共 {lines} 行代码"
        "（不算文档字符串和空行）。\n\n<details><summary>看看都有哪些</summary>\n\n{listing}\n\n"
        "</details>",
        "gained": "**这一章，你的 `tinynn` 多了** {lines} 行代码：\n\n{listing}\n\n",
        "now": "现在它有 {definitions} 个定义，共 {lines} 行。",
        "nothing": "**这一章没有给 `tinynn` 添新东西。**",
    },
    "en": {
        "colon": ": ",
        "empty": "**Your `tinynn`** is still empty.",
        "so far": "**Your `tinynn` so far** has {definitions} definition{s} in {lines} lines of "
        "code (docstrings and blank lines not counted).\n\n<details><summary>See what they are"
        "</summary>\n\n{listing}\n\n</details>",
        "gained": "**In this chapter your `tinynn` gained** {lines} lines of code:"
        "\n\n{listing}\n\n",
        "now": "It now has {definitions} definition{s} in {lines} lines.",
        "nothing": "**This chapter added nothing to `tinynn`.**",
    },
}
PROMPTS = {
    "zh": {"code_prompt_show": "显示解答", "code_prompt_hide": "隐藏解答"},
    "en": {"code_prompt_show": "Show the solution", "code_prompt_hide": "Hide the solution"},
}


def write_definitions(notebook):
    """Write the `tinynn` cells anew from the library."""
    library = growth.library_definitions()
    for cell in notebook.cells:
        if "tinynn" in tags(cell):
            names = growth.definitions(ast.parse(cell.source))
            missing = sorted(set(names) - set(library))
            if missing:
                sys.exit(
                    f"Cell {cell.id} is tagged tinynn but {', '.join(missing)} is not in tinynn/: "
                    "write it there, or take the tag off"
                )
            cell.source = "\n\n\n".join(growth.shown(*library[name]) for name in names)


def growth_cells(chapter, edition):
    """Return the Markdown that opens and closes a chapter: what the reader has, and has gained."""
    library = growth.library_definitions()
    before, brought = growth.names_before(chapter), list(growth.brought_by(chapter))
    say = WORDS[edition]

    def listing(names):
        files = {}
        for name in names:
            files.setdefault(library[name][0].name, []).append(f"`{name}`")
        return "\n".join(
            f"- {', '.join(names)}{say['colon']}[{file}](../../tinynn/{file})"
            for file, names in files.items()
        )

    def measure(names):
        lines = sum(growth.count_lines(*library[name]) for name in names)
        return {"definitions": len(names), "lines": lines, "s": "s" * (len(names) > 1)}

    opening, closing = say["empty"], say["nothing"]
    if before:
        opening = say["so far"].format(**measure(before), listing=listing(before))
    if brought:
        closing = say["gained"].format(**measure(brought), listing=listing(brought))
        closing += say["now"].format(**measure(before + brought))
    return opening, closing


def write_prompts(notebook, edition):
    """Let a folded solution say that it is one, in the page's language."""
    for cell in notebook.cells:
        if "solution" in tags(cell):
            cell.metadata["mystnb"] = PROMPTS[edition]


def write_growth_cells(notebook, chapter, edition):
    """Write the opening and closing cells, those with the ids `so-far` and `gained`."""
    if is_appendix(chapter):
        return
    for cell_id, text in zip(("so-far", "gained"), growth_cells(chapter, edition), strict=True):
        cells = [cell for cell in notebook.cells if cell.id == cell_id]
        if not cells:
            sys.exit(
                f"{chapter.name} has no Markdown cell with the id {cell_id}, where the recorder "
                f"writes what the reader's library {'has' if cell_id == 'so-far' else 'gained'}: "
                "copy one from another chapter"
            )
        cells[0].source = text


def kernel_environment(chapter, folder):
    """Return the environment of a chapter's kernel, whose library is put into a folder."""
    if not folder.exists() or not any(folder.iterdir()):
        growth.library_before(chapter, folder)
        (folder / "sitecustomize.py").write_text(MACHINE_S_WORDS, encoding="utf-8")
    return ENVIRONMENT | {"PYTHONPATH": str(folder)}


def execute(notebook, chapter):
    """Run a notebook in a fresh kernel against the library as it stood before the chapter."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | kernel_environment(chapter, Path(folder))
        where = {"metadata": {"path": chapter.parent}}
        client = NotebookClient(notebook, timeout=300, resources=where, coalesce_streams=True,
                                extra_arguments=[SHARP])  # fmt: skip
        client.execute(env=environment)


def lighter(png):
    """Return a picture, as base64, in the 256 colours that it needs: a third of the bytes."""
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    file = io.BytesIO()
    picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        file, "PNG", optimize=True
    )
    return base64.encodebytes(file.getvalue()).decode()


def tidy(notebook, old):
    """Keep only what readers need, so that a diff shows what changed."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat_minor = 5
    recorded = {cell.id: cell for cell in old.cells}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if {"hide-input", "hide-cell"} & set(tags(cell)):  # the same for JupyterLab
            cell.metadata["jupyter"] = {"source_hidden": True}
        if "hide-cell" in tags(cell):  # an answer is not to be seen before it is asked for
            cell.metadata["jupyter"]["outputs_hidden"] = True
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if "metadata" in output:
                size = output.metadata.get("image/png")
                output.metadata = nbformat.from_dict({"image/png": size} if size else {})
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = lighter(output.data["image/png"])
        # A timing differs each time; while its code stays, so does the recorded one.
        before = recorded.get(cell.id)
        if "nbval-ignore-output" in tags(cell) and before and before.outputs:
            if before.source == cell.source:
                cell.outputs = before.outputs


def bring_over(master, twin):
    """Return the twin with the master's cells; prose and alt texts stay its own."""
    prose = {cell.id: cell for cell in twin.cells}
    cells, untranslated = [], []
    for cell in master.cells:
        cell = nbformat.from_dict(cell)
        own = prose.get(cell.id)
        if cell.cell_type == "code":
            alt = own and own.metadata.get("mystnb")
            if alt:
                cell.metadata["mystnb"] = alt
            elif "figure" in tags(cell):
                untranslated.append(cell.id)
        elif own:
            cell.source = own.source
        else:
            untranslated.append(cell.id)
        cells.append(cell)
    twin.cells = cells
    twin.metadata = master.metadata
    twin.nbformat_minor = 5
    return untranslated


def record(name):
    """Record one chapter, named as its file without the ending."""
    master_path, twin_path = (folder / f"{name}.ipynb" for folder in EDITIONS.values())
    old = nbformat.read(master_path, as_version=4)
    master = nbformat.from_dict(old)
    write_definitions(master)
    save(master, master_path)  # the timeline reads what the cells define
    write_growth_cells(master, master_path, "zh")
    execute(master, master_path)
    tidy(master, old)
    write_prompts(master, "zh")
    save(master, master_path)

    twin = nbformat.v4.new_notebook()
    if twin_path.exists():
        twin = nbformat.read(twin_path, as_version=4)
    untranslated = bring_over(master, twin)
    write_growth_cells(twin, master_path, "en")
    write_prompts(twin, "en")
    save(twin, twin_path)
    for cell_id in untranslated:
        if cell_id not in ("so-far", "gained"):
            print(f"{twin_path.relative_to(ROOT)}: cell {cell_id} is still to be translated")
    print(f"recorded {name}")


def save(notebook, path):
    """Write a notebook, valid, as UTF-8, ending in a newline."""
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


def main():
    """Read the command line and record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="25-pooling", help="chapters; all if none")
    for chapter in named(parser.parse_args().names):
        record(chapter.stem)
