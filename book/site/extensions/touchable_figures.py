"""Gives a page the scripts of the figures on it that can be touched (book/site/static/touch).

A chapter says where such a figure stands by ``<div class="touch" data-figure="NAME"></div>`` in
its Markdown: on the page, NAME.js draws it there, and a link to ``#figure-NAME`` leads to it.
JupyterLab shows nothing.
"""

import re
from pathlib import Path

from book.site import draw

FOLDER = Path(__file__).resolve().parents[1] / "static" / "touch"
PLACE = re.compile(r'<div class="touch" data-figure="([^"]*)"></div>')


def add_scripts(app, pagename, templatename, context, doctree):
    body = context.get("body", "")
    names = PLACE.findall(body)
    for name in names:
        if not (FOLDER / f"{name}.js").exists():
            raise ValueError(f"{pagename} asks for the figure {name}: there is no {name}.js")
    if names:
        # The place is another element, since the figure itself is not on paper.
        context["body"] = PLACE.sub(r'<div id="figure-\1"></div>\g<0>', body)
        app.add_css_file("touch/touch.css")
        data = ["draw-data"] if "draw" in names else []
        for script in ("touch", *data, *sorted(set(names))):
            app.add_js_file(f"touch/{script}.js")


def put_data(app, exception):
    """Give the figure "draw a digit" its weights."""
    if not exception:
        draw.put(Path(app.outdir, "_static", "touch"))


def setup(app):
    app.connect("build-finished", put_data)
    app.connect("html-page-context", add_scripts)
