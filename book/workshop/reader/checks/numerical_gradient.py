"""What is tried of numerical_gradient."""

import numpy as np

from ..promises import ALONE, BY_HAND, equal, left_alone, promise
from ..words import say


@promise(*BY_HAND)
def by_hand(lib, random):
    x, y = np.array([181, 186, 195]), np.array([3750, 3800, 3250])

    def loss(w):
        return np.mean((w * x - y) ** 2)

    equal(np.round(lib.numerical_gradient(loss, 20.0)), 58893,
          say("三只企鹅，w = 20", "the three penguins, w = 20"))  # fmt: skip


@promise("两边都挪", "nudged both ways")
def central(lib, random):
    came = lib.numerical_gradient(lambda x: x**3, 1.0, eps=0.1)
    equal(came, 3.01, "f(x) = x³, x = 1, eps = 0.1: (1.331 - 0.729) / 0.2")


@promise("什么形状都行，每次只挪一个数", "any shape, one number at a time")
def shapes(lib, random):
    factors = np.array([[1.0, 2], [3, 4]])
    came = lib.numerical_gradient(lambda x: np.sum(factors * x), np.zeros((2, 2)))
    equal(np.round(came, 6), factors, "f(x) = 1·x₀₀ + 2·x₀₁ + 3·x₁₀ + 4·x₁₁")
    for shape in ((1,), (3,), (2, 3), (2, 1, 2)):
        x = np.round(random.randn(*shape), 1)
        came = lib.numerical_gradient(lambda x: np.sum(x**2), x)
        equal(np.round(came, 5), np.round(2 * x, 5), f"f(x) = sum(x²), x: {shape}")


@promise("一串整数也行", "a list of whole numbers will do")
def whole_numbers(lib, random):
    came = lib.numerical_gradient(lambda x: 0.5 * x[0] + 1.5 * x[1], [20, 0])
    equal(np.round(came, 6), [0.5, 1.5], "f(x) = 0.5·x₀ + 1.5·x₁, x = [20, 0]")


@promise(*ALONE)
def untouched(lib, random):
    x = np.array([1.0, 2])
    left_alone(lambda: lib.numerical_gradient(lambda x: np.sum(x**2), x, eps=0.5), {"x": x},
               "numerical_gradient")  # fmt: skip
