"""What readers get wrong, as they would type it, and what the library answers.

A row is code and its answer: an exception with fragments of its sentence, or, where nothing is
wrong, what Jupyter would show. Each row runs by itself behind PREAMBLE, in a folder with data/.
Appendix F shows the first row of each group.
"""

PREAMBLE = '''\
from tinynn import *
import numpy as np

nan, inf = float("nan"), float("inf")
one = [[1.0]]

class Given(Dataset):
    """A dataset of what it is given; to test, the same again, unless told otherwise."""

    def __init__(self, features, labels, batch_size=1, **other):
        self.given, self.other = (features, labels), other
        super().__init__(batch_size)

    def load(self):
        self.train_features, self.train_labels = self.given
        self.test_features, self.test_labels = self.given
        for name, value in self.other.items():
            setattr(self, name, value)

def make_model(lr=0.1):
    np.random.seed(0)
    layer = Linear(1, 1)
    return NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr))

class StopButton(MSELoss):
    """As if you pressed Jupyter's stop button in the middle of a certain batch."""

    def __init__(self, batch):
        self.batches_left = batch

    def forward(self, p, y):
        self.batches_left -= 1
        if self.batches_left == 0:
            raise KeyboardInterrupt
        return super().forward(p, y)

dataset = Given([[0.0], [0.25], [0.5], [0.75], [1.0]], [[1.0], [1.5], [2.0], [2.5], [3.0]], 2)
model = make_model()
weight, bias = model.layer.parameters
'''

GROUPS: dict[str, dict] = {}

GROUPS["data"] = {
    "dataset[3]": (IndexError, "0 to 2", "got", " 3"),
    "Given(one, one, 0)": (ValueError, "batch size", "from 1 up", "got 0"),
    "Given([[1.0]] * 3, [[1.0]] * 2)": (
        ValueError, "train_features", "train_labels", "equal length", "got 3 and 2",
    ),
    "Given(one, one, test_labels=[[1.0]] * 4)": (
        ValueError, "test_features", "test_labels", "equal length", "got 1 and 4",
    ),
    "Given(np.zeros((0, 3)), np.zeros((0, 1)))": (ValueError, "train_features", "got", "(0, 3)"),
    "Given(one, one, test_features=[], test_labels=[])": (
        ValueError, "test_features", "got", "(0,)",
    ),
    "Given(1.0, one)": (ValueError, "train_features", "got", "()"),
    "Given([[1.0, nan]], one)": (ValueError, "train_features", "finite", "NaN"),
    "Given(one, [[inf]])": (ValueError, "train_labels", "finite", "infinity"),
    "Given(one, one, test_features=[[nan]])": (ValueError, "test_features", "finite", "NaN"),
    'Given([["a"]], one)': (ValueError, "train_features", "got 'a'", "by a real number"),
    "dataset[-1]": (IndexError, "0 to 2", "got", " -1"),
    "dataset[:2]": (IndexError, "0 to 2", "got", " slice"),
    "len([features for features, labels in dataset])": (None, "3"),
    "dataset[2][0].data.shape": (None, "(1, 1)"),
    "alone = Given(one, one)\nmodel.train(alone, 1)\nlen(alone), len(model.history)": (
        None, "(1, 1)",
    ),
    "dataset.batch_size = 100\nmodel.train(dataset, 1)\nlen(dataset), dataset[0][0].data.shape": (
        None, "(1, (5, 1))",
    ),
    "dataset.estimate(model.test(dataset)[0])": (
        NotImplementedError, "Given does not say", "write its estimate",
    ),
    "dataset.batch_size = 0\nmodel.train(dataset, 1)": (ValueError, "batch size", "got 0"),
    "dataset.train_labels = dataset.train_labels[:3]\nmodel.train(dataset, 1)": (
        ValueError, "train_features and train_labels", "equal length", "got 5 and 3",
    ),
    "dataset.test_labels[0] = nan\nmodel.test(dataset)": (ValueError, "test_labels", "NaN"),
    "dataset.test_labels = None\nmodel.test(dataset)": (ValueError, "test_labels", "got None"),
}  # fmt: skip

