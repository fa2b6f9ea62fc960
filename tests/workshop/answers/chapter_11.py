"""Answers to chapter 11: Layer and Linear."""

WRONG = {
    "Linear": [
        ("gradient of x assigned", "x.add_grad(grad @ self.weight.data)",
         "x.grad = grad @ self.weight.data", "used twice, gradients add up"),
    ],
}  # fmt: skip

RIGHT = {}
