"""From images to rows."""

from __future__ import annotations

import numpy as np

from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Flatten(Layer):
    """Lay each sample out in one row: images become rows."""

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, ...) to (N, x.size)."""

        def gradient_fn(grad: np.ndarray) -> None:
            x_grad = self.workspace("x.grad", x.data.shape)
            x_grad[...] = grad.reshape(x.data.shape)
            x.add_grad(x_grad)

        return Tensor(x.data.reshape(-1, x.size), (x,), gradient_fn)

    def __repr__(self) -> str:
        return "Flatten[]"
