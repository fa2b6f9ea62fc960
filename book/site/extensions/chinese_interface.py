"""Says in Chinese what Sphinx and the theme leave in English (or in another Chinese)."""

from pathlib import Path

from sphinx.locale import translators

WORDS = {
    "Back to top": "回到顶部",
    "Link to this definition": "本项的链接",
    "Link to this heading": "本节的链接",
    "Print to PDF": "打印成 PDF",
    "Skip to main content": "跳到正文",
    "Version warning": "版本提示",
    "Main": "全书目录",
    "next page": "下一页",
    "previous page": "上一页",
}
# These the theme does not even offer for translation.
TITLES = {
    "Toggle primary sidebar": "显示或隐藏全书目录",
    "Toggle secondary sidebar": "显示或隐藏本页目录",
    "Toggle hidden content": "展开或收起",
    "light/dark": "浅色或深色",
}


def complete_catalogues(app):
    if app.config.language == "zh_CN":
        for catalogue in translators.values():
            vars(catalogue).get("_catalog", {}).update(WORDS)


def replace_titles(app, exception):
    if exception or app.config.language != "zh_CN":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for english, chinese in TITLES.items():
            for attribute in ("title", "aria-label"):
                text = text.replace(f'{attribute}="{english}"', f'{attribute}="{chinese}"')
        page.write_text(text, encoding="utf-8")


def setup(app):
    app.connect("builder-inited", complete_catalogues)
    app.connect("build-finished", replace_titles)
