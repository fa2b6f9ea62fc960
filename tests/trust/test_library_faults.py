"""The tests of the library notice: each published fault, put back in, turns one of them red.

What they notice of every small change is counted by `make library-mutants`.

A mutant is a copy of tinynn with one thing spoiled by exact replacements, each of which must match
once. The test named beside it runs against the copy and must fail; against an unspoiled copy it
must pass.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from book.copying import copy
from book.places import ROOT

GREEN, RED = 0, 1  # pytest's exit codes; from 2 up the run itself is broken


class Mutant(NamedTuple):
    """A fault, where it goes, and who should notice."""

    fault: str
    file: str
    edits: list[tuple[str, str]]
    test: str  # in tests/library


def cycle(file: str, returned: str, test: str) -> Mutant:
    """Fault 7: the closure refers to its own output, so that each keeps the other alive."""
    kept = f"result = {returned}\n        gradient_fn.result = result\n        return result"
    return Mutant(f"7: cycle in {file}", file, [(f"return {returned}", kept)], test)


WALK = """
        def walk(tensor):
            if tensor.gradient_fn:
                tensor.gradient_fn(tensor.grad)
            for parent in tensor.parents:
                walk(parent)

        self.grad = np.ones(self.data.shape)
        return walk(self)
"""
RECURSION = """
    order, seen, stack = [], set(), []

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(tensor)
"""

FIRST_WINS = "test_pooling_ties.py::test_first_of_equals_gets_it_all"
NO_CYCLE = "test_memory.py::test_no_layer_makes_a_cycle"

PUBLISHED = [
    Mutant(
        "1: Convolution divides its weight's gradient by the batch once more",
        "convolution.py",
        [("add_grad(weight_grad)", "add_grad(weight_grad / N)")],
        "test_gradients.py::test_convolution",
    ),
    Mutant(
        "1: Convolution divides its bias's gradient by the batch once more",
        "convolution.py",
        [("add_grad(kernels_grad[:, size])", "add_grad(kernels_grad[:, size] / N)")],
        "test_gradients.py::test_convolution",
    ),
    Mutant(
        "2: every tied maximum gets the whole gradient",
        "max_pool.py",
        [("left -= part_grad", "pass")],
        FIRST_WINS,
    ),
    Mutant(
        "3: Dropout does not rescale",
        "dropout.py",
        [("np.divide(kept, 1 - self.dropout_rate,", "np.divide(kept, 1,")],
        "test_interface.py::test_dropout_keeps_the_mean",
    ),
    Mutant(
        "4: MSE's gradient is divided by the rows only",
        "mse.py",
        [("/ difference.size", "/ len(difference)")],
        "test_gradients.py::test_mse",
    ),
    Mutant(
        "4: BCE's gradient is divided by the rows only",
        "binary_cross_entropy.py",
        [("/ p.data.size", "/ len(p.data)")],
        "test_gradients.py::test_bce",
    ),
    Mutant(
        "5: backward walks without an order",
        "tensor.py",
        [("        order = topological_order(self)\n", f"{WALK}        order = []\n")],
        "test_backward.py::test_diamond",
    ),
    Mutant(
        "5: backward recurses",
        "tensor.py",
        [("    order, seen, stack = [], set(), [(tensor, False)]\n", RECURSION)],
        "test_backward.py::test_chain_of_100_000",
    ),
    Mutant(
        "6: MaxPool fails on one channel with several images",
        "max_pool.py",
        [("OH, OW = H // k, W // k", "OH, OW = H // k, W // k + 0 // (N == 1 or C > 1)")],
        FIRST_WINS,
    ),
    Mutant(
        "6: whole numbers stay whole numbers",
        "checks.py",
        [("array.astype(float, copy=False)", "array")],
        "test_backward.py::test_whole_numbers_become_float64_with_a_float_gradient",
    ),
    Mutant(
        "6: a Tensor of whole numbers gets a gradient of whole numbers",
        "tensor.py",
        [
            ('expect_numbers("Tensor", data)', "np.asarray(data)"),
            ("np.zeros(self.data.shape)", "np.zeros_like(self.data)"),
        ],
        "test_backward.py::test_gradient_is_zeros_before_any_backward",
    ),
    cycle("linear.py", "Tensor(output, (self.weight, self.bias, x), gradient_fn)", NO_CYCLE),
    cycle("convolution.py", "Tensor(output, (self.weight, self.bias, x), gradient_fn)", NO_CYCLE),
    cycle("max_pool.py", "Tensor(output, (x,), gradient_fn)", NO_CYCLE),
    cycle("tanh.py", "Tensor(tanh, (x,), gradient_fn)", NO_CYCLE),
    cycle(
        "cross_entropy.py",
        "Tensor(loss, (p,), gradient_fn)",
        "test_memory.py::test_no_loss_makes_a_cycle",
    ),
    Mutant(
        "8: the data file is opened with pickling allowed",
        "mnist.py",
        [("allow_pickle=False", "allow_pickle=True")],
        "test_mistakes.py::test_pickled_objects_are_not_executed",
    ),
    Mutant(
        "9: the parameter of the kernel's size is called pool_size",
        "convolution.py",
        [
            ("out_channels: int, kernel_size: int", "out_channels: int, pool_size: int"),
            ("        expect_whole(", "        kernel_size = pool_size\n        expect_whole("),
        ],
        "test_interface.py::test_parameters_in_order",
    ),
    Mutant(
        "9: the attribute of the kernel's size is called pool_size",
        "convolution.py",
        [
            ("self.kernel_size = kernel_size", "self.pool_size = kernel_size"),
            ("k, out = self.kernel_size", "k, out = self.pool_size"),
            ("kernel size={self.kernel_size}", "kernel size={self.pool_size}"),
        ],
        "test_interface.py::test_attributes_keep_what_was_given",
    ),
    Mutant(
        "9: the kernel's size is printed as pool size",
        "convolution.py",
        [("kernel size={", "pool size={")],
        "test_interface.py::test_printed_form",
    ),
]

# What the table of all small changes (make library-mutants) does not hold: its are smaller.
PLAUSIBLE = [
    Mutant(
        "memory that somebody holds is used again",
        "layer.py",
        [(" or getrefcount(memory[0]) > 2", "")],
        "test_workspace.py::test_what_a_reader_holds_of_a_step_never_changes",
    ),
    Mutant(
        "no memory is used again",
        "layer.py",
        [("if memory[0].size < size or", "if True or")],
        "test_workspace.py::test_a_step_of_the_last_chapter_asks_the_system_for_no_memory",
    ),
    Mutant(
        "a step changes a copy of what lies in another order",
        "sgd.py",
        [("np.atleast_1d(parameter.data, parameter.grad)",
          "(a.reshape(-1) for a in (parameter.data, parameter.grad))")],
        "test_workspace.py::test_a_step_is_the_plain_formula_to_the_bit",
    ),
    Mutant(
        "a step drops the rows that fill no piece",
        "sgd.py",
        [("range(0, len(data), rows)", "range(0, len(data) - rows + 1, rows)")],
        "test_workspace.py::test_a_step_is_the_plain_formula_to_the_bit",
    ),
    Mutant(
        "the last of equal maxima wins",
        "max_pool.py",
        [("parts[:-1], out[:-1]", "parts[:0:-1], out[:0:-1]"), ("left = out[-1]", "left = out[0]")],
        FIRST_WINS,
    ),
    Mutant(
        "the right side of a sum shares the gradient of the result",
        "tensor.py",
        [("other.add_grad(grad.copy())", "other.add_grad(grad)")],
        "test_backward.py::test_the_two_sides_of_a_sum_share_no_gradient",
    ),
    Mutant(
        "Flatten shares its gradient with its input",
        "flatten.py",
        [("x.add_grad(x_grad)", "x.add_grad(grad.reshape(x.data.shape))")],
        "test_backward.py::test_adding_in_place_reaches_no_other_tensor",
    ),
    Mutant(
        "check_gradient nudges every number as it should the largest",
        "gradients.py",
        [("np.maximum(1, abs(original))", "np.maximum(1, abs(original).max() + 0 * original)")],
        "test_gradients.py::test_check_gradient_of_large_numbers_beside_small_ones",
    ),
    Mutant(
        "check_gradient that is stopped leaves its nudge behind",
        "gradients.py",
        [("finally:\n            tensor.data = original", "finally:\n            pass"),
         ("        for place in np", "        tensor.data = original\n        for place in np")],
        "test_gradients.py::test_check_gradient_that_is_stopped_puts_the_data_back",
    ),
    Mutant(
        "train and eval reach no dict",
        "layer.py",
        [("(list, tuple, dict)", "(list, tuple) + (dict,) * (part is parts[0])")],
        "test_interface.py::test_train_and_eval_reach_all_layers_that_a_layer_holds",
    ),
]  # fmt: skip


def run_tests(folder: Path, *names: str) -> tuple[int, str]:
    """Run tests of tests/library against folder/tinynn; return the exit code and what they said."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, (folder, ROOT, ROOT / "book" / "trust"))),
        "TINYNN_UNDER_TEST": str(folder / "tinynn"),  # and tests/conftest.py sees that it did
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # -P: the working folder, which also holds a tinynn, stays out of the way.
    # addopts: the project's own would ask for plugins, which take longer to load than the tests.
    command = [sys.executable, "-P", "-m", "pytest", "-x", "-q", "-p", "pytest_timeout"]
    command += ["-p", "no:cacheprovider"]
    # pythonpath: what PYTHONPATH names first goes first.
    command += ["-o", "addopts=--import-mode=importlib", "-o", "pythonpath="]
    command += [f"tests/library/{name}" for name in names]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return run.returncode, f"pytest {' '.join(names)}\n{run.stdout[-3000:]}{run.stderr}"


