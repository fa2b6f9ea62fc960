"""Layers in a row."""

from __future__ import annotations

from collections.abc import Iterable

from tinynn.checks import expect_list
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

    def __init__(self, layers: Iterable[Layer]):
        cure = "give it a list of layers, [...]"
        self.layers = expect_list("Sequential", layers, Layer, cure)

    def forward(self, x: Tensor) -> Tensor:
        """Pass `x` through all layers in order."""
        for layer in self.layers:
            x = layer(x)
        return x

    @property
    def parameters(self) -> list[Tensor]:
        """The parameters of all layers, in order."""
        return [each for layer in self.layers for each in layer.parameters]

    def __repr__(self) -> str:
        return "\n".join(repr(layer) for layer in self.layers if repr(layer))
