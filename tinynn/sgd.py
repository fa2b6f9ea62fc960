"""Stochastic gradient descent."""

from __future__ import annotations

import numpy as np

from tinynn.optimizer import Optimizer


class SGDOptimizer(Optimizer):
    """Plain gradient descent: parameters move by -lr times their gradient."""

    def step(self) -> None:
        """Change the data of each parameter in place.

        In pieces of whole rows, of about 16,000 numbers, so that what is
        subtracted stays in the processor's cache, and no large array is made.
        """
        for parameter in self.parameters:
            data, grad = np.atleast_1d(parameter.data, parameter.grad)
            rows = max(1, 16_000 // max(1, parameter.size))
            for i in range(0, len(data), rows):
                data[i : i + rows] -= self.lr * grad[i : i + rows]
