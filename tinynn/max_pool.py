"""Max pooling: the largest value of each window, and nothing else."""

from __future__ import annotations

from numbers import Integral

import numpy as np

from tinynn.checks import expect
from tinynn.layer import Layer
from tinynn.tensor import Tensor


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

    def __init__(self, pool_size: int) -> None:
        expect(
            isinstance(pool_size, Integral) and pool_size > 0,
            "MaxPool expects a pool size that is a whole number from 1 up, "
            f"got {pool_size!r}",
        )
        self.pool_size = pool_size

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, C, H // pool_size, W // pool_size)."""
        k = self.pool_size
        expect(
            x.data.ndim == 4 and min(x.data.shape[2:]) >= k,
            f"MaxPool expects (N, C, H, W), H and W from {k} up, got "
            f"{x.data.shape}: reshape, or choose a smaller window",
        )
        H, W = x.data.shape[2] // k * k, x.data.shape[3] // k * k
        # One slice for each position in a window, taken from all windows.
        slices = [np.s_[:, :, i:H:k, j:W:k] for i, j in np.ndindex(k, k)]
        maximum = x.data[slices[0]].copy()
        for part in slices[1:]:
            np.maximum(maximum, x.data[part], out=maximum)

        def gradient_fn(grad: np.ndarray) -> None:
            x_grad = np.zeros(x.data.shape)
            open_windows = np.full(maximum.shape, True)
            for part in slices:
                winners = open_windows & (x.data[part] == maximum)
                x_grad[part] = grad * winners
                open_windows ^= winners
            x.add_grad(x_grad)

        return Tensor(maximum, (x,), gradient_fn)

    def __repr__(self) -> str:
        return f"MaxPool[pool size={self.pool_size}]"
