"""The exact words of every sentence with which the library answers a mistake.

test_mistakes.py asks whether a mistake is answered with what the reader needs; here stands each
sentence once, in full, so that none changes unseen.
"""

import ast
import re
import traceback
from pathlib import Path

import numpy as np
import pytest

import tinynn
from readers_mistakes import PREAMBLE
from tinynn import Layer, Loss, MNISTDataset, Optimizer, Tensor, load_penguins

LIBRARY = Path(tinynn.__file__).parent


class Lost(Layer):
    """A layer that forgets to return a Tensor."""

    def forward(self, x):
        return x.data


class LostLoss(Loss):
    """A loss that forgets to take the mean."""

    def forward(self, p, y):
        return Tensor(p.data - y.data)


class Still(Optimizer):
    """An optimizer that changes nothing."""

    def step(self):
        pass


def digits(**changes):
    """Write digits.npz with some arrays changed, and open it."""
    arrays = {
        "x_train": np.zeros((3, 28, 28), np.uint8),
        "y_train": np.array([0, 5, 9]),
        "x_test": np.zeros((2, 28, 28), np.uint8),
        "y_test": np.array([1, 2]),
    }
    np.savez("digits.npz", **(arrays | changes))
    return MNISTDataset("digits.npz")


def penguins(header, *rows):
    """Write birds.csv and load it."""
    Path("birds.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return load_penguins("birds.csv")


HEADER = "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year"

SENTENCES = {
    # Tensor
    "Tensor([1, None])":
        "ValueError: Tensor expects numbers in equal rows, got list with text, None or ragged rows "
        "in it: clean the data first",
    "Tensor([[1], [2, 3]])":
        "ValueError: Tensor expects numbers in equal rows, got list with text, None or ragged rows "
        "in it: clean the data first",
    "Tensor(2, (weight))":
        "TypeError: Tensor expects a tuple of parents, got a Tensor: write (x,) with its comma",
    "Tensor([1, 2]).add_grad(np.ones(3))":
        "ValueError: Tensor expects a gradient of shape (2,), got (3,): look at the gradient_fn "
        "that adds it",
    "Tensor([1, 2]).backward()":
        "ValueError: backward expects a tensor with one element, got shape (2,): call it on the "
        "loss",
    "Tensor([1, 2]) + 3":
        "TypeError: Tensor + expects a Tensor, got int: wrap it in Tensor(...)",
    "3.0 * Tensor([1, 2])":
        "TypeError: Tensor * expects a Tensor, got float: wrap it in Tensor(...)",
    "Tensor([1, 2]) + Tensor([3])":
        "ValueError: Tensor + expects equal shapes, got (2,) and (1,): make them equal first",
    "Tensor([1, 2]) * Tensor([3])":
        "ValueError: Tensor * expects equal shapes, got (2,) and (1,): make them equal first",
    # Layers
    "Tanh()([1, 2])":
        "TypeError: Tanh expects a Tensor, got list: wrap it in Tensor(...)",
    "Lost()(Tensor([1, 2]))":
        "TypeError: Lost expects its forward to return a Tensor, got ndarray: return "
        "Tensor(data, (x,), gradient_fn)",
    "Linear(2, '3')":
        "ValueError: Linear expects sizes that are whole numbers from 1 up, got '3'",
    "Linear(2, 3)(Tensor([1, 2]))":
        "ValueError: Linear expects (N, 2), got (2,): put a Flatten before it, or make the sizes "
        "match",
    "Convolution(1, 2, 0)":
        "ValueError: Convolution expects sizes that are whole numbers from 1 up, got 0",
    "Convolution(1, 2, 3)(Tensor(np.ones((5, 3, 8, 8))))":
        "ValueError: Convolution expects (N, 1, H, W), H and W from 3 up, got (5, 3, 8, 8): "
        "reshape, or match the channels",
    "MaxPool(2.0)":
        "ValueError: MaxPool expects a pool size that is a whole number from 1 up, got 2.0",
    "MaxPool(3)(Tensor(np.ones((5, 1, 2, 8))))":
        "ValueError: MaxPool expects (N, C, H, W), H and W from 3 up, got (5, 1, 2, 8): reshape, "
        "or choose a smaller window",
    "Dropout(20)":
        "ValueError: Dropout expects a rate from 0 to less than 1, got 20: 0.2 drops a fifth",
    "Sigmoid((1, -1))":
        "ValueError: Sigmoid expects a clip range (low, high) with low < high, got (1, -1)",
    "Softmax(2)(Tensor([1, 2]))":
        "ValueError: Softmax expects an input with axis 2, got (2,)",
    "Sequential(Tanh())":
        "TypeError: Sequential expects a list of layers, got Tanh: put brackets around it, [...]",
    "Sequential([Tanh(), 3])":
        "TypeError: Sequential expects a list of layers, got 3 in it: give it layer objects, such "
        "as ReLU() with its brackets",
    # Losses
    "MSELoss()(Tensor([1, 2]), np.ones(2))":
        "TypeError: MSELoss expects two Tensors, got ndarray: wrap it in Tensor(...)",
    "MSELoss()(Tensor([1, 2]), Tensor([1]))":
        "ValueError: MSELoss expects targets shaped as predictions, (2,), got (1,): reshape, or "
        "make one-hot",
    "LostLoss()(Tensor([1, 2]), Tensor([0, 0]))":
        "TypeError: LostLoss expects its forward to return a Tensor of one number, got "
        "Tensor([1. 2.]): return Tensor(mean, (p,), gradient_fn)",
    "CELoss()(Tensor([1, 0]), Tensor([1, 0]))":
        "ValueError: CELoss expects (N, classes), got (2,)",
    "CELoss()(Tensor([[1, 2]] * 4), Tensor([[1, 1], [2, 2], [3, 3], [4, 4]]))":
        "ValueError: CELoss expects one-hot targets, each row adding up to 1, got "
        "[[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]...: make them one-hot",
    "BCELoss()(Tensor([-0.123456, 1.98765432]), Tensor([0, 1]))":
        "ValueError: BCELoss expects probabilities and targets from 0 to 1, got -0.1235 to 1.988: "
        "put a Sigmoid before it",
    # Gradients
    "check_gradient(Tanh(), np.ones(2))":
        "TypeError: check_gradient expects a Tensor, got ndarray: wrap it in Tensor(...)",
    "check_gradient(lambda x: x.data, Tensor([1, 2]))":
        "TypeError: check_gradient expects f to return a Tensor, got ndarray: return "
        "Tensor(data, (x,), gradient_fn)",
    "check_gradient(lambda x, y: Tensor(y.data * 7 / 3), Tensor([1]), Tensor([2]))":
        "AssertionError: check_gradient expects tensor 1 at (0,) to have gradient 2.33333, got 0, "
        "a difference of 1, the largest of all: look at each gradient_fn on its way",
    "check_gradient(lambda x: Tensor(x.data / 3), Tensor([[1]]))":
        "AssertionError: check_gradient expects tensor 0 at (0, 0) to have gradient 0.333333, "
        "got 0, a difference of 0.33, the largest of all: look at each gradient_fn on its way",
    # Optimizers
    "Still(0.1, model.layer.parameters)":
        "TypeError: Still expects a list of parameters, got float: give it layer.parameters",
    "Still([], 0.1)":
        "ValueError: Still expects parameters, got none: give it layer.parameters",
    "Still([weight, np.ones(2)], 0.1)":
        "TypeError: Still expects Tensors, got ndarray among the parameters: give it "
        "layer.parameters",
    "Still([weight], -0.5)":
        "ValueError: Still expects a positive, finite lr, got -0.5: try 0.01",
    # Models
    "NNModel(Linear, MSELoss(), model.optimizer)":
        "TypeError: Model expects a layer, a loss and an optimizer, got Linear as Layer: mind the "
        "order, and () after a class",
    "NNModel(model.layer, model.optimizer, MSELoss())":
        "TypeError: Model expects a layer, a loss and an optimizer, got SGDOptimizer as Loss: mind "
        "the order, and () after a class",
    "NNModel(Linear(1, 1), MSELoss(), model.optimizer)":
        "ValueError: Model expects an optimizer of this layer's parameters, got one of others: "
        "make it anew, from layer.parameters",
    "model.train(dataset, '10')":
        "ValueError: train expects a whole number of epochs from 0 up, got '10': 10 goes through "
        "the data ten times",
    "model._step(Tensor([[inf]]), Tensor([[1]]))":
        "FloatingPointError: train expects a finite loss, got inf: lower the learning rate, or "
        "scale the features",
    # Datasets
    "Given(one, one, '2')":
        "ValueError: Dataset expects a batch size that is a whole number from 1 up, got '2'",
    "type('Mine', (Dataset,), {'load': lambda self: None})()":
        "ValueError: Dataset expects load to set self.train_features: add it",
    "Given(one, one, test_labels=[[nan, 1]])":
        "ValueError: Dataset expects rows of finite numbers in test_labels, got shape (1, 2), or "
        "NaN or infinity in it: clean the data",
    "Given(one * 3, one * 2)":
        "ValueError: Dataset expects train_features and train_labels of equal length, got 3 and 2: "
        "each sample needs its label",
    "dataset[3]":
        "IndexError: Dataset has batches 0 to 2, got number 3",
    "dataset.estimate(Tensor([1]))":
        "NotImplementedError: Given does not say how to judge predictions: write its estimate",
    "MNISTDataset('nowhere.npz')":
        "FileNotFoundError: MNISTDataset found no file nowhere.npz: use data/tinymnist.npz, or run "
        "data/make_tinymnist.py",
    "MNISTDataset('text.npz')":
        "ValueError: MNISTDataset expects an npz file with x_train, y_train, x_test, y_test, got "
        "text.npz (NumPy's words): use data/tinymnist.npz, or run data/make_tinymnist.py",
    "digits(x_test=np.zeros((2, 28, 27)))":
        "ValueError: MNISTDataset expects images as uint8 (N, 28, 28), got float64 (2, 28, 27) in "
        "digits.npz: use data/tinymnist.npz, or run data/make_tinymnist.py",
    "digits(y_train=np.arange(20))":
        "ValueError: MNISTDataset expects labels (N,) that are integers 0 to 9, got int64 (20,) "
        "with [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] in digits.npz: use data/tinymnist.npz, or run "
        "data/make_tinymnist.py",
    "digits().estimate(np.ones((3, 10)))":
        "TypeError: estimate expects a Tensor, got ndarray",
    "digits().estimate(Tensor(np.ones((2, 10))))":
        "ValueError: estimate expects predictions (3, 10), got (2, 10): choose their data, train() "
        "or eval()",
    # Penguins
    "penguins('species,island')":
        "ValueError: birds.csv: expected columns ['species', 'island', 'bill_length_mm', "
        "'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'sex', 'year'], got "
        "['species', 'island']: use data/penguins.csv",
    "penguins(HEADER, 'Adelie,Torgersen')":
        "ValueError: birds.csv: expected 8 values in a row, got ['Adelie', 'Torgersen']: use "
        "data/penguins.csv",
    "penguins(HEADER, 'Adelie,Torgersen,39.1,18.7,181,heavy,male,2007')":
        "ValueError: birds.csv: expected a number in body_mass_g, got heavy: use data/penguins.csv",
}  # fmt: skip


@pytest.fixture
def answer(tmp_path, monkeypatch):
    """Run code behind the reader's preamble, in a folder of its own; return what was raised."""
    monkeypatch.chdir(tmp_path)
    Path("text.npz").write_text("no zip", encoding="utf-8")
    namespace = globals().copy()
    exec(PREAMBLE, namespace)

    def run(code):
        with pytest.raises(Exception) as raised:
            eval(code, namespace)
        return raised.value

    return run


@pytest.mark.parametrize("code", SENTENCES)
def test_sentence(answer, code):
    error = answer(code)
    sentence = re.sub(r"(text\.npz) \(.+\):", r"\1 (NumPy's words):", str(error))
    assert f"{type(error).__name__}: {sentence}" == SENTENCES[code]


def test_no_sentence_of_the_library_is_missing_here(answer):
    """Each call of expect, and each raise, has brought one of the sentences."""
    written, brought = set(), set()
    for path in LIBRARY.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "expect"
            if path.name != "checks.py" and (called or isinstance(node, ast.Raise)):
                written.add((path.name, node.lineno))
    for code in SENTENCES:
        frames = traceback.extract_tb(answer(code).__traceback__)
        names = [(Path(frame.filename), frame.lineno) for frame in frames]
        inside = [place for place in names if place[0].parent == LIBRARY]
        brought |= {(path.name, line) for path, line in inside if path.name != "checks.py"}
    assert written <= brought, sorted(written - brought)
