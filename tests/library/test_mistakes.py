"""Every mistake is answered by a sentence that says what was expected and what came."""

import io
import pickle
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tinynn import (
    BCELoss,
    CELoss,
    Convolution,
    Dataset,
    Dropout,
    Flatten,
    Layer,
    Linear,
    MaxPool,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Sigmoid,
    Softmax,
    Tensor,
    check_gradient,
)

NAN, INF = float("nan"), float("inf")


class Given(Dataset):
    """A dataset of the arrays it is given; the test data are the training data."""

    def __init__(self, features, labels, batch_size=1, **test):
        self.given, self.test = (features, labels), test
        super().__init__(batch_size)

    def load(self):
        self.train_features, self.train_labels = self.test_features, self.test_labels = self.given
        for name, value in self.test.items():
            setattr(self, name, value)


class Unloaded(Dataset):
    """One that forgets its test labels."""

    def load(self):
        self.train_features = self.train_labels = self.test_features = [[1.0]]


def tensor(*shape):
    return Tensor(np.ones(shape))


def images(*shape):
    return np.ones(shape)


def model(lr=0.1):
    np.random.seed(0)
    layer = Linear(1, 1)
    return NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr))


def train(epochs):
    model().train(Given([[1.0]], [[1.0]]), epochs)


def in_batch(index):
    return Given([[1.0]] * 5, [[1.0]] * 5, 2)[index]


WEIGHTS = Linear(2, 1).parameters
ONE = [[1.0]]

