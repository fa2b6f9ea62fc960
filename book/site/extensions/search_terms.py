"""Lets a search for a term of the glossary lead first to where the term is introduced.

Each bold term (book/writing/glossary.csv) becomes an index entry of its place, in both languages:
readers of either edition type either. What Sphinx's search makes of it is seen to by
book/site/static/search.js.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from book.places import EDITIONS
from book.site.extensions.language_switch import OTHER
from book.writing.glossary import entries
from book.writing.notebooks import cells, number

# What readers type and no text says: the chapter that it is about.
ALSO = {
    "2": ["损失函数", "loss function"],
    "16": ["保存权重", "保存模型", "save weights", "save model"],
    "18": ["手写数字", "handwritten digits"],
    "24": ["conv", "CNN", "卷积神经网络"],
}


def other_subject(document, config):
    """Return what the same chapter of the other edition is about, by its title up to a colon."""
    there = EDITIONS[OTHER[config.language[:2]]]
    file = there / f"{Path(document).name}.ipynb"
    title = cells(file)[0].source.partition("\n")[0] if file.exists() else ""
    return re.split("[:：]", re.sub(r"^# \w+\.? ", "", title))[0]


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
        subject = other_subject(self.env.docname, self.config)
        words = [(word, "subject") for word in (subject, *ALSO.get(key, ())) if word]
        if words and self.document.children:
            first = self.document.children[0]
            first["ids"].append("subject")
            about = [("single", word, anchor, "main", None) for word, anchor in words]
            first.insert(1, addnodes.index(entries=about))


def add_script(app, pagename, templatename, context, doctree):
    if pagename == "search":
        app.add_js_file("search.js", loading_method="defer")  # after Sphinx's, before it begins


def setup(app):
    app.add_transform(IndexTerms)
    app.connect("html-page-context", add_script)
