"""What is tried of SGDOptimizer."""

import numpy as np

from ..promises import BY_HAND, equal, left_alone, promise


def stepped(lib, data, grad, lr):
    """Return a parameter's numbers after a step."""
    parameter = lib.Tensor(np.array(data, dtype=float))
    parameter.add_grad(np.array(grad, dtype=float))
    lib.SGDOptimizer([parameter], lr).step()
    return parameter.data


@promise(*BY_HAND)
def by_hand(lib, random):
    equal(
        stepped(lib, [[1, 2]], [[10, -10]], 0.1),
        [[0, 3]],
        "θ = [[1, 2]], θ.grad = [[10, -10]], lr = 0.1",
    )


@promise("什么形状都行，单个的数也行", "any shape, a single number too")
def shapes(lib, random):
    for shape in ((), (1,), (3,), (2, 3), (2, 1, 3, 3)):
        data, grad = np.round(random.randn(*shape), 1), np.round(random.randn(*shape), 1)
        equal(stepped(lib, data, grad, 0.5), data - 0.5 * grad, f"θ: {shape}, lr = 0.5")


@promise("很大的参数，每一个数都走到", "of a large parameter every number moves")
def large(lib, random):
    equal(stepped(lib, np.zeros((20_000, 3)), np.ones((20_000, 3)), 1.0).sum(), -60_000,
          "θ = zeros((20000, 3)), θ.grad = 1, lr = 1: θ.sum()")  # fmt: skip


@promise("每个参数都走一步，只走一步", "each parameter takes one step, and one only")
def each_once(lib, random):
    first, second = lib.Tensor([1.0]), lib.Tensor([2.0])
    for tensor in (first, second):
        tensor.add_grad(np.ones(1))
    lib.SGDOptimizer([first, second, first], 0.5).step()
    equal(first, [0.5], "SGDOptimizer([a, b, a], 0.5), a = 1, a.grad = 1: a")
    equal(second, [1.5], "SGDOptimizer([a, b, a], 0.5), b = 2, b.grad = 1: b")


@promise("学习率改了，就用新的", "a new learning rate counts at once")
def schedule(lib, random):
    parameter = lib.Tensor([1.0])
    parameter.add_grad(np.ones(1))
    optimizer = lib.SGDOptimizer([parameter], 0.5)
    optimizer.lr = 0.25
    optimizer.step()
    equal(parameter, [0.75], "SGDOptimizer([θ], 0.5), optimizer.lr = 0.25, θ = 1, θ.grad = 1")


@promise("梯度保持原样", "gradients are left alone")
def untouched(lib, random):
    parameter = lib.Tensor([1.0])
    parameter.add_grad(np.ones(1))
    left_alone(lib.SGDOptimizer([parameter], 0.5).step, {"grad": parameter.grad}, "step()")
    equal(parameter.grad, [1], "θ.grad = 1, step(): θ.grad")
