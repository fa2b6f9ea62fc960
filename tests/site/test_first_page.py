"""What the first pages promise is what chapter 25 records."""

import re
from statistics import fmean

import pytest

from book import tables
from book.places import DATA, ROOT
from book.writing.outputs import accuracy

ALL_DIGITS = [float(row["accuracy"]) for row in tables.read(DATA / "studies" / "25-all-digits.csv")
              if row["judged"] == "test"]  # fmt: skip
PROMISED = {accuracy("25-pooling", "train"), accuracy("25-pooling", "best"),
            f"{100 - fmean(ALL_DIGITS):.2f}%"}  # fmt: skip
PAGES = ("book/zh/index.md", "book/en/index.md", "README.md", "README.zh-CN.md")


def promises(text):
    return set(re.findall(r"\d+\.\d+%", text))


@pytest.mark.parametrize("page", PAGES)
def test_the_accuracies_are_the_recorded_ones(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert promises(text) == PROMISED
    assert promises(text.replace("93.70", "93.80")) != PROMISED