GROUPS["tensors"] = {
    'Tensor("abc")': (ValueError, "expects numbers", "got 'abc'", "by a real number"),
    'Tensor([1, "2"])': (ValueError, "got dtype('<U21')", ".astype(float)"),
    "Tensor(None)": (ValueError, "expects numbers", "got None", "by a real number"),
    "Tensor([1, None])": (ValueError, "expects numbers", "got None", "leave it out"),
    "Tensor([[1], [2, 3]])": (ValueError, "got [[1], [2, 3]]", "rows of one length"),
    "Tensor([1j])": (ValueError, "expects numbers", "got 1j", "a real number"),
    "Tensor(Tensor([1, 2]))": (ValueError, "got Tensor([1. 2.])", "take its .data"),
    "Tensor([1, 2]) + np.ones(2)": (TypeError, "Tensor + expects a Tensor", "got ndarray"),
    "Tensor([1, 2]) * 2": (TypeError, "Tensor * expects a Tensor", "got int"),
    # Where the Tensor stands on the right, Python's own sentence would do: it names both.
    "np.ones(2) + Tensor([1, 2])": (TypeError, "ndarray", "Tensor"),
    "np.ones(2) * Tensor([1, 2])": (TypeError, "ndarray", "Tensor"),
    "2 * Tensor([1, 2])": (TypeError, "int", "Tensor"),
    "Tensor(np.ones((2, 3))) + Tensor([1, 2, 3])": (
        ValueError, "Tensor + expects shape (2, 3)", "got (3,)",
    ),
    "Tensor([1]) * Tensor([1, 2])": (ValueError, "Tensor *", "shape (1,)", "got (2,)"),
    "(Tensor(np.ones((2, 3))) + Tensor(np.ones((2, 3)))).backward()": (
        ValueError, "backward expects", "one element", "got", "(2, 3)",
    ),
    "Tensor([]).backward()": (ValueError, "one element", "(0,)"),
    "Tensor([1, 2]).data.dtype": (None, "dtype('float64')"),
    "Tensor([1, 2]).grad": (None, "array([0., 0.])"),
    "x = Tensor([3])\nTensor(x.data * 2, (x), lambda grad: x.add_grad(2 * grad))": (
        TypeError, "parents", "got Tensor", "(x,) with its comma",
    ),
    "Tensor([1, 2]).add_grad(np.ones(3))": (ValueError, "add_grad", "shape (2,)", "got (3,)"),
    "Tensor(np.array([1, 2], dtype=object))  # a column of pandas": (
        ValueError, "got dtype('O')", "make it np.array(...).astype(float)",
    ),
    "Tensor(np.array([1, None], dtype=object))": (ValueError, "got None", "leave it out"),
    "Tensor(np.array([[1], [2, 3]], dtype=object))": (ValueError, "got [1]", "of one length"),
    "Tensor([np.ones(2), np.ones(3)])": (ValueError, "got [array", "of one length"),
    "Tensor(np.array(['2020-01-31'], dtype='datetime64[D]'))": (
        ValueError, "got datetime.date(2020, 1, 31)", "by a real number",
    ),
    "Tensor([1, Tensor([2])])": (ValueError, "got Tensor([2.])", "take its .data"),
    "Tensor([10**20])": (ValueError, "got dtype('O')", ".astype(float)"),
    "Tensor([10**400])": (ValueError, "got 1000", "..."),
    "Tensor({1, 2})": (ValueError, "got {1, 2}", "make it a list"),
    "Tensor({'a': 1})": (ValueError, "got {'a': 1}", "make it a list"),
    "Tensor(b'abc')": (ValueError, "got b'abc'", "by a real number"),
    "Tensor(Tensor)": (ValueError, "got <class", "by a real number"),
}  # fmt: skip