# What is done, the exception, and fragments of the sentence: what was expected, what came.
MISTAKES = {
    # Dataset
    "batch size 0": (lambda: Given(ONE, ONE, 0), ValueError, "batch size", "from 1 up", "got 0"),
    "batch size -1": (lambda: Given(ONE, ONE, -1), ValueError, "batch size", "got -1"),
    "batch size 2.0": (lambda: Given(ONE, ONE, 2.0), ValueError, "batch size", "got 2.0"),
    "batch size 0.5": (lambda: Given(ONE, ONE, 0.5), ValueError, "batch size", "got 0.5"),
    "batch size in text": (lambda: Given(ONE, ONE, "2"), ValueError, "batch size", "got '2'"),
    "more features than labels": (
        lambda: Given([[1.0]] * 3, [[1.0]] * 2),
        ValueError, "train_features", "train_labels", "equal length", "got 3 and 2",
    ),
    "more test labels than features": (
        lambda: Given(ONE, ONE, test_labels=[[1.0]] * 4),
        ValueError, "test_features", "test_labels", "equal length", "got 1 and 4",
    ),
    "no rows": (
        lambda: Given(np.zeros((0, 3)), np.zeros((0, 1))),
        ValueError, "train_features", "got", "(0, 3)",
    ),
    "no test rows": (
        lambda: Given(ONE, ONE, test_features=[], test_labels=[]),
        ValueError, "test_features", "got", "(0,)",
    ),
    "a single number as features": (
        lambda: Given(1.0, ONE), ValueError, "train_features", "got", "()",
    ),
    "NaN in features": (
        lambda: Given([[1.0, NAN]], ONE), ValueError, "train_features", "finite", "NaN",
    ),
    "infinity in labels": (
        lambda: Given(ONE, [[INF]]), ValueError, "train_labels", "finite", "infinity",
    ),
    "NaN in test data": (
        lambda: Given(ONE, ONE, test_features=[[NAN]]), ValueError, "test_features", "finite", "NaN"
    ),
    "text in features": (
        lambda: Given([["a"]], ONE), ValueError, "expects numbers", "got list", "text",
    ),
    "load forgets an array": (lambda: Unloaded(), ValueError, "load to set", "test_labels"),
    "index past the end": (lambda: in_batch(3), IndexError, "0 to 2", "got", " 3"),
    "index before the start": (lambda: in_batch(-1), IndexError, "0 to 2", "got", " -1"),
    "a slice of batches": (lambda: in_batch(slice(2)), IndexError, "0 to 2", "got", " slice"),
    # Optimizer
    **{
        f"learning rate {lr}": (
            lambda lr=lr: SGDOptimizer(WEIGHTS, lr),
            ValueError, "SGDOptimizer expects a positive, finite", f"got {lr}",
        )
        for lr in (0, -1, NAN, INF, -INF)
    },
    "no parameters": (lambda: SGDOptimizer([], 0.1), ValueError, "expects parameters", "got none"),
    "parameters of a layer without any": (
        lambda: SGDOptimizer(ReLU().parameters, 0.1), ValueError, "expects parameters", "got none",
    ),
    "arrays as parameters": (
        lambda: SGDOptimizer([np.ones(2)], 0.1),
        TypeError, "SGDOptimizer expects Tensors", "got ndarray",
    ),
    # Sizes
    **{
        f"{name} {size!r}": (lambda make=make, size=size: make(size), ValueError, *expected)
        for name, make, whose in [
            ("Linear in", lambda n: Linear(n, 2), "Linear"),
            ("Linear out", lambda n: Linear(2, n), "Linear"),
            ("Convolution in", lambda n: Convolution(n, 2, 3), "Convolution"),
            ("Convolution out", lambda n: Convolution(1, n, 3), "Convolution"),
            ("kernel", lambda n: Convolution(1, 2, n), "Convolution"),
            ("window", lambda n: MaxPool(n), "MaxPool"),
        ]
        for size in (0, -2, 2.5, 2.0, "2", None)
        for expected in [(f"{whose} expects", "from 1 up", f"got {size!r}")]
    },
    # Shapes
    "kernel larger than the image": (
        lambda: Convolution(1, 2, 4)(tensor(2, 1, 3, 5)),
        ValueError, "Convolution expects (N, 1, H, W)", "from 4 up", "got (2, 1, 3, 5)",
    ),
    "window larger than the image": (
        lambda: MaxPool(4)(tensor(2, 1, 5, 3)),
        ValueError, "MaxPool expects (N, C, H, W)", "from 4 up", "got (2, 1, 5, 3)",
    ),
    "images where rows are expected": (
        lambda: Linear(784, 10)(tensor(2, 1, 28, 28)),
        ValueError, "Linear expects (N, 784)", "got (2, 1, 28, 28)", "put a Flatten before it",
    ),
    "rows where images are expected by Convolution": (
        lambda: Convolution(1, 2, 3)(tensor(2, 784)),
        ValueError, "Convolution expects (N, 1, H, W)", "got (2, 784)",
    ),
    "rows where images are expected by MaxPool": (
        lambda: MaxPool(2)(tensor(2, 784)), ValueError, "expects (N, C, H, W)", "got (2, 784)",
    ),
    "images without channels, Convolution": (
        lambda: Convolution(1, 2, 3)(tensor(2, 28, 28)), ValueError, "(N, 1, H, W)", "(2, 28, 28)",
    ),
    "images without channels, MaxPool": (
        lambda: MaxPool(2)(tensor(2, 28, 28)), ValueError, "(N, C, H, W)", "(2, 28, 28)",
    ),
    "wrong channel count": (
        lambda: Convolution(3, 2, 3)(tensor(2, 1, 28, 28)),
        ValueError, "expects (N, 3, H, W)", "got (2, 1, 28, 28)",
    ),
    "wrong width": (
        lambda: Linear(3, 2)(tensor(5, 4)), ValueError, "Linear expects (N, 3)", "got (5, 4)",
    ),
    "one row without its axis": (
        lambda: Linear(3, 2)(tensor(3)), ValueError, "Linear expects (N, 3)", "got (3,)",
    ),
    "wrong width in a network": (
        lambda: Sequential([Flatten(), Linear(784, 2)])(tensor(5, 1, 8, 8)),
        ValueError, "Linear expects (N, 784)", "got (5, 64)",
    ),
    "Softmax along an axis that is not there": (
        lambda: Softmax(2)(tensor(5, 4)), ValueError, "Softmax expects", "axis 2", "got (5, 4)",
    ),
    # Dropout, Sigmoid
    **{
        f"dropout rate {rate}": (
            lambda rate=rate: Dropout(rate),
            ValueError, "Dropout expects a rate from 0 to less than 1", f"got {rate}",
        )
        for rate in (-0.1, 1, 1.5, 20, NAN, INF)
    },
    **{
        f"clip range {clip_range}": (
            lambda clip_range=clip_range: Sigmoid(clip_range),
            ValueError, "(low, high) with low < high", f"got {clip_range}",
        )
        for clip_range in [(1, -1), (1, 1), (NAN, 1), (1,), (1, 2, 3)]
    },
    # An array where a Tensor belongs
    **{
        f"an array into {type(layer).__name__}": (
            lambda layer=layer: layer(np.ones((2, 2))),
            TypeError, f"{type(layer).__name__} expects a Tensor", "got ndarray",
        )
        for layer in [Linear(2, 2), Convolution(1, 1, 1), MaxPool(1), Sequential([]), Flatten()]
    },
    "an array as prediction": (
        lambda: MSELoss()(np.ones((2, 2)), tensor(2, 2)),
        TypeError, "MSELoss expects two Tensors", "got ndarray",
    ),
    "an array as target": (
        lambda: CELoss()(tensor(2, 2), np.eye(2)),
        TypeError, "CELoss expects two Tensors", "got ndarray",
    ),
    "Tensor + array": (
        lambda: tensor(2) + np.ones(2), TypeError, "Tensor + expects a Tensor", "got ndarray",
    ),
    "Tensor * number": (lambda: tensor(2) * 2, TypeError, "Tensor * expects a Tensor", "got int"),
    # Where the Tensor stands on the right, Python's own sentence would do: it names both.
    "array + Tensor": (lambda: np.ones(2) + tensor(2), TypeError, "ndarray", "Tensor"),
    "array * Tensor": (lambda: np.ones(2) * tensor(2), TypeError, "ndarray", "Tensor"),
    "number * Tensor": (lambda: 2 * tensor(2), TypeError, "int", "Tensor"),
    "+ of two shapes": (
        lambda: tensor(2, 3) + tensor(3), ValueError, "equal shapes", "got (2, 3) and (3,)",
    ),
    "* of two shapes": (
        lambda: tensor(1) * tensor(2), ValueError, "equal shapes", "got (1,) and (2,)",
    ),
    "an array to estimate": (
        lambda: MNISTDataset(TINYMNIST).estimate(np.ones((2000, 10))),
        TypeError, "estimate expects a Tensor", "got ndarray",
    ),
    "an array to check_gradient": (
        lambda: check_gradient(ReLU(), np.ones(2)), TypeError, "expects a Tensor", "got ndarray",
    ),
    # Data that is no numbers
    "text": (lambda: Tensor("abc"), ValueError, "expects numbers", "got str"),
    "text among numbers": (lambda: Tensor([1, "2"]), ValueError, "expects numbers", "got list"),
    "None": (lambda: Tensor(None), ValueError, "expects numbers", "got NoneType"),
    "None among numbers": (lambda: Tensor([1, None]), ValueError, "expects numbers", "got list"),
    "ragged rows": (lambda: Tensor([[1], [2, 3]]), ValueError, "expects numbers", "got list"),
    "complex numbers": (lambda: Tensor([1j]), ValueError, "expects numbers", "got list"),
    "a Tensor": (lambda: Tensor(tensor(2)), ValueError, "expects numbers", "got Tensor"),
    # Layers
    "a function in Sequential": (
        lambda: Sequential([Flatten(), np.tanh]), TypeError, "a list of layers", "ufunc 'tanh'",
    ),
    "a class in Sequential": (
        lambda: Sequential([Flatten(), ReLU]), TypeError, "a list of layers", "ReLU", "brackets",
    ),
    "one layer, no list": (
        lambda: Sequential(ReLU()), TypeError, "Sequential expects a list of layers", "got ReLU",
    ),
    # Losses
    **{
        f"targets of another shape, {type(loss_fn).__name__}": (
            lambda loss_fn=loss_fn: loss_fn(tensor(4, 1), tensor(4)),
            ValueError, f"{type(loss_fn).__name__} expects targets", "(4, 1)", "got (4,)",
        )
        for loss_fn in [MSELoss(), CELoss(), BCELoss()]
    },
    "class numbers": (
        lambda: CELoss()(tensor(3, 10), Tensor([1, 2, 3])),
        ValueError, "expects targets", "(3, 10)", "got (3,)", "one-hot",
    ),
    "class numbers in the right shape": (
        lambda: CELoss()(tensor(2, 2), Tensor([[4, 0], [0, 1]])),
        ValueError, "CELoss expects", "one-hot", "got", "4",
    ),
    "class numbers that add up to 1": (
        lambda: CELoss()(tensor(1, 2), Tensor([[3, -2]])),
        ValueError, "CELoss expects", "one-hot", "got", "-2",
    ),
    "logits without a batch": (
        lambda: CELoss()(tensor(2), Tensor([0, 1])), ValueError, "(N, classes)", "got (2,)",
    ),
    "probability above 1": (
        lambda: BCELoss()(Tensor([0.5, 1.5]), Tensor([0, 1])),
        ValueError, "BCELoss expects", "from 0 to 1", "got 0.5 to 1.5", "Sigmoid",
    ),
    "probability below 0": (
        lambda: BCELoss()(Tensor([0.5, -0.5]), Tensor([0, 1])), ValueError, "got -0.5 to 0.5",
    ),
    "probability NaN": (
        lambda: BCELoss()(Tensor([NAN]), Tensor([0])), ValueError, "from 0 to 1", "got nan",
    ),
    "yes-or-no target of 2": (
        lambda: BCELoss()(Tensor([0.5, 0.5]), Tensor([1, 2])), ValueError, "targets", "got 1 to 2",
    ),
    # Training
    **{
        f"{epochs!r} epochs": (
            lambda epochs=epochs: train(epochs),
            ValueError, "epochs", "from 0 up", f"got {epochs!r}",
        )
        for epochs in (-1, 0.5, 2.0, "2", None)
    },
    "backward from more than one element": (
        lambda: (tensor(2, 3) + tensor(2, 3)).backward(),
        ValueError, "backward expects", "one element", "got", "(2, 3)",
    ),
}  # fmt: skip

