"""The book as PDF: some of its pages, printed as `make pdf` prints all.

Each check compares a file with the pages that it was to be printed from, and yields a line for
whatever differs. Every check also sees a file printed from spoiled pages by a spoiled script, and
must find what is wrong there.
"""

import os
import re
from unicodedata import normalize
from urllib.parse import unquote, urljoin

import pytest
from bs4 import BeautifulSoup

if os.environ.get("REQUIRE_BROWSER") != "1":
    pytest.importorskip("pypdf", reason="needs: pip install -r requirements-browser.txt")

import pypdf  # noqa: E402

from book.places import EDITIONS  # noqa: E402
from book.site import pdf  # noqa: E402
from book.site.build import contents  # noqa: E402
from tests.copies import copy_site, spoil  # noqa: E402

CHAPTER, API = "chapters/{}/04-learning-rate", "book/{}/E-api"
SAMPLE = ("book/{}/index", CHAPTER, API)
TOUCH = {"zh": "动手试试：拖动学习率", "en": "Try it: drag the learning rate"}
WORD = re.compile("[\u4e00-\u9fff]{2,}|[A-Za-z]{4,}")
A4 = (595, 842)


def squeeze(text):
    return re.sub(r"\s", "", text)


def sample(edition):
    """Return a table of contents with nothing but these pages."""
    wanted = {page.format(edition) for page in SAMPLE}
    parts = [(part, [p for p in pages if p in wanted]) for part, pages in contents(edition)]
    return [(part, pages) for part, pages in parts if pages]


