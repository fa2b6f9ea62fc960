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
        When called with something other than two Tensors, or when `forward`
        does not return a Tensor of one number.
    ValueError
        If the two shapes differ.
    """

    def __call__(self, p: Tensor, y: Tensor) -> Tensor:
        """Compute `forward`; check that it maps one shape to one number."""
        name = type(self).__name__
        for tensor in (p, y):
            expect(
                isinstance(tensor, Tensor),
                f"{name} expects two Tensors, got {type(tensor).__name__}: "
                "wrap it in Tensor(...)",
                TypeError,
            )
        expect(
            p.data.shape == y.data.shape,
            f"{name} expects targets shaped as predictions, {p.data.shape}, "
            f"got {y.data.shape}: reshape, or make one-hot",
        )
        loss = self.forward(p, y)
        expect(
            isinstance(loss, Tensor) and loss.data.size == 1,
            f"{name} expects its forward to return a Tensor of one number, "
            f"got {loss}: return Tensor(mean, (p,), gradient_fn)",
            TypeError,
        )
        return loss

    @abstractmethod
    def forward(self, p: Tensor, y: Tensor) -> Tensor:
        """Compute the loss of predictions `p` for targets `y`."""
