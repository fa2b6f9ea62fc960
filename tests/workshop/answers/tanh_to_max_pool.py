"""Answers to chapters 21 to 25."""

from tests.workshop.answers.autograd_to_sgd import ALONE, BY_HAND, TWICE
from tests.workshop.answers.data_to_dropout import GRADIENT

LARGE = "large numbers do not overflow"
INCOMING = "multiplied by what comes back"
LOOPS = "equal to loops, whatever the shape"
TIES = "of equals, the first gets the whole gradient"

WRONG = {
    "Tanh": [
        ("the sigmoid", "np.tanh(x.data)", "1 / (1 + np.exp(-x.data))", BY_HAND),
        ("derivative without the square", "1 - tanh**2", "1 - tanh", LARGE),
        ("derivative of x", "1 - tanh**2", "1 - x.data**2", LARGE),
        ("assigned", "x.add_grad(grad * (1 - tanh**2))", "x.grad = grad * (1 - tanh**2)", TWICE),
        ("incoming gradient left out", "grad * (1 - tanh**2)", "1 - tanh**2", GRADIENT),
        ("by the formula, which overflows", "np.tanh(x.data)",
         "(np.exp(x.data) - np.exp(-x.data)) / (np.exp(x.data) + np.exp(-x.data))", LARGE),
        ("in place", "np.tanh(x.data)", "np.tanh(x.data, out=x.data)", LARGE),
    ],
    "Sigmoid": [
        ("sign", "np.exp(-np.clip", "np.exp(np.clip", BY_HAND),
        ("derivative without 1 − σ", "sigmoid * (1 - sigmoid)", "sigmoid", GRADIENT),
        ("not clipped", "np.clip(x.data, low, high)", "x.data",
         "outside clip_range: the value stays, the gradient is 0"),
        ("gradient not clipped", " * inside", "",
         "outside clip_range: the value stays, the gradient is 0"),
        ("assigned", "x.add_grad(grad * sigmoid * (1 - sigmoid) * inside)",
         "x.grad = grad * sigmoid * (1 - sigmoid) * inside", TWICE),
        ("in place", "np.clip(x.data, low, high)", "np.clip(x.data, low, high, out=x.data)", ALONE),
    ],
    "Softmax": [
        ("not divided by the sum", "exp / exp.sum(axis=self.axis, keepdims=True)", "exp", BY_HAND),
        ("sum over everything", "exp.sum(axis=self.axis, keepdims=True)", "exp.sum()",
         "each row for itself"),
        ("the largest not taken away", "x.data - x.data.max(axis=self.axis, keepdims=True)",
         "x.data", LARGE),
        ("axis left out", "axis=self.axis", "axis=-1", "along another axis too"),
        ("as if elements were independent", "softmax * (grad - mean)",
         "softmax * (1 - softmax) * grad", GRADIENT),
        ("mean left out", "grad - mean", "grad", GRADIENT),
        ("assigned", "x.add_grad(softmax * (grad - mean))", "x.grad = softmax * (grad - mean)",
         TWICE),
        ("in place", "exp = np.exp(x.data - x.data.max(axis=self.axis, keepdims=True))",
         "x.data -= x.data.max(axis=self.axis, keepdims=True)\n        exp = np.exp(x.data)",
         ALONE),
    ],
    "BCELoss": [
        ("in place", "np.log(1 - p.data)", "np.log(np.subtract(1, p.data, out=p.data))",
         "the mean over all elements"),
        ("sum", "-np.mean(log_likelihood)", "-np.sum(log_likelihood)",
         "the mean over all elements"),
        ("gradient not divided", " / p.data.size", "", "the mean over all elements"),
        ("sign", "-np.mean", "np.mean", BY_HAND),
        ("one side alone", " + (1 - y.data) * log_not_p", "", BY_HAND),
        ("log 0", "np.maximum(np.log(p.data), -100)", "np.log(p.data)",
         "p of 0 or 1: the loss is 100 at most, gradients are finite"),
        ("division by 0", "np.maximum(p.data * (1 - p.data), 1e-12)", "p.data * (1 - p.data)",
         "p of 0 or 1: the loss is 100 at most, gradients are finite"),
        ("as after a Sigmoid", "(p.data - y.data) / variance", "(p.data - y.data)",
         "the mean over all elements"),
        ("incoming gradient left out", "grad * (p.data - y.data)", "(p.data - y.data)", INCOMING),
        ("assigned", "p.add_grad(grad * (p.data - y.data) / variance / p.data.size)",
         "p.grad = grad * (p.data - y.data) / variance / p.data.size", TWICE),
    ],
    "CELoss": [
        ("in place", "shifted = p.data - p.data.max(axis=1, keepdims=True)",
         "shifted = p.data\n        shifted -= p.data.max(axis=1, keepdims=True)", ALONE),
        ("gradient not divided", " - y.data) / len(p.data)", " - y.data)",
         "the mean over samples, not over classes"),
        ("divided by all elements", "/ len(p.data)", "/ p.data.size", BY_HAND),
        ("sum", "-np.sum(y.data * log_softmax) / len(p.data)", "-np.sum(y.data * log_softmax)",
         "the mean over samples, not over classes"),
        ("the largest not taken away", "p.data - p.data.max(axis=1, keepdims=True)", "p.data * 1",
         LARGE),
        ("maximum of everything", "p.data.max(axis=1, keepdims=True)", "p.data.max()", LARGE),
        ("gradient by the scores", "np.exp(log_softmax) - y.data", "p.data - y.data", BY_HAND),
        ("wrong axis", "axis=1", "axis=0", BY_HAND),
        ("incoming gradient left out", "grad * (np.exp", "1 * (np.exp", INCOMING),
        ("assigned", "p.add_grad(grad * (np.exp(log_softmax) - y.data) / len(p.data))",
         "p.grad = grad * (np.exp(log_softmax) - y.data) / len(p.data)", TWICE),
    ],
    "Convolution": [
        ("the gradient of x in x's own memory", "x_grad = np.zeros(x.data.shape)",
         "x_grad = x.data\n                x_grad[...] = 0", ALONE),
        ("kernel turned round", "kernels = self.weight.data.reshape(out, size)",
         "kernels = self.weight.data[:, :, ::-1, ::-1].reshape(out, size)", BY_HAND),
        ("bias left out", "columns[:, size] = 1", "columns[:, size] = 0", BY_HAND),
        ("gradient of the bias left out", "self.bias.add_grad(kernels_grad[:, size])", "pass",
         GRADIENT),
        ("divided by the batch once more", ".sum(axis=0)\n", ".mean(axis=0)\n", GRADIENT),
        ("the bias's gradient assigned", "self.bias.add_grad(kernels_grad[:, size])",
         "self.bias.grad = kernels_grad[:, size]", TWICE),
        ("pieces of x's gradient assigned", "x_grad[part] +=", "x_grad[part] =", GRADIENT),
        ("needs_grad forgotten", "if x.needs_grad:",
         "if True:\n                x.needs_grad = True",
         "no gradient for an x that needs none"),
        ("the first channel alone", "x.data[:, :, i : i + OH, j : j + OW]",
         "x.data[:, :1, i : i + OH, j : j + OW]", "two channels, added up"),
        ("rows and columns exchanged", "x.data[:, :, i : i + OH, j : j + OW]",
         "x.data[:, :, j : j + OH, i : i + OW]", LOOPS),
        ("the same memory for every call", 'self.workspace("output", (N, out, OH * OW))',
         "vars(self).setdefault((N, out, OH * OW), np.empty((N, out, OH * OW)))",
         "a later call leaves an earlier result as it was"),
    ],
    "largest": [
        ("the middle forgotten", "parts[1:-1]", "[]", "one array, two, three, five"),
        ("smallest", "np.maximum", "np.minimum", BY_HAND),
        ("not written to out", "np.maximum(parts[0], parts[-1], out=out)",
         "out = np.maximum(parts[0], parts[-1])", BY_HAND),
        ("nothing returned", "return out", "return None", BY_HAND),
        ("into the first part", "np.maximum(parts[0], parts[-1], out=out)",
         "np.maximum(parts[0], parts[-1], out=parts[0])\n    out[...] = parts[0]", ALONE),
    ],
    "route": [
        ("all of the equals", "left -= part_grad", "pass", BY_HAND),
        ("the last of the equals", "zip(parts[:-1], out[:-1], strict=True)",
         "reversed(list(zip(parts[:-1], out[:-1], strict=True)))",
         "of equals, the first gets it all"),
        ("grad used up", "left[...] = grad",
         "left[...] = grad\n    grad *= 0", ALONE),
        ("shared among all", "np.multiply(left, part == best, out=part_grad)",
         "np.multiply(left, 0.5, out=part_grad)", BY_HAND),
        ("the rest not cleared", "left[...] = grad", "left += grad", BY_HAND),
    ],
    "MaxPool": [
        ("gradient assigned", "x.add_grad(x_grad)", "x.grad = x_grad", TWICE),
        ("edges not cleared", "x_grad[:, :, OH * k :] = x_grad[:, :, :, OW * k :] = 0",
         "x_grad[:, :, OH * k :] = x_grad[:, :, :, OW * k :] = 1", GRADIENT),
        ("mean", "largest(rows(in_row), output)", "output[...] = sum(rows(in_row)) / k", BY_HAND),
        ("gradient to all of the equals",
         "route(row_grad, in_row, columns(x.data), columns(x_grad))",
         "for part, part_grad in zip(columns(x.data), columns(x_grad)):\n"
         "                part_grad[...] = row_grad * (part == in_row)", TIES),
        ("the last of the equals",
         "route(row_grad, in_row, columns(x.data), columns(x_grad))",
         "route(row_grad, in_row, columns(x.data)[::-1], columns(x_grad)[::-1])", TIES),
        ("columns before rows in a tie", "return [maxima[:, :, :, i] for i in range(k)]",
         "return [maxima[:, :, :, i] for i in reversed(range(k))]", TIES),
        ("a window too many", "OH, OW = H // k, W // k",
         "OH, OW = -(-H // k), -(-W // k)", LOOPS),
    ],
}  # fmt: skip