TINYMNIST = Path(__file__).parents[2] / "data" / "tinymnist.npz"
NUMPY_S_OWN = re.compile(r"np\.(u?int|float|str)")  # a sentence says 10, not np.int64(10)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(name):
    act, error, *fragments = MISTAKES[name]
    with pytest.raises(error) as raised:
        act()
    assert type(raised.value) is error
    sentence = str(raised.value)
    for fragment in fragments:
        assert fragment in sentence
    assert not NUMPY_S_OWN.search(sentence)


def test_for_stops_by_index_error():
    assert len(list(Given([[1.0]] * 5, [[1.0]] * 5, 2))) == 3


def test_reader_s_own_layer_names_itself():
    class Mine(Layer):
        def forward(self, x):
            return x

    with pytest.raises(TypeError, match="Mine expects a Tensor, got list"):
        Mine()([1, 2])


# A loss that is no longer finite


def diverge(model, features, labels, epochs=1000):
    with (
        np.errstate(over="ignore", invalid="ignore"),
        pytest.raises(FloatingPointError) as raised,
    ):
        model.train(Given(features, labels, 2), epochs)
    assert re.search(
        r"expects a finite loss, got (nan|inf): lower the learning rate", str(raised.value)
    )
    for parameter in model.layer.parameters:
        assert np.isfinite(parameter.data).all()


