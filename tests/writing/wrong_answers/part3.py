"""Wrong answers to the exercises of part 3; each says what is wrong with it."""

import numpy as np

import tinynn


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


class CropsTopLeft(tinynn.Layer):
    """Cut all of it off at the bottom and right; the shape is right."""

    def __init__(self, border):
        self.border = border

    def slices(self):
        return np.s_[:, :, : -2 * self.border, : -2 * self.border]

    def back(self, x, grad):
        x_grad = np.zeros(x.data.shape)
        x_grad[self.slices()] = grad
        return x_grad

    def forward(self, x):
        return tinynn.Tensor(
            x.data[self.slices()], (x,), lambda grad: x.add_grad(self.back(x, grad))
        )


class CropsOnce(CropsTopLeft):
    """Cut only the top and the left."""

    def slices(self):
        return np.s_[:, :, self.border :, self.border :]


class PadsTheGradientWrongly(CropsTopLeft):
    """Right going forward; on the way back the gradient lands in the top left corner."""

    def slices(self):
        return np.s_[:, :, self.border : -self.border, self.border : -self.border]

    def back(self, x, grad):
        x_grad = np.zeros(x.data.shape)
        x_grad[:, :, : grad.shape[2], : grad.shape[3]] = grad
        return x_grad


class CropsAndAssigns(CropsTopLeft):
    """Right, but for setting the gradient instead of adding to it."""

    def slices(self):
        return np.s_[:, :, self.border : -self.border, self.border : -self.border]

    def forward(self, x):
        def gradient_fn(grad):
            x.grad = self.back(x, grad)

        return tinynn.Tensor(x.data[self.slices()], (x,), gradient_fn)


def row_dropout(lots_shape, scale=True, always=False, redraw=False):
    """Make a RowDropout that may be wrong."""

    class Row(tinynn.Dropout):
        def forward(self, x):
            if not (self.training or always):
                return x

            def draw():
                kept = np.random.random(lots_shape(x.data.shape)) >= self.dropout_rate
                return kept / (1 - self.dropout_rate) if scale else kept * 1.0

            factor = draw()

            def gradient_fn(grad):
                x.add_grad(grad * (draw() if redraw else factor) * np.ones(x.data.shape))

            return tinynn.Tensor(x.data * factor, (x,), gradient_fn)

    return Row


class RowsAssign(tinynn.Dropout):
    """Right, but for setting the gradient instead of adding to it."""

    def forward(self, x):
        if not self.training:
            return x
        kept = np.random.random((*x.data.shape[:3], 1)) >= self.dropout_rate
        scale = kept / (1 - self.dropout_rate)

        def gradient_fn(grad):
            x.grad = grad * scale

        return tinynn.Tensor(x.data * scale, (x,), gradient_fn)


class RowsChangeTheGradient(tinynn.Dropout):
    """Multiply the gradient that came in where it stands, and hand it on uncopied."""

    def forward(self, x):
        if not self.training:
            return x
        kept = np.random.random((*x.data.shape[:3], 1)) >= self.dropout_rate
        scale = kept / (1 - self.dropout_rate)

        def gradient_fn(grad):
            grad *= scale
            x.add_grad(grad)

        return tinynn.Tensor(x.data * scale, (x,), gradient_fn)


RowsUnscaled = row_dropout(lambda s: (*s[:3], 1), scale=False)
SameRowsInAllPictures = row_dropout(lambda s: (1, *s[1:3], 1))
RowsAlsoInEvaluation = row_dropout(lambda s: (*s[:3], 1), always=True)
RowsDrawnAgain = row_dropout(lambda s: (*s[:3], 1), redraw=True)
Columns = row_dropout(lambda s: (*s[:2], 1, s[3]))


def tempered(naive=False, divide=lambda x, T: x / T, back=lambda g, T: g / T, axis=-1):
    """Make a Tempered softmax that may be wrong."""

    class T(tinynn.Softmax):
        def __init__(self, temperature):
            super().__init__(axis)
            self.temperature = temperature

        def forward(self, x):
            z = divide(x.data, self.temperature)
            if naive:
                s = np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)
            else:
                s = super().forward(tinynn.Tensor(z)).data

            def gradient_fn(grad):
                mean = (grad * s).sum(axis=axis, keepdims=True)
                x.add_grad(back(s * (grad - mean), self.temperature))

            return tinynn.Tensor(s, (x,), gradient_fn)

    return T


class TemperedAssigns(tinynn.Softmax):
    """Right, but for setting the gradient instead of adding to it."""

    def __init__(self, temperature):
        super().__init__()
        self.temperature = temperature

    def forward(self, x):
        s = super().forward(tinynn.Tensor(x.data / self.temperature)).data

        def gradient_fn(grad):
            mean = (grad * s).sum(axis=-1, keepdims=True)
            x.grad = s * (grad - mean) / self.temperature

        return tinynn.Tensor(s, (x,), gradient_fn)


class TemperedChangesTheGradient(TemperedAssigns):
    """Take the mean off the gradient that came in where it stands."""

    def forward(self, x):
        s = tinynn.Softmax.forward(self, tinynn.Tensor(x.data / self.temperature)).data

        def gradient_fn(grad):
            grad -= (grad * s).sum(axis=-1, keepdims=True)
            x.add_grad(s * grad / self.temperature)

        return tinynn.Tensor(s, (x,), gradient_fn)


Multiplies = tempered(divide=lambda x, T: x * T, back=lambda g, T: g * T)
ForgetsTemperatureOnTheWayBack = tempered(back=lambda g, T: g)
Overflows = tempered(naive=True)
WrongAxis = tempered(axis=0)


