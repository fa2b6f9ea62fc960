"""Chapter 19's network; without its hidden layer; and with the pixels of all images scrambled.

Scrambled: one random order of the 784 pixels, the same for all images. Accuracies are in percent:
on the training images, on the test images, and on the test images shifted by one pixel (the mean
of a shift to the left and one to the right). What was said of the 1,000 test images stands in a
row, a digit each.
"""

import numpy as np

import tinynn as nn
from book.writing.studies import shared

NETWORKS = ("hidden", "linear", "scrambled")
RUNS = [{"network": name, "seed": seed} for seed in (99, 0, 1, 2, 3) for name in NETWORKS]


def scramble(images, order):
    """Put the pixels of every image in another order."""
    return images.reshape(-1, 784)[:, order].reshape(images.shape)


def run(network, seed, data):
    """Train as the chapter does; return the three accuracies and the answers."""
    dataset = shared.digits(data, seed)
    hidden = [nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)]
    layers = [nn.Linear(784, 10)] if network == "linear" else hidden
    model = shared.model([nn.Flatten(), *layers], nn.MSELoss())
    order = np.random.permutation(784) if network == "scrambled" else np.arange(784)
    images = dataset.test_features
    dataset.train_features = scramble(dataset.train_features, order)
    dataset.test_features = scramble(images, order)
    model.train(dataset, 10)
    shifted = [scramble(each, order) for each in shared.left_and_right(images)]
    said = shared.said(model.test(dataset)[0])
    return shared.three_accuracies(model, dataset, lambda _: shifted) | {"said": said}
