"""Wrong answers to the exercises of part 2; each says what is wrong with it."""

from operator import imul, mul

import numpy as np

import tinynn
from tinynn import Tensor


def assign(tensor, grad):
    """Set the gradient instead of adding to it, as `add_grad` does."""
    tensor.grad = grad


def subtracts_and_adds_back(u, v):
    """Forget the minus on the way back."""

    def gradient_fn(grad):
        u.grad += grad
        v.grad += grad

    return Tensor(u.data - v.data, (u, v), gradient_fn)


def subtracts_the_other_way(u, v):
    """Swap the two."""

    def gradient_fn(grad):
        u.grad -= grad
        v.grad += grad

    return Tensor(v.data - u.data, (u, v), gradient_fn)


def subtracts_and_sets(u, v):
    """Set the gradient instead of adding to it."""

    def gradient_fn(grad):
        u.grad = grad
        v.grad = -grad

    return Tensor(u.data - v.data, (u, v), gradient_fn)


def subtracts_in_place(u, v):
    """Turn the gradient it was given instead of a copy."""

    def gradient_fn(grad):
        u.grad += grad
        grad *= -1
        v.grad += grad

    return Tensor(u.data - v.data, (u, v), gradient_fn)


def power_with(derivative, give=Tensor.add_grad):
    """Return a power with another derivative, or another way to give it."""

    def power(t, n):
        def gradient_fn(grad):
            give(t, grad * derivative(t.data, n))

        return Tensor(t.data**n, (t,), gradient_fn)

    return power


power_without_n = power_with(lambda x, n: x ** (n - 1))
power_one_too_high = power_with(lambda x, n: n * x**n)
power_that_sets = power_with(lambda x, n: n * x ** (n - 1), give=assign)


def scale(
    factor_grad=lambda g: g.sum(axis=0),
    x_grad=lambda g, f: g * f,
    listed=True,
    give=Tensor.add_grad,
):
    """Return a Scale that may be wrong on the way back or in its parameters."""

    class Scale(tinynn.Layer):
        def __init__(self, size):
            self.factor = Tensor(np.ones(size))

        def forward(self, x):
            def gradient_fn(grad):
                give(self.factor, factor_grad(grad * x.data))
                give(x, x_grad(grad, self.factor.data))

            return Tensor(x.data * self.factor.data, (x, self.factor), gradient_fn)

        @property
        def parameters(self):
            return [self.factor] if listed else []

    return Scale


ScaleWithMean = scale(factor_grad=lambda g: g.mean(axis=0))
ScaleForgetsTheFactor = scale(x_grad=lambda g, f: g)
ScaleWithoutParameters = scale(listed=False)
ScaleThatSets = scale(give=assign)


def mae(gradient=lambda d: np.sign(d) / d.size, give=Tensor.add_grad):
    """Return a mean absolute error with another gradient, or another way to give it."""

    class MAELoss(tinynn.Loss):
        def forward(self, p, y):
            difference = p.data - y.data

            def gradient_fn(grad):
                give(p, grad * gradient(difference))

            return Tensor(np.mean(np.abs(difference)), (p,), gradient_fn)

    return MAELoss


MAEByRows = mae(lambda d: np.sign(d) / len(d))
MAESum = mae(np.sign)
MAEOneAtZero = mae(lambda d: np.where(d < 0, -1, 1) / d.size)
MAEThatSets = mae(give=assign)


class PlainSteps(tinynn.SGDOptimizer):
    """Have no velocity."""


class OneVelocityForAll(tinynn.Optimizer):
    """Let all parameters share a velocity."""

    velocity = 0

    def step(self):
        for parameter in self.parameters:
            self.velocity = 0.9 * self.velocity + parameter.grad.sum()
            parameter.data -= self.lr * self.velocity


class VelocityInTheGradient(tinynn.Optimizer):
    """Keep the gradient itself for a velocity, and change it."""

    def step(self):
        last = getattr(self, "last", [0] * len(self.parameters))
        self.last = []
        for parameter, velocity in zip(self.parameters, last, strict=True):
            parameter.grad += 0.9 * velocity
            self.last.append(parameter.grad.copy())
            parameter.data -= self.lr * parameter.grad


class StartsAnew(tinynn.Optimizer):
    """Forget the velocity in every step, and damp the gradient instead."""

    def step(self):
        for parameter in self.parameters:
            parameter.data -= self.lr * (0.9 * 0 + 0.1 * parameter.grad)


EVERY_FIFTH = np.arange(100) % 5 == 0


def sine(train=~EVERY_FIFTH, test=EVERY_FIFTH, shape=(100, 1)):
    """Return a SineDataset that may divide or shape its samples wrongly."""

    class SineDataset(tinynn.Dataset):
        def load(self):
            x = np.linspace(0, 2 * np.pi, 100).reshape(shape)
            self.train_features, self.train_labels = x[train], np.sin(x[train])
            self.test_features, self.test_labels = x[test], np.sin(x[test])

    return SineDataset


