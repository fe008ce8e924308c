"""A question about networks and images, and what answers it. No Qt.

A question is a generator function with its arguments, see `measurer.py`. The generator yields parts
of the answer, or None after some work, and returns the whole answer.
"""

from collections.abc import Generator
from functools import partial
from typing import Literal, Protocol, TypeVar

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset

Answer = TypeVar("Answer")
DataPart = Literal["training", "validation", "test"]
Answering = Generator[Answer | None, None, Answer]
Question = partial[Answering[Answer]]


class Images(Protocol):
    """Gives a question its images."""

    def __call__(self, part: DataPart, data: DataSpec | None = None) -> Dataset:
        """A part of these data, by default of those in use when the question was asked.

        The training images are those that the network in use learns from; other parts are whole.
        Raises OSError or ValueError, with a sentence, if they cannot be read.
        """
