"""Answers that readers might give: a module for each part of the course.

    WRONG = {"MaxPool": [("gradient assigned", "x.add_grad(x_grad)", "x.grad = x_grad",
                          "used twice, gradients add up")]}
    RIGHT = {"MaxPool": {"loops": "class MaxPool(Layer): ..."}}

A wrong answer is the book's with something replaced: what it is, what stood there, what stands
there now, and the promise that is broken first. A right one is written otherwise, in full.
"""

import importlib
import pkgutil


def all_of(kind):
    """Return the answers of a kind, WRONG or RIGHT, by definition."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        found |= getattr(importlib.import_module(f"{__name__}.{module.name}"), kind)
    return found
