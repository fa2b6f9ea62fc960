"""The first notebook of mine/: where to begin, and how to keep what is written."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from book.places import EDITIONS
from book.writing.notebooks import cells
from book.writing.record import METADATA

BEGIN = {
    "zh": "# 从这里开始\n\n这个文件夹里是各章，要看代码的地方由你来写。写好一个，检查通过，它就存进旁边的 "
    "`tinynn` 文件夹，后面各章用的就是它。按顺序写，或者从任何一章开始：没写的先用书里的。"
    "有东西可写的是这些：",
    "en": "# Start here\n\nThis folder has the chapters, and where the code would be shown you write "
    "it. What passes its checks is saved in the folder `tinynn` beside it, and later chapters run on "
    "it. Write in order, or begin anywhere: what you have not written is the book's. There is "
    "something to write in these:",
}
KEEP = {
    "zh": "## 把写的东西存好\n\n在电脑上，你写的都在项目的 `mine` 文件夹里。在浏览器里，它们**只存在这个浏览器里**："
    "刷新、关掉再打开都还在；清除浏览数据、换一个浏览器、换一台电脑，就没有了，而且谁都找不回来。"
    "所以隔一阵子运行一次下面这格，再点它给的链接，把整个文件夹下载成一个文件：",
    "en": "## Keep what you write\n\nOn a computer all of it is in the project's folder `mine`. In a "
    "browser it is **kept in this browser only**: it survives a reload and a closed browser, but once "
    "the browsing data are cleared it is gone, and another browser or computer does not have it; "
    "nobody can bring it back. So run the next cell from time to time, and follow its link, which "
    "downloads the whole folder as one file:",
}
BRING = {
    "zh": "## 取回来\n\n把那个文件（或者电脑上的 `mine` 文件夹压成的 zip，名字叫 `mine.zip`）上传到这个笔记本旁边："
    "用 JupyterLab 左边文件列表上方的上传按钮。再运行下面这格。"
    "和这里的不一样的，这里的会改名留着，一样都不丢。",
    "en": "## Bring it back\n\nUpload that file (or a computer's folder `mine`, packed as `mine.zip`) "
    "beside this notebook, with the upload button above JupyterLab's list of files. Then run the next "
    "cell. What is different here stays under another name; nothing is lost.",
}
HAPPENS = {
    "zh": "## 出了这些事，怎么办\n\n"
    "- **存不下了**：格子会说没有地方了。不要关这一页，先运行上面的 `keep()` 下载一份，再删掉不要的文件，重新检查。\n"
    "- **同一章开在两个标签页里**：页面下方会说。后存的笔记本会换掉先存的，关掉一个；`tinynn` 里的定义各存各的，不会互相换掉。\n"
    "- **训练到一半刷新了**：训练到哪儿都算没有，已经通过检查的和存过的笔记本还在。从 `begin` 那格重新运行。\n"
    "- **书更新了**：你改过的章还是旧的文字，你的代码照用；`begin` 会说哪些是用较早的版本检查的，有空再检查一次。\n"
    "- **Python 装载不了**：缺了文件时，页面下方会说缺哪个；你写的东西不在那里面，一样没少。",
    "en": "## If this happens\n\n"
    "- **There is no room left**: the cell says so. Leave the page open, download what there is with "
    "`keep()` above, remove files that you do not need, and check again.\n"
    "- **A chapter is open in two tabs**: a line below says so. The notebook that is saved last takes "
    "the other's place, so close one; the definitions in `tinynn` are saved each by itself, and none "
    "takes another's.\n"
    "- **You reloaded the page in the middle of training**: the training is lost; what passed its "
    "checks, and the notebook as last saved, are there. Run from the cell with `begin` again.\n"
    "- **The book was updated**: chapters that you have changed keep their old text, and your code is "
    "used as it is; `begin` says what was checked with an older edition. Check it again when you can.\n"
    "- **Python cannot be loaded**: if a file is missing, a line below names it. Your work is not in "
    "it, and is all there.",
}


def start(edition, chapters):
    """Return the notebook, with links to the chapters in which there is something to write."""
    links = []
    for chapter in chapters:
        first = cells(EDITIONS[edition] / chapter.name)[0].source
        title = next(line for line in first.splitlines() if line.startswith("# "))
        links.append(f"- [{title.removeprefix('# ')}]({chapter.name})")
    code = {name: new_code_cell(f"from workshop import {name}\n\n{name}()", id=name)
            for name in ("keep", "bring")}  # fmt: skip
    return nbformat.v4.new_notebook(metadata=METADATA, cells=[
        new_markdown_cell("\n".join([BEGIN[edition], "", *links]), id="start"),
        new_markdown_cell(KEEP[edition], id="how-to-keep"), code["keep"],
        new_markdown_cell(BRING[edition], id="how-to-bring"), code["bring"],
        new_markdown_cell(HAPPENS[edition], id="happens"),
    ])  # fmt: skip
