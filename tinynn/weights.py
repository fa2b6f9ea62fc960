"""What a network has learned, kept in a file."""

from __future__ import annotations

from os import PathLike
from typing import Any

import numpy as np

from tinynn.checks import expect, expect_kind
from tinynn.layer import Layer


def save_weights(layer: Layer, filename: str | PathLike[str]) -> None:
    """Write the parameters of a layer to an npz file.

    Parameters
    ----------
    layer : Layer
        Its `parameters` are written in order, under the names 0, 1, 2, …
    filename : str or path
        Where to: replaced if it is there, under just this name.

    Raises
    ------
    TypeError
        If `layer` is not a Layer.
    """
    expect_kind("save_weights", layer, Layer, "give it the layer, then a name")
    arrays: dict[str, Any] = {}
    for i, parameter in enumerate(layer.parameters):
        arrays[str(i)] = parameter.data
    with open(filename, "wb") as file:
        np.savez(file, **arrays)


def load_weights(layer: Layer, filename: str | PathLike[str]) -> None:
    """Put the numbers in a file of `save_weights` into a layer's parameters.

    The tensors stay the same, so an optimizer that has them goes on with them.
    If anything is wrong, none is changed.

    Parameters
    ----------
    layer : Layer
        Built as the one that was saved.
    filename : str or path
        The file. Nothing that is in it is run.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError
        If `layer` is not a Layer.
    ValueError
        If the file was not written by `save_weights`, its arrays are of other
        numbers or shapes than the layer's, or not finite.
    """
    expect_kind("load_weights", layer, Layer, "give it the layer, then a name")
    due = "load_weights expects a file that save_weights has written"
    with open(filename, "rb") as file:
        try:
            found = np.load(file, allow_pickle=False)
            arrays = [found[str(i)].astype(float) for i in range(len(found))]
        except Exception:  # whose own words would advise to unpickle
            got = f"{due}, got {str(filename)[-150:]}, which is another"
            raise ValueError(f"{got}: save the weights anew") from None
    shapes = [array.shape for array in arrays]
    wanted = [each.data.shape for each in layer.parameters]
    got = f"load_weights expects shapes {wanted!s:.200}, got {shapes!s:.200}"
    expect(shapes == wanted, f"{got}: build the layer that was saved")
    finite = all(np.isfinite(array).all() for array in arrays)
    expect(finite, f"{due}, got NaN or infinity: train anew, with a lower lr")
    for parameter, array in zip(layer.parameters, arrays, strict=True):
        parameter.data = array
