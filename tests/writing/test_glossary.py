"""The glossary holds what the chapters introduce: each term once, in both editions."""

import pytest

from book.writing.glossary import differences, entries, not_in_english, terms
from tests.copies import copy_project, edit


def test_the_chapters_introduce_what_the_glossary_lists():
    assert not (found := differences() + not_in_english()), "\n".join(found)


def test_no_term_is_listed_twice():
    for language in (0, 1):
        listed = [entry[language] for entry in entries()]
        assert len(set(listed)) == len(listed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**权重**（weight）：系数", [("权重", "weight")]),
        ("**均方误差**（mean squared error，MSE）", [("均方误差", "mean squared error")]),
        ("**logit**（对数几率，本书直接用英文）", [("对数几率", "logit")]),
        ("**收敛**（converge），**发散**（diverge）", [("收敛", "converge"), ("发散", "diverge")]),
        ("**交叉熵**（蓝）；**平分**（`equal shares`）", []),
        ("**不是术语**，（weight）", []),
    ],
)
def test_terms_are_recognised(text, found):
    assert terms(text) == found


# The check on spoiled copies: it must name the place and say what to do.

FAULTS = {
    "a new term": (
        "**新词**（new word）", "zh/25-pooling.ipynb introduces 新词 (new word), which is not in",
        "add the line 新词,new word,25 to book/writing/glossary.csv",
    ),
    "a term of an earlier chapter": (
        "**权重**（weight）", "zh/25-pooling.ipynb introduces 权重 (weight) anew, after chapter 1:",
        "take the bold or the brackets off",
    ),
    "another word for a term": (
        "**加权**（weight）", "zh/25-pooling.ipynb introduces 加权 (weight) anew, after chapter 1:",
        "take the bold or the brackets off",
    ),
}  # fmt: skip


def added(project, change):
    """What the check says of a chapter 25 with a change, beyond what it says of it as it is."""
    folder = project / "chapters" / "zh"
    before = differences(folder)
    edit(folder / "25-pooling.ipynb", change)
    return [fault for fault in differences(folder) if fault not in before]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_caught(tmp_path, fault):
    text, where, remedy = FAULTS[fault]

    def spoil(cells):
        cells["title"].source += f"\n\n{text}"

    [message] = added(copy_project(tmp_path), spoil)
    assert where in message and remedy in message


def test_a_term_that_one_edition_lacks_is_caught(tmp_path):
    def spoil(cells):
        cells["words"].source = cells["words"].source.replace("**窗口**", "窗口")

    [message] = added(copy_project(tmp_path), spoil)
    assert "Chapter 25 in zh does not introduce 窗口 (window)" in message
    assert "set it in bold" in message and "take the line 窗口,window,25 out" in message


def test_a_term_that_the_english_lacks_is_caught(tmp_path):
    def spoil(cells):
        cells["words"].source = cells["words"].source.replace("**window**", "window")

    project = copy_project(tmp_path)
    edit(project / "chapters" / "en" / "25-pooling.ipynb", spoil)
    [message] = not_in_english(project / "chapters" / "en")
    assert "Chapter 25 in English does not introduce window: set it in bold" in message