GROUPS["layers"] = {
    "Linear(784, 10)(Tensor(np.ones((2, 1, 28, 28))))": (
        ValueError, "Linear expects (N, 784)", "got (2, 1, 28, 28)", "put a Flatten before it",
    ),
    "Linear(3, 2)(Tensor(np.ones((5, 4))))": (
        ValueError, "Linear expects (N, 3)", "got (5, 4)",
    ),
    "Linear(3, 2)(Tensor([1, 2, 3]))": (ValueError, "Linear expects (N, 3)", "got (3,)"),
    "Linear(0, 2)": (ValueError, "Linear expects", "from 1 up", "got 0"),
    "Sequential([Flatten(), Linear(784, 2)])(Tensor(np.ones((5, 1, 8, 8))))": (
        ValueError, "Linear expects (N, 784)", "got (5, 64)",
    ),
    "Convolution(1, 2, 4)(Tensor(np.ones((2, 1, 3, 5))))": (
        ValueError, "Convolution expects (N, 1, H, W)", "from 4 up", "got (2, 1, 3, 5)",
    ),
    "Convolution(1, 2, 3)(Tensor(np.ones((2, 784))))": (
        ValueError, "Convolution expects (N, 1, H, W)", "got (2, 784)",
    ),
    "Convolution(1, 2, 3)(Tensor(np.ones((2, 28, 28))))": (
        ValueError, "(N, 1, H, W)", "(2, 28, 28)",
    ),
    "Convolution(3, 2, 3)(Tensor(np.ones((2, 1, 28, 28))))": (
        ValueError, "expects (N, 3, H, W)", "got (2, 1, 28, 28)",
    ),
    "Convolution(1, 2, (3, 3))": (ValueError, "Convolution expects", "got (3, 3)"),
    "Convolution(1, 2, 3)(Tensor(np.ones((1, 1, 3, 3)))).data.shape": (None, "(1, 2, 1, 1)"),
    "MaxPool(4)(Tensor(np.ones((2, 1, 5, 3))))": (
        ValueError, "MaxPool expects (N, C, H, W)", "from 4 up", "got (2, 1, 5, 3)",
    ),
    "MaxPool(2)(Tensor(np.ones((2, 784))))": (ValueError, "expects (N, C, H, W)", "got (2, 784)"),
    "MaxPool(2)(Tensor(np.ones((2, 28, 28))))": (ValueError, "(N, C, H, W)", "(2, 28, 28)"),
    "MaxPool(2.0)": (ValueError, "MaxPool expects", "from 1 up", "got 2.0"),
    "MaxPool(2)(Tensor(np.ones((1, 1, 5, 5)))).data.shape": (None, "(1, 1, 2, 2)"),
    "Softmax(2)(Tensor(np.ones((5, 4))))": (
        ValueError, "Softmax expects", "axis 2", "got (5, 4)",
    ),
    "Dropout(20)": (ValueError, "Dropout expects a rate from 0 to less than 1", "got 20"),
    "Sigmoid((1, -1))": (ValueError, "(low, high)", "got (1, -1)"),
    "Sigmoid()(Tensor([-1e9, 1e9])).data.round(2).tolist()": (None, "[0.0, 1.0]"),
    "Linear(2, 2)(np.ones((2, 2)))": (TypeError, "Linear expects a Tensor", "got ndarray"),
    "Sequential([Flatten(), np.tanh])": (TypeError, "a Layer, got ufunc", "a list of layers"),
    "Sequential([Flatten(), ReLU])": (TypeError, "got a class", "make an object, ReLU(...)"),
    "Sequential(ReLU())": (TypeError, "expects a list, got ReLU", "a list of layers"),
    "Sequential([])(Tensor([1, 2]))": (None, "Tensor([1. 2.])"),
    "relu = ReLU()\nSequential([relu, relu])(Tensor([-1, 2]))": (None, "Tensor([0. 2.])"),
}  # fmt: skip

