"""Draws the picture on the first page: chapter 25's network reads a digit.

python -m book landing

The network is trained as chapter 25 trains it, which takes half a minute, and the accuracy must be
the one that the chapter records. From left to right: a test image, what the convolution makes of
it, what is left after pooling, and how likely each digit is. Words are those of the code, so that
both editions share the picture; book/site/static/landing.png is made for light and dark pages.
"""

import os
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import matplotlib.pyplot as plt  # noqa: E402  (NumPy reads the environment when imported)
import numpy as np  # noqa: E402

from book.places import DATA, ROOT  # noqa: E402
from book.writing.outputs import accuracy  # noqa: E402
from tinynn import (  # noqa: E402
    CELoss,
    Convolution,
    Dropout,
    Flatten,
    Linear,
    MaxPool,
    MNISTDataset,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Softmax,
    Tensor,
)

PICTURE = Path(__file__).with_name("static") / "landing.png"
INK, BLUE, ORANGE = "#595959", "#2b6cc4", "#b0560f"
IMAGE = 4  # one of which the network is not quite sure


def trained():
    """Return the dataset and chapter 25's network, trained as there."""
    np.random.seed(99)
    dataset = MNISTDataset(DATA / "tinymnist.npz", 2)
    layer = Sequential([
        Convolution(1, 16, kernel_size=3), MaxPool(2), Flatten(), Dropout(0.2),
        Linear(2704, 64), ReLU(), Linear(64, 10),
    ])  # fmt: skip
    model = NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, 10)
    share = dataset.estimate(model.test(dataset)[0])
    recorded = accuracy("25-pooling", "train")
    assert f"{share * 100:.2f}%" == recorded, f"chapter 25 records {recorded}, here came {share}"
    return dataset, layer


def tiled(maps):
    """Lay 16 maps out as 4 by 4, with a gap between them."""
    _, height, width = maps.shape
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    return padded.reshape(4, 4, height + 2, width + 2).swapaxes(1, 2).reshape(4 * height + 8, -1)


def draw(image, convolved, pooled, shares):
    """Draw the four stages, an arrow between each two, and their shapes below."""
    figure, axes = plt.subplots(
        1, 4, figsize=(10, 2.75), width_ratios=[0.7, 1, 1, 0.9],
        gridspec_kw={"wspace": 0.55, "left": 0.02, "right": 0.98, "bottom": 0.14, "top": 0.9},
    )  # fmt: skip
    axes[0].imshow(image, cmap="gray")
    for axis, maps in zip(axes[1:3], (convolved, pooled), strict=True):
        axis.imshow(tiled(maps), cmap="RdBu_r", vmin=-abs(maps).max(), vmax=abs(maps).max())
    for axis in axes[:3]:
        axis.axis("off")
    answer = shares.argmax()
    colours = [ORANGE if digit == answer else BLUE for digit in range(10)]
    axes[3].barh(range(10), shares, color=colours, height=0.7)
    for digit, share in enumerate(shares):
        if share >= 0.01:
            axes[3].text(share + 0.03, digit, f"{share:.0%}", color=INK, va="center", fontsize=9)
    axes[3].set(ylim=(9.6, -0.6), yticks=range(10), xlim=(0, 1.2), xticks=[])
    axes[3].tick_params(length=0, labelcolor=INK, labelsize=10)
    axes[3].spines[["top", "right", "bottom"]].set_visible(False)
    axes[3].spines["left"].set_color(INK)
    axes[3].get_yticklabels()[answer].set(color=ORANGE, fontweight="bold")

    figure.canvas.draw()
    boxes = [axis.get_position() for axis in axes]
    shapes = ["(1, 28, 28)", "(16, 26, 26)", "(16, 13, 13)", "(10,)"]
    for box, shape in zip(boxes, shapes, strict=True):
        figure.text(box.x0 + box.width / 2, 0.03, shape, color=INK, ha="center", fontsize=11)
    layers = ["Convolution", "MaxPool", "Linear\nReLU\nLinear"]
    for left, right, name in zip(boxes, boxes[1:], layers, strict=False):
        start, end = left.x1 + 0.012, right.x0 - 0.012 - 0.02 * (right is boxes[3])
        figure.add_artist(plt.annotate(
            "", (end, 0.52), (start, 0.52), xycoords="figure fraction", annotation_clip=False,
            arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1.5},
        ))  # fmt: skip
        figure.text((start + end) / 2, 0.56, name, color=INK, ha="center", fontsize=9)
    return figure


def main():
    """Train, let the network read one test image, and draw what happens on the way."""
    dataset, layer = trained()
    layer.eval()
    x = Tensor(dataset.test_features[IMAGE : IMAGE + 1])
    stages = [x]
    for each in layer.layers:
        stages.append(each(stages[-1]))
    shares = Softmax()(stages[-1]).data[0]
    figure = draw(x.data[0, 0], stages[1].data[0], stages[2].data[0], shares)
    figure.savefig(PICTURE, dpi=160)
    print(f"{PICTURE.relative_to(ROOT)}: the answer is {shares.argmax()}")
