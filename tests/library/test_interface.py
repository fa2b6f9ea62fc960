"""The interface that readers' code leans on: names, order, printed forms, and what they promise."""

import inspect
import io
import subprocess
import sys
from math import prod
from pathlib import Path

import numpy as np
import pytest
from tqdm import tqdm

import tinynn
from tinynn import (
    BCELoss,
    CELoss,
    Convolution,
    Dataset,
    Dropout,
    Flatten,
    Layer,
    Linear,
    Loss,
    MaxPool,
    MNISTDataset,
    Model,
    MSELoss,
    NNModel,
    Optimizer,
    ReLU,
    Sequential,
    SGDOptimizer,
    Sigmoid,
    Softmax,
    Tanh,
    Tensor,
)

TINYMNIST = Path(__file__).parents[2] / "data" / "tinymnist.npz"

NAMES = {
    "Tensor", "Dataset", "MNISTDataset", "Layer", "Linear", "Sequential", "Convolution", "MaxPool",
    "Flatten", "ReLU", "Tanh", "Dropout", "Sigmoid", "Softmax", "Loss", "MSELoss", "CELoss",
    "BCELoss", "Optimizer", "SGDOptimizer", "Model", "NNModel",
    "check_gradient", "numerical_gradient", "topological_order",
    "load_penguins", "read_penguins", "read_npz", "load_weights", "save_weights",
    "expect", "expect_digits", "expect_finite", "expect_images", "expect_kind", "expect_list",
    "expect_numbers", "expect_one_hot", "expect_pixels", "expect_range", "expect_rows",
    "expect_samples", "expect_shape", "expect_whole",
}  # fmt: skip


class Numbers(Dataset):
    """Seven samples to train on, five to test; the label is ten times the feature."""

    def load(self):
        self.train_features = np.arange(7)[:, np.newaxis]
        self.test_features = 100 + np.arange(5)[:, np.newaxis]
        self.train_labels, self.test_labels = self.train_features * 10, self.test_features * 10


def linear_model(dropout=0.0, lr=1e-5):
    np.random.seed(0)
    layer = Sequential([Linear(1, 1), Dropout(dropout)])
    return NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr))


# Names and order


def test_star_brings_exactly_the_public_names():
    brought = {}
    exec("from tinynn import *", brought)
    assert set(brought) - {"__builtins__"} == NAMES
    assert sorted(tinynn.__all__) == sorted(NAMES)


SIGNATURES = {
    "Tensor": "data, parents=(), gradient_fn=None, needs_grad=True",
    "Dataset": "batch_size=1",
    "MNISTDataset": "filename, batch_size=1",
    "Linear": "in_size, out_size",
    "Sequential": "layers",
    "Convolution": "in_channels, out_channels, kernel_size",
    "MaxPool": "pool_size",
    "Flatten": "",
    "ReLU": "",
    "Tanh": "",
    "Dropout": "dropout_rate=0.2",
    "Sigmoid": "clip_range=(-100, 100)",
    "Softmax": "axis=-1",
    "MSELoss": "",
    "CELoss": "",
    "BCELoss": "",
    "Optimizer": "parameters, lr",
    "SGDOptimizer": "parameters, lr",
    "Model": "layer, loss_fn, optimizer",
    "NNModel": "layer, loss_fn, optimizer",
    "NNModel.train": "self, dataset, epochs, shuffle=False",
    "NNModel.test": "self, dataset",
    "Dataset.estimate": "self, predictions",
    "MNISTDataset.estimate": "self, predictions",
    "Layer.forward": "self, x",
    "Loss.__call__": "self, p, y",
    "numerical_gradient": "f, x, eps=1e-06",
    "check_gradient": "f, *tensors, eps=1e-06, tolerance=1e-06",
    "load_penguins": "path",
    "topological_order": "tensor",
    "Layer.workspace": "self, name, shape",
    "expect": "condition, message, error=ValueError",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_parameters_in_order(name):
    thing = tinynn
    for part in name.split("."):
        thing = getattr(thing, part)
    parameters = inspect.signature(thing).parameters.values()
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in parameters]
    # ValueError prints as a class; its name will do.
    shown = str(inspect.Signature(bare))[1:-1].replace("<class 'ValueError'>", "ValueError")
    assert shown == SIGNATURES[name]


CHILDREN = {
    Dataset: {MNISTDataset},
    Layer: {
        Linear, Sequential, Convolution, MaxPool, Flatten, ReLU, Tanh, Dropout, Sigmoid, Softmax
    },
    Loss: {MSELoss, CELoss, BCELoss},
    Model: {NNModel},
    Optimizer: {SGDOptimizer},
}  # fmt: skip