GROUPS["losses"] = {
    "MSELoss()(Tensor(np.ones((4, 1))), Tensor(np.ones(4)))": (
        ValueError, "MSELoss expects shape (4, 1)", "got (4,)", "reshape",
    ),
    "CELoss()(Tensor(np.ones((4, 1))), Tensor(np.ones(4)))": (
        ValueError, "CELoss expects shape (4, 1)", "got (4,)",
    ),
    "BCELoss()(Tensor(np.ones((4, 1))), Tensor(np.ones(4)))": (
        ValueError, "BCELoss expects shape (4, 1)", "got (4,)",
    ),
    "MSELoss()(np.ones((2, 2)), Tensor(np.ones((2, 2))))": (
        TypeError, "MSELoss expects a Tensor", "got ndarray",
    ),
    "CELoss()(Tensor(np.ones((2, 2))), np.eye(2))": (
        TypeError, "CELoss expects a Tensor", "got ndarray",
    ),
    "CELoss()(Tensor(np.ones((3, 10))), Tensor([1, 2, 3]))": (
        ValueError, "expects shape (3, 10)", "got (3,)", "one-hot",
    ),
    "CELoss()(Tensor(np.ones((2, 2))), Tensor([[4, 0], [0, 1]]))": (
        ValueError, "CELoss expects", "one-hot", "got", "4",
    ),
    "CELoss()(Tensor([[1, 1]]), Tensor([[3, -2]]))": (
        ValueError, "CELoss expects", "one-hot", "got", "-2",
    ),
    "CELoss()(Tensor([1, 1]), Tensor([0, 1]))": (ValueError, "(N, classes)", "got (2,)"),
    "f'{CELoss()(Tensor([[1000, 0]]), Tensor([[0, 1]])).data:.1f}'": (None, "'1000.0'"),
    "BCELoss()(Tensor([0.5, 1.5]), Tensor([0, 1]))": (
        ValueError, "BCELoss expects", "from 0 to 1", "got 0.5 to 1.5", "Sigmoid",
    ),
    "BCELoss()(Tensor([0.5, -0.5]), Tensor([0, 1]))": (ValueError, "got -0.5 to 0.5"),
    "BCELoss()(Tensor([nan]), Tensor([0]))": (ValueError, "got NaN: clean the data", "lower lr"),
    "BCELoss()(Tensor([0.5, 0.5]), Tensor([1, 2]))": (ValueError, "got 1 to 2: make targets 0"),
    "f'{BCELoss()(Tensor([0]), Tensor([1])).data:.1f}'": (None, "'100.0'"),
    "MSELoss()(Tensor([]), Tensor([]))": (ValueError, "Loss expects samples, got none"),
    "CELoss()(Tensor(np.ones((0, 2))), Tensor(np.ones((0, 2))))": (ValueError, "samples, got none"),
    "BCELoss()(Tensor([]), Tensor([]))": (ValueError, "samples, got none", "skip the batch"),
    "CELoss()(Tensor(np.ones((2, 3, 4))), Tensor(np.ones((2, 3, 4))))": (
        ValueError, "CELoss expects (N, classes)", "got (2, 3, 4)", "Flatten",
    ),
    "CELoss()(Tensor([[1, 2]] * 3), Tensor([[1, 1], [2, 2], [3, 3]]))": (
        ValueError, "one-hot", "got [[1.0, 1.0], [2.0, 2.0]]: np.eye",
    ),
    "CELoss()(Tensor([[1, 2]]), Tensor([[nan, 1]]))": (ValueError, "one-hot", "got [[nan, 1.0]]"),
    "BCELoss()(Tensor([0.5, 0.5]), Tensor([nan, 1]))": (ValueError, "got NaN: clean the data"),
    "weight.data[:] = nan\nBCELoss()(Sigmoid()(model.layer(dataset[0][0])), dataset[0][1])": (
        ValueError, "got NaN", "start anew with a lower lr",
    ),
    "BCELoss()(Tensor([inf]), Tensor([1]))": (ValueError, "got inf to inf", "Sigmoid"),
}  # fmt: skip

GROUPS["gradients"] = {
    "check_gradient(ReLU(), np.ones(2))": (TypeError, "expects a Tensor", "got ndarray"),
    "numerical_gradient(lambda x: (x * x).sum(), np.array([1, 2])).round(3)": (
        None, "array([2., 4.])",
    ),
    "check_gradient(Tensor([1]), ReLU())": (TypeError, "expects a Tensor", "got ReLU"),
    "check_gradient(lambda x: x.data, Tensor([1]))": (
        TypeError, "expects a Tensor", "got ndarray", "let f return",
    ),
    "check_gradient(Tanh(), Tensor(np.array([1, 2])))": (None, ""),
    "check_gradient(ReLU(), Tensor([0]))": (AssertionError, "at (0,)", "0.5, got 0"),
    "def f(x):\n    raise RuntimeError('mine')\n\ncheck_gradient(f, Tensor([1]))": (
        RuntimeError, "mine",
    ),
    "check_gradient(Sequential([Flatten(), Linear(4, 2)]), Tensor(np.full((1, 1, 2, 2), 255)))": (
        None, "",
    ),
}  # fmt: skip

