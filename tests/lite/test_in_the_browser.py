"""Chapter 1 in the browser, by the button on its page; and pages where Python cannot run.

They need the engine, which `make site` fetches, and chromium: without either they are skipped,
unless REQUIRE_BROWSER=1 says that they must run.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from book.lite import engine, run
from book.lite.button import SCRIPT, TEXT
from book.lite.serve import served
from book.places import EDITIONS, ROOT
from tests.site.test_browser import weight

IDLE = """() => {
    const session = window.jupyterapp?.shell.currentWidget?.sessionContext?.session;
    return session?.kernel?.status === "idle";
}"""
MEGABYTES = int(re.search(r"RUN_HERE_MB = (\d+)", SCRIPT.read_text("utf-8"))[1])


def skip_without_engine():
    there = all(engine.is_meant(engine.KEPT / row["file"], row) for row in engine.table())
    if not there and os.environ.get("REQUIRE_BROWSER") != "1":
        pytest.skip("needs the engine: make site")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Make the whole site once, unless BUILT_SITE names what was made a moment ago."""
    if "BUILT_SITE" in os.environ:
        return Path(os.environ["BUILT_SITE"])
    skip_without_engine()
    folder = tmp_path_factory.mktemp("lite") / "site"
    subprocess.run([sys.executable, "-m", "book", "site", folder], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture
def visit(tab, address):
    """Open a page and note what it loads; other addresses cannot be reached."""
    loaded, outside = {}, []

    def refuse(route):
        outside.append(route.request.url)
        route.abort()

    def note(response):
        if response.request.method != "HEAD":
            loaded[response.url] = int(response.headers.get("content-length", 0))

    tab.context.route(lambda url: not url.startswith((address, "data:", "blob:")), refuse)
    tab.context.on("response", note)

    def visit(page):
        tab.goto(f"{address}{page}")
        return loaded, outside

    return visit


def press(tab):
    """Press the button, read what it says, go where it leads; return the new tab."""
    tab.locator(".btn-run-here").click()
    assert f"{MEGABYTES} MB" in tab.locator("dialog.run-here").inner_text()
    with tab.context.expect_page() as opened:
        tab.locator("dialog.run-here a").click()
    return opened.value


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_chapter_1_runs_by_its_button(edition, tab, visit):
    """All is as recorded, a figure is drawn, nothing else is asked, and no more than said."""
    loaded, outside = visit(f"{edition}/chapters/{edition}/01-neuron.html")
    assert TEXT[edition] in tab.locator(".btn-run-here").inner_text()
    loaded.clear()
    lab = press(tab)
    lab.locator("#waiting-for-python").wait_for()
    assert "/lab/" in lab.url
    lab.wait_for_function(IDLE)
    lab.locator("#waiting-for-python").wait_for(state="detached")
    size = sum(loaded.values()) / 1e6
    assert abs(size - MEGABYTES) < 3, f"{size:.1f} MB are loaded, {MEGABYTES} are said"

    lab.evaluate("""() => {
        for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells)
            cell.type === "code" && cell.sharedModel.setOutputs([]);
    }""")
    assert lab.locator(".jp-OutputArea-output img").count() == 0
    came = {cell["id"]: cell for cell in json.loads(lab.evaluate(run.RUN))}
    cells = nbformat.read(EDITIONS[edition] / "01-neuron.ipynb", as_version=4).cells
    assert run.differences(cells, came) == {}
    assert lab.locator(".jp-OutputArea-output img").count() > 0
    assert outside == []


def test_the_next_chapter_opens_alone_and_gets_a_python(tab, visit):
    """JupyterLab remembers what was open; two notebooks at once left one without a kernel."""
    for name in ("01-neuron", "02-loss"):
        visit(f"en/chapters/en/{name}.html")
        lab = press(tab)
        lab.wait_for_function(IDLE)
        assert lab.locator("#jp-main-dock-panel .lm-TabBar-tab").all_inner_texts() == [
            f"{name}.ipynb"
        ]
        lab.wait_for_timeout(2000)  # milliseconds, in which JupyterLab saves what is open
        lab.close()


def test_on_a_narrow_screen_the_notebook_view_opens(tab, visit):
    tab.set_viewport_size({"width": 390, "height": 800})
    visit("en/chapters/en/02-loss.html")
    notebook = press(tab)
    notebook.locator(".jp-CodeCell").first.wait_for()
    assert "/notebooks/" in notebook.url and "path=chapters/en/02-loss.ipynb" in notebook.url
    for scheme, light in (("dark", "false"), ("light", "true")):
        notebook.emulate_media(color_scheme=scheme)
        notebook.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")


def said(tab):
    """Press the button where nothing can be opened, and return what it says."""
    tab.locator(".btn-run-here").click()
    assert tab.locator("dialog.run-here a").count() == 0
    return tab.locator("dialog.run-here").inner_text()


def test_a_page_opened_as_a_file_says_what_to_do(site, tab):
    tab.goto((site / "en" / "chapters" / "en" / "01-neuron.html").as_uri())
    assert "make serve" in said(tab)


def test_a_browser_that_cannot_is_told_so(tab, visit):
    tab.add_init_script("delete window.WebAssembly")
    visit("zh/chapters/zh/01-neuron.html")
    assert "开不了 Python" in said(tab)


def test_the_first_page_has_the_button_too(tab, visit):
    visit("en/book/en/index.html")
    tab.locator(".btn-run-here").click()
    leads_to = tab.locator("dialog.run-here a").get_attribute("href")
    assert leads_to.endswith("&path=chapters/en/01-neuron.ipynb") and "/lab/" in leads_to


@pytest.mark.parametrize(
    ("page", "opener", "notebook"),
    [
        ("zh/chapters/zh/25-pooling.html", ".write-here", "mine-zh/chapters/25-pooling.ipynb"),
        ("en/book/en/workshop.html", ".btn-run-here", "mine-en/chapters/00-start.ipynb"),
    ],
)
def test_the_workshop_opens_from_its_page_and_from_a_task(site, tab, visit, page, opener, notebook):
    visit(page)
    tab.locator(opener).first.click()
    link = tab.locator("dialog.run-here a").get_attribute("href")
    assert link.endswith(f"&path={notebook}") and (site / "lite" / "files" / notebook).is_file()
    assert "mine" in tab.locator("dialog.run-here").inner_text()
    context = tab.context.browser.new_context()  # the tab may read from the server alone
    opened = context.new_page()
    opened.goto((site / page).as_uri())
    opened.locator(opener).first.click()
    assert opened.locator("dialog.run-here a").count() == 0
    assert "make serve" in opened.locator("dialog.run-here").inner_text()
    context.close()


def test_a_page_with_the_button_is_as_light_as_others(site, tab):
    requests, size = weight(tab, site / "zh" / "book" / "zh" / "workshop.html")
    assert requests <= 20 and size <= 1.5e6


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_teacher_s_page_names_the_folder_s_size(site, edition):
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    page = (site / edition / "book" / edition / "teach.html").read_text("utf-8")
    assert f'<span class="site-size">{size / 1e6:.0f}</span> MB' in page


def test_a_wrong_digit_and_another_address_are_seen(site, address, browser, tmp_path):
    """A chapter with a spoiled record, which asks somebody else for a picture."""
    chapter = tmp_path / "zh" / "01-neuron.ipynb"
    chapter.parent.mkdir()
    notebook = nbformat.read(EDITIONS["zh"] / "01-neuron.ipynb", as_version=4)
    [cell] = [cell for cell in notebook.cells if "194 within" in str(cell.get("outputs"))]
    cell.outputs[0].text = cell.outputs[0].text.replace("194", "195")
    nbformat.write(notebook, chapter)
    copy = site / "lite" / "files" / "chapters" / "zh" / "01-neuron.ipynb"
    before = copy.read_bytes()
    try:
        notebook.cells[0].source += "\n\n![](http://127.0.0.1:9/x.png)"
        nbformat.write(notebook, copy)
        report = run.report_of(browser, address, chapter)
    finally:
        copy.write_bytes(before)
    assert report["differ"] == 1
    assert report["note"] == f"{cell.id}: 1; asks for http://127.0.0.1:9/x.png"
