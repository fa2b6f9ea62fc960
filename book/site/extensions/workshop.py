"""Says, above what a chapter shows, that the reader can write it first: one line, with links.

On a site that runs Python in the browser (book/lite/button.py) one of them opens it there.
"""

import os

from docutils import nodes

WORDS = {
    "zh_CN": ("先自己写，再看：", "工坊", "book/zh/workshop", "；", "在浏览器里写", "。"),
    "en": ("Write it yourself first: ", "the workshop", "book/en/workshop", ", or ",
           "write it here, in the browser", "."),
}  # fmt: skip


def add_lines(app, doctree, docname):
    before, name, target, between, here, end = WORDS[app.config.language]
    uri = app.builder.get_relative_uri(docname, target) if app.builder.format == "html" else ""
    for cell in list(doctree.findall(nodes.container)):
        if uri and "workshop" in cell.get("cell_metadata", {}):
            link = nodes.reference("", name, refuri=uri, internal=True)
            line = nodes.paragraph("", before, link, classes=["workshop-line"])
            if os.environ.get("BOOK_BROWSER") == "1":
                line += [nodes.Text(between), opener(docname, here), nodes.Text(end)]
            cell.parent.insert(cell.parent.index(cell), line)


def opener(docname, words):
    """Return what opens the workshop's notebook of a chapter in the browser."""
    _, edition, name = docname.split("/")
    root = "../" * (docname.count("/") + 1)
    action = f"runHere('{root}lite/', 'mine-{edition}/chapters/{name}.ipynb'); return false"
    html = f'<a href="#" role="button" class="write-here" onclick="{action}">{words}</a>'
    return nodes.raw("", html, format="html")


def setup(app):
    app.connect("doctree-resolved", add_lines)