GROUPS["optimizer"] = {
    "SGDOptimizer(model.layer.parameters, 0)": (
        ValueError, "SGDOptimizer expects a positive, finite lr", "got 0", "try 0.01",
    ),
    "SGDOptimizer([], 0.1)": (ValueError, "expects parameters", "got none"),
    "SGDOptimizer(ReLU().parameters, 0.1)": (ValueError, "expects parameters", "got none"),
    "SGDOptimizer([np.ones(2)], 0.1)": (
        TypeError, "SGDOptimizer expects a Tensor", "got ndarray", "layer.parameters",
    ),
    "SGDOptimizer(model.layer, 0.1)": (
        TypeError, "expects a list", "got Linear", "layer.parameters",
    ),
    "SGDOptimizer(weight, 0.1)": (TypeError, "expects a list", "got Tensor"),
    "SGDOptimizer(0.1, model.layer.parameters)": (TypeError, "parameters", "got float"),
    "model.optimizer.lr = nan\nmodel.train(dataset, 1)": (
        ValueError, "SGDOptimizer expects a positive, finite lr", "got nan",
    ),
    "model.optimizer.lr = inf\nmodel.train(dataset, 1)": (
        ValueError, "SGDOptimizer expects a positive, finite lr", "got inf",
    ),
    "model.optimizer.lr = -0.1\nmodel.train(dataset, 10_000)": (
        ValueError, "SGDOptimizer expects a positive, finite lr", "got -0.1",
    ),
    'SGDOptimizer([weight], "0.1")': (TypeError, "(lr) expects a Number", "got str", "0.01"),
    "model.optimizer.lr = 0  # as at the end of a schedule\nmodel.train(dataset, 2)\n"
    "model.history[0] == model.history[1]": (None, "True"),
    "SGDOptimizer([weight], [0.1])": (TypeError, "(lr) expects a Number", "got list"),
    "SGDOptimizer([weight], Tensor(0.1))": (TypeError, "(lr) expects a Number", "got Tensor"),
    "SGDOptimizer([weight, [bias]], 0.1)": (TypeError, "a Tensor, got list", "layer.parameters"),
    "SGDOptimizer(Linear, 0.1)": (TypeError, "a list, got a class", "Linear(...)"),
}  # fmt: skip

GROUPS["training"] = {
    "model.train(dataset, -1)": (ValueError, "epochs", "from 0 up", "got -1"),
    "model.train(dataset, 0)\nmodel.history": (None, "[]"),
    "NNModel(model.layer, MSELoss, model.optimizer)": (
        TypeError, "Model expects a Loss, got a class", "MSELoss(...)",
    ),
    "NNModel(model.layer, model.optimizer, MSELoss())": (
        TypeError, "Model expects a Loss, got SGDOptimizer", "order",
    ),
    "NNModel(MSELoss(), model.layer, model.optimizer)": (
        TypeError, "Model expects a Layer, got MSELoss", "order",
    ),
    "model = make_model(30.0)\nmodel.train(dataset, 1000)": (
        FloatingPointError, "expects a finite loss", "lower the learning rate",
    ),
    "dataset.train_features[0] = nan\nmodel.train(dataset, 1)": (
        ValueError, "finite numbers in train_features", "got NaN", "clean the data",
    ),
    "model = make_model(30.0)\ntry:\n    model.train(dataset, 1000)\n"
    "except FloatingPointError:\n    print(np.isfinite(weight.data).all())": (None, "True"),
    "model.train(dataset, 200)\nf'{weight.data.item():.2f} {bias.data.item():.2f}'": (
        None, "'2.00 1.00'",
    ),
    "model.train(([[1.0]], [[2.0]]), 5)": (TypeError, "train expects a Dataset, got tuple"),
    "model.train(np.ones((100, 100)), np.ones((100, 1)))": (TypeError, "a Dataset, got ndarray"),
    "model.train(dataset, np.ones((100, 1)))": (ValueError, "(epochs)", "from 0 up", "got array(["),
    "model.train(Given, 5)": (TypeError, "a Dataset, got a class", "Given(...)"),
    "model.test([[1.0]])": (TypeError, "test expects a Dataset, got list", "subclass"),
    "model.test(None)": (TypeError, "test expects a Dataset, got NoneType"),
    "NNModel(model.layer, MSELoss(), model.layer.parameters)": (
        TypeError, "Model expects an Optimizer, got list", "order",
    ),
    "model.layer.weight, model.layer.bias = Tensor([[5]]), Tensor([0])  # as saved\n"
    "model.train(dataset, 1)": (ValueError, "this layer's parameters", "got one of others", "anew"),
    "model.layer.bias = Tensor([0])\nmodel.train(dataset, 1)": (ValueError, "got one of others"),
    "model.layer = Linear(1, 1)\nmodel.train(dataset, 1)": (ValueError, "got one of others"),
    "model.optimizer = make_model().optimizer\nmodel.train(dataset, 1)": (
        ValueError, "got one of others",
    ),
    "model.optimizer = SGDOptimizer\nmodel.train(dataset, 1)": (TypeError, "got a class", "(...)"),
    "model.loss_fn = CELoss\nmodel.train(dataset, 1)": (TypeError, "a Loss", "CELoss("),
    "model.optimizer = SGDOptimizer([bias], 0.1)  # the weight stays frozen\n"
    "model.train(dataset, 1)\nweight.data.item() == make_model().layer.weight.data.item()": (
        None, "True",
    ),
    "weight.data[:] = 1e200  # has overflowed\nmodel.test(dataset)": (
        FloatingPointError, "test expects a finite loss", "got inf", "lower the learning rate",
    ),
    "weight.data[:] = inf\nmodel.test(dataset)": (FloatingPointError, "test expects", "got nan"),
    "model.loss_fn = CELoss()\nbias.data[:] = inf\nmodel.test(Given(one, one))": (
        FloatingPointError, "test expects", "got nan",
    ),
    "model.loss_fn = BCELoss()\nbias.data[:] = inf\nmodel.test(Given(one, one))": (
        ValueError, "BCELoss expects numbers from 0 to 1", "got inf to inf",
    ),
}  # fmt: skip

