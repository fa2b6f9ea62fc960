"""What is tried of Softmax."""

import numpy as np

from ..promises import (
    ALONE,
    BY_HAND,
    GRADIENT,
    TWICE,
    adds_up,
    equal,
    gradients,
    left_alone,
    promise,
)


@promise(*BY_HAND)
def by_hand(lib, random):
    x = lib.Tensor([[0.0, np.log(2), np.log(5)]])
    equal(lib.Softmax()(x), [[1 / 8, 2 / 8, 5 / 8]], "x = [[0, log 2, log 5]]")


@promise("每一行各算各的", "each row for itself")
def rows(lib, random):
    x = lib.Tensor([[0.0, 0], [0, np.log(3)], [7, 7]])
    equal(
        lib.Softmax()(x), [[0.5, 0.5], [0.25, 0.75], [0.5, 0.5]], "x = [[0, 0], [0, log 3], [7, 7]]"
    )


@promise("沿别的轴也行", "along another axis too")
def axis(lib, random):
    x = np.round(random.randn(2, 3), 1)
    due = np.array([[np.exp(x[i, j]) / np.exp(x[:, j]).sum() for j in range(3)] for i in range(2)])
    equal(lib.Softmax(axis=0)(lib.Tensor(x)), due, "Softmax(axis=0), x: (2, 3)")


@promise("很大的数也不溢出", "large numbers do not overflow")
def large(lib, random):
    equal(lib.Softmax()(lib.Tensor([[1000.0, 1000], [-1000, 0]])), [[0.5, 0.5], [0, 1]],
          "x = [[1000, 1000], [−1000, 0]]")  # fmt: skip


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor([[1.0, -2, 0.5]]), np.array([[4.0, 5, 6]])
    left_alone(lambda: lib.Softmax()(x).gradient_fn(grad), {"x": x.data, "grad": grad}, "Softmax()")


@promise(*GRADIENT)
def gradient(lib, random):
    for shape in ((1, 2), (2, 3), (2, 2, 3)):
        x = lib.Tensor(np.round(random.randn(*shape), 1))
        gradients(lib, lambda x=x: lib.Softmax()(x), {"x": x}, f"Softmax, x: {shape}")
    x = lib.Tensor(np.round(random.randn(2, 3), 1))
    gradients(lib, lambda: lib.Softmax(axis=0)(x), {"x": x}, "Softmax(axis=0), x: (2, 3)")


@promise(*TWICE)
def twice(lib, random):
    layer, x = lib.Softmax(), lib.Tensor([[1.0, -2, 0.5]])

    def once():
        output = layer(x)
        inner = output.gradient_fn
        output.gradient_fn = lambda grad: inner(np.array([[1.0, 2, 3]]))
        return output

    adds_up(lib, once, {"x": x}, "Softmax()")
