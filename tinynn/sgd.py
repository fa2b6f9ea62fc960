"""Stochastic gradient descent."""

from __future__ import annotations

from tinynn.optimizer import Optimizer


class SGDOptimizer(Optimizer):
    """Plain gradient descent: parameters move by -lr times their gradient."""

    def step(self) -> None:
        """Change the data of each parameter in place."""
        for parameter in self.parameters:
            parameter.data -= self.lr * parameter.grad
