"""What is tried of Sequential."""

import numpy as np

from ..promises import BY_HAND, GRADIENT, equal, fail, gradients, promise
from ..words import say


def two_layers(lib):
    """Return chapter 7's network."""
    first, second = lib.Linear(1, 2), lib.Linear(2, 1)
    first.weight.data, first.bias.data = np.array([[3.0], [-1]]), np.array([1.0, 2])
    second.weight.data, second.bias.data = np.array([[2.0, -1]]), np.array([5.0])
    return first, second


@promise(*BY_HAND)
def by_hand(lib, random):
    network = lib.Sequential(two_layers(lib))
    equal(
        network(lib.Tensor([[2], [3], [4]])),
        [[19], [26], [33]],
        say("第 7 章的网络，x = 2、3、4", "chapter 7's network, x = 2, 3, 4"),
    )


@promise("一层也行", "one layer will do")
def one(lib, random):
    first, _ = two_layers(lib)
    equal(
        lib.Sequential([first])(lib.Tensor([[2]])),
        [[7, 0]],
        say("只有第一层，x = 2", "the first layer alone, x = 2"),
    )


@promise("交出所有层的参数，排成一列", "all parameters of all layers are handed out, in one list")
def parameters(lib, random):
    first, second = two_layers(lib)
    due = [first.weight, first.bias, second.weight, second.bias]
    for network, what in (
        (lib.Sequential([first, second]), "Sequential([a, b])"),
        (lib.Sequential([lib.Sequential([first]), second]), "Sequential([Sequential([a]), b])"),
    ):
        found = list(network.parameters or [])
        if [id(each) for each in found] != [id(each) for each in due]:
            fail(
                f"{what}.parameters 应为 4 个张量，次序同各层，得到 {len(found)} 个",
                f"{what}.parameters should be 4 tensors, in the layers' order; {len(found)} came",
            )


@promise(*GRADIENT)
def gradient(lib, random):
    first, second = two_layers(lib)
    network, x = lib.Sequential([first, second]), lib.Tensor(np.round(random.randn(2, 1), 1))
    names = {"x": x, "layers[0].weight": first.weight, "layers[1].bias": second.bias}
    gradients(lib, lambda: network(x), names, "Sequential")
