"""Wrong answers to the exercises of part 3; each says what is wrong with it."""

from operator import imul, isub, mul, sub

import numpy as np

import tinynn
from tests.writing.wrong_answers.part2 import assign
from tinynn import Tensor


def share_of_answers(scores, labels):
    """Divide by how often the class was answered instead of how often it is true."""
    said = np.eye(labels.shape[1])[scores.argmax(axis=1)]
    return (labels * said).sum(axis=0) / said.sum(axis=0)


def share_of_all(scores, labels):
    """Divide by the number of all images."""
    said = np.eye(labels.shape[1])[scores.argmax(axis=1)]
    return (labels * said).mean(axis=0)


def one_share_for_all(scores, labels):
    """Give the accuracy of all images to every class."""
    right = scores.argmax(axis=1) == labels.argmax(axis=1)
    return np.full(labels.shape[1], right.mean())


def middle(border):
    """Return where a picture is without its border."""
    return np.s_[:, :, border:-border, border:-border]


def top_left(border):
    """Cut all of it off at the bottom and right; the shape is right."""
    return np.s_[:, :, : -2 * border, : -2 * border]


def crop(inside=middle, back=None, give=Tensor.add_grad):
    """Return a Crop that may cut wrongly, or put the gradient elsewhere than where it cut."""

    class Crop(tinynn.Layer):
        def __init__(self, border):
            self.border = border

        def forward(self, x):
            def gradient_fn(grad):
                x_grad = np.zeros(x.data.shape)
                x_grad[(back or inside)(self.border)] = grad
                give(x, x_grad)

            return Tensor(x.data[inside(self.border)], (x,), gradient_fn)

    return Crop


CropsTopLeft = crop(top_left)
CropsOnce = crop(lambda border: np.s_[:, :, border:, border:])
PadsTheGradientWrongly = crop(back=top_left)
CropsAndAssigns = crop(give=assign)


def one_per_row(shape):
    """Return the shape of one lot for each row of each picture."""
    return (*shape[:3], 1)


def row_dropout(
    lots_shape=one_per_row,
    scale=True,
    always=False,
    redraw=False,
    give=Tensor.add_grad,
    times=mul,
):
    """Return a RowDropout that may be wrong, or (with imul) change the gradient that came in."""

    class Row(tinynn.Dropout):
        def forward(self, x):
            if not (self.training or always):
                return x

            def draw():
                kept = np.random.random(lots_shape(x.data.shape)) >= self.dropout_rate
                return kept / (1 - self.dropout_rate) if scale else kept * 1.0

            factor = draw()

            def gradient_fn(grad):
                give(x, times(grad, draw() if redraw else factor))

            return Tensor(x.data * factor, (x,), gradient_fn)

    return Row


RowsUnscaled = row_dropout(scale=False)
SameRowsInAllPictures = row_dropout(lambda shape: (1, *one_per_row(shape)[1:]))
RowsAlsoInEvaluation = row_dropout(always=True)
RowsDrawnAgain = row_dropout(redraw=True)
Columns = row_dropout(lambda shape: (*shape[:2], 1, shape[3]))
RowsAssign = row_dropout(give=assign)
RowsChangeTheGradient = row_dropout(times=imul)


def tempered(
    naive=False,
    divide=lambda x, T: x / T,
    back=lambda g, T: g / T,
    axis=-1,
    give=Tensor.add_grad,
    minus=sub,
):
    """Return a Tempered that may be wrong, or (with isub) change the gradient that came in."""

    class Tempered(tinynn.Softmax):
        def __init__(self, temperature):
            super().__init__(axis)
            self.temperature = temperature

        def forward(self, x):
            z = divide(x.data, self.temperature)
            if naive:
                s = np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)
            else:
                s = super().forward(Tensor(z)).data

            def gradient_fn(grad):
                mean = (grad * s).sum(axis=axis, keepdims=True)
                give(x, back(s * minus(grad, mean), self.temperature))

            return Tensor(s, (x,), gradient_fn)

    return Tempered


Multiplies = tempered(divide=lambda x, T: x * T, back=lambda g, T: g * T)
ForgetsTemperatureOnTheWayBack = tempered(back=lambda g, T: g)
Overflows = tempered(naive=True)
WrongAxis = tempered(axis=0)
TemperedAssigns = tempered(give=assign)
TemperedChangesTheGradient = tempered(minus=isub)


def bce_cut_off(z, y):
    """Go by way of the probability, with BCELoss's convention."""
    z = Tensor(z)
    loss = tinynn.BCELoss()(tinynn.Sigmoid()(z), Tensor(y))
    loss.backward()
    return float(loss.data), z.grad


def bce_gradient_of_the_sum(z, y):
    """Forget to divide the gradient by N."""
    surprise = np.logaddexp(0, np.where(y == 1, -z, z))
    return surprise.mean(), np.exp(-np.logaddexp(0, -z)) - y


def bce_of_males_only(z, y):
    """Treat every answer as 1."""
    p = np.exp(-np.logaddexp(0, -z))
    return np.logaddexp(0, -z).mean(), (p - y) / len(z)


