"""Every mistake is answered by a sentence that says what was expected and what came.

The exact words of all sentences stand in data/trust/mistakes.csv, and only there.
"""

import ast
import io
import pickle
import re
import traceback
import zipfile
from pathlib import Path

import numpy as np
import pytest

import tinynn
from book import tables
from book.trust import mistakes
from book.trust.readers_mistakes import GROUPS, PREAMBLE
from tinynn import (
    CELoss,
    Dataset,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    Sequential,
    SGDOptimizer,
    Tensor,
)

NAN, INF = float("nan"), float("inf")
LIBRARY = Path(tinynn.__file__).parent
NUMPY_S_OWN = re.compile(r"np\.(u?int|float|str)")  # a sentence says 10, not np.int64(10)

ready = {}
exec(PREAMBLE, ready)
Given, model = ready["Given"], ready["make_model"]

# The table of readers_mistakes.py, and families of one mistake, each in all its wrong values.
ROWS = {code: (group, answer) for group, table in GROUPS.items() for code, answer in table.items()}
TABLE = {row["code"]: row["answer"] for row in tables.read(mistakes.TABLE)}
RAISED = {}  # by the rows that were run, each once
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
        f"Sigmoid({pair})": (ValueError, "Sigmoid expects (low, high)", f"got {pair}")
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
FAMILIES = {code: answer for code, answer in FAMILIES.items() if code not in ROWS}
HUGE = ("'a' * 10**5", "[1] * 10**5", "10**4000", "-10**4000", "np.ones((400, 400))", "[[1] * 999]")


def judge(answer, error, fragments):
    """See that a sentence holds what a reader needs, and no more than he can read."""
    assert answer.startswith(f"{error.__name__}: ")
    for fragment in fragments:
        assert fragment in answer
    assert len(answer) < 450
    assert not NUMPY_S_OWN.search(answer)
    assert "allow_pickle" not in answer


def ask(code):
    """Run code; return what the table would say of what it raises."""
    try:
        mistakes.run(code)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "no error"


@pytest.fixture(scope="module")
def folder():
    """Work where a reader would: beside data/."""
    with mistakes.reader_s_folder():
        yield


@pytest.mark.parametrize("code", ROWS)
def test_mistake(folder, code):
    """It is answered with what the reader needs, and word by word as the table has it."""
    group, (kind, *fragments) = ROWS[code]
    came, error = mistakes.answer(group, code)
    RAISED[code] = error
    if kind:
        judge(f"{type(error).__name__}: {error}", kind, fragments)
    else:
        assert [came] == [fragment or "no output: all is well" for fragment in fragments]
    assert came == TABLE[code], "if what came is right: make mistakes"


@pytest.mark.parametrize("code", FAMILIES)
def test_family_of_a_mistake(folder, code):
    error, *fragments = FAMILIES[code]
    judge(ask(code), error, fragments)


@pytest.mark.parametrize(
    "code",
    [
        "Linear({}, 1)", "Convolution(1, {}, 1)", "MaxPool({})", "Dropout({})", "Sigmoid({})",
        "Sequential({})", "SGDOptimizer({}, 0.1)", "NNModel({}, {}, {})", "dataset[{}]",
        "SGDOptimizer([weight], -np.max({}))", "Given(one, one, {})", "MNISTDataset({})",
        "Given([[str({})]], one)", "Tensor([1], {})", "Tensor([1]) + {}", "weight.add_grad({})",
        "model.train({}, 1)", "model.test({})", "model.train(dataset, [{}])", "MSELoss()({}, {})",
        "check_gradient(ReLU(), {})", "ReLU()({})", "Tensor([{}, None])",
        "MNISTDataset('data/tinymnist.npz').estimate({})",
    ],
)  # fmt: skip
def test_no_value_is_printed_at_unlimited_length(folder, code):
    for value in HUGE:
        assert len(ask(code.replace("{}", f"({value})"))) < 450


def test_the_table_has_these_rows():
    assert list(TABLE) == list(ROWS)


def test_every_check_of_the_library_stands_in_the_table(folder):
    """Each call of an expect, and each raise, has brought one of the table's sentences."""
    written, brought = set(), set()
    for path in LIBRARY.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if name.startswith("expect") or isinstance(node, ast.Raise):
                written.add((path.name, node.lineno))
    for code in set(ROWS) - set(RAISED):
        RAISED[code] = mistakes.answer(ROWS[code][0], code)[1]
    for error in filter(None, RAISED.values()):
        for frame in traceback.extract_tb(error.__traceback__):
            if Path(frame.filename).parent == LIBRARY:
                brought.add((Path(frame.filename).name, frame.lineno))
    assert written <= brought, sorted(written - brought)


# Training that is interrupted


def learned(model):
    return [parameter.data for parameter in model.layer.parameters]


def half_a_step(optimizer):
    """The first of its parameters moves, the others do not."""
    first, *_ = optimizer.parameters
    first.data -= optimizer.lr * first.grad


