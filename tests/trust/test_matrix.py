"""The matrix: numbers are counted rightly, kernels chosen by the processor, rows say what came.

That nothing in the table differs is seen with all tables: test_tables.py.
"""

import json
import os
import sys
from copy import deepcopy

import numpy as np
import pytest

from book import tables
from book.places import EDITIONS
from book.trust import margins, matrix
from book.writing import outputs
from book.writing.notebooks import cells

HASWELL = {"pni", "avx", "avx2", "fma"}
AVX512 = {"avx512f", "avx512vl", "avx512bw", "avx512dq"}


def outputs_of(chapter, cell_id):
    return next(c.outputs for c in cells(EDITIONS["zh"] / f"{chapter}.ipynb") if c.id == cell_id)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("accuracy: 93.70%", ["93.70"]),
        ("692,224 weights, (1, 28, 28)", ["692,224", "1", "28", "28"]),
        ("[[ 7. -2.]\n [ 4. -6.]]", ["7", "-2", "4", "-6"]),
        ("1e-05, 2.5e+10; 3-4; 3 × 3", ["1e-05", "2.5e+10", "3", "4", "3", "3"]),
        ("float64 x1 nan inf", []),
    ],
)
def test_numbers_are_found(text, found):
    assert outputs.NUMBER.findall(text) == found


def test_the_last_printed_digit_is_altered():
    text = "93.79% of 1,009 at 1e-05"
    assert list(outputs.altered(text)) == [
        "93.70% of 1,009 at 1e-05", "93.79% of 1,000 at 1e-05", "93.79% of 1,009 at 2e-05",
    ]  # fmt: skip


def test_pictures_are_not_counted():
    assert outputs_of("25-pooling", "figure-road")
    assert outputs.numbers(outputs_of("25-pooling", "figure-road")) == []


def test_differences_are_counted_number_by_number():
    original = outputs_of("25-pooling", "study")
    spoiled = deepcopy(original)
    spoiled[0].text = spoiled[0].text.replace("94.5", "94.6").replace("89.2", "89.1")
    before, after = outputs.numbers(original), outputs.numbers(spoiled)
    assert outputs.count_differing(before, before) == 0
    assert outputs.count_differing(before, after) == 2
    assert outputs.count_differing(before, after[:-3]) == 5
    assert outputs.count_differing(before, []) == len(before) > 10


@pytest.mark.parametrize(
    ("flags", "usable"),
    [
        (HASWELL | AVX512, ["Haswell", "SkylakeX", "Zen", "Prescott", "Sandybridge"]),
        (HASWELL, ["Haswell", "Zen", "Prescott", "Sandybridge"]),
        (HASWELL | AVX512 - {"avx512vl"}, ["Haswell", "Zen", "Prescott", "Sandybridge"]),
        ({"pni", "avx"}, ["Prescott", "Sandybridge"]),
        (set(), [""]),  # another kind of processor: its own kernel
    ],
)
def test_kernels_are_chosen_by_the_processor(flags, usable):
    assert matrix.usable_kernels(flags) == usable
    skipped = matrix.skipped_kernels(flags)
    assert set(skipped) == set(matrix.KERNELS) - set(usable)
    assert all(skipped.values())


REPORT = {
    "notebooks": 27, "outputs": 300, "numbers": 2500, "differences": [],
    "in force": [{"python": "3.13.0", "numpy": "2.1.0", "blas": [["Zen", 2, "0.3.27"]],
                  "dispatch": ["AVX2"], "others": []}],
}  # fmt: skip
ASKED = matrix.Environment("Zen", 2, "on", "3.13.0", "2.1.0")


def test_a_row_says_what_was_in_force():
    row = matrix.row_of(ASKED, REPORT, "abc")
    assert row["kernel"] == "Zen" and row["threads"] == "2" and row["openblas"] == "0.3.27"
    assert not matrix.is_bad(row)


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"kernel": "Prescott"}, "asked for kernel Prescott"),
        ({"threads": 1}, "asked for threads 1"),
        ({"dispatch": "off"}, "asked for dispatch off"),
        ({"numpy": "2.0.0"}, "asked for numpy 2.0.0"),
        ({"python": "3.11.7"}, "asked for python 3.11.7"),
    ],
)
def test_what_is_not_in_force_as_asked_is_bad(change, note):
    row = matrix.row_of(ASKED._replace(**change), REPORT, "abc")
    assert row["note"] == note and matrix.is_bad(row)


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize(
    ("does", "came"),
    [("echo Zen", "Zen"), ("echo Katmai", "Prescott"), ("kill -SEGV $$", None)],
)
def test_what_runs_for_a_kernel_and_what_crashes(tmp_path, does, came):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    python.chmod(0o755)
    assert matrix.kernel_in_force(python, "Zen") == came