def bce_cut_off(z, y):
    """Go by way of the probability, with BCELoss's convention."""
    z = tinynn.Tensor(z)
    loss = tinynn.BCELoss()(tinynn.Sigmoid()(z), tinynn.Tensor(y))
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


def cross_entropy_of_all_pairs(z, digits):
    """Take the column of every digit from every row."""
    shifted = z - z.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_softmax)
    gradient[:, digits] -= 1
    return -log_softmax[:, digits].mean(), gradient / len(z)


def cross_entropy_gradient_of_the_sum(z, digits):
    """Forget to divide the gradient by N."""
    rows = np.arange(len(z))
    shifted = z - z.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_softmax)
    gradient[rows, digits] -= 1
    return -log_softmax[rows, digits].mean(), gradient


def cross_entropy_in_place(z, digits):
    """Subtract the maximum from the caller's array."""
    z -= z.max(axis=1, keepdims=True)
    rows = np.arange(len(z))
    log_softmax = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    gradient = np.exp(log_softmax)
    gradient[rows, digits] -= 1
    return -log_softmax[rows, digits].mean(), gradient / len(z)


class PadsTwoSidesOnly(tinynn.Layer):
    """Put all zeros at the bottom and on the right."""

    def __init__(self, width):
        self.width = width

    def forward(self, x):
        N, C, H, W = x.data.shape
        inside = np.s_[:, :, :H, :W]
        padded = np.zeros((N, C, H + 2 * self.width, W + 2 * self.width))
        padded[inside] = x.data

        def gradient_fn(grad):
            x.add_grad(grad[inside].copy())

        return tinynn.Tensor(padded, (x,), gradient_fn)


class RepeatsTheEdge(tinynn.Layer):
    """Pad with the nearest pixel instead of zeros."""

    def __init__(self, width):
        self.width = width

    def forward(self, x):
        H, W = x.data.shape[2:]
        w = self.width

        def gradient_fn(grad):
            x.add_grad(grad[:, :, w : w + H, w : w + W].copy())

        pads = [(0, 0), (0, 0), (w, w), (w, w)]
        return tinynn.Tensor(np.pad(x.data, pads, "edge"), (x,), gradient_fn)


class LosesTheWayBack(tinynn.Layer):
    """Pad rightly, but forget the gradient."""

    def __init__(self, width):
        self.width = width

    def forward(self, x):
        pads = [(0, 0), (0, 0), *[(self.width, self.width)] * 2]
        return tinynn.Tensor(np.pad(x.data, pads))


class DoesNotCropTheGradient(tinynn.Layer):
    """Take the gradient's top left corner, where the rim is."""

    def __init__(self, width):
        self.width = width

    def forward(self, x):
        H, W = x.data.shape[2:]

        def gradient_fn(grad):
            x.add_grad(grad[:, :, :H, :W].copy())

        pads = [(0, 0), (0, 0), *[(self.width, self.width)] * 2]
        return tinynn.Tensor(np.pad(x.data, pads), (x,), gradient_fn)


class PadsAllAxes(LosesTheWayBack):
    """Pad pictures and channels too."""

    def forward(self, x):
        return tinynn.Tensor(np.pad(x.data, self.width))


class PadsAndAssigns(PadsTwoSidesOnly):
    """Pad rightly, but set the gradient instead of adding to it."""

    def back(self, x, grad):
        x.grad = grad.copy()

    def forward(self, x):
        H, W = x.data.shape[2:]
        w = self.width

        def gradient_fn(grad):
            self.back(x, grad[:, :, w : w + H, w : w + W])

        pads = [(0, 0), (0, 0), (w, w), (w, w)]
        return tinynn.Tensor(np.pad(x.data, pads), (x,), gradient_fn)


class PadsWithoutCopy(PadsAndAssigns):
    """Pad rightly, but give add_grad an array that belongs to somebody else."""

    def back(self, x, grad):
        x.add_grad(grad)


class ForgetsToDivide(tinynn.MaxPool):
    """Average pooling whose gradient gives every position the whole of it."""

    def forward(self, x):
        k = self.pool_size
        N, C, H, W = x.data.shape
        inside = np.s_[:, :, : H // k * k, : W // k * k]
        windows = x.data[inside].reshape(N, C, H // k, k, W // k, k)

        def gradient_fn(grad):
            x.grad[inside] += np.kron(grad, np.ones((1, 1, k, k)))

        return tinynn.Tensor(windows.mean(axis=(3, 5)), (x,), gradient_fn)


class AveragesAndAssigns(tinynn.MaxPool):
    """Average pooling that sets the gradient instead of adding to it."""

    def forward(self, x):
        k = self.pool_size
        N, C, H, W = x.data.shape
        inside = np.s_[:, :, : H // k * k, : W // k * k]
        windows = x.data[inside].reshape(N, C, H // k, k, W // k, k)

        def gradient_fn(grad):
            x.grad = np.zeros(x.data.shape)
            x.grad[inside] = np.kron(grad, np.full((k, k), 1 / k**2))

        return tinynn.Tensor(windows.mean(axis=(3, 5)), (x,), gradient_fn)


class KeepsTheEdge(tinynn.MaxPool):
    """Pooling that pads the edge instead of dropping it."""

    def forward(self, x):
        edges = [(0, -size % self.pool_size) for size in x.data.shape]
        return super().forward(tinynn.Tensor(np.pad(x.data, [(0, 0), (0, 0), *edges[2:]])))


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
