"""What is tried of NNModel."""

import contextlib
import io

import numpy as np

from ..promises import BY_HAND, equal, fail, promise
from ..words import say


def samples(lib, features, labels, batch_size=2):
    """Return a dataset that notes what is asked of it; its test data are the same."""

    class Some(lib.Dataset):
        def load(self):
            self.asked = []
            self.train_features = self.test_features = np.array(features, dtype=float)
            self.train_labels = self.test_labels = np.array(labels, dtype=float)

        def shuffle(self):
            self.asked.append("shuffle")

        def __getitem__(self, index):
            batch = super().__getitem__(index)
            self.asked.append(f"[{index}]")
            return batch

    return Some(batch_size)


def neuron(lib, weight=1.0, bias=0.0, lr=0.1):
    """Return a model of one neuron, whose layer notes what it is asked for."""

    class Noted(lib.Linear):
        def __init__(self):
            super().__init__(1, 1)
            self.weight.data, self.bias.data = np.array([[weight]]), np.array([bias])
            self.calls = []

        def forward(self, x):
            self.calls.append((self.training, len(x.data)))
            return super().forward(x)

    class Quiet(lib.NNModel):
        def train(self, *arguments, **options):
            with contextlib.redirect_stderr(io.StringIO()):  # where tqdm draws its bar
                return super().train(*arguments, **options)

    layer = Noted()
    return Quiet(layer, lib.MSELoss(), lib.SGDOptimizer(layer.parameters, lr))


def parameters(model):
    """Return a neuron's weight and bias."""
    return [float(model.layer.weight.data[0, 0]), float(model.layer.bias.data[0])]


@promise(*BY_HAND)
def by_hand(lib, random):
    model = neuron(lib)
    model.train(samples(lib, [[2]], [[5]]), 1)
    equal(
        parameters(model),
        [2.2, 0.6],
        say(
            "w = 1，b = 0，x = 2，y = 5，lr = 0.1：走一步之后的 w 和 b",
            "w = 1, b = 0, x = 2, y = 5, lr = 0.1: w and b after a step",
        ),
    )
    equal(model.history, [9], "model.history")


@promise("下一步从零梯度开始", "each step starts from zero gradients")
def reset(lib, random):
    model, w, b = neuron(lib, lr=0.01), 1.0, 0.0
    model.train(samples(lib, [[2]], [[5]]), 3)
    for _ in range(3):
        error = 2 * (2 * w + b - 5)
        w, b = w - 0.01 * error * 2, b - 0.01 * error
    equal(
        parameters(model),
        [w, b],
        say(
            "w = 1，b = 0，x = 2，y = 5，lr = 0.01：走三步之后的 w 和 b",
            "w = 1, b = 0, x = 2, y = 5, lr = 0.01: w and b after three steps",
        ),
    )


@promise(
    "history：按样本平均，不满的一批也算得公平",
    "history: the mean over samples, a shorter batch counted fairly",
)
def history(lib, random):
    model = neuron(lib, lr=1e-15)
    model.train(samples(lib, [[0], [0], [0]], [[1], [1], [4]]), 1)
    equal(
        model.history,
        [6],
        say(
            "三个样本的损失是 1、1、16，一批 2 个：model.history",
            "three samples with losses 1, 1 and 16, in batches of 2: model.history",
        ),
    )


@promise("每一轮记一个，接着往下记", "a number for each epoch, appended")
def appended(lib, random):
    model, dataset = neuron(lib, lr=0.001), samples(lib, [[1], [2]], [[1], [0]])
    model.train(dataset, 2)
    model.train(dataset, 0)
    model.train(dataset, 1)
    equal(
        len(model.history),
        3,
        say(
            "先后训练 2、0、1 轮：len(model.history)", "train 2, 0 and 1 epochs: len(model.history)"
        ),
    )


@promise("shuffle=True 时，每一轮先打乱一次", "with shuffle=True each epoch is shuffled first")
def shuffle(lib, random):
    for wanted, due in ((True, "shuffle [0] [1] shuffle [0] [1]"), (False, "[0] [1] [0] [1]")):
        dataset = samples(lib, [[1], [2], [3]], [[1], [0], [1]])
        neuron(lib, lr=0.001).train(dataset, 2, shuffle=wanted)
        came = " ".join(dataset.asked)
        if came != due:
            fail(
                f"3 个样本，一批 2 个，train(dataset, 2, shuffle={wanted})：数据集应当依次收到 "
                f"{due}，收到的是 {came or '（没有）'}",
                f"3 samples in batches of 2, train(dataset, 2, shuffle={wanted}): the dataset "
                f"should be asked for {due}, and was for {came or 'nothing'}",
            )


@promise(
    "训练用训练数据和训练模式，测试用测试的",
    "training data and mode to train, test data and mode to test",
)
def modes(lib, random):
    model, dataset = neuron(lib, lr=0.001), samples(lib, [[1], [2]], [[1], [0]])
    dataset.test_features = np.array([[5.0], [6], [7]])
    dataset.test_labels = np.array([[5.0], [6], [7]])
    model.test(dataset)
    model.train(dataset, 1)
    came = model.layer.calls
    due = [(False, 2), (False, 1), (True, 2)]
    if came != due:
        fail(
            f"test 再 train：层应当收到（训练模式？，几个样本）{due}，得到 {came}",
            f"test, then train: the layer should see (training?, how many samples) {due}, "
            f"and saw {came}",
        )


@promise(
    "test：按次序给出全部预测，和平均损失", "test: all predictions in order, and the mean loss"
)
def test(lib, random):
    model = neuron(lib, weight=2.0)
    found = model.test(samples(lib, [[1], [2], [3]], [[2], [4], [0]]))
    if not isinstance(found, tuple) or len(found) != 2:
        fail("test 应返回（预测，损失）", "test should return (predictions, loss)")
    equal(
        found[0],
        [[2], [4], [6]],
        say(
            "w = 2，b = 0，x = 1、2、3，一批 2 个：全部预测",
            "w = 2, b = 0, x = 1, 2, 3 in batches of 2: predictions",
        ),
    )
    equal(
        found[1],
        12,
        say(
            "三个样本的损失是 0、0、36，一批 2 个：平均损失",
            "three samples with losses 0, 0 and 36, in batches of 2: the loss",
        ),
    )
    equal(parameters(model), [2, 0], say("test 之后的 w 和 b", "w and b after test"))


@promise(
    "损失不再是有限数：报错，参数停在这一步之前",
    "a loss that is no longer finite: an error, and parameters as before",
)
def not_finite(lib, random):
    model = neuron(lib)
    try:
        model.train(samples(lib, [[1e200]], [[0]]), 1)
    except FloatingPointError:
        equal(
            parameters(model),
            [1, 0],
            say("x = 1e200：报错之后的 w 和 b", "x = 1e200: w and b after the error"),
        )
        equal(
            len(model.history),
            0,
            say(
                "x = 1e200：报错之后的 len(model.history)",
                "x = 1e200: len(model.history) after the error",
            ),
        )
        return
    fail(
        "x = 1e200，损失溢出：应报 FloatingPointError（expect_finite 会报）",
        "x = 1e200, the loss overflows: FloatingPointError was due (expect_finite raises it)",
    )
