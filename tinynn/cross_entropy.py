"""Cross entropy: a many-class prediction's surprise at the answer."""

from __future__ import annotations

import numpy as np

from tinynn.checks import expect_one_hot, expect_rows
from tinynn.loss import Loss
from tinynn.tensor import Tensor


class CELoss(Loss):
    """The mean over samples of -sum(y log softmax(p)).

    It takes logits: any numbers, not probabilities.

    Softmax and logarithm are taken in one go, which keeps both from
    overflowing and makes the gradient simply (softmax(p) - y) / N.

    Raises
    ------
    ValueError
        If predictions and targets are not (N, classes), or a row of targets
        holds negative numbers or does not add up to 1.
    """

    def forward(self, p: Tensor, y: Tensor) -> Tensor:
        """Map two shapes (N, classes) to a scalar."""
        expect_rows("CELoss", p.data.shape, "classes")
        expect_one_hot("CELoss", y.data)
        shifted = p.data - p.data.max(axis=1, keepdims=True)
        total = np.exp(shifted).sum(axis=1, keepdims=True)
        log_softmax = shifted - np.log(total)

        def gradient_fn(grad: np.ndarray) -> None:
            p.add_grad(grad * (np.exp(log_softmax) - y.data) / len(p.data))

        loss = -np.sum(y.data * log_softmax) / len(p.data)
        return Tensor(loss, (p,), gradient_fn)
