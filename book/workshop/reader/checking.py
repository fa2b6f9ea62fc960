"""Tries a definition, promise by promise, and stops what takes too long.

The limit needs neither signals nor threads: a trace function looks at the clock at every step of
the reader's own code (`while True: pass` is a single line that never ends). So it holds in the
browser too; what it cannot stop is one call into NumPy that never returns.
"""

import contextlib
import importlib
import io
import linecache
import re
import sys
import time
import traceback
from dataclasses import dataclass

import numpy as np

from .promises import Unmet, promises
from .words import say

LIMIT = 10  # seconds for each promise
LEARNER = 0  # the seed of what the reader sees; grading draws from others


@dataclass
class Result:
    """What became of one promise; `kept` is None if it was not tried any more."""

    name: str
    kept: bool | None
    detail: str = ""


class TooLong(BaseException):  # no `except Exception` of the reader's may catch it
    """The reader's code was stopped."""


def snake(name):
    """Name the file for a definition: max_pool for MaxPool, ce_loss for CELoss."""
    name = name.replace("ReLU", "Relu")
    return re.sub("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def checks_of(name):
    """Return the promises of a definition."""
    return promises(importlib.import_module(f".checks.{snake(name)}", __package__))


@contextlib.contextmanager
def limit(seconds, files):
    """Stop code of these files after so many seconds."""
    end = time.monotonic() + seconds

    def look(frame, event, argument):
        if time.monotonic() > end:
            raise TooLong
        return look

    def choose(frame, event, argument):
        if frame.f_code.co_filename not in files:
            return None
        frame.f_trace_opcodes = True
        return look(frame, event, argument)

    before = sys.gettrace()
    sys.settrace(choose)
    try:
        yield
    finally:
        sys.settrace(before)


def line_of(error, files):
    """Say at which line of the reader's code something was raised or stopped."""
    steps = [step for step in traceback.extract_tb(error.__traceback__) if step.filename in files]
    # The definition itself, which has no file yet, before others of the reader's that it uses.
    steps = [step for step in steps if step.filename.startswith("<")] or steps
    if not steps:
        return ""
    text = linecache.getline(steps[-1].filename, steps[-1].lineno or 0).strip()
    return say(f"，在这一行：{text}", f", at the line: {text}")


def one(check, lib, seed, files):
    """Return what became of one promise, unless it takes too long."""
    name = say(*check.promise)
    random = np.random.RandomState(seed)
    np.random.seed(seed)
    try:
        with limit(LIMIT, files), np.errstate(all="ignore"):
            check(lib, random)
    except Unmet as error:
        return Result(name, False, str(error))
    except RecursionError as error:
        said = say("自己调用自己太深", "calls itself too deep")
        return Result(name, False, said + line_of(error, files))
    except (Exception, SystemExit) as error:
        raised = f"{type(error).__name__}: {error}"
        said = say(f"报错 {raised:.500}", f"raised {raised:.500}")
        return Result(name, False, said + line_of(error, files))
    return Result(name, True)


def examine(name, lib, seed, files):
    """Try a definition in a library; return a Result for each promise, and what it printed.

    After one that takes too long no other is tried. NumPy's random stream is put back as it was.
    """
    checks, results, printed = checks_of(name), [], io.StringIO()
    state = np.random.get_state()
    try:
        with contextlib.redirect_stdout(printed):
            for check in checks:
                results.append(one(check, lib, seed, files))
    except TooLong as error:
        said = say(f"超过 {LIMIT} 秒还没有结束，已中止",
                   f"took longer than {LIMIT} seconds and was stopped")  # fmt: skip
        stopped = say(*checks[len(results)].promise)
        results.append(Result(stopped, False, said + line_of(error, files)))
    finally:
        np.random.set_state(state)
    untried = [Result(say(*check.promise), None) for check in checks[len(results) :]]
    return results + untried, printed.getvalue()
