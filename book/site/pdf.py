"""Prints both editions of the built book, one PDF each: python -m book pdf [SITE [FOLDER]]

SITE is what `make book` wrote (``_site``), FOLDER is where the two files go (``build/pdf``). The
pages of the table of contents are printed one after the other by Debian's Chromium, opened from
disk, and joined: with bookmarks, page numbers, and links that lead to their place in the file.
What a page looks like on paper is in print.css and print.js.
"""

import io
import json
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, Fit, NameObject, TextStringObject

from book.places import EDITIONS, ROOT
from book.site.browser import chromium
from book.site.build import PROJECT, TAGS, contents, read

STYLE, SCRIPT = (Path(__file__).with_name(f"print.{kind}") for kind in ("css", "js"))
WORDS = {"zh": ["解答", "练习"], "en": ["Solutions", "Exercise"]}
PAPER = {"width": 658, "height": 960}  # A4 without its margins, in the browser's pixels
LAYOUT = """
@page {
  size: A4;
  margin: 22mm 18mm 20mm;
  @top-left { content: %(part)s; color: #666; font-size: 8pt; }
  @top-right { content: %(title)s; color: #666; font-size: 8pt; }
  @bottom-center { content: counter(page); color: #666; font-size: 9pt; }
}
html { counter-reset: page %(before)s; }
"""
INSIDE = "https://book.invalid/"  # print.js writes links within the book so
SET = """() => document.readyState === "complete"
    && [...document.querySelectorAll(".math")].every(f => f.querySelector("mjx-container"))
    && [...document.images].every(image => image.complete)"""


class Printed(NamedTuple):
    """A page of the book on paper."""

    title: str
    sections: list  # of (anchor, words)
    pdf: PdfReader


# Chromium takes the glyph of a character like 一 for that of its twin among the radicals, U+2F00,
# which no search finds. Unicode's compatibility forms undo that, but for these radicals.
RADICALS = str.maketrans(
    "⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳⺟⺠",
    "虎西见角贝车長镸长门青韦页风飞食马鱼鸟麦黄齐齿龙龟母民",
)
RADICAL = re.compile(rb"^<(\w+)>(?: <(\w+)>)? <(2[EF]\w\w)>$", re.MULTILINE)


def print_page(tab, root, page, part, before, pages, numbers, words):
    """Print one page of the site; `before` pages come before it in the book."""
    tab.set_viewport_size(PAPER)
    tab.emulate_media(media="print", color_scheme="light")
    tab.goto((root / f"{page}.html").as_uri())
    tab.wait_for_function(SET)
    tab.add_style_tag(path=STYLE)
    known = {"root": f"{root.as_uri()}/", "pages": pages, "numbers": numbers, "words": words}
    found = tab.evaluate(SCRIPT.read_text(encoding="utf-8"), known)
    if found["cut"]:
        sys.exit(f"{page} is wider than the paper here: {'; '.join(found['cut'])}")
    named = {"part": part, "title": found["title"] if part else ""}
    quoted = {key: json.dumps(text, ensure_ascii=False) for key, text in named.items()}
    tab.add_style_tag(content=LAYOUT % {**quoted, "before": before})
    pdf = PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True, print_background=True)))
    return Printed(found["title"], found["sections"], pdf)


def print_pages(browser, root, parts, words):
    """Print all pages, the first one again when the numbers in its table of contents are known."""
    pages = [page for _, those in parts for page in those]
    printed, numbers, before = {}, {}, 0
    context = browser.new_context(offline=True)
    tab = context.new_page()
    missing = []  # what is not on the disk
    tab.on("requestfailed", lambda request: missing.append(request.url))
    for part, those in parts:
        for page in those:
            printed[page] = print_page(tab, root, page, part, before, pages, {}, words)
            numbers[page] = before + 1
            before += len(printed[page].pdf.pages)
    first = pages[0]
    again = print_page(tab, root, first, "", 0, pages, numbers, words)
    if len(again.pdf.pages) != len(printed[first].pdf.pages):
        sys.exit("With its numbers the table of contents takes another number of pages.")
    context.close()
    if missing:
        sys.exit(f"The pages ask for what is not in the folder: {', '.join(missing)}")
    return {**printed, first: again}


