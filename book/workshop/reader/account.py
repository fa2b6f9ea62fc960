"""What became of it all: whose each definition is, and what its check says today."""

import json

from . import checking, place, session, words
from .words import say


def account(given, seed=checking.LEARNER):
    """Yield, for each task, whose it is, how many lines it has, and what its promises came to."""
    own, _ = session.own_now(given)
    taken = place.taken()
    for each in session.tasks(given):
        name = each["name"]
        row = {
            "name": name,
            "chapter": each["chapter"],
            "whose": "book",
            "lines": 0,
            "promises": [],
        }
        if name in own:
            text = own[name][2]
            results, _ = session.tried(given, name, text, own, seed)
            row |= {"whose": "yours", "lines": place.count_lines(text)}
            row["promises"] = [
                {"name": r.name, "kept": r.kept, "detail": r.detail} for r in results
            ]
        elif name in taken:
            row["whose"] = "taken"
        yield row


def report():
    """Print what is yours, check it again, and write mine/report.json."""
    given = place.book()
    words.language = given["edition"]
    whose = {
        "yours": say("你的", "yours"),
        "taken": say("书里的（take）", "the book's (taken)"),
        "book": say("还没有写", "not written yet"),
    }
    rows = []
    for row in account(given):
        rows.append(row)
        kept = [promise["kept"] for promise in row["promises"]]
        signs = f"{sum(map(bool, kept))}/{len(kept)}" if kept else ""
        number = row["chapter"].split("-")[0].lstrip("0")
        print(f"{number:>3}  {row['name']:20} {signs:>6}  {whose[row['whose']]}")
    yours = [row for row in rows if row["whose"] == "yours"]
    lines = sum(row["lines"] for row in yours)
    print(
        say(
            f"{len(rows)} 个定义里你写了 {len(yours)} 个，共 {lines} 行。",
            f"{len(yours)} of {len(rows)} definitions are yours, {lines} lines.",
        )
    )
    place.write(place.MINE / "report.json",
                json.dumps({"definitions": rows}, ensure_ascii=False, indent=1))  # fmt: skip
    print(
        say(
            "已写入 mine/report.json。全部测试、速度和训练另外运行，"
            "在终端里敲 make workshop-report。",
            "Written to mine/report.json. The library's tests, the speed and a training run "
            "separately, in a terminal: make workshop-report",
        )
    )
