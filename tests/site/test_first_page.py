"""What the first pages promise is what chapter 25 records."""

import re

import pytest

from book.places import ROOT
from book.writing.outputs import accuracy

PROMISED = {accuracy("25-pooling", "train"), accuracy("25-pooling", "best")}
PAGES = ("book/zh/index.md", "book/en/index.md", "README.md", "README.zh-CN.md")


def promises(text):
    return set(re.findall(r"\d+\.\d+%", text))


@pytest.mark.parametrize("page", PAGES)
def test_the_accuracies_are_the_recorded_ones(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert promises(text) == PROMISED
    assert promises(text.replace("93.70", "93.80")) != PROMISED
