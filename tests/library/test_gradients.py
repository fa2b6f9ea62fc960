"""Every gradient is the one that nudging gives: drawn shapes, central differences."""

from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tinynn import (
    BCELoss,
    CELoss,
    Convolution,
    Dropout,
    Flatten,
    Linear,
    MaxPool,
    MSELoss,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    Tanh,
    Tensor,
    check_gradient,
    load_penguins,
    numerical_gradient,
)

EPS = 1e-5

seeds = st.integers(0, 2**32 - 1).map(np.random.RandomState)
batches = st.integers(1, 4)
sizes = st.integers(1, 4)
outputs = st.integers(2, 4)
shapes = st.lists(sizes, min_size=1, max_size=4).map(tuple)


def nudged(f, data: np.ndarray) -> np.ndarray:
    """Central differences of f() by each element of data, which is nudged in place."""
    gradient = np.zeros(data.shape)
    for index in np.ndindex(data.shape):
        middle = data[index]
        data[index] = middle + EPS
        above = f()
        data[index] = middle - EPS
        below = f()
        data[index] = middle
        gradient[index] = (above - below) / (2 * EPS)
    return gradient


def assert_gradients(compute, *tensors: Tensor) -> None:
    """What backward leaves in each of the tensors is what nudging it gives.

    Compared are the gradients of a weighted sum, in which no two outputs count the same.
    """
    output = compute()
    weights = np.random.RandomState(0).uniform(-1, 1, output.data.shape)
    Tensor(0, (output,), lambda grad: output.add_grad(grad * weights)).backward()
    for number, tensor in enumerate(tensors):
        expected = nudged(lambda: np.sum(compute().data * weights), tensor.data)
        close = {"rtol": 1e-6, "atol": 1e-7, "strict": True}
        np.testing.assert_allclose(tensor.grad, expected, **close, err_msg=f"tensor {number}")


def smooth(random, *shape: int) -> Tensor:
    return Tensor(random.uniform(-2, 2, shape))


def off_zero(random, *shape: int) -> Tensor:
    """At least 0.1 from zero on either side."""
    return Tensor(random.choice([-1, 1], shape) * random.uniform(0.1, 2, shape))


def distinct(random, *shape: int) -> Tensor:
    """Any two elements at least 0.1 apart."""
    return Tensor(random.permutation(int(np.prod(shape))).reshape(shape) * 0.1 - 1)


def off_the_ends(random, *shape: int) -> Tensor:
    """At least 0.02 from -0.5 and from 0.75."""
    return Tensor(random.randint(-12, 12, shape) / 10 + 0.03)


# Tensor


def diamond(a, b):
    c = a * b
    return (c + a) * (c + b)


OPERATIONS = {
    "add": lambda a, b: a + b,
    "multiply": lambda a, b: a * b,
    "a tensor used twice": lambda a, b: a * a + a,
    "diamond": diamond,
}


@pytest.mark.parametrize("name", OPERATIONS)
@given(seeds, shapes)
def test_operation(name, random, shape):
    a, b = smooth(random, *shape), smooth(random, *shape)
    assert_gradients(lambda: OPERATIONS[name](a, b), a, b)


# Layers


LAYERS = {
    "Flatten": (Flatten, smooth),
    "ReLU": (ReLU, off_zero),
    "Tanh": (Tanh, smooth),
    "Sigmoid": (Sigmoid, smooth),
    "Sigmoid, clipped": (lambda: Sigmoid(clip_range=(-0.5, 0.75)), off_the_ends),
}


@pytest.mark.parametrize("name", LAYERS)
@given(seeds, shapes)
def test_layer_of_any_shape(name, random, shape):
    make, draw = LAYERS[name]
    layer, x = make(), draw(random, *shape)
    assert_gradients(lambda: layer(x), x)


@given(seeds, batches, sizes, outputs)
def test_linear(random, n, in_size, out_size):
    layer, x = Linear(in_size, out_size), smooth(random, n, in_size)
    layer.bias.data[:] = random.uniform(-1, 1, out_size)
    assert_gradients(lambda: layer(x), x, layer.weight, layer.bias)


