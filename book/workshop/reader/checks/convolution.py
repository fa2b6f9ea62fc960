"""What is tried of Convolution."""

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
)


def layer_of(lib, weight, bias):
    """Return a Convolution with these kernels (O, C, k, k) and biases (O,)."""
    weight, bias = np.array(weight, dtype=float), np.array(bias, dtype=float)
    layer = lib.Convolution(weight.shape[1], weight.shape[0], weight.shape[2])
    layer.weight.data, layer.bias.data = weight, bias
    return layer


def loops(x, weight, bias):
    """Convolve pictures (N, C, H, W), one place after another."""
    n, _, h, w = x.shape
    k = weight.shape[2]
    output = np.zeros((n, len(weight), h - k + 1, w - k + 1))
    for s, o, i, j in np.ndindex(output.shape):
        output[s, o, i, j] = np.sum(x[s, :, i : i + k, j : j + k] * weight[o]) + bias[o]
    return output


def some(lib, random, n, c, o, k, h, w):
    """Return a layer and pictures, of small numbers."""
    layer = layer_of(lib, random.randint(-3, 4, (o, c, k, k)), random.randint(-3, 4, o))
    return layer, lib.Tensor(random.randint(-3, 4, (n, c, h, w)).astype(float))


@promise(*BY_HAND)
def by_hand(lib, random):
    layer = layer_of(lib, [[[[1, 0], [0, -2]]]], [10])
    x = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    equal(layer(lib.Tensor(x)), [[[[1, 0], [-2, -3]]]],
          "weight [[1, 0], [0, −2]], bias 10, x = 1 … 9: 1·1 − 2·5 + 10, …")  # fmt: skip


@promise("两个通道，加在一起", "two channels, added up")
def two_channels(lib, random):
    layer = layer_of(lib, [[[[1]], [[10]]]], [0])
    x = [[[[1.0, 2]], [[3, 4]]]]
    equal(
        layer(lib.Tensor(x)),
        [[[[31, 42]]]],
        "weight [[[[1]], [[10]]]], bias 0, x = [[[[1, 2]], [[3, 4]]]]",
    )


@promise(*LOOPS)
def whatever_shape(lib, random):
    for sizes in ((1, 1, 1, 1, 1, 1), (1, 1, 2, 2, 2, 3), (2, 1, 1, 3, 5, 3), (2, 3, 2, 2, 3, 4)):
        layer, x = some(lib, random, *sizes)
        due = loops(x.data, layer.weight.data, layer.bias.data)
        equal(layer(x), due, "N, C, O, k, H, W = {}, {}, {}, {}, {}, {}".format(*sizes))


@promise(*ALONE)
def untouched(lib, random):
    layer, x = some(lib, random, 2, 1, 2, 2, 3, 3)
    grad = random.randn(2, 2, 2, 2)
    arrays = {"x": x.data, "weight": layer.weight.data, "bias": layer.bias.data, "grad": grad}
    left_alone(lambda: layer(x).gradient_fn(grad), arrays, "Convolution(1, 2, 2)")


@promise(*GRADIENT)
def gradient(lib, random):
    for sizes in ((1, 1, 1, 1, 1, 1), (1, 1, 1, 2, 2, 2), (1, 2, 1, 2, 2, 3), (2, 2, 3, 2, 3, 4)):
        layer, x = some(lib, random, *sizes)
        names = {"bias": layer.bias, "weight": layer.weight, "x": x}
        gradients(lib, lambda layer=layer, x=x: layer(x), names,
                  "N, C, O, k, H, W = {}, {}, {}, {}, {}, {}".format(*sizes))  # fmt: skip


@promise(*TWICE)
def twice(lib, random):
    layer, x = some(lib, random, 2, 1, 2, 2, 3, 3)
    names = {"x": x, "weight": layer.weight, "bias": layer.bias}
    adds_up(lib, lambda: layer(x), names, "Convolution(1, 2, 2)")


@promise("x 不需要梯度时，不给它算", "no gradient for an x that needs none")
def no_gradient_for_data(lib, random):
    layer, _ = some(lib, random, 1, 1, 1, 2, 3, 3)
    x = lib.Tensor(np.ones((1, 1, 3, 3)), needs_grad=False)
    layer(x).gradient_fn(np.ones((1, 1, 2, 2)))
    equal(x.grad, np.zeros((1, 1, 3, 3)), "needs_grad=False: x.grad")


@promise("后一次训练不改动前一次的结果", "a later call leaves an earlier result as it was")
def kept(lib, random):
    layer = layer_of(lib, [[[[1, 2], [3, 4]]]], [0])
    x = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    first = layer(lib.Tensor(x))
    before = np.array(first.data)
    second = layer(lib.Tensor(10 * x))
    equal(first, before, "first = layer(x); second = layer(10 * x): first")
    second.gradient_fn(np.ones((1, 1, 2, 2)))
