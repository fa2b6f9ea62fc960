"""What is tried of BCELoss."""

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
    """Return the predictions as a Tensor, and the loss."""
    p = lib.Tensor(np.array(p, dtype=float))
    return p, lib.BCELoss()(p, lib.Tensor(np.array(y, dtype=float), needs_grad=False))


@promise(*BY_HAND)
def by_hand(lib, random):
    equal(loss_of(lib, [[0.8]], [[1]])[1], -np.log(0.8), "p = 0.8, y = 1: −log 0.8")
    equal(loss_of(lib, [[0.8]], [[0]])[1], -np.log(0.2), "p = 0.8, y = 0: −log 0.2")


@promise("对所有元素取平均", "the mean over all elements")
def mean(lib, random):
    p, loss = loss_of(lib, [[0.5, 0.25], [0.5, 0.5]], [[1, 1], [0, 0]])
    equal(
        loss, (3 * np.log(2) + np.log(4)) / 4, "p = [[0.5, 0.25], [0.5, 0.5]], y = [[1, 1], [0, 0]]"
    )
    loss.backward()
    equal(p.grad, [[-0.5, -1], [0.5, 0.5]], "p.grad")


@promise(
    "p 是 0 或 1 时：损失最多 100，梯度有限",
    "p of 0 or 1: the loss is 100 at most, gradients are finite",
)
def sure(lib, random):
    equal(loss_of(lib, [[0.0]], [[1]])[1], 100, "p = 0, y = 1")
    equal(loss_of(lib, [[1.0]], [[0]])[1], 100, "p = 1, y = 0")
    equal(loss_of(lib, [[1.0]], [[1]])[1], 0, "p = 1, y = 1")
    p, loss = loss_of(lib, [[0.0]], [[1]])
    loss.backward()
    equal(p.grad / 1e12, [[-1]], "p = 0, y = 1: p.grad / 1e12")


@promise(*ALONE)
def untouched(lib, random):
    p, y = lib.Tensor([[0.3, 0.0]]), lib.Tensor([[1.0, 0]])
    left_alone(
        lambda: lib.BCELoss()(p, y).backward(), {"p": p.data, "y": y.data}, "BCELoss()(p, y)"
    )


@promise(*GRADIENT)
def gradient(lib, random):
    for shape in ((1, 1), (2, 1), (2, 3)):
        p = lib.Tensor(np.round(random.uniform(0.2, 0.8, shape), 2))
        y = lib.Tensor(random.randint(0, 2, shape))
        gradients(lib, lambda p=p, y=y: lib.BCELoss()(p, y), {"p": p}, f"BCELoss, p: {shape}")


@promise("乘上传回来的梯度", "multiplied by what comes back")
def incoming(lib, random):
    p, loss = loss_of(lib, [[0.5]], [[1]])
    loss.gradient_fn(np.array(10.0))
    equal(p.grad, [[-20]], "p = 0.5, y = 1, gradient_fn(10)")


@promise(*TWICE)
def twice(lib, random):
    p, y = lib.Tensor([[0.3, 0.6]]), lib.Tensor([[1.0, 0]])
    adds_up(lib, lambda: lib.BCELoss()(p, y), {"p": p}, "BCELoss()(p, y)")