GROUPS["orders"] = {
    "layer = Linear(1, 1)  # run again, but not the optimizer's cell\n"
    "NNModel(layer, MSELoss(), model.optimizer)": (
        ValueError, "this layer's parameters", "got one of others", "from layer.parameters",
    ),
    "predictions, loss = model.test(dataset)  # before any training\n"
    "predictions.data.shape, bool(loss.data > 0.1)": (None, "((5, 1), True)"),
    "digits = MNISTDataset('data/tinymnist.npz')  # set to its training data\n"
    "digits.estimate(Tensor(np.zeros((1000, 10))))": (
        ValueError, "estimate expects shape (2000, 10)", "got (1000, 10)", "train() or eval()",
    ),
    "x = Tensor([2])\nloss = x * x\nloss.backward()\nloss.backward()\nx.grad": (
        None, "array([8.])",
    ),
    "x = Tensor([2])\nloss = x * x\nloss.backward()\nx.grad = None\nloss.backward()\nx.grad": (
        None, "array([4.])",
    ),
    "before = weight.data.copy()\nmodel.optimizer.step()  # without backward\n"
    "np.array_equal(weight.data, before)": (None, "True"),
    "before = weight.data.copy()\nmodel.loss_fn(model.layer(dataset[1][0]), dataset[1][1])"
    ".backward()\nmodel.optimizer.reset()  # too early\nmodel.optimizer.step()\n"
    "np.array_equal(weight.data, before)": (None, "True"),
    "model.train(dataset, 2)\nmodel.train(dataset, 3)\nother = make_model()\n"
    "other.train(dataset, 5)\nmodel.history == other.history": (None, "True"),
    "model.test(dataset)\nmodel.train(dataset, 1)\nmodel.layer.training": (None, "True"),
    "dataset.eval()\nmodel.train(dataset, 1)\ndataset.features is dataset.train_features": (
        None, "True",
    ),
    "layer = Sequential([Dropout(0.5)])\nlayer.eval()\nlayer(Tensor([1, 2]))": (
        None, "Tensor([1. 2.])",
    ),
}  # fmt: skip

STOP = "model.loss_fn = StopButton(5)  # in the second of three batches, the second time\n"
STOP += "try:\n    model.train(dataset, 10)\nexcept KeyboardInterrupt:\n    "
GROUPS["stopping"] = {
    f"{STOP}model.train(dataset, 200)\nf'{{weight.data.item():.2f}} {{bias.data.item():.2f}}'": (
        None, "'2.00 1.00'",
    ),
    f"{STOP}print(len(model.history))": (None, "1"),
    f"{STOP}print(model.layer(Tensor([[1.0]])).data.shape)": (None, "(1, 1)"),
    f"{STOP}print(model.test(dataset)[0].data.shape, model.layer.training)": (
        None, "(5, 1) False",
    ),
    f"{STOP}model.train(dataset, 3)\nlen(model.history)": (None, "4"),
}  # fmt: skip

