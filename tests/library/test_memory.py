"""Nothing of a step outlives it: no cycle keeps arrays for the garbage collector."""

import gc
import tracemalloc
import weakref

import numpy as np
import pytest

from tinynn import (
    BCELoss,
    CELoss,
    Convolution,
    Dataset,
    Dropout,
    Flatten,
    Linear,
    MaxPool,
    MSELoss,
    NNModel,
    ReLU,
    Sequential,
    SGDOptimizer,
    Sigmoid,
    Softmax,
    Tanh,
    Tensor,
)


class Images(Dataset):
    """Noise, of the shape of small images."""

    def load(self):
        random = np.random.RandomState(0)
        self.train_features = self.test_features = random.rand(16, 1, 12, 12)
        self.train_labels = self.test_labels = np.eye(10)[random.randint(10, size=16)]


def small_model():
    np.random.seed(0)
    layers = [Convolution(1, 8, 3), MaxPool(2), Flatten(), Dropout(), Linear(200, 32), ReLU()]
    layer = Sequential([*layers, Linear(32, 10)])
    return NNModel(layer, CELoss(), SGDOptimizer(layer.parameters, 0.01))


@pytest.fixture
def created(monkeypatch):
    """Weak references to every Tensor made during the test, and to its array; no collector."""
    references = []
    original = Tensor.__init__

    def init(self, *arguments, **keywords):
        original(self, *arguments, **keywords)
        references.extend([weakref.ref(self), weakref.ref(self.data)])

    monkeypatch.setattr(Tensor, "__init__", init)
    gc.collect()
    gc.disable()
    yield references
    gc.enable()


def alive(references):
    return [thing for thing in (reference() for reference in references) if thing is not None]


def shapes(references):
    """What is alive, in words that a red test can show."""
    things = alive(references)
    arrays = [thing.data if isinstance(thing, Tensor) else thing for thing in things]
    return [f"{type(t).__name__} {a.shape}" for t, a in zip(things, arrays, strict=True)]


def train(model, dataset):
    model.train(dataset, 1)
    return ()


def evaluate(model, dataset):
    return model.test(dataset)


@pytest.mark.parametrize("use", [train, evaluate])
def test_only_what_a_step_returns_is_alive(created, use):
    model, dataset = small_model(), Images(8)
    created.clear()
    returned = use(model, dataset)
    assert len(created) > 20
    due = {id(thing) for tensor in returned for thing in (tensor, tensor.data)}
    assert {id(thing) for thing in alive(created)} == due
    del returned
    assert shapes(created) == []


@pytest.mark.parametrize("use", [train, evaluate])
def test_no_memory_is_left_behind(use):
    """Ten steps after the first leave less than a tenth of one step's convolution: 51,200 bytes."""
    model, dataset = small_model(), Images(8)
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        use(model, dataset)
        use(model, dataset)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(5):
            use(model, dataset)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert after - before < 5_000


LAYERS = {
    "Linear": (Linear(4, 3), (2, 4)),
    "Convolution": (Convolution(1, 2, 2), (2, 1, 4, 4)),
    "MaxPool": (MaxPool(2), (2, 1, 4, 4)),
    "Flatten": (Flatten(), (2, 1, 4, 4)),
    "Dropout": (Dropout(), (2, 4)),
    "ReLU": (ReLU(), (2, 4)),
    "Tanh": (Tanh(), (2, 4)),
    "Sigmoid": (Sigmoid(), (2, 4)),
    "Softmax": (Softmax(), (2, 4)),
    "+": (lambda x: x + x, (2, 4)),
    "*": (lambda x: x * x, (2, 4)),
}


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("name", LAYERS)
def test_no_layer_makes_a_cycle(created, name, backward):
    layer, shape = LAYERS[name]
    p = layer(Tensor(np.ones(shape)))
    if backward:
        loss = MSELoss()(p, Tensor(np.zeros(p.data.shape)))
        loss.backward()
        del loss
    del p
    assert shapes(created) == []


@pytest.mark.parametrize("loss_fn", [MSELoss(), CELoss(), BCELoss()])
def test_no_loss_makes_a_cycle(created, loss_fn):
    loss = loss_fn(Tensor([[0.5, 0.25]]), Tensor([[1, 0]]))
    loss.backward()
    del loss
    assert shapes(created) == []
