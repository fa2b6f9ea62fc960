"""Dropout: outputs left out at random while training."""

from __future__ import annotations

import numpy as np

from tinynn.checks import expect
from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Dropout(Layer):
    """Set elements to zero at random while training; scale up the others.

    Those that stay are divided by 1 - dropout_rate, so that the mean stays the
    same and evaluation needs no correction (inverted dropout; Srivastava et
    al. 2014, "Dropout").

    Parameters
    ----------
    dropout_rate : float, optional
        The share of elements to drop: 0 or more, less than 1.

    Attributes
    ----------
    dropout_rate : float

    Raises
    ------
    ValueError
        If `dropout_rate` lies outside [0, 1).
    """

    def __init__(self, dropout_rate: float = 0.2):
        due = "Dropout expects a rate from 0 to less than 1"
        got = f"{due}, got {dropout_rate!s:.60}: 0.2 drops a fifth"
        expect(0 <= dropout_rate < 1, got)
        self.dropout_rate = dropout_rate

    def forward(self, x: Tensor) -> Tensor:
        """Map any shape to the same; while evaluating, return `x` itself."""
        if not self.training:
            return x
        kept = np.random.random(x.data.shape) >= self.dropout_rate
        scale, output = self.workspace("output", (2, *x.data.shape))
        np.divide(kept, 1 - self.dropout_rate, out=scale)
        np.multiply(x.data, scale, out=output)

        def gradient_fn(grad: np.ndarray) -> None:
            x_grad = self.workspace("x.grad", x.data.shape)
            x.add_grad(np.multiply(grad, scale, out=x_grad))

        return Tensor(output, (x,), gradient_fn)

    def __repr__(self) -> str:
        return f"Dropout[rate={self.dropout_rate}]"
