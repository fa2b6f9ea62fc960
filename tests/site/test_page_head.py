"""What a page tells search engines where the book has a public address."""

import re
import tomllib
from types import SimpleNamespace

import pytest

from book.places import ROOT
from book.site.extensions import page_head


def head(language, page, address):
    """Return what is written into the head of a page."""
    config = SimpleNamespace(language=language, project="Book", book_address=address)
    context = {"title": "A &amp; <em>B</em>"}
    page_head.add_head(SimpleNamespace(config=config), page, "page.html", context, None)
    return context["metatags"]


def links(text):
    """Return canonical and alternate addresses, by what they are for."""
    found = re.findall(r'<link rel="(\w+)"(?: hreflang="([\w-]+)")? href="([^"]*)"', text)
    return {language or relation: url for relation, language, url in found}


@pytest.mark.parametrize("address", ["https://book.example/course", "https://book.example/course/"])
def test_both_editions_name_themselves_and_each_other(address):
    chinese = links(head("zh_CN", "chapters/zh/25-pooling", address))
    english = links(head("en", "chapters/en/25-pooling", address))
    home = "https://book.example/course"
    assert chinese.pop("canonical") == f"{home}/zh/chapters/zh/25-pooling.html"
    assert english.pop("canonical") == f"{home}/en/chapters/en/25-pooling.html"
    assert chinese == english == {
        "zh-CN": f"{home}/zh/chapters/zh/25-pooling.html",
        "en": f"{home}/en/chapters/en/25-pooling.html",
        "x-default": f"{home}/zh/chapters/zh/25-pooling.html",
    }  # fmt: skip


def test_a_link_shows_a_title_and_a_picture():
    text = head("en", "book/en/index", "https://book.example")
    assert 'og:title" content="A &amp; B"' in text
    assert 'og:image" content="https://book.example/en/_static/landing.png"' in text


def test_without_an_address_no_page_claims_one():
    assert links(head("en", "book/en/index", "")) == {}


def test_the_version_that_is_cited_is_the_library_s():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version, date = page_head.released()
    assert version == tomllib.loads(text)["project"]["version"]
    assert str(date) in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
