"""What is tried of Optimizer."""

import numpy as np

from ..promises import equal, promise


def optimizer(lib, *parameters):
    """Return an optimizer that never steps."""

    class Still(lib.Optimizer):
        def step(self):
            pass

    return Still(parameters, 0.1)


@promise("reset 以后，梯度都是 0，形状不变", "after reset all gradients are zeros of their shape")
def zeros(lib, random):
    first, second = lib.Tensor([1.0, 2]), lib.Tensor([[3.0]])
    for tensor in (first, second):
        tensor.add_grad(np.ones(tensor.data.shape))
    optimizer(lib, first, second).reset()
    equal(first.grad, [0, 0], "Tensor([1, 2]), reset(): grad")
    equal(second.grad, [[0]], "Tensor([[3]]), reset(): grad")


@promise("reset 不动参数本身", "reset leaves the parameters themselves alone")
def data(lib, random):
    parameter = lib.Tensor([1.0, 2])
    optimizer(lib, parameter).reset()
    equal(parameter, [1, 2], "Tensor([1, 2]), reset(): data")


@promise("下一次从头加起", "the next gradient counts from nothing")
def anew(lib, random):
    parameter = lib.Tensor([1.0, 2])
    parameter.add_grad(np.array([5.0, 5]))
    optimizer(lib, parameter).reset()
    parameter.add_grad(np.array([1.0, 2]))
    equal(parameter.grad, [1, 2], "add_grad([5, 5]), reset(), add_grad([1, 2])")
