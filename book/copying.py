"""Copies that may be written to, also of a project that may not."""

import shutil
import stat
from pathlib import Path


def copy(source, target, *ignored):
    """Copy a file, or a folder without what these patterns name; return the copy."""
    if Path(source).is_dir():
        ignore = shutil.ignore_patterns(*ignored)
        shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)
    for path in (Path(target), *Path(target).rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    return Path(target)
