"""Lets the keyboard reach a table that is wider than its page, to scroll it."""

OPENING = '<div class="pst-scrollable-table-container"'


def make_reachable(app, pagename, templatename, context, doctree):
    if "body" in context:
        context["body"] = context["body"].replace(OPENING, f'{OPENING} tabindex="0"')


def setup(app):
    app.connect("html-page-context", make_reachable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
