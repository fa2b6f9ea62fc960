"""Keeps the pages from loading anything that is not in the book's own folder.

Jupyter Book puts thebe (live code from a server) on every page, with an address on the
internet, whether it is used or not. Here it is dropped. MathJax, the other outsider, comes from
book/static through ``mathjax_path``.
"""


def is_thebe(script):
    text = f"{script.filename or ''} {script.attributes.get('body') or ''}"
    return "thebe" in text.lower()


def drop_thebe(app, pagename, templatename, context, doctree):
    context["script_files"] = [s for s in context["script_files"] if not is_thebe(s)]


def setup(app):
    app.connect("html-page-context", drop_thebe)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
