"""What is tried of Linear."""

import numpy as np

from ..promises import (
    ALONE,
    BY_HAND,
    GRADIENT,
    LOOPS,
    TWICE,
    adds_up,
    equal,
    fail,
    gradients,
    left_alone,
    promise,
)


def layer_of(lib, weight, bias):
    """Return a Linear with these weights."""
    weight, bias = np.array(weight, dtype=float), np.array(bias, dtype=float)
    layer = lib.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data, layer.bias.data = weight, bias
    return layer


def small(lib):
    """Return a Linear(2, 3) that can be followed by hand."""
    return layer_of(lib, [[1, 2], [3, 4], [5, 6]], [1, 1, 1])


@promise("权重和偏置的形状与初值", "weight and bias: shapes and first values")
def first_values(lib, random):
    layer = lib.Linear(4, 3)
    for name, shape in {"weight": (3, 4), "bias": (3,)}.items():
        if not hasattr(layer, name):
            fail(f"Linear(4, 3) 没有 {name}", f"Linear(4, 3) has no {name}")
        equal(np.zeros(getattr(layer, name).data.shape), np.zeros(shape), f"Linear(4, 3).{name}")
    equal(layer.bias, np.zeros(3), "Linear(4, 3).bias")
    spread = np.std(lib.Linear(400, 300).weight.data)
    due = np.sqrt(2 / 400)
    if not 0.95 < spread / due < 1.05:
        fail(
            f"Linear(400, 300) 的权重的标准差应为 sqrt(2 / 400) = {due:.4f}，得到 {spread:.4f}",
            f"the weights of Linear(400, 300) should have standard deviation sqrt(2 / 400) = "
            f"{due:.4f}, got {spread:.4f}",
        )


@promise(*BY_HAND)
def by_hand(lib, random):
    layer = layer_of(lib, [[3], [-1]], [1, 1])
    equal(layer(lib.Tensor([[2], [3], [0]])), [[7, -1], [10, -2], [1, 1]],
          "weight [[3], [-1]], bias [1, 1], x = [[2], [3], [0]]")  # fmt: skip


@promise(*LOOPS)
def loops(lib, random):
    for n, m, h in ((1, 1, 1), (1, 3, 2), (4, 2, 5)):
        x, weight, bias = (np.round(random.randn(*s), 1) for s in ((n, m), (h, m), (h,)))
        due = np.zeros((n, h))
        for i, k in np.ndindex(n, h):
            due[i, k] = bias[k] + sum(weight[k, j] * x[i, j] for j in range(m))
        equal(layer_of(lib, weight, bias)(lib.Tensor(x)), due, f"Linear({m}, {h}), x: {(n, m)}")


@promise(*GRADIENT)
def gradient(lib, random):
    for n, m, h in ((1, 1, 1), (3, 1, 2), (2, 3, 4)):
        layer = layer_of(lib, np.round(random.randn(h, m), 1), np.round(random.randn(h), 1))
        x = lib.Tensor(np.round(random.randn(n, m), 1))
        names = {"x": x, "weight": layer.weight, "bias": layer.bias}
        gradients(lib, lambda layer=layer, x=x: layer(x), names, f"Linear({m}, {h}), x: {(n, m)}")


@promise(*ALONE)
def untouched(lib, random):
    layer, x, grad = small(lib), lib.Tensor([[1.0, 2], [3, 4]]), np.array([[1.0, 0, 2], [0, 3, 1]])
    arrays = {"x": x.data, "weight": layer.weight.data, "bias": layer.bias.data, "grad": grad}
    left_alone(lambda: layer(x).gradient_fn(grad), arrays, "Linear(2, 3)")


@promise(*TWICE)
def twice(lib, random):
    layer, x = small(lib), lib.Tensor([[1.0, 2], [3, 4]])
    names = {"x": x, "weight": layer.weight, "bias": layer.bias}
    adds_up(lib, lambda: layer(x), names, "Linear(2, 3)")


@promise("x 不需要梯度时，不给它算", "no gradient for an x that needs none")
def no_gradient_for_data(lib, random):
    layer, x = small(lib), lib.Tensor([[1.0, 2], [3, 4]], needs_grad=False)
    layer(x).gradient_fn(np.ones((2, 3)))
    equal(x.grad, np.zeros((2, 2)), "needs_grad=False: x.grad")


@promise("交出两个参数", "both parameters are handed out")
def parameters(lib, random):
    layer = lib.Linear(2, 3)
    found = layer.parameters
    if found is None or {id(p) for p in found} != {id(layer.weight), id(layer.bias)}:
        fail("parameters 应为 [weight, bias]", "parameters should be [weight, bias]")
