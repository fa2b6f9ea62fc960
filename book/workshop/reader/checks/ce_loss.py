"""What is tried of CELoss."""

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


def loss_of(lib, p, y):
    """Return the scores as a Tensor, and the loss."""
    p = lib.Tensor(np.array(p, dtype=float))
    return p, lib.CELoss()(p, lib.Tensor(np.array(y, dtype=float), needs_grad=False))


@promise(*BY_HAND)
def by_hand(lib, random):
    p, loss = loss_of(lib, [[0, np.log(2), np.log(5)]], [[0, 0, 1]])
    equal(loss, -np.log(5 / 8), "p = [[0, log 2, log 5]], y = [[0, 0, 1]]: −log(5/8)")
    loss.backward()
    equal(
        p.grad,
        [[1 / 8, 2 / 8, -3 / 8]],
        "p = [[0, log 2, log 5]], y = [[0, 0, 1]]: p.grad",
    )


@promise("对样本取平均，不对类别", "the mean over samples, not over classes")
def mean(lib, random):
    p, loss = loss_of(lib, [[0, 0], [0, 0], [0, 0]], [[1, 0], [0, 1], [1, 0]])
    equal(loss, np.log(2), "p = zeros((3, 2)), y = [[1, 0], [0, 1], [1, 0]]")
    loss.backward()
    equal(6 * p.grad, [[-1, 1], [1, -1], [-1, 1]], "6 * p.grad")


@promise("很大的数也不溢出", "large numbers do not overflow")
def large(lib, random):
    equal(loss_of(lib, [[1000, 0]], [[0, 1]])[1], 1000, "p = [[1000, 0]], y = [[0, 1]]")
    equal(loss_of(lib, [[-1000, 0]], [[0, 1]])[1], 0, "p = [[−1000, 0]], y = [[0, 1]]")
    apart = [[1000, 1000], [-1000, -1000]]  # the largest of all would not do for the second row
    equal(loss_of(lib, apart, [[0, 1], [0, 1]])[1], np.log(2), f"p = {apart}, y = [[0, 1], [0, 1]]")


@promise(*ALONE)
def untouched(lib, random):
    p, y = lib.Tensor([[0.3, 0.6]]), lib.Tensor([[1.0, 0]])
    left_alone(lambda: lib.CELoss()(p, y).backward(), {"p": p.data, "y": y.data}, "CELoss()(p, y)")


@promise(*GRADIENT)
def gradient(lib, random):
    for shape in ((1, 2), (2, 3), (3, 2)):
        p = lib.Tensor(np.round(random.randn(*shape), 1))
        y = lib.Tensor(np.eye(shape[1])[random.randint(0, shape[1], shape[0])])
        gradients(lib, lambda p=p, y=y: lib.CELoss()(p, y), {"p": p}, f"CELoss, p: {shape}")


@promise("乘上传回来的梯度", "multiplied by what comes back")
def incoming(lib, random):
    p, loss = loss_of(lib, [[0, 0]], [[1, 0]])
    loss.gradient_fn(np.array(10.0))
    equal(p.grad, [[-5, 5]], "p = [[0, 0]], y = [[1, 0]], gradient_fn(10)")


@promise(*TWICE)
def twice(lib, random):
    p, y = lib.Tensor([[0.3, 0.6]]), lib.Tensor([[1.0, 0]])
    adds_up(lib, lambda: lib.CELoss()(p, y), {"p": p}, "CELoss()(p, y)")
