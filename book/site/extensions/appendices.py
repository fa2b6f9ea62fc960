"""Writes what the appendices list: how tinynn grew, the glossary, and the API.

The pages say it in their own words, with directives for what is known elsewhere:

- ``growth-figure`` draws the lines of code after each chapter; its content is the alt text, in
  which ``{lines}`` and the like stand for numbers (see `GrowthFigure`);
- ``growth-list`` lists what each chapter brings; its argument says ``{more}`` and ``{total}``;
- ``glossary-table`` lists the terms in book/writing/glossary.csv, under the heads in its argument;
- ``library-api`` shows the docstrings of tinynn, in the order of the chapters.

Where a chapter lists what the library has, each name leads to its entry in the API.
"""

import ast
import functools
import html
import sys
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from book.places import EDITIONS, ROOT
from book.writing import growth
from book.writing.glossary import entries
from book.writing.notebooks import chapters, is_appendix, number

sys.path.insert(0, str(ROOT))  # the API is that of the tinynn beside the book

library = functools.cache(growth.library_definitions)
timeline = functools.cache(growth.timeline)


def edition(config):
    """Return the folder of the chapters in the language of the book that is built."""
    return EDITIONS[config.language[:2]]


def python_name(name):
    return f"tinynn.{library()[name][0].stem}.{name}"


class Generated(SphinxDirective):
    """A directive that stands for the Markdown which its `write` returns."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        self.env.note_reread()  # what the page shows is in other files
        return self.parse_text_to_nodes(self.write())

    def steps(self):
        """Return (chapter, names it brings, their lines of code), chapter by chapter."""
        folder = edition(self.config)
        found = []
        for chapter in chapters(folder):
            if not is_appendix(chapter):
                names = [name for name, owner in timeline(folder).items() if owner == chapter]
                lines = sum(growth.count_lines(*library()[name]) for name in names)
                found.append((chapter, names, lines))
        return found


class GrowthList(Generated):
    def write(self):
        items, total = [], 0
        for chapter, names, more in self.steps():
            total += more
            measure = self.arguments[0].format(more=more, total=total) if names else ""
            items.append(f"- {{doc}}`/chapters/{chapter.parent.name}/{chapter.stem}`{measure}")
            for name in names:
                file = library()[name][0].name
                entry = f"{{py:obj}}`{name} <{python_name(name)}>`"
                items.append(f"  - {entry} ({{download}}`{file} </tinynn/{file}>`)")
        return "\n".join(items)


class GrowthFigure(Generated):
    has_content = True

    def write(self):
        gains = [lines for _, _, lines in self.steps()]
        alt = "".join(self.content).format(
            chapters=len(gains),
            first=gains[0],
            lines=sum(gains),
            most=max(gains),
            where=gains.index(max(gains)) + 1,
        )
        return f"```{{raw}} html\n{draw(gains, alt)}\n```"


def draw(gains, alt):
    """Draw a column for each chapter, what it brings on top of what was there, as SVG."""
    left, width, height = 30, 16, 170  # in pixels, if the picture is not scaled
    right = left + width * len(gains)
    scale = height / sum(gains)
    parts = []
    for value in range(0, sum(gains), 200):
        y = height - value * scale
        parts.append(f'<path d="M{left} {y:.1f}H{right}"/>')
        parts.append(f'<text x="{left - 5}" y="{y + 4:.1f}" text-anchor="end">{value}</text>')
    for chapter, gain in enumerate(gains, 1):
        x, old = right - width * (len(gains) - chapter + 1) + 2, sum(gains[: chapter - 1])
        for kind, below, lines in (("old", 0, old), ("new", old, gain)):
            y = height - (below + lines) * scale
            size = f'width="{width - 4}" height="{lines * scale:.1f}"'
            parts.append(f'<rect class="{kind}" x="{x}" y="{y:.1f}" {size}/>')
        if chapter == 1 or chapter % 5 == 0:
            place = f'x="{x + width / 2 - 2:g}" y="{height + 15}"'
            parts.append(f'<text {place} text-anchor="middle">{chapter}</text>')
    return (
        f'<svg class="growth" viewBox="0 -4 {right} {height + 24}" role="img" '
        f'aria-label="{html.escape(alt)}">{"".join(parts)}</svg>'
    )


class GlossaryTable(Generated):
    def write(self):
        folder = edition(self.config)
        pages = {number(c): f"/chapters/{folder.name}/{c.stem}" for c in chapters(folder)}
        rows = sorted(entries(), key=lambda row: list(pages).index(row[2]))
        if folder.name == "en":
            rows = sorted(([en, zh, key] for zh, en, key in rows), key=lambda row: row[0].lower())
        rows = [[one, other, f"{{doc}}`{key} <{pages[key]}>`"] for one, other, key in rows]
        rows = [self.arguments[0].split(", "), ["---"] * 3, *rows]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)


class LibraryAPI(Generated):
    def write(self):
        lines = ["```{eval-rst}"]
        for _, names, _ in self.steps():
            for name in names:
                tree = library()[name][1]
                is_class = isinstance(tree, ast.ClassDef)
                lines.append(f".. auto{'class' if is_class else 'function'}:: {python_name(name)}")
                if is_class and any(ast.unparse(base) in library() for base in tree.bases):
                    lines.append("   :show-inheritance:")
                lines.append("")
        return "\n".join([*lines, "```"])


def complete_entry(app, what, name, obj, options, lines):
    """Begin each entry of the API with links to its chapter and its file."""
    if app.config.language == "zh_CN":  # the one head that Sphinx does not translate
        lines[:] = [line.replace(":Attributes:", ":属性:") for line in lines]
    _, module, definition, *member = name.split(".")
    if not member:
        chapter = timeline(edition(app.config))[definition]
        page = f":doc:`/chapters/{chapter.parent.name}/{chapter.stem}`"
        lines[:0] = [f"{page} · :download:`{module}.py </tinynn/{module}.py>`", ""]


class LinkToAPI(SphinxTransform):
    """In a line such as "`Tensor`: tensor.py", with a link to the file, link the name as well."""

    default_priority = 400

    def apply(self):
        for download in self.document.findall(download_reference):
            file = Path(download["reftarget"]).name
            for word in [child for child in download.parent if isinstance(child, nodes.literal)]:
                name = word.astext()
                if name in library() and library()[name][0].name == file:
                    to = {"refdomain": "py", "reftype": "obj", "reftarget": python_name(name)}
                    here = {"refdoc": self.env.docname, "refexplicit": True, "refwarn": True}
                    word.replace_self(pending_xref("", word.deepcopy(), **to, **here))


def setup(app):
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.connect("autodoc-process-docstring", complete_entry, priority=900)  # after napoleon
    app.add_directive("growth-figure", GrowthFigure)
    app.add_directive("growth-list", GrowthList)
    app.add_directive("glossary-table", GlossaryTable)
    app.add_directive("library-api", LibraryAPI)
    app.add_transform(LinkToAPI)
