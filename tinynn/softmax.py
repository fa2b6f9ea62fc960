"""From any numbers to probabilities."""

from __future__ import annotations

import numpy as np

from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Softmax(Layer):
    """exp(x) over its sum along an axis: positive numbers that add up to 1.

    Parameters
    ----------
    axis : int, optional
        The axis that adds up to 1.

    Attributes
    ----------
    axis : int

    Raises
    ------
    ValueError
        If the input has no such axis.
    """

    def __init__(self, axis: int = -1):
        self.axis = axis

    def forward(self, x: Tensor) -> Tensor:
        """Map any shape to the same shape."""
        if self.axis not in range(-x.data.ndim, x.data.ndim):
            due = f"Softmax expects an input with axis {self.axis}"
            raise ValueError(f"{due}, got {x.data.shape}: -1 is the last")
        # Without the maximum the quotient stays, and exp cannot overflow.
        exp = np.exp(x.data - x.data.max(axis=self.axis, keepdims=True))
        softmax = exp / exp.sum(axis=self.axis, keepdims=True)

        def gradient_fn(grad: np.ndarray) -> None:
            mean = (grad * softmax).sum(axis=self.axis, keepdims=True)
            x.add_grad(softmax * (grad - mean))

        return Tensor(softmax, (x,), gradient_fn)

    def __repr__(self) -> str:
        return "Softmax[]"
