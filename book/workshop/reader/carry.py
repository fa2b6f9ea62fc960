"""The whole folder as one file, to keep elsewhere or carry to another computer, and back again.

What was there is never lost: it stays under another name, beside what came.
"""

import base64
import io
import json
import sys
import zipfile
from pathlib import Path, PurePosixPath

from . import accuracy, cells, place
from .words import say, tell

FILE = "mine.zip"
IN_BROWSER = sys.platform == "emscripten"
LEFT = ("__pycache__", ".ipynb_checkpoints")


def pack():
    """Return the reader's folder as an archive, the same folder that `make workshop` makes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(place.MINE.rglob("*")):
            inside = path.relative_to(place.MINE)
            left = {*inside.parts} & {*LEFT} or path.suffix == ".part" or inside == Path(FILE)
            if not left and path.is_file():
                # In the browser the drive knows no times that an archive could hold.
                info = zipfile.ZipInfo(str(PurePosixPath("mine", *inside.parts)))
                archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def keep():
    """Put your whole folder into one file, and show the link that downloads it."""
    place.open_book()
    content = pack()
    target = f"../{FILE}"
    try:
        place.write(place.MINE / FILE, content)
    except OSError:  # no room left: all the more reason to have it
        target = f"data:application/zip;base64,{base64.b64encode(content).decode()}"
    size = f"{len(content) / 1e6:.1f} MB"
    if cells.notebook():
        from IPython.display import HTML, display

        link = say(f"下载 {FILE}（{size}）", f"Download {FILE} ({size})")
        display(HTML(f'<a href="{target}" download="{FILE}">{link}</a>'))
    tell(
        f"整个文件夹都在 {FILE} 里。带到别处：在电脑上，解压到项目的文件夹里，就是 mine；"
        "在浏览器里，上传到 00-start.ipynb 旁边，再运行 bring()。",
        f"{FILE} holds the whole folder. To take it elsewhere: on a computer, unpack it in the "
        "project's folder, where it is mine; in a browser, upload it beside 00-start.ipynb and "
        "run bring().",
    )


def members(archive):
    """Yield (path in the reader's folder, content) of all in an archive that is the reader's."""
    names = [PurePosixPath(name) for name in archive.namelist() if not name.endswith("/")]
    roots = {name.parts[: name.parts.index("chapters")] for name in names
             if "chapters" in name.parts}  # fmt: skip
    roots = roots or {name.parts[: name.parts.index("tinynn")] for name in names
                      if "tinynn" in name.parts}  # fmt: skip
    root: tuple[str, ...] = min(roots, key=len, default=("nowhere", ""))
    for name in names:
        parts = name.parts[len(root) :]
        if name.parts[: len(root)] != root or {"..", "/", *LEFT} & {*parts}:
            continue
        given = parts[:2] in (("chapters", "workshop"), ("chapters", "00-start.ipynb"))
        if not given and parts != (FILE,):
            yield Path(*parts), archive.read(str(name))


def same(old, new, name):
    """Tell whether two files say the same; JupyterLab in the browser spaces notebooks otherwise."""
    if old == new or name.suffix not in (".ipynb", ".json"):
        return old == new
    try:
        return json.loads(old) == json.loads(new)
    except ValueError:
        return False


def untouched(content):
    """Tell whether a notebook is as it was made: nothing run in it, nothing written."""
    try:
        notebook = json.loads(content)
        sources = ["".join(cell["source"]) for cell in notebook["cells"]]
        mark = accuracy.key("".join(sources))
        return notebook["metadata"]["workshop"]["made"] == mark and not any(
            cell.get("outputs") for cell in notebook["cells"]
        )
    except (ValueError, KeyError, TypeError):
        return False


def edition_in(archive):
    """Return the edition whose chapters are in an archive, or None."""
    for name in archive.namelist():
        if name.endswith("chapters/workshop/book.json"):
            return json.loads(archive.read(name)).get("edition")
    return None


def unpack(files):
    """Write what came into the reader's folder; return how many files, and what is set aside."""
    brought, aside = 0, []
    for name, content in files:
        path = place.MINE / name
        if path.exists():
            old = path.read_bytes()
            if same(old, content, name):
                continue
            if not untouched(old):
                aside.append(place.set_aside(path))
        place.write(path, content)
        brought += 1
    return brought, aside


def bring(file=FILE):
    """Take out of a downloaded mine.zip, or a desk's folder packed as one, what it has."""
    given = place.open_book()
    # Where JupyterLab puts what is uploaded: the folder that it shows.
    found = [each for each in (Path(file), place.MINE / file, place.MINE.parent / file)
             if each.is_file()]  # fmt: skip
    if not found:
        tell(f"没有找到 {file}：先用左边文件列表上方的上传按钮把它传到这个笔记本旁边。",
             f"There is no {file}: upload it first, beside this notebook, with the upload "
             "button above the list of files.")  # fmt: skip
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(found[0].read_bytes()))
        foreign = edition_in(archive) not in (None, given["edition"])
        came = list(members(archive))
    except (zipfile.BadZipFile, ValueError) as error:
        tell(f"{file} 读不出来（{error}）：重新下载、重新上传一次，再运行 bring()。",
             f"{file} cannot be read ({error}): download and upload it again, then run "
             "bring().")  # fmt: skip
        return
    if not came:
        tell(f"{file} 里没有 tinynn，也没有 chapters：它不是 mine 打成的包。",
             f"{file} holds neither tinynn nor chapters: it is no mine.")  # fmt: skip
        return
    wanted = [each for each in came if not foreign or each[0].parts[0] != "chapters"]
    brought, aside = unpack(wanted)
    left = len(came) - brought
    tell(f"取回了 {brought} 个文件，{left} 个没有动。",
         f"{brought} files were brought, {left} left as they are.")  # fmt: skip
    if foreign:
        tell(
            "它是英文版的，所以各章没有换，只取了你的 tinynn。",
            "It is of the Chinese edition: the chapters were left, your tinynn came.",
        )
    if aside:
        print(say("原来在这里的改名留着：", "What was here is kept as: ") + ", ".join(aside))
    tell(
        "开着的章要关掉再打开，从 begin 运行起。",
        "Close chapters that are open, open them again, and run them from begin.",
    )
