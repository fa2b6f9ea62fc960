"""Opens the chapters in JupyterLab, which asks the internet for nothing."""

import os
import sys
from pathlib import Path

from jupyterlab.labapp import LabApp

from book.places import ROOT

SETTINGS = Path(__file__).with_name("jupyterlab")
OPTIONS = [
    "--LabApp.default_url=/lab/tree/chapters",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    f"--LabApp.app_settings_dir={SETTINGS}",
    "--LabApp.custom_css=True",
    f"--ServerApp.tornado_settings={ {'static_custom_path': [str(SETTINGS / 'custom')]} }",
]


def main():
    """Start JupyterLab; what else the command line says is for it."""
    os.chdir(ROOT)
    LabApp.launch_instance([*OPTIONS, *sys.argv[1:]])
