"""Gradients by nudging: slow, but right, so the judge of all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinynn.checks import expect
from tinynn.tensor import Tensor


def numerical_gradient(
    f: Callable[[np.ndarray], Any], x: Any, eps: float = 1e-6
) -> np.ndarray:
    """Estimate the gradient of `f` at `x` by central differences.

    Each element is nudged up and down by `eps`; the error of
    (f(x + eps) - f(x - eps)) / (2 eps) shrinks with the square of `eps` until
    rounding takes over.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x` and returns one number.
    x : array_like
        Where to take the gradient: a number or an array of any shape. It is
        left unchanged.
    eps : float, optional
        The size of a nudge.

    Returns
    -------
    ndarray
        The gradient, of the shape of `x`.
    """
    x = np.asarray(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[index] = eps
        gradient[index] = (f(x + nudge) - f(x - nudge)) / (2 * eps)
    return gradient


def check_gradient(
    f: Callable[..., Tensor],
    *tensors: Tensor,
    eps: float = 1e-6,
    tolerance: float = 1e-6,
) -> None:
    """Compare the gradients of `backward` with those found by nudging.

    The outputs of `f` are weighted, each differently, and added up to the one
    number whose gradients are compared. The weights are fixed: no random
    number is drawn.

    Parameters
    ----------
    f : callable
        Takes `tensors` and returns a Tensor of any shape. Called again and
        again, it must return the same: seed it inside if it draws random
        numbers.
    *tensors : Tensor
        What to differentiate by, of any shapes. Their gradients are cleared.
    eps : float, optional
        The size of a nudge.
    tolerance : float, optional
        The largest difference allowed, relative to gradients larger than 1.

    Raises
    ------
    AssertionError
        If a gradient differs; names the largest difference and where it is.
    TypeError
        If one of `tensors`, or what `f` returns, is not a Tensor.
    """
    for tensor in tensors:
        expect(
            isinstance(tensor, Tensor),
            f"check_gradient expects a Tensor, got {type(tensor).__name__}: "
            "wrap it in Tensor(...)",
            TypeError,
        )
        tensor.grad = None
    output = f(*tensors)
    expect(
        isinstance(output, Tensor),
        "check_gradient expects f to return a Tensor, got "
        f"{type(output).__name__}: return Tensor(data, (x,), gradient_fn)",
        TypeError,
    )
    weights = np.cos(np.arange(output.data.size)).reshape(output.data.shape)

    def weigh(grad: np.ndarray) -> None:
        output.add_grad(grad * weights)

    Tensor(np.sum(weights * output.data), (output,), weigh).backward()

    worst, mistake = 0.0, ""
    for number, tensor in enumerate(tensors):
        analytic, tensor.grad, original = tensor.grad, None, tensor.data

        def weighted_sum(data: np.ndarray, tensor: Tensor = tensor) -> float:
            tensor.data = data
            return float(np.sum(weights * f(*tensors).data))

        numerical = numerical_gradient(weighted_sum, original, eps)
        tensor.data = original
        for place in np.ndindex(original.shape):
            expected, got = numerical[place], analytic[place]
            difference = abs(expected - got) / max(1, abs(expected))
            if not difference <= worst:
                worst = difference
                mistake = f"tensor {number} at {place} to have gradient "
                mistake += f"{expected:.6g}, got {got:.6g}"
    expect(
        worst <= tolerance,
        f"check_gradient expects {mistake}, a difference of {worst:.2g}, the "
        "largest of all: look at each gradient_fn on its way",
        AssertionError,
    )
