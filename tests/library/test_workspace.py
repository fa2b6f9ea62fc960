"""Memory that layers use again: it never changes in anyone's hands, and a step asks for no new.

And what writes into it, or in pieces, gives what plain loops and plain formulas give.
"""

import gc
import os
import platform
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

from tinynn import (
    CELoss,
    Convolution,
    Dropout,
    Flatten,
    Layer,
    Linear,
    MaxPool,
    MSELoss,
    ReLU,
    Sequential,
    SGDOptimizer,
    Tensor,
    check_gradient,
)

DATA = Path(__file__).parents[2] / "data"


class Plain(Layer):
    """A layer that only has the memory."""

    def forward(self, x):
        return x


def address(array):
    return array.__array_interface__["data"][0]


# What writes into it


@pytest.mark.parametrize(
    ("layer", "shape", "which"),
    [
        (Linear(500, 300), (4, 500), "weight"),
        (Flatten(), (4, 1, 200, 200), "x"),
        (Dropout(0.2), (4, 40_000), "x"),
        (ReLU(), (4, 40_000), "x"),
        (MaxPool(2), (4, 1, 200, 200), "x"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Layer) else "",
)
def test_a_second_step_writes_its_gradient_where_the_first_did(layer, shape, which):
    """Not because that was free again: something else has been put there."""

    def step():
        x = Tensor(np.ones(shape))
        p = layer(x)
        p.gradient_fn(np.ones(p.data.shape))
        tensor = x if which == "x" else layer.weight
        place, size = address(tensor.grad), tensor.data.shape
        tensor.grad = None
        return place, size

    first, size = step()
    others = [np.ones(size) for _ in range(4)]
    assert step()[0] == first
    assert len(others) == 4


# The memory itself


def test_memory_that_nobody_holds_is_used_again():
    layer = Plain()
    first = address(layer.workspace("a", (30, 40)))
    assert address(layer.workspace("a", (30, 40))) == first
    assert address(layer.workspace("a", (40, 2, 15))) == first
    assert address(layer.workspace("a", (3,))) == first  # a shorter last batch
    assert address(layer.workspace("a", (30, 40))) == first
    assert address(layer.workspace("b", (30, 40))) != first
    assert address(Plain().workspace("a", (30, 40))) != first


def test_memory_is_new_and_not_kept_while_evaluating():
    layer = Plain()
    kept = weakref.ref(layer.workspace("a", (30, 40)).base)
    layer.eval()
    new = weakref.ref(layer.workspace("b", (30, 40)))
    assert kept() is not None and new() is None
    assert not np.shares_memory(layer.workspace("a", (30, 40)), kept())


@pytest.mark.parametrize(
    "hold",
    [
        lambda array: array,
        lambda array: array[1:],
        lambda array: array.T,
        lambda array: array[0, 0:0],
        lambda array: array.reshape(-1)[::7].reshape(-1, 1),
        lambda array: memoryview(array),
        lambda array: Tensor(array),
        lambda array: Tensor(0, (), lambda grad: array),
        lambda array: Tensor([[1.0] * 40] * 30).add_grad(array) or array,
        lambda array: [{"deep": (array[3],)}],
    ],
    ids=["it", "rows", "turned", "none of it", "view of view", "buffer", "tensor", "closure",
         "gradient", "list"],
)  # fmt: skip
def test_memory_that_somebody_holds_is_left_alone(hold):
    layer = Plain()
    array = layer.workspace("a", (30, 40))
    array[:] = 7
    kept, first = hold(array), address(array)
    del array
    for shape in [(30, 40), (2, 3), (50, 60)]:
        layer.workspace("a", shape)[...] = 0
    assert kept is not None
    del kept
    assert address(layer.workspace("a", (30, 40))) != first  # it went with who held it


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (1,), (2, 3, 4)])
def test_memory_has_the_shape_that_is_asked_for(shape):
    layer = Plain()
    for _ in range(2):
        array = layer.workspace("a", shape)
        assert (array.shape, array.dtype) == (shape, np.float64)
        array[...] = 1
        assert array.flags.c_contiguous and array.flags.writeable


