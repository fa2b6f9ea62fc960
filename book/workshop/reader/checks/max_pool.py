"""What is tried of MaxPool."""

import numpy as np

from ..promises import (
    ALONE,
    BY_HAND,
    GRADIENT,
    LOOPS,
    TWICE,
    adds_up,
    equal,
    gradients,
    left_alone,
    promise,
    show,
)


def loops(x, k):
    """Pool maps (N, C, H, W), one window after another."""
    n, c, h, w = x.shape
    output = np.zeros((n, c, h // k, w // k))
    for s, m, i, j in np.ndindex(output.shape):
        output[s, m, i, j] = x[s, m, i * k : i * k + k, j * k : j * k + k].max()
    return output


def some_maps(random, *shape):
    """Return maps of small whole numbers, no two alike."""
    return random.permutation(np.arange(float(np.prod(shape)))).reshape(shape)


@promise(*BY_HAND)
def by_hand(lib, random):
    x = np.array([[[[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 6, 3, 1]]]])
    equal(lib.MaxPool(2)(lib.Tensor(x)), [[[[4, 5], [6, 7]]]], f"MaxPool(2), x = {show(x[0, 0])}")


@promise(*LOOPS)
def odd_shapes(lib, random):
    for k, shape in ((1, (1, 1, 2, 2)), (2, (1, 1, 3, 5)), (3, (2, 3, 7, 5)), (2, (1, 2, 2, 7))):
        x = some_maps(random, *shape) - 5
        at = f"MaxPool({k}), x: {shape}" + (f" {show(x)}" if x.size < 20 else "")
        equal(lib.MaxPool(k)(lib.Tensor(x)), loops(x, k), at)


@promise("最大值是负数时也对", "right when all numbers are negative")
def negative(lib, random):
    x = -1 - some_maps(random, 1, 1, 2, 2)
    equal(lib.MaxPool(2)(lib.Tensor(x)), [[[[x.max()]]]], f"MaxPool(2), x = {show(x)}")


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor(some_maps(random, 1, 1, 5, 4)), random.randn(1, 1, 2, 2)
    left_alone(lambda: lib.MaxPool(2)(x).gradient_fn(grad), {"x": x.data, "grad": grad},
               "MaxPool(2)")  # fmt: skip


@promise(*GRADIENT)
def gradient(lib, random):
    for k, shape in ((2, (1, 1, 2, 2)), (2, (1, 1, 3, 5)), (3, (2, 2, 4, 7))):
        x = lib.Tensor(some_maps(random, *shape))
        layer = lib.MaxPool(k)
        at = f"MaxPool({k}), x: {shape}" + (f" {show(x.data)}" if x.data.size < 20 else "")
        gradients(lib, lambda layer=layer, x=x: layer(x), {"x": x}, at)


@promise("几个一样大时，梯度只给最前面的一个", "of equals, the first gets the whole gradient")
def ties(lib, random):
    cases = (
        ([[3.0, 3], [1, 3]], [[1.0, 0], [0, 0]]),
        ([[0.0, 2], [2, 2]], [[0.0, 1], [0, 0]]),
        ([[1.0, 0], [2, 2]], [[0.0, 0], [1, 0]]),
        ([[0.0, 0], [0, 0]], [[1.0, 0], [0, 0]]),
    )
    for window, due in cases:
        x = lib.Tensor([[window]])
        lib.MaxPool(2)(x).gradient_fn(np.ones((1, 1, 1, 1)))
        equal(x.grad, [[due]], f"MaxPool(2), x = {show(window)}: x.grad")


@promise(*TWICE)
def twice(lib, random):
    layer, x = lib.MaxPool(2), lib.Tensor(some_maps(random, 1, 2, 4, 4))
    adds_up(lib, lambda: layer(x), {"x": x}, "MaxPool(2)")
