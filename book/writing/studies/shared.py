"""What the studies share: the digits, one training, what it reached, and two mistakes."""

import numpy as np

import tinynn as nn


def digits(data, seed, batch_size=2):
    """Seed what is drawn from here on, and return the dataset that the chapters train on."""
    np.random.seed(int(seed))
    return nn.MNISTDataset(data / "tinymnist.npz", batch_size)


def model(layers, loss, lr=0.01):
    """Return a network and all that trains it."""
    layer = nn.Sequential(layers)
    return nn.NNModel(layer, loss, nn.SGDOptimizer(layer.parameters, lr=float(lr)))


def percent(accuracy):
    """Write an accuracy as the tables do."""
    return f"{accuracy * 100:.2f}"


def said(predictions):
    """Return the answers to all images in a row, a digit each, to compare networks by pairs."""
    return "".join(map(str, predictions.data.argmax(axis=1)))


def hold_out(dataset, count=400):
    """Let the last training images be those to judge by, in the place of the test images."""
    for kind in ("features", "labels"):
        rows = getattr(dataset, f"train_{kind}")
        setattr(dataset, f"train_{kind}", rows[:-count])
        setattr(dataset, f"test_{kind}", rows[-count:])


def on_test(model, dataset):
    """Return the accuracy on the test images."""
    predictions, _ = model.test(dataset)
    return percent(dataset.estimate(predictions))


def on_training(model, dataset):
    """Return the accuracy on the training images, with Dropout off."""
    model.layer.eval()
    dataset.train()
    return percent(dataset.estimate(model.layer(dataset.items()[0])))


def left_and_right(images):
    """Yield images shifted by one pixel to the left, and to the right."""
    for step in (-1, 1):
        yield np.roll(images, step, axis=3)


def three_accuracies(model, dataset, shifts=left_and_right):
    """Return the accuracies on the training, the test, and the shifted test images."""
    test = on_test(model, dataset)
    shifted = [dataset.estimate(model.layer(nn.Tensor(each))) for each in shifts(dataset.features)]
    training = on_training(model, dataset)
    return {"training": training, "test": test, "shifted": percent(np.mean(shifted))}


class AllWinners(nn.MaxPool):
    """In a tie, every winner takes the whole gradient."""

    def forward(self, x):
        """Pool as MaxPool does; only the way back differs."""
        p = super().forward(x)
        block = np.ones((1, 1, self.pool_size, self.pool_size))
        winners = x.data == np.kron(p.data, block)

        def gradient_fn(grad):
            x.add_grad(winners * np.kron(grad, block))

        p.gradient_fn = gradient_fn
        return p


class Unscaled(nn.Dropout):
    """What stays is not divided by 1 - rate."""

    def forward(self, x):
        """Drop as Dropout does, and leave the others as they are."""
        if not self.training:
            return x
        kept = np.random.random(x.data.shape) >= self.dropout_rate

        def gradient_fn(grad):
            x.add_grad(grad * kept)

        return nn.Tensor(x.data * kept, (x,), gradient_fn)
