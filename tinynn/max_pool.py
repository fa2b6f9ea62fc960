"""Max pooling: the largest value of each window, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinynn.checks import expect_images, expect_whole
from tinynn.layer import Layer
from tinynn.tensor import Tensor


def largest(parts: list[np.ndarray], out: np.ndarray) -> np.ndarray:
    """Write the largest of some arrays, element by element, to `out`."""
    np.maximum(parts[0], parts[-1], out=out)
    for part in parts[1:-1]:
        np.maximum(out, part, out=out)
    return out


def route(grad: np.ndarray, best: np.ndarray, parts: Any, out: Any) -> None:
    """Give each gradient to the first of `parts` that equals the maximum.

    Parameters
    ----------
    grad : ndarray
        The gradient of the maximum.
    best : ndarray
        The maximum, of the same shape.
    parts : list of ndarray
        What the maximum was taken of.
    out : list of ndarray
        Where the gradients are written: zero for all but the first of equals.
    """
    left = out[-1]
    left[...] = grad
    for part, part_grad in zip(parts[:-1], out[:-1], strict=True):
        np.multiply(left, part == best, out=part_grad)
        left -= part_grad


class MaxPool(Layer):
    """Keep the largest value of each square window; windows lie side by side.

    Rows and columns at the lower and right edge that fill no window are
    dropped. On the way back the gradient goes to the one position that
    supplied the maximum; among equals, to the first in row-major order, as in
    PyTorch.

    Parameters
    ----------
    pool_size : int
        The window's height and width, and the step from one window to the
        next.

    Attributes
    ----------
    pool_size : int

    Raises
    ------
    ValueError
        If `pool_size` is not a positive whole number, or the input is not maps
        (N, C, H, W) at least as large as the window.
    """

    def __init__(self, pool_size: int):
        expect_whole("MaxPool", pool_size)
        self.pool_size = pool_size

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, C, H // pool_size, W // pool_size)."""
        k = self.pool_size
        expect_images("MaxPool", x.data.shape, "C", k)
        N, C, H, W = x.data.shape
        OH, OW = H // k, W // k

        def columns(maps: np.ndarray) -> list[np.ndarray]:
            maps = maps[:, :, : OH * k, : OW * k]
            windows = maps.reshape(N, C, OH, k, OW, k)
            return [windows[..., j] for j in range(k)]

        def rows(maxima: np.ndarray) -> list[np.ndarray]:
            return [maxima[:, :, :, i] for i in range(k)]

        # The largest of each row of a window, then of its rows.
        in_row = self.workspace("in row", (N, C, OH, k, OW))
        largest(columns(x.data), in_row)
        output = self.workspace("output", (N, C, OH, OW))
        largest(rows(in_row), output)

        def gradient_fn(grad: np.ndarray) -> None:
            row_grad = self.workspace("row grad", in_row.shape)
            route(grad, output, rows(in_row), rows(row_grad))
            x_grad = self.workspace("x grad", x.data.shape)
            x_grad[:, :, OH * k :] = x_grad[:, :, :, OW * k :] = 0
            route(row_grad, in_row, columns(x.data), columns(x_grad))
            x.add_grad(x_grad)

        return Tensor(output, (x,), gradient_fn)

    def __repr__(self) -> str:
        return f"MaxPool[pool size={self.pool_size}]"
