"""Make pytorch.npz: what PyTorch says of every layer and loss, and of their gradients.

    make reference                    write the file
    make reference OPTIONS=--check    compare it with what PyTorch says now

Only this script needs PyTorch; the tests read the file. Each case holds what goes in, what comes
out, and the gradients: those of the inputs, given `seed` as the gradient of the output.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

REFERENCE = Path(__file__).parent / "pytorch.npz"

Arrays = dict[str, np.ndarray]


def case(name: str, f: Callable, constants: tuple = (), **inputs: np.ndarray) -> Arrays:
    """Return inputs, output, seed and gradients of f(**inputs), each named name/what."""
    tensors = {
        key: torch.tensor(array, dtype=torch.float64, requires_grad=key not in constants)
        for key, array in inputs.items()
    }
    output = f(**tensors)
    seed = np.random.randn(*output.shape)
    output.backward(torch.tensor(seed, dtype=torch.float64))
    arrays = {key: tensor.detach().numpy() for key, tensor in tensors.items()}
    arrays |= {"output": output.detach().numpy(), "seed": np.asarray(seed)}
    arrays |= {f"{key}_grad": t.grad.numpy() for key, t in tensors.items() if t.requires_grad}
    return {f"{name}/{key}": array for key, array in arrays.items()}


def convolutions() -> Arrays:
    arrays = {}
    for k, (n, in_channels, out_channels, height, width) in [
        (1, (2, 3, 2, 5, 7)),
        (2, (3, 2, 4, 5, 7)),
        (3, (2, 1, 3, 7, 5)),
        (5, (2, 2, 2, 5, 7)),
    ]:
        arrays |= case(
            f"convolution {k}",
            F.conv2d,
            input=np.random.randn(n, in_channels, height, width),
            weight=np.random.randn(out_channels, in_channels, k, k),
            bias=np.random.randn(out_channels),
        )
    return arrays


def pools() -> Arrays:
    """Windows that fit and that leave edges over; numbers without ties and with many."""
    arrays = {}
    for k, shape in [(1, (2, 2, 3, 5)), (2, (2, 3, 5, 7)), (2, (3, 1, 6, 4)), (3, (2, 2, 7, 8))]:
        size = "x".join(map(str, shape))
        for kind, x in [
            ("distinct", np.random.randn(*shape)),
            ("ties", np.random.randint(0, 3, shape)),
            ("flat", np.zeros(shape)),
        ]:
            pool = lambda input, k=k: F.max_pool2d(input, k)  # noqa: E731
            arrays |= case(f"max_pool {k} {kind} {size}", pool, input=x)
    return arrays


def elementwise() -> Arrays:
    x = np.concatenate([np.random.randn(3, 5), [[-700, -40, 0, 40, 700]]])
    arrays = case("relu", F.relu, input=x) | case("tanh", F.tanh, input=x)
    arrays |= case("sigmoid", F.sigmoid, input=np.clip(x, -90, 90))
    maps = np.random.randn(2, 3, 4) * [[[1]], [[300]]]
    for axis in (-1, 0, 1):
        softmax = lambda input, axis=axis: F.softmax(input, axis)  # noqa: E731
        arrays |= case(f"softmax {axis}", softmax, input=maps)
    return arrays


def losses() -> Arrays:
    targets = ("target",)
    arrays = {}
    for name, shape in [("mse", (5, 3)), ("mse images", (2, 1, 3, 4)), ("mse numbers", (4,))]:
        p, y = np.random.randn(2, *shape)
        arrays |= case(name, F.mse_loss, targets, input=p, target=y)

    labels = np.eye(4)[np.random.randint(4, size=6)]
    logits = np.random.randn(6, 4)
    big = logits * np.array([1, 10, 100, 1e3, 1e4, 1e5])[:, np.newaxis]
    shares = np.random.dirichlet(np.ones(4), size=6)
    cases = [("ce", logits, labels), ("ce big", big, labels), ("ce shares", logits, shares)]
    for name, p, y in cases:
        arrays |= case(name, F.cross_entropy, targets, input=p, target=y)

    p, y = np.random.rand(5, 3), np.random.randint(0, 2, (5, 3))
    arrays |= case("bce", F.binary_cross_entropy, targets, input=p, target=y)
    certain = np.array([[0, 0, 1, 1], [0.5, 1e-300, 1e-20, 1 - 1e-16]])
    answers = np.array([[0, 1, 0, 1], [1, 1, 1, 0]])
    arrays |= case("bce certain", F.binary_cross_entropy, targets, input=certain, target=answers)
    arrays |= case(
        "bce shares", F.binary_cross_entropy, targets, input=p, target=np.random.rand(5, 3)
    )
    return arrays


def network(input: torch.Tensor, target: torch.Tensor, **parameters: torch.Tensor) -> torch.Tensor:
    """The pooling chapter's network, small and without dropout."""
    w = parameters
    maps = F.max_pool2d(F.conv2d(input, w["weight0"], w["bias0"]), 2)
    hidden = F.relu(F.linear(maps.flatten(1), w["weight1"], w["bias1"]))
    return F.cross_entropy(F.linear(hidden, w["weight2"], w["bias2"]), target)


def make() -> Arrays:
    """Return all arrays, the same each time."""
    np.random.seed(20)
    arrays = case(
        "linear",
        F.linear,
        input=np.random.randn(5, 3),
        weight=np.random.randn(2, 3),
        bias=np.random.randn(2),
    )
    arrays |= convolutions() | pools() | elementwise() | losses()
    arrays |= case("flatten", lambda input: input.flatten(1), input=np.random.randn(2, 3, 5, 7))
    arrays |= case(
        "network",
        network,
        ("target",),
        input=np.random.randint(0, 2, (4, 1, 7, 9)) * 1.0,  # flat patches tie after convolution
        weight0=np.random.randn(3, 1, 3, 3),
        bias0=np.random.randn(3),
        weight1=np.random.randn(5, 18) / 4,  # small beside the bias: ReLU's units are not dead
        bias1=np.random.randn(5) + 4,
        weight2=np.random.randn(3, 5),
        bias2=np.random.randn(3),
        target=np.eye(3)[[0, 2, 1, 1]],
    )
    return arrays


def compare(stored: Arrays, made: Arrays) -> None:
    """Exit by a sentence if anything differs."""
    if set(stored) != set(made):
        names = ", ".join(sorted(set(stored) ^ set(made)))
        sys.exit(f"{REFERENCE.name}: expected the arrays that PyTorch makes, {names} differ: rerun")
    for name, array in made.items():
        same_shape = stored[name].shape == array.shape
        if not (same_shape and np.allclose(stored[name], array, rtol=1e-10, atol=1e-14)):
            sys.exit(
                f"{REFERENCE.name}: expected {name} as PyTorch {torch.__version__} makes it, "
                "got other numbers: find out which is right before writing the file anew"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    made = make()
    if not check:
        np.savez_compressed(REFERENCE, allow_pickle=False, **made)
        print(f"{REFERENCE.name}: wrote {len(made)} arrays, {REFERENCE.stat().st_size:,} bytes")
        return
    try:
        with np.load(REFERENCE, allow_pickle=False) as file:
            stored = dict(file)
    except Exception as error:
        sys.exit(f"{REFERENCE.name}: expected a file to compare with, got {error}: write it anew")
    compare(stored, made)
    print(f"{REFERENCE.name}: as PyTorch {torch.__version__} makes it, {len(made)} arrays")


if __name__ == "__main__":
    main()
