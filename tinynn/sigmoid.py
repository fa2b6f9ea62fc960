"""The logistic function."""

from __future__ import annotations

import numpy as np

from tinynn.checks import expect
from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Sigmoid(Layer):
    """1 / (1 + exp(-x)), element by element: any number to 0…1.

    Parameters
    ----------
    clip_range : tuple of two floats, optional
        Inputs are first clipped to this range, so that exp does not overflow.
        Outside it the output is flat and the gradient zero.

    Attributes
    ----------
    clip_range : tuple of two floats

    Raises
    ------
    ValueError
        If `clip_range` is not a smaller number followed by a larger one.
    """

    def __init__(self, clip_range: tuple[float, float] = (-100, 100)):
        due = "Sigmoid expects (low, high), the lower number first"
        rising = len(clip_range) == 2 and clip_range[0] < clip_range[1]
        expect(rising, f"{due}, got {clip_range!s:.60}: (-100, 100) will do")
        self.clip_range = clip_range

    def forward(self, x: Tensor) -> Tensor:
        """Map any shape to the same shape."""
        low, high = self.clip_range
        sigmoid = 1 / (1 + np.exp(-np.clip(x.data, low, high)))

        def gradient_fn(grad: np.ndarray) -> None:
            inside = (low < x.data) & (x.data < high)
            x.add_grad(grad * sigmoid * (1 - sigmoid) * inside)

        return Tensor(sigmoid, (x,), gradient_fn)

    def __repr__(self) -> str:
        return "Sigmoid[]"
