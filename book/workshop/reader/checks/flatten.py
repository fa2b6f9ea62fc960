"""What is tried of Flatten."""

import numpy as np

from ..promises import (
    ALONE,
    BY_HAND,
    GRADIENT,
    TWICE,
    adds_up,
    equal,
    fail,
    gradients,
    left_alone,
    promise,
)
from ..words import say


@promise(*BY_HAND)
def by_hand(lib, random):
    x = lib.Tensor(np.arange(1.0, 13).reshape(2, 1, 2, 3))
    at = say(
        "两张图：[[1, 2, 3], [4, 5, 6]] 和 [[7, 8, 9], [10, 11, 12]]",
        "two pictures: [[1, 2, 3], [4, 5, 6]] and [[7, 8, 9], [10, 11, 12]]",
    )
    output = lib.Flatten()(x)
    equal(output, [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]], at)
    output.gradient_fn(np.arange(10.0, 130, 10).reshape(2, 6))
    equal(
        x.grad,
        [[[[10, 20, 30], [40, 50, 60]]], [[[70, 80, 90], [100, 110, 120]]]],
        at
        + say(
            "；往回传来的是 10 到 60 和 70 到 120：x 的梯度",
            ", 10 to 60 and 70 to 120 coming back: the gradient of x",
        ),
    )


@promise("什么形状都行：一张图一行", "any shape: a row for each picture")
def shapes(lib, random):
    for shape in ((1, 3), (4, 1, 2, 3), (1, 2, 2, 2), (2, 3, 1, 1)):
        x = np.arange(float(np.prod(shape))).reshape(shape)
        rows = [[float(n) for n in picture.ravel()] for picture in x]
        equal(lib.Flatten()(lib.Tensor(x)), rows, f"x: {shape}")


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor(random.randn(2, 2, 2)), random.randn(2, 4)
    left_alone(lambda: lib.Flatten()(x).gradient_fn(grad), {"x": x.data, "grad": grad}, "Flatten()")


@promise(*GRADIENT)
def gradient(lib, random):
    x = lib.Tensor(np.round(random.randn(2, 1, 2, 3), 1))
    gradients(lib, lambda: lib.Flatten()(x), {"x": x}, "Flatten, x: (2, 1, 2, 3)")


@promise(*TWICE)
def twice(lib, random):
    x = lib.Tensor(random.randn(2, 2, 2))
    adds_up(lib, lambda: lib.Flatten()(x), {"x": x}, "Flatten()")


@promise("每个输入记住自己的形状", "each input has its own shape on the way back")
def own_shape(lib, random):
    layer = lib.Flatten()
    inputs = [lib.Tensor(np.zeros(shape)) for shape in ((1, 2, 3), (1, 3, 2))]
    outputs = [layer(x) for x in inputs]
    for x, output in zip(inputs, outputs, strict=True):
        output.gradient_fn(np.arange(6.0).reshape(1, 6))
        shape = x.data.shape
        equal(
            x.grad,
            np.arange(6.0).reshape(shape),
            say(
                f"同一个 Flatten 先后收到形状 (1, 2, 3) 和 (1, 3, 2)：{shape} 那个的梯度",
                f"one Flatten, x: (1, 2, 3), then (1, 3, 2): the gradient of that of {shape}",
            ),
        )


@promise("x 的梯度是自己的数组", "the gradient of x is an array of its own")
def own_array(lib, random):
    x, grad = lib.Tensor(np.zeros((1, 2, 2))), np.ones((1, 4))
    lib.Flatten()(x).gradient_fn(grad)
    if np.shares_memory(x.grad, grad):
        fail(
            "x.grad 和传回来的梯度是同一块内存：先复制一份，再交给 add_grad",
            "x.grad and the gradient that came back are the same memory: copy before add_grad",
        )
