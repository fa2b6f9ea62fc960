"""backward: each node once and in order, at any depth, and with readers' own layers among ours."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinynn import (
    Dropout,
    Flatten,
    Layer,
    Linear,
    MSELoss,
    ReLU,
    Sequential,
    Tensor,
    check_gradient,
    topological_order,
)


class Double(Layer):
    """A layer as the published course writes them."""

    def forward(self, x):
        p = Tensor(x.data * 2)

        def gradient_fn(grad):
            x.grad += grad * 2

        p.gradient_fn = gradient_fn
        p.parents = {x}
        return p


class OwnLinear(Layer):
    """One with parameters, in the same style."""

    def __init__(self, in_size, out_size):
        super().__init__()
        self.weight = Tensor(np.random.rand(out_size, in_size) / in_size)
        self.bias = Tensor(np.zeros(out_size))

    def forward(self, x):
        p = Tensor(x.data @ self.weight.data.T + self.bias.data)

        def gradient_fn(grad):
            self.weight.grad += grad.T @ x.data
            self.bias.grad += np.sum(grad, axis=0)
            x.grad += grad @ self.weight.data

        p.gradient_fn = gradient_fn
        p.parents = {self.weight, self.bias, x}
        return p

    @property
    def parameters(self):
        return [self.weight, self.bias]


class Watched:
    """Nodes that note, by name, whenever backward calls them."""

    def __init__(self):
        self.calls = []

    def __call__(self, name, *parents):
        def gradient_fn(grad):
            self.calls.append(name)
            for parent in parents:
                parent.add_grad(grad.copy())

        return Tensor(sum(parent.data for parent in parents), parents, gradient_fn)


# Order


def test_each_node_once_and_after_all_that_use_it():
    r"""x -> a -> b -> d -> loss, and shortcuts a -> d, x -> loss: every order but one is wrong."""
    node, x = Watched(), Tensor([1.0])
    a = node("a", x)
    b = node("b", a, a)
    c = node("c", a, b)
    d = node("d", a, c, b)
    node("loss", x, d).backward()
    assert node.calls == ["loss", "d", "c", "b", "a"]
    assert a.grad == 1 + 1 + 2 * 2  # from d, c, and twice from b, whose gradient is 2
    assert x.grad == a.grad + 1


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=12))
def test_parents_come_first_and_each_once(pairs):
    """Any graph: each node has two of the nodes before it as parents, or the same one twice."""
    nodes = [Tensor(0)]
    for pair in pairs:
        nodes.append(Tensor(0, [nodes[index % len(nodes)] for index in pair]))
    order = topological_order(nodes[-1])
    found = {nodes[-1]}
    for node in reversed(nodes):
        found |= set(node.parents) if node in found else set()
    assert len(order) == len(set(order)) and set(order) == found
    assert order[-1] is nodes[-1]
    for node in order:
        assert all(order.index(parent) < order.index(node) for parent in node.parents)


def test_diamond():
    x = Tensor([3.0])
    y = x * x
    (y * y + y).backward()  # x⁴ + x²
    assert x.grad == 4 * 27 + 2 * 3
    assert y.grad == 2 * 9 + 1


def test_many_paths_take_no_longer_than_the_nodes():
    """2 to the power of 200 paths, 200 nodes."""
    node, x = Watched(), Tensor([1.0])
    y = x
    for i in range(200):
        y = node(i, y, y)
    y.backward()
    assert node.calls == list(range(199, -1, -1))
    assert x.grad == 2.0**200


# Depth


@pytest.mark.parametrize("step", ["y = y + one", "y = double(y)", "y = relu(y)"])
def test_chain_of_100_000(step):
    """Neither backward nor clearing up recurses as deep as the chain; in a thread of small stack.

    Python itself does recurse a little when it clears up: 3.13 does for 10,000 objects, in 1.3 MB.
    """
    script = f"""
        import gc
        import threading
        from tinynn import Layer, ReLU, Tensor

        class Double(Layer):
            def forward(self, x):
                def gradient_fn(grad):
                    x.grad += grad
                p = Tensor(x.data)
                p.gradient_fn, p.parents = gradient_fn, {{x}}
                return p

        def chain():
            x, one, double, relu = Tensor([1.0]), Tensor([1.0]), Double(), ReLU()
            y = x
            for _ in range(100_000):
                {step}
            y.backward()
            assert x.grad == 1, x.grad
            del y
            print("cleared up")

        gc.disable()
        threading.stack_size(4 * 1024**2)
        thread = threading.Thread(target=chain)
        thread.start()
        thread.join()
    """
    run = subprocess.run(
        [sys.executable, "-P", "-c", textwrap.dedent(script)], capture_output=True, text=True
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "cleared up\n", "")


# What accumulates, what is cleared


def test_leaves_accumulate_and_results_in_between_are_cleared():
    x = Tensor([3.0])
    y = x * x
    y.backward()
    loss = y + y
    for times in (1, 2, 3):
        loss.backward()
        assert loss.grad == 1
        assert y.grad == 2
        assert x.grad == 6 + 12 * times


@pytest.mark.parametrize("data", [3, [1, 2], np.zeros((2, 3)), np.float32(1), np.array(2)])
def test_gradient_is_zeros_before_any_backward(data):
    tensor = Tensor(data)
    assert isinstance(tensor.grad, np.ndarray)
    assert tensor.grad.shape == tensor.data.shape
    assert tensor.grad.dtype == np.float64
    assert not tensor.grad.any()


@pytest.mark.parametrize("data", [[3, 4], [True, False], np.array([3, 4], dtype=np.uint8)])
def test_whole_numbers_become_float64_with_a_float_gradient(data):
    x = Tensor(data)
    assert x.data.dtype == np.float64
    MSELoss()(x, Tensor([0.5, 0.25])).backward()
    assert x.grad.dtype == np.float64
    np.testing.assert_array_equal(x.grad, np.array(data) - [0.5, 0.25])


@pytest.mark.parametrize("operation", [lambda a, b: a + b, lambda a, b: a * b])
def test_gradient_of_a_single_number_is_an_array_too(operation):
    """A chapter may well begin with Tensor(3.0)."""
    a, b = Tensor(3.0), Tensor(2.0)
    loss = operation(a, b)
    loss.backward()
    for tensor in (a, b, loss):
        assert isinstance(tensor.data, np.ndarray)
        assert isinstance(tensor.grad, np.ndarray)
        assert tensor.grad.shape == ()


def test_data_that_needs_no_gradient_gets_none():
    x = Tensor([[1.0, 2.0]], needs_grad=False)
    w = Tensor([[3.0, 4.0]])
    MSELoss()(ReLU()(x * w + x), Tensor([[0.0, 0.0]])).backward()
    assert w.grad.all()
    assert not x.grad.any()


def test_layers_skip_the_work_that_nobody_needs(monkeypatch):
    """The gradient of the first layer's input is the product of the two matrices below."""

    class Counted(np.ndarray):
        products = 0

        def __rmatmul__(self, other):
            Counted.products += 1
            return other @ np.asarray(self)

    layer = Linear(3, 2)
    for needs_grad in (False, True):
        x = Tensor(np.ones((4, 3)), needs_grad=needs_grad)
        loss = MSELoss()(layer(x), Tensor(np.zeros((4, 2))))
        layer.weight.data = layer.weight.data.view(Counted)
        Counted.products = 0
        loss.backward()
        assert Counted.products == needs_grad
        layer.weight.data = np.asarray(layer.weight.data)


