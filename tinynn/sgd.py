"""Stochastic gradient descent."""

from __future__ import annotations

from tinynn.optimizer import Optimizer


class SGDOptimizer(Optimizer):
    """Plain stochastic gradient descent: each parameter goes lr times its gradient downhill."""

    def step(self) -> None:
        """Change the data of each parameter in place."""
        for parameter in self.parameters:
            parameter.data -= self.lr * parameter.grad
