"""The Loss: one number that says how wrong the predictions are."""

from __future__ import annotations

from abc import ABC, abstractmethod

from tinynn.checks import expect, expect_kind, expect_shape
from tinynn.tensor import Tensor


class Loss(ABC):
    """A measure of error: from predictions and targets to one number.

    Subclasses write `forward`. Targets are taken as constants: they get no
    gradient.

    Raises
    ------
    TypeError
        When called with something other than two Tensors, or when `forward`
        does not return a Tensor.
    ValueError
        If the two shapes differ or are empty, or `forward` returns more than
        one number.
    """

    def __call__(self, p: Tensor, y: Tensor) -> Tensor:
        """Compute `forward`; check that it maps one shape to one number."""
        name = type(self).__name__
        for tensor in (p, y):
            expect_kind(name, tensor, Tensor, "wrap it in Tensor(...)")
        expect_shape(name, y.data, p.data, "reshape y, or make it one-hot")
        expect(p.data.size, "Loss expects samples, got none: skip the batch")
        loss = self.forward(p, y)
        cure = "let forward return Tensor(mean, (p,), gradient_fn)"
        expect_kind(name, loss, Tensor, cure)
        if loss.data.size != 1:
            got = f"got shape {loss.data.shape}"
            raise ValueError(f"{name} expects one number, {got}: {cure}")
        return loss

    @abstractmethod
    def forward(self, p: Tensor, y: Tensor) -> Tensor:
        """Compute the loss of predictions `p` for targets `y`."""
