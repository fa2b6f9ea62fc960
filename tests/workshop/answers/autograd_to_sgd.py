"""Answers to chapters 3 and 10 to 13."""

ANY_SHAPE = "any shape, one number at a time"
BY_HAND = "the example worked by hand"
ALONE = "what comes in is left alone"
TWICE = "used twice, gradients add up"
NUDGED = "the gradient is that found by nudging"

WRONG = {
    "numerical_gradient": [
        ("one side only", "(f(x + nudge) - f(x - nudge)) / (2 * eps)",
         "(f(x + nudge) - f(x)) / eps", "nudged both ways"),
        ("divided by one nudge", "(2 * eps)", "eps", BY_HAND),
        ("all nudged at once", "nudge[index] = eps", "nudge[...] = eps", ANY_SHAPE),
        ("x nudged in place", "gradient[index] = (f(x + nudge) - f(x - nudge)) / (2 * eps)",
         "gradient[index] = (f(x + nudge) - f(x - nudge)) / (2 * eps)\n        x += nudge", ALONE),
        ("the first axis alone", "np.ndindex(x.shape)", "np.ndindex(x.shape[:1])", ANY_SHAPE),
        ("eps not used", "nudge[index] = eps", "nudge[index] = eps = 1e-6", "nudged both ways"),
        ("whole numbers stay whole", "x = np.asarray(x, dtype=float)\n"
         "    gradient = np.zeros(x.shape)", "x = np.asarray(x)\n    gradient = np.zeros_like(x)",
         "a list of whole numbers will do"),
    ],
    "topological_order": [
        ("not looked up", "elif node not in seen", "elif True", "parents first, each once"),
        ("turned round", "return order", "return order[::-1]", "parents first, each once"),
        ("seen when put in, not when taken out", "elif node not in seen:\n"
         "            seen.add(node)\n            stack.append((node, True))\n"
         "            stack.extend((parent, False) for parent in node.parents)",
         "else:\n            stack.append((node, True))\n"
         "            stack.extend((each, False) for each in node.parents if each not in seen)\n"
         "            seen.update(node.parents)", "parents first, each once"),
        ("level by level", "    order, seen, stack = [], set(), [(tensor, False)]\n",
         "    order, stack = [tensor], []\n    for node in order:\n"
         "        for parent in node.parents:\n            if parent not in order:\n"
         "                order.append(parent)\n    order.reverse()\n",
         "parents first, each once"),
        ("the node before its parents", "stack.append((node, True))",
         "order.append(node)", "parents first, each once"),
        ("itself left out", "return order", "return order[:-1]", "one alone is the whole line"),
        ("calls itself", "    order, seen, stack = [], set(), [(tensor, False)]\n",
         "    order, seen, stack = [], set(), []\n\n    def line_up(node):\n"
         "        if node not in seen:\n            seen.add(node)\n"
         "            for parent in node.parents:\n                line_up(parent)\n"
         "            order.append(node)\n\n    line_up(tensor)\n",
         "deep graphs too: 1,200 levels"),
    ],
    "Tensor": [
        ("gradient assigned", "grad if self._grad is None else self._grad + grad", "grad",
         "add_grad adds up"),
        ("needs_grad forgotten", "if self.needs_grad:", "if True:",
         "one that needs no gradient takes none"),
        ("one array for both", "grad.copy()", "grad",
         "each tensor's gradient is an array of its own"),
        ("one side gets the sum's own", "other.add_grad(grad.copy())", "other.add_grad(grad)",
         "each tensor's gradient is an array of its own"),
        ("leaves cleared too", "for tensor in results:", "for tensor in order:",
         "a second backward: leaves add up, results start anew"),
        ("each node once, as it comes", "for tensor in reversed(results):\n"
         "            tensor.gradient_fn(tensor.grad)",
         "todo, seen = [self], set()\n        while todo:\n"
         "            tensor = todo.pop(0)\n"
         "            if tensor.gradient_fn and tensor not in seen:\n"
         "                seen.add(tensor)\n"
         "                tensor.gradient_fn(tensor.grad)\n"
         "                todo.extend(tensor.parents)",
         "used twice, gradients add up, in either order"),
        ("product: own data", "grad * other.data", "grad * self.data",
         "the example worked by hand: chapter 8's network"),
        ("from the front", "for tensor in reversed(results)", "for tensor in results",
         "the example worked by hand: chapter 8's network"),
        ("results not cleared", "tensor.grad = None", "pass",
         "a second backward: leaves add up, results start anew"),
        ("starts from 0", "np.ones(self.data.shape)", "np.zeros(self.data.shape)",
         "the example worked by hand: chapter 8's network"),
        ("a sum of one side", "self.data + other.data", "self.data + self.data",
         "sums and products: their values"),
    ],
    "Layer": [
        ("itself alone", "parts: list[object] = [vars(self)]", "parts: list[object] = []",
         "layers that it holds follow: attributes, lists, tuples, dicts"),
        ("the first alone", "part.train() if training else part.eval()",
         "part.train() if training else part.eval()\n                break",
         "all of them follow, not only the first"),
        ("train and eval passed by", "part.train() if training else part.eval()",
         "part._switch(training)", "a held layer's own train and eval are called"),
        ("not in tuples", "(list, tuple, dict)", "(list, dict)",
         "layers that it holds follow: attributes, lists, tuples, dicts"),
        ("not in dicts", "parts += part.values() if isinstance(part, dict) else part",
         "parts += vars(self).values() if part is parts[0] else "
         "[] if isinstance(part, dict) else part",
         "layers that it holds follow: attributes, lists, tuples, dicts"),
        ("always training", "self.training = training", "self.training = True",
         "it switches itself"),
        ("not itself", "self.training = training", "pass", "it switches itself"),
        ("set from outside", "part.train() if training else part.eval()",
         "part.training = training", "layers inside layers inside layers follow"),
        ("for all layers of the class", "self.training = training",
         "type(self).training = training", "other layers stay as they are"),
    ],
    "Linear": [
        ("gradient of x assigned", "x.add_grad(grad @ self.weight.data)",
         "x.grad = grad @ self.weight.data", TWICE),
        ("divided by the batch once more", "grad.sum(axis=0)", "grad.mean(axis=0)",
         "the gradient is that found by nudging"),
        ("wrong axis", "grad.sum(axis=0)", "grad.sum(axis=1)",
         "the gradient is that found by nudging"),
        ("bias left out", "self.bias.add_grad(grad.sum(axis=0))", "pass",
         "the gradient is that found by nudging"),
        ("needs_grad forgotten", "if x.needs_grad:",
         "if True:\n                x.needs_grad = True",
         "no gradient for an x that needs none"),
        ("bias not added", " + self.bias.data", "", BY_HAND),
        ("weight not transposed in size", "np.random.randn(out_size, in_size)",
         "np.random.randn(in_size, out_size)", "weight and bias: shapes and first values"),
        ("weights too large", "np.sqrt(2 / in_size)", "1.0",
         "weight and bias: shapes and first values"),
        ("no parents", "(self.weight, self.bias, x), gradient_fn", "(), gradient_fn", NUDGED),
        ("x no parent", "(self.weight, self.bias, x), gradient_fn",
         "(self.weight, self.bias), gradient_fn", NUDGED),
        ("bias not handed out", "return [self.weight, self.bias]", "return [self.weight]",
         "both parameters are handed out"),
    ],
    "MSELoss": [
        ("sum", "np.mean(difference**2)", "np.sum(difference**2)", BY_HAND),
        ("per sample", "/ difference.size", "/ len(difference)", "the mean over all elements"),
        ("2 forgotten", "grad * 2 * difference", "grad * difference", BY_HAND),
        ("sign", "p.data - y.data", "y.data - p.data", BY_HAND),
        ("incoming gradient left out", "grad * 2 * difference", "2 * difference",
         "multiplied by what comes back"),
        ("assigned", "p.add_grad(grad * 2 * difference / difference.size)",
         "p.grad = grad * 2 * difference / difference.size", TWICE),
        ("prediction overwritten", "difference = p.data - y.data",
         "p.data -= y.data\n        difference = p.data", ALONE),
        ("targets get a gradient", "p.add_grad(grad * 2 * difference / difference.size)",
         "p.add_grad(grad * 2 * difference / difference.size)\n"
         "            y.add_grad(-grad * 2 * difference / difference.size)",
         "targets are constants and get no gradient"),
        ("the wrong parent", "(p,), gradient_fn", "(y,), gradient_fn", NUDGED),
    ],
    "Optimizer": [
        ("the first alone", "for parameter in self.parameters:",
         "for parameter in self.parameters[:1]:",
         "after reset all gradients are zeros of their shape"),
        ("a plain 0", "parameter.grad = None", "parameter.grad = 0.0",
         "after reset all gradients are zeros of their shape"),
        ("nothing done", "parameter.grad = None", "pass",
         "after reset all gradients are zeros of their shape"),
        ("the data cleared", "parameter.grad = None",
         "parameter.grad = None\n            parameter.data = parameter.data * 0",
         "reset leaves the parameters themselves alone"),
        ("ones", "parameter.grad = None", "parameter.grad = parameter.data * 0 + 1",
         "after reset all gradients are zeros of their shape"),
    ],
    "SGDOptimizer": [
        ("uphill", "-= self.lr", "+= self.lr", BY_HAND),
        ("no learning rate", "self.lr * grad", "grad", BY_HAND),
        ("the first piece alone", "range(0, len(data), rows)", "range(0, 1)",
         "of a large parameter every number moves"),
        ("the first parameter alone", "in self.parameters:", "in self.parameters[:1]:",
         "each parameter takes one step, and one only"),
        ("gradient used up", "data[i : i + rows] -=",
         "grad[i : i + rows] *= 1.5\n                data[i : i + rows] -=", BY_HAND),
        ("gradient dropped", "            for i in range(0, len(data), rows):\n",
         "            parameter.grad = None\n            for i in range(0, len(data), rows):\n",
         "gradients are left alone"),
        ("gradient cleared", "-= self.lr * grad[i : i + rows]",
         "-= self.lr * grad[i : i + rows]\n                grad[i : i + rows] = 0",
         "gradients are left alone"),
    ],
}  # fmt: skip

