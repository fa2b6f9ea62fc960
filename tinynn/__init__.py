"""A neural-network framework in NumPy alone, built chapter by chapter."""

from tinynn.binary_cross_entropy import BCELoss
from tinynn.checks import (
    expect,
    expect_finite,
    expect_images,
    expect_kind,
    expect_list,
    expect_numbers,
    expect_one_hot,
    expect_range,
    expect_rows,
    expect_samples,
    expect_shape,
    expect_whole,
)
from tinynn.convolution import Convolution
from tinynn.cross_entropy import CELoss
from tinynn.dataset import Dataset
from tinynn.dropout import Dropout
from tinynn.flatten import Flatten
from tinynn.gradients import check_gradient, numerical_gradient
from tinynn.layer import Layer
from tinynn.linear import Linear
from tinynn.loss import Loss
from tinynn.max_pool import MaxPool
from tinynn.mnist import (
    MNISTDataset,
    expect_digits,
    expect_pixels,
    read_npz,
)
from tinynn.model import Model, NNModel
from tinynn.mse import MSELoss
from tinynn.optimizer import Optimizer
from tinynn.penguins import load_penguins, read_penguins
from tinynn.relu import ReLU
from tinynn.sequential import Sequential
from tinynn.sgd import SGDOptimizer
from tinynn.sigmoid import Sigmoid
from tinynn.softmax import Softmax
from tinynn.tanh import Tanh
from tinynn.tensor import Tensor, topological_order
from tinynn.weights import load_weights, save_weights

__all__ = [
    "BCELoss",
    "CELoss",
    "Convolution",
    "Dataset",
    "Dropout",
    "Flatten",
    "Layer",
    "Linear",
    "Loss",
    "MNISTDataset",
    "MSELoss",
    "MaxPool",
    "Model",
    "NNModel",
    "Optimizer",
    "ReLU",
    "SGDOptimizer",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "Tensor",
    "check_gradient",
    "expect",
    "expect_digits",
    "expect_finite",
    "expect_images",
    "expect_kind",
    "expect_list",
    "expect_numbers",
    "expect_one_hot",
    "expect_pixels",
    "expect_range",
    "expect_rows",
    "expect_samples",
    "expect_shape",
    "expect_whole",
    "load_penguins",
    "load_weights",
    "numerical_gradient",
    "read_npz",
    "read_penguins",
    "save_weights",
    "topological_order",
]
