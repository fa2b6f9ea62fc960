"""The Loss: one number that says how wrong the predictions are."""

from __future__ import annotations

from abc import ABC, abstractmethod

from tinynn.checks import expect
from tinynn.tensor import Tensor


class Loss(ABC):
    """A measure of error: from predictions and targets to one number.

    Subclasses write `forward`. Targets are taken as constants: they get no
    gradient.

    Raises
    ------
    TypeError
        When called with something other than two Tensors.
    ValueError
        If the two shapes differ.
    """

    def __call__(self, p: Tensor, y: Tensor) -> Tensor:
        """Check that both are Tensors of one shape, then compute `forward`."""
        for tensor in (p, y):
            expect(
                isinstance(tensor, Tensor),
                f"{type(self).__name__} expects two Tensors, got "
                f"{type(tensor).__name__}: wrap it in Tensor(...)",
                TypeError,
            )
        expect(
            p.data.shape == y.data.shape,
            f"{type(self).__name__} expects targets shaped as predictions, "
            f"{p.data.shape}, got {y.data.shape}: reshape, or make one-hot",
        )
        return self.forward(p, y)

    @abstractmethod
    def forward(self, p: Tensor, y: Tensor) -> Tensor:
        """Compute the loss of predictions `p` for targets `y`."""
