"""The glossary: the terms that chapters introduce, in Chinese and English, and where.

A Chinese chapter introduces a term by setting it in bold with the English in brackets,
`**权重**（weight）`. More words may follow in the brackets after a comma or a semicolon:
`**均方误差**（mean squared error，MSE）`. In English the term stands in bold at the same place.
"""

import re
from pathlib import Path

from book import tables
from book.places import EDITIONS
from book.writing.notebooks import cells, chapters, number

GLOSSARY = Path(__file__).with_name("glossary.csv")
BOLD_AND_BRACKETS = re.compile(r"\*\*([^*\n]+)\*\*（([^（）\n]+)）")
HAN = re.compile("[\u3400-\u9fff]")


def terms(text):
    """Return the (Chinese, English) terms that a text introduces."""
    found = []
    for bold, brackets in BOLD_AND_BRACKETS.findall(text):
        words = [bold, *re.split("[，；]", brackets)]
        chinese = [word for word in words if HAN.search(word)]
        english = [word for word in words if not HAN.search(word) and word[:1].isalpha()]
        if chinese and english:
            found.append((chinese[0], english[0]))
    return found


def introduced(folder=EDITIONS["zh"]):
    """Return what the Chinese edition introduces, in order: (Chinese, English, chapter)."""
    return [
        (*term, chapter)
        for chapter in chapters(folder)
        for cell in cells(chapter)
        if cell.cell_type == "markdown"
        for term in terms(cell.source)
    ]


def entries(path=GLOSSARY):
    """Return the glossary: (Chinese, English, number of the chapter)."""
    return [tuple(row.values()) for row in tables.read(path)]


def not_in_english(folder=EDITIONS["en"], path=GLOSSARY):
    """Say which terms of the glossary the English edition does not set in bold in their chapter."""
    prose = {number(chapter): "\n".join(cell.source for cell in cells(chapter)
                                        if cell.cell_type == "markdown").lower()
             for chapter in chapters(folder)}  # fmt: skip
    return [
        f"Chapter {chapter} in English does not introduce {english}: set it in bold where the "
        f"Chinese has {chinese}, or take the line {chinese},{english},{chapter} out of "
        "book/writing/glossary.csv"
        for chinese, english, chapter in entries(path)
        if f"**{english.lower()}**" not in prose[chapter]
    ]


def differences(folder=EDITIONS["zh"], path=GLOSSARY):
    """Say where chapters and glossary differ, and which terms are introduced again."""
    glossary, found, first = entries(path), [], {}
    for chinese, english, chapter in introduced(folder):
        where = f"{folder.name}/{chapter.name}"
        earlier = first.get(chinese) or first.get(english)
        row = chinese, english, number(chapter)
        if earlier:
            found.append(
                f"{where} introduces {chinese} ({english}) anew, after chapter "
                f"{earlier[2]}: take the bold or the brackets off (what the code prints belongs in "
                "backticks)"
            )
            continue
        first[chinese] = first[english] = row
        if row not in glossary:
            found.append(
                f"{where} introduces {chinese} ({english}), which is not in the glossary: add "
                f"the line {','.join(row)} to book/writing/glossary.csv and set the English term "
                "in bold too, or take the bold or the brackets off"
            )
    for row in glossary:
        if row not in first.values():
            found.append(
                f"Chapter {row[2]} in {folder.name} does not introduce {row[0]} ({row[1]}), as "
                f"the glossary says: set it in bold with its counterpart in brackets, or take "
                f"the line {','.join(row)} out of book/writing/glossary.csv"
            )
    return found
