"""Among equal values in a window, the first in row-major order gets the whole gradient."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinynn import MaxPool, Tensor


def pool_by_loops(x: np.ndarray, grad: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The rule, one window at a time: the output, and the gradient of x."""
    output, x_grad = np.zeros(grad.shape), np.zeros(x.shape)
    for n, c, i, j in np.ndindex(grad.shape):
        window = x[n, c, i * k : (i + 1) * k, j * k : (j + 1) * k]
        winner = window.argmax()  # of equals, the first
        output[n, c, i, j] = window.flat[winner]
        x_grad[n, c, i * k + winner // k, j * k + winner % k] = grad[n, c, i, j]
    return output, x_grad


def pool(x: np.ndarray, grad: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The same from tinynn."""
    x = Tensor(x)
    p = MaxPool(k)(x)
    assert p.data.shape == grad.shape
    Tensor(0, (p,), lambda _: p.add_grad(grad)).backward()
    return p.data, x.grad


@st.composite
def maps(draw):
    """Small whole numbers, many of them equal, and a gradient without two equal elements."""
    n, c, H, W, k = (draw(st.integers(1, 3)) for _ in range(5))
    left_over = st.integers(0, k - 1)
    shape = (n, c, H * k + draw(left_over), W * k + draw(left_over))
    x = draw(arrays(np.int64, shape, elements=st.integers(-1, 1)))
    return x, np.arange(1.0, n * c * H * W + 1).reshape(n, c, H, W), k


@given(maps())
def test_first_of_equals_gets_it_all(case):
    for result, expected in zip(pool(*case), pool_by_loops(*case), strict=True):
        np.testing.assert_array_equal(result, expected)


def test_flat_window():
    output, x_grad = pool(np.full((1, 1, 2, 2), 7), np.full((1, 1, 1, 1), 3.0), 2)
    np.testing.assert_array_equal(output, [[[[7]]]])
    np.testing.assert_array_equal(x_grad, [[[[3, 0], [0, 0]]]])


def test_plus_and_minus_zero_are_equal():
    _, x_grad = pool(np.array([[[[-0.0, 0.0], [-1.0, 0.0]]]]), np.ones((1, 1, 1, 1)), 2)
    np.testing.assert_array_equal(x_grad, [[[[1, 0], [0, 0]]]])


def test_one_channel_with_several_images():
    x = np.array([[[[1, 2], [2, 0]]], [[[4, 4], [4, 4]]], [[[0, 0], [0, 1]]]])
    output, x_grad = pool(x, np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1, 1), 2)
    np.testing.assert_array_equal(output.ravel(), [2, 4, 1])
    expected = [[[[0, 1], [0, 0]]], [[[2, 0], [0, 0]]], [[[0, 0], [0, 3]]]]
    np.testing.assert_array_equal(x_grad, expected)
