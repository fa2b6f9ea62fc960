"""Leads from every page to the same page of the other edition.

The editions are built side by side (``<site>/zh`` and ``<site>/en``) from parallel paths
(``chapters/zh/x`` and ``chapters/en/x``), so the way across is a relative link. An edition that
is built alone, by a bare ``jupyter-book build .``, has nothing to lead to and shows no switch:
book/site/build.py says with ``BOOK_BOTH_EDITIONS=1`` that it builds both.
"""

import os

from book.site.build import TAGS

OTHER = {"zh": "en", "en": "zh"}
NAMES = {"zh": "中文", "en": "English"}


def other_page(pagename, here, there):
    """Name the same page in the other edition: chapters/zh/x is chapters/en/x there."""
    return "/".join(there if part == here else part for part in pagename.split("/"))


def add_switch(app, pagename, templatename, context, doctree):
    here = app.config.language[:2]
    there = OTHER[here]
    if os.environ.get("BOOK_BOTH_EDITIONS") != "1":
        return
    up = "../" * (pagename.count("/") + 1)
    url = f"{up}{there}/{other_page(pagename, here, there)}.html"
    context["language_switch"] = {"url": url, "tag": TAGS[there], "name": NAMES[there]}
    if not app.config.book_address:  # page_head.py gives the whole address where there is one
        link = f'<link rel="alternate" hreflang="{TAGS[there]}" href="{url}" />'
        context["metatags"] = context.get("metatags", "") + link


def setup(app):
    app.connect("html-page-context", add_switch)