@pytest.mark.parametrize("base", CHILDREN)
def test_bases_make_no_objects_and_their_children_descend_from_them(base):
    with pytest.raises(TypeError, match="abstract"):
        base()
    assert all(issubclass(child, base) for child in CHILDREN[base])


# Printed forms


@pytest.mark.parametrize(
    ("thing", "printed"),
    [
        (Tensor([1, 2.5]), "Tensor([1.  2.5])"),
        (Tensor(3), "Tensor(3.0)"),
        (Linear(64, 10), "Linear[weight(10, 64); bias(10,)]"),
        (
            Convolution(1, 16, 3),
            "Convolution[weight(16, 1, 3, 3); bias(16,); kernels=16, kernel size=3]",
        ),
        (MaxPool(2), "MaxPool[pool size=2]"),
        (Flatten(), "Flatten[]"),
        (ReLU(), "ReLU[]"),
        (Tanh(), "Tanh[]"),
        (Sigmoid(), "Sigmoid[]"),
        (Softmax(), "Softmax[]"),
        (Dropout(), "Dropout[rate=0.2]"),
        (Dropout(0.5), "Dropout[rate=0.5]"),
    ],
)
def test_printed_form(thing, printed):
    assert repr(thing) == str(thing) == printed


class Silent(Layer):
    """A reader's layer without a printed form."""

    def forward(self, x):
        return x


def test_sequential_prints_one_layer_a_line_and_no_silent_one():
    network = Sequential([Silent(), Linear(2, 3), Silent(), Sequential([ReLU(), Tanh()])])
    assert repr(network) == "Linear[weight(3, 2); bias(3,)]\nReLU[]\nTanh[]"
    assert repr(Sequential([Silent()])) == ""


# Attributes


def test_attributes_keep_what_was_given():
    convolution, layers = Convolution(1, 16, 3), [Linear(2, 3), ReLU()]
    sizes = convolution.in_channels, convolution.out_channels, convolution.kernel_size
    assert sizes == (1, 16, 3)
    assert MaxPool(2).pool_size == 2
    assert Dropout().dropout_rate == 0.2
    network, loss_fn = Sequential(layers), MSELoss()
    assert network.layers == layers
    optimizer = SGDOptimizer(network.parameters, lr=0.5)
    assert optimizer.parameters == network.parameters
    assert optimizer.lr == 0.5
    model = NNModel(network, loss_fn, optimizer)
    assert (model.layer, model.loss_fn, model.optimizer) == (network, loss_fn, optimizer)
    assert model.history == []
    assert Numbers(3).batch_size == 3
    assert Numbers().batch_size == 1


def test_parameters_in_order_of_the_layers():
    first, second, convolution = Linear(2, 3), Linear(3, 1), Convolution(1, 2, 3)
    network = Sequential([first, ReLU(), Sequential([second]), convolution])
    expected = [p for part in (first, second, convolution) for p in (part.weight, part.bias)]
    assert network.parameters == expected
    assert ReLU().parameters == []
    assert [p.data.shape for p in network.parameters] == [
        (3, 2), (3,), (1, 3), (1,), (2, 1, 3, 3), (2,)
    ]  # fmt: skip


@pytest.mark.parametrize("shape", [(), (5,), (5, 1), (5, 2, 3), (1, 1, 28, 28)])
def test_size_is_a_python_int_the_product_of_all_axes_but_the_first(shape):
    size = Tensor(np.zeros(shape)).size
    assert size == prod(shape[1:])
    assert type(size) is int


def test_floats_share_their_memory_with_the_tensor():
    """Parts of a large data set are not copied; what is no float64 has to be."""
    floats = np.zeros(3)
    assert np.shares_memory(Tensor(floats).data, floats)
    assert Tensor(floats.astype(np.float32)).data.dtype == np.float64


# Dataset


def test_length_counts_a_shorter_last_batch():
    for batch_size, batches in [(1, 7), (2, 4), (3, 3), (7, 1), (100, 1)]:
        assert len(Numbers(batch_size)) == batches


def test_for_goes_through_all_batches_the_shorter_last_one_too():
    dataset = Numbers(3)
    batches = [(x.data.ravel().tolist(), y.data.ravel().tolist()) for x, y in dataset]
    assert batches == [
        ([0, 1, 2], [0, 10, 20]), ([3, 4, 5], [30, 40, 50]), ([6], [60])
    ]  # fmt: skip


