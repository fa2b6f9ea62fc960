"""The mean squared error."""

from __future__ import annotations

import numpy as np

from tinynn.loss import Loss
from tinynn.tensor import Tensor


class MSELoss(Loss):
    """The mean of the squared differences, over all elements."""

    def forward(self, p: Tensor, y: Tensor) -> Tensor:
        """Map two equal shapes to a scalar."""
        difference = p.data - y.data

        def gradient_fn(grad: np.ndarray) -> None:
            p.add_grad(grad * 2 * difference / difference.size)

        return Tensor(np.mean(difference**2), (p,), gradient_fn)