def cross_entropy_that_overflows(z, digits):
    """Take the exponentials as they come."""
    rows = np.arange(len(z))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, digits]).mean()
    p[rows, digits] -= 1
    return loss, p / len(z)


def cross_entropy(minus=sub, rows=np.arange, divide=lambda g, N: g / N):
    """Return a cross-entropy from z that may be wrong, or (with isub) change the caller's array."""

    def from_z(z, digits):
        N = len(z)
        shifted = minus(z, z.max(axis=1, keepdims=True))
        log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        gradient = np.exp(log_softmax)
        gradient[rows(N), digits] -= 1
        return -log_softmax[rows(N), digits].mean(), divide(gradient, N)

    return from_z


cross_entropy_of_all_pairs = cross_entropy(rows=lambda N: slice(None))
cross_entropy_gradient_of_the_sum = cross_entropy(divide=lambda g, N: g)
cross_entropy_in_place = cross_entropy(minus=isub)


def around(width):
    """Return how many zeros to put before and behind each axis of pictures."""
    return [(0, 0), (0, 0), (width, width), (width, width)]


def padding(pads=around, back=None, mode="constant", give=lambda x, grad: x.add_grad(grad.copy())):
    """Return a Padding that may pad wrongly, or take the gradient from elsewhere than inside."""

    class Padding(tinynn.Layer):
        def __init__(self, width):
            self.width = width

        def forward(self, x):
            before = [first for first, _ in (back or pads)(self.width)]
            sizes = zip(before, x.data.shape, strict=True)
            inside = tuple(slice(first, first + size) for first, size in sizes)

            def gradient_fn(grad):
                give(x, grad[inside])

            return Tensor(np.pad(x.data, pads(self.width), mode), (x,), gradient_fn)

    return Padding


PadsTwoSidesOnly = padding(lambda width: [(0, 0), (0, 0), (0, 2 * width), (0, 2 * width)])
RepeatsTheEdge = padding(mode="edge")
LosesTheWayBack = padding(give=lambda x, grad: None)
DoesNotCropTheGradient = padding(back=lambda width: around(0))
PadsAllAxes = padding(lambda width: [(width, width)] * 4)
PadsAndAssigns = padding(give=lambda x, grad: assign(x, grad.copy()))
PadsWithoutCopy = padding(give=Tensor.add_grad)


def average_pool(share=lambda k: 1 / k**2, give=Tensor.add_grad):
    """Return an AveragePool that may give each position another share of the gradient."""

    class AveragePool(tinynn.MaxPool):
        def forward(self, x):
            k = self.pool_size
            N, C, H, W = x.data.shape
            inside = np.s_[:, :, : H // k * k, : W // k * k]
            windows = x.data[inside].reshape(N, C, H // k, k, W // k, k)

            def gradient_fn(grad):
                x_grad = np.zeros(x.data.shape)
                x_grad[inside] = np.kron(grad, np.full((k, k), share(k)))
                give(x, x_grad)

            return Tensor(windows.mean(axis=(3, 5)), (x,), gradient_fn)

    return AveragePool


ForgetsToDivide = average_pool(share=lambda k: 1)
AveragesAndAssigns = average_pool(give=assign)


class KeepsTheEdge(tinynn.MaxPool):
    """Pooling that pads the edge instead of dropping it."""

    def forward(self, x):
        edges = [(0, -size % self.pool_size) for size in x.data.shape]
        return super().forward(Tensor(np.pad(x.data, [(0, 0), (0, 0), *edges[2:]])))


WRONG_ANSWERS = {
    ("18-mnist", "check_share_right"): [share_of_answers, share_of_all, one_share_for_all],
    ("19-flatten", "check_crop"): [
        CropsTopLeft, CropsOnce, PadsTheGradientWrongly, CropsAndAssigns,
    ],
    ("20-dropout", "check_row_dropout"): [
        tinynn.Dropout, RowsUnscaled, SameRowsInAllPictures, RowsAlsoInEvaluation, RowsDrawnAgain,
        Columns, RowsAssign, RowsChangeTheGradient,
    ],
    ("21-tanh-sigmoid-softmax", "check_tempered"): [
        Multiplies, ForgetsTemperatureOnTheWayBack, Overflows, WrongAxis, TemperedAssigns,
        TemperedChangesTheGradient,
    ],
    ("22-binary-cross-entropy", "check_bce_from_z"): [
        bce_cut_off, bce_gradient_of_the_sum, bce_of_males_only,
    ],
    ("23-cross-entropy", "check_cross_entropy"): [
        cross_entropy_that_overflows, cross_entropy_of_all_pairs,
        cross_entropy_gradient_of_the_sum, cross_entropy_in_place,
    ],
    ("24-convolution", "check_padding"): [
        PadsTwoSidesOnly, RepeatsTheEdge, LosesTheWayBack, DoesNotCropTheGradient, PadsAllAxes,
        PadsAndAssigns, PadsWithoutCopy,
    ],
    ("25-pooling", "check_average_pool"): [
        tinynn.MaxPool, ForgetsToDivide, AveragesAndAssigns, KeepsTheEdge,
    ],
}  # fmt: skip
