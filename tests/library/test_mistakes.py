"""Every mistake is answered by a sentence that says what was expected and what came."""

import _thread
import csv
import io
import pickle
import re
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest

import mistakes
from readers_mistakes import GROUPS, PREAMBLE
from tinynn import (
    CELoss,
    Dataset,
    Flatten,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Tensor,
)

NAN, INF = float("nan"), float("inf")
TINYMNIST = Path(__file__).parents[2] / "data" / "tinymnist.npz"
NUMPY_S_OWN = re.compile(r"np\.(u?int|float|str)")  # a sentence says 10, not np.int64(10)

ready = {}
exec(PREAMBLE, ready)
Given, model = ready["Given"], ready["make_model"]

# The table of readers_mistakes.py, and families of one mistake, each in all its wrong values.
ROWS = {code: answer for table in GROUPS.values() for code, answer in table.items()}
WRONG_SIZES = ("0", "-2", "2.5", "2.0", "'2'", "None")
FAMILIES = {
    **{
        f"Given(one, one, {size})": (ValueError, "batch size", "from 1 up", f"got {size}")
        for size in ("0", "-1", "2.0", "0.5", "'2'")
    },
    **{
        f"SGDOptimizer(model.layer.parameters, {lr})": (
            ValueError, "SGDOptimizer expects a positive, finite", f"got {lr}",
        )
        for lr in ("0", "-1", "nan", "inf", "-inf")
    },
    **{
        code.format(size): (ValueError, f"{code.split('(')[0]} expects", "from 1 up", f"got {size}")
        for code in (
            "Linear({}, 2)", "Linear(2, {})", "Convolution({}, 2, 3)", "Convolution(1, {}, 3)",
            "Convolution(1, 2, {})", "MaxPool({})",
        )
        for size in WRONG_SIZES
    },
    **{
        f"Dropout({rate})": (
            ValueError, "Dropout expects a rate from 0 to less than 1", f"got {rate}",
        )
        for rate in ("-0.1", "1", "1.5", "20", "nan", "inf")
    },
    **{
        f"Sigmoid({pair})": (ValueError, "(low, high) with low < high", f"got {pair}")
        for pair in ("(1, -1)", "(1, 1)", "(nan, 1)", "(1,)", "(1, 2, 3)")
    },
    **{
        f"{layer}(np.ones((2, 2)))": (
            TypeError, f"{layer.split('(')[0]} expects a Tensor", "got ndarray", "wrap it",
        )
        for layer in (
            "Linear(2, 2)", "Convolution(1, 1, 1)", "MaxPool(1)", "Sequential([])", "Flatten()",
        )
    },
    **{
        f"CELoss()(Tensor([[1, 2]]), Tensor([{targets}]))": (ValueError, "adding up to 1", targets)
        for targets in ("[0.5, 0.4]", "[0.5, 0.50001]", "[0.0, 0.0]", "[2.0, -1.0]")
    },
    **{
        f"model.train(dataset, {epochs})": (ValueError, "epochs", "from 0 up", f"got {epochs}")
        for epochs in ("-1", "0.5", "2.0", "'2'", "None")
    },
}  # fmt: skip
ROWS |= {code: answer for code, answer in FAMILIES.items() if code not in ROWS}


@pytest.fixture(scope="module")
def folder():
    """Work where a reader would: beside data/."""
    with mistakes.reader_s_folder():
        yield


@pytest.mark.parametrize("code", ROWS)
def test_mistake(folder, code):
    error, *fragments = ROWS[code]
    if error is None:
        assert [mistakes.run(code)] == fragments
        return
    with pytest.raises(error) as raised:
        mistakes.run(code)
    assert type(raised.value) is error
    sentence = str(raised.value)
    for fragment in fragments:
        assert fragment in sentence
    assert not NUMPY_S_OWN.search(sentence)


def test_the_table_holds_what_comes_now():
    with mistakes.TABLE.open(encoding="utf-8", newline="") as file:
        recorded = list(csv.DictReader(file))
    assert recorded == mistakes.rows(), "if what came is right: python book/mistakes.py"


# Training that is interrupted


@pytest.mark.parametrize("where", [
    (Dataset, "__getitem__", 5), (Linear, "forward", 5), (MSELoss, "forward", 5),
    (Tensor, "add_grad", 14), (SGDOptimizer, "reset", 5), (SGDOptimizer, "step", 5),
], ids=lambda where: f"{where[0].__name__}.{where[1]}")  # fmt: skip
def test_training_goes_on_after_an_interruption_anywhere_in_a_batch(monkeypatch, where):
    """The second batch of the second epoch stops there; nothing of it is left in the gradients."""
    owner, name, nth = where
    original, calls = getattr(owner, name), 0

    def stops(*arguments):
        nonlocal calls
        calls += 1
        if calls == nth:
            raise KeyboardInterrupt
        return original(*arguments)

    data = Given([[1.0], [2.0], [3.0]], [[2.0], [4.0], [7.0]])
    stopped, fresh = model(0.01), model(0.01)
    monkeypatch.setattr(owner, name, stops)
    with pytest.raises(KeyboardInterrupt):
        stopped.train(data, 10)
    monkeypatch.undo()
    assert len(stopped.history) == 1
    pairs = list(zip(stopped.layer.parameters, fresh.layer.parameters, strict=True))
    for parameter, copy in pairs:
        copy.data = parameter.data.copy()
    stopped.train(data, 2)
    fresh.train(data, 2)
    for parameter, copy in pairs:
        np.testing.assert_array_equal(parameter.data, copy.data)
    assert stopped.history[1:] == fresh.history


def test_a_real_interruption_leaves_a_usable_network():
    np.random.seed(0)
    layer = Sequential([Flatten(), Linear(784, 16), ReLU(), Linear(16, 10)])
    network = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, 0.01))
    digits = MNISTDataset(TINYMNIST, 20)
    network.train(digits, 1)
    with pytest.raises(KeyboardInterrupt):
        threading.Timer(0.2, _thread.interrupt_main).start()
        network.train(digits, 100_000)
    whole = len(network.history)
    predictions, loss = network.test(digits)
    assert predictions.data.shape == (1000, 10) and np.isfinite(loss.data)
    assert digits.estimate(predictions) > 0.5
    network.train(digits, 1)
    assert len(network.history) == whole + 1
    assert network.history[-1] < network.history[0]


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


def test_infinity_in_the_data_prints_no_warning_beside_the_sentence():
    """Its prediction is infinite too, and infinity less infinity is not a number."""
    data = Given([[1.0]], [[1.0]])
    data.train_features[:] = data.train_labels[:] = INF
    with pytest.raises(FloatingPointError, match="expects a finite loss, got nan"):
        model().train(data, 1)


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