@given(seeds, batches, st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), sizes, sizes)
def test_convolution(random, n, in_channels, out_channels, kernel_size, more_rows, more_columns):
    layer = Convolution(in_channels, out_channels, kernel_size)
    layer.bias.data[:] = random.uniform(-1, 1, out_channels)
    height, width = kernel_size + more_rows - 1, kernel_size + more_columns - 1
    x = smooth(random, n, in_channels, height, width)
    assert_gradients(lambda: layer(x), x, layer.weight, layer.bias)


@given(seeds, batches, st.integers(1, 3), st.integers(1, 3), sizes, sizes)
def test_max_pool(random, n, channels, pool_size, more_rows, more_columns):
    x = distinct(random, n, channels, pool_size + more_rows - 1, pool_size + more_columns - 1)
    assert_gradients(lambda: MaxPool(pool_size)(x), x)


@given(seeds, shapes, st.data())
def test_softmax(random, shape, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    x = smooth(random, *shape)
    assert_gradients(lambda: Softmax(axis)(x), x)


@given(seeds, shapes, st.sampled_from([0, 0.2, 0.5, 0.9]))
def test_dropout(random, shape, rate):
    layer, x = Dropout(rate), smooth(random, *shape)

    def drop():
        np.random.seed(1)
        return layer(x)

    assert_gradients(drop, x)


@given(seeds, st.integers(2, 4), st.integers(1, 2), outputs)
def test_whole_network(random, n, channels, out_size):
    convolution = Convolution(channels, 2, 2)
    first, second = Linear(2 * 2 * 2, 3), Linear(3, out_size)
    rest = [MaxPool(2), Flatten(), first, ReLU(), second]
    network = Sequential([convolution, Tanh(), *rest])
    for parameter in network.parameters:
        parameter.data[:] = random.uniform(-1, 1, parameter.data.shape)
    x = smooth(random, n, channels, 5, 6)
    y = Tensor(np.eye(out_size)[random.randint(out_size, size=n)])

    # No kink nearby: windows with one clear winner, ReLU's inputs clear of zero.
    maps = Tanh()(convolution(x))
    windows = maps.data[:, :, :4, :4].reshape(n, 2, 2, 2, 2, 2).transpose(0, 1, 2, 4, 3, 5)
    ranked = np.sort(windows.reshape(-1, 4))
    before_relu = Sequential([MaxPool(2), Flatten(), first])(maps)
    assume(np.min(ranked[:, 3] - ranked[:, 2]) > 1e-3 and np.abs(before_relu.data).min() > 1e-3)

    assert_gradients(lambda: CELoss()(network(x), y), x, *network.parameters)


@given(seeds, batches)
def test_input_that_needs_no_gradient_changes_no_other(random, n):
    for layer, shape in [(Linear(6, 2), (n, 6)), (Convolution(2, 3, 2), (n, 2, 3, 4))]:
        x = Tensor(random.uniform(-2, 2, shape), needs_grad=False)
        assert_gradients(lambda layer=layer, x=x: layer(x), *layer.parameters)
        assert not x.grad.any()


# Losses


@given(seeds, batches, shapes)
def test_mse(random, n, shape):
    p, y = smooth(random, n, *shape), smooth(random, n, *shape)
    assert_gradients(lambda: MSELoss()(p, y), p)


@given(seeds, batches, outputs)
def test_ce(random, n, classes):
    p, y = smooth(random, n, classes), Tensor(random.dirichlet(np.ones(classes), size=n))
    assert_gradients(lambda: CELoss()(p, y), p)


@given(seeds, batches, outputs)
def test_bce(random, n, size):
    p = Tensor(random.uniform(0.05, 0.95, (n, size)))
    y = Tensor(random.uniform(0, 1, (n, size)))
    assert_gradients(lambda: BCELoss()(p, y), p)


@pytest.mark.parametrize("loss_fn", [MSELoss(), CELoss(), BCELoss()])
def test_a_loss_is_a_scalar_and_targets_get_no_gradient(loss_fn):
    p, y = Tensor([[0.5, 0.25], [0.25, 0.125]]), Tensor([[0, 1], [1, 0]])
    loss = loss_fn(p, y)
    assert loss.data.shape == ()
    loss.backward()
    assert p.grad.all()
    assert not y.grad.any()


# numerical_gradient and check_gradient, which readers rely on


@given(seeds, shapes)
def test_numerical_gradient_of_a_cubic(random, shape):
    x = random.uniform(-2, 2, shape)
    before = x.copy()
    gradient = numerical_gradient(lambda x: np.sum(x**3), x)
    np.testing.assert_allclose(gradient, 3 * x**2, atol=1e-7)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(
    "x", [3, 3.0, np.float64(3), np.array(3), [2, 3], [Fraction(1, 2), Fraction(1, 4)]]
)
def test_numerical_gradient_of_numbers_of_any_kind(x):
    """They reach the function as floats, so that NumPy's functions take them."""
    gradient = numerical_gradient(lambda x: np.sum(np.exp(x)), x)
    np.testing.assert_allclose(gradient, np.exp(np.array(x, float)), rtol=1e-7, strict=True)


def test_numerical_gradient_takes_eps():
    assert numerical_gradient(lambda x: x**3, 1.0, eps=0.5) == pytest.approx(3.25)


def square(x, error=0.0):
    """x * x, element by element, with a gradient that is wrong by `error`."""
    return Tensor(x.data**2, (x,), lambda grad: x.add_grad(grad * 2 * x.data + error))


def test_check_gradient_names_the_largest_difference_of_all_tensors():
    error = np.zeros((2, 3))
    error[0, 1], error[1, 2] = 0.25, 0.5
    a, b = Tensor(np.full((2, 3), 0.1)), Tensor(np.full((2, 3), 0.2))
    sentence = r"expects .*tensor 1 .*\(1, 2\).*, got \S+, .*0\.5\b"
    with pytest.raises(AssertionError, match=sentence):
        check_gradient(lambda a, b: square(a, 0.125) + square(b, error), a, b)


def cubed(x):
    return Tensor(x.data**3, (x,), lambda grad: x.add_grad(grad * 3 * x.data**2))


def test_check_gradient_takes_eps_and_a_tolerance():
    """Nudged by 1/2, x³ seems steeper by 1/4. The tolerance is the largest difference allowed."""
    check_gradient(cubed, Tensor([0.0]), eps=0.5, tolerance=0.25)
    check_gradient(lambda x: Tensor(x.data * 0), Tensor([1.0]), tolerance=0)
    with pytest.raises(AssertionError, match="a difference of 0.25"):
        check_gradient(cubed, Tensor([0.0]), eps=0.5, tolerance=0.24)


@pytest.mark.parametrize("place", range(3))
def test_check_gradient_keeps_a_nan_wherever_it_stands(place):
    """What comes behind it, right or wrong, does not make it forgotten."""
    factor = np.ones(3)
    factor[place] = np.nan

    def identity(x):
        return Tensor(x.data.copy(), (x,), lambda grad: x.add_grad(grad * factor))

    with pytest.raises(AssertionError, match=rf"\({place},\) .*, got nan"):
        check_gradient(identity, Tensor([1.0, 2.0, 3.0]))


def test_check_gradient_names_the_first_of_equally_wrong_places():
    zero = Tensor([1.0, 1.0])
    with pytest.raises(AssertionError, match=r"tensor 0 at \(0,\)"):
        check_gradient(lambda x, y: Tensor(np.sum(x.data) + np.sum(y.data)), zero, Tensor([1.0]))


def test_check_gradient_notices_what_cancels_in_a_plain_sum():
    """A gradient of zero is right for the plain sum of Softmax's outputs, which is 1."""
    with pytest.raises(AssertionError, match="tensor 0"):
        check_gradient(lambda x: Tensor(Softmax()(x).data, (x,), lambda grad: None), Tensor([1, 2]))


@pytest.mark.parametrize(
    ("error", "outcome"), [(0, nullcontext()), (1, pytest.raises(AssertionError))]
)
def test_check_gradient_leaves_no_trace(error, outcome):
    """Data as before, gradients cleared, no random number drawn, whatever it finds."""
    a, b = Tensor([0.1, 0.2]), Tensor([0.3, 0.4])
    a.grad, b.grad = np.ones(2), np.ones(2)
    datas, copies = [a.data, b.data], [a.data.copy(), b.data.copy()]
    np.random.seed(5)
    expected = np.random.random()
    np.random.seed(5)
    with outcome:
        check_gradient(lambda a, b: square(a, error) * b + a, a, b)
    assert np.random.random() == expected
    assert a.data is datas[0] and b.data is datas[1]
    np.testing.assert_equal(datas, copies)
    np.testing.assert_equal([a.grad, b.grad], np.zeros((2, 2)))


PENGUINS = load_penguins(str(Path(__file__).parents[2] / "data" / "penguins.csv"))
MILLIMETRES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


def raw(kind, seed):
    """A function of inputs as large as they come from a file, and those inputs."""
    np.random.seed(seed)
    if kind == "pixels":
        layers, y = [Flatten(), Linear(64, 10)], Tensor(np.eye(10)[[3, 5]])
        x = Tensor(np.random.randint(256, size=(2, 1, 8, 8)))
    else:
        layers, y = [Linear(4, 3)], Tensor(np.eye(3)[[0, 1, 2]])
        rows = np.random.choice(333, 3)
        x = Tensor(np.column_stack([PENGUINS[name][rows] for name in MILLIMETRES]))
    network = Sequential(layers)
    return lambda x, *_: MSELoss()(network(x), y), [x, network.parameters[1]]


@pytest.mark.parametrize("kind", ["pixels", "grams"])
def test_check_gradient_passes_what_is_right_of_raw_data(kind):
    """What rounding does to a loss in the thousands is no fault of the reader's."""
    for seed in range(20):
        f, tensors = raw(kind, seed)
        check_gradient(f, *tensors)


@pytest.mark.parametrize("kind", ["pixels", "grams"])
@pytest.mark.parametrize("wrong", [0.999, 1.001, 0.0])
def test_check_gradient_notices_a_wrong_gradient_of_raw_data(kind, wrong):
    """A thousandth too small or too large."""
    for seed in range(20):
        f, (x, *_) = raw(kind, seed)

        def spoiled(x, f=f):
            return f(Tensor(x.data, (x,), lambda grad: x.add_grad(grad * wrong)))

        with pytest.raises(AssertionError, match="tensor 0 at"):
            check_gradient(spoiled, x)


@pytest.mark.parametrize("size", [1e-8, 1e-4, 1e4, 1e8])
def test_check_gradient_of_numbers_of_any_size(size):
    x = Tensor(np.array([1, -2, 0.5]) * size)
    check_gradient(square, x)
    check_gradient(lambda x: x * x + x, x)
    if size > 1e-4:  # below, the tolerance is larger than the gradient
        with pytest.raises(AssertionError, match="tensor 0"):
            check_gradient(lambda x: square(x, 1e-3 * size), x)


@pytest.mark.parametrize("layer", [Tanh(), Sigmoid(), Softmax()])
def test_check_gradient_of_large_numbers_beside_small_ones(layer):
    """Each is nudged by its own size: a year or a weight in grams beside what has been scaled."""
    check_gradient(layer, Tensor([2007, 0.3, 6300, 1e6, -0.5]))


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, FloatingPointError])
@pytest.mark.parametrize("call", [1, 2, 3, 6, 9])
def test_check_gradient_that_is_stopped_puts_the_data_back(error, call):
    """Whichever call of f stops: the same arrays, with the same numbers."""
    a, b = Tensor([0.1, 0.2]), Tensor([0.3, 0.4])
    datas, copies, calls = [a.data, b.data], [a.data.copy(), b.data.copy()], []

    def f(a, b):
        calls.append(1)
        if len(calls) == call:
            raise error
        return a * b

    with pytest.raises(error):
        check_gradient(f, a, b)
    assert a.data is datas[0] and b.data is datas[1]
    np.testing.assert_equal(datas, copies)
    check_gradient(lambda a, b: a * b, a, b)
