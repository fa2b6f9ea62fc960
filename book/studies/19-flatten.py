"""Chapter 19's network; without its hidden layer; and with the pixels of all images scrambled.

Scrambled: one random order of the 784 pixels, the same for all images. Accuracies are in percent:
on the training images, on the test images, and on the test images shifted by one pixel (the mean
of a shift to the left and one to the right). The answers to the 1,000 test images stand in a row,
a digit each, so that networks can be compared image by image.
"""

import numpy as np

from tinynn import (
    Flatten,
    Linear,
    MNISTDataset,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Tensor,
)

NETWORKS = ("hidden", "linear", "scrambled")
RUNS = [{"network": name, "seed": seed} for seed in (99, 0, 1, 2, 3) for name in NETWORKS]


def scramble(images, order):
    """Put the pixels of every image in another order."""
    return images.reshape(-1, 784)[:, order].reshape(images.shape)


def run(network, seed, data):
    """Train as the chapter does; return the three accuracies and the answers."""
    np.random.seed(int(seed))
    dataset = MNISTDataset(data / "tinymnist.npz", 2)
    hidden = [Linear(784, 64), ReLU(), Linear(64, 10)]
    layers = [Linear(784, 10)] if network == "linear" else hidden
    layer = Sequential([Flatten(), *layers])
    order = np.random.permutation(784) if network == "scrambled" else np.arange(784)
    dataset.train_features = scramble(dataset.train_features, order)
    test_images = dataset.test_features
    dataset.test_features = scramble(test_images, order)

    model = NNModel(layer, MSELoss(), SGDOptimizer(layer.parameters, lr=0.01))
    model.train(dataset, 10)
    predictions = model.test(dataset)[0]
    test = dataset.estimate(predictions)
    shifted = [
        dataset.estimate(layer(Tensor(scramble(np.roll(test_images, step, axis=3), order))))
        for step in (-1, 1)
    ]
    dataset.train()
    training = dataset.estimate(layer(dataset.items()[0]))
    results = {"training": training, "test": test, "shifted": np.mean(shifted)}
    results = {name: f"{accuracy * 100:.2f}" for name, accuracy in results.items()}
    return {**results, "said": "".join(map(str, predictions.data.argmax(axis=1)))}
