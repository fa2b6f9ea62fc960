"""The glossary holds what the chapters introduce: each term once, in both editions."""

import pytest

from book.writing.glossary import differences, entries, not_in_english, terms
from tests.copies import copy_project, replace


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

ANEW = "anew, after chapter 1: take the bold or the brackets off"
FAULTS = {
    "a new term": (
        "**新词**（new word）",
        "新词 (new word), which is not in the glossary: add the line 新词,new word,25 to book/",
    ),
    "a term of an earlier chapter": ("**权重**（weight）", f"权重 (weight) {ANEW}"),
    "another word for a term": ("**加权**（weight）", f"加权 (weight) {ANEW}"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_caught(tmp_path, fault):
    text, said = FAULTS[fault]
    folder = copy_project(tmp_path) / "chapters" / "zh"
    replace(folder / "25-pooling.ipynb", "words", "几个新词", text)
    [message] = differences(folder)
    assert f"zh/25-pooling.ipynb introduces {said}" in message


def test_a_term_that_one_edition_lacks_is_caught(tmp_path):
    folder = copy_project(tmp_path) / "chapters" / "zh"
    replace(folder / "25-pooling.ipynb", "words", "**窗口**", "窗口")
    [message] = differences(folder)
    assert "Chapter 25 in zh does not introduce 窗口 (window)" in message
    assert "set it in bold" in message and "take the line 窗口,window,25 out" in message


def test_a_term_that_the_english_lacks_is_caught(tmp_path):
    folder = copy_project(tmp_path) / "chapters" / "en"
    replace(folder / "25-pooling.ipynb", "words", "**window**", "window")
    [message] = not_in_english(folder)
    assert "Chapter 25 in English does not introduce window: set it in bold" in message
