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
            x.add_grad(grad * (x.data > 0))

        return Tensor(np.maximum(x.data, 0), (x,), gradient_fn)

    def __repr__(self) -> str:
        return "ReLU[]"
