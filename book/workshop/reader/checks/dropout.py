"""What is tried of Dropout."""

import numpy as np

from ..promises import ALONE, BY_HAND, TWICE, equal, fail, left_alone, promise, reached, values
from ..words import say


def dropped(lib, x, rate):
    """Return a layer's output while training, as an array."""
    return np.array(lib.Dropout(rate)(lib.Tensor(x)).data)


@promise("评估时原样通过", "while evaluating all passes unchanged")
def evaluation(lib, random):
    layer, x = lib.Dropout(0.5), lib.Tensor([[1.0, 2, 3]])
    layer.eval()
    equal(layer(x), [[1, 2, 3]], "Dropout(0.5), eval(), x = [[1, 2, 3]]")


@promise("评估时交回的就是 x 自己", "while evaluating x itself is handed back")
def itself(lib, random):
    layer, x = lib.Dropout(0.5), lib.Tensor([[1.0, 2, 3]])
    layer.eval()
    if layer(x) is not x:
        fail(
            "应交回 x 自己，不是新的 Tensor，否则往回的路断了",
            "x itself was due, not a new Tensor, which would cut the way back",
        )


@promise(*BY_HAND)
def by_hand(lib, random):
    layer, x = lib.Dropout(0.5), lib.Tensor([[4.0, 6]])
    sums = {float(np.sum(values(layer(x)))) for _ in range(100)}
    if sums != {20.0, 8.0, 12.0, 0.0}:
        fail(
            f"Dropout(0.5)，x = [[4, 6]]，抽一百次：和应为 20、8、12、0 四种，得到 {sorted(sums)}",
            f"Dropout(0.5), x = [[4, 6]], a hundred times: the sums should be 20, 8, 12 and 0, "
            f"and were {sorted(sums)}",
        )


@promise(
    "训练时，留下的除以 1 − r，其余是 0",
    "while training, what stays is divided by 1 − r, the rest is 0",
)
def factors(lib, random):
    for rate in (0.5, 0.2):
        came = dropped(lib, np.full((20, 5), 4.0), rate)
        for value in came.ravel():
            if not (value == 0 or np.isclose(value, 4 / (1 - rate))):
                fail(
                    f"Dropout({rate})，x 全是 4：应为 0 或 {4 / (1 - rate):g}，得到 {value:g}",
                    f"Dropout({rate}), x = 4 everywhere: 0 or {4 / (1 - rate):g} were due, "
                    f"{value:g} came",
                )


@promise("每个数各抽各的", "each number is drawn for itself")
def each(lib, random):
    zeros = dropped(lib, np.ones((50, 50)), 0.5) == 0
    if zeros.all(axis=1).any() or zeros.all(axis=0).any():
        fail("整行或整列一起丢了", "whole rows or columns were dropped together")


@promise("丢掉的份额是 r", "the share that is dropped is r")
def share(lib, random):
    for rate in (0.2, 0.7):
        came = np.mean(dropped(lib, np.ones((100, 100)), rate) == 0)
        if abs(came - rate) > 0.03:
            fail(
                f"Dropout({rate})，一万个数：应丢掉约 {rate:.0%}，丢了 {came:.0%}",
                f"Dropout({rate}), ten thousand numbers: about {rate:.0%} should go, "
                f"{came:.0%} went",
            )


@promise("每次重新抽", "drawn anew each time")
def anew(lib, random):
    layer, x = lib.Dropout(0.5), lib.Tensor(np.ones((10, 10)))
    first = np.array(layer(x).data)
    if np.array_equal(first, layer(x).data):
        fail("两次丢的是同一批", "twice the same were dropped")


@promise("往回走，乘的是同一批因数", "on the way back the factors are the same")
def gradient(lib, random):
    x = lib.Tensor(np.ones((4, 3)))
    output = lib.Dropout(0.5)(x)
    reached(output, {"x": x}, "Dropout(0.5)")
    factors = np.array(output.data)
    output.gradient_fn(np.full((4, 3), 10.0))
    equal(
        x.grad,
        10 * factors,
        say(
            "Dropout(0.5)，x 全是 1，往回传来的全是 10：x 的梯度",
            "Dropout(0.5), x = 1 everywhere, 10 coming back: the gradient of x",
        ),
    )


@promise(*TWICE)
def twice(lib, random):
    x = lib.Tensor(np.ones((4, 3)))
    output = lib.Dropout(0.5)(x)
    factors = np.array(output.data)
    for _ in range(2):
        output.gradient_fn(np.ones((4, 3)))
    equal(
        x.grad,
        2 * factors,
        say(
            "Dropout(0.5)，往回传来两次，都是 1：x 的梯度",
            "Dropout(0.5), 1 coming back twice: the gradient of x",
        ),
    )


@promise("r = 0 时什么也不丢", "with r = 0 nothing is dropped")
def none(lib, random):
    equal(dropped(lib, [[1.0, 2]], 0.0), [[1, 2]], "Dropout(0.0), x = [[1, 2]]")


@promise("抽签听从 np.random.seed", "the draw follows np.random.seed")
def seeded(lib, random):
    outputs = []
    for _ in range(2):
        np.random.seed(7)
        outputs.append(dropped(lib, np.ones((5, 4)), 0.5))
    equal(
        outputs[1],
        outputs[0],
        say(
            "np.random.seed(7)，再 Dropout(0.5)(x)，从头做两遍",
            "np.random.seed(7); Dropout(0.5)(x), twice from the start",
        ),
    )


@promise("后一次训练不改动前一次的结果", "a later call leaves an earlier result as it was")
def kept(lib, random):
    layer, x = lib.Dropout(0.5), lib.Tensor(np.ones((3, 3)))
    first = layer(x)
    before = np.array(first.data)
    second = layer(x)
    equal(first, before, "first = layer(x); second = layer(x): first")
    x.grad = None
    first.gradient_fn(np.ones((3, 3)))
    equal(
        x.grad,
        before,
        say(
            "first = layer(x); second = layer(x)：first 往回给 x 的梯度",
            "first = layer(x); second = layer(x): the gradient by first",
        ),
    )
    second.gradient_fn(np.ones((3, 3)))


@promise(*ALONE)
def untouched(lib, random):
    x, grad = lib.Tensor(random.randn(3, 3)), random.randn(3, 3)
    left_alone(
        lambda: lib.Dropout(0.5)(x).gradient_fn(grad), {"x": x.data, "grad": grad}, "Dropout(0.5)"
    )
