"""Keeps Chinese punctuation with the formula that it belongs to.

A browser may break a line next to a formula, so a comma after one could begin the next line,
which Chinese typesetting forbids. Here the two are put into a span that does not break
(``.unbroken`` in book/site/static/reading.css).
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

CLOSING = tuple("，。、；：？！）」』》")
OPENING = tuple("（「『《")


class KeepTogether(SphinxPostTransform):
    default_priority = 900

    def run(self):
        for formula in list(self.document.findall(nodes.math)):
            parent = formula.parent
            here = parent.index(formula)
            before, after = parent[:here], parent[here + 1 :]
            span = nodes.inline("", "", formula, classes=["unbroken"])
            if after and isinstance(after[0], nodes.Text) and after[0].startswith(CLOSING):
                span.append(nodes.Text(after[0][0]))
                after[0] = nodes.Text(after[0][1:])
            if before and isinstance(before[-1], nodes.Text) and before[-1].endswith(OPENING):
                span.insert(0, nodes.Text(before[-1][-1]))
                before[-1] = nodes.Text(before[-1][:-1])
            if len(span) > 1:
                parent[:] = [*before, span, *after]


def setup(app):
    app.add_post_transform(KeepTogether)
