"""What is tried of MSELoss."""

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

Y = np.array([[3750.0], [3800], [3250]])
P = 20 * np.array([[181.0], [186], [195]])


@promise(*BY_HAND)
def by_hand(lib, random):
    p, y = lib.Tensor(P.copy()), lib.Tensor(Y, needs_grad=False)
    loss = lib.MSELoss()(p, y)
    at = say("三只企鹅，w = 20，b = 0", "the three penguins, w = 20, b = 0")
    equal(loss, 148600, at)
    loss.backward()
    equal(np.round(p.grad, 2), [[-86.67], [-53.33], [433.33]], f"{at}: p.grad")


@promise("对所有元素取平均", "the mean over all elements")
def all_elements(lib, random):
    p, y = lib.Tensor([[1.0, 2, 3]]), lib.Tensor([[0.0, 0, 0]])
    equal(lib.MSELoss()(p, y), 14 / 3, "p = [[1, 2, 3]], y = [[0, 0, 0]]")
    lib.MSELoss()(p, y).backward()
    equal(p.grad, [[2 / 3, 4 / 3, 2]], "p = [[1, 2, 3]], y = [[0, 0, 0]]: p.grad")


@promise(*ALONE)
def untouched(lib, random):
    p, y = lib.Tensor([[1.0, 2], [3, 4]]), lib.Tensor([[0.0, 1], [5, 2]])
    left_alone(
        lambda: lib.MSELoss()(p, y).backward(), {"p": p.data, "y": y.data}, "MSELoss()(p, y)"
    )


@promise(*GRADIENT)
def gradient(lib, random):
    for shape in ((1, 1), (2, 3), (4,)):
        p, y = (lib.Tensor(np.round(random.randn(*shape), 1)) for _ in "py")
        gradients(lib, lambda p=p, y=y: lib.MSELoss()(p, y), {"p": p}, f"MSELoss, p: {shape}")


@promise("乘上传回来的梯度", "multiplied by what comes back")
def incoming(lib, random):
    p = lib.Tensor([[3.0]])
    lib.MSELoss()(p, lib.Tensor([[1.0]])).gradient_fn(np.array(10.0))
    equal(p.grad, [[40]], "p = 3, y = 1, gradient_fn(10)")


@promise("标签是常数，不收梯度", "targets are constants and get no gradient")
def constant(lib, random):
    p, y = lib.Tensor([[3.0]]), lib.Tensor([[1.0]])
    lib.MSELoss()(p, y).backward()
    equal(y.grad, [[0]], "p = 3, y = 1: y.grad")


@promise(*TWICE)
def twice(lib, random):
    p, y = lib.Tensor([[1.0, 2], [3, 4]]), lib.Tensor([[0.0, 1], [5, 2]])
    adds_up(lib, lambda: lib.MSELoss()(p, y), {"p": p}, "MSELoss()(p, y)")