@pytest.mark.parametrize("where", [
    (Dataset, "__getitem__", 5), (Linear, "forward", 5), (MSELoss, "forward", 5),
    (Tensor, "add_grad", 14), (SGDOptimizer, "reset", 5), (SGDOptimizer, "step", 5),
    (SGDOptimizer, "step", 5, half_a_step),
], ids=lambda where: f"{where[0].__name__}.{where[1]}")  # fmt: skip
def test_training_goes_on_after_an_interruption_anywhere_in_a_batch(monkeypatch, where):
    """The second batch of the second epoch stops there; nothing of it is left in the gradients."""
    owner, name, nth, *before = where
    original, calls = getattr(owner, name), 0

    def stops(*arguments):
        nonlocal calls
        calls += 1
        if calls == nth:
            for each in before:
                each(*arguments)
            raise KeyboardInterrupt
        return original(*arguments)

    data = Given([[1.0], [2.0], [3.0]], [[2.0], [4.0], [7.0]])
    stopped, fresh = model(0.01), model(0.01)
    monkeypatch.setattr(owner, name, stops)
    with pytest.raises(KeyboardInterrupt):
        stopped.train(data, 10)
    monkeypatch.undo()
    assert len(stopped.history) == 1
    for parameter, numbers in zip(fresh.layer.parameters, learned(stopped), strict=True):
        parameter.data = numbers.copy()
    stopped.train(data, 2)
    fresh.train(data, 2)
    np.testing.assert_equal(learned(stopped), learned(fresh))
    assert stopped.history[1:] == fresh.history


# A loss that is no longer finite


def diverge(model, features, labels):
    """Warnings are errors here, so that one would arrive in place of the sentence."""
    said = r"expects a finite loss, got (nan|inf): lower the learning rate"
    with pytest.raises(FloatingPointError, match=said):
        model.train(Given(features, labels, 2), 1000)
    assert all(np.isfinite(data).all() for data in learned(model))


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


def test_infinity_in_the_data_prints_no_warning_beside_the_sentence():
    """Its prediction is infinite too, and infinity less infinity is not a number."""
    network, one = model(), Tensor([[INF]])
    with pytest.raises(FloatingPointError, match="expects a finite loss, got nan"):
        network._step(one, one)


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
    np.testing.assert_equal(learned(broken), learned(whole))
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


@pytest.fixture
def sentence(write):
    """What is said of a file, without its path; see that nothing advises to unpickle."""

    def sentence(content):
        path = write(content)
        with pytest.raises(ValueError, match="expects .*, got .*: ") as raised:
            MNISTDataset(path)
        said = str(raised.value).replace(str(path)[-150:], "digits.npz")
        judge(f"ValueError: {said}", ValueError, [])
        assert not re.search("pickl|unsafe", said)
        return said

    return sentence