def test_memory_goes_with_the_layer():
    layer = Linear(3, 2)
    MSELoss()(layer(Tensor([[1, 2, 3]])), Tensor([[0, 0]])).backward()
    gc.disable()
    try:
        kept = weakref.ref(layer.workspace("weight.grad", (2, 3)).base)
        assert kept() is not None
        layer.weight.grad = None
        del layer
        assert kept() is None
    finally:
        gc.enable()


# What readers hold while layers work


def network():
    np.random.seed(0)
    layers = [Convolution(1, 3, 3), MaxPool(2), Flatten(), Dropout(0.25), Linear(48, 8), ReLU()]
    return Sequential([*layers, Linear(8, 4)])


def batch(seed, n=5):
    random = np.random.RandomState(seed)
    return Tensor(random.rand(n, 1, 11, 10)), Tensor(np.eye(4)[random.randint(4, size=n)])


def watch(monkeypatch):
    """Keep every Tensor that is made from now on."""
    made, init = [], Tensor.__init__

    def keeps(self, *arguments, **keywords):
        init(self, *arguments, **keywords)
        made.append(self)

    monkeypatch.setattr(Tensor, "__init__", keeps)
    return made


@pytest.mark.parametrize("holding", ["data", "grad"])
def test_what_a_reader_holds_of_a_step_never_changes(monkeypatch, holding):
    """Every array of every tensor of a step, whatever runs afterwards; but weights are trained."""
    layer = network()
    optimizer = SGDOptimizer(layer.parameters, 0.1)
    held = []
    made = watch(monkeypatch)
    for step in range(4):
        optimizer.reset()
        made.clear()
        x, y = batch(step, 5 - step % 2)
        loss = CELoss()(layer(x), y)
        loss.backward()
        tensors = [*made, *(layer.parameters if holding == "grad" else [])]
        held += [(array, array.copy()) for array in (getattr(t, holding) for t in tensors)]
        optimizer.step()
        layer.eval()
        layer(batch(step + 10, 7)[0])
        layer.train()
        for array, copy in held:
            np.testing.assert_array_equal(array, copy)
        del x, y, loss, tensors
    assert len(held) > 4 * 8


def gradients(loss, tensors):
    for tensor in tensors:
        tensor.grad = None
    loss.backward()
    return [tensor.grad.copy() for tensor in tensors]


def test_two_graphs_alive_at_once_do_not_mix():
    """Forward, forward, backward, backward, and back again: each as if it had been alone."""
    alone = []
    for seed in (1, 2):
        layer = network()
        x, y = batch(seed)
        np.random.seed(seed)
        alone.append(gradients(CELoss()(layer(x), y), [*layer.parameters, x]))
    layer, losses, inputs = network(), [], []
    for seed in (1, 2):
        x, y = batch(seed)
        np.random.seed(seed)
        losses.append(CELoss()(layer(x), y))
        inputs.append(x)
    for which in (1, 0, 0, 1, 0):
        found = gradients(losses[which], [*layer.parameters, inputs[which]])
        np.testing.assert_equal(found, alone[which])


def test_backward_twice_on_one_graph_doubles():
    layer = network()
    x, y = batch(1)
    loss = CELoss()(layer(x), y)
    tensors = [*layer.parameters, x]
    once = gradients(loss, tensors)
    held = [tensor.grad for tensor in tensors]
    loss.backward()
    np.testing.assert_equal([tensor.grad for tensor in tensors], [2 * grad for grad in once])
    np.testing.assert_equal(held, once)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Linear(4, 4), (3, 4)), (Convolution(2, 2, 1), (3, 2, 4, 4)), (MaxPool(1), (3, 2, 4, 4)),
        (Dropout(0.5), (3, 4)), (Flatten(), (3, 4)), (ReLU(), (3, 4)),
    ],
    ids=["Linear", "Convolution", "MaxPool", "Dropout", "Flatten", "ReLU"],
)  # fmt: skip
def test_a_layer_used_three_times_in_one_graph(layer, shape):
    def f(x, *_):
        np.random.seed(0)
        return layer(layer(x)) * layer(x)

    check_gradient(f, Tensor(np.random.RandomState(1).rand(*shape)), *layer.parameters)


# Steps in pieces


