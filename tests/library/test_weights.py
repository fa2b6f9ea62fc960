"""What is saved comes back, to the last bit; what is wrong is answered, and changes nothing."""

import io

import numpy as np
import pytest

from tinynn import (
    Linear,
    MSELoss,
    ReLU,
    Sequential,
    SGDOptimizer,
    Tensor,
    load_weights,
    save_weights,
)


def network(*sizes):
    """Return linear layers of these sizes, with ReLU before each."""
    linear = [Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
    return Sequential([part for each in linear for part in (ReLU(), each)])


@pytest.fixture
def saved(tmp_path):
    """Save a network, and return it and the file."""
    layer = network(3, 4, 2)
    save_weights(layer, tmp_path / "weights")
    return layer, tmp_path / "weights"


def test_what_is_saved_comes_back_and_the_optimizer_goes_on_with_it(saved):
    layer, file = saved
    other, x = network(3, 4, 2), Tensor(np.ones((5, 3)))
    optimizer = SGDOptimizer(other.parameters, 0.1)
    load_weights(other, file)
    assert np.array_equal(other(x).data, layer(x).data)
    MSELoss()(other(x), Tensor(np.full((5, 2), 9.0))).backward()
    optimizer.step()
    assert not np.array_equal(other(x).data, layer(x).data), "it steps, and alone"


def test_a_layer_without_parameters_is_saved_too(tmp_path):
    save_weights(ReLU(), tmp_path / "nothing")
    load_weights(ReLU(), tmp_path / "nothing")


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


NOT_OURS = {
    "text": b"not an archive",
    "nothing": b"",
    "Git LFS pointer": b"version https://git-lfs.github.com/spec/v1\n",
    "other names": npz(weight=np.zeros(3)),
    "words": npz(**{"0": np.array(["a", "b"])}),
    "Python objects": npz(**{"0": np.array([{}], dtype=object)}),
    "numbers as Python objects": npz(**{"0": np.array([1.0], dtype=object)}),
}


@pytest.mark.parametrize("content", NOT_OURS.values(), ids=NOT_OURS)
def test_another_file_is_answered(saved, content):
    layer, file = saved
    file.write_bytes(content)
    before = [each.data.copy() for each in layer.parameters]
    with pytest.raises(ValueError, match="which is another: save the weights anew") as error:
        load_weights(layer, file)
    assert "pickle" not in str(error.value)
    assert all(map(np.array_equal, before, [each.data for each in layer.parameters]))


def test_a_long_name_is_cut(saved):
    layer, file = saved
    long = file.with_name("x" * 200)
    long.write_bytes(b"")
    with pytest.raises(ValueError, match=f"got {'x' * 150}, which"):
        load_weights(layer, long)


@pytest.mark.parametrize("sizes", [(3, 4), (3, 4, 2, 2), (3, 5, 2), (4, 4, 2)])
def test_another_network_is_answered_and_left_alone(saved, sizes):
    _, file = saved
    other = network(*sizes)
    before = [each.data.copy() for each in other.parameters]
    with pytest.raises(ValueError, match=r"expects shapes \[.*got \[.*build the layer that was"):
        load_weights(other, file)
    assert all(map(np.array_equal, before, [each.data for each in other.parameters]))


def test_a_missing_file_is_python_s_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_weights(Linear(1, 1), tmp_path / "nowhere")
