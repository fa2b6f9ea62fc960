"""Gives each figure of a chapter the size in which it is shown: its PNG has twice the pixels.

So a page does not move while its figures load; on a narrow screen `reading.css` lets a wide figure
scroll rather than shrink until nobody can read it, and the keyboard reaches what scrolls.
"""

import re
import struct
from pathlib import Path

CELL = '<div class="cell_output docutils container">'
FIGURE = re.compile(rf'{CELL}(\s*)<img (alt="[^"]*" src="([^"]*\.png)")')


def size(picture):
    """Return width and height of a PNG in pixels, as its first bytes give them."""
    return struct.unpack(">II", picture.read_bytes()[16:24])


def measure(app, exception):
    if exception:
        return
    for page in Path(app.outdir).rglob("*.html"):

        def write(match, page=page):
            between, attributes, source = match.groups()
            width, height = (round(n / 2) for n in size(page.parent / source))
            opening = CELL.replace("container", "container figure", 1)
            return (f'{opening[:-1]} tabindex="0">{between}<img {attributes} '
                    f'width="{width}" height="{height}" style="--shown: {width}px"')  # fmt: skip

        text = page.read_text(encoding="utf-8")
        page.write_text(FIGURE.sub(write, text), encoding="utf-8")


def setup(app):
    app.connect("build-finished", measure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
