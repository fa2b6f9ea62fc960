"""Says, above what a chapter shows, that the reader can write it first: one line, with a link."""

from docutils import nodes

WORDS = {
    "zh_CN": ("先自己写，再看：", "工坊", "book/zh/workshop"),
    "en": ("Write it yourself first: ", "the workshop", "book/en/workshop"),
}


def add_lines(app, doctree, docname):
    before, name, target = WORDS[app.config.language]
    uri = app.builder.get_relative_uri(docname, target) if app.builder.format == "html" else ""
    for cell in list(doctree.findall(nodes.container)):
        if uri and "workshop" in cell.get("cell_metadata", {}):
            link = nodes.reference("", name, refuri=uri, internal=True)
            line = nodes.paragraph("", before, link, classes=["workshop-line"])
            cell.parent.insert(cell.parent.index(cell), line)


def setup(app):
    app.connect("doctree-resolved", add_lines)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