def place(starts, printed, page, anchor):
    """Return where an anchor of a page is in the book: the number of its page, and its height."""
    if not anchor:
        return starts[page], None
    pdf = printed[page].pdf
    found = pdf.named_destinations.get(f"/{anchor}")
    if found is None:
        sys.exit(f"A link leads to {page}#{anchor}, but that place is not on the paper.")
    return starts[page] + pdf.get_destination_page_number(found), found.top


def unify(match):
    """Rewrite a line of a font's table from glyphs to characters: no radicals."""
    first, last = (int(match[group], 16) for group in (1, 2 if match[2] else 1))
    start = int(match[3], 16)
    chars = "".join(map(chr, range(start, start + last - first + 1)))
    codes = " ".join(f"<{ord(c):04X}>" for c in normalize("NFKC", chars.translate(RADICALS)))
    if match[2]:
        return b"<%s> <%s> [%s]" % (match[1], match[2], codes.encode())
    return b"<%s> %s" % (match[1], codes.encode())


def make_searchable(writer):
    """Let the Chinese that is found in the file, or copied from it, be ordinary characters."""
    fonts = [font for sheet in writer.pages for font in sheet["/Resources"]["/Font"].values()]
    for number in {font.idnum for font in fonts}:
        table = writer.get_object(number)["/ToUnicode"]
        table.set_data(RADICAL.sub(unify, table.get_data()))


def lead_inside(writer, starts, printed):
    """Let the links within the book lead to its own pages."""
    for sheet in writer.pages:
        for link in sheet.get("/Annots", ()):
            action = link.get_object().get("/A", {})
            if action.get("/URI", "").startswith(INSIDE):
                page, _, anchor = action["/URI"].removeprefix(INSIDE).partition("#")
                number, top = place(starts, printed, page, anchor)
                fit = Fit.xyz(0, top) if anchor else Fit.fit()
                there = writer.pages[number].indirect_reference
                link.get_object()[NameObject("/A")] = DictionaryObject({
                    NameObject("/S"): NameObject("/GoTo"),
                    NameObject("/D"): ArrayObject([there, NameObject(fit.fit_type), *fit.fit_args]),
                })  # fmt: skip


def join(printed, parts, edition):
    """Join the printed pages into one book."""
    writer, starts = PdfWriter(), {}
    for page, each in printed.items():
        starts[page] = len(writer.pages)
        for sheet in each.pdf.pages:
            writer.add_page(sheet)
    lead_inside(writer, starts, printed)
    for part, pages in parts:
        above = None
        if part:
            above = writer.add_outline_item(title=part, page_number=starts[pages[0]], bold=True)
        for page in pages:
            each = printed[page]
            chapter = writer.add_outline_item(
                title=each.title, page_number=starts[page], parent=above, is_open=False
            )
            for anchor, words in each.sections:
                number, top = place(starts, printed, page, anchor)
                writer.add_outline_item(
                    title=words, page_number=number, parent=chapter, fit=Fit.xyz(0, top)
                )
    make_searchable(writer)
    config = read(edition, "_config.yml")
    writer.metadata = {"/Title": config["title"], "/Author": config["author"]}
    writer.root_object[NameObject("/Lang")] = TextStringObject(TAGS[edition])
    writer.page_mode = "/UseOutlines"
    writer.compress_identical_objects()
    return writer


def print_book(browser, site, edition, parts, file):
    """Print one edition into a file and return its number of pages."""
    printed = print_pages(browser, site / edition, parts, WORDS[edition])
    writer = join(printed, parts, edition)
    writer.write(file)
    return len(writer.pages)


def offer(site, edition, file):
    """Put a printed edition into the site, and a link to it on the edition's first page."""
    name = f"{PROJECT}-{edition}.pdf"
    shutil.copy2(file, site / name)
    page = site / edition / "book" / edition / "index.html"
    link = f'<a class="pdf" href="../../../{name}" download>PDF</a>'
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('<span class="pdf" hidden></span>', f" {link}"), encoding="utf-8")


def main():
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "_site").resolve()
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "build" / "pdf").resolve()
    if not (site / "index.html").exists():
        sys.exit(f"There is no built book in {site}: make book, or python -m book build")
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for edition in EDITIONS:
            file = folder / f"neuron-to-convolution-{edition}.pdf"
            count = print_book(browser, site, edition, contents(edition), file)
            offer(site, edition, file)
            print(f"{file}: {count} pages")