@pytest.mark.parametrize("lr", [1.0, 30.0, 1e6, 1e100])
def test_diverging_line_stops_with_finite_parameters(lr):
    diverge(model(lr), [[3.0], [4.0], [5.0]], [[1.0], [2.0], [3.0]])


@pytest.mark.parametrize("lr", [1e3, 1e20, 1e150])
def test_diverging_network_stops_with_finite_parameters(lr):
    np.random.seed(0)
    layer = Sequential([Linear(2, 8), Linear(8, 8), Linear(8, 3)])
    network = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr))
    random = np.random.RandomState(0)
    diverge(network, random.randn(20, 2), np.eye(3)[random.randint(3, size=20)])


def test_diverging_prints_no_warning_beside_the_sentence():
    """Warnings are errors here, so that one would arrive in place of the sentence."""
    with pytest.raises(FloatingPointError, match="expects a finite loss"):
        model(30.0).train(Given([[3.0], [4.0]], [[1.0], [2.0]]), 1000)


def test_what_was_learned_before_the_loss_exploded_is_kept():
    """The parameters are those before the batch that broke: not one step more."""

    class BreaksAtThird(MSELoss):
        calls = 0

        def forward(self, p, y):
            self.calls += 1
            loss = super().forward(p, y)
            loss.data = loss.data + (NAN if self.calls == 3 else 0)
            return loss

    data = Given([[1.0], [2.0], [3.0]], [[2.0], [4.0], [6.0]])
    broken, whole = model(0.01), model(0.01)
    broken.loss_fn = BreaksAtThird()
    with pytest.raises(FloatingPointError):
        broken.train(data, 1)
    whole.train(Given([[1.0], [2.0]], [[2.0], [4.0]]), 1)
    for parameter, expected in zip(broken.layer.parameters, whole.layer.parameters, strict=True):
        np.testing.assert_array_equal(parameter.data, expected.data)
    assert broken.history == []


