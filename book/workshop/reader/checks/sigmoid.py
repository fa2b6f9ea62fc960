"""What is tried of Sigmoid."""

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
    x = lib.Tensor([[0.0, np.log(3), -np.log(3)]])
    equal(lib.Sigmoid()(x), [[0.5, 0.75, 0.25]], "x = [[0, log 3, −log 3]]")


@promise("很大的数也不溢出", "large numbers do not overflow")
def large(lib, random):
    x = lib.Tensor([[1000.0, -1000]])
    equal(lib.Sigmoid()(x), [[1, 0]], "x = [[1000, −1000]]")
    lib.Sigmoid()(x).gradient_fn(np.ones((1, 2)))
    equal(x.grad, [[0, 0]], "x = [[1000, −1000]]: x.grad")


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor([[1.0, -2, 500]]), np.array([[4.0, 5, 6]])
    left_alone(lambda: lib.Sigmoid()(x).gradient_fn(grad), {"x": x.data, "grad": grad}, "Sigmoid()")


@promise(*GRADIENT)
def gradient(lib, random):
    for shape in ((1, 1), (2, 3), (1, 2, 2, 2)):
        x = lib.Tensor(np.round(random.randn(*shape), 1))
        gradients(lib, lambda x=x: lib.Sigmoid()(x), {"x": x}, f"Sigmoid, x: {shape}")


@promise(*TWICE)
def twice(lib, random):
    layer, x = lib.Sigmoid(), lib.Tensor([[1.0, -2, 0.5]])
    adds_up(lib, lambda: layer(x), {"x": x}, "Sigmoid()")


@promise(
    "clip_range 之外：值停在边上，梯度是 0",
    "outside clip_range: the value stays, the gradient is 0",
)
def clipped(lib, random):
    layer, x = lib.Sigmoid((-1, 2)), lib.Tensor([[5.0, -5, 0]])
    due = 1 / (1 + np.exp(-np.array([[2.0, -1, 0]])))
    equal(layer(x), due, "Sigmoid((-1, 2)), x = [[5, -5, 0]]")
    layer(x).gradient_fn(np.ones((1, 3)))
    equal(x.grad, [[0, 0, 0.25]], "Sigmoid((-1, 2)), x = [[5, -5, 0]]: x.grad")
