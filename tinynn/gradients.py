"""Gradients by nudging: slow, but right, so the judge of all others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from tinynn.checks import expect, expect_kind
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
    number is drawn. The tensors' data are put back, whatever happens.

    Parameters
    ----------
    f : callable
        Takes `tensors` and returns a Tensor of any shape. Called again and
        again, it must return the same: seed it inside if it draws random
        numbers.
    *tensors : Tensor
        What to differentiate by, of any shapes. Their gradients are cleared.
    eps : float, optional
        The size of a nudge, relative to the number that is nudged if that is
        above 1.
    tolerance : float, optional
        The largest difference allowed, relative to gradients larger than 1.
        What rounding does to the sum comes on top, counted as 1e-13 of what is
        added up: it matters where `f` returns millions.

    Raises
    ------
    AssertionError
        If a gradient differs; names the largest difference and where it is.
    TypeError
        If one of `tensors`, or what `f` returns, is not a Tensor.
    """
    for tensor in tensors:
        cure = "wrap it in Tensor(...)"
        expect_kind("check_gradient", tensor, Tensor, cure)
        tensor.grad = None
    output = f(*tensors)
    cure = "let f return Tensor(data, (x,), gradient_fn)"
    expect_kind("check_gradient", output, Tensor, cure)
    weights = np.cos(np.arange(output.data.size)).reshape(output.data.shape)

    def weigh(grad: np.ndarray) -> None:
        output.add_grad(grad * weights)

    def weighted_sum(tensor: Tensor, data: Any, nudge: Any, by: Any) -> float:
        tensor.data = data + nudge * by
        return float(np.sum(weights * f(*tensors).data))

    Tensor(np.sum(weights * output.data), (output,), weigh).backward()
    rounding = 1e-13 * np.sum(np.abs(output.data))
    worst, mistake = 0.0, ""
    for number, tensor in enumerate(tensors):
        analytic, tensor.grad, original = tensor.grad, None, tensor.data
        # Counted in nudges, so that each number is moved by one of its size.
        nudge, zeros = eps * np.maximum(1, abs(original)), original * 0
        try:
            sum_by = partial(weighted_sum, tensor, original, nudge)
            numerical = numerical_gradient(sum_by, zeros, 1) / nudge
        finally:
            tensor.data = original
        for place in np.ndindex(original.shape):
            right, got = numerical[place], analytic[place]
            difference = abs(right - got) - rounding / nudge[place]
            difference /= max(1, abs(right))
            if difference > worst or np.isnan(difference):
                worst = difference
                mistake = f"tensor {number} at {place} to have gradient "
                mistake += f"{right:.6g}, got {got:.6g}"
    due = f"check_gradient expects {mistake}, a difference of {worst:.2g}"
    cure = "the largest of all: look at each gradient_fn on its way"
    expect(worst <= tolerance, f"{due}, {cure}", AssertionError)