def test_starts_from_one_element_of_any_shape():
    for data in (2.0, [2.0], [[[2.0]]]):
        x = Tensor(data)
        (x * x).backward()
        assert x.grad.shape == np.shape(data)
        assert x.grad == 4


# Readers' own layers


@pytest.mark.parametrize("where", range(4))
def test_own_layers_in_the_published_style_anywhere_among_ours(where):
    np.random.seed(1)
    layers = [OwnLinear(3, 4), ReLU(), Linear(4, 2)]
    layers.insert(where, Double())
    network, x = Sequential(layers), Tensor(np.random.randn(5, 3))
    check_gradient(lambda x, *_: network(x), x, *network.parameters)


class AddInPlace(Layer):
    """The identity, whose gradient_fn adds 100 more in the very array of x.grad."""

    def forward(self, x):
        p = Tensor(x.data.copy())

        def gradient_fn(grad):
            x.grad += grad
            x.grad += 100

        p.gradient_fn = gradient_fn
        p.parents = {x}
        return p


def evaluated(layer):
    layer.eval()
    return layer


@pytest.mark.parametrize("first", [False, True], ids=["own layer last", "own layer first"])
@pytest.mark.parametrize(
    "between",
    [
        lambda x: x + Tensor(np.zeros((2, 3))),
        lambda x: Tensor(np.zeros((2, 3))) + x,
        Flatten(),
        Sequential([evaluated(Dropout(0.5)), Flatten()]),
        Dropout(0),
        ReLU(),
    ],
    ids=["+", "+ on the right", "Flatten", "Dropout, eval", "Dropout 0", "ReLU"],
)
def test_adding_in_place_reaches_no_other_tensor(between, first):
    """x is used by `between` and by a reader's layer, which adds to its gradient in place."""
    x = Tensor(np.ones((2, 3)))
    y = between(x)
    loss = MSELoss()(y, Tensor(np.zeros((2, 3))))
    own = AddInPlace()(x)
    parents = (loss, own) if first else (own, loss)
    Tensor(0, parents, lambda grad: loss.add_grad(grad.copy())).backward()
    np.testing.assert_allclose(x.grad, 100 + 2 / 6)
    np.testing.assert_allclose(y.grad, 2 / 6)
    np.testing.assert_allclose(loss.grad, 1)


def test_the_two_sides_of_a_sum_share_no_gradient():
    a, b = Tensor([1.0]), Tensor([2.0])
    total = a + b
    total.backward()
    a.grad += 10
    b.grad += 100
    assert (a.grad, b.grad, total.grad) == (11, 101, 1)