def copy_library(folder: Path) -> Path:
    return copy(ROOT / "tinynn", folder / "tinynn", "__pycache__")


def spoil(library: Path, mutant: Mutant) -> None:
    path = library / mutant.file
    text = path.read_text(encoding="utf-8")
    for old, new in mutant.edits:
        count = text.count(old)
        assert count == 1, f"{mutant.fault}: expected once in {mutant.file}, got {count}: {old!r}"
        text = text.replace(old, new)
    compile(text, mutant.file, "exec")  # a mutant is a wrong program, not a broken one
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("mutant", PUBLISHED + PLAUSIBLE, ids=lambda mutant: mutant.fault)
def test_mutant_is_noticed(tmp_path, mutant):
    spoil(copy_library(tmp_path), mutant)
    code, said = run_tests(tmp_path, mutant.test)
    assert code == RED, f"{mutant.fault}: expected a red test, got exit code {code} from\n{said}"


def test_all_nine_published_faults_are_here():
    assert {mutant.fault.split(":")[0] for mutant in PUBLISHED} == set("123456789")


def test_the_same_tests_pass_on_an_unspoiled_copy(tmp_path):
    copy_library(tmp_path)
    names = sorted({mutant.test for mutant in PUBLISHED + PLAUSIBLE})
    code, said = run_tests(tmp_path, *names)
    assert code == GREEN, f"expected green tests, got exit code {code} from\n{said}"


def test_another_library_than_the_copy_is_refused(tmp_path):
    code, said = run_tests(tmp_path, "test_pooling_ties.py")
    assert code not in (GREEN, RED)
    assert "expected to test tinynn in" in said
