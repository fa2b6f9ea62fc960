"""What a table is about, in 12 hex digits: whoever changes that is told to make the table anew.

A hash covers what its table is about and nothing else: code without comments, docstrings, layout
and the words of errors, of the library those files alone that the code leans on, and what the row
itself says. It is the same for every Python.
"""

import ast
import functools
import hashlib
import io
import re
import tokenize

from book import tables
from book.places import DATA
from book.writing.growth import library_definitions
from book.writing.notebooks import cells, chapters
from book.writing.outputs import places

SKIPPED = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER)
MARKS = {tokenize.NEWLINE: "\n", tokenize.INDENT: ">", tokenize.DEDENT: "<"}


def digest(*parts):
    """Return 12 hex digits of texts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def without_words(text):
    """Return code with `""` for each string that is words: that has a space in it.

    Another f-string gives way to a plain one: not every Python cuts it into the same tokens.
    """
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    spans, todo = [], [ast.parse(text)]
    while todo:
        node = todo.pop()
        is_format = isinstance(node, ast.JoinedStr)
        if is_format or isinstance(node, ast.Constant) and isinstance(node.value, str):
            start = starts[node.lineno - 1] + node.col_offset
            spans.append((start, starts[node.end_lineno - 1] + node.end_col_offset, is_format))
        else:
            todo += ast.iter_child_nodes(node)
    code = b"".join(lines)
    for start, end, is_format in sorted(spans, reverse=True):
        written = code[start:end]
        if b" " in written:
            code = code[:start] + b'""' + code[end:]
        elif is_format:
            code = code[:start] + f'"{digest(written)}"'.encode() + code[end:]
    return code.decode()


@functools.cache
def essence(text):
    """Return what code does, as text: no comments, docstrings, layout, and words of errors."""
    tokens = tokenize.generate_tokens(io.StringIO(without_words(text)).readline)
    words = " ".join(MARKS.get(t.type, t.string) for t in tokens if t.type not in SKIPPED)
    words = re.sub(r'""(?: "")* ,(?= \))', '""', words)  # a call in lines of its own ends so
    words = re.sub(r'(?m)^([ ><]*)"" *\n', r"\1", words)  # a docstring
    return re.sub(" +", " ", words)


def code_of(path):
    """Return what the code in a file does."""
    return essence(path.read_text(encoding="utf-8"))


def library(*codes):
    """Return what those files of the library do that code leans on; of all, if none is given."""
    files = {name: path for name, (path, _) in library_definitions().items()}
    found, todo = set(), list(codes) or [" ".join(files)]
    while todo:
        named = {files[word] for word in re.findall(r"\w+", todo.pop()) if word in files}
        todo += [code_of(path) for path in named - found]
        found |= named
    return [code_of(path) for path in sorted(found)]


def of_cells(some):
    """Return what a run of cells is about: their code, and what they recorded."""
    return [
        (cell.id, essence(cell.source), [holder[key] for holder, key in places(cell.outputs)])
        for cell in some
        if cell.cell_type == "code"
    ]


def notebook(chapter):
    """Return what a run of a notebook is about."""
    return of_cells(cells(chapter))


def book():
    """Return the hash of what a run of all notebooks is about: code, outputs, library, data."""
    rows = [
        [value for key, value in row.items() if key != "code"]
        for path in sorted([*DATA.glob("*.csv"), *DATA.glob("studies/*.csv")])
        for row in tables.read(path)
    ]
    digits = hashlib.sha256((DATA / "tinymnist.npz").read_bytes()).hexdigest()
    return digest([notebook(chapter) for chapter in chapters()], library(), rows, digits)


def sealed(row, *about):
    """Return a row with the hash of what it says and of what it is about."""
    said = [str(value) for key, value in row.items() if key != "code"]
    return {**row, "code": digest(said, *about)}


def is_sealed(row, *about):
    """Tell whether a row is as it was written, and about this."""
    return sealed(row, *about) == row
