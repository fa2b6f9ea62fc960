"""What is tried of Flatten."""

import numpy as np

from ..promises import ALONE, BY_HAND, GRADIENT, TWICE
from ..promises import adds_up, equal, fail, gradients, left_alone, promise


@promise(*BY_HAND)
def by_hand(lib, random):
    x = lib.Tensor([[[[1.0, 2], [3, 4]]], [[[5, 6], [7, 8]]]])
    equal(lib.Flatten()(x), [[1, 2, 3, 4], [5, 6, 7, 8]], "two pictures of 2 × 2")


@promise("什么形状都行：一张图一行", "any shape: a row for each picture")
def shapes(lib, random):
    for shape in ((1, 3), (4, 1, 2, 3), (1, 2, 2, 2), (2, 3, 1, 1)):
        x = np.arange(float(np.prod(shape))).reshape(shape)
        rows = [[float(n) for n in picture.ravel()] for picture in x]
        equal(lib.Flatten()(lib.Tensor(x)), rows, f"x: {shape}")


@promise(*GRADIENT)
def gradient(lib, random):
    x = lib.Tensor(np.round(random.randn(2, 1, 2, 3), 1))
    gradients(lib, lambda: lib.Flatten()(x), {"x": x}, "Flatten, x: (2, 1, 2, 3)")


@promise(*TWICE)
def twice(lib, random):
    x = lib.Tensor(random.randn(2, 2, 2))
    adds_up(lib, lambda: lib.Flatten()(x), {"x": x}, "Flatten()")


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor(random.randn(2, 2, 2)), random.randn(2, 4)
    left_alone(lambda: lib.Flatten()(x).gradient_fn(grad), {"x": x.data, "grad": grad}, "Flatten()")


@promise("x 的梯度是自己的数组", "the gradient of x is an array of its own")
def own_array(lib, random):
    x, grad = lib.Tensor(np.zeros((1, 2, 2))), np.ones((1, 4))
    lib.Flatten()(x).gradient_fn(grad)
    if np.shares_memory(x.grad, grad):
        fail("x.grad 和传回来的梯度是同一块内存：先复制一份，再交给 add_grad",
             "x.grad and the gradient that came back are the same memory: copy before add_grad")  # fmt: skip
