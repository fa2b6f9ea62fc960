"""Tells search engines, and whoever shows a link to a page, what the page is about.

The public address is ``book_address`` in `_config.yml`, none by default; where there is one, each
page names its own and that of the other edition, and the picture shown with a link.
"""

import functools
import html
import re

import yaml
from docutils import nodes

from book.places import ROOT
from book.site.build import TAGS
from book.site.extensions.language_switch import OTHER, other_page

LONGEST = 160


def description(doctree):
    """Return how a page's text begins, cut at a sentence or a word."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else []:
        text = " ".join(paragraph.astext().split())
        if len(text) > 30 and "\\" not in text:
            return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    return ""


def add_head(app, pagename, templatename, context, doctree):
    here = app.config.language[:2]
    say = html.escape
    about = description(doctree) or app.config.project
    title = html.unescape(re.sub("<[^>]*>", "", context.get("title", "")))
    lines = [
        f'<meta name="description" content="{say(about)}" />',
        '<meta property="og:type" content="article" />',
        f'<meta property="og:title" content="{say(title)}" />',
        f'<meta property="og:site_name" content="{say(app.config.project)}" />',
        f'<meta property="og:description" content="{say(about)}" />',
    ]
    address = app.config.book_address.rstrip("/")
    if address:
        there = OTHER[here]
        pages = {here: pagename, there: other_page(pagename, here, there)}
        urls = {edition: f"{address}/{edition}/{page}.html" for edition, page in pages.items()}
        lines += [
            f'<link rel="canonical" href="{urls[here]}" />',
            f'<meta property="og:url" content="{urls[here]}" />',
            f'<meta property="og:image" content="{address}/{here}/_static/landing.png" />',
            *(f'<link rel="alternate" hreflang="{TAGS[e]}" href="{u}" />' for e, u in urls.items()),
            f'<link rel="alternate" hreflang="x-default" href="{urls["zh"]}" />',
        ]
    context["metatags"] = context.get("metatags", "") + "\n".join(lines)
    context["book_version"], context["book_date"] = released()


@functools.cache
def released():
    """Return the version of the book and its date, as they are cited."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return cited["version"], cited["date-released"]


def setup(app):
    app.add_config_value("book_address", "", "html")
    app.connect("html-page-context", add_head)
