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
    """Few numbers, many of them equal, as -0 and 0 are; a gradient without equal elements."""
    n, c, H, W, k = (draw(st.integers(1, 3)) for _ in range(5))
    left_over = st.integers(0, k - 1)
    shape = (n, c, H * k + draw(left_over), W * k + draw(left_over))
    x = draw(arrays(float, shape, elements=st.sampled_from([-1.0, -0.0, 0.0, 1.0])))
    return x, np.arange(1.0, n * c * H * W + 1).reshape(n, c, H, W), k


@given(maps())
def test_first_of_equals_gets_it_all(case):
    np.testing.assert_equal(pool(*case), pool_by_loops(*case))