@pytest.mark.parametrize(
    ("found", "kernel"),
    [
        ({"blas": [["Katmai", 1, "0.3.31"]]}, "Prescott"),
        ({"blas": [["neoversen1", 1, "0.3.31"]]}, "NEOVERSEN1"),
        ({"blas": [], "others": ["blis-serial"]}, "BLIS"),
        ({"blas": [], "others": ["blas"]}, "Netlib"),
        ({"blas": [["Haswell", 1, "0.3.21"]], "others": ["openblas-openmp"]}, "OpenMP"),
        ({"blas": [["mkl", 1, "none"]]}, "MKL"),
    ],
)
def test_what_ran_is_known_by_the_name_that_is_asked_for(found, kernel):
    report = REPORT | {"in force": [REPORT["in force"][0] | found]}
    asked = ASKED._replace(kernel=kernel, threads=1)
    assert not matrix.is_bad(matrix.row_of(asked, report, "abc"))
    other = matrix.row_of(asked._replace(kernel="ATLAS"), report, "abc")
    assert other["note"] == "asked for kernel ATLAS" and matrix.is_bad(other)


def test_a_kernel_that_does_not_start_is_no_difference(tmp_path):
    kernel = tmp_path / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    said = {"argv": [sys.executable, "-c", ""], "display_name": "stops", "language": "python"}
    kernel.write_text(json.dumps(said), encoding="utf-8")
    asked = ASKED._replace(kernel="ARMV8")  # whose Python is a folder with a kernel
    with pytest.raises(RuntimeError, match="no kernel started for zh/01-neuron"):
        matrix.run(asked, tmp_path, ["chapters/zh/01-neuron.ipynb"], tmp_path / "run")


def test_what_differs_is_bad_and_named():
    differences = [{"cell": "zh/25-pooling best", "differ": 2, "said": ""}]
    row = matrix.row_of(ASKED, REPORT | {"differences": differences}, "abc")
    assert row["differ"] == 2 and row["note"] == "zh/25-pooling best: 2" and matrix.is_bad(row)


def test_a_row_replaces_those_it_outdates(tmp_path, monkeypatch):
    monkeypatch.setattr(matrix, "TABLE", tmp_path / "matrix.csv")
    row = matrix.row_of(ASKED, REPORT, "abc")
    skipped = {"kernel": "Zen", "notebooks": "", "note": "skipped: the processor lacks avx2"}
    for each in (skipped, skipped | {"kernel": "SkylakeX"}, row | {"threads": "1"}, row, row):
        matrix.add_to_table({"recorded": ""} | each)
    kept = [(each["kernel"], each["threads"]) for each in tables.read(matrix.TABLE)]
    assert kept == [("SkylakeX", ""), ("Zen", "1"), ("Zen", "2")]
    matrix.add_to_table(row | {"recorded": "def"})  # a chapter has changed
    kept = [(each["kernel"], each["threads"]) for each in tables.read(matrix.TABLE)]
    assert kept == [("SkylakeX", ""), ("Zen", "2")]


# Margins, on two images, two classes more than the nearest, and three environments.

LOGITS = np.array([[[1.0, 5.0, 2.0], [4.0, 3.5, 0.0]]] * 3)
LOGITS[1, 0, 0] += 0.01
LOGITS[2, 0, 0] -= 0.02


def test_the_nearest_margin_and_the_largest_move():
    assert margins.nearest_margin(LOGITS) == 0.5
    assert margins.largest_move(LOGITS) == pytest.approx(0.03)
    assert margins.measure(LOGITS) == {
        "images": 2, "nearest margin": "0.5", "largest move": "0.03", "ratio": "16.7",
        "environments": 3,
    }  # fmt: skip
    assert float(margins.measure(LOGITS[:1])["ratio"]) > 2  # one environment: nothing moves


def test_the_margins_are_those_of_the_recorded_accuracies_and_safe():
    rows = tables.read(margins.TABLE)
    assert [(row["chapter"], row["cell"], row["accuracy"]) for row in rows] == [
        (*place, outputs.accuracy(*place)) for place in margins.NETWORKS.values()
    ]
    assert all(float(row["ratio"]) > 2 for row in rows)
