"""MNIST, read once for all tests of a process, which must not change its arrays."""

from digitpad.core.data.data_spec import DataSpec, Parts

_load = DataSpec.load  # as it is before a test replaces it


def mnist() -> Parts:
    """Its 50,000 training, 10,000 validation and 10,000 test images."""
    return _load(DataSpec())
