"""What checks are written with: a promise, and ways to see whether it is kept.

A check is a function of the library, in which the reader's definition stands, and of random
numbers:

    @promise(*BY_HAND)
    def by_hand(lib, random):
        equal(lib.ReLU()(lib.Tensor([[-1.0, 2]])), [[0, 2]], "ReLU()([[-1, 2]])")

Cases are fixed and small, the smallest first, so that the first failure can be followed by hand;
random ones come last, and grading draws others.
"""

import numpy as np

from .words import say

BY_HAND = ("手算过的例子", "the example worked by hand")
LOOPS = ("与循环写法一致，形状不同也一样", "equal to loops, whatever the shape")
GRADIENT = ("梯度与数值梯度一致", "the gradient is that found by nudging")
TWICE = ("用两次，梯度相加", "used twice, gradients add up")
ALONE = ("送进来的数组保持原样", "what comes in is left alone")


class Unmet(Exception):
    """A promise is not kept; says at what, what came and what was due."""


def promise(chinese, english):
    """Name, in both languages, what a check sees to."""

    def mark(check):
        check.promise = (chinese, english)
        return check

    return mark


def promises(module):
    """Return the promises of a module of checks, in order."""
    return [each for each in vars(module).values() if hasattr(each, "promise")]


def values(thing):
    """Return what there is to compare: a Tensor's data, or the thing as an array."""
    return np.asarray(getattr(thing, "data", thing), dtype=float)


def show(array):
    """Write an array on few lines; a large one by its shape."""
    array = np.asarray(array)
    if array.size > 40:
        return say(f"形状为 {array.shape} 的数组", f"an array of shape {array.shape}")
    text = np.array2string(array, precision=6, suppress_small=True, separator=", ")
    return text if "\n" not in text else "\n" + text


def fail(chinese, english):
    """Say that a promise is not kept."""
    raise Unmet(say(chinese, english))


def equal(came, due, at):
    """See that two arrays agree, up to rounding; `at` says of what, as one would type it."""
    if came is None:
        fail(
            f"{at}\n没有返回值（None）：函数体是不是还空着，或者忘了 return？",
            f"{at}\nreturned None: is the body still empty, or its return forgotten?",
        )
    due = values(due)
    try:
        came = values(came)
    except (TypeError, ValueError):
        fail(
            f"{at}\n应为数，得到 {type(came).__name__}",
            f"{at}\nnumbers were due, {type(came).__name__} came",
        )
    if came.shape != due.shape:
        fail(
            f"{at}\n形状应为 {due.shape}，得到 {came.shape}",
            f"{at}\nshape {due.shape} was due, {came.shape} came",
        )
    wrong = ~np.isclose(came, due, rtol=1e-7, atol=1e-9, equal_nan=True)
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        where = f"[{', '.join(map(str, place))}]"
        text = say(
            f"{at}\n{where + ' 处' if place else ''}应为 {due[place]:.6g}，得到 {came[place]:.6g}",
            f"{at}\n{'at ' + where + ' ' if place else ''}{due[place]:.6g} was due, "
            f"{came[place]:.6g} came",
        )
        if due.size > 1:
            text += say(
                f"\n应为：{show(due)}\n得到：{show(came)}",
                f"\ndue: {show(due)}\ncame: {show(came)}",
            )
        raise Unmet(text)


def gradient_by_nudging(f, tensor, eps=1e-6):
    """Return the gradient of the number f() by a tensor's data, by central differences."""
    original, gradient = tensor.data, np.zeros(tensor.data.shape)
    for place in np.ndindex(original.shape):
        ends = []
        for sign in (1, -1):
            tensor.data = original.copy()
            tensor.data[place] += sign * eps
            ends.append(f())
        gradient[place] = (ends[0] - ends[1]) / (2 * eps)
    tensor.data = original
    return gradient


def reached(output, tensors, at):
    """See that `backward` finds its way from an output to tensors: through `parents`."""
    found, todo = set(), [output]
    while todo:
        node = todo.pop()
        if id(node) not in found:
            found.add(id(node))
            todo.extend(node.parents)
    for name, tensor in tensors.items():
        if id(tensor) not in found:
            fail(
                f"{at}\n结果的父节点里没有 {name}：backward 走不到它前面去",
                f"{at}\n{name} is not among the result's parents: backward cannot go on from it",
            )


def gradients(lib, f, tensors, at):
    """See that the gradients of f() by tensors are those found by nudging.

    `tensors` maps names to Tensors; 1, 2, 3, … comes back to the output, no two elements alike.
    """
    output = f()
    if output is None:
        equal(None, 0, at)
    reached(output, tensors, at)
    weights = np.arange(1.0, np.size(output.data) + 1).reshape(np.shape(output.data))
    for tensor in tensors.values():
        tensor.grad = None

    def weigh(grad):
        output.add_grad(grad * weights)

    lib.Tensor(np.sum(output.data * weights), (output,), weigh).backward()
    came = {name: np.array(tensor.grad) for name, tensor in tensors.items()}
    for name, tensor in tensors.items():
        due = gradient_by_nudging(lambda: np.sum(values(f()) * weights), tensor)
        close = np.isclose(came[name], due, rtol=1e-5, atol=1e-6)
        if not close.all():
            with_grad = say(
                f"，往回传来的是 {show(weights)}", f", with {show(weights)} coming back"
            )
            small = sum(np.size(each.data) for each in tensors.values()) <= 30
            given = "".join(f"\n{key} = {show(each.data)}" for key, each in tensors.items())
            equal(came[name], np.where(close, came[name], np.round(due, 5)),
                  say(f"{name} 的梯度：{at}{with_grad}",
                      f"the gradient of {name}: {at}{with_grad}") + given * small)  # fmt: skip


def adds_up(lib, f, tensors, at):
    """See that gradients are added when something is used twice, not put in their place."""
    once = {}
    for turns in (1, 2):
        for tensor in tensors.values():
            tensor.grad = None
        for _ in range(turns):
            output = f()
            if output is None:
                equal(None, 0, at)
            output.gradient_fn(np.ones(np.shape(output.data)))
        for name, tensor in tensors.items():
            if turns == 1:
                once[name] = np.array(tensor.grad)
                if not once[name].any():
                    fail(f"{at}：{name} 的梯度全是 0", f"{at}: the gradient of {name} is 0")
            else:
                equal(tensor.grad, 2 * once[name],
                      say(f"{at} 用两次，{name} 的梯度应当相加",
                          f"{at} used twice: the gradient of {name} should add up"))  # fmt: skip


def left_alone(f, arrays, at):
    """See that f() changes none of the arrays, given by name."""
    before = {name: np.array(array) for name, array in arrays.items()}
    f()
    for name, array in arrays.items():
        equal(array, before[name],
              say(f"{at} 改动了 {name}，它应当保持原样",
                  f"{at} changed {name}, which should stay as it was"))  # fmt: skip