# MNIST files


def mnist_arrays(**changes):
    arrays = {
        "x_train": np.arange(3 * 784, dtype=np.int64).reshape(3, 28, 28).astype(np.uint8),
        "y_train": np.array([0, 5, 9], dtype=np.uint8),
        "x_test": np.full((2, 28, 28), 255, dtype=np.uint8),
        "y_test": np.array([1, 2], dtype=np.uint8),
    }
    arrays.update(changes)
    return {key: array for key, array in arrays.items() if array is not None}


@pytest.fixture
def write(tmp_path):
    """Write arrays, or bytes, to a file; return its path."""

    def write(content, save=np.savez_compressed):
        path = tmp_path / "digits.npz"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            save(path, **content)
        return path

    return write


def test_the_small_file_of_these_tests_is_right(write):
    dataset = MNISTDataset(write(mnist_arrays()), 2)
    assert [len(dataset), dataset.shape()] == [2, (784, 10)]


WRONG_ARRAYS = {
    "missing x_train": ({"x_train": None}, "x_train"),
    "missing y_test": ({"y_test": None}, "y_test"),
    "images as floats": ({"x_train": np.zeros((3, 28, 28))}, "uint8 (N, 28, 28)", "float64"),
    "images as rows": (
        {"x_train": np.zeros((3, 784), np.uint8)}, "uint8 (N, 28, 28)", "(3, 784)",
    ),
    "images with channels": (
        {"x_test": np.zeros((2, 1, 28, 28), np.uint8)}, "uint8 (N, 28, 28)", "(2, 1, 28, 28)",
    ),
    "a single number as images": (
        {"x_train": np.uint8(0)}, "uint8 (N, 28, 28)", "uint8 ()",
    ),
    "labels one-hot": (
        {"y_train": np.eye(10, dtype=np.uint8)[:3]}, "(N,)", "0 to 9", "(3, 10)",
    ),
    "labels as floats": ({"y_test": np.array([1.0, 2.0])}, "(N,)", "float64"),
    "labels as text": ({"y_test": np.array(["1", "2"])}, "(N,)", "<U1"),
    "a label of 10": ({"y_train": np.array([0, 5, 10])}, "0 to 9", "10"),
    "a label of -1": ({"y_test": np.array([1, -1])}, "0 to 9", "-1"),
    "one label too few": (
        {"y_train": np.array([0, 5])}, "train_features", "train_labels", "equal length", "3 and 2",
    ),
    "no images": (
        {"x_test": np.zeros((0, 28, 28), np.uint8), "y_test": np.zeros(0, np.uint8)},
        "test_features", "(0, 1, 28, 28)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_ARRAYS)
def test_wrong_arrays_in_the_file(write, name):
    changes, *fragments = WRONG_ARRAYS[name]
    with pytest.raises(ValueError) as raised:
        MNISTDataset(write(mnist_arrays(**changes)))
    sentence = str(raised.value)
    for fragment in ["expects", "got", *fragments]:
        assert fragment in sentence
    assert not NUMPY_S_OWN.search(sentence)


def test_no_file():
    with pytest.raises(FileNotFoundError, match=r"MNISTDataset .*nowhere\.npz.*: .*make_tinymnist"):
        MNISTDataset("nowhere.npz")


def test_a_folder(tmp_path):
    with pytest.raises(ValueError, match="MNISTDataset expects .*npz.*, got .*make_tinymnist"):
        MNISTDataset(tmp_path)


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x_train,y_train\n0,1\n",
        b"PK\x03\x04",
        npy(np.zeros((3, 28, 28), np.uint8)),
        pickle.dumps({"x_train": 0}),
    ],
    ids=["empty", "text", "only a zip's first bytes", "npy", "pickle"],
)
def test_not_a_zip(write, content):
    with pytest.raises(ValueError, match="MNISTDataset expects .*npz.*, got .*make_tinymnist"):
        MNISTDataset(write(content))


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_cut_file(write, keep):
    content = write(mnist_arrays()).read_bytes()
    with pytest.raises(ValueError, match="MNISTDataset expects .*npz.*, got .*make_tinymnist"):
        MNISTDataset(write(content[: int(len(content) * keep)]))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_flipped_bits_change_no_data_unnoticed(write, save):
    """Some bits of a zip mean nothing, such as its dates; no other may flip without a sentence."""
    path = write(mnist_arrays(), save)
    content, intact = path.read_bytes(), MNISTDataset(path)
    noticed = 0
    positions = range(0, len(content), 1 + len(content) // 400)
    for position in positions:
        damaged = bytearray(content)
        damaged[position] ^= 1 << position % 8
        path.write_bytes(damaged)
        try:
            dataset = MNISTDataset(path)
        except ValueError as error:
            assert re.search("MNISTDataset expects .*, got .*make_tinymnist", str(error))
            noticed += 1
        else:
            for part in ("train_features", "train_labels", "test_features", "test_labels"):
                np.testing.assert_array_equal(getattr(dataset, part), getattr(intact, part))
    assert noticed > len(positions) / 4


class Villain:
    """An object that writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("key", ["x_train", "y_train", "x_test", "y_test"])
def test_pickled_objects_are_not_executed(write, tmp_path, key):
    written = tmp_path / "written"
    path = write(mnist_arrays())
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    members[f"{key}.npy"] = npy(np.array([Villain(written)], dtype=object))
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    with pytest.raises(ValueError) as raised:
        MNISTDataset(path)
    assert not written.exists()
    assert re.search("expects .*npz.*, got .*allow_pickle.*make_tinymnist", str(raised.value))


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_villain_would_write_if_he_were_unpickled(tmp_path):
    np.load(io.BytesIO(npy(np.array([Villain(tmp_path / "written")]))), allow_pickle=True)
    assert (tmp_path / "written").exists()
