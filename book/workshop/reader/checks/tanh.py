"""What is tried of Tanh."""

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
    x = lib.Tensor([[0.0, np.log(2), -np.log(2)]])
    equal(lib.Tanh()(x), [[0, 0.6, -0.6]], "x = [[0, log 2, −log 2]]")


@promise("很大的数也不溢出", "large numbers do not overflow")
def large(lib, random):
    x = lib.Tensor([[1000.0, -1000]])
    equal(lib.Tanh()(x), [[1, -1]], "x = [[1000, −1000]]")
    lib.Tanh()(x).gradient_fn(np.ones((1, 2)))
    equal(x.grad, [[0, 0]], "x = [[1000, −1000]]: x.grad")


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor([[1.0, -2, 0.5]]), np.array([[4.0, 5, 6]])
    left_alone(lambda: lib.Tanh()(x).gradient_fn(grad), {"x": x.data, "grad": grad}, "Tanh()")


@promise(*GRADIENT)
def gradient(lib, random):
    for shape in ((1, 1), (2, 3), (1, 2, 2, 2)):
        x = lib.Tensor(np.round(random.randn(*shape), 1))
        gradients(lib, lambda x=x: lib.Tanh()(x), {"x": x}, f"Tanh, x: {shape}")


@promise(*TWICE)
def twice(lib, random):
    layer, x = lib.Tanh(), lib.Tensor([[1.0, -2, 0.5]])
    adds_up(lib, lambda: layer(x), {"x": x}, "Tanh()")
