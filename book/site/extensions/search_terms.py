"""Lets a search for a term of the glossary lead first to where the term is introduced.

Each bold term (book/writing/glossary.csv) becomes an index entry of its place. Sphinx's search puts
pages with such an entry before those which merely use the words.
"""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from book.writing.glossary import entries
from book.writing.notebooks import number


class IndexTerms(SphinxTransform):
    default_priority = 400

    def apply(self):
        key = number(Path(self.env.docname))
        terms = {term.lower() for *names, chapter in entries() if chapter == key for term in names}
        for place, bold in enumerate(list(self.document.findall(nodes.strong))):
            if bold.astext().lower() in terms:
                terms.remove(bold.astext().lower())
                anchor = f"term-{place}"
                entry = addnodes.index(entries=[("single", bold.astext(), anchor, "main", None)])
                bold["ids"].append(anchor)
                bold.parent.insert(bold.parent.index(bold), entry)


def setup(app):
    app.add_transform(IndexTerms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