def test_a_sample_may_be_a_single_number():
    class Plain(Dataset):
        def load(self):
            self.train_features = self.test_features = [1, 2, 3]
            self.train_labels = self.test_labels = [10, 20, 30]

    features, labels = Plain(2)[1]
    assert (features.data.tolist(), labels.data.tolist()) == ([3], [30])


def test_batches_are_tensors_that_need_no_gradient():
    for tensor in (*Numbers(3)[0], *Numbers(3).items()):
        assert isinstance(tensor, Tensor)
        assert tensor.needs_grad is False


def test_train_and_eval_choose_the_data_of_which_items_are_all():
    dataset = Numbers(2)
    assert (dataset.features[0], dataset.labels[0], len(dataset)) == (0, 0, 4)
    assert [item.data.shape for item in dataset.items()] == [(7, 1), (7, 1)]
    dataset.eval()
    assert dataset.features is dataset.test_features
    assert dataset.labels is dataset.test_labels
    assert (len(dataset), dataset[2][0].data) == (3, 104)
    features, labels = dataset.items()
    np.testing.assert_array_equal(features.data.ravel(), range(100, 105))
    np.testing.assert_array_equal(labels.data, features.data * 10)
    dataset.train()
    assert dataset.features is dataset.train_features
    assert dataset.labels is dataset.train_labels


def test_shuffle_reorders_pairs_by_the_seeded_stream():
    orders = []
    for seed in (1, 1, 2):
        dataset = Numbers(3)
        np.random.seed(seed)
        dataset.shuffle()
        np.testing.assert_array_equal(dataset.labels, dataset.features * 10)
        orders.append(dataset.features.ravel().tolist())
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == list(range(7)) != orders[0]
    dataset.eval()
    np.testing.assert_array_equal(dataset.features.ravel(), 100 + np.arange(5))


def test_mnist():
    dataset = MNISTDataset(str(TINYMNIST), 64)
    assert (len(dataset), len(MNISTDataset(TINYMNIST))) == (32, 2000)  # of one image, if not told
    with np.load(TINYMNIST, allow_pickle=False) as file:
        for choose, part in ((dataset.train, "train"), (dataset.eval, "test")):
            choose()
            assert dataset.shape() == (784, 10)
            np.testing.assert_array_equal(dataset.features[:, 0] * 255, file[f"x_{part}"])
            np.testing.assert_array_equal(dataset.labels, np.eye(10)[file[f"y_{part}"]])


