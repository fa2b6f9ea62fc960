"""The glossary: the terms that chapters introduce, in Chinese and English, and where.

A chapter introduces a term by setting it in bold with its counterpart in brackets,
`**权重**（weight）` or `**weight** (权重)`. More words may follow in the brackets after a comma
or a semicolon: `**均方误差**（mean squared error，MSE）`.
"""

import re
from pathlib import Path

from book import tables
from book.places import EDITIONS
from book.writing.notebooks import cells, chapters, number

GLOSSARY = Path(__file__).with_name("glossary.csv")
BOLD_AND_BRACKETS = re.compile(r"\*\*([^*\n]+)\*\*(?:（([^（）\n]+)）| \(([^()\n]+)\))")
HAN = re.compile("[\u3400-\u9fff]")


def terms(text):
    """Return the (Chinese, English) terms that a text introduces."""
    found = []
    for bold, *brackets in BOLD_AND_BRACKETS.findall(text):
        words = [bold, *re.split("[，；,;] ?", "".join(brackets))]
        chinese = [word for word in words if HAN.search(word)]
        english = [word for word in words if not HAN.search(word) and word[:1].isalpha()]
        if chinese and english:
            found.append((chinese[0], english[0]))
    return found


def introduced(folder=EDITIONS["zh"]):
    """Return what one edition introduces, in teaching order: (Chinese, English, chapter)."""
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


def differences(folder, path=GLOSSARY):
    """Say where an edition and the glossary differ, and which terms are introduced again."""
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
                f"the line {','.join(row)} to book/writing/glossary.csv and see that both editions "
                "set the term in bold, or take the bold or the brackets off"
            )
    for row in glossary:
        if row not in first.values():
            found.append(
                f"Chapter {row[2]} in {folder.name} does not introduce {row[0]} ({row[1]}), as "
                f"the glossary says: set it in bold with its counterpart in brackets, or take "
                f"the line {','.join(row)} out of book/writing/glossary.csv"
            )
    return found
