"""Sphinx extensions, one for each thing that a page needs: `_config.yml` names them.

Sphinx loads them while it builds the site; nothing else uses them.
"""