def test_estimate_is_the_share_of_right_answers():
    dataset = MNISTDataset(TINYMNIST)
    for choose, n in ((dataset.train, 2000), (dataset.eval, 1000)):
        choose()
        guesses = dataset.labels * 3 - 1
        assert dataset.estimate(Tensor(guesses)) == 1
        guesses[: n // 4] = np.roll(guesses[: n // 4], 1, axis=1)
        assert dataset.estimate(Tensor(guesses)) == 0.75


# Layers


def test_weights_come_from_the_seeded_stream_in_order_of_construction():
    np.random.seed(99)
    linear, convolution, last = Linear(5, 3), Convolution(2, 4, 3), Linear(3, 2)
    after = np.random.random()
    np.random.seed(99)
    for weight, fan_in in [(linear.weight, 5), (convolution.weight, 18), (last.weight, 3)]:
        expected = np.random.randn(*weight.data.shape) * np.sqrt(2 / fan_in)
        np.testing.assert_array_equal(weight.data, expected)
    assert np.random.random() == after
    for layer in (linear, convolution, last):
        assert not layer.bias.data.any()


def test_dropout_keeps_the_mean():
    np.random.seed(0)
    for rate in (0.2, 0.5, 0.9):
        output = Dropout(rate)(Tensor(np.full((1000, 100), 3.0))).data
        assert output.mean() == pytest.approx(3, rel=0.02)
        assert np.mean(output == 0) == pytest.approx(rate, abs=0.01)
        np.testing.assert_allclose(np.unique(output), [0, 3 / (1 - rate)])


def test_dropout_rate_0_drops_nothing_even_if_0_is_drawn(monkeypatch):
    """random() draws from [0, 1): what is not below the rate stays."""
    monkeypatch.setattr(np.random, "random", np.zeros)
    np.testing.assert_array_equal(Dropout(0)(Tensor([1, 2])).data, [1, 2])


def test_dropout_evaluates_without_touching_anything():
    layer, x = Dropout(0.5), Tensor(np.ones((20, 30)))
    layer.eval()
    np.random.seed(0)
    np.testing.assert_array_equal(layer(x).data, x.data)
    after = np.random.random()
    np.random.seed(0)
    assert np.random.random() == after
    layer.train()
    assert (layer(x).data == 0).any()


class Block(Silent):
    """One that holds others, in whatever way, and has no train and eval of its own."""

    def __init__(self, held):
        self.held = held


class Frozen(Dropout):
    """One that stays in evaluation."""

    def train(self):
        super().eval()


@pytest.mark.parametrize(
    "hold",
    [
        lambda *layers: Sequential(layers),
        lambda *layers: Block(Sequential([Sequential(layers)])),
        lambda *layers: Block(layers),
        lambda *layers: Block([1, [*layers], np.ones(3), None, "text"]),
        lambda *layers: Block({"rest": 3, "deep": {"er": (layers[:1], list(layers[1:]))}}),
        lambda *layers: Block([Block({"one": Block(each)}) for each in layers]),
    ],
    ids=["Sequential", "attribute", "tuple", "list", "dicts", "blocks"],
)
def test_train_and_eval_reach_all_layers_that_a_layer_holds(hold):
    plain, silent, frozen = layers = [Dropout(), Silent(), Frozen()]
    network = hold(*layers)
    assert all(layer.training for layer in (network, *layers))
    network.eval()
    assert not any(layer.training for layer in (network, *layers))
    network.train()
    assert [layer.training for layer in (network, plain, silent, frozen)] == [True] * 3 + [False]


def test_softmax_adds_up_to_1_along_its_axis_and_does_not_overflow():
    x = np.random.RandomState(0).randn(2, 3, 4) * 1000
    for axis in range(-3, 3):
        np.testing.assert_allclose(Softmax(axis)(Tensor(x)).data.sum(axis=axis), 1)


def test_sigmoid_is_clipped_and_flat_from_the_ends_of_its_range_on():
    x = Tensor([-1e9, -1, -0.5, 0, 0.5, 1, 1e9])
    p = Sigmoid(clip_range=(-1, 1))(x)
    np.testing.assert_allclose(p.data, 1 / (1 + np.exp([1, 1, 0.5, 0, -0.5, -1, -1])))
    Tensor(0, (p,), lambda _: p.add_grad(np.ones(7))).backward()
    assert x.grad.astype(bool).tolist() == [False, False, True, True, True, False, False]
    assert Sigmoid()(x).data[[0, 3, 6]].tolist() == pytest.approx([0, 0.5, 1], abs=1e-40)


# Model


def test_a_layer_used_twice_learns_once_a_step():
    """As in PyTorch: two places of one weight, one gradient, one step."""
    layer = Linear(1, 1)
    layer.weight.data[:] = 1.0
    network = Sequential([layer, layer])
    optimizer = SGDOptimizer(network.parameters, 0.125)
    optimizer.reset()
    MSELoss()(network(Tensor([[1.0]])), Tensor([[0.0]])).backward()
    np.testing.assert_array_equal(layer.weight.grad, [[4]])  # of (weight²)²
    optimizer.step()
    np.testing.assert_array_equal(layer.weight.data, [[1 - 0.125 * 4]])


def test_optimizer_takes_parameters_from_a_generator():
    layer = Linear(2, 3)
    optimizer = SGDOptimizer((parameter for parameter in layer.parameters), 0.1)
    for _ in range(2):
        layer.weight.grad += 1
        optimizer.reset()
        assert not layer.weight.grad.any()


def test_training_as_by_hand():
    """Every batch in file order, gradients anew each step, the mean loss weighted by samples."""
    model, dataset = linear_model(lr=0.01), Numbers(3)
    w, b = model.layer.parameters[0].data.item(), 0.0
    history = []
    for _ in range(2):
        total = 0.0
        for rows in (slice(0, 3), slice(3, 6), slice(6, 7)):
            x, y = dataset.train_features[rows], dataset.train_labels[rows]
            error = w * x + b - y
            total += np.sum(error**2)
            w, b = w - 0.01 * np.mean(2 * error * x), b - 0.01 * np.mean(2 * error)
        history.append(total / 7)
    assert model.train(dataset, 2) is None
    assert model.history == pytest.approx(history)
    assert [p.data.item() for p in model.layer.parameters] == pytest.approx([w, b])


def test_training_leaves_the_layer_in_training_and_testing_in_evaluation():
    model, dataset = linear_model(dropout=0.5), Numbers(3)
    model.test(dataset)
    assert not model.layer.layers[1].training
    assert dataset.features is dataset.test_features
    model.train(dataset, 1)
    assert model.layer.layers[1].training
    assert dataset.features is dataset.train_features
    model.test(dataset)
    model.train(dataset, 0)
    assert model.layer.layers[1].training


@pytest.mark.parametrize(
    "use",
    [lambda model: model.train(Numbers(3), 0), lambda model: model.test(Numbers(3))],
    ids=["no epochs", "testing"],
)
def test_no_epochs_and_testing_change_nothing(use):
    model = linear_model()
    before = [parameter.data.copy() for parameter in model.layer.parameters]
    use(model)
    assert model.history == []
    np.testing.assert_equal([parameter.data for parameter in model.layer.parameters], before)
    assert not any(parameter.grad.any() for parameter in model.layer.parameters)


def test_training_shuffles_before_each_epoch_only_if_asked():
    class Watched(Numbers):
        shuffled = 0

        def shuffle(self):
            self.shuffled += 1
            super().shuffle()

    for arguments, times in [((3,), 0), ((3, False), 0), ((3, True), 3)]:
        dataset = Watched(3)
        linear_model().train(dataset, *arguments)
        assert dataset.shuffled == times
        assert (dataset.train_features.ravel().tolist() == list(range(7))) == (times == 0)


@pytest.mark.parametrize("batch_size", [1, 2, 5, 100])
def test_test_returns_all_predictions_and_their_mean_loss_as_tensors(batch_size):
    model, dataset = linear_model(dropout=0.5), Numbers(batch_size)
    predictions, loss = model.test(dataset)
    assert isinstance(predictions, Tensor)
    assert isinstance(loss, Tensor)
    assert loss.data.shape == ()
    w, b = (parameter.data.item() for parameter in model.layer.parameters)
    expected = w * dataset.test_features + b
    np.testing.assert_allclose(predictions.data, expected)
    assert loss.data == pytest.approx(np.mean((expected - dataset.test_labels) ** 2))


def test_a_network_that_is_always_right_has_no_loss():
    model = linear_model()
    for parameter, value in zip(model.layer.parameters, (10, 0), strict=True):
        parameter.data[:] = value
    assert model.test(Numbers(3))[1].data == 0
    model.train(Numbers(3), 1)
    assert model.history == [0]


def test_the_bar_counts_batches_and_names_the_epoch(monkeypatch):
    """It is drawn once at the start and once a batch: a new name waits for the next batch."""
    shown = io.StringIO()

    def bar(**options):
        plain = {"bar_format": "{desc}{n_fmt} of {total_fmt}", "mininterval": 0, "miniters": 1}
        return tqdm(**options, **plain, disable=False, file=shown)

    monkeypatch.setattr("tinynn.model.tqdm", bar)
    linear_model().train(Numbers(4), 2)
    drawn = [line.strip() for line in shown.getvalue().split("\r") if line.strip()]
    assert drawn[:5] == [
        "0 of 4",
        "epoch 1/2: 1 of 4",
        "epoch 1/2: 2 of 4",
        "epoch 2/2: 3 of 4",
        "epoch 2/2: 4 of 4",
    ]
    assert set(drawn[5:]) <= {drawn[4]}  # when the bar is closed


# The published chapter's cells, in a folder that holds tinymnist.npz

CELLS = """
import numpy as np
from tinynn import *

np.random.seed(99)

LEARNING_RATE = 0.01
BATCHES = 2
EPOCHS = 1
KERNELS = 3
POOLS = 2

dataset = MNISTDataset('tinymnist.npz', BATCHES)

layer = Sequential([Convolution(1, 16, KERNELS),
                    MaxPool(POOLS),
                    Flatten(),
                    Dropout(),
                    Linear(2704, 64),
                    ReLU(),
                    Linear(64, 10)])
loss = CELoss()
optimizer = SGDOptimizer(layer.parameters, lr=LEARNING_RATE)
model = NNModel(layer, loss, optimizer)
print(layer)

model.train(dataset, EPOCHS)

predictions, loss = model.test(dataset)
print(f'accuracy: {dataset.estimate(predictions) * 100:.2f}%')
"""

PRINTED = """\
Convolution[weight(16, 1, 3, 3); bias(16,); kernels=16, kernel size=3]
MaxPool[pool size=2]
Flatten[]
Dropout[rate=0.2]
Linear[weight(64, 2704); bias(64,)]
ReLU[]
Linear[weight(10, 64); bias(10,)]
accuracy: 87.60%
"""


def test_published_cells_run_unchanged(tmp_path):
    """One epoch, not ten. PyTorch, given the same weights and masks, prints this accuracy too."""
    (tmp_path / "tinymnist.npz").write_bytes(TINYMNIST.read_bytes())
    (tmp_path / "cells.py").write_text(CELLS, encoding="utf-8")
    command = [sys.executable, "-W", "error", "cells.py"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.stderr == ""
    assert run.stdout == PRINTED
