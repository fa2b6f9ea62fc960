"""What the reader calls in a notebook: begin, check, take."""

import difflib
import sys

from . import accuracy, cells, checking, place, shelf
from .carry import IN_BROWSER
from .words import say, tell

DEPTH = 600  # in the browser, Python's own 3,000 overflow the browser's stack, and the kernel dies
chapter = ""  # the one that this notebook has begun


def names_before(given, stem):
    """Return the names of what is built before a chapter, in teaching order."""
    order = given["chapters"].index
    return [each["name"] for each in given["definitions"] if order(each["chapter"]) < order(stem)]


def names_until(given, name):
    """Return the names of what is built before a definition, and its own."""
    names = place.all_names(given)
    return names[: names.index(name) + 1]


def tasks(given):
    """Return the definitions that the reader writes."""
    return [each for each in given["definitions"] if each["task"]]


def tasks_of(given, stem):
    """Return the names of what the reader writes in a chapter."""
    return [each["name"] for each in tasks(given) if each["chapter"] == stem]


def own_now(given):
    """Return the reader's definitions that are in use; what cannot be is set aside and said."""
    own = place.saved(given)
    wanted = {each["name"] for each in tasks(given)} - set(place.taken())
    own = {name: section for name, section in own.items() if name in wanted}
    while True:
        try:
            shelf.load(shelf.Shelf(given, place.all_names(given), own))
            return own
        except shelf.Broken as error:
            path, _, text = own.pop(error.name)
            kept = place.drop(error.name, path, text)
            tell(
                f"你的 {error.name} 装不进来（{error}）：已移到 tinynn/{kept}，"
                "先用书里的版本。改好后在它那一章再检查一次。",
                f"Your {error.name} cannot be loaded ({error}): it is now in tinynn/{kept}, "
                "and the book's is used. Mend it, and check it again in its chapter.",
            )


def begin(stem):
    """Let this notebook import tinynn as it stands before a chapter, yours where there is yours."""
    global chapter
    given = place.open_book()
    if stem not in given["chapters"]:
        near = difflib.get_close_matches(str(stem), given["chapters"], n=1)
        hint = near[0] if near else given["chapters"][-1]
        raise ValueError(
            say(f"没有 {stem!r} 这一章：写成 begin({hint!r})", f"There is no chapter {stem!r}: "
                f"write begin({hint!r})")
        )  # fmt: skip
    chapter = stem
    own = own_now(given)
    names = names_before(given, stem)
    shelf.put_up(shelf.Shelf(given, names, own))
    number = place.number_of(stem)
    if number.isdigit():
        tell(f"第 {number} 章之前的 tinynn", f"tinynn before chapter {number}")
    else:
        tell(f"附录 {number} 用的 tinynn", f"tinynn for appendix {number}")
    show_whose(given, stem, own)
    if IN_BROWSER:
        sys.setrecursionlimit(DEPTH)
        tell(
            "  你写的只存在这个浏览器里：00-start.ipynb 能把它存成一个文件。",
            "  What you write is kept in this browser only: 00-start.ipynb makes a file of it.",
        )
    accuracy.watch(stem, given["accuracies"].get(stem, {}))


def show_whose(given, stem, own):
    """Print what is the reader's before a chapter and in it, and what is the book's."""
    before = names_before(given, stem)
    before = [each["name"] for each in tasks(given) if each["name"] in before]
    yours = [name for name in before if name in own]
    others = [name for name in before if name not in own]
    here = [name for name in tasks_of(given, stem) if name in own]
    none = say("还没有", "none yet")
    print(say("  你写的：", "  yours: ") + (", ".join(yours) or none))
    print(say("  书里的：", "  the book's: ") + (", ".join(others) or none))
    if here:
        print(say("  这一章里你写好的：", "  yours in this chapter: ") + ", ".join(here))
    for name, (_, _, text) in own.items():
        marked = dict(place.EDITION.findall(text)).get(name)
        if marked and marked != place.definition(given, name)["edition"]:
            tell(
                f"  {name} 是用本书较早的版本检查的，照用；有空时在它那一章再检查一次。",
                f"  {name} was checked with an older edition of the book. It is used as it "
                "is; check it again in its chapter when you can.",
            )