# The words of a cure, and what they mean.
CURES = {
    "multiply by 255": lambda x: x * 255,
    "make it .astype('uint8')": lambda x: x.astype("uint8"),
    ".reshape(-1, 28, 28)": lambda x: x.reshape(-1, 28, 28),
    "take .argmax(axis=1)": lambda y: y.argmax(axis=1),
    "take .ravel()": lambda y: y.ravel(),
    "make it .astype(int)": lambda y: y.astype(int),
}
CURABLE = {
    "black and white": lambda x, y: (x // 128, y),
    "true and false": lambda x, y: (x > 127, y),
    "floats 0 and 1": lambda x, y: ((x > 127).astype(float), y),
    "floats 0 to 1": lambda x, y: (x / 255, y),
    "single precision": lambda x, y: ((x / 255).astype("f4"), y),
    "floats to 255": lambda x, y: (x.astype(float), y),
    "whole numbers": lambda x, y: (x.astype(int), y),
    "rows": lambda x, y: (x.reshape(-1, 784), y),
    "rows of floats 0 to 1": lambda x, y: (x.reshape(-1, 784) / 255, y),
    "a channel": lambda x, y: (x[:, np.newaxis], y),
    "a channel at the end": lambda x, y: (x[..., np.newaxis] / 255, y),
    "labels one-hot": lambda x, y: (x, np.eye(10)[y]),
    "labels one-hot in few classes": lambda x, y: (x, np.eye(3, dtype=np.uint8)[: len(y)]),
    "labels in a column": lambda x, y: (x, y[:, np.newaxis]),
    "labels in a row": lambda x, y: (x, y[np.newaxis]),
    "labels as floats": lambda x, y: (x, y.astype(float)),
    "labels as text": lambda x, y: (x, y.astype(str)),
}


@pytest.mark.parametrize("part", ["train", "test"])
@pytest.mark.parametrize("name", CURABLE)
def test_the_cure_of_wrong_arrays_cures_them(write, sentence, name, part):
    arrays = mnist_arrays()
    x, y = f"x_{part}", f"y_{part}"
    arrays[x], arrays[y] = CURABLE[name](arrays[x], arrays[y])
    said, key = sentence(arrays).rsplit(": ", 1)[1], y if "labels" in name else x
    cures = [words for words in CURES if words in said]
    assert said == ", ".join(cures)
    for words in cures:
        arrays[key] = CURES[words](arrays[key])
    dataset = MNISTDataset(write(arrays))
    assert dataset.train_features.shape == (3, 1, 28, 28)
    assert dataset.train_features.max() == dataset.test_features.max() == 1


BEYOND = np.full((3, 28, 28), 256)
INCURABLE = {
    "missing x_train": ({"x_train": None}, "without x_train: give np.savez these names"),
    "missing both of a part": ({"x_test": None, "y_test": None}, "without x_test, y_test:"),
    "images from -1 to 1": ({"x_train": np.linspace([[-1]] * 28, 1, 84).reshape(3, 28, 28)},
                            "from -1.0 to 1.0: scale to 0…255, make it .astype"),
    "images beyond 255": ({"x_train": BEYOND}, "from 256 to 256: scale to 0…255"),
    "images with NaN": ({"x_train": BEYOND * NAN}, "from nan to nan: scale to 0…255"),
    "colour images": ({"x_train": np.zeros((3, 28, 28, 3), "u1")}, ": make it 28 x 28, grey"),
    "small images": ({"x_test": np.zeros((49, 8, 8), "u1")}, ": make it 28 x 28, grey"),
    "a single number as images": ({"x_train": np.uint8(0)}, "uint8 ()", "make it 28 x 28"),
    "text as images": ({"x_train": np.array(["a"])}, "<U1 (1,)"),
    "a label of 10": ({"y_train": np.array([0, 5, 10])}, "0 to 10: number the classes 0 to 9"),
    "a single number as labels": ({"y_test": np.uint8(1)}, "uint8 ()", "take .ravel()"),
    "no labels, in rows": ({"y_test": np.zeros((0, 1), "u1")}, "uint8 (0, 1)"),
    "a label of -1": ({"y_test": np.array([1, -1])}, "-1 to 1: number the classes 0 to 9"),
    "one label too few": ({"y_train": np.array([0, 5])}, "equal length, got 3 and 2"),
    "no images": ({"x_test": np.zeros((0, 28, 28), "u1"), "y_test": np.zeros(0, "u1")},
                  "test_features", "(0, 1, 28, 28)"),
}  # fmt: skip


def test_what_looks_odd_but_is_right(write):
    """Very dark images, and labels that are all the same."""
    dark = np.full((3, 28, 28), 2, "u1")
    dataset = MNISTDataset(write(mnist_arrays(x_train=dark, y_train=np.full(3, 5))))
    assert dataset.train_features.max() == 2 / 255
    assert dataset.train_labels.argmax(axis=1).tolist() == [5, 5, 5]


@pytest.mark.parametrize("name", INCURABLE)
def test_wrong_arrays_in_the_file(sentence, name):
    changes, *fragments = INCURABLE[name]
    said = sentence(mnist_arrays(**changes))
    for fragment in fragments:
        assert fragment in said


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return stream.getvalue()


NO_NPZ = {
    "empty": (b"", "which is not one"),
    "text": (b"x_train,y_train\n0,1\n", "which is not one"),
    "a page of the web": (b"<!DOCTYPE html><title>404</title>", "which is not one"),
    "only a zip's first bytes": (b"PK\x03\x04", "which is not one"),
    "a zip that is cut": (zipped(x_train=npy(np.ones(3)))[:-1], "which is not one"),
    "npy": (npy(np.zeros((3, 28, 28), np.uint8)), "which is not one"),
    "npy of objects": (npy(np.array([{}])), "which is not one"),
    "pickle": (pickle.dumps({"x_train": 0}), "which is not one"),
    "a zip of nothing": (zipped(), "without x_train, y_train, x_test, y_test"),
    "a zip of other things": (zipped(word=b"document"), "without x_train, y_train"),
    "a zip of text": (zipped(x_train="0", y_train="1", x_test="0", y_test="1"), "images"),
    "a zip of pickles": (zipped(x_train=pickle.dumps([0])), "without y_train|damaged"),
    "text before a zip": (b"text" + zipped(x_train=npy(np.ones(3))), "which is damaged"),
}


@pytest.mark.parametrize("name", NO_NPZ)
def test_what_is_no_npz_file(sentence, name):
    content, fragment = NO_NPZ[name]
    assert re.search(fragment, sentence(content))


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
            assert re.search("MNISTDataset expects .*, got .*(make_tiny|savez)", str(error))
            noticed += 1
        else:
            np.testing.assert_equal(vars(dataset), vars(intact))
    assert noticed > len(positions) / 4


class Villain:
    """An object that writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("key", ["x_train", "y_train", "x_test", "y_test"])
def test_pickled_objects_are_not_executed(write, sentence, tmp_path, key):
    written = tmp_path / "written"
    path = write(mnist_arrays())
    with zipfile.ZipFile(path) as file:
        members = {name.removesuffix(".npy"): file.read(name) for name in file.namelist()}
    members[key] = npy(np.array([Villain(written)], dtype=object))
    assert "Python objects, which could run as programs: use " in sentence(zipped(**members))
    assert not written.exists()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_villain_would_write_if_he_were_unpickled(tmp_path):
    np.load(io.BytesIO(npy(np.array([Villain(tmp_path / "written")]))), allow_pickle=True)
    assert (tmp_path / "written").exists()
