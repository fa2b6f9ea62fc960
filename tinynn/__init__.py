"""A neural-network framework in NumPy alone, built chapter by chapter."""

from tinynn.binary_cross_entropy import BCELoss
from tinynn.checks import expect
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
from tinynn.mnist import MNISTDataset
from tinynn.model import Model, NNModel
from tinynn.mse import MSELoss
from tinynn.optimizer import Optimizer
from tinynn.penguins import load_penguins
from tinynn.relu import ReLU
from tinynn.sequential import Sequential
from tinynn.sgd import SGDOptimizer
from tinynn.sigmoid import Sigmoid
from tinynn.softmax import Softmax
from tinynn.tanh import Tanh
from tinynn.tensor import Tensor

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
    "load_penguins",
    "numerical_gradient",
]
