"""Builds both editions of the book into one folder: python -m book build [FOLDER]

FOLDER (``_site`` unless another is named) is emptied first. Any warning is an error. The project
itself goes there too, in an archive, for readers who want to run the chapters.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from book.copying import copy
from book.environments import executable
from book.places import EDITIONS, ROOT

FOLDERS = {"zh": ROOT, "en": ROOT / "book" / "en"}  # of _toc.yml and _config.yml
TAGS = {"zh": "zh-CN", "en": "en"}  # of their languages
PROJECT = "from-neuron-to-convolution"
INSIDE = ("book", "chapters", "data", "tests", "tinynn", "[!.]*.yml", "[!.]*.txt", "[!.]*.md",
          "*.cff", "LICENSE", "Makefile", "pyproject.toml")  # fmt: skip
MADE = (".*", "__pycache__", "mnist.npz")  # what git ignores in these folders
ENTRANCE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>从神经元到卷积 · From Neuron to Convolution</title>
<link rel="icon" href="zh/_static/icon.svg">
<script>
const known = navigator.languages.find(language => /^(zh|en)\\b/i.test(language)) ?? "zh";
const edition = known.slice(0, 2).toLowerCase();
location.replace(`${edition}/book/${edition}/index.html`);
</script>
<noscript><meta http-equiv="refresh" content="0; url=zh/book/zh/index.html"></noscript>
</head>
<body>
<p><a href="zh/book/zh/index.html">从神经元到卷积</a></p>
<p lang="en"><a href="en/book/en/index.html" hreflang="en">From Neuron to Convolution</a></p>
</body>
</html>
"""
# A server shows it in place of a page at any depth, so its links begin at the book's address.
MISSING = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>没有这一页 · No such page</title>
</head>
<body>
<h1>没有这一页</h1>
<p>请从<a href="{home}zh/book/zh/index.html">第一页</a>的目录里找。</p>
<h2 lang="en">No such page</h2>
<p lang="en">Please look in the contents on the
<a href="{home}en/book/en/index.html" hreflang="en">first page</a>.</p>
</body>
</html>
"""


def read(edition, name):
    """Return what an edition's _toc.yml or _config.yml says."""
    return yaml.safe_load((FOLDERS[edition] / name).read_text(encoding="utf-8"))


def contents(edition):
    """Return the table of contents: (part, pages) in order; the first page is in no part."""
    toc = read(edition, "_toc.yml")
    parts = [(p["caption"], [each["file"] for each in p["chapters"]]) for p in toc["parts"]]
    return [("", [toc["root"]]), *parts]


def merged(common, own):
    """Return settings with some replaced, however deep."""
    return common | {
        key: merged(common[key], value) if isinstance(value, dict) else value
        for key, value in own.items()
    }


def address():
    """Return where the book will be found, or nothing: who publishes it may say in BOOK_ADDRESS."""
    own = read("zh", "_config.yml")["sphinx"]["config"]["book_address"]
    return os.environ.get("BOOK_ADDRESS") or own


def build(edition, site):
    """Build one edition into site/edition and say whether that went without a warning."""
    config = merged(read("zh", "_config.yml"), read(edition, "_config.yml"))
    config["sphinx"]["config"]["book_address"] = address()
    # Seen from the file's own folder, which is another one here.
    extensions = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = dict.fromkeys(extensions, str(ROOT))
    with tempfile.TemporaryDirectory() as work:
        file = Path(work, "_config.yml")
        file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        result = subprocess.run(
            [executable("jupyter-book"), "build", ".", "--config", str(file),
             "--toc", str(FOLDERS[edition] / "_toc.yml"), "--path-output", work,
             "-W", "--keep-going", "-n", "-q"],
            cwd=ROOT,
            env={**os.environ, "BOOK_BOTH_EDITIONS": "1"},
            stdout=subprocess.DEVNULL,  # it names the temporary folder; warnings go to stderr
        )  # fmt: skip
        html = Path(work, "_build", "html")
        if result.returncode == 0:
            shutil.copytree(html, site / edition, ignore=shutil.ignore_patterns(".buildinfo"))
    return result.returncode == 0


def pack(site):
    """Put the project into an archive in the site."""
    with tempfile.TemporaryDirectory() as work:
        Path(work, PROJECT).mkdir()
        for source in (path for pattern in INSIDE for path in ROOT.glob(pattern)):
            copy(source, Path(work, PROJECT, source.name), *MADE)
        shutil.make_archive(str(site / PROJECT), "zip", work, PROJECT)


def announce(site, address):
    """Write what search engines ask for, if there is an address under which they could."""
    home = f"{address.rstrip('/')}/" if address else ""
    (site / "404.html").write_text(MISSING.format(home=home), encoding="utf-8")
    if address:
        pages = sorted(p for edition in EDITIONS for p in (site / edition).glob("*/*/*.html"))
        urls = [f"<url><loc>{home}{p.relative_to(site).as_posix()}</loc></url>" for p in pages]
        namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
        sitemap = f'<urlset xmlns="{namespace}">\n' + "\n".join(urls) + "\n</urlset>\n"
        (site / "sitemap.xml").write_text(sitemap, encoding="utf-8")
        robots = f"User-agent: *\nAllow: /\nSitemap: {home}sitemap.xml\n"
        (site / "robots.txt").write_text(robots, encoding="utf-8")


def main():
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "_site").resolve()
    if site.exists():
        ours = {*EDITIONS, "index.html", f"{PROJECT}.zip", "lite", "404.html", "robots.txt",
                "sitemap.xml", *(path.name for path in site.glob(f"{PROJECT}-*.pdf"))}  # fmt: skip
        if not {path.name for path in site.iterdir()} <= ours:
            sys.exit(f"{site} holds something else than a book: name another folder.")
        shutil.rmtree(site)
    failed = [edition for edition in EDITIONS if not build(edition, site)]
    if failed:
        sys.exit(f"The book was not built: see the warnings above ({', '.join(failed)}).")
    pack(site)
    (site / "index.html").write_text(ENTRANCE, encoding="utf-8")
    announce(site, address())
    for edition in EDITIONS:
        print(site / edition / "index.html")