RIGHT = {
    "Tanh": {
        "from the exponential of −2|x|": """
class Tanh(Layer):
    def forward(self, x):
        small = np.exp(-2 * np.abs(x.data))
        value = np.sign(x.data) * (1 - small) / (1 + small)

        def gradient_fn(grad):
            x.add_grad(grad * 4 * small / (1 + small) ** 2)

        return Tensor(value, (x,), gradient_fn)
""",
    },
    "Sigmoid": {
        "by tanh": """
class Sigmoid(Layer):
    def __init__(self, clip_range=(-100, 100)):
        self.clip_range = clip_range

    def forward(self, x):
        low, high = self.clip_range
        clipped = np.minimum(np.maximum(x.data, low), high)
        value = 0.5 * (1 + np.tanh(clipped / 2))

        def gradient_fn(grad):
            slope = value - value**2
            slope[(x.data <= low) | (x.data >= high)] = 0
            x.add_grad(slope * grad)

        return Tensor(value, (x,), gradient_fn)
""",
    },
    "Softmax": {
        "with the whole Jacobian": """
class Softmax(Layer):
    def __init__(self, axis=-1):
        self.axis = axis

    def forward(self, x):
        moved = np.moveaxis(x.data, self.axis, -1)
        power = np.exp(moved - moved.max(axis=-1)[..., None])
        s = power / power.sum(axis=-1)[..., None]

        def gradient_fn(grad):
            jacobian = np.einsum("...i,ij->...ij", s, np.eye(s.shape[-1]))
            jacobian = jacobian - s[..., :, None] * s[..., None, :]
            back = np.einsum("...ij,...j->...i", jacobian, np.moveaxis(grad, self.axis, -1))
            x.add_grad(np.moveaxis(back, -1, self.axis).copy())

        return Tensor(np.moveaxis(s, -1, self.axis), (x,), gradient_fn)
""",
    },
    "BCELoss": {
        "a loop": """
class BCELoss(Loss):
    def forward(self, p, y):
        def log(value):
            return max(np.log(value), -100) if value > 0 else -100

        total = 0.0
        for a, b in zip(p.data.ravel(), y.data.ravel()):
            total -= (b * log(a) + (1 - b) * log(1 - a)) / p.data.size

        def gradient_fn(grad):
            back = np.zeros(p.data.shape)
            for place in np.ndindex(back.shape):
                a, b = p.data[place], y.data[place]
                back[place] = grad * (a - b) / max(a * (1 - a), 1e-12) / back.size
            p.add_grad(back)

        return Tensor(total, (p,), gradient_fn)
""",
    },
    "CELoss": {
        "sample by sample": """
class CELoss(Loss):
    def forward(self, p, y):
        losses, softmax = [], np.zeros(p.data.shape)
        for n, (scores, label) in enumerate(zip(p.data, y.data)):
            top = scores.max()
            total = np.log(np.sum(np.exp(scores - top))) + top
            losses.append(total - scores[label.argmax()])
            softmax[n] = np.exp(scores - total)

        def gradient_fn(grad):
            back = softmax.copy()
            for n, label in enumerate(y.data):
                back[n, label.argmax()] -= 1
            p.add_grad(float(grad) / len(back) * back)

        return Tensor(np.mean(losses), (p,), gradient_fn)
""",
    },
    "Convolution": {
        "einsum, one place of the kernel at a time": """
class Convolution(Layer):
    def __init__(self, in_channels, out_channels, kernel_size):
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = kernel_size
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.weight = Tensor(np.random.randn(*shape) * np.sqrt(2 / (in_channels * kernel_size**2)))
        self.bias = Tensor(np.zeros(out_channels))

    def forward(self, x):
        k = self.kernel_size
        OH, OW = x.data.shape[2] - k + 1, x.data.shape[3] - k + 1
        output = 0
        for i, j in np.ndindex(k, k):
            piece = x.data[:, :, i : i + OH, j : j + OW]
            output = output + np.einsum("nchw,oc->nohw", piece, self.weight.data[:, :, i, j])

        def gradient_fn(grad):
            weight, back = np.zeros(self.weight.data.shape), np.zeros(x.data.shape)
            for i, j in np.ndindex(k, k):
                piece = x.data[:, :, i : i + OH, j : j + OW]
                weight[:, :, i, j] = np.einsum("nohw,nchw->oc", grad, piece)
                back[:, :, i : i + OH, j : j + OW] += np.einsum(
                    "nohw,oc->nchw", grad, self.weight.data[:, :, i, j])
            self.weight.add_grad(weight)
            self.bias.add_grad(grad.sum(axis=(0, 2, 3)))
            if x.needs_grad:
                x.add_grad(back)

        output = output + self.bias.data[:, None, None]
        return Tensor(output, (self.weight, self.bias, x), gradient_fn)

    @property
    def parameters(self):
        return [self.weight, self.bias]
""",
        "loops": """
class Convolution(Layer):
    def __init__(self, in_channels, out_channels, kernel_size):
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = kernel_size
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.weight = Tensor(np.random.randn(*shape) * np.sqrt(2 / (in_channels * kernel_size**2)))
        self.bias = Tensor(np.zeros(out_channels))

    def forward(self, x):
        k = self.kernel_size
        N, C, H, W = x.data.shape
        shape = N, self.out_channels, H - k + 1, W - k + 1
        output = np.zeros(shape)
        for n, o, i, j in np.ndindex(shape):
            window = x.data[n, :, i : i + k, j : j + k]
            output[n, o, i, j] = (window * self.weight.data[o]).sum() + self.bias.data[o]

        def gradient_fn(grad):
            weight, bias = np.zeros(self.weight.data.shape), np.zeros(self.out_channels)
            back = np.zeros(x.data.shape)
            for n, o, i, j in np.ndindex(shape):
                g = grad[n, o, i, j]
                weight[o] += g * x.data[n, :, i : i + k, j : j + k]
                bias[o] += g
                back[n, :, i : i + k, j : j + k] += g * self.weight.data[o]
            self.weight.add_grad(weight)
            self.bias.add_grad(bias)
            x.add_grad(back)

        return Tensor(output, (self.weight, self.bias, x), gradient_fn)

    @property
    def parameters(self):
        return [self.weight, self.bias]
""",
    },
    "largest": {
        "stacked": """
def largest(parts, out):
    out[...] = np.stack(parts).max(axis=0)
    return out
""",
    },
    "route": {
        "by argmax": """
def route(grad, best, parts, out):
    winner = np.argmax(np.stack(parts), axis=0)
    for number, part_grad in enumerate(out):
        part_grad[...] = np.where(winner == number, grad, 0)
""",
    },
    "MaxPool": {
        "loops and argmax": """
class MaxPool(Layer):
    def __init__(self, pool_size):
        self.pool_size = pool_size

    def forward(self, x):
        k = self.pool_size
        n, c, h, w = x.data.shape
        output = np.zeros((n, c, h // k, w // k))
        winners = []
        for s, m, i, j in np.ndindex(output.shape):
            window = x.data[s, m, i * k : i * k + k, j * k : j * k + k]
            a, b = divmod(int(window.argmax()), k)
            output[s, m, i, j] = window[a, b]
            winners.append((s, m, i * k + a, j * k + b))

        def gradient_fn(grad):
            x_grad = np.zeros(x.data.shape)
            for place, g in zip(winners, grad.ravel()):
                x_grad[place] += g
            x.add_grad(x_grad)

        return Tensor(output, (x,), gradient_fn)
""",
        "windows on the last axis": """
class MaxPool(Layer):
    def __init__(self, pool_size):
        self.pool_size = pool_size

    def forward(self, x):
        k = self.pool_size
        N, C, H, W = x.data.shape
        OH, OW = H // k, W // k
        cut = x.data[:, :, : OH * k, : OW * k].reshape(N, C, OH, k, OW, k)
        windows = cut.swapaxes(3, 4).reshape(N, C, OH, OW, k * k)
        winner = windows.argmax(axis=-1)[..., None]

        def gradient_fn(grad):
            back = np.zeros(windows.shape)
            np.put_along_axis(back, winner, grad[..., None], axis=-1)
            back = back.reshape(N, C, OH, OW, k, k).swapaxes(3, 4)
            x_grad = np.zeros(x.data.shape)
            x_grad[:, :, : OH * k, : OW * k] = back.reshape(N, C, OH * k, OW * k)
            x.add_grad(x_grad)

        return Tensor(np.take_along_axis(windows, winner, axis=-1)[..., 0], (x,), gradient_fn)
""",
    },
}