# Every order of memory that a reader may bring.
ORDERS = {
    "plain": lambda array: array,
    "turned": np.asfortranarray,
    "every second": lambda array: array.repeat(2, axis=0)[::2],
    "backwards": lambda array: array[::-1].copy()[::-1],
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "shape",
    [(), (1,), (0,), (3, 0), (7,), (40_001,), (64, 2704), (40_000, 2), (2, 40_000), (5, 1, 60, 70)],
)
def test_a_step_is_the_plain_formula_to_the_bit(shape, order):
    drawn = np.random.RandomState(0).randn(2, *shape)
    data, grad = (ORDERS[order](array) if shape else np.asarray(array) for array in drawn)
    parameter = Tensor(data)
    parameter.grad = grad
    optimizer, held = SGDOptimizer([parameter], 1), grad.copy()
    for lr in (0.3, 0.1):
        expected = data - lr * grad
        optimizer.lr = lr  # as a schedule does
        optimizer.step()
        assert parameter.data is data  # in place
        np.testing.assert_array_equal(data, expected)
    np.testing.assert_array_equal(grad, held)


# Plain loops


def convolve_by_loops(x, weight, bias, grad):
    """Output, and the gradients of weight, bias and x, one product at a time."""
    output = np.zeros(grad.shape) + bias[:, np.newaxis, np.newaxis]
    weight_grad, x_grad = np.zeros(weight.shape), np.zeros(x.shape)
    for n, o, i, j in np.ndindex(grad.shape):
        for c, u, v in np.ndindex(weight.shape[1:]):
            output[n, o, i, j] += weight[o, c, u, v] * x[n, c, i + u, j + v]
            weight_grad[o, c, u, v] += grad[n, o, i, j] * x[n, c, i + u, j + v]
            x_grad[n, c, i + u, j + v] += grad[n, o, i, j] * weight[o, c, u, v]
    return output, weight_grad, grad.sum(axis=(0, 2, 3)), x_grad


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize(("n", "c", "out"), [(1, 1, 1), (1, 3, 2), (3, 1, 4), (2, 2, 3)])
def test_convolution_is_what_plain_loops_give(n, c, out, k):
    random = np.random.RandomState(0)
    layer = Convolution(c, out, k)
    layer.bias.data[:] = random.randn(out)
    for H, W in [(k, k), (k + 3, k + 1), (k, k + 4), (5, 7)]:  # one layer, sizes that change
        x, grad = Tensor(random.randn(n, c, H, W)), random.randn(n, out, H - k + 1, W - k + 1)
        p = layer(x)
        layer.weight.grad = layer.bias.grad = None
        Tensor(0, (p,), lambda _, p=p, grad=grad: p.add_grad(grad.copy())).backward()
        found = [p.data, layer.weight.grad, layer.bias.grad, x.grad]
        expected = convolve_by_loops(x.data, layer.weight.data, layer.bias.data, grad)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


# Pages of memory

EPOCH = """
import resource, sys
import numpy as np
from tinynn import *

np.random.seed(99)
dataset = MNISTDataset(sys.argv[1], int(sys.argv[2]))
layers = [Convolution(1, 16, 3), MaxPool(2), Flatten(), Dropout(), Linear(2704, 64), ReLU()]
layer = Sequential([*layers, Linear(64, 10)])
model = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr=0.01))
for name in ("train_features", "train_labels"):
    setattr(dataset, name, getattr(dataset, name)[:20 * dataset.batch_size])
dataset.train()
model.train(dataset, 1)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
model.train(dataset, 1)
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / len(dataset))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs Linux with glibc")
@pytest.mark.parametrize(("batch_size", "most"), [(2, 10), (64, 200)])
def test_a_step_of_the_last_chapter_asks_the_system_for_no_memory(batch_size, most):
    """In a fresh process, as a reader's script is: pytest's own may happen to keep freed memory.

    glibc may happen to keep it too. So of small batches, each new array above 64 KiB is made to
    come from the system: what the layers keep for the next step is larger, all else is smaller.
    """
    names = [name for name in os.environ if name.startswith(("MALLOC_", "GLIBC_", "LD_"))]
    environment = {k: v for k, v in os.environ.items() if k not in names}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "TQDM_DISABLE": "1"}
    if batch_size == 2:
        environment["MALLOC_MMAP_THRESHOLD_"] = str(2**16)
    command = [sys.executable, "-P", "-c", EPOCH, DATA / "tinymnist.npz", str(batch_size)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert float(run.stdout) <= most