class Book:
    """A printed file, and what it was to be printed from."""

    def __init__(self, browser, site, edition, parts, file, original=None):
        pdf.print_book(browser, site, edition, parts, file)
        self.edition, self.parts, self.file = edition, parts, pypdf.PdfReader(file)
        self.pages = [page for _, those in parts for page in those]
        self.articles = {page: self.read((original or site) / edition, page) for page in self.pages}
        self.sheets = [sheet.extract_text().splitlines() for sheet in self.file.pages]
        numbers = [self.number(each) for each in self.file.outline if not isinstance(each, list)]
        inner = [each for each in self.file.outline if isinstance(each, list)]
        starts = [self.number(each) for part in inner for each in part
                  if not isinstance(each, list) and each.title in self.titles()]  # fmt: skip
        self.starts = dict(zip(self.pages, sorted({*numbers, *starts}), strict=True))

    @staticmethod
    def read(folder, page):
        text = (folder / f"{page}.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(text, "html.parser").select_one("article.bd-article")
        # The code of figures is not printed, nor are the words on a fold that hides a solution.
        for part in soup.select("script, .headerlink, .tag_figure details, .cell summary"):
            part.decompose()
        return soup

    def titles(self):
        return [soup.h1.text for soup in self.articles.values()]

    def number(self, destination):
        return self.file.get_destination_page_number(destination)

    def range(self, page):
        """Return the sheets of a page, by number."""
        later = [start for start in self.starts.values() if start > self.starts[page]]
        return range(self.starts[page], min(later, default=len(self.sheets)))

    def head(self, number):
        """Return how many lines come before a sheet's text: part and title, and the number."""
        return 1 if number in self.range(self.pages[0]) and not self.parts[0][0] else 2

    def text(self, page):
        """Return what stands on a page's sheets between head and foot, without spaces."""
        sheets = [self.sheets[n][self.head(n) :] for n in self.range(page)]
        return squeeze("".join("".join(lines) for lines in sheets))


def bookmarks(book):
    """The bookmarks are the table of contents and the sections of each page, in their places."""

    def shape(outline):
        return [shape(each) if isinstance(each, list) else each.title for each in outline]

    def chapter(page):
        soup = book.articles[page]
        sections = [heading.text for heading in soup.select("section > h2")]
        sections += pdf.WORDS[book.edition][:1] * bool(soup.select(".tag_solution"))
        return [soup.h1.text, *([sections] if sections else [])]

    expected = []
    for part, pages in book.parts:
        inside = [line for page in pages for line in chapter(page)]
        expected += [part, inside] if part else inside
    came = shape(book.file.outline)
    if came != expected:
        yield f"the bookmarks are {came}, not {expected}"

    def flat(outline):
        return [m for each in outline for m in (flat(each) if isinstance(each, list) else [each])]

    marks = flat(book.file.outline)
    numbers = [book.number(mark) for mark in marks]
    if numbers != sorted(numbers):
        yield f"the bookmarks lead to {numbers}"
    for mark, number in zip(marks, numbers, strict=True):
        on_sheet = squeeze("".join(book.sheets[number]))
        if squeeze(mark.title) not in on_sheet:
            yield f"the bookmark {mark.title} leads to another page"


def sheets(book):
    """Sheets are A4, carry their number, and are as many as the text needs."""
    for number, sheet in enumerate(book.file.pages):
        size = tuple(round(length) for length in sheet.mediabox[2:])
        foot = "".join(book.sheets[number][book.head(number) - 1 :][:1])
        if size != A4:
            yield f"sheet {number + 1} is {size}"
        if foot != str(number + 1):
            yield f"sheet {number + 1} is numbered {foot}"
    for page in book.pages:
        count, length = len(book.range(page)), len(book.articles[page].text)
        if not length / 3000 < count < length / 300:
            yield f"{page}: {count} sheets for {length} characters"


def words(book):
    """All words and all lines of code are there: an unknown or unsearchable glyph is none."""
    for page in book.pages:
        soup, text = BeautifulSoup(str(book.articles[page]), "html.parser"), book.text(page)
        for formula in soup.select(".math"):
            formula.replace_with(" ")
        for fold in soup.select("summary"):  # in print, a heading says instead that it answers
            if fold.text.strip() in ("答案", "Answer"):
                fold.decompose()
        lines = [squeeze(line) for code in soup.select("pre") for line in code.text.splitlines()]
        wanted = {*lines, *(squeeze(word) for word in WORD.findall(soup.text))}
        yield from (f"{page} lacks {word}" for word in sorted(wanted) if word not in text)
        if normalize("NFKC", TOUCH[book.edition]) in normalize("NFKC", text):
            yield f"{page} has a figure that nobody can touch"


def formulas(book):
    """Formulas are set: the plain ones read as they should, and no source is seen."""
    for page in book.pages:
        text = book.text(page)
        for formula in book.articles[page].select(".math"):
            tex = formula.text.strip()[2:-2].replace("-", "\N{MINUS SIGN}")  # without \( and \)
            if not re.search(r"[\\_^{}]", tex) and squeeze(tex) not in text:
                yield f"{page} lacks the formula {tex}"
        yield from (f"{page} shows {tex}" for tex in re.findall(r"\\\(.*?\\\)|\\frac", text))


def pictures(book):
    for page in book.pages:
        expected = len(book.articles[page].select("img"))
        drawn = [
            each for number in book.range(page)
            for each in book.file.pages[number]["/Resources"].get("/XObject", {}).values()
        ]  # fmt: skip
        came = sum(each.get_object()["/Subtype"] == "/Image" for each in drawn)
        if came != expected:
            yield f"{page} has {came} pictures, not {expected}"


def fonts(book):
    """Every font is in the file."""
    for sheet in book.file.pages:
        for font in sheet["/Resources"]["/Font"].values():
            font = font.get_object()
            inner = font.get("/DescendantFonts", [font])[0].get_object()
            descriptor = inner.get("/FontDescriptor", {})
            if "/CharProcs" not in inner and not any("FontFile" in key for key in descriptor):
                yield f"the font {font['/BaseFont']} is not in the file"


def links(book):
    """Links lead to their place in the file or to the internet, never to the disk."""
    came = set()
    for page in book.pages:
        for number in book.range(page):
            for link in book.file.pages[number].get("/Annots", ()):
                action = link.get_object()["/A"]
                if action["/S"] == "/GoTo":
                    there = book.file.get_page_number(action["/D"][0].get_object())
                    came.add((page, there))
                elif not re.match("https?://(?!book.invalid)", action["/URI"]):
                    yield f"{page} leads to {action['/URI']}"
    for page in book.pages:
        for link in book.articles[page].select("a[href]"):
            address, _, anchor = unquote(urljoin(f"{page}.html", link["href"])).partition("#")
            there = address.removesuffix(".html")
            if there not in book.pages:
                continue
            # What an anchor of the API names is its last word; other anchors are of whole pages.
            name = anchor.split(".")[-1] if anchor else squeeze(book.articles[there].h1.text)
            right = [n for n in book.range(there) if name in squeeze("".join(book.sheets[n]))]
            if not any((page, n) in came for n in right):
                yield f"{page} does not lead to {there}#{anchor}"


@pytest.fixture(scope="module")
def printed(book, browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")
    return {
        edition: Book(browser, book, edition, sample(edition), folder / f"{edition}.pdf")
        for edition in EDITIONS
    }


# What the checks must notice, and the checks

IN_THE_PAGE = (
    ("<h2>小结", "<h2>别的"),
    ("E-api.html#tinynn.penguins.load_penguins", "E-api.html#tinynn.max_pool.MaxPool"),
    (r"\(b=-5872\)", r"\(b\)"),
    ('<img alt="同一条抛物线', '<i alt="同一条抛物线'),
    ("</head>", "<style>.touch {display: block !important}</style></head>"),
    ("</article>", r"<p><code>\(\frac12\)</code></p>"
                   "<div style='height: 90000px'></div></article>"),
)  # fmt: skip
IN_THE_SCRIPT = (
    ("section => [section.id,", "(section, n, all) => [all.at(-1 - n).id,"),
    ("open.append(...fold.childNodes);", ""),
    ("link.replaceWith(...link.childNodes);", ""),
)
IN_THE_LAYOUT = (("size: A4", "size: A5"), ("counter-reset: page", "counter-reset: other"))
SEEN = {
    bookmarks: ("the bookmarks are", "the bookmarks lead to", "leads to another page"),
    sheets: ("sheet 1 is (", "is numbered", "sheets for"),
    words: ("lacks defstandardise(X):", "lacks 自动求导", "nobody can touch"),
    formulas: ("lacks the formula b=\N{MINUS SIGN}5872", r"shows \(\frac12\)"),
    pictures: ("has 2 pictures, not 3",),
    fonts: ("is not in the file",),
    links: ("leads to file:", "does not lead to"),
}


@pytest.fixture(scope="module")
def spoiled(book, browser, tmp_path_factory):
    """All faults at once, each in a place of its own."""
    folder = tmp_path_factory.mktemp("spoiled")
    site = copy_site(book, folder, f"zh/{CHAPTER.format('zh')}.html", *IN_THE_PAGE)
    script = folder / "print.js"
    script.write_text(spoil(pdf.SCRIPT.read_text(encoding="utf-8"), *IN_THE_SCRIPT), "utf-8")
    parts = [(part, pages) for part, pages in sample("zh") if part]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "SCRIPT", script)
        patch.setattr(pdf, "LAYOUT", spoil(pdf.LAYOUT, *IN_THE_LAYOUT))
        patch.setattr(pdf, "make_searchable", lambda writer: None)
        spoiled = Book(browser, site, "zh", parts, folder / "zh.pdf", original=book)
    for sheet in spoiled.file.pages:
        for font in sheet["/Resources"]["/Font"].values():
            for inner in font.get_object().get("/DescendantFonts", ()):
                inner.get_object()["/FontDescriptor"].pop("/FontFile2", None)
    return spoiled


@pytest.mark.parametrize("check", SEEN)
def test_the_check_notices(spoiled, check):
    found = "\n".join(check(spoiled))
    assert [fault for fault in SEEN[check] if fault not in found] == [], found


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("check", SEEN)
def test_the_file_passes(printed, check, edition):
    assert [*check(printed[edition])] == []


REFUSED = {
    "wider than the paper": "<div style='width: 900px'>x</div>",
    "ask for what is not in the folder: http://127.0.0.1:9/": "<img src='http://127.0.0.1:9/'>",
    "ask for what is not in the folder: file:": "<img src='gone.png'>",
    "that place is not on the paper": "<a href='#gone'>x</a>",
}


@pytest.mark.parametrize("fault", REFUSED)
def test_it_stops_at(book, browser, tmp_path, fault):
    page = SAMPLE[0].format("zh")
    edit = ("</article>", REFUSED[fault] + "</article>")
    site = copy_site(book, tmp_path, f"zh/{page}.html", edit)
    with pytest.raises(SystemExit, match=re.escape(fault)):
        pdf.print_book(browser, site, "zh", [("", [page])], tmp_path / "zh.pdf")
