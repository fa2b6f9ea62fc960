"""What is tried of Dataset."""

import numpy as np

from ..promises import equal, fail, promise, show
from ..words import say


def ten(lib, batch_size=4, samples=10):
    """Return a dataset of so many samples: features 0, 1, 2, …, labels ten times that."""

    class Ten(lib.Dataset):
        def load(self):
            self.train_features = np.arange(float(samples))[:, np.newaxis]
            self.train_labels = 10 * self.train_features
            self.test_features = -1 - np.arange(3.0)[:, np.newaxis]
            self.test_labels = 10 * self.test_features

    return Ten(batch_size)


@promise("有几批：最后不满的一批也算", "how many batches: a shorter last one counts")
def length(lib, random):
    for samples, size, due in ((10, 4, 3), (8, 4, 2), (3, 4, 1), (5, 1, 5)):
        equal(
            len(ten(lib, size, samples)),
            due,
            say(
                f"{samples} 个样本，batch_size={size}：len(dataset)",
                f"{samples} samples, batch_size={size}: len(dataset)",
            ),
        )


@promise("每一批里是什么：特征和标签配成对", "what is in a batch: features with their labels")
def batches(lib, random):
    dataset = ten(lib)
    for index, due in enumerate(([0, 1, 2, 3], [4, 5, 6, 7], [8, 9])):
        batch = dataset[index]
        if not isinstance(batch, tuple) or len(batch) != 2:
            fail(
                f"dataset[{index}] 应为（特征，标签）",
                f"dataset[{index}] should be (features, labels)",
            )
        features, labels = batch
        due = np.reshape(due, (-1, 1))
        equal(
            features,
            due,
            say(
                f"10 个样本，一批 4 个：dataset[{index}] 的特征",
                f"10 samples in batches of 4: features of dataset[{index}]",
            ),
        )
        equal(
            labels,
            10 * due,
            say(
                f"10 个样本，一批 4 个：dataset[{index}] 的标签",
                f"10 samples in batches of 4: labels of dataset[{index}]",
            ),
        )


@promise("发出来的张量不需要梯度", "the tensors dealt out need no gradient")
def no_gradient(lib, random):
    for tensor in (*ten(lib)[0], *ten(lib).items()):
        if not isinstance(tensor, lib.Tensor) or tensor.needs_grad:
            fail("应为 needs_grad=False 的 Tensor", "a Tensor with needs_grad=False was due")


@promise("没有的批次报 IndexError，所以 for 会停", "no such batch: IndexError, so that for ends")
def ends(lib, random):
    for index in (3, 7):
        try:
            ten(lib)[index]
        except IndexError:
            continue
        fail(
            f"只有 3 批，dataset[{index}] 应报 IndexError",
            f"dataset[{index}] of 3 batches should raise IndexError",
        )


@promise("选了测试数据，发的就是测试数据", "what is chosen is dealt out: the test data too")
def chosen(lib, random):
    dataset = ten(lib)
    dataset.eval()
    equal(
        dataset[0][0],
        [[-1], [-2], [-3]],
        say("dataset.eval()：dataset[0] 的特征", "dataset.eval(): features of dataset[0]"),
    )
    equal(len(dataset), 1, say("dataset.eval()：len(dataset)", "dataset.eval(): len(dataset)"))


@promise(
    "打乱：一个不多，一个不少，成对地动", "shuffled: none lost, none doubled, pairs kept together"
)
def shuffled(lib, random):
    dataset = ten(lib, 4, 9)
    dataset.shuffle()
    features, labels = (each.data.ravel() for each in dataset.items())
    equal(
        np.sort(features),
        np.arange(9),
        say(
            "9 个样本，shuffle()：特征，按大小排", "9 samples, shuffle(): features in order of size"
        ),
    )
    equal(
        labels,
        10 * features,
        say(
            f"9 个样本，标签是特征的 10 倍，shuffle() 之后特征是 {show(features)}：标签",
            f"9 samples, labels 10 times the features, which are {show(features)} after "
            "shuffle(): labels",
        ),
    )
    if np.array_equal(features, np.arange(9)):
        fail("shuffle() 之后次序没有变", "after shuffle() the order is as before")
    order = np.array(features)
    dataset.train()
    equal(
        dataset.items()[0].data.ravel(),
        order,
        say(
            "shuffle()，再 train()：特征，次序还是打乱后的",
            "shuffle(); train(): features, in the shuffled order still",
        ),
    )


@promise("打乱之后，选中的是训练数据", "after shuffling the training data are chosen")
def chosen_by_shuffling(lib, random):
    dataset = ten(lib)
    dataset.eval()
    dataset.shuffle()
    equal(
        np.sort(dataset.items()[0].data.ravel()),
        np.arange(10),
        say(
            "10 个样本，eval()，再 shuffle()：特征，按大小排",
            "10 samples, eval(); shuffle(): features in order of size",
        ),
    )


@promise(
    "打乱听从 np.random.seed，不碰测试数据",
    "shuffling follows np.random.seed and leaves test data alone",
)
def seeded(lib, random):
    orders = []
    for _ in range(2):
        dataset = ten(lib)
        np.random.seed(7)
        dataset.shuffle()
        orders.append(np.array(dataset.items()[0].data.ravel()))
        equal(dataset.test_features, [[-1], [-2], [-3]], "shuffle(): test_features")
    equal(
        orders[1],
        orders[0],
        say(
            "np.random.seed(7)，再 shuffle()，从头做两遍：第二遍的特征",
            "np.random.seed(7); shuffle(), twice from the start: features the second time",
        ),
    )
    dataset = ten(lib)
    np.random.seed(8)
    dataset.shuffle()
    if np.array_equal(dataset.items()[0].data.ravel(), orders[0]):
        fail(
            "np.random.seed(7) 和 np.random.seed(8) 之后，次序一样",
            "after np.random.seed(7) and np.random.seed(8) the order is the same",
        )
