"""What must hold, and the faults that must not pass: one folder for each room, and library/.

`conftest` and `copies` are what the tests share; reference/ has PyTorch's values.
"""
