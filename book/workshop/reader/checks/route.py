"""What is tried of route."""

import numpy as np

from ..promises import ALONE, BY_HAND, equal, left_alone, promise


def routed(lib, grad, *parts):
    """Return what each part gets."""
    parts = [np.array(part, dtype=float) for part in parts]
    out = [np.full(part.shape, 99.0) for part in parts]
    lib.route(np.array(grad, dtype=float), np.max(parts, axis=0), parts, out)
    return out


@promise(*BY_HAND)
def by_hand(lib, random):
    equal(routed(lib, [10, 20], [1, 5], [3, 2]), [[0, 20], [10, 0]],
          "route([10, 20], best, [[1, 5], [3, 2]], out): out")  # fmt: skip


@promise("几个一样大时，只给最前面的一个", "of equals, the first gets it all")
def ties(lib, random):
    equal(
        routed(lib, [10], [3], [3], [3]),
        [[10], [0], [0]],
        "route([10], best, [[3], [3], [3]], out): out",
    )
    equal(
        routed(lib, [10], [1], [3], [3]),
        [[0], [10], [0]],
        "route([10], best, [[1], [3], [3]], out): out",
    )


@promise("一个数组时全归它", "one part alone gets everything")
def one(lib, random):
    equal(routed(lib, [10, -5], [3, 1]), [[10, -5]], "route([10, −5], best, [[3, 1]], out): out")


@promise("加起来就是传回来的梯度", "what all get adds up to what came")
def whole(lib, random):
    grad, parts = random.randint(-9, 10, (2, 3)), random.randint(0, 3, (4, 2, 3))
    equal(np.sum(routed(lib, grad, *parts), axis=0), grad, "sum(out), parts: (4, 2, 3)")


@promise(*ALONE)
def untouched(lib, random):
    grad, parts = random.randn(2, 2), [random.randn(2, 2) for _ in range(3)]
    best = np.max(parts, axis=0)
    arrays = {"grad": grad, "best": best, **dict(zip("012", parts, strict=True))}
    left_alone(lambda: lib.route(grad, best, parts, [np.zeros((2, 2)) for _ in parts]), arrays,
               "route")  # fmt: skip
