"""MNIST, read once for all tests of a process, which must not change its arrays."""

import functools

from digitpad import Dataset, load_data_wrapper


@functools.cache
def mnist() -> tuple[Dataset, Dataset, Dataset]:
    """Its 50,000 training, 10,000 validation and 10,000 test images."""
    return load_data_wrapper()
