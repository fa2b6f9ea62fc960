"""Tells a browser how large a figure will be, in a way that lets the figure shrink.

A figure has twice the pixels that it is shown in, and its notebook says how many these are. Sphinx
writes them as a style, which also holds where there is no room; as attributes they only keep the
place until the figure is there. On a narrow screen `reading.css` lets a wide one scroll.
"""

import re

STYLE = re.compile(r'(<img alt="[^"]*" src="[^"]*\.png") style="width: (\d+)px; height: (\d+)px;"')


def measure(app, pagename, templatename, context, doctree):
    if "body" in context:
        sizes = r'\1 width="\2" height="\3" style="--shown: \2px"'
        context["body"] = STYLE.sub(sizes, context["body"])


def setup(app):
    app.connect("html-page-context", measure)
