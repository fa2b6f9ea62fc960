"""The built book: whole, in both editions, and needing nothing from outside.

Each check takes a folder with a built book and yields what is wrong there, a line each. Every
check is run twice: on the book, where it must find nothing, and on a copy into which a fault was
put, where it must find it.
"""

import functools
import re
import shutil
import subprocess
import sys
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Comment

from book import tables
from book.places import EDITIONS, ROOT, TRUST
from book.site.build import PROJECT, contents
from book.writing.glossary import entries
from book.writing.growth import timeline
from book.writing.notebooks import chapters, number
from book.writing.outputs import read_from_tables
from tests.copies import copy_site

LANGUAGE = {"zh": "zh-CN", "en": "en"}
ENGLISH_OF_THE_THEME = re.compile(
    r"Skip to main|Back to top|Toggle \w+ sidebar|Link to this|(next|previous) page|"
    r"Table of contents|Show code|Hide code|Click to show|Print to PDF|Toggle hidden|light/dark"
)
IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""")


# Reading the built book


@functools.cache
def parse(text):
    return BeautifulSoup(text, "html.parser")


def read(page):
    return parse(page.read_text(encoding="utf-8"))


# Of a page's text alone, so that the many copies share what they have in common.


@functools.cache
def loaded_from_outside(text):
    """Addresses outside the folder that a page loads by itself."""
    soup = parse(text)
    loaded = [
        tag[attribute]
        for attribute in ("src", "srcset", "poster", "data")
        for tag in soup.find_all(attrs={attribute: True})
    ]
    loaded += [tag["href"] for tag in soup.find_all("link", href=True)]
    loaded = [address for address in loaded if is_outside(address)]
    styles = [t.text for t in soup.find_all("style")]
    for css in styles + [t["style"] for t in soup.find_all(style=True)]:
        loaded += IN_CSS.findall(css)
    for script in soup.find_all("script", src=False):
        loaded += re.findall(r"(?:https?:)?//[\w.-]+\.\w+/[^\"'\s]*\.m?js\b", script.text)
    return loaded


@functools.cache
def links(text):
    """Addresses within the book that a page names."""
    soup = parse(text)
    addresses = {t[a] for a in ("href", "src") for t in soup.find_all(attrs={a: True})}
    for refresh in soup.find_all("meta", attrs={"http-equiv": re.compile("refresh", re.I)}):
        addresses.add(refresh["content"].split("url=")[1])
    return sorted(a for a in addresses if not re.match(r"[a-z]+:|//", a))


@functools.cache
def anchors(text):
    """What an address can lead to within a page."""
    soup = parse(text)
    named = {tag["name"] for tag in soup.find_all("a", attrs={"name": True})}
    return named | {tag["id"] for tag in soup.find_all(id=True)}


def all_pages(site):
    return sorted(p for p in site.rglob("*.html") if "_static" not in p.parts)


def edition_pages(site):
    """All the pages of the editions but the two that only forward to the first page."""
    forwards = [site / "zh" / "index.html", site / "en" / "index.html", site / "index.html",
                site / "404.html"]  # fmt: skip
    return [page for page in all_pages(site) if page not in forwards]


def name(page, site):
    return page.relative_to(site).as_posix()


def swapped(page, site):
    """The same page of the other edition: zh/chapters/zh/x.html and en/chapters/en/x.html."""
    other = {"zh": "en", "en": "zh"}
    return site.joinpath(*(other.get(part, part) for part in page.relative_to(site).parts))


def target(page, address):
    """The file that a relative address on a page names."""
    path = unquote(urlsplit(address).path)
    return (page.parent / path).resolve() if path else page.resolve()


def is_outside(address):
    return bool(re.match(r"\s*(//|(?!data:|blob:)[a-z][a-z0-9+.-]*:)", address, re.IGNORECASE))


# The checks


def outside_addresses(site):
    """Whatever a page loads by itself must be in the folder (links to follow may lead out)."""
    for page in all_pages(site):
        for address in loaded_from_outside(page.read_text(encoding="utf-8")):
            yield f"{name(page, site)} loads {address}"
    for sheet in site.rglob("*.css"):
        for address in IN_CSS.findall(sheet.read_text(encoding="utf-8")):
            yield f"{name(sheet, site)} loads {address}"


def wrong_switches(site):
    """Every page leads to the same page of the other edition, and says in what language it is."""
    for page in edition_pages(site):
        there = swapped(page, site)
        language = LANGUAGE[there.relative_to(site).parts[0]]
        switches = read(page).select("a.language-switch")
        found = [(target(page, s["href"]), s.get("hreflang"), s.get("lang")) for s in switches]
        if found != [(there.resolve(), language, language)] or not there.exists():
            yield f"{name(page, site)} switches to {found}"


def broken_links(site):
    """Every address within the book names a file that is there, and an anchor that is in it."""
    for page in all_pages(site):
        for address in links(page.read_text(encoding="utf-8")):
            file, anchor = target(page, address), unquote(urlsplit(address).fragment)
            if not file.is_file():
                yield f"{name(page, site)}: nothing at {address}"
            elif anchor and file.suffix == ".html":
                if anchor not in anchors(file.read_text(encoding="utf-8")):
                    yield f"{name(page, site)}: no such anchor {address}"


def images_without_words(site):
    for page in edition_pages(site):
        for image in read(page).select(".bd-article img"):
            if not image.get("alt", "").strip():
                yield f"{name(page, site)}: no alt text on {image['src']}"
        for drawing in read(page).select(".bd-article svg"):
            if drawing.get("role") != "img" or not drawing.get("aria-label", "").strip():
                yield f"{name(page, site)}: no words for a drawing"


def wrong_languages(site):
    """<html lang> is right, and no English of the theme's is left on a Chinese page."""
    for page in edition_pages(site):
        edition = page.relative_to(site).parts[0]
        soup = read(page)
        if soup.html["lang"] != LANGUAGE[edition]:
            yield f"{name(page, site)} says lang={soup.html['lang']}"
        if edition == "zh":
            said = [t[a] for a in ("title", "aria-label") for t in soup.find_all(attrs={a: True})]
            said += [t for t in soup.find_all(string=True) if not isinstance(t, Comment)]
            for text in filter(ENGLISH_OF_THE_THEME.search, said):
                yield f"{name(page, site)} says {text.strip()!r}"


