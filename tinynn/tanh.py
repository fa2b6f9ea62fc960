"""The hyperbolic tangent."""

from __future__ import annotations

import numpy as np

from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Tanh(Layer):
    """The hyperbolic tangent, element by element: any number to -1…1."""

    def forward(self, x: Tensor) -> Tensor:
        """Map any shape to the same shape."""
        tanh = np.tanh(x.data)

        def gradient_fn(grad: np.ndarray) -> None:
            x.add_grad(grad * (1 - tanh**2))

        return Tensor(tanh, (x,), gradient_fn)

    def __repr__(self) -> str:
        return "Tanh[]"
