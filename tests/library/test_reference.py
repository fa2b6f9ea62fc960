"""tinynn gives what PyTorch gives: outputs and gradients, as tests/reference recorded them."""

from pathlib import Path

import numpy as np
import pytest

from tinynn import (
    BCELoss,
    CELoss,
    Convolution,
    Flatten,
    Linear,
    MaxPool,
    MSELoss,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    Tanh,
    Tensor,
)

with np.load(Path(__file__).parents[1] / "reference" / "pytorch.npz", allow_pickle=False) as file:
    REFERENCE: dict[str, dict[str, np.ndarray]] = {}
    for name in file.files:
        case, _, what = name.rpartition("/")
        REFERENCE.setdefault(case, {})[what] = file[name]


def build(name: str, case: dict[str, np.ndarray]):
    """What tinynn has for this case, a layer or a loss."""
    kind, *options = name.split()
    match kind:
        case "linear":
            return Linear(*case["weight"].shape[::-1])
        case "convolution":
            out_channels, in_channels, k, _ = case["weight"].shape
            return Convolution(in_channels, out_channels, k)
        case "max_pool":
            return MaxPool(int(options[0]))
        case "softmax":
            return Softmax(int(options[0]))
        case "network":
            rest = [MaxPool(2), Flatten(), Linear(18, 5), ReLU(), Linear(5, 3)]
            return Sequential([Convolution(1, 3, 3), *rest])
    kinds = {"relu": ReLU, "tanh": Tanh, "sigmoid": Sigmoid, "flatten": Flatten}
    return (kinds | {"mse": MSELoss, "ce": CELoss, "bce": BCELoss})[kind]()


@pytest.mark.parametrize("name", REFERENCE)
def test_as_pytorch(name):
    case = REFERENCE[name]
    thing, x, seed = build(name, case), Tensor(case["input"]), case["seed"]
    names = [what for what in case if f"{what}_grad" in case and what != "input"]
    parameters = dict(zip(names, getattr(thing, "parameters", []), strict=True))
    for what, parameter in parameters.items():
        assert parameter.data.shape == case[what].shape
        parameter.data = case[what].copy()
    target = [Tensor(case["target"])] if "target" in case else []
    output = CELoss()(thing(x), *target) if name == "network" else thing(x, *target)
    Tensor(np.sum(output.data * seed), (output,), lambda _: output.add_grad(seed * 1)).backward()

    # PyTorch keeps the 1e-12 of its BCE gradient in single precision, which makes it 4e-9 smaller.
    compare = {"rtol": 1e-8 if name == "bce certain" else 1e-10, "atol": 1e-13}
    np.testing.assert_allclose(output.data, case["output"], **compare)
    np.testing.assert_allclose(x.grad, case["input_grad"], **compare)
    for what, parameter in parameters.items():
        np.testing.assert_allclose(parameter.grad, case[f"{what}_grad"], **compare, err_msg=what)


def test_nothing_is_missing_from_the_record():
    """Each layer and loss; every pool with ties; PyTorch's numbers, in float64, small."""
    kinds = {name.split()[0] for name in REFERENCE}
    layers = {"linear", "convolution", "max_pool", "flatten", "relu", "tanh", "sigmoid", "softmax"}
    assert kinds == layers | {"mse", "ce", "bce", "network"}
    assert len(REFERENCE) == 34
    for case in REFERENCE.values():
        assert {"input", "input_grad", "output", "seed"} <= set(case)
        assert {array.dtype for array in case.values()} == {np.dtype(np.float64)}
        assert all(case[what].any() for what in case if what.endswith("_grad"))
