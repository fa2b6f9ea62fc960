"""What is tried of MNISTDataset."""

import tempfile
from pathlib import Path

import numpy as np

from ..promises import equal, promise
from ..words import say


def some(lib, random, brightest=255):
    """Return a dataset of three training and four test pictures, and the arrays in its file."""

    def drawn(count):
        pictures = random.randint(0, brightest + 1, (count, 28, 28)).astype("uint8")
        pictures[0, 0, :2] = 0, brightest
        return pictures

    arrays = {
        "x_train": drawn(3),
        "y_train": np.array([5, 0, 9], dtype="uint8"),
        "x_test": drawn(4),
        "y_test": np.array([2, 0, 1, 2], dtype="uint8"),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "some.npz")
        np.savez(path, **arrays)
        return lib.MNISTDataset(path, 2), arrays


@promise(
    "图像：多一个通道轴，像素从 0 到 1", "pictures: an axis for the channel, pixels from 0 to 1"
)
def pictures(lib, random):
    dataset, arrays = some(lib, random)
    equal(
        np.shape(dataset.train_features),
        (3, 1, 28, 28),
        say("3 张图：train_features 的形状", "3 pictures: the shape of train_features"),
    )
    for part in ("train", "test"):
        equal(
            getattr(dataset, f"{part}_features"),
            arrays[f"x_{part}"].reshape(-1, 1, 28, 28) / 255,
            f"{part}_features",
        )


@promise("除以 255，不是除以最大的像素", "divided by 255, not by the brightest pixel")
def dark(lib, random):
    dataset, _ = some(lib, random, brightest=51)
    for part in ("train", "test"):
        equal(
            getattr(dataset, f"{part}_features").max(),
            51 / 255,
            say(
                f"像素从 0 到 51 的图：{part}_features 里最大的数",
                f"pictures of pixels 0 to 51: the largest number in {part}_features",
            ),
        )


@promise("标签：one-hot", "labels: one-hot")
def labels(lib, random):
    dataset, arrays = some(lib, random)
    for part in ("train", "test"):
        due = np.zeros((len(arrays[f"y_{part}"]), 10))
        for row, digit in enumerate(arrays[f"y_{part}"]):
            due[row, digit] = 1
        digits = arrays[f"y_{part}"].tolist()
        equal(
            getattr(dataset, f"{part}_labels"),
            due,
            say(f"数字是 {digits}：{part}_labels", f"digits {digits}: {part}_labels"),
        )


@promise("estimate：认对的份额", "estimate: the share of what is right")
def estimate(lib, random):
    dataset, _ = some(lib, random)
    dataset.eval()
    said = np.array([[0.1, 0.2, 0.9], [0.3, 0.6, 0.2], [0, 0.7, 0.1], [-0.2, 0.4, 0.5]])
    scores = np.full((4, 10), -1.0)
    scores[:, :3] = said
    equal(
        dataset.estimate(lib.Tensor(scores)),
        0.75,
        say("数字是 2 0 1 2，答成 2 1 1 2：estimate", "digits 2 0 1 2, said 2 1 1 2: estimate"),
    )


@promise("estimate 看的是选中的数据", "estimate looks at the data that are chosen")
def chosen(lib, random):
    dataset, _ = some(lib, random)
    dataset.train()
    equal(
        dataset.estimate(lib.Tensor(np.eye(10)[[5, 0, 3]])),
        2 / 3,
        say(
            "训练图的数字是 5 0 9，答成 5 0 3：estimate",
            "training digits 5 0 9, said 5 0 3: estimate",
        ),
    )
