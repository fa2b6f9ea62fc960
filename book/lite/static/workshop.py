"""Found in place of the workshop where Python has no files: nothing could be saved there."""

raise ImportError(
    "这里的 Python 够不着笔记本旁边的文件，写了也存不下：刷新这一页（不要按住 Shift）；"
    "还是这样，就换普通窗口（不要无痕），允许这个网站存东西。"
    "Python does not reach the files beside this notebook here, and could save nothing: reload the "
    "page (without Shift); if it stays so, use an ordinary window, not a private one, and let "
    "this site store data."
)
