"""Puts a button into the header of a page: this chapter, in JupyterLab, in the browser.

Only a site that has lite/ gets it: book/lite/site.py says so with ``BOOK_BROWSER=1``. The first
page's button opens the first chapter, the workshop's page the workshop's first notebook. What a
click says and does is in static/run-here.js, which is short enough to stand in the page itself;
its style is in book/site/static/reading.css.
"""

import os
from pathlib import Path

SCRIPT = Path(__file__).with_name("static") / "run-here.js"
TEXT = {"zh": "在这里运行，什么都不用装", "en": "Run it here, nothing to install"}


def chapter_of(pagename):
    """Return the notebook that a page's button opens, or None if the page is no chapter."""
    *_, edition, name = f"//{pagename}".split("/")
    if pagename == f"book/{edition}/index":
        return f"chapters/{edition}/01-neuron.ipynb"
    if pagename == f"book/{edition}/workshop":
        return f"mine-{edition}/chapters/00-start.ipynb"
    return f"{pagename}.ipynb" if pagename == f"chapters/{edition}/{name}" else None


def add_button(app, pagename, templatename, context, doctree):
    """Put the button before those of the theme, and what it does into the page."""
    chapter = chapter_of(pagename)
    if not chapter:
        return
    app.add_js_file(None, body=SCRIPT.read_text(encoding="utf-8"))
    root = "../" * (pagename.count("/") + 1)
    text = TEXT[app.config.language[:2]]
    context["header_buttons"].insert(0, {
        "type": "javascript", "javascript": f"runHere('{root}lite/', '{chapter}')",
        "text": text, "tooltip": text, "icon": "fas fa-play", "label": "run-here",
    })  # fmt: skip


def setup(app):
    """Do nothing for a book without lite/, where the button would lead nowhere."""
    if os.environ.get("BOOK_BROWSER") == "1":
        # After the theme has made its list of buttons.
        app.connect("html-page-context", add_button, priority=900)
