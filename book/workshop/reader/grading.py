"""Points for nbgrader: how many promises a definition keeps, on numbers that were not seen."""

from pathlib import Path

from . import cells, checking, place, session
from .shelf import Broken
from .words import tell

GRADING = 1  # the seed


def points(name):
    """Check a definition, print what `check` prints, and return how many promises are kept."""
    given = place.open_book()
    text = cells.cell_that_defines(name)
    if text is None:
        tell(f"没有定义 {name}", f"{name} is not defined")
        return 0
    seed = GRADING if "autograded" in Path.cwd().parts else checking.LEARNER
    section = session.prepared(given, session.task(given, name), text)
    try:
        results, _ = session.tried(given, name, section, {}, seed)
    except Broken as error:
        print(error)
        return 0
    session.show(name, results)
    return sum(bool(result.kept) for result in results)