def parted_punctuation(site):
    """Chinese punctuation stays on the line of the formula that it belongs to."""
    for page in edition_pages(site):
        for formula in read(page).select("span.math"):
            before, after = formula.previous_sibling, formula.next_sibling
            kept = "unbroken" in formula.parent.get("class", [])
            if isinstance(after, str) and after.startswith(tuple("，。、；：？！）")) and not kept:
                yield f"{name(page, site)}: {formula.text}{after[:10]}"
            if isinstance(before, str) and before.endswith(tuple("（「")) and not kept:
                yield f"{name(page, site)}: {before[-10:]}{formula.text}"


def missing_definitions(site):
    """The appendix on growth, the API and the chapter lead to each definition of the library."""
    for edition, folder in EDITIONS.items():
        book = site / edition / "book" / edition
        for definition, chapter in timeline(folder).items():
            page = site / edition / "chapters" / edition / f"{chapter.stem}.html"
            entry = read(book / "E-api.html").find("dt", id=re.compile(rf"\.{definition}$"))
            if not entry:
                yield f"{edition}: no entry for {definition} in the API"
                continue
            links = [link["href"] for link in entry.find_next_sibling("dd").find_all("a")]
            file = f"/{entry['id'].split('.')[1]}.py"
            if not any(target(book / "E-api.html", link) == page.resolve() for link in links):
                yield f"{edition}: {definition} in the API does not lead to its chapter"
            if not any(link.endswith(file) for link in links):
                yield f"{edition}: {definition} in the API does not lead to its file"
            for other in (book / "C-growth.html", page):
                if not read(other).select(f".bd-article a[href$='E-api.html#{entry['id']}']"):
                    yield f"{name(other, site)} does not lead to {definition} in the API"


def missing_terms(site):
    """Each term of the glossary leads to its chapter."""
    for edition, folder in EDITIONS.items():
        page = site / edition / "book" / edition / "D-glossary.html"
        rows = [row.find_all("td") for row in read(page).select(".bd-article tbody tr")]
        found = {
            frozenset(cell.text for cell in cells): target(page, cells[2].a["href"]).stem
            for cells in rows
        }
        stems = {number(chapter): chapter.stem for chapter in chapters(folder)}
        for chinese, english, key in entries():
            if found.get(frozenset([chinese, english, key])) != stems[key]:
                yield f"{name(page, site)}: {english} does not lead to chapter {key}"


def missing_pages(site):
    """All pages of the tables of contents are there, and the one that leads to the first."""
    for edition in EDITIONS:
        for page in ("index", *(page for _, pages in contents(edition) for page in pages)):
            if not (site / edition / f"{page}.html").exists():
                yield f"{edition}: no {page}"


def wrong_figures(site):
    """The figures in the text of appendix F are those of the tables, counted here once more."""

    def ints(name, column):
        return [int(row[column]) for row in rows(name) if row[column]]

    def rows(name):
        return tables.read(TRUST / f"{name}.csv")

    answers = [row["answer"] for row in rows("mistakes")]
    numbers = ints("matrix", "numbers")
    known = sum(read_from_tables(chapter) for chapter in chapters())
    figures = [
        [len(numbers), len(chapters()), numbers[0], sum(numbers), sum(ints("matrix", "differ"))],
        [numbers[0], known, sum(numbers) - len(numbers) * known],
        [sum(ints("library-mutants", "mutants")), sum(ints("library-mutants", "killed"))
         + sum(ints("library-mutants", "timed out")), sum(ints("library-mutants", "equivalent"))],
        [len(rows("wrong-answers")), len({r["definition"] for r in rows("wrong-answers")})],
        [len(answers)],
        [len(rows("run_twice")), sum(ints("run_twice", "cells"))],
    ]  # fmt: skip
    for edition in EDITIONS:
        page = site / edition / "book" / edition / "F-trust.html"
        text = read(page).select_one(".bd-article").text.replace(",", "")
        text = re.sub(r"[（(]25[^）)]*[）)]", "", text)
        found = [int(number) for number in re.findall(r"(?<![\d.])\d+(?![\d.])", text)]
        for wanted in figures:
            runs = zip(*(found[start:] for start in range(len(wanted))), strict=False)
            if tuple(wanted) not in runs:
                yield f"{name(page, site)} does not say {wanted} one after the other"


