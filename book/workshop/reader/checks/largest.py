"""What is tried of largest."""

import numpy as np

from ..promises import ALONE, BY_HAND, equal, fail, left_alone, promise


def largest_of(lib, *parts):
    """Return what is written to `out`."""
    parts = [np.array(part, dtype=float) for part in parts]
    out = np.full(parts[0].shape, 99.0)
    returned = lib.largest(parts, out)
    if returned is not out:
        fail(
            "应当把结果写进 out，并返回 out",
            "the result should be written to out, and out returned",
        )
    return out


@promise(*BY_HAND)
def by_hand(lib, random):
    equal(largest_of(lib, [1, 5], [3, 2]), [3, 5], "largest([[1, 5], [3, 2]], out)")


@promise("一个、两个、三个、五个数组都行", "one array, two, three, five")
def how_many(lib, random):
    for count in (1, 2, 3, 5):
        parts = random.randint(-9, 10, (count, 2, 3))
        equal(
            largest_of(lib, *parts),
            parts.max(axis=0),
            f"largest(parts, out), parts: ({count}, 2, 3)",
        )


@promise(*ALONE)
def untouched(lib, random):
    parts = [random.randn(2, 2) for _ in range(3)]
    left_alone(lambda: lib.largest(parts, np.zeros((2, 2))), dict(zip("012", parts, strict=True)),
               "largest")  # fmt: skip
