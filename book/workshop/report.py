"""The end of the workshop: what is the reader's, and what the reader's tinynn can do.

python -m book workshop-report    writes mine/report.md, to keep, and mine/report.json, to grade

Whose each definition is, and its check, once more; the library's tests and appendix B's benchmark
on the reader's tinynn, topped up by the book's; and chapter 25's best network, trained on it. Each
is in a process of its own, so that nothing of one is left for the next.
"""

import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import tinynn
from book import tables
from book.environments import executable
from book.places import DATA, ROOT
from book.trust import bench
from book.workshop.desk import MINE, edition_of
from book.workshop.reader import account, place, session
from book.workshop.reader.words import say, tell

TRAINING = """
from importlib import import_module
from pathlib import Path
import sys
study = import_module("book.writing.studies.25-parts")
print(study.run("best", 99, Path(sys.argv[1]))["test"])
"""


def write_library(given, own, folder):
    """Write the reader's tinynn, topped up by the book's, as a package into a folder."""
    package, definitions = folder / "tinynn", given["definitions"]
    package.mkdir(parents=True)
    imports = [f"from tinynn.{each['file']} import {each['name']}" for each in definitions]
    whole = "\n".join([*imports, f"__all__ = {tinynn.__all__}", ""])
    (package / "__init__.py").write_text(whole, encoding="utf-8")
    for file in {each["file"] for each in definitions}:
        here = [each for each in definitions if each["file"] == file]
        here = sorted(here, key=lambda each: each["line"])
        texts = [own[e["name"]][2] if e["name"] in own else e["source"] for e in here]
        texts = [text.replace(place.FUTURE, "") for text in (given["imports"][file], *texts)]
        whole = "\n\n\n".join([place.FUTURE, *texts])
        (package / f"{file}.py").write_text(whole, encoding="utf-8")
    return folder


def environment(folder):
    """Return an environment in which Python finds the tinynn of a folder, and the book."""
    path = os.pathsep.join([str(folder), str(ROOT)])
    return os.environ | bench.ENVIRONMENT | {"PYTHONPATH": path}


def library_tests(folder, tests="tests/library"):
    """Run tests on a folder's tinynn; return how many passed, and the names of the others."""
    with tempfile.TemporaryDirectory() as work:
        results = Path(work, "results.xml")
        subprocess.run(
            [executable("pytest"), "-q", "--import-mode=importlib", "-p", "no:cacheprovider",
             "-o", "pythonpath=book/trust",
             "--tb=no", "-n", "2", f"--junitxml={results}", tests],
            cwd=ROOT, env=environment(folder) | {"TINYNN_UNDER_TEST": str(folder / "tinynn")},
        )  # fmt: skip
        cases = list(ElementTree.parse(results).iter("testcase"))
    wrong = [case for case in cases if len(case) and case[0].tag in ("failure", "error")]
    return len(cases) - len(wrong), [
        f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}" for case in wrong
    ]


def speed(folder):
    """Return milliseconds a step at batch size 2, in turns: the reader's tinynn and the book's."""
    found = bench.in_turns(("tinynn", "yours"), 2, 3, environment(folder), pictures=64)
    return {name: median(turn["milliseconds"] for turn in turns) for name, turns in found.items()}


def training(folder):
    """Train chapter 25's best network on a folder's tinynn; return its test accuracy in percent."""
    env = environment(folder)
    del env["TQDM_DISABLE"]
    done = subprocess.run([sys.executable, "-P", "-c", TRAINING, str(DATA)],
                          cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)  # fmt: skip
    return done.stdout.strip() if done.returncode == 0 else None