SineOfShapeN = sine(shape=100)
SineTestedAtTheEnd = sine(train=slice(80), test=slice(80, None))
SineTrainedOnTheTest = sine(train=slice(None))


def trains_and_counts_from_0(model, dataset, limit):
    """Return one too few."""
    for epoch in range(100):
        model.train(dataset, 1)
        if model.history[-1] < limit:
            return epoch
    return 99


def trains_a_hundred(model, dataset, limit):
    """Never stop early."""
    model.train(dataset, 100)
    return 100


def trains_in_tens(model, dataset, limit):
    """Look only after every ten epochs."""
    for epochs in range(10, 101, 10):
        model.train(dataset, 10)
        if model.history[-1] < limit:
            return epochs
    return 100


def trains_shuffled(model, dataset, limit):
    """Shuffle, which was not asked for."""
    for epochs in range(1, 101):
        model.train(dataset, 1, shuffle=True)
        if model.history[-1] < limit:
            return epochs
    return 100


def looks_before_it_trains(model, dataset, limit):
    """Count an epoch of long ago."""
    epochs = 0
    while model.history[-1] >= limit and epochs < 100:
        model.train(dataset, 1)
        epochs += 1
    return epochs


def residual(add=lambda x, f: x + f, listed=True):
    """Return a Residual that may add wrongly or not tell its parameters."""

    class Residual(tinynn.Layer):
        def __init__(self, layers):
            self.inner = tinynn.Sequential(layers)

        def forward(self, x):
            return add(x, self.inner(x))

        @property
        def parameters(self):
            return self.inner.parameters if listed else []

    return Residual


def add_in_place(x, f):
    """Change the input."""
    x.data += f.data
    return Tensor(x.data, (x, f), lambda grad: [each.add_grad(grad.copy()) for each in (x, f)])


NoResidual = residual(add=lambda x, f: f)
ResidualInPlace = residual(add=add_in_place)
ResidualWithoutParameters = residual(listed=False)


class ResidualOfTheFirst(residual()):
    """Take the first layer for all."""

    def __init__(self, layers):
        self.inner = layers[0]


class ResidualAfterEach(residual()):
    """Add after every layer."""

    def forward(self, x):
        for layer in self.inner.layers:
            x = x + layer(x)
        return x


class ResidualWithoutSwitch(tinynn.Layer):
    """Hide the layers in a function, where the switch does not find them."""

    def __init__(self, layers):
        inner = tinynn.Sequential(layers)
        self.inner = lambda: inner

    def forward(self, x):
        return x + self.inner()(x)

    @property
    def parameters(self):
        return self.inner().parameters


def leaky(leak_back=0.1, give=Tensor.add_grad, times=mul):
    """Return a LeakyReLU that may be wrong on the way back, or (with imul) change its input."""

    class LeakyReLU(tinynn.Layer):
        def forward(self, x):
            slope = np.where(x.data > 0, 1, 0.1)
            slope_back = np.where(x.data > 0, 1, leak_back)

            def gradient_fn(grad):
                give(x, grad * slope_back)

            return Tensor(times(x.data, slope), (x,), gradient_fn)

    return LeakyReLU


LeaksForwardOnly = leaky(leak_back=0)
LeaksInPlace = leaky(times=imul)
LeakThatSets = leaky(give=assign)


WRONG_ANSWERS = {
    ("09-tensor", "check_subtract"): [
        subtracts_and_adds_back, subtracts_the_other_way, subtracts_and_sets,
        subtracts_in_place,
    ],
    ("10-autograd", "check_power"): [power_without_n, power_one_too_high, power_that_sets],
    ("11-layer", "check_scale"): [
        ScaleWithMean, ScaleForgetsTheFactor, ScaleWithoutParameters, ScaleThatSets,
    ],
    ("12-loss-class", "check_mae_loss"): [MAEByRows, MAESum, MAEOneAtZero, MAEThatSets],
    ("13-optimizer", "check_momentum"): [
        PlainSteps, OneVelocityForAll, StartsAnew, VelocityInTheGradient,
    ],
    ("14-dataset", "check_sine_dataset"): [
        SineOfShapeN, SineTestedAtTheEnd, SineTrainedOnTheTest,
    ],
    ("15-model", "check_train_until"): [
        trains_and_counts_from_0, trains_a_hundred, trains_in_tens, trains_shuffled,
        looks_before_it_trains,
    ],
    ("16-sequential", "check_residual"): [
        ResidualWithoutParameters, ResidualWithoutSwitch, NoResidual, ResidualInPlace,
        ResidualOfTheFirst, ResidualAfterEach,
    ],
    ("17-relu", "check_leaky"): [tinynn.ReLU, LeaksForwardOnly, LeaksInPlace, LeakThatSets],
}  # fmt: skip