OWN = "class Mine(Layer):\n    def forward(self, x):\n        "
ADDS = OWN + "return Tensor(x.data * 2, (x,), lambda grad: x.add_grad({}))\n\n"
ADDS += "check_gradient(Mine(), Tensor([[1, 2], [3, 4]]))"
OWN_LOSS = "class Mine(Loss):\n    def forward(self, p, y):\n        return {}\n\n"
OWN_LOSS += "Mine()(Tensor([1, 2]), Tensor([3, 4]))"
OWN_DATA = "class Mine(Dataset):\n    def load(self):\n        {}\n\nMine()"
GROUPS["own classes"] = {
    OWN + "return x\n\nMine()([1, 2])": (TypeError, "Mine expects a Tensor, got list"),
    OWN + "return x\n\nMine()(Tensor([1, 2]))  # no __init__ needed": (None, "Tensor([1. 2.])"),
    OWN + "return x.data * 2\n\nMine()(Tensor([1, 2]))": (
        TypeError, "Mine expects a Tensor, got ndarray", "let forward return Tensor(",
    ),
    OWN + "x.data * 2\n\nSequential([Mine(), ReLU()])(Tensor([1, 2]))": (
        TypeError, "Mine expects a Tensor, got NoneType", "let forward return",
    ),
    ADDS.format("2 * grad"): (None, ""),
    ADDS.format("grad * x.data"): (AssertionError, "(1, 1)", "a difference of 1,", "gradient_fn"),
    ADDS.format("2 * grad.sum(axis=0)"): (
        ValueError, "add_grad expects shape (2, 2)", "got (2,)", "gradient_fn",
    ),
    OWN + "return Tensor(x.data * 2)  # no way back\n\ncheck_gradient(Mine(), Tensor([1]))": (
        AssertionError, "to have gradient 2, got 0",
    ),
    OWN + "return Tensor(x.data * 2, x, lambda grad: None)\n\nMine()(Tensor([1]))": (
        TypeError, "parents", "got Tensor", "(x,) with its comma",
    ),
    "class Mine(Layer):\n    def __init__(self):\n        self.weight = Tensor([1])\n\n"
    "    def forward(self, x):\n        return x * self.weight\n\n"
    "SGDOptimizer(Mine().parameters, 0.1)  # forgot to override parameters": (
        ValueError, "expects parameters", "got none",
    ),
    "class Mine(Layer):\n    def parameters(self):  # without @property\n        return []\n\n"
    "    def forward(self, x):\n        return x\n\nSGDOptimizer(Mine().parameters, 0.1)": (
        TypeError, "expects a list", "got method",
    ),
    OWN_LOSS.format("np.mean((p.data - y.data) ** 2)"): (
        TypeError, "Mine expects a Tensor, got float64", "let forward return Tensor(",
    ),
    OWN_LOSS.format("Tensor((p.data - y.data) ** 2)"): (
        ValueError, "Mine expects one number", "got shape (2,)", "Tensor(mean",
    ),
    OWN_LOSS.replace("return {}", "p.data - y.data  # forgot return"): (
        TypeError, "Mine expects a Tensor", "got None", "return Tensor(",
    ),
    OWN_DATA.format("self.train_features = self.train_labels = self.test_features = one"): (
        ValueError, "load to set", "test_labels",
    ),
    OWN_DATA.format("return one, one"): (ValueError, "load to set self.train_features"),
}  # fmt: skip

SAVE = 'np.savez("a.npz", x_train=x, y_train=y, x_test=x, y_test=y)\nMNISTDataset("a.npz")'
LFS = 'open("a.npz", "w").write("version https://git-lfs.github.com/spec/v1")\n'
READ = 'text = open("data/penguins.csv").read()\n'
GROUPS["files"] = {
    'MNISTDataset("nowhere.npz")': (
        FileNotFoundError, "MNISTDataset", "nowhere.npz", "make_tinymnist",
    ),
    'MNISTDataset("data/penguins.csv")': (ValueError, "expects an npz", "got", "make_tinymnist"),
    'np.savez("digits.npz", x_train=np.zeros((2, 28, 28)))\nMNISTDataset("digits.npz")': (
        ValueError, "expects an npz", "without y_train, x_test, y_test", "np.savez",
    ),
    'MNISTDataset(2, "data/tinymnist.npz")': (ValueError, "batch size", "got 'data/tinymnist.npz'"),
    'digits = MNISTDataset("data/tinymnist.npz")\ndigits.estimate(np.ones((2000, 10)))': (
        TypeError, "estimate expects a Tensor", "got ndarray",
    ),
    'len(MNISTDataset("data/tinymnist.npz", 5000))': (None, "1"),
    'save_weights("a.npz", Linear(1, 1))': (TypeError, "a Layer, got str", "the layer, then a"),
    'load_weights("a.npz", Linear(1, 1))': (TypeError, "a Layer, got str", "the layer, then a"),
    'load_weights(Linear(1, 1), "data/penguins.csv")': (
        ValueError, "a file that save_weights has written", "which is another", "save the weights",
    ),
    'save_weights(Linear(1, 1), "a.npz")\nload_weights(Linear(2, 1), "a.npz")': (
        ValueError, "shapes [(1, 2), (1,)], got [(1, 1), (1,)]", "build the layer that was saved",
    ),
    'layer = Linear(1, 1)\nlayer.bias.data[0] = nan\nsave_weights(layer, "a.npz")\n'
    'load_weights(layer, "a.npz")': (ValueError, "got NaN or infinity", "lower lr"),
    f'{READ}open("a.csv", "w").write(text.replace("body_mass_g", "mass"))\n'
    'load_penguins("a.csv")': (ValueError, "a.csv: expected columns", "body_mass_g", "'mass'"),
    f'{READ}open("b.csv", "w").write(text.replace("3750", "heavy"))\nload_penguins("b.csv")': (
        ValueError, "expected a number in body_mass_g, got 'heavy'",
    ),
    f'{READ}open("c.csv", "w").write(text[:-20])  # cut\nload_penguins("c.csv")': (
        ValueError, "expected 8 values in a row, got",
    ),
    'load_penguins("data/tinymnist.npz")  # no text': (ValueError, "expected text", "CSV UTF-8"),
    'load_penguins("data/penguins.csv")["year"].shape': (None, "(333,)"),
    'MNISTDataset("data")  # a folder': (ValueError, "got data, which is not one", "tinymnist"),
    f'{LFS}MNISTDataset("a.npz")': (
        ValueError, "a.npz, which is not one", "git lfs pull",
    ),
    'np.savez("a.npz", x_train=np.array([{}]), y_train=1, x_test=1, y_test=1)\n'
    'MNISTDataset("a.npz")': (ValueError, "holds Python objects", "use data/tinymnist.npz"),
    f'x, y = np.ones((2, 28, 28)), np.ones(2)\n{SAVE}': (
        ValueError, "got float64 (2, 28, 28) from 1.0 to 1.0: multiply by 255, make it .astype",
    ),
    f'x, y = np.full((2, 28, 28), 255, "u1"), np.eye(10)[[3, 5]]\n{SAVE}': (
        ValueError, "labels", "got float64 (2, 10): take .argmax(axis=1)",
    ),
}  # fmt: skip

