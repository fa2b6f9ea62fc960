"""Answers to chapters 14 to 20."""

from tests.workshop.answers.autograd_to_sgd import ALONE, BY_HAND, TWICE

GRADIENT = "the gradient is that found by nudging"
SHUFFLED = "shuffled: none lost, none doubled, pairs kept together"
HISTORY = "history: the mean over samples, a shorter batch counted fairly"
TESTED = "test: all predictions in order, and the mean loss"
FINITE = "a loss that is no longer finite: an error, and parameters as before"
MODES = "training data and mode to train, test data and mode to test"

WRONG = {
    "Dataset": [
        ("the short batch dropped", "ceil(len(self.features) / self.batch_size)",
         "len(self.features) // self.batch_size", "how many batches: a shorter last one counts"),
        ("no IndexError", "if index not in range(len(self)):", "if False:",
         "no such batch: IndexError, so that for ends"),
        ("one too many", "(index + 1) * self.batch_size)", "(index + 1) * self.batch_size + 1)",
         "what is in a batch: features with their labels"),
        ("only the chosen data", "self.train_features = self.train_features[order]\n"
         "        self.train_labels = self.train_labels[order]\n        self.train()",
         "self.train()\n        self.features = self.features[order]\n"
         "        self.labels = self.labels[order]", SHUFFLED),
        ("what was chosen stays chosen", "self.train_labels = self.train_labels[order]\n"
         "        self.train()", "self.train_labels = self.train_labels[order]\n"
         "        if self.features is not self.test_features:\n            self.train()",
         "after shuffling the training data are chosen"),
        ("always the same order", "np.random.permutation", "np.random.RandomState(1).permutation",
         "shuffling follows np.random.seed and leaves test data alone"),
        ("labels not shuffled", "self.train_labels = self.train_labels[order]", "pass", SHUFFLED),
        ("only noted, not chosen",
         "self.train_labels = self.train_labels[order]\n        self.train()",
         "self.train_labels = self.train_labels[order]", SHUFFLED),
        ("drawn with repeats", "np.random.permutation(len(self.train_features))",
         "np.random.randint(0, len(self.train_features), len(self.train_features))", SHUFFLED),
        ("labels in another order", "self.train_labels[order]",
         "self.train_labels[np.random.permutation(len(order))]", SHUFFLED),
        ("tensors that need gradients", "needs_grad=False", "needs_grad=True",
         "the tensors dealt out need no gradient"),
        ("its own stream", "np.random.permutation", "np.random.default_rng().permutation",
         "shuffling follows np.random.seed and leaves test data alone"),
        ("training data whatever is chosen", "self.features[rows]", "self.train_features[rows]",
         "what is chosen is dealt out: the test data too"),
    ],
    "NNModel": [
        ("reset forgotten", "self.optimizer.reset()", "pass",
         "each step starts from zero gradients"),
        ("reset after backward", "self.optimizer.reset()\n        loss.backward()",
         "loss.backward()\n        self.optimizer.reset()", BY_HAND),
        ("the mean of batches", "self._step(features, labels) * len(features.data)",
         "self._step(features, labels) * len(dataset.features) / len(dataset)", HISTORY),
        ("history begins anew", "self.layer.train()",
         "self.layer.train()\n        self.history = []",
         "a number for each epoch, appended"),
        ("shuffled once", "if shuffle:", "if shuffle and epoch == 0:",
         "with shuffle=True each epoch is shuffled first"),
        ("shuffled afterwards", "                self.history.append(",
         "                if shuffle:\n                    dataset.shuffle()\n"
         "                self.history.append(", "with shuffle=True each epoch is shuffled first"),
        ("shuffled always", "if shuffle:", "if True:",
         "with shuffle=True each epoch is shuffled first"),
        ("tested while training", "self.layer.eval()", "self.layer.train()", MODES),
        ("trained while evaluating", "self.layer.train()", "self.layer.eval()", MODES),
        ("tested on training data", "dataset.eval()", "dataset.train()", MODES),
        ("not looked whether finite", 'expect_finite("train", loss.data)', "pass", FINITE),
        ("looked too late", 'expect_finite("train", loss.data)\n        self.optimizer.reset()\n'
         "        loss.backward()\n        self.optimizer.step()",
         "self.optimizer.reset()\n        loss.backward()\n        self.optimizer.step()\n"
         '        expect_finite("train", loss.data)', FINITE),
        ("the short batch left out", "for index in range(len(dataset)):\n"
         "                    features, labels = dataset[index]\n                    total",
         "for index in range(max(1, len(dataset.features) // dataset.batch_size)):\n"
         "                    features, labels = dataset[index]\n                    total",
         HISTORY),
        ("noted after each batch", "                self.history.append(total",
         "                    self.history.append(total", HISTORY),
        ("the loss after the step", "return float(loss.data)",
         "return float(self.loss_fn(self.layer(features), labels).data)", BY_HAND),
        ("the whole set at once", "features, labels = dataset[index]\n            p =",
         "features, labels = dataset.items()\n            p =", MODES),
        ("test: the last batch alone", "np.concatenate(predictions)", "predictions[-1]", TESTED),
        ("test: the sum of losses", "loss = total / len(dataset.features)", "loss = total",
         TESTED),
        ("test: the mean of batches", "loss = total / len(dataset.features)",
         "loss = np.mean([float(self.loss_fn(self.layer(x), y).data) for x, y in dataset])",
         MODES),
        ("test: predictions backwards", "np.concatenate(predictions)",
         "np.concatenate(predictions[::-1])", TESTED),
    ],
    "Sequential": [
        ("backwards", "for layer in self.layers:\n            x",
         "for layer in self.layers[::-1]:\n            x",
         BY_HAND),
        ("input not passed on", "            x = layer(x)\n        return x",
         "            y = layer(x)\n        return y", BY_HAND),
        ("result dropped", "x = layer(x)", "layer(x)", BY_HAND),
        ("the first left out", "for layer in self.layers:\n            x",
         "for layer in self.layers[1:]:\n            x",
         BY_HAND),
        ("lists in a list", "[each for layer in self.layers for each in layer.parameters]",
         "[layer.parameters for layer in self.layers]",
         "all parameters of all layers are handed out, in one list"),
        ("the last layer's alone", "[each for layer in self.layers for each in layer.parameters]",
         "self.layers[-1].parameters", "all parameters of all layers are handed out, in one list"),
    ],
    "ReLU": [
        ("gradient at 0", "x.data > 0", "x.data >= 0", "at 0 itself the gradient is 0"),
        ("gradient everywhere", "np.multiply(grad, x.data > 0, out=x_grad)", "grad * 1", BY_HAND),
        ("absolute value", "np.maximum(x.data, 0, out=output)", "np.abs(x.data, out=output)",
         BY_HAND),
        ("assigned", "x.add_grad(np.multiply(grad, x.data > 0, out=x_grad))",
         "x.grad = grad * (x.data > 0)", TWICE),
        ("in place", "np.maximum(x.data, 0, out=output)",
         "np.maximum(x.data, 0, out=output)\n        x.data[...] = output",
         ALONE),
        ("by the gradient's sign", "x.data > 0", "grad > 0", BY_HAND),
        ("the layer keeps the last signs", "def gradient_fn(grad: np.ndarray) -> None:",
         "self.signs = x.data > 0\n\n        def gradient_fn(grad):\n"
         "            return x.add_grad(grad * self.signs)",
         "each input has its own signs on the way back"),
        ("incoming overwritten", 'x_grad = self.workspace("x.grad", x.data.shape)',
         "x_grad = grad", ALONE),
    ],
    "MNISTDataset": [
        ("pixels to 255", "/ 255", "/ 1", "pictures: an axis for the channel, pixels from 0 to 1"),
        ("by the brightest", "/ 255", "/ x_train.max()",
         "divided by 255, not by the brightest pixel"),
        ("no channel", "x_train[:, np.newaxis]", "x_train",
         "pictures: an axis for the channel, pixels from 0 to 1"),
        ("rounded down", "/ 255", "// 255",
         "pictures: an axis for the channel, pixels from 0 to 1"),
        ("channel last", "x_test[:, np.newaxis]", "x_test[..., np.newaxis]",
         "pictures: an axis for the channel, pixels from 0 to 1"),
        ("digits as labels", "np.eye(10)[y_test]", "y_test * 1.0", "labels: one-hot"),
        ("wrong axis", "predictions.data.argmax(axis=1)", "predictions.data.argmax(axis=0)",
         "estimate: the share of what is right"),
        ("place by place", "np.mean(said == self.labels.argmax(axis=1))",
         "np.mean((predictions.data == predictions.data.max(axis=1, keepdims=True))"
         " == self.labels)", "estimate: the share of what is right"),
        ("counted, not shared", "np.mean(said ==", "np.sum(said ==",
         "estimate: the share of what is right"),
        ("always the test labels", "self.labels.argmax(axis=1)", "self.test_labels.argmax(axis=1)",
         "estimate looks at the data that are chosen"),
    ],
    "Flatten": [
        ("the gradient reshaped in place", "x_grad[...] = grad.reshape(x.data.shape)",
         "grad.shape = x.data.shape\n            x_grad[...] = grad", ALONE),
        ("rows and columns exchanged", "reshape(-1, x.size)", "reshape(x.size, -1)", BY_HAND),
        ("all in one row", "reshape(-1, x.size)", "reshape(1, -1)", BY_HAND),
        ("transposed", "x.data.reshape(-1, x.size)", "x.data.T.reshape(-1, x.size)", BY_HAND),
        ("assigned", "x.add_grad(x_grad)", "x.grad = x_grad", TWICE),
        ("no copy", "x.add_grad(x_grad)", "x.add_grad(grad.reshape(x.data.shape))",
         "the gradient of x is an array of its own"),
        ("the layer keeps the last shape", "def gradient_fn(grad: np.ndarray) -> None:",
         "self.shape = x.data.shape\n\n        def gradient_fn(grad):\n"
         "            return x.add_grad(grad.reshape(self.shape).copy())",
         "each input has its own shape on the way back"),
        ("gradient as a column-major array", "grad.reshape(x.data.shape)",
         "grad.reshape(x.data.shape, order='F')", BY_HAND),
    ],
    "Dropout": [
        ("in place", "np.multiply(x.data, scale, out=output)",
         "output = np.multiply(x.data, scale, out=x.data)", BY_HAND),
        ("one mask for ever", "np.random.random(x.data.shape)",
         "vars(self).setdefault('drawn', np.random.random(x.data.shape))", BY_HAND),
        ("parents forgotten", "(output, (x,), gradient_fn)", "(output, (), gradient_fn)",
         "on the way back the factors are the same"),
        ("no rescaling", "1 - self.dropout_rate, out=scale", "1, out=scale", BY_HAND),
        ("divided by r", "1 - self.dropout_rate, out=scale", "self.dropout_rate, out=scale",
         "while training, what stays is divided by 1 − r, the rest is 0"),
        ("a copy while evaluating", "return x\n", "return Tensor(x.data)\n",
         "while evaluating x itself is handed back"),
        ("assigned", "x.add_grad(np.multiply(grad, scale, out=x_grad))", "x.grad = grad * scale",
         TWICE),
        ("its own stream", "np.random.random(", "np.random.default_rng().random(",
         "the draw follows np.random.seed"),
        ("keeps what should go", ">= self.dropout_rate", "< self.dropout_rate",
         "the share that is dropped is r"),
        ("drops while evaluating", "if not self.training:", "if False:",
         "while evaluating all passes unchanged"),
        ("a new mask on the way back", "x.add_grad(np.multiply(grad, scale, out=x_grad))",
         "kept = np.random.random(x.data.shape) >= self.dropout_rate\n"
         "            x.add_grad(grad * kept / (1 - self.dropout_rate))",
         "on the way back the factors are the same"),
        ("gradient not rescaled", "np.multiply(grad, scale, out=x_grad)", "grad * (scale > 0)",
         "on the way back the factors are the same"),
        ("whole rows", "np.random.random(x.data.shape)",
         "np.random.random((len(x.data), 1))", BY_HAND),
        ("one mask for all samples", "np.random.random(x.data.shape)",
         "np.random.random((1, *x.data.shape[1:]))", "each number is drawn for itself"),
        ("rescaled while evaluating", "return x\n",
         "return Tensor(x.data * (1 - self.dropout_rate))\n",
         "while evaluating all passes unchanged"),
    ],
}  # fmt: skip

