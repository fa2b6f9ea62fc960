"""What is tried of ReLU."""

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
from ..words import say


@promise(*BY_HAND)
def by_hand(lib, random):
    x, at = lib.Tensor([[7.0, -1], [10, -2], [1, 1]]), "x = [[7, -1], [10, -2], [1, 1]]"
    output = lib.ReLU()(x)
    equal(output, [[7, 0], [10, 0], [1, 1]], at)
    output.gradient_fn(np.array([[12.0, -6], [1, 2], [0, 5]]))
    equal(
        x.grad,
        [[12, 0], [1, 0], [0, 5]],
        at
        + say(
            "；往回传来的是 [[12, -6], [1, 2], [0, 5]]：x 的梯度",
            ", [[12, -6], [1, 2], [0, 5]] coming back: the gradient of x",
        ),
    )


@promise("恰好是 0 时，梯度是 0", "at 0 itself the gradient is 0")
def at_zero(lib, random):
    x = lib.Tensor([[0.0, 2, -2]])
    lib.ReLU()(x).gradient_fn(np.array([[5.0, 5, 5]]))
    equal(
        x.grad,
        [[0, 5, 0]],
        say(
            "x = [[0, 2, -2]]，往回传来的都是 5：x 的梯度",
            "x = [[0, 2, -2]], 5 coming back to each: the gradient of x",
        ),
    )


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor([[1.0, -2, 3]]), np.array([[4.0, 5, 6]])
    left_alone(lambda: lib.ReLU()(x).gradient_fn(grad), {"x": x.data, "grad": grad}, "ReLU()")


@promise(*GRADIENT)
def gradient(lib, random):
    for shape in ((1, 1), (2, 3), (2, 1, 3, 2)):
        x = lib.Tensor(np.where(random.rand(*shape) < 0.5, -1, 1) * random.randint(1, 9, shape))
        gradients(lib, lambda x=x: lib.ReLU()(x), {"x": x}, f"ReLU, x: {shape}")


@promise(*TWICE)
def twice(lib, random):
    layer, x = lib.ReLU(), lib.Tensor([[1.0, -2, 3]])
    adds_up(lib, lambda: layer(x), {"x": x}, "ReLU()")


@promise("每个输入记住自己的正负", "each input has its own signs on the way back")
def own_signs(lib, random):
    layer, x, y = lib.ReLU(), lib.Tensor([[1.0, -1]]), lib.Tensor([[-1.0, 1]])
    first, second = layer(x), layer(y)
    for output in (second, first):
        output.gradient_fn(np.ones((1, 2)))
    for name, tensor, due in (("x", x, [[1, 0]]), ("y", y, [[0, 1]])):
        equal(
            tensor.grad,
            due,
            say(
                f"同一个 ReLU 先后收到 x = [[1, -1]] 和 y = [[-1, 1]]：{name} 的梯度",
                f"one ReLU, x = [[1, -1]], then y = [[-1, 1]]: the gradient of {name}",
            ),
        )
