"""What is tried of Tensor."""

import numpy as np

from ..promises import equal, fail, promise
from ..words import say


@promise("加和乘：值", "sums and products: their values")
def values(lib, random):
    a, b = lib.Tensor([1.0, 2]), lib.Tensor([3.0, 5])
    equal(a + b, [4, 7], "[1, 2] + [3, 5]")
    equal(a * b, [3, 10], "[1, 2] * [3, 5]")


@promise("add_grad 把梯度加起来", "add_grad adds up")
def add_grad(lib, random):
    a = lib.Tensor([1.0, 2])
    a.add_grad(np.array([1.0, 10]))
    equal(a.grad, [1, 10], "add_grad([1, 10])")
    a.add_grad(np.array([2.0, 20]))
    equal(a.grad, [3, 30], "add_grad([1, 10]), add_grad([2, 20])")


@promise("不需要梯度的，一点也不收", "one that needs no gradient takes none")
def no_grad(lib, random):
    a = lib.Tensor([1.0, 2], needs_grad=False)
    a.add_grad(np.array([1.0, 10]))
    equal(a.grad, [0, 0], "Tensor([1, 2], needs_grad=False), add_grad([1, 10])")


@promise("手算过的例子：第 8 章的网络", "the example worked by hand: chapter 8's network")
def by_hand(lib, random):
    x, w, b, v, c, minus_y = (lib.Tensor(n) for n in (2, 3, 1, 2, 5, -16))
    e = v * (w * x + b) + c + minus_y
    loss = e * e
    loss.backward()
    equal(loss, 9, "L")
    for name, tensor, due in (("c", c, 6), ("v", v, 42), ("b", b, 12), ("w", w, 24)):
        equal(tensor.grad, due, f"∂L/∂{name}")


@promise("用两次，梯度相加，次序随便", "used twice, gradients add up, in either order")
def twice(lib, random):
    for order in (0, 1):
        x = lib.Tensor(2.0)
        a = x * x
        (a * a + a if order else a + a * a).backward()
        equal(x.grad, 36, "a = x * x, " + ("a * a + a" if order else "a + a * a") + ", x = 2")


@promise("每个 gradient_fn 只调用一次", "each gradient_fn is called once")
def once(lib, random):
    calls, x = [], lib.Tensor(1.0)

    def gradient_fn(grad):
        calls.append(float(grad))
        x.add_grad(grad * 1)

    a = lib.Tensor(1.0, (x,), gradient_fn)
    (a + a * a).backward()
    if calls != [3.0]:
        fail(f"a + a * a：a 的 gradient_fn 应当收到一次 3，实际收到 {calls}",
             f"a + a * a: the gradient_fn of a should get 3, once, and got {calls}")  # fmt: skip


@promise("再走一遍：叶子累加，中间的重新来", "a second backward: leaves add up, results start anew")
def again(lib, random):
    x = lib.Tensor(3.0)
    a = x * x
    loss = a + a
    loss.backward()
    loss.backward()
    at = say(
        "x = 3，a = x * x，(a + a).backward() 走两遍", "x = 3, a = x * x, (a + a).backward() twice"
    )
    equal(x.grad, 24, f"{at}: x.grad")
    equal(a.grad, 2, f"{at}: a.grad")


@promise("每个张量的梯度是自己的数组", "each tensor's gradient is an array of its own")
def own_arrays(lib, random):
    for side in "ab":
        a, b = lib.Tensor([1.0]), lib.Tensor([2.0])
        loss = a + b
        loss.backward()
        changed, other = (a, b) if side == "a" else (b, a)
        changed.grad[0] = 100
        at = f"loss = a + b, loss.backward(), {side}.grad[0] = 100"
        equal(other.grad, [1], f"{at}: {'b' if side == 'a' else 'a'}.grad")
        equal(loss.grad, [1], f"{at}: loss.grad")


@promise(
    "随便一个式子，梯度与数值梯度一致", "gradients of any expression are those found by nudging"
)
def nudged(lib, random):
    numbers = np.round(random.uniform(0.5, 2, 3), 1)

    def f(a, b, c):
        return a * b + c * (a + b * b) * a

    tensors = [lib.Tensor(n) for n in numbers]
    f(*tensors).backward()
    for i, tensor in enumerate(tensors):
        up, down = numbers.copy(), numbers.copy()
        up[i] += 1e-6
        down[i] -= 1e-6
        due = (f(*up) - f(*down)) / 2e-6
        equal(np.round(tensor.grad, 5), np.round(due, 5),
              f"a * b + c * (a + b * b) * a, a, b, c = {numbers.tolist()}: "
              f"{'abc'[i]}.grad")  # fmt: skip
