"""How pages become a site: the build, its Sphinx extensions, styles, scripts, templates.

Here too: the PDF that a browser prints of the site, and the picture on the first page.
Used by `make book`, by a bare `jupyter-book build .` and by `make pdf`.
"""
