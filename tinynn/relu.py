"""The rectifier."""

from __future__ import annotations

import numpy as np

from tinynn.layer import Layer
from tinynn.tensor import Tensor


class ReLU(Layer):
    """The larger of 0 and x, element by element; its slope at 0 is 0."""

    def forward(self, x: Tensor) -> Tensor:
        """Map any shape to the same shape."""

        def gradient_fn(grad: np.ndarray) -> None:
            x_grad = self.workspace("x.grad", x.data.shape)
            x.add_grad(np.multiply(grad, x.data > 0, out=x_grad))

        output = self.workspace("output", x.data.shape)
        np.maximum(x.data, 0, out=output)
        return Tensor(output, (x,), gradient_fn)

    def __repr__(self) -> str:
        return "ReLU[]"