RIGHT = {
    "Dataset": {
        "take and split": """
class Dataset(ABC):
    def __init__(self, batch_size=1):
        self.batch_size = batch_size
        self.load()
        self.train()

    @abstractmethod
    def load(self):
        pass

    def train(self):
        self.features, self.labels = self.train_features, self.train_labels

    def eval(self):
        self.features, self.labels = self.test_features, self.test_labels

    def shuffle(self):
        order = np.argsort(np.random.random(len(self.train_labels)))
        for name in ("train_features", "train_labels"):
            setattr(self, name, np.take(getattr(self, name), order, axis=0))
        self.train()

    def batches(self):
        cuts = range(self.batch_size, len(self.features), self.batch_size)
        return list(zip(np.split(self.features, cuts), np.split(self.labels, cuts)))

    def __len__(self):
        return -(-len(self.features) // self.batch_size)

    def __getitem__(self, index):
        return tuple(Tensor(rows, needs_grad=False) for rows in self.batches()[index])

    def items(self):
        return Tensor(self.features, needs_grad=False), Tensor(self.labels, needs_grad=False)

    def shape(self):
        return self.items()[0].size, self.items()[1].size
""",
        "lists and loops": """
class Dataset(ABC):
    def __init__(self, batch_size=1):
        self.batch_size = batch_size
        self.load()
        self.train()

    @abstractmethod
    def load(self):
        pass

    def train(self):
        self.features, self.labels = self.train_features, self.train_labels

    def eval(self):
        self.features, self.labels = self.test_features, self.test_labels

    def shuffle(self):
        order = list(range(len(self.train_features)))
        np.random.shuffle(order)
        self.train_features = np.stack([self.train_features[i] for i in order])
        self.train_labels = np.stack([self.train_labels[i] for i in order])
        self.train()

    def __len__(self):
        count, left = divmod(len(self.features), self.batch_size)
        return count + (left > 0)

    def __getitem__(self, index):
        start = index * self.batch_size
        if not 0 <= start < len(self.features):
            raise IndexError(index)
        stop = min(start + self.batch_size, len(self.features))
        return tuple(Tensor(np.array([rows[i] for i in range(start, stop)]), needs_grad=False)
                     for rows in (self.features, self.labels))

    def items(self):
        return Tensor(self.features, needs_grad=False), Tensor(self.labels, needs_grad=False)

    def shape(self):
        return self.items()[0].size, self.items()[1].size
""",
    },
    "NNModel": {
        "all in one place, by hand": """
class NNModel(Model):
    def run(self, features, labels):
        output = self.layer(features)
        return output, self.loss_fn(output, labels)

    def train(self, dataset, epochs, shuffle=False):
        self.check()
        dataset.train()
        self.layer.train()
        epoch = 0
        while epoch < epochs:
            if shuffle:
                dataset.shuffle()
            sums = np.zeros(2)
            for index in range(len(dataset)):
                features, labels = dataset[index]
                _, loss = self.run(features, labels)
                if np.isnan(loss.data) or np.isinf(loss.data):
                    raise FloatingPointError(f"the loss is {loss.data}")
                for parameter in self.optimizer.parameters:
                    parameter.grad = None
                loss.backward()
                self.optimizer.step()
                sums += float(loss.data) * len(labels.data), len(labels.data)
            self.history += [sums[0] / sums[1]]
            epoch += 1

    def test(self, dataset):
        self.layer.eval()
        dataset.eval()
        predictions, mean = None, 0.0
        for features, labels in dataset:
            output, loss = self.run(features, labels)
            mean += loss.data * (len(labels.data) / len(dataset.labels))
            predictions = output.data if predictions is None else np.vstack(
                [predictions, output.data])
        return Tensor(predictions), Tensor(mean)
""",
        "no bar, a weighted mean": """
class NNModel(Model):
    def train(self, dataset, epochs, shuffle=False):
        for _ in range(epochs):
            self.layer.train()
            dataset.train()
            if shuffle:
                dataset.shuffle()
            losses, sizes = [], []
            for features, labels in dataset:
                losses.append(self._step(features, labels))
                sizes.append(len(features.data))
            self.history.append(np.average(losses, weights=sizes))

    def _step(self, features, labels):
        self.optimizer.reset()
        loss = self.loss_fn(self.layer(features), labels)
        if not np.isfinite(loss.data):
            raise FloatingPointError("no longer finite")
        loss.backward()
        self.optimizer.step()
        return float(loss.data)

    def test(self, dataset):
        dataset.eval()
        self.layer.eval()
        found = []
        losses = 0.0
        for features, labels in dataset:
            prediction = self.layer(features)
            found.extend(prediction.data)
            losses += self.loss_fn(prediction, labels).data * len(labels.data)
        return Tensor(np.array(found)), Tensor(losses / len(found))
""",
    },
    "Sequential": {
        "reduce": """
from functools import reduce


class Sequential(Layer):
    def __init__(self, layers):
        self.layers = tuple(layers)

    def forward(self, x):
        return reduce(lambda value, layer: layer(value), self.layers, x)

    @property
    def parameters(self):
        return sum((list(layer.parameters) for layer in self.layers), [])
""",
    },
    "ReLU": {
        "where": """
class ReLU(Layer):
    def forward(self, x):
        negative = x.data <= 0
        output = x.data.copy()
        output[negative] = 0

        def gradient_fn(grad):
            x.add_grad(np.where(negative, 0.0, grad))

        return Tensor(output, (x,), gradient_fn)
""",
    },
    "MNISTDataset": {
        "compared and multiplied": """
class MNISTDataset(Dataset):
    def __init__(self, filename, batch_size=1):
        self.filename = filename
        super().__init__(batch_size)

    def load(self):
        names = ["x_train", "y_train", "x_test", "y_test"]
        x, y, x_test, y_test = read_npz("MNISTDataset", self.filename, names)
        self.train_features = np.expand_dims(x * (1 / 255), 1)
        self.test_features = np.expand_dims(x_test * (1 / 255), 1)
        self.train_labels = (y[:, None] == np.arange(10)) * 1.0
        self.test_labels = (y_test[:, None] == np.arange(10)) * 1.0

    def estimate(self, predictions):
        best = np.eye(10)[np.argmax(predictions.data, axis=1)]
        return float((best * self.labels).sum() / len(best))
""",
        "loops": """
class MNISTDataset(Dataset):
    def __init__(self, filename, batch_size=1):
        self.filename = filename
        super().__init__(batch_size)

    def load(self):
        file = np.load(self.filename)
        for part in ("train", "test"):
            pictures, digits = file[f"x_{part}"], file[f"y_{part}"]
            setattr(self, f"{part}_features", pictures.reshape(-1, 1, 28, 28).astype(float) / 255)
            setattr(self, f"{part}_labels",
                    np.array([[float(d == k) for k in range(10)] for d in digits]))

    def estimate(self, predictions):
        right = 0
        for scores, label in zip(predictions.data, self.labels):
            right += label[np.argmax(scores)] == 1
        return right / len(self.labels)
""",
    },
    "Flatten": {
        "picture by picture": """
class Flatten(Layer):
    def forward(self, x):
        rows = np.stack([picture.ravel() for picture in x.data])

        def gradient_fn(grad):
            x.add_grad(np.array([row.reshape(x.data.shape[1:]) for row in grad]))

        return Tensor(rows, (x,), gradient_fn)
""",
    },
    "Dropout": {
        "binomial": """
class Dropout(Layer):
    def __init__(self, dropout_rate=0.2):
        self.dropout_rate = dropout_rate

    def forward(self, x):
        if self.training is False:
            return x
        stays = 1 - self.dropout_rate
        factor = np.random.binomial(1, stays, x.data.shape) / stays

        def gradient_fn(grad):
            x.add_grad(grad * factor)

        return Tensor(factor * x.data, (x,), gradient_fn)
""",
    },
}
