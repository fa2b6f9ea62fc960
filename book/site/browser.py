"""Debian's Chromium, driven by Playwright: it prints the PDF and runs the tests in a browser."""

import os
import shutil
from contextlib import contextmanager


class NoBrowserError(Exception):
    """There is no Chromium, or nothing that drives it; the message says what to do."""


@contextmanager
def chromium(*arguments):
    """Start Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if not program or not sync_playwright:
        raise NoBrowserError(
            "needs chromium, and: pip install -r requirements-browser.txt -c constraints.txt"
        )
    with sync_playwright() as playwright:
        sandbox = [] if getattr(os, "geteuid", lambda: 1)() else ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=program, args=[*arguments, *sandbox])
        yield browser
        browser.close()
