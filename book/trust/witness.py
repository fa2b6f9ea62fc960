"""A pytest plugin for book/trust/matrix.py: what came out of the chapters, and what was in force.

It is loaded into the run of one environment (`pytest -p book.trust.witness`), compares nothing
itself, and writes what nbval found into the folder named by WITNESS_FOLDER: report.json, and the
logits of the networks named in margins.py.
"""

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import IPyNbCell

from book.trust.margins import NETWORKS
from book.writing.outputs import count_differing, numbers

FOLDER = Path(os.environ["WITNESS_FOLDER"])
# Asked in the kernel itself, which has imported by then whatever the chapter imports.
IN_FORCE = """{
    "python": __import__("platform").python_version(),
    "numpy": __import__("numpy").__version__,
    "blas": [
        [
            each.get("architecture", each["internal_api"]), each["num_threads"],
            each["version"] if each["internal_api"] == "openblas" else "none",
        ]
        for each in __import__("threadpoolctl").threadpool_info()
        if each["user_api"] == "blas"
    ],
    "others": sorted({
        line.split("/")[-2] for line in open("/proc/self/maps") if "/libblas.so" in line
    }) if __import__("os").path.exists("/proc/self/maps") else [],
    "dispatch": sorted(
        name for name in __import__("numpy")._core._multiarray_umath.__cpu_dispatch__
        if __import__("numpy")._core._multiarray_umath.__cpu_features__[name]
    ),
}"""
MORE = int(os.environ.get("WITNESS_THREADS", 0))
begun: list[Any] = []  # notebooks
report: dict[str, Any] = dict.fromkeys(("notebooks", "outputs", "numbers"), 0)
report |= {"differences": [], "in force": [], "not started": []}


def evaluate(item, expression):
    """Evaluate an expression in the kernel of a cell's notebook, leaving no trace there."""
    reply = item.parent.kernel.kc.execute(
        "", silent=True, user_expressions={"value": expression}, reply=True, timeout=60
    )
    value = reply["content"]["user_expressions"]["value"]
    if value["status"] != "ok":
        raise RuntimeError(f"the kernel could not tell {expression}: {value}")
    return ast.literal_eval(value["data"]["text/plain"])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    """Before a notebook's first cell, ask for more threads than a library takes from a variable."""
    if isinstance(item, IPyNbCell) and MORE and item.parent not in begun:
        begun.append(item.parent)
        limit = f"__import__('threadpoolctl').threadpool_limits({MORE})"
        evaluate(item, f"bool(__import__('numpy') and {limit})")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Count what a cell recorded, and what of it came otherwise."""
    yield
    if not isinstance(item, IPyNbCell):
        return
    where = f"{item.path.parent.name}/{item.path.stem}"
    if call.when == "setup" and call.excinfo and where not in report["not started"]:
        report["not started"].append(where)
    if call.when != "call":
        return
    if item.options["check"]:
        recorded = numbers(item.cell.outputs)
        report["outputs"] += bool(item.cell.outputs)
        report["numbers"] += len(recorded)
        if call.excinfo:
            came = numbers(item.test_outputs or [])
            # A cell whose words alone differ counts as one.
            differ = max(count_differing(recorded, came), 1)
            said = str(getattr(call.excinfo.value, "inner_traceback", call.excinfo.value))
            entry = {"cell": f"{where} {item.cell.id}", "differ": differ, "said": said}
            report["differences"].append(entry)
    elif call.excinfo:
        entry = {"cell": f"{where} {item.cell.id}", "differ": 1, "said": str(call.excinfo.value)}
        report["differences"].append(entry)
    for name, (chapter, cell) in NETWORKS.items():
        if item.path.stem == chapter and item.cell.id == cell and not call.excinfo:
            path = FOLDER / f"{name}.npy"
            evaluate(item, f"__import__('numpy').save({str(path)!r}, predictions.data)")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item, nextitem):
    """After a notebook's last cell, ask its kernel what is in force."""
    if isinstance(item, IPyNbCell) and getattr(nextitem, "parent", None) is not item.parent:
        report["notebooks"] += 1
        if item.parent.kernel.is_alive():
            found = evaluate(item, IN_FORCE)
            if found not in report["in force"]:
                report["in force"].append(found)


def pytest_sessionfinish():
    """Write the report."""
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (FOLDER / "report.json").write_text(text, encoding="utf-8")
