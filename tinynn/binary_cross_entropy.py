"""Binary cross entropy: a yes-or-no prediction's surprise at the answer."""

from __future__ import annotations

import numpy as np

from tinynn.checks import expect_range
from tinynn.loss import Loss
from tinynn.tensor import Tensor


class BCELoss(Loss):
    """The mean over all elements of -(y log p + (1 - y) log(1 - p)).

    It takes probabilities, such as those of `Sigmoid`.

    As in PyTorch, logarithms are cut off at -100 and the gradient's
    denominator at 1e-12, so that a confident wrong answer, p = 0 or 1, gives
    large numbers but not infinite ones.

    Raises
    ------
    ValueError
        If a prediction or a target lies outside 0…1.
    """

    def forward(self, p: Tensor, y: Tensor) -> Tensor:
        """Map two equal shapes to a scalar."""
        expect_range("BCELoss", p.data, "put a Sigmoid before it")
        expect_range("BCELoss", y.data, "make targets 0 or 1")
        with np.errstate(divide="ignore"):
            log_p = np.maximum(np.log(p.data), -100)
            log_not_p = np.maximum(np.log(1 - p.data), -100)

        def gradient_fn(grad: np.ndarray) -> None:
            variance = np.maximum(p.data * (1 - p.data), 1e-12)
            p.add_grad(grad * (p.data - y.data) / variance / p.data.size)

        log_likelihood = y.data * log_p + (1 - y.data) * log_not_p
        return Tensor(-np.mean(log_likelihood), (p,), gradient_fn)