def task(given, thing):
    """Return the task that a reader names, by the class, the function or its name."""
    name = thing if isinstance(thing, str) else getattr(thing, "__name__", None)
    if name is None or not (isinstance(thing, str) or callable(thing)):
        kind = type(thing).__name__
        tell(f"check 要的是定义本身，得到的是一个 {kind}：写成 check({kind})，不带括号和参数。",
             f"check expects the definition itself, got an object of {kind}: "
             f"write check({kind}), without brackets and arguments.")  # fmt: skip
        return None
    each = place.definition(given, name)
    if each and each["task"]:
        return each
    if each:
        tell(f"{name} 是书给你的，不用写。", f"{name} is given: there is nothing to write.")
        return None
    near = difflib.get_close_matches(name, [each["name"] for each in tasks(given)], n=1)
    here = tasks_of(given, chapter)
    hint = say(f"是不是 {near[0]}？", f"Is it {near[0]}? ") if near else ""
    tell(f"没有叫 {name} 的任务。{hint}这一章的任务：{'、'.join(here) or '没有'}。",
         f"There is no task named {name}. {hint}The tasks of this chapter: "
         f"{', '.join(here) or 'none'}.")  # fmt: skip
    return None


def prepared(given, each, text):
    """Return a definition as it is saved, out of a cell's text."""
    written, source = cells.kept(text, each["name"], place.all_names(given))
    before = given["definitions"][: given["definitions"].index(each)]
    imports = cells.imports_for(source, given["imports"][each["file"]], before, written)
    number = place.number_of(each["chapter"])
    mark = f"# {each['name']}: chapter {number}, checked with edition {each['edition']}"
    return "\n".join([*imports, "", "", mark, source, ""])


def tried(given, name, section, own, seed=checking.LEARNER):
    """Return the results of a definition's promises, and what it printed meanwhile.

    It stands on what was built before it: the reader's where `own` has it, else the book's.
    """
    mine = own | {name: (f"<{name}>", 0, section)}
    library = shelf.load(shelf.Shelf(given, names_until(given, name), mine))
    return checking.examine(name, library, seed, {str(file) for file, _, _ in mine.values()})


def check(thing):
    """Try your definition, promise by promise; when all are kept, save it into your tinynn."""
    given = place.open_book()
    each = task(given, thing)
    if each is None:
        return
    name = each["name"]
    text = cells.cell_that_defines(name)
    if text is None:
        tell(f"这个笔记本里没有哪个单元格定义了 {name}：先运行你写的那个单元格。",
             f"No cell of this notebook defines {name}: run the cell that you wrote "
             "first.")  # fmt: skip
        return
    own = own_now(given)
    section = prepared(given, each, text)
    try:
        results, printed = tried(given, name, section, own)
    except shelf.Broken as error:
        other = say("辅助函数要和它写在同一个单元格里", "what it needs must stand in the same cell")
        tell(f"{name} 不能单独装载（{error}）：{other}。",
             f"{name} cannot be loaded on its own ({error}): {other}.")  # fmt: skip
        return
    show(name, results)
    if printed:
        lines = len(printed.splitlines())
        tell(f"检查时你的代码打印了 {lines} 行，没有显示。",
             f"Your code printed {lines} lines during the check, not shown.")  # fmt: skip
    if all(result.kept for result in results):
        place.save(given, name, section)
        place.note(place.TAKEN, [each for each in place.taken() if each != name])
        show_standing(given, name)


def show(name, results):
    """Print a line for each promise, and the details of the first that is not kept."""
    print(name)
    told = False
    for result in results:
        sign = {True: "✓", False: "✗", None: "–"}[result.kept]
        print(f"  {sign} {result.name}")
        if result.kept is False and not told:
            print("\n".join("      " + line for line in result.detail.splitlines()))
            told = True


def show_standing(given, name):
    """Print what is the reader's now."""
    own = place.saved(given)
    count = [each["name"] for each in tasks(given) if each["name"] in own]
    lines = sum(place.count_lines(own[each][2]) for each in count)
    total = len(tasks(given))
    tell(
        f"{name} 现在是你的了：要写的 {total} 个定义里有 {len(count)} 个，共 {lines} 行代码。",
        f"{name} is yours: {len(count)} of the {total} to be written, {lines} lines of code.",
    )


def take(thing):
    """Use the book's version of a definition, in this notebook and later; noted for the report."""
    given = place.open_book()
    each = task(given, thing)
    if each is None:
        return
    name = each["name"]
    place.note(place.TAKEN, list(dict.fromkeys([*place.taken(), name])))
    own = own_now(given)
    library = shelf.load(shelf.Shelf(given, names_until(given, name), own))
    shell = cells.notebook()
    space = shell.user_ns if shell else sys.modules["__main__"].__dict__
    space[name] = getattr(library, name)
    tell(f"从现在起 {name} 用书里的；对你自己的运行 check({name})，通过了就换成你的。",
         f"{name} is the book's from now on; check({name}) puts yours in its place, "
         "once it passes.")  # fmt: skip
