"""Tests of book/site: the built pages, in a browser, on paper, and in JupyterLab."""