RIGHT = {
    "numerical_gradient": {
        "flat, with copies": """
def numerical_gradient(f, x, eps=1e-6):
    x = np.array(x, dtype=float)
    gradient = []
    for i in range(x.size):
        values = []
        for sign in (1, -1):
            other = x.flatten()
            other[i] += sign * eps
            values.append(f(other.reshape(x.shape)))
        gradient.append((values[0] - values[1]) / (2 * eps))
    return np.array(gradient).reshape(x.shape)
""",
    },
    "topological_order": {
        "iterators on the stack": """
def topological_order(tensor):
    order, stack = {}, [(tensor, iter(tensor.parents))]
    while stack:
        node, parents = stack[-1]
        for parent in parents:
            if parent not in order:
                stack.append((parent, iter(parent.parents)))
                break
        else:
            order.setdefault(node)
            stack.pop()
    return list(order)
""",
        "by counting users": """
def topological_order(tensor):
    everyone, todo = [tensor], [tensor]
    users = {id(tensor): 0}
    while todo:
        for parent in todo.pop().parents:
            if id(parent) not in users:
                users[id(parent)] = 0
                everyone.append(parent)
                todo.append(parent)
    for node in everyone:
        for parent in node.parents:
            users[id(parent)] += 1
    order, ready = [], [tensor]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node.parents:
            users[id(parent)] -= 1
            if users[id(parent)] == 0:
                ready.append(parent)
    return order[::-1]
""",
    },
    "Tensor": {
        "gradients in place, a dictionary for backward": """
class Tensor:
    __array_ufunc__ = None

    def __init__(self, data, parents=(), gradient_fn=None, needs_grad=True):
        self.data = np.asarray(data, dtype=float)
        self.parents, self.gradient_fn, self.needs_grad = parents, gradient_fn, needs_grad
        self._grad = None

    @property
    def grad(self):
        return np.zeros(self.data.shape) if self._grad is None else self._grad

    @grad.setter
    def grad(self, value):
        self._grad = value

    @property
    def size(self):
        return int(np.prod(self.data.shape[1:]))

    def add_grad(self, grad):
        if not self.needs_grad:
            return
        if self._grad is None:
            self._grad = np.zeros(self.data.shape)
        self._grad += grad

    def backward(self):
        line = topological_order(self)
        for node in line:
            if node.gradient_fn is not None:
                node.grad = None
        self.grad = np.ones(self.data.shape)
        while line:
            node = line.pop()
            if node.gradient_fn is not None:
                node.gradient_fn(node.grad)

    def __add__(self, other):
        def share(grad):
            for parent in (other, self):
                parent.add_grad(1 * grad)

        return Tensor(np.add(self.data, other.data), (other, self), share)

    def __mul__(self, other):
        def share(grad):
            other.add_grad(self.data * grad)
            self.add_grad(other.data * grad)

        return Tensor(np.multiply(other.data, self.data), (self, other), share)
""",
        "by counting users": """
class Tensor:
    __array_ufunc__ = None

    def __init__(self, data, parents=(), gradient_fn=None, needs_grad=True):
        self.data = np.array(data, dtype=float, copy=None)
        self.parents, self.gradient_fn, self.needs_grad = parents, gradient_fn, needs_grad
        self.grad = None

    @property
    def grad(self):
        if self._grad is None:
            self._grad = np.zeros_like(self.data)
        return self._grad

    @grad.setter
    def grad(self, value):
        self._grad = value

    @property
    def size(self):
        return self.data[0].size

    def add_grad(self, grad):
        if self.needs_grad:
            self.grad = self.grad + grad

    def backward(self):
        waiting, nodes = {}, topological_order(self)
        for node in nodes:
            node.grad = None if node.gradient_fn else node.grad
            for parent in node.parents:
                waiting[parent] = waiting.get(parent, 0) + 1
        self.grad = np.ones_like(self.data)
        ready = [self]
        while ready:
            node = ready.pop(0)
            if node.gradient_fn:
                node.gradient_fn(node.grad)
            for parent in node.parents:
                waiting[parent] -= 1
                if waiting[parent] == 0:
                    ready.append(parent)

    def __add__(self, other):
        result = Tensor(self.data + other.data, [self, other])

        def gradient_fn(grad):
            self.add_grad(grad.copy())
            other.add_grad(grad.copy())

        result.gradient_fn = gradient_fn
        return result

    def __mul__(self, other):
        x, y = self.data, other.data
        result = Tensor(x * y, [self, other])
        result.gradient_fn = lambda grad: [self.add_grad(grad * y), other.add_grad(grad * x)]
        return result
""",
    },
    "Layer": {
        "calls itself": """
class Layer(ABC):
    training = True

    def __call__(self, x):
        return self.forward(x)

    @abstractmethod
    def forward(self, x):
        pass

    @property
    def parameters(self):
        return []

    def train(self):
        self._switch(True)

    def eval(self):
        self._switch(False)

    def _switch(self, training):
        self.training = training

        def look(thing):
            if isinstance(thing, Layer):
                (thing.train if training else thing.eval)()
            elif isinstance(thing, dict):
                look(list(thing.values()))
            elif isinstance(thing, (list, tuple)):
                for each in thing:
                    look(each)

        for value in list(vars(self).values()):
            look(value)

    def workspace(self, name, shape):
        return np.empty(shape)
""",
    },
    "Linear": {
        "einsum, bias first": """
class Linear(Layer):
    def __init__(self, in_size, out_size):
        self.bias = Tensor([0.0] * out_size)
        self.weight = Tensor(np.random.normal(0, (2 / in_size) ** 0.5, (out_size, in_size)))

    def forward(self, x):
        def gradient_fn(grad):
            if x.needs_grad:
                x.add_grad(np.einsum("nk,km->nm", grad, self.weight.data))
            self.bias.add_grad(np.einsum("nk->k", grad))
            self.weight.add_grad(np.einsum("nk,nm->km", grad, x.data))

        output = np.einsum("nm,km->nk", x.data, self.weight.data) + self.bias.data
        return Tensor(output, [x, self.bias, self.weight], gradient_fn)

    @property
    def parameters(self):
        return (self.bias, self.weight)
""",
        "loops": """
class Linear(Layer):
    def __init__(self, in_size, out_size):
        self.weight = Tensor(np.random.randn(out_size, in_size) * np.sqrt(2 / in_size))
        self.bias = Tensor(np.zeros(out_size))

    def forward(self, x):
        rows = [[sum(w * v for w, v in zip(weights, row)) + b
                 for weights, b in zip(self.weight.data, self.bias.data)] for row in x.data]

        def gradient_fn(grad):
            weight = np.zeros(self.weight.data.shape)
            back = np.zeros(x.data.shape)
            for n, row in enumerate(grad):
                for k, g in enumerate(row):
                    weight[k] += g * x.data[n]
                    back[n] += g * self.weight.data[k]
            self.weight.add_grad(weight)
            self.bias.add_grad(sum(grad))
            x.add_grad(back)

        return Tensor(rows, (self.weight, self.bias, x), gradient_fn)

    @property
    def parameters(self):
        return [self.weight, self.bias]
""",
    },
    "MSELoss": {
        "a loop": """
class MSELoss(Loss):
    def forward(self, p, y):
        count, total = p.data.size, 0.0
        for a, b in zip(p.data.ravel(), y.data.ravel()):
            total += (b - a) ** 2 / count

        def gradient_fn(grad):
            p.add_grad(-2 / count * grad * (y.data - p.data))

        return Tensor(total, (p,), gradient_fn)
""",
    },
    "Optimizer": {
        "zeros written": """
class Optimizer(ABC):
    def __init__(self, parameters, lr):
        self.parameters, self.lr = list(dict.fromkeys(parameters)), lr

    def check(self):
        pass

    def reset(self):
        for i in range(len(self.parameters)):
            self.parameters[i].grad = np.zeros_like(self.parameters[i].data)

    @abstractmethod
    def step(self):
        pass
""",
    },
    "SGDOptimizer": {
        "one line": """
class SGDOptimizer(Optimizer):
    def step(self):
        for parameter in self.parameters:
            parameter.data -= self.lr * parameter.grad
""",
        "a new array": """
class SGDOptimizer(Optimizer):
    def step(self):
        for each in self.parameters:
            each.data = np.subtract(each.data, np.multiply(each.grad, self.lr))
""",
    },
}