# The project, beside the pages


@pytest.fixture(scope="module")
def unpacked(book, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    shutil.unpack_archive(book / f"{PROJECT}.zip", folder)
    return folder / PROJECT


def test_the_archive_holds_the_project(unpacked):
    if not (ROOT / ".git").exists():
        pytest.skip("only git knows what belongs to the project")
    listed = subprocess.run(["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co",
                             "--exclude-standard", "-z"], cwd=ROOT, capture_output=True,
                            text=True, check=True).stdout.split("\0")  # fmt: skip
    expected = {path for path in listed if path and "/." not in f"/{path}"}
    held = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()}
    assert held == {path for path in expected if (ROOT / path).exists()}


def test_what_the_archive_holds_runs(unpacked):
    command = [sys.executable, "-m", "pytest", "-q", "chapters/zh/19-flatten.ipynb"]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# What the checks must notice, and the checks

PAGE = "zh/book/zh/index.html"
BODY = '<article class="bd-article"'
FAULTS = {
    "a script from outside": (outside_addresses, PAGE, "</head>",
                              '<script src="https://cdn.example/x.js"></script></head>'),
    "a script named in a script": (outside_addresses, PAGE, "</head>",
                                   "<script>U = 'https://cdn.example/x.js'</script></head>"),
    "a style sheet from outside": (outside_addresses, PAGE, "</head>",
                                   '<link rel="stylesheet" href="//cdn.example/x.css"></head>'),
    "an image from outside": (outside_addresses, PAGE, BODY,
                              '<img src="http://example.org/x.png" alt="x">' + BODY),
    "a font from outside": (outside_addresses, "zh/_static/reading.css", "/*",
                            "@font-face {src: url('https://example.org/x.woff')} /*"),
    "an import from outside": (outside_addresses, "en/_static/reading.css", "/*",
                               "@import 'https://example.org/x.css'; /*"),
    "a page in one edition only": (wrong_switches, "en/book/en/index.html"),
    "no switch": (wrong_switches, PAGE, "language-switch", "x"),
    "a switch to another page": (wrong_switches, PAGE, "en/book/en/index", "en/search"),
    "a switch that is not marked": (wrong_switches, PAGE, 'lang="en"', ""),
    "a link to no page": (broken_links, PAGE, BODY, '<a href="gone.html">x</a>' + BODY),
    "a link to no anchor": (broken_links, PAGE, BODY, '<a href="#gone">x</a>' + BODY),
    "a picture that is not there": (broken_links, PAGE, BODY, '<img src="gone.png">' + BODY),
    "a picture without words": (images_without_words, PAGE, "</article>",
                                '<img src="x.png" alt=" "></article>'),
    "a drawing without words": (images_without_words, "zh/book/zh/C-growth.html",
                                "aria-label", "aria-labels"),
    "a definition that the API lacks": (missing_definitions, "en/book/en/E-api.html",
                                        'id="tinynn.max_pool.MaxPool"', 'id="x"'),
    "an entry that leads to another chapter": (missing_definitions, "zh/book/zh/E-api.html",
                                               "chapters/zh/25-pooling.html", "index.html"),
    "a chapter that leads to no entry": (missing_definitions, "zh/chapters/zh/25-pooling.html",
                                         "E-api.html#tinynn.max_pool.MaxPool", "E-api.html"),
    "a definition that the growth lacks": (missing_definitions, "en/book/en/C-growth.html",
                                           "E-api.html#tinynn.max_pool.MaxPool", "E-api.html"),
    "a term that leads to another chapter": (missing_terms, "en/book/en/D-glossary.html",
                                             "25-pooling.html", "24-convolution.html"),
    "a wrong language": (wrong_languages, PAGE, '<html lang="zh-CN"', '<html lang="en"'),
    "English on a Chinese page": (wrong_languages, PAGE, "跳到正文", "Skip to main content"),
    "a comma left to itself": (parted_punctuation, PAGE, "</article>",
                               '<span class="math">x</span>，</article>'),
    "a bracket left to itself": (parted_punctuation, PAGE, "</article>",
                                 '（<span class="math">x</span></article>'),
    "a page that is not built": (missing_pages, "en/book/en/run.html"),
    "another number in appendix F": (wrong_figures, "en/book/en/F-trust.html",
                                     "notebooks (25 chapters", "1 notebooks (25 chapters"),
}  # fmt: skip


@pytest.mark.parametrize("check", dict.fromkeys(check for check, *_ in FAULTS.values()))
def test_the_book_passes(book, check):
    assert [*check(book)] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_notices(book, tmp_path, fault):
    check, path, *edit = FAULTS[fault]
    copy = copy_site(book, tmp_path, path, *[edit] if edit else [])
    assert any(check(copy))
