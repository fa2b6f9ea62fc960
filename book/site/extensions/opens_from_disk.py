"""Lets the built pages be read from a folder, with no server and no network.

- thebe (live code from a server) comes with Jupyter Book, used or not, and brings an address on
  the internet: dropped.
- The theme preloads its icon fonts in a way that browsers refuse on ``file://``: dropped, the
  icons are drawn without it.
- MathJax is copied from the package sphinx-mathjax-offline: of its 24 MB, the one script that
  ``mathjax_path`` names, which loads no other, and its fonts. Its licence is in book/site/static.
"""

import re
from importlib.metadata import distribution
from pathlib import Path

from sphinx.util.fileutil import copy_asset

PACKAGE = "sphinx-mathjax-offline"
FONTS = "mathjax/output/chtml/fonts/woff-v2"

# Of the scripts: thebe, and what a choice among versions of the book would need.
UNUSED = re.compile("thebe|DOCUMENTATION_OPTIONS.pagename", re.IGNORECASE)
FONT_PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>\n?')
# What a page loads only if it has something of the kind; of the icons, the style sheet will do.
NEEDED = {
    None: r"(?:fontawesome/[^\"]*\.js|sphinx-thebe\.css)",
    r'class="[^"]*\bmath\b': r"tex-chtml-full\.js",
    r'class="[^"]*\bsd-': r"(?:sphinx-design\.min\.css|design-tabs\.js)",
    r'class="(?:[^"]* )?(?:toggle[ "]|admonition[^"]*\bdropdown\b)': r"togglebutton\.(?:css|js)",
    r'id="search-results"': r"translations\.js",
    r'<div class="highlight"': r"(?:clipboard\.min\.js|copybutton\.(?:css|js))",
    r'class="[^"]*\bcell\b': r"mystnb\.[0-9a-f]+\.css",
}
IMPORTING = re.compile(r"styles/theme\.css\b[^\"]*")  # all that it does is to import basic.css


def drop_unused(app, pagename, templatename, context, doctree):
    context["script_files"] = [
        script for script in context["script_files"]
        if not UNUSED.search(f"{script.filename} {script.attributes}")
    ]  # fmt: skip


def lighten(app, exception):
    """Take off a finished page what it loads and does not need."""
    if exception:
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = FONT_PRELOAD.sub("", text)
        text = IMPORTING.sub("basic.css", text)
        for sign, name in NEEDED.items():
            if sign is None or not re.search(sign, text):
                text = re.sub(rf"<(?:link|script)\b[^>]*/{name}[^>]*>(?:</script>)?\n?", "", text)
        page.write_text(text, encoding="utf-8")
    for script in Path(app.outdir, "_static", "vendor", "fontawesome").rglob("*.js*"):
        script.unlink()


def copy_mathjax(app, exception):
    if exception:
        return
    static = Path(str(distribution(PACKAGE).locate_file(PACKAGE)), "static")
    for name in (app.config.mathjax_path, FONTS):
        target = Path(app.outdir, "_static", name)
        copy_asset(static / name, target if name == FONTS else target.parent)


def setup(app):
    app.connect("html-page-context", drop_unused, priority=950)  # when all have added theirs
    app.connect("build-finished", lighten)
    app.connect("build-finished", copy_mathjax)