# Python and NumPy answer these themselves, before any line of the library can. Their words change
# from version to version; they name what is wrong, not always the remedy.
GROUPS["python"] = {
    "class Mine(Layer):\n    pass  # forgot forward\n\nMine()": (TypeError, "Mine", "forward"),
    "class Mine(Dataset):\n    pass  # forgot load\n\nMine()": (TypeError, "Mine", "load"),
    "class Mine(Loss):\n    pass  # forgot forward\n\nMine()": (TypeError, "Mine", "forward"),
    "class Mine(Optimizer):\n    pass  # forgot step\n\nMine(model.layer.parameters, 0.1)": (
        TypeError, "Mine", "step",
    ),
    "class Mine(Layer):\n    def forward(self):  # forgot x\n        return 1\n\n"
    "Mine()(Tensor([1]))": (TypeError, "Mine.forward()", "takes 1 positional argument"),
    "class Mine(Layer):\n    def __init__(self):\n        self.parameters = [Tensor([1])]\n\n"
    "    def forward(self, x):\n        return x\n\nMine()": (AttributeError, "parameters", "Mine"),
    "class Mine(Linear):\n    def __init__(self):\n        pass  # forgot super().__init__(2, 1)\n"
    "\nMine()(Tensor([[1, 2]]))": (AttributeError, "Mine", "weight"),
    "class Mine(Given):\n    def __init__(self):\n        pass  # forgot super().__init__(...)\n\n"
    "len(Mine())": (AttributeError, "Mine", "features"),
    OWN + "return Tensor(x.data, (x,), lambda: x.add_grad(1))  # takes no grad\n\n"
    "Mine()(Tensor([1])).backward()": (TypeError, "Mine.forward", "takes 0 positional arguments"),
    "Layer()": (TypeError, "Layer", "forward"),
    "Linear(2)": (TypeError, "Linear.__init__()", "out_size"),
    "Tensor([1, 2]) - Tensor([1, 2])": (TypeError, "-", "'Tensor' and 'Tensor'"),
    "Tensor([1, 2])[0]": (TypeError, "'Tensor' object is not subscriptable"),
    "Tensor([1, 2]).shape": (AttributeError, "'Tensor' object has no attribute 'shape'"),
    "model.train(dataset)": (TypeError, "train()", "epochs"),
    "numerical_gradient(lambda x: Tensor(x), 3)": (TypeError, "'Tensor' and 'Tensor'"),
    "numerical_gradient(lambda x: x * x, np.array([1, 2]))": (ValueError, "with a sequence"),
    'load_penguins("penguins.csv")': (FileNotFoundError, "No such file", "'penguins.csv'"),
    "load_penguins()": (TypeError, "load_penguins()", "path"),
}  # fmt: skip
