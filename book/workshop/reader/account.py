"""What became of it all: whose each definition is, and what its check says today."""

import json

from . import accuracy, place, session
from .carry import IN_BROWSER
from .words import say, tell


def account(given):
    """Yield, for each task, whose it is, how many lines it has, and what its promises came to."""
    own = session.own_now(given)
    taken = place.taken()
    for each in session.tasks(given):
        name = each["name"]
        whose, lines, results = "taken" if name in taken else "book", 0, []
        if name in own:
            text = own[name][2]
            whose, lines = "yours", place.count_lines(text)
            results, _ = session.tried(given, name, text, own)
        yield {
            "name": name,
            "chapter": each["chapter"],
            "whose": whose,
            "lines": lines,
            "promises": [vars(result) for result in results],
        }


def kept(row):
    """Write how many promises of how many are kept, nothing for what is not the reader's."""
    signs = [promise["kept"] for promise in row["promises"]]
    return f"{sum(map(bool, signs))}/{len(signs)}" if signs else ""


def report():
    """Print what is yours, check it again, and write mine/report.json."""
    given = place.open_book()
    whose = {
        "yours": say("你的", "yours"),
        "taken": say("书里的（take）", "the book's (taken)"),
        "book": say("还没有写", "not written yet"),
    }
    rows = []
    for row in account(given):
        rows.append(row)
        number = place.number_of(row["chapter"])
        print(f"{number:>3}  {row['name']:20} {kept(row):>6}  {whose[row['whose']]}")
    yours = [row for row in rows if row["whose"] == "yours"]
    lines = sum(row["lines"] for row in yours)
    tell(
        f"{len(rows)} 个定义里你写了 {len(yours)} 个，共 {lines} 行。",
        f"{len(yours)} of {len(rows)} definitions are yours, {lines} lines.",
    )
    for line in accuracies(given):
        print(line)
    place.write(place.MINE / "report.json",
                json.dumps({"definitions": rows}, ensure_ascii=False, indent=1))  # fmt: skip
    folder = place.MINE.name
    if IN_BROWSER:
        tell(
            f"已写入 {folder}/report.json。这里没有做的：tinynn 的全部测试、和书里的比速度、"
            "再训练一遍，它们要 pytest 和另开的进程，浏览器里没有。用 keep() 带到一台电脑上，"
            "在那里敲 make workshop-report。",
            f"Written to {folder}/report.json. Left out here: the library's tests, the speed "
            "beside the book's, and a training of its own. They need pytest and processes, "
            "which a browser does not have. Take your work to a computer with keep(), and "
            "type make workshop-report there.",
        )
    else:
        tell(
            f"已写入 {folder}/report.json。全部测试、速度和训练另外运行，"
            "在终端里敲 make workshop-report。",
            f"Written to {folder}/report.json. The library's tests, the speed and a training run "
            "separately, in a terminal: make workshop-report",
        )


def accuracies(given):
    """Yield a line for each chapter whose accuracies have come: how many as in the book."""
    found = accuracy.noted()
    for stem in (stem for stem in given["chapters"] if found.get(stem)):
        pairs = found[stem].values()
        equal = sum(book == yours for book, yours in pairs)
        apart = max(abs(float(b.rstrip(" %")) - float(y.rstrip(" %")))
                    for book, yours in pairs for b, y in zip(book, yours, strict=True))  # fmt: skip
        number = place.number_of(stem)
        yield say(
            f"{number:>3}  正确率：{len(pairs)} 格里 {equal} 格和书里一样，"
            f"最多差 {apart:.2f} 个百分点",
            f"{number:>3}  accuracies: {equal} of {len(pairs)} cells as in the book, at most "
            f"{apart:.2f} points apart",
        )
