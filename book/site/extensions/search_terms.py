"""Lets a search for a term of the glossary lead first to where the term is introduced.

Each bold term (book/writing/glossary.csv) becomes an index entry of its place, in both languages:
readers of either edition type either. What Sphinx's search makes of it is seen to by
book/site/static/search.js.
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
        terms = {term.lower(): names for *names, chapter in entries() if chapter == key
                 for term in names}  # fmt: skip
        for place, bold in enumerate(list(self.document.findall(nodes.strong))):
            names = terms.pop(bold.astext().lower(), None)
            if names:
                anchor = f"term-{place}"
                both = [("single", name, anchor, "main", None) for name in names]
                bold["ids"].append(anchor)
                bold.parent.insert(bold.parent.index(bold), addnodes.index(entries=both))


def add_script(app, pagename, templatename, context, doctree):
    if pagename == "search":
        app.add_js_file("search.js", loading_method="defer")  # after Sphinx's, before it begins


def setup(app):
    app.add_transform(IndexTerms)
    # Before opens_from_disk, which makes a list of its own of the scripts.
    app.connect("html-page-context", add_script, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
