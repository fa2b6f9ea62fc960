"""The built book in a real browser, opened from disk."""

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from book.places import ROOT
from book.writing.notebooks import cells

SEARCHED = ["神经网络", "梯度下降", "最大池化层", "卷积层", "交叉熵", "反向传播"]
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1200, "height": 800}
CUT_OFF = """formulas => formulas.filter(each => each.scrollWidth > each.clientWidth + 1)
    .map(each => each.textContent)"""


def pages(folder):
    """All the pages in a folder but those that only forward to the first page."""
    found = sorted(p for p in folder.rglob("*.html") if "_static" not in p.parts)
    return [p for p in found if p.name != "index.html" or p.parent.parent.name == "book"]


def article(book, edition="zh"):
    return book / edition / "book" / edition / "index.html"


def settle(tab, page):
    """Open a page and let MathJax do all that it will do."""
    tab.goto(page.as_uri())
    tab.evaluate("window.MathJax?.startup?.promise")


def what_is_wrong(tab, page):
    """Open a page as a reader would, and return a line for everything that goes wrong."""
    wrong = []

    def note_request(request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            wrong.append(f"asks for {request.url}")

    def note_message(message):
        if message.type == "error":
            wrong.append(f"says on the console: {message.text}")

    tab.on("request", note_request)
    tab.on("console", note_message)
    tab.on("pageerror", lambda error: wrong.append(f"fails: {error}"))
    tab.on("requestfailed", lambda request: wrong.append(f"cannot load {request.url}"))

    settle(tab, page)
    formulas, rendered = tab.locator(".math").count(), tab.locator(".math mjx-container").count()
    if formulas != rendered:
        wrong.append(f"{formulas} formulas, {rendered} rendered")
    for text in tab.locator(".math :is(merror, mtext[mathcolor='red'])").all_text_contents():
        wrong.append(f"has a formula that MathJax does not understand: {text}")

    tab.set_viewport_size(LAPTOP)
    for text in tab.locator(".math mjx-container[display=true]").evaluate_all(CUT_OFF):
        wrong.append(f"has a formula wider than its column at {LAPTOP['width']} px: {text}")

    tab.set_viewport_size(PHONE)
    tab.evaluate("window.scrollTo(1000, 0)")
    if tab.evaluate("window.scrollX || document.documentElement.scrollWidth > innerWidth"):
        wrong.append(f"scrolls sideways at {PHONE['width']} px")
    return wrong


def test_every_page_opens_from_disk(book, tab):
    faults = []
    for page in pages(book):
        fresh = tab.context.new_page()
        faults += [f"{page.relative_to(book)} {w}" for w in what_is_wrong(fresh, page)]
        fresh.close()
    assert faults == []


FAULTS = {
    "asks for": '<img src="http://127.0.0.1:9/x.png" alt="">',
    "cannot load": '<img src="gone.png" alt="">',
    "says on the console": "<script>console.error('no')</script>",
    "fails": "<script>nowhere.x</script>",
    " rendered": '<span class="math">x</span>',
    "does not understand: \\nosuch": '<span class="math">\\(\\nosuch x\\)</span>',
    "wider than its column": f'<div class="math">\\[{"x+" * 60}y\\]</div>',
    "scrolls sideways": '<div style="width: 500px">x</div>',
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(book, tab, altered, fault):
    altered(article(book), "</article>", FAULTS[fault] + "</article>")
    assert fault in "\n".join(what_is_wrong(tab, article(book)))


def search(tab, book, edition, word):
    """Search an edition for a word; return the addresses found, the first first."""
    tab.goto(f"{(book / edition / 'search.html').as_uri()}?q={quote(word)}")
    tab.wait_for_function("!!document.querySelector('.search-summary')?.innerText")
    return tab.locator("#search-results li > a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )


def test_chinese_words_are_found(book, tab):
    """A search for a word brings exactly the pages that have all its pairs of characters."""
    texts = {}
    for page in pages(book / "zh"):
        if page.name != "search.html":
            html = page.read_text(encoding="utf-8")
            html = html.partition("<article")[2].partition("</article")[0]
            texts[page.relative_to(book / "zh").as_posix()] = re.sub("<[^>]*>", "\n", html)
    for word in SEARCHED:
        found = {address.partition("#")[0] for address in search(tab, book, "zh", word)}
        pairs = [word[i : i + 2] for i in range(len(word) - 1)]
        having = {page for page, text in texts.items() if all(pair in text for pair in pairs)}
        assert found == having != set(), word


def test_dark_mode_can_be_switched_on(book, tab):
    tab.emulate_media(color_scheme="light")
    settle(tab, article(book))
    background = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(background)
    for _ in range(2):  # the button goes round: as the system has it, light, dark
        if tab.locator("html").get_attribute("data-theme") == "light":
            tab.locator("button.theme-switch-button:visible").first.click()
    assert tab.locator("html").get_attribute("data-theme") == "dark"
    assert tab.evaluate(background) != light


def test_figures_keep_their_colours_in_the_dark_and_can_be_read_on_a_phone(book, tab):
    tab.emulate_media(color_scheme="dark")
    tab.set_viewport_size(PHONE)
    settle(tab, book / "zh" / "chapters" / "zh" / "25-pooling.html")
    figures = tab.locator(".cell_output img").all()
    recorded = cells(ROOT / "chapters" / "zh" / "25-pooling.ipynb")
    assert len(figures) == sum("image/png" in str(cell.get("outputs")) for cell in recorded) > 0
    for figure in figures:
        assert figure.evaluate("image => getComputedStyle(image).filter") == "none"
        shown, pixels = figure.evaluate("image => [image.width, image.naturalWidth]")
        assert shown >= min(544, 0.75 * pixels / 2) - 1


FIRST = {
    "zh": {"安装": "run", "怎样安装": "run", "如何安装": "run", "环境配置": "run", "install": "run",
           "学习率": "04", "learning rate": "04", "conv": "24", "损失函数": "02", "梯度": "03",
           "梯度下降": "03", "反向传播": "08", "交叉熵": "23", "卷积层": "24", "最大池化层": "25"},
    "en": {"install": "run", "how to install": "run", "setup": "run", "python": "run",
           "learning rate": "04", "conv": "24", "loss": "02", "gradient descent": "03",
           "backpropagation": "08", "cross entropy": "23",
           "convolution": "24", "max pooling": "25"},
}  # fmt: skip


@pytest.mark.parametrize("edition", FIRST)
def test_a_search_leads_first_to_the_chapter_that_introduces_the_word(book, tab, edition):
    for word, page in FIRST[edition].items():
        found = search(tab, book, edition, word)
        assert found and f"/{edition}/{page}" in f"/{found[0]}", (word, found)
        assert len(found) == len(set(found)), (word, found)


# Accessibility: pages of each kind; where the long proofs run, all pages. Each edition in one mode:
# the two have the same structure and the same colours.

KINDS = ("book/{}/index", "book/{}/run", "book/{}/figures", "chapters/{}/04-learning-rate",
         "chapters/{}/10-autograd", "chapters/{}/25-pooling", "book/{}/E-api", "book/{}/F-trust",
         "search")  # fmt: skip
# One rule is left out: the theme keeps the book's title in no landmark. Of what passes, axe would
# describe every element.
RULES = {"rules": {"region": {"enabled": False}}, "resultTypes": ["violations"]}


def inaccessible(tab, page):
    """Return what axe-core finds wrong with a page, a line for each."""
    from axe_playwright_python.sync_playwright import Axe

    settle(tab, page)
    # The theme fades from light to dark: colours are judged when it has, however slow the machine.
    tab.add_style_tag(content="* { transition: none !important }")
    found = Axe().run(tab, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize(("edition", "mode"), [("zh", "light"), ("en", "dark")])
def test_pages_are_accessible(book, tab, edition, mode):
    tab.emulate_media(color_scheme=mode)
    few = [book / edition / f"{kind.format(edition)}.html" for kind in KINDS]
    found = {}
    for page in pages(book / edition) if os.environ.get("LONG_PROOFS") else few:
        if faults := inaccessible(tab, page):
            found[page.name] = faults
    assert found == {}


INACCESSIBLE = {
    "image-alt": '<img src="../../_static/landing.png">',
    "color-contrast": '<p style="color: #bbb; background: #fff">pale</p>',
    "heading-order": "<h6>deep</h6>",
    "label": '<input type="text">',
    "link-name": '<a href="run.html"></a>',
}


def test_what_is_inaccessible_is_noticed(book, tab, altered):
    altered(article(book), "</article>", f"{''.join(INACCESSIBLE.values())}</article>")
    found = inaccessible(tab, article(book))
    assert {fault.partition(":")[0] for fault in found} == {*INACCESSIBLE}


# What a reader takes away


def test_code_can_be_copied(book, tab):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    settle(tab, book / "zh" / "chapters" / "zh" / "25-pooling.html")
    cell = tab.locator("div.highlight", has=tab.locator("button.copybtn")).first
    cell.hover()
    cell.locator("button.copybtn").click()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == cell.locator("pre").inner_text().strip() != ""


def test_each_notebook_can_be_downloaded(book):
    for edition in ("zh", "en"):
        for page in sorted((book / edition / "chapters" / edition).glob("*.html")):
            [link] = set(re.findall(r'href="([^"]*\.ipynb)"', page.read_text(encoding="utf-8")))
            notebook = ROOT / "chapters" / edition / f"{page.stem}.ipynb"
            assert (page.parent / link).read_bytes() == notebook.read_bytes()


def weight(tab, page):
    """Return how many files a page asks for, and their bytes."""
    asked = set()
    tab.on("requestfinished", lambda request: asked.add(request.url.partition("?")[0]))
    tab.goto(page.as_uri())
    tab.wait_for_load_state("networkidle")
    files = [Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")]
    return len(files), sum(file.stat().st_size for file in files)


def test_pages_are_light(book, tab):
    requests, size = weight(tab, book / "zh" / "book" / "zh" / "run.html")
    assert requests <= 20 and size <= 1.5e6
    assert weight(tab, book / "zh" / "chapters" / "zh" / "04-learning-rate.html")[1] <= 3e6


def test_the_switch_keeps_the_place(book, tab):
    settle(tab, book / "zh" / "chapters" / "zh" / "12-loss-class.html")
    marks = ".bd-article :is(h1, h2, h3, h4, div.cell)"
    where = f"""() => [...document.querySelectorAll("{marks}")]
        .findLastIndex(mark => mark.getBoundingClientRect().top <= 82)"""
    tab.locator(marks).nth(12).evaluate("mark => mark.scrollIntoView({behavior: 'instant'})")
    before = tab.evaluate(where)
    tab.evaluate("document.querySelector('a.language-switch').click()")
    tab.wait_for_url("**/en/chapters/en/12-loss-class.html")
    after = tab.evaluate(where)
    assert before > 3 and after == before, (before, after)


def test_printing_opens_what_is_folded(book, tab):
    settle(tab, book / "en" / "chapters" / "en" / "12-loss-class.html")
    folded = tab.locator(".bd-article details:not([open])")
    before = folded.count()
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert before > 0 == folded.count()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.count() == before


@pytest.mark.parametrize(("language", "edition"), [("en-GB", "en"), ("zh-TW", "zh"), ("fr", "zh")])
def test_the_entrance_goes_by_the_language_of_the_browser(book, browser, language, edition):
    """And the first page of an edition leads into it, whatever the language."""
    with browser.new_context(locale=language) as context:
        tab = context.new_page()
        for first, there in (("", edition), ("zh", "zh"), ("en", "en")):
            tab.goto((book / first / "index.html").as_uri())
            tab.wait_for_url(article(book, there).as_uri())


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_first_page_begins_with_the_way_in(book, tab, edition):
    tab.set_viewport_size(PHONE)
    settle(tab, article(book, edition))
    start = tab.locator(".start a")
    assert start.bounding_box()["y"] < PHONE["height"]
    assert tab.locator("meta[name=description]").get_attribute("content")
    assert tab.locator("link[rel=icon]").count() == 1
    start.click()
    tab.wait_for_url("**/01-*.html")
