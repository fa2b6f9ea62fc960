"""Chapter 25's best network on all of MNIST: 60,000 pictures to learn from, 10,000 to be tested on.

Batches of 16, a learning rate that falls from 0.08, Dropout of 0.3. In each epoch pictures are
shifted anew by up to a pixel each way and, in the other setting, turned by up to 10 degrees. The
two are compared on the last 10,000 of the training pictures (`validation`), after 5 epochs of the
others; the one chosen then trains on all 60,000, and meets the test pictures once (`test`). An
epoch takes about half a minute on one core, so no row is run again by the tests: `make study
STUDIES=25-all-digits` makes all anew, in under an hour, from data/mnist.npz (data/make_tinymnist.py
--full).
"""

from time import process_time

import numpy as np
from tqdm import trange

import tinynn as nn
from book.writing.studies import shared

RERUN = False  # by the tests
SETTINGS = {  # pixels, degrees
    "shifted": (1, 0),
    "shifted and turned": (1, 10),
}
CHOSEN = "shifted and turned"
RUNS = [
    *({"settings": name, "judged": "validation", "epochs": 5, "seed": 99} for name in SETTINGS),
    *({"settings": CHOSEN, "judged": "test", "epochs": 10, "seed": seed} for seed in (99, 0, 1)),
]


def shifted(images, pixels):
    """Return images, each moved by up to so many pixels up or down and to a side."""
    moved = np.zeros_like(images)
    steps = np.random.randint(-pixels, pixels + 1, (2, len(images)))
    for down in range(-pixels, pixels + 1):
        for right in range(-pixels, pixels + 1):
            those = (steps[0] == down) & (steps[1] == right)
            moved[those] = np.roll(images[those], (down, right), axis=(2, 3))
    return moved


def turned(images, degrees):
    """Return images, each turned about its middle by up to so many degrees either way.

    A pixel of the result is where it was before, among four pixels, weighted by their nearness.
    """
    angles = np.radians(np.random.uniform(-degrees, degrees, len(images)))
    cos, sin = np.cos(angles)[:, None, None], np.sin(angles)[:, None, None]
    size = images.shape[-1]
    rows, columns = np.mgrid[:size, :size] - (size - 1) / 2
    y = np.clip(cos * rows + sin * columns + (size - 1) / 2, 0, size - 1.001)
    x = np.clip(cos * columns - sin * rows + (size - 1) / 2, 0, size - 1.001)
    top, left = y.astype(int), x.astype(int)
    below, beside = y - top, x - left
    number = np.arange(len(images))[:, None, None]
    pixels = images[:, 0]
    result = (1 - below) * (1 - beside) * pixels[number, top, left]
    result += (1 - below) * beside * pixels[number, top, left + 1]
    result += below * (1 - beside) * pixels[number, top + 1, left]
    result += below * beside * pixels[number, top + 1, left + 1]
    return result[:, np.newaxis]


def start(judged, seed, data):
    """Return the untrained model and its dataset."""
    np.random.seed(int(seed))
    dataset = nn.MNISTDataset(data / "mnist.npz", batch_size=16)
    if judged == "validation":
        shared.hold_out(dataset, 10_000)
    layers = [
        nn.Convolution(1, 16, 5), nn.ReLU(), nn.MaxPool(2),
        nn.Convolution(16, 32, 3), nn.ReLU(), nn.MaxPool(2),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(800, 10),
    ]  # fmt: skip
    return shared.model(layers, nn.CELoss()), dataset


def each_epoch(dataset, settings, epochs, name):
    """Shift and turn the training pictures anew for each epoch, and yield its learning rate."""
    pixels, degrees = SETTINGS[settings]
    images, labels = dataset.train_features, dataset.train_labels
    for epoch in trange(epochs, desc=name, disable=False):
        changed = turned(images, degrees) if degrees else images
        dataset.train_features = shifted(changed, pixels)
        dataset.train_labels = labels
        yield 0.08 * (1 - epoch / epochs)


def run(settings, judged, epochs, seed, data):
    """Train; return the accuracy on what is judged by, and the seconds that an epoch took."""
    began = process_time()
    model, dataset = start(judged, seed, data)
    for rate in each_epoch(dataset, settings, epochs, f"{settings}, seed {seed}"):
        model.optimizer.lr = rate
        model.train(dataset, 1, shuffle=True)
    seconds = (process_time() - began) / epochs
    if (judged, seed) == ("test", 99):
        nn.save_weights(model.layer, data / "weights.npz")  # those of the first page
    return {"accuracy": shared.on_test(model, dataset), "seconds": f"{seconds:.0f}"}
