"""Layers in a row."""

from __future__ import annotations

from collections.abc import Iterable

from tinynn.checks import expect
from tinynn.layer import Layer
from tinynn.tensor import Tensor


class Sequential(Layer):
    """A layer made of layers, each fed with the output of the one before.

    Parameters
    ----------
    layers : iterable of Layer
        In order, the first one first.

    Attributes
    ----------
    layers : list of Layer
        In the same order.

    Raises
    ------
    TypeError
        If `layers` is not iterable, or something in it is not a Layer.
    """

    def __init__(self, layers: Iterable[Layer]) -> None:
        expect(
            isinstance(layers, Iterable),
            "Sequential expects a list of layers, got "
            f"{type(layers).__name__}: put brackets around it, [...]",
            TypeError,
        )
        self.layers = list(layers)
        for layer in self.layers:
            expect(
                isinstance(layer, Layer),
                f"Sequential expects a list of layers, got {layer!r} in it: "
                "give it layer objects, such as ReLU() with its brackets",
                TypeError,
            )

    def forward(self, x: Tensor) -> Tensor:
        """Pass `x` through all layers in order."""
        for layer in self.layers:
            x = layer(x)
        return x

    @property
    def parameters(self) -> list[Tensor]:
        """The parameters of all layers, in order."""
        return [each for layer in self.layers for each in layer.parameters]

    def train(self) -> None:
        """Switch all layers to training."""
        super().train()
        for layer in self.layers:
            layer.train()

    def eval(self) -> None:
        """Switch all layers to evaluation."""
        super().eval()
        for layer in self.layers:
            layer.eval()

    def __repr__(self) -> str:
        return "\n".join(repr(layer) for layer in self.layers if repr(layer))
