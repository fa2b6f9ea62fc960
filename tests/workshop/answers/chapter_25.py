"""Answers to chapter 25: largest, route and MaxPool."""

WRONG = {
    "MaxPool": [
        ("gradient assigned", "x.add_grad(x_grad)", "x.grad = x_grad",
         "used twice, gradients add up"),
        ("no workspace cleared", "x_grad[:, :, OH * k :] = x_grad[:, :, :, OW * k :] = 0", "",
         "the gradient is that found by nudging"),
    ],
}  # fmt: skip

RIGHT = {
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
    },
}
