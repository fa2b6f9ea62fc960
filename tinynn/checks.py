"""Named checks: a mistake is answered by a sentence, written when it comes.

In all of them `who` is the one that speaks; the sentence says what was
expected, what came, and what to do, and shows a long value shortened.
"""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from reprlib import repr as brief
from typing import Any

import numpy as np


def expect(
    condition: object, message: str, error: type[Exception] = ValueError
) -> None:
    """Raise ``error(message)`` unless `condition` is true.

    The message is put together whether it is needed or not. What is checked at
    every step of training has a check of its own below, which writes its
    sentence only when something is wrong.

    Parameters
    ----------
    condition : object
        What must hold.
    message : str
        A sentence: what was expected, what came, what to do.
    error : type[Exception], optional
        The exception to raise.

    Raises
    ------
    Exception
        Of type `error`, when `condition` is false.
    """
    if not condition:
        raise error(message)


def expect_kind(who: str, value: object, kind: type, cure: str) -> None:
    """Raise a TypeError unless `value` is an object of a kind."""
    if not isinstance(value, kind):
        due = "list" if kind is Iterable else kind.__name__
        due = f"an {due}" if due[0] in "AEIOU" else f"a {due}"
        got = type(value).__name__
        if isinstance(value, type):
            got, cure = "a class", f"make an object, {value.__name__}(...)"
        raise TypeError(f"{who} expects {due}, got {got}: {cure}")


def expect_shape(who: str, array: Any, due: Any, cure: str) -> None:
    """Raise a ValueError unless `array` has the same shape as `due`."""
    if np.shape(array) != due.shape:
        got = f"got {np.shape(array)}"
        raise ValueError(f"{who} expects shape {due.shape}, {got}: {cure}")


def expect_numbers(who: str, data: Any) -> np.ndarray:
    """Return data as a float64 array; raise a ValueError if they are none.

    An array of float64 is returned as it is, not copied.
    """
    cure = "make it a list of numbers, in rows of one length"
    try:
        array = np.asarray(data)
        if array.dtype.kind in "biuf":
            return array.astype(float, copy=False)
        for data in array.ravel().tolist():
            float(data)
        data, cure = array.dtype, "make it np.array(...).astype(float)"
    except (TypeError, ValueError, OverflowError):  # raised over `data`
        if isinstance(data, (str, bytes)) or not isinstance(data, Iterable):
            cure = "replace it by a real number, or leave it out"
        cure = "take its .data" if hasattr(data, "gradient_fn") else cure
    raise ValueError(f"{who} expects numbers, got {brief(data)}: {cure}")


def expect_whole(who: str, *sizes: object, least: int = 1) -> None:
    """Raise a ValueError unless sizes are whole numbers from `least` up."""
    for size in sizes:
        if not isinstance(size, Integral) or size < least:
            due = f"a whole number from {least} up"
            raise ValueError(f"{who} expects {due}, got {brief(size)}")


def expect_rows(who: str, shape: tuple[int, ...], size: int | str) -> None:
    """Raise a ValueError unless a shape is (N, size).

    For any size, say "classes".
    """
    if len(shape) != 2 or size not in (shape[1], "classes"):
        cure = "put a Flatten before it, or brackets around one row"
        cure = "make the sizes match" if len(shape) == 2 else cure
        raise ValueError(f"{who} expects (N, {size}), got {shape}: {cure}")


def expect_list(who: str, values: Any, kind: type, cure: str) -> list[Any]:
    """Return values as a list; raise a TypeError unless all are of a kind."""
    expect_kind(who, values, Iterable, cure)
    found = list(values)
    for value in found:
        expect_kind(who, value, kind, cure)
    return found


def expect_samples(dataset: Any, name: str) -> np.ndarray:
    """Make what `load` has set an array of rows of finite numbers; return it.

    Raises a ValueError if that is not possible.
    """
    found = hasattr(dataset, name)
    expect(found, f"Dataset expects load to set self.{name}: add it")
    array = expect_numbers(f"Dataset ({name})", getattr(dataset, name))
    due = f"Dataset expects rows of finite numbers in {name}"
    rows, cure = array.ndim and array.size, "give it rows, at least one"
    expect(rows, f"{due}, got shape {array.shape}: {cure}")
    finite = np.isfinite([array.min(), array.max()]).all()
    expect(finite, f"{due}, got NaN or infinity: clean the data")
    setattr(dataset, name, array)
    return array


def expect_finite(who: str, loss: Any) -> None:
    """Raise a FloatingPointError unless a loss is finite."""
    if not np.isfinite(loss):
        cure = "lower the learning rate, or scale the features"
        got = f"{who} expects a finite loss, got {loss}"
        raise FloatingPointError(f"{got}: {cure}")


def expect_range(who: str, array: np.ndarray, cure: str) -> None:
    """Raise a ValueError unless all numbers of an array lie in 0…1."""
    if not (array.min() >= 0 and array.max() <= 1):
        got = f"{array.min():.4g} to {array.max():.4g}"
        if np.isnan(array).any():
            got, cure = "NaN", "clean the data, or start anew with a lower lr"
        due = "numbers from 0 to 1"
        raise ValueError(f"{who} expects {due}, got {got}: {cure}")


def expect_one_hot(who: str, y: np.ndarray) -> None:
    """Raise a ValueError unless each row holds shares that add up to 1."""
    if not (abs(y.sum(axis=1) - 1).max() < 1e-6 and y.min() >= 0):
        due = f"{who} expects one-hot targets, each row adding up to 1"
        got = f"got {brief(y[:2].tolist())}"
        raise ValueError(f"{due}, {got}: np.eye(classes)[labels] makes them")


def expect_images(who: str, shape: Any, channels: Any, least: int) -> None:
    """Raise a ValueError unless a shape is (N, channels, H, W).

    H and W must be `least` or more; for any channels, say "C".
    """
    right = len(shape) == 4 and channels in (shape[1], "C")
    if not right or min(shape[2:]) < least:
        due = f"(N, {channels}, H, W), H and W from {least} up"
        cure = "choose a smaller size" if right else "reshape it"
        cure = "match the channels" if not right and len(shape) == 4 else cure
        raise ValueError(f"{who} expects {due}, got {shape}: {cure}")