def page(found):
    """Return the page to keep, in the reader's language."""
    rows, tests = found["definitions"], found["tests"]
    yours = [row for row in rows if row["whose"] == "yours"]
    lines = sum(row["lines"] for row in yours)
    parts = [
        say("# 我的 tinynn", "# My tinynn"),
        say(
            f"{len(rows)} 个定义里我写了 {len(yours)} 个，共 {lines} 行。",
            f"{len(yours)} of {len(rows)} definitions are mine, {lines} lines.",
        ),
        definitions(rows),
        say(
            f"tinynn 的测试（tests/library）：通过 {tests['passed']} 个，"
            f"没有通过 {len(tests['not passed'])} 个。",
            f"The library's tests (tests/library): {tests['passed']} passed, "
            f"{len(tests['not passed'])} did not.",
        ),
        failures(tests["not passed"]),
        speeds(**found["milliseconds"]),
        accuracy(**found["accuracy"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def definitions(rows):
    """Return a table of whose each definition is."""
    whose = {
        "yours": say("我的", "mine"),
        "taken": say("书里的（take）", "the book's (taken)"),
        "book": say("还没有写", "not written yet"),
    }
    head = say(
        "| 章 | 定义 | 谁写的 | 行数 | 检查 |", "| chapter | definition | whose | lines | kept |"
    )
    lines = [head, "|---|---|---|---|---|"]
    for row in rows:
        number, kept = place.number_of(row["chapter"]), account.kept(row)
        count, mine = row["lines"] or "", whose[row["whose"]]
        lines.append(f"| {number} | {row['name']} | {mine} | {count} | {kept} |")
    return "\n".join(lines)


def failures(names):
    """Return how many tests of each file did not pass; report.json has their names."""
    if not names:
        return ""
    words = say(
        "其中 test_memory 和 test_workspace 管内存，test_mistakes 管报错的文字，工坊里并不要求；"
        "其余的值得看一看（名字在 report.json 里）：",
        "Of these, test_memory and test_workspace are about memory and test_mistakes about the "
        "words of errors, which the workshop does not ask for; the others are worth a look "
        "(report.json has their names):",
    )
    counts = Counter(name.partition("::")[0] for name in names)
    return "\n".join([words, "", *(f"- {file}: {count}" for file, count in counts.items())])


def speeds(tinynn, yours):
    """Return a table of the milliseconds a step."""
    [torch] = [
        row["times"]
        for row in tables.read(bench.TABLE)
        if (row["name"], row["size"]) == ("PyTorch", "2")
    ]
    mine, book = say("我的 tinynn", "my tinynn"), say("书里的", "the book's")
    other = say("PyTorch（书里的表，另一台电脑）", "PyTorch (the book's table, another computer)")
    return "\n".join([
        say("| 训练一步，批量 2 | 毫秒 | 书里的几倍 |",
            "| a step of training, batch size 2 | ms | times the book's |"),
        "|---|---|---|",
        f"| {mine} | {yours:.2f} | {yours / tinynn:.2f} |",
        f"| {book} | {tinynn:.2f} | 1 |",
        f"| {other} | | {torch} |",
    ])  # fmt: skip


def accuracy(book, yours):
    """Return what chapter 25's best network came to."""
    if yours is None:
        return say("第 25 章最好的网络没有训练完。", "Chapter 25's best network was not trained.")
    return say(
        f"第 25 章最好的网络，在测试集上：书里 {book} %，我的 {yours} %。",
        f"Chapter 25's best network, on the test set: book {book} %, mine {yours} %.",
    )


def main():
    """Report on mine/."""
    if edition_of(MINE) is None:
        return "There is no mine/ yet: make workshop"
    place.MINE = MINE
    given = place.open_book(MINE / "chapters" / "workshop")
    tell("逐个检查你的定义……", "Checking your definitions ...")
    found: dict[str, Any] = {"definitions": list(account.account(given))}
    own = session.own_now(given)
    with tempfile.TemporaryDirectory() as work:
        folder = write_library(given, own, Path(work))
        tell("用你的 tinynn 运行它的全部测试……", "The library's tests on your tinynn ...")
        passed, wrong = library_tests(folder)
        found["tests"] = {"passed": passed, "not passed": wrong}
        tell("速度，和书里的轮流测……", "The speed, in turns with the book's ...")
        found["milliseconds"] = speed(folder)
        tell("训练第 25 章最好的网络……", "Training chapter 25's best network ...")
        [best] = [row["test"] for row in tables.read(DATA / "studies" / "25-parts.csv")
                  if (row["network"], row["seed"]) == ("best", "99")]  # fmt: skip
        found["accuracy"] = {"book": best, "yours": training(folder)}
    place.write(MINE / "report.json", json.dumps(found, ensure_ascii=False, indent=1))
    place.write(MINE / "report.md", page(found))
    print("\n" + page(found))
    return None
