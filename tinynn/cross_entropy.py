"""Cross entropy: a many-class prediction's surprise at the answer."""

from __future__ import annotations

import numpy as np

from tinynn.checks import expect
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
        expect(
            p.data.ndim == 2,
            f"CELoss expects (N, classes), got {p.data.shape}",
        )
        sums = y.data.sum(axis=1)
        expect(
            np.all(abs(sums - 1) < 1e-6) and y.data.min() >= 0,
            "CELoss expects one-hot targets, each row adding up to 1, got "
            f"{y.data[:3].tolist()}...: make them one-hot",
        )
        shifted = p.data - p.data.max(axis=1, keepdims=True)
        total = np.exp(shifted).sum(axis=1, keepdims=True)
        log_softmax = shifted - np.log(total)

        def gradient_fn(grad: np.ndarray) -> None:
            p.add_grad(grad * (np.exp(log_softmax) - y.data) / len(p.data))

        loss = -np.sum(y.data * log_softmax) / len(p.data)
        return Tensor(loss, (p,), gradient_fn)
